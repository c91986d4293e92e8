"""Models for the images at hand: their channels, their classes, and how wide their cells are."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import replace

import numpy as np
import torch

from ..inference.mask_diameter import predicted_diameter
from ..models.adabn import adapt_batch_norm
from ..models.device import Device
from ..models.diameter import common_diameter, shows_edges
from ..models.model import Model
from ..models.rescaling import choose_eighths
from ..models.unet import UNet, UNetConfig
from ..sketch.values import CLASS_OF
from ..training.annotated_image import AnnotatedImage
from .validation import ASKED_PX

ENOUGH_CELLS = 5  # that are completely drawn, to know their width without a network
OTHER_SIZE = 1.25  # cells this much larger or smaller than thought: the network is told


def new_model(pages: Sequence[AnnotatedImage], diameter_px: float | None, seed: int) -> Model:
    """Random weights for some pages.

    Parameters
    ----------
    pages
        At least one, all with the same number of channels.
    diameter_px
        Width of the cells; None: as sketched.
    seed
        Of the weights.
    """
    torch.manual_seed(seed)
    diameter_px = diameter_px or common_diameter([page.sketched_widths() for page in pages])
    network = UNet(UNetConfig(len(pages[0].planes), classes=_classes(pages)))
    return Model(network, choose_eighths(diameter_px), diameter_px)


def fitted(
    model: Model,
    start: Model | None,
    pages: Sequence[AnnotatedImage],
    diameter_px: float | None,
    expected_px: float | None = None,
) -> Model:
    """Adapt a model to some pages; what it has learned is kept.

    Parameters
    ----------
    model
        Returned as it is if it fits.
    start
        What it began as; None: random weights.
    pages
        All with the same number of channels; none: only the width of the cells is looked at.
    diameter_px
        As above; None: as sketched, or as the model knows it.
    expected_px
        Width of cells that a pretrained network sees, see `common_diameter`.
    """
    if pages:
        model = model.for_channels(len(pages[0].planes)).for_classes(_classes(pages))
    if start is not None and not start.general:  # it knows how large cells are
        told = start.for_diameter(diameter_px)
        eighths, width_px = told.eighths, told.diameter_px
    elif not pages and diameter_px is None:
        return model
    else:
        widths = [page.sketched_widths() for page in pages]
        if expected_px is None and not model.general and not any(map(shows_edges, widths)):
            expected_px = model.diameter_px
        width_px = diameter_px or common_diameter(widths, expected_px)
        if model.general:  # nobody has told it yet
            return model.for_diameter(width_px)
        ratio = width_px / model.diameter_px
        if max(ratio, 1 / ratio) <= OTHER_SIZE and diameter_px is None:
            return model
        eighths = model.eighths_for(width_px)
    if (eighths, width_px) == (model.eighths, model.diameter_px):
        return model
    return replace(model, eighths=eighths, diameter_px=width_px)


def adapt_norms(model: Model, images: Iterable[AnnotatedImage], device: Device) -> None:
    """Adapt batch norm to images that the network has not seen, in place."""
    seen = [each.training_sample(model.eighths, model.diameter_px).image for each in images]
    adapt_batch_norm(model.network, device, seen)


def expected_diameter(
    model: Model, images: Sequence[AnnotatedImage], device: Device
) -> float | None:
    """Width of cells in px as a pretrained network sees them around the strokes.

    Parameters
    ----------
    model
        Copied: its norms need not be adapted yet.
    images
        With strokes.
    device
        Where to compute.

    Returns
    -------
    float or None
        None: hardly any cell is found, or enough cells are completely drawn to know without.
    """
    drawn = sum(len(each.sketched_widths().complete) for each in images)
    if drawn >= ENOUGH_CELLS:
        return None
    model = replace(model, network=deepcopy(model.network))
    adapt_norms(model, images, device)
    found = [
        predicted_diameter(
            model, each.planes, (each.low, each.high), each.annotated(ASKED_PX), device
        )
        for each in images
    ]
    widths = [width_px for width_px in found if width_px is not None]
    return float(np.median(widths)) if widths else None


def _classes(pages: Sequence[AnnotatedImage]) -> int:
    """How many classes of cells are drawn."""
    return max((int(CLASS_OF[page.points.kinds()].max(initial=1)) for page in pages), default=1)
