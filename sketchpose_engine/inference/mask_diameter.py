"""Estimate of cell width from the masks that a pretrained network predicts around strokes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage.segmentation import find_boundaries

from ..core.box import Box
from ..images.readers.base import Planes
from ..models.device import Device
from ..models.model import Model
from ..models.rescaling import EIGHTHS
from ..sketch.values import CLASS_OF
from .prediction import masks_of, predict_box

SEEN_PX = 384  # side of the predicted box in network pixels, around the median of the strokes
FEWEST_MASKS = 5  # minimum number of masks for a meaningful median


@dataclass(frozen=True)
class PredictedWidth:
    """Width of cells in the masks that a network predicts around strokes.

    Attributes
    ----------
    width_px
        Median over the masks, in image pixels; None if there are fewer than `FEWEST_MASKS`.
    agreement
        How well the masks agree with the strokes, 0 to 1, see `stroke_agreement`.
    """

    width_px: float | None
    agreement: float


def predicted_width(
    model: Model,
    planes: Planes,
    levels: tuple[NDArray[np.float64], NDArray[np.float64]],
    labels: NDArray[np.uint8],
    drawn: NDArray[np.intp],
    device: Device,
) -> PredictedWidth:
    """Estimate the width of cells around the strokes of an image with a network.

    Short strokes along cells do not determine their width, see `sketched_widths`; a pretrained
    network segments most of these cells before any training.

    Parameters
    ----------
    model
        Set to evaluation mode.
    planes
        (C, H, W) image.
    levels
        (C,) intensities that are mapped to 0, and to 1.
    labels
        (H, W) uint8 sketch.
    drawn
        (N, 2) some of its annotated pixels, N > 0.
    device
        Compute device.
    """
    middle, (height, width) = np.median(drawn, axis=0), planes.shape[1:]
    side_px = SEEN_PX * EIGHTHS // model.eighths
    top, left = (
        int(np.clip(at - side_px / 2, 0, max(size - side_px, 0)))
        for at, size in zip(middle, (height, width), strict=True)
    )
    box = Box(top, left, min(top + side_px, height), min(left + side_px, width))
    model = model.for_channels(len(planes))
    fields = predict_box(model, planes, *levels, device, box, exact=False)
    masks = masks_of(fields.distance, fields.flow, model)
    widths = mask_widths(masks)
    return PredictedWidth(
        float(np.median(widths)) if len(widths) >= FEWEST_MASKS else None,
        stroke_agreement(masks, labels[box.slices]),
    )


def stroke_agreement(masks: NDArray[np.integer], labels: NDArray[np.uint8]) -> float:
    """Measure how well masks agree with strokes on cells: one mask for each stroke.

    Parameters
    ----------
    masks
        (H, W), 0 background.
    labels
        (H, W) uint8 sketch.

    Returns
    -------
    float
        Mean over the connected strokes on cells of the fraction of a stroke that lies in one mask;
        0 for strokes that share their mask with another. 0 if there is no such stroke.
    """
    strokes, count = ndi.label(CLASS_OF[labels] > 0)
    if not count or not masks.any():
        return 0.0
    inside = strokes > 0
    pairs, pixels = np.unique(
        np.stack([strokes[inside], masks[inside]]), axis=1, return_counts=True
    )
    sizes = np.bincount(strokes[inside], minlength=count + 1)
    share, main = np.zeros(count + 1), np.zeros(count + 1, np.int64)
    for (stroke, mask), area in zip(pairs.T, pixels, strict=True):
        if mask and area / sizes[stroke] > share[stroke]:
            share[stroke], main[stroke] = area / sizes[stroke], mask
    _, back, owners = np.unique(main, return_inverse=True, return_counts=True)
    return float(np.where(owners[back] > 1, 0, share)[1:].mean())


def mask_widths(masks: NDArray[np.integer]) -> NDArray[np.float64]:
    """Measure the width of each mask in px: the diameter of the largest disc inside it.

    Parameters
    ----------
    masks
        (H, W), 0 background. A mask at the edge of the image is assumed to continue beyond it.

    Returns
    -------
    NDArray
        (N,) in the order of the labels.
    """
    names = np.unique(masks[masks > 0])
    edge = find_boundaries(masks, mode="inner")  # type: ignore[no-untyped-call]
    inside = (masks > 0) & ~edge
    if inside.all():  # no boundary anywhere: one mask fills the image
        return np.full(len(names), float(max(masks.shape)))
    depth = ndi.distance_transform_edt(inside)
    return 2 * np.asarray(ndi.maximum(depth, masks, names)).reshape(-1) + 1
