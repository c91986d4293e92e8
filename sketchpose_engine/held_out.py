"""Strokes that are kept from learning, to tell how well it does on what it has not seen.

What is held out is always all that was drawn of a cell and around it, never some pixels of it:
the pixels beside it would give it away.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from .annotations import CLASS_OF
from .messages import Box

BLOCK_PX = 8  # strokes in the same block, or in two that touch, are one group
ONE_IN = 8  # of the groups that show a cell and its edge is held out; none while there are fewer
MOST_PART = 0.2  # of all that is drawn, at most, in one group that is held out

Blocks = NDArray[np.bool_]  # (H / BLOCK_PX, W / BLOCK_PX), rounded up


class HeldOut:
    """Follows a sketch, and says which of its groups of strokes are held out.

    The choice stays while the sketch grows. What was just drawn, and what somebody draws on, is
    always learned from.

    Attributes
    ----------
    blocks
        Where what is drawn is held out; None: nowhere.
    boxes
        Around each group that is held out, in px.
    """

    def __init__(self) -> None:
        self.blocks: Blocks | None = None
        self.boxes: list[Box] = []
        self._drawn: NDArray[np.int64] | None = None  # annotated pixels of each block
        self._chosen: list[tuple[int, int]] = []  # a block of each group

    def follow(self, labels: NDArray[np.uint8], tiles: Sequence[Box]) -> None:
        """Turn to the newest state of the sketch.

        Parameters
        ----------
        labels
            (H, W) uint8.
        tiles
            Boxes that hold all annotated pixels, from multiples of `BLOCK_PX` on.
        """
        drawn, cells = _count(labels, tiles)
        before = drawn if self._drawn is None else self._drawn
        self._drawn = drawn
        groups, count = ndi.label(drawn > 0, np.ones((3, 3)))
        numbers = np.arange(1, count + 1)
        sizes = ndi.sum_labels(drawn, groups, numbers)
        same = ndi.sum_labels(drawn != before, groups, numbers) == 0
        inside = ndi.sum_labels(cells, groups, numbers)
        telling = (inside > 0) & (inside < sizes)  # a cell and where it ends: else nothing is wrong
        fit = same & telling & (sizes <= MOST_PART * sizes.sum())
        chosen = [group for at in self._chosen if (group := groups[at]) and fit[group - 1]]
        wanted = np.count_nonzero(telling) // ONE_IN
        chosen = chosen[:wanted]
        free = [number for number in numbers[fit] if number not in chosen]
        typical = np.median(sizes[fit]) if fit.any() else 0
        free.sort(key=lambda number: abs(sizes[number - 1] - typical))
        chosen += free[: wanted - len(chosen)]
        self._take(groups, chosen)

    def _take(self, groups: NDArray[np.int32], chosen: list[int]) -> None:
        self.blocks = np.isin(groups, chosen) if chosen else None
        parts = ndi.find_objects(groups)
        self.boxes, self._chosen = [], []
        for group in chosen:
            rows, columns = parts[group - 1]
            ends = rows.start, columns.start, rows.stop, columns.stop
            self.boxes.append(Box(*(BLOCK_PX * end for end in ends)))
            y, x = np.argwhere(groups[rows, columns] == group)[0]
            self._chosen.append((rows.start + int(y), columns.start + int(x)))

    def pixels(self, labels: NDArray[np.uint8]) -> NDArray[np.intp]:
        """(N, 2) the annotated pixels of the sketch that are held out."""
        found = [np.zeros((0, 2), np.intp)]
        for box in self.boxes:
            places = np.argwhere(labels[box.slices]) + np.array([box.top, box.left])
            assert self.blocks is not None
            found.append(places[at_pixels(self.blocks, *places.T)])
        return np.concatenate(found)


def at_pixels(
    blocks: Blocks, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Whether the pixels (rows, columns), of any shape, lie in the blocks; outside none does."""
    y, x = rows // BLOCK_PX, columns // BLOCK_PX
    inside = (y >= 0) & (x >= 0) & (y < blocks.shape[0]) & (x < blocks.shape[1])
    return inside & blocks[np.where(inside, y, 0), np.where(inside, x, 0)]


def _count(
    labels: NDArray[np.uint8], tiles: Sequence[Box]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pixels of each block that are annotated, and those that are annotated as a cell."""
    shape = tuple(-(-size // BLOCK_PX) for size in labels.shape)
    drawn, cells = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for tile in tiles:
        pixels = labels[tile.slices]
        height, width = pixels.shape
        whole = np.pad(pixels, ((0, -height % BLOCK_PX), (0, -width % BLOCK_PX)))
        blocks = whole.reshape(len(whole) // BLOCK_PX, BLOCK_PX, -1, BLOCK_PX)
        at = np.s_[
            tile.top // BLOCK_PX : tile.top // BLOCK_PX + blocks.shape[0],
            tile.left // BLOCK_PX : tile.left // BLOCK_PX + blocks.shape[2],
        ]
        drawn[at] = np.count_nonzero(blocks, axis=(1, 3))
        cells[at] = np.count_nonzero(CLASS_OF[blocks], axis=(1, 3))
    return drawn, cells
