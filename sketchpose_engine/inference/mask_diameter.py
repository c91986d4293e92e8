"""Estimate of cell width from the masks that a pretrained network predicts around strokes."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage.segmentation import find_boundaries

from ..core.box import Box
from ..images.readers.base import Planes
from ..models.device import Device
from ..models.model import Model
from .prediction import masks_of, predict_box

SEEN_PX = 384  # side of the predicted box, around the median of all stroke pixels
FEWEST_MASKS = 5  # minimum number of masks for a meaningful median


def predicted_diameter(
    model: Model,
    planes: Planes,
    levels: tuple[NDArray[np.float64], NDArray[np.float64]],
    drawn: NDArray[np.intp],
    device: Device,
) -> float | None:
    """Estimate the width of cells around the strokes of an image with a network, in px.

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
    drawn
        (N, 2) some pixels of the strokes, N > 0.
    device
        Compute device.

    Returns
    -------
    float or None
        Median over the masks; None if there are fewer than `FEWEST_MASKS`.
    """
    middle, (height, width) = np.median(drawn, axis=0), planes.shape[1:]
    top, left = (
        int(np.clip(at - SEEN_PX / 2, 0, max(size - SEEN_PX, 0)))
        for at, size in zip(middle, (height, width), strict=True)
    )
    box = Box(top, left, min(top + SEEN_PX, height), min(left + SEEN_PX, width))
    model = model.for_channels(len(planes))
    fields = predict_box(model, planes, *levels, device, box, exact=False)
    widths = mask_widths(masks_of(fields.distance, fields.flow, model))
    return float(np.median(widths)) if len(widths) >= FEWEST_MASKS else None


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
