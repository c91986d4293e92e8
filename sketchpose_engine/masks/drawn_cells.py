"""Drawn cells that the network finds: counted in cells, as users do, not in pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..sketch.values import BACKGROUND, BOUNDARY, CLASS_OF

MOST = 0.5  # of a drawn cell: what covers more of it covers the cell


@dataclass(frozen=True)
class CellsFound:
    """Number of drawn cells, and what became of them."""

    drawn: int
    found: int  # by a mask that covers no other drawn cell
    merged: int  # in one mask with another drawn cell

    @property
    def missed(self) -> int:
        """Number of drawn cells that the network takes for background, or breaks."""
        return self.drawn - self.found - self.merged


def drawn_cells(sketch: NDArray[np.uint8], gap_px: float) -> NDArray[np.int32]:
    """Number the drawn cells.

    Parameters
    ----------
    sketch
        (H, W) uint8, see `sketch.values`.
    gap_px
        Strokes that are closer belong to one cell, unless background or a line is between them.

    Returns
    -------
    NDArray
        (H, W) int32, 0 where no cell is drawn.
    """
    # Imported here: the window, which needs the class above, need not wait for it at its start.
    from scipy import ndimage as ndi

    numbers = np.zeros(sketch.shape, np.int32)
    cells = CLASS_OF[sketch] > 0
    box = Box.around(cells)
    if box is None:
        return numbers
    near = box.grown(int(gap_px) + 1, (sketch.shape[0], sketch.shape[1])).slices
    reach = ndi.distance_transform_edt(~cells[near]) <= gap_px / 2
    reach &= (sketch[near] != BACKGROUND) & (sketch[near] != BOUNDARY)
    parts, _ = ndi.label(reach)
    numbers[near] = np.where(cells[near], parts, 0)
    used, numbers_used = np.unique(numbers, return_inverse=True)
    return (numbers_used.reshape(sketch.shape) + (used[0] != 0)).astype(np.int32)


def cells_found(
    drawn: NDArray[np.int32], labels: NDArray[np.int32], inside: NDArray[np.bool_]
) -> CellsFound:
    """Count the drawn cells that have a mask of their own.

    Parameters
    ----------
    drawn
        (H, W) of `drawn_cells`.
    labels
        (H, W) masks.
    inside
        (H, W) bool, pixels that the network takes for cells without the help of the sketch.
    """
    count = int(drawn.max(initial=0))
    where = drawn > 0
    cell, mask = drawn[where], labels[where]
    sizes = np.bincount(cell, minlength=count + 1)
    seen = np.bincount(cell, inside[where], minlength=count + 1) > MOST * sizes
    pairs, shared = np.unique(np.stack([cell, mask]), axis=1, return_counts=True)
    covers = (pairs[1] > 0) & (shared > MOST * sizes[pairs[0]])
    mask_of = np.zeros(count + 1, np.int64)  # that covers most of each drawn cell
    mask_of[pairs[0, covers]] = pairs[1, covers]
    cells_in = np.bincount(mask_of[1:], minlength=1)
    with_mask = (mask_of > 0) & seen
    merged = with_mask & (cells_in[mask_of] > 1)
    return CellsFound(count, int(np.count_nonzero(with_mask & ~merged)), int(merged.sum()))
