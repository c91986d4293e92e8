"""Segmentation of a whole image with fixed weights."""

from collections.abc import Generator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..images.intensity import percentile_range
from ..images.readers.base import Planes
from ..masks.cell_classes import vote
from ..models.adabn import with_adapted_norms
from ..models.device import Device
from ..models.model import Model
from ..models.network_image import NetworkImage
from .jobs import TileDone
from .prediction import Fields, PredictSettings, masks_of, predict


@dataclass(frozen=True)
class Segmented:
    """Masks of a whole image.

    Attributes
    ----------
    labels
        (H, W) int32, 0 background, 1..N.
    classes
        (N + 1,) uint8 by label, from 1; None if there is only one class.
    fields
        Predicted fields.
    """

    labels: NDArray[np.int32] = field(repr=False)
    classes: NDArray[np.uint8] | None = field(repr=False)
    fields: Fields = field(repr=False)


def segment(
    model: Model,
    planes: Planes,
    device: Device,
    settings: PredictSettings,
    sketch: NDArray[np.uint8] | None = None,
) -> Generator[TileDone, None, Segmented]:
    """Segment one image, tile by tile.

    Parameters
    ----------
    model
        Adapted to the number of channels.
    planes
        (C, H, W).
    device
        Compute device.
    settings
        Settings of the prediction.
    sketch
        (H, W) uint8 with which the masks must agree, or None.

    Yields
    ------
    TileDone
        After each tile.

    Returns
    -------
    Segmented
        Returned by `yield from`.
    """
    model = model.for_channels(len(planes))
    device.move_network(model.network)
    shape = planes.shape[1], planes.shape[2]
    fields = Fields.empty(shape, model.network.shape.classes)
    yield from predict(model, planes, device, settings, fields)
    labels = masks_of(fields.distance, fields.flow, model, settings.min_area_px, sketch)
    classes = None if fields.classes is None else vote(labels, fields.classes)
    return Segmented(labels, classes, fields)


def segment_whole(
    model: Model,
    planes: Planes,
    device: Device,
    settings: PredictSettings,
    sketch: NDArray[np.uint8] | None = None,
) -> Segmented:
    """Segment one image in one call; parameters as in `segment`."""
    tiles = segment(model, planes, device, settings, sketch)
    while True:
        try:
            next(tiles)
        except StopIteration as end:
            return end.value


def adapted_to(model: Model, planes: Planes, device: Device, names: AbstractSet[str]) -> Model:
    """Adapt a model to the channels of an image and, unless trained on it, to its intensities.

    Parameters
    ----------
    model
        Model with the weights.
    planes
        (C, H, W).
    device
        Compute device.
    names
        Names under which the image may have been trained on.
    """
    model = model.for_channels(len(planes))
    if model.warm and not names & set(model.provenance.get("trained_on", ())):
        model = with_adapted_norms(
            model, NetworkImage(planes, *percentile_range(planes), model.eighths), device
        )
    return model
