"""Drawn cells that the network finds: counted in cells, as users do, not in pixels."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..sketch.values import BACKGROUND, BOUNDARY, CLASS_OF

SAME_CELL_GAP = 0.25  # of a cell's width: strokes that are closer belong to one cell
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


Failure = Literal["missed", "merged", "cut"]


@dataclass(frozen=True)
class FailingCell:
    """A drawn cell that is not found.

    Attributes
    ----------
    failure
        "missed": the network takes it for background; "merged": it shares its mask with another
        drawn cell; "cut": no mask covers most of it.
    place
        (y, x) of a pixel of it.
    box
        Around it, and around the drawn cells that share its mask.
    """

    failure: Failure
    place: tuple[int, int]
    box: Box


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
    count, with_mask, merged, _, _ = _fates(drawn, labels, inside)
    return CellsFound(count, int(np.count_nonzero(with_mask & ~merged)), int(merged.sum()))


def failing_cell(
    drawn: NDArray[np.int32], labels: NDArray[np.int32], inside: NDArray[np.bool_]
) -> FailingCell | None:
    """Find the drawn cell that needs a stroke most; parameters as in `cells_found`.

    Cells that are missed come first, then those that share a mask, then those that are cut.
    """
    count, _, merged, seen, mask_of = _fates(drawn, labels, inside)
    missed, cut = ~seen, seen & (mask_of == 0)
    missed[0] = cut[0] = False
    fates: tuple[tuple[Failure, NDArray[np.bool_]], ...] = (
        ("missed", missed),
        ("merged", merged),
        ("cut", cut),
    )
    for failure, cells in fates:
        if cells.any():
            cell = int(cells.argmax())
            # Cells that share a mask are looked at together: the line belongs between them.
            members = (
                mask_of == mask_of[cell] if failure == "merged" else np.arange(count + 1) == cell
            )
            pixels = members[drawn] & (drawn > 0)
            points = np.argwhere(pixels)
            y, x = points[np.abs(points - points.mean(0)).sum(1).argmin()].tolist()
            box = Box.around(pixels)
            assert box is not None
            return FailingCell(failure, (y, x), box)
    return None


def _fates(
    drawn: NDArray[np.int32], labels: NDArray[np.int32], inside: NDArray[np.bool_]
) -> tuple[int, NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]:
    """Return what became of each drawn cell, (N + 1,) by its number.

    Number of cells; which have a mask and are seen by the network; which share that mask; which
    are seen; and the mask that covers most of each, 0: none.
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
    return count, with_mask, merged, seen, mask_of
