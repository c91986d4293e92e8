"""Adaptation of models to images: channels, classes, and width of the cells."""

import time
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

import numpy as np
import torch

from ..inference.mask_diameter import predicted_width
from ..models.adabn import adapt_batch_norm
from ..models.device import Device
from ..models.diameter import common_diameter, shows_edges
from ..models.model import Model
from ..models.rescaling import EIGHTHS, NETWORK_DIAMETER_PX, choose_eighths
from ..models.unet import UNet, UNetConfig
from ..sketch.values import CLASS_OF
from ..training.annotated_image import AnnotatedImage
from .validation import SAMPLED_PX

ENOUGH_CELLS = 5  # completely drawn ones that determine the width without a network
RESOLUTIONS = (8, 4, 2)  # eighths at which cells are looked for: large ones are not seen at 8
FEWEST_STROKES = 3  # before lower resolutions are tried: the first cell may be an unusual one
AGREED = 0.8  # agreement with the strokes from which no other resolution is tried
CLEARLY = 0.1  # by which a lower resolution must agree better
NARROW_PX = 15.0  # cells below this width may be merged at their own resolution
FINER = 12  # eighths at which they are measured again
OTHER_SIZE = 1.25  # ratio of cell widths from which the model is rescaled


def new_model(images: Sequence[AnnotatedImage], diameter_px: float | None, seed: int) -> Model:
    """Create a model with random weights for some images.

    Parameters
    ----------
    images
        At least one, all with the same number of channels.
    diameter_px
        Width of the cells; None: as sketched.
    seed
        Seed of the weights.
    """
    torch.manual_seed(seed)
    diameter_px = diameter_px or common_diameter([image.sketched_widths() for image in images])
    network = UNet(UNetConfig.half_resolution(len(images[0].planes), _classes(images)))
    return Model(network, choose_eighths(diameter_px), diameter_px)


def fitted(
    model: Model,
    start: Model | None,
    images: Sequence[AnnotatedImage],
    diameter_px: float | None,
    expected_px: float | None = None,
) -> Model:
    """Adapt a model to some images; learned weights are retained.

    Parameters
    ----------
    model
        Returned unchanged if it fits.
    start
        Initial model; None: random weights.
    images
        All with the same number of channels; if empty, only the width of the cells is adapted.
    diameter_px
        As above; None: as sketched, or as stored in the model.
    expected_px
        Width of the cells predicted by a pretrained network, see `common_diameter`.
    """
    if images:
        model = model.for_channels(len(images[0].planes)).for_classes(_classes(images))
    if start is not None and not start.general:  # trained for a known width
        sized = start.for_diameter(diameter_px)
        eighths, width_px = sized.eighths, sized.diameter_px
    elif not images and diameter_px is None:
        return model
    else:
        widths = [image.sketched_widths() for image in images]
        if expected_px is None and not model.general and not any(map(shows_edges, widths)):
            expected_px = model.diameter_px
        width_px = diameter_px or common_diameter(widths, expected_px)
        if model.general:  # no width has been set yet
            return model.for_diameter(width_px)
        ratio = width_px / model.diameter_px
        if max(ratio, 1 / ratio) <= OTHER_SIZE and diameter_px is None:
            return model
        eighths = model.eighths_for(width_px)
    if (eighths, width_px) == (model.eighths, model.diameter_px):
        return model
    return replace(model, eighths=eighths, diameter_px=width_px)


def adapt_norms(model: Model, images: Iterable[AnnotatedImage], device: Device) -> None:
    """Adapt batch norm to images that the network was not trained on, in place."""
    seen = [each.training_sample(model.eighths, model.diameter_px).image for each in images]
    adapt_batch_norm(model.network, device, seen)


class ExpectedWidth:
    """Width of the cells that the pretrained network expects, estimated as strokes come.

    Attributes
    ----------
    px
        None: unknown.
    """

    def __init__(self) -> None:
        self.px: float | None = None
        self._strokes = 0  # on cells, that it was estimated from

    def estimate(self, model: Model, images: Sequence[AnnotatedImage], device: Device) -> bool:
        """Estimate it with a pretrained model if the strokes have doubled; return whether.

        The first cells drawn may be unusual ones.
        """
        strokes = strokes_on_cells(images)
        if strokes < max(2 * self._strokes, 1):
            return False
        self._strokes, self.px = strokes, expected_diameter(model, images, device)
        return True


def strokes_on_cells(images: Iterable[AnnotatedImage]) -> int:
    """Count the strokes on cells in all images."""
    return sum(image.sketched_widths().strokes for image in images)


def expected_diameter(
    model: Model, images: Sequence[AnnotatedImage], device: Device
) -> float | None:
    """Estimate the width of cells around the strokes with a pretrained network, in px.

    Parameters
    ----------
    model
        Copied; its batch norm need not be adapted.
    images
        Images with strokes.
    device
        Compute device.

    Returns
    -------
    float or None
        None: hardly any cell is found, or enough cells are completely drawn to determine it.
    """
    drawn = sum(len(each.sketched_widths().complete) for each in images)
    if drawn >= ENOUGH_CELLS:
        return None
    strokes = sum(each.sketched_widths().strokes for each in images)
    best: tuple[float, float | None] = (-1.0, None)
    for eighths in RESOLUTIONS if strokes >= FEWEST_STROKES else RESOLUTIONS[:1]:
        width_px, agreement = _width_at(eighths, model, images, device)
        if eighths == EIGHTHS and width_px is not None and width_px < NARROW_PX:
            finer_px, finer_agreement = _width_at(FINER, model, images, device)
            if finer_px is not None and finer_agreement >= agreement:
                width_px, agreement = finer_px, finer_agreement
        if width_px is not None and agreement > best[0] + CLEARLY:
            best = agreement, width_px
        if best[0] >= AGREED:
            break
    return best[1]


def _width_at(
    eighths: int, model: Model, images: Sequence[AnnotatedImage], device: Device
) -> tuple[float | None, float]:
    """Return the width in px of the cells seen at a resolution, and how they agree with strokes."""
    scale = EIGHTHS / eighths
    seen = replace(
        model,
        network=deepcopy(model.network),
        eighths=eighths,
        diameter_px=scale * NETWORK_DIAMETER_PX,
    )
    adapt_norms(seen, images, device)
    found = [
        predicted_width(
            seen,
            each.planes,
            (each.low, each.high),
            each.labels,
            each.annotated(SAMPLED_PX),
            device,
        )
        for each in images
    ]
    widths = [one.width_px for one in found if one.width_px is not None]
    agreement = float(np.mean([one.agreement for one in found]))
    return (float(np.median(widths)) if widths else None), agreement


def _classes(images: Sequence[AnnotatedImage]) -> int:
    """Return the number of cell classes that are drawn."""
    return max((int(CLASS_OF[image.points.kinds()].max(initial=1)) for image in images), default=1)


def with_provenance(
    model: Model,
    start: Model | None,
    images: Mapping[str, AnnotatedImage],
    steps: int,
    seconds: float,
    reason: str,
    seed: int,
) -> Model:
    """Return a model with a record of its training.

    Parameters
    ----------
    model
        Trained model.
    start
        Initial model; None: random weights.
    images
        Training images by frame key.
    steps, seconds
        Duration of the training.
    reason
        Why it ended.
    seed
        Seed of the training.
    """
    provenance = {
        "trained_on": sorted(images),
        "started_from": dict(start.provenance) if start else "random weights",
        "steps": steps,
        "seconds": round(seconds, 1),
        "ended_by": reason,
        "seed": seed,
        "annotated_px": sum(int(image.points.counts.sum()) for image in images.values()),
        "date": time.strftime("%Y-%m-%d"),
    }
    return replace(model, provenance=provenance)
