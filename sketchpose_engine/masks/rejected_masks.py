"""Masks that a background stroke marks as no cells: all of each is background."""

import numpy as np
from numpy.typing import NDArray

from ..sketch.values import CLASS_OF
from .stroke_check import MANY, MIDDLE, PASSING, masks_under
from .unfinished_lines import depth_in

REMAINING = 0.3  # of the middle of a mask: if less is left beside background, it is no cell


def rejected_masks(
    labels: NDArray[np.int32], sketch: NDArray[np.uint8], stroke: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Find the masks that a background stroke marks as no cells.

    The stroke lies in one or two masks, and hardly anything as deep as their middles is left beside
    it. A stroke along the rim corrects that rim, and one across a neck separates two cells: the
    middle remains.

    Parameters
    ----------
    labels
        (H, W) masks before the stroke, in a box that contains all of each mask under it.
    sketch
        (H, W) uint8 with the stroke; a mask with a cell stroke is a cell.
    stroke
        (H, W) bool, pixels of the stroke.

    Returns
    -------
    NDArray
        (H, W) bool, all pixels of these masks.
    """
    rejected = np.zeros(labels.shape, bool)
    masks = masks_under(labels, stroke)
    outside = np.count_nonzero(stroke & (labels == 0))
    if len(masks) >= MANY or outside >= PASSING * np.count_nonzero(stroke):
        return rejected
    for number, window in masks.items():
        mask = labels[window] == number
        depth = depth_in(mask)
        middle = depth > MIDDLE * depth.max()
        remaining = depth_in(mask & ~stroke[window]) > MIDDLE * depth.max()
        is_drawn = (mask & (CLASS_OF[sketch[window]] > 0)).any()
        if not is_drawn and remaining.sum() < REMAINING * middle.sum():
            rejected[window] |= mask
    return rejected
