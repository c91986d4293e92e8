"""Stability of masks: whether the network finds the same cells in a mirrored image.

A mirrored image shows the same cells. Where the network finds others in it, it has not learned yet
what a cell is, and a stroke there helps most. (Moshkov et al. 2020 average such predictions; here
their differences matter.)
"""

from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from scipy.sparse import coo_array

from ..core.box import Box
from ..inference.prediction import masks_of, predict_box
from ..models.device import Device
from ..models.model import Model
from ..sketch.values import NOTHING
from ..training.annotated_image import AnnotatedImage


def mirrored_masks(
    model: Model, image: AnnotatedImage, box: Box, device: Device
) -> NDArray[np.int32]:
    """Predict the masks of a box from its mirror image.

    Parameters
    ----------
    model
        Model with the channels of the image.
    image
        Image and sketch.
    box
        Part of the image.
    device
        Compute device.

    Returns
    -------
    NDArray
        (box) labels, mirrored back.
    """
    planes = np.ascontiguousarray(image.planes[:, *box.slices][..., ::-1])
    sketch = np.ascontiguousarray(image.labels[box.slices][:, ::-1])
    part = predict_box(
        model, planes, image.low, image.high, device, Box.whole(box.shape), exact=False
    )
    return masks_of(part.distance, part.flow, model, sketch=sketch)[:, ::-1]


def unstable_pixels(labels: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Find the pixels whose masks do not belong together in two label images.

    A mask belongs to the one that shares the most pixels with it, if that is mutual; so does the
    background.

    Parameters
    ----------
    labels, others
        (H, W) masks of the same region.

    Returns
    -------
    NDArray
        (H, W) bool.
    """
    ones = np.ones(labels.size, np.int32)
    shared = coo_array((ones, (labels.ravel(), others.ravel()))).tocsr()
    other_of, label_of = shared.argmax(1).ravel(), shared.argmax(0).ravel()
    return (other_of[labels] != others) | (label_of[others] != labels)


def least_stable_place(
    unstable: NDArray[np.bool_], sketch: NDArray[np.uint8], near_px: float
) -> tuple[int, int] | None:
    """Find the middle (y, x) of the largest unstable region; None without any.

    Parameters
    ----------
    unstable
        (H, W) bool.
    sketch
        (H, W) uint8.
    near_px
        Pixels nearer to a stroke, or to the rim, than this are left out.
    """
    away = np.zeros_like(unstable)
    inner = slice(ceil(near_px), -ceil(near_px) or None)
    away[inner, inner] = unstable[inner, inner]
    if sketch.any():
        away &= ndi.distance_transform_edt(sketch == NOTHING) > near_px
    regions, _ = ndi.label(away)
    areas = np.bincount(regions.ravel())
    areas[0] = 0
    if not areas.any():
        return None
    depth = ndi.distance_transform_edt(regions == areas.argmax())
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return int(y), int(x)
