"""Masks of one frame, moved to where their objects probably are in the next one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from .image_motion import image_drift, object_step, plane_of
from .objects import objects_of

MARGIN = 0.25  # diameters around an object that are compared, too
KEPT = 0.5  # of the pixels of an object must remain, or it has left the image or is covered


def carry_masks(
    labels: NDArray[np.int32], before: NDArray[Any], after: NDArray[Any]
) -> NDArray[np.int32]:
    """Move each mask of a frame to where the image under it is found again in the next frame.

    Parameters
    ----------
    labels
        (H, W) masks of a frame.
    before, after
        (C, H, W) images of that frame and of the next one.

    Returns
    -------
    (H, W) masks with the same labels, each of the same shape; masks of which more than half is
    outside of the image or below others are left out.
    """
    objects, pixels = objects_of(labels)
    one, other = plane_of(before), plane_of(after)
    drift = image_drift(one, other)
    order = np.argsort(pixels.row, kind="stable")
    ends = np.searchsorted(pixels.row[order], np.arange(len(objects) + 1))
    moved = np.zeros_like(labels)
    sizes = objects.size_px.tolist()
    for row, label in enumerate(objects.labels.tolist()):
        own = order[ends[row] : ends[row + 1]]
        y, x = pixels.y[own], pixels.x[own]
        around = Box(int(y.min()), int(x.min()), int(y.max()) + 1, int(x.max()) + 1)
        box = around.grown(max(2, round(MARGIN * sizes[row])), (labels.shape[0], labels.shape[1]))
        step = object_step(
            one, other, (box.top, box.left, box.bottom, box.right), drift, sizes[row]
        )
        _place(moved, y + step[0], x + step[1], label)
    return moved


def _place(
    moved: NDArray[np.int32], y: NDArray[np.int32], x: NDArray[np.int32], label: int
) -> None:
    """Set the pixels of a mask that are inside of the image and free, if those are enough."""
    inside = (y >= 0) & (y < moved.shape[0]) & (x >= 0) & (x < moved.shape[1])
    rows, columns = y[inside], x[inside]
    free = moved[rows, columns] == 0
    if np.count_nonzero(free) >= KEPT * len(y):
        moved[rows[free], columns[free]] = label
