"""Drawn cells that the network finds: counted in cells, as users do, not in pixels."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..sketch.values import BACKGROUND, BOUNDARY, CLASS_OF

SAME_CELL_GAP = 0.25  # of a cell's width: strokes that are closer belong to one cell
MOST = 0.5  # of a drawn cell: what covers more of it covers the cell
LEAST = 0.1  # of a filled cell: what covers less of it has missed the cell
FILLED = 0.5  # of a cell's width: what is painted as wide as that is no thin line...
ROUND = 0.5  # ...and its width relative to the root of its area, 1.1 for a disc


@dataclass(frozen=True)
class CellsFound:
    """Number of drawn cells, and what became of them."""

    drawn: int
    found: int  # by a mask that covers no other drawn cell
    merged: int  # in one mask with another drawn cell
    partly: int = 0  # filled, but covered by less than half
    other_kind: int = 0  # whatever became of them, taken for another kind than they are drawn as

    @property
    def missed(self) -> int:
        """Number of drawn cells that the network takes for background, or breaks."""
        return self.drawn - self.found - self.merged - self.partly

    @property
    def not_seen(self) -> int:
        """Number of drawn cells that the network does not see as a whole."""
        return self.missed + self.partly


Failure = Literal["missed", "merged", "partly", "cut"]


@dataclass(frozen=True)
class FailingCell:
    """A drawn cell that is not found.

    Attributes
    ----------
    failure
        "missed": the network takes it for background; "merged": it shares its mask with another
        drawn cell; "partly": it is filled, and only a smaller part is covered in one piece;
        "cut": no mask covers most of a stroke.
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


def match_drawn_cells(
    drawn: NDArray[np.int32],
    labels: NDArray[np.int32],
    inside: NDArray[np.bool_],
    width_px: float = np.inf,
) -> tuple[CellsFound, FailingCell | None]:
    """Count the drawn cells that have a mask of their own, and find the one to draw at next.

    Parameters
    ----------
    drawn
        (H, W) of `drawn_cells`.
    labels
        (H, W) masks.
    inside
        (H, W) bool, pixels that the network takes for cells without the help of the sketch: masks
        cover all that is drawn in any case.
    width_px
        Width of the cells. A cell that is filled, not marked with a thin line, is found only if
        the network sees more than half of it in one piece; none is by default.

    Returns
    -------
    tuple
        The numbers of cells; and the first cell that is missed, else one that shares its mask, else
        one that is partly covered, else one that is cut; None if there is none.
    """
    count = int(drawn.max(initial=0))
    where = drawn > 0
    cell, mask = drawn[where], labels[where]
    sizes = np.bincount(cell, minlength=count + 1)
    covered = np.bincount(cell, inside[where], minlength=count + 1)
    filled, piece = _filled_and_seen(drawn, inside, sizes, width_px)
    seen = np.where(filled, piece, covered) > MOST * sizes
    mask_of = _main_masks(cell, mask, sizes)
    cells_in = np.bincount(mask_of[1:], minlength=1)
    with_mask = (mask_of > 0) & seen
    merged = with_mask & (cells_in[mask_of] > 1)
    partly = filled & ~with_mask & (covered > LEAST * sizes)
    missed = ~partly & ~seen
    cut = ~partly & ~missed & (mask_of == 0)
    for failed in (missed, cut):
        failed[0] = False
    found = np.count_nonzero(with_mask & ~merged)
    cells = CellsFound(count, int(found), int(merged.sum()), int(partly.sum()))
    alone = np.arange(count + 1)
    kinds: tuple[tuple[Failure, NDArray[np.bool_], NDArray[np.int64]], ...] = (
        ("missed", missed, alone),
        ("merged", merged, mask_of),  # looked at together: the line belongs between them
        ("partly", partly, alone),
        ("cut", cut, alone),
    )
    for failure, failed, group in kinds:
        if failed.any():
            return cells, _failing(failure, drawn, group == group[failed.argmax()])
    return cells, None


def _filled_and_seen(
    drawn: NDArray[np.int32],
    inside: NDArray[np.bool_],
    sizes: NDArray[np.int64],
    width_px: float,
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return which drawn cells are filled, and how much of these the network sees in one piece.

    A filled cell is about as long as wide, and not narrow.

    Returns
    -------
    filled
        (N + 1,) bool.
    piece
        (N + 1,) pixels of the largest connected piece of `inside`, 0 for other cells.
    """
    from scipy import ndimage as ndi

    filled, piece = np.zeros(len(sizes), bool), np.zeros(len(sizes), np.int64)
    for number, box in enumerate(ndi.find_objects(drawn), 1):
        least_px = max(FILLED * width_px, ROUND * float(np.sqrt(sizes[number])))
        if min(part.stop - part.start for part in box) < least_px:
            continue  # so are most strokes
        own = drawn[box] == number
        depth = ndi.distance_transform_edt(np.pad(own, 1))  # 1 at the rim
        filled[number] = 2 * depth.max() - 1 >= least_px
        if filled[number]:
            pieces, _ = ndi.label(own & inside[box])
            piece[number] = np.bincount(pieces.ravel())[1:].max(initial=0)
    return filled, piece


def _main_masks(
    cell: NDArray[np.int32], mask: NDArray[np.int32], sizes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the mask (N + 1,) that covers most of each drawn cell, 0: none.

    Parameters
    ----------
    cell, mask
        (n,) numbers at the pixels of all drawn cells.
    sizes
        (N + 1,) pixels of each drawn cell.
    """
    pairs, shared = np.unique(np.stack([cell, mask]), axis=1, return_counts=True)
    covers = (pairs[1] > 0) & (shared > MOST * sizes[pairs[0]])
    mask_of = np.zeros(len(sizes), np.int64)
    mask_of[pairs[0, covers]] = pairs[1, covers]
    return mask_of


def _failing(failure: Failure, drawn: NDArray[np.int32], members: NDArray[np.bool_]) -> FailingCell:
    """Describe the drawn cells that are `members` (N + 1,)."""
    pixels = members[drawn] & (drawn > 0)
    box = Box.around(pixels)
    assert box is not None
    return FailingCell(failure, central_pixel(np.argwhere(pixels)), box)


def central_pixel(points: NDArray[np.intp]) -> tuple[int, int]:
    """Return the one of some pixels (N, 2) that is nearest to their centre."""
    y, x = points[np.abs(points - points.mean(0)).sum(1).argmin()].tolist()
    return y, x
