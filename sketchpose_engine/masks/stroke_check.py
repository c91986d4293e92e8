"""Check of a stroke against the masks that it was drawn over: probable mistakes of the hand.

The masks are those before the stroke, since masks agree with the sketch right after it. A stroke
may correct masks in any way, so only what is seldom meant is reported: background that passes over
cells on its way, or lies in one that the network is certain of, a cell stroke through the middle of
two cells, a line that ends inside a cell, a cell stroke of which much lies where the network is
certain of background. Strokes along the rim of a mask correct that rim: only the middle of a mask
counts, and for a line, the middle of where it is.
"""

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from ..sketch.values import BACKGROUND, BOUNDARY, CLASS_OF, NOTHING
from .drawn_cells import MOST, CellsFound, central_pixel
from .from_fields import FOREGROUND_ABOVE, LOWEST_PEAK
from .unfinished_lines import depth_in, place_entered

MIDDLE = 0.5  # of the greatest depth in a mask: what is deeper is its middle
PASSING = 0.3  # of a background stroke that lies beside the masks, if it passes over them
MANY = 3  # masks, that a background stroke hardly means to remove at once
LEAST_PX = 4  # of the middle of a mask that a stroke covers
SETTLED_PX = 5  # around the middle of a line: the masks on both of its sides
OUTSIDE = 0.4  # of a cell stroke that lies on certain background; extended masks have less
NEARLY_ALL = 0.9  # of the doubtful pixels, where cells under background are gone
MOST_MISSED = 1 / 3  # of the drawn cells; a network that misses more is no judge of new ones


class Mistake(Enum):
    """Kind of a probable mistake."""

    BACKGROUND_OVER_CELLS = auto()
    TWO_CELLS_IN_ONE = auto()
    LINE_ENDS_IN_CELL = auto()
    CELL_ON_BACKGROUND = auto()


@dataclass(frozen=True)
class StrokeMistake:
    """A probable mistake.

    Attributes
    ----------
    kind
        What is wrong.
    places
        (y, x) in the box, one in each cell concerned, or one in the stroke.
    """

    kind: Mistake
    places: tuple[tuple[int, int], ...]


def check_stroke(
    labels: NDArray[np.int32],
    sketch: NDArray[np.uint8],
    stroke: NDArray[np.bool_],
    value: int,
    *,
    doubtful: NDArray[np.bool_] | None = None,
    background: NDArray[np.bool_] | None = None,
    cell: NDArray[np.bool_] | None = None,
) -> StrokeMistake | None:
    """Find a probable mistake in a stroke.

    Parameters
    ----------
    labels
        (H, W) masks before the stroke, in a box that contains all of each mask under it.
    sketch
        (H, W) uint8 with the stroke, see `sketch.values`.
    stroke
        (H, W) bool, pixels that the stroke has changed.
    value
        What the stroke paints.
    doubtful
        (H, W) bool, pixels where the masks are not to be relied on; None: nowhere.
    background
        (H, W) bool, pixels that the network is certain to be background; None: unknown.
    cell
        (H, W) bool, pixels that the network is certain to lie in a cell; None: nowhere.

    Returns
    -------
    StrokeMistake or None
        None if nothing is suspicious.
    """
    if value == NOTHING:
        return None
    drawn = stroke
    if CLASS_OF[value]:
        drawn = _connected_with(stroke, CLASS_OF[sketch] > 0)
    masks = masks_under(labels, drawn)
    if value == BOUNDARY:
        return _line_ends_in_cell(labels, sketch, stroke, masks)
    middle = np.zeros(labels.shape, bool)
    for number, window in masks.items():
        middle[window] |= _middle(labels[window] == number)
    if doubtful is not None:
        middle &= ~_mostly(labels, masks, doubtful)
    if value == BACKGROUND:
        certain = np.zeros_like(middle) if cell is None else _mostly(labels, masks, cell)
        return _background_over_cells(labels, stroke, middle, certain)
    if (two := _two_cells_in_one(labels, stroke, drawn, middle)) is not None or background is None:
        return two
    outside = stroke & background & (labels == 0)
    if np.count_nonzero(outside) < OUTSIDE * np.count_nonzero(stroke):
        return None
    return StrokeMistake(Mistake.CELL_ON_BACKGROUND, (central_pixel(np.argwhere(outside)),))


def is_reliable(found: CellsFound | None) -> bool:
    """Return whether a network finds enough of the drawn cells to cast doubt on another one."""
    return found is not None and found.drawn > 0 and found.not_seen <= MOST_MISSED * found.drawn


def _connected_with(stroke: NDArray[np.bool_], cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the drawn cells (H, W) that a stroke is a part of."""
    parts, count = ndi.label(cells)
    touched = np.zeros(count + 1, bool)
    touched[parts[stroke]] = True
    touched[0] = False
    return np.asarray(touched[parts])


def masks_under(
    labels: NDArray[np.int32], stroke: NDArray[np.bool_]
) -> dict[int, tuple[slice, slice]]:
    """Return the masks under a stroke, and the windows around them."""
    numbers = np.unique(labels[stroke & (labels > 0)])
    index = np.zeros(int(labels.max(initial=0)) + 1, np.int32)
    index[numbers] = np.arange(1, len(numbers) + 1)
    places = index[labels]
    windows = ndi.find_objects(places, len(numbers))
    return {int(n): window for n, window in zip(numbers, windows, strict=True) if window}


def _middle(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the middle of a mask (h, w) that fills its window."""
    depth = depth_in(mask)
    return depth > MIDDLE * depth.max()


def _mostly(
    labels: NDArray[np.int32],
    masks: dict[int, tuple[slice, slice]],
    where: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return the masks (H, W) of which most pixels are given."""
    chosen = np.zeros(labels.shape, bool)
    for number, window in masks.items():
        mask = labels[window] == number
        if where[window][mask].mean() > MOST:
            chosen[window] |= mask
    return chosen


def _crossed(labels: NDArray[np.int32], where: NDArray[np.bool_]) -> list[int]:
    """Return the masks of which enough pixels are given."""
    numbers, counts = np.unique(labels[where], return_counts=True)
    return [int(n) for n, px in zip(numbers, counts, strict=True) if n > 0 and px >= LEAST_PX]


def _places(
    labels: NDArray[np.int32], where: NDArray[np.bool_], numbers: list[int]
) -> tuple[tuple[int, int], ...]:
    """Return one of the given pixels in each mask, near the centre of them."""
    points = np.argwhere(where)
    owners = labels[where]
    return tuple(central_pixel(points[owners == number]) for number in numbers)


def _background_over_cells(
    labels: NDArray[np.int32],
    stroke: NDArray[np.bool_],
    middle: NDArray[np.bool_],
    certain: NDArray[np.bool_],
) -> StrokeMistake | None:
    """Find cells that a background stroke passes over.

    A stroke that lies in one or two masks from end to end marks these as no cells; it is a mistake
    only if the network is certain of them.
    """
    beside = np.count_nonzero(stroke & (labels == 0))
    over = stroke & middle
    passes = beside >= PASSING * np.count_nonzero(stroke)
    if not passes and len(_crossed(labels, over)) < MANY:
        over &= certain
    crossed = _crossed(labels, over)
    if not crossed:
        return None
    return StrokeMistake(Mistake.BACKGROUND_OVER_CELLS, _places(labels, over, crossed))


def _two_cells_in_one(
    labels: NDArray[np.int32],
    stroke: NDArray[np.bool_],
    drawn: NDArray[np.bool_],
    middle: NDArray[np.bool_],
) -> StrokeMistake | None:
    """Find two cells that a stroke connects, in drawn cells that were not connected before."""
    parts, count = ndi.label(drawn)
    before, count_before = ndi.label(drawn & ~stroke)
    known = [
        set(_crossed(labels, (before == part) & middle)) for part in range(1, count_before + 1)
    ]
    for part in range(1, count + 1):
        where = (parts == part) & middle
        crossed = _crossed(labels, where)
        if len(crossed) > 1 and not any(set(crossed) <= cells for cells in known):
            return StrokeMistake(Mistake.TWO_CELLS_IN_ONE, _places(labels, where, crossed))
    return None


def _line_ends_in_cell(
    labels: NDArray[np.int32],
    sketch: NDArray[np.uint8],
    stroke: NDArray[np.bool_],
    masks: dict[int, tuple[slice, slice]],
) -> StrokeMistake | None:
    """Find a cell that a line enters, but does not divide."""
    for number, window in masks.items():
        cell, line = labels[window] == number, sketch[window] == BOUNDARY
        place = place_entered(cell, stroke[window], line)
        if place is not None:
            y, x = place[0] + window[0].start, place[1] + window[1].start
            return StrokeMistake(Mistake.LINE_ENDS_IN_CELL, ((y, x),))
    return None


def is_settled(labels: NDArray[np.int32], place: tuple[int, int]) -> bool:
    """Return whether new masks leave nothing to ask about a line that ended inside a cell.

    That cell is two cells now, or none.

    Parameters
    ----------
    labels
        (H, W) present masks.
    place
        (y, x) of the `StrokeMistake`.
    """
    y, x = place
    near = labels[
        max(y - SETTLED_PX, 0) : y + SETTLED_PX + 1, max(x - SETTLED_PX, 0) : x + SETTLED_PX + 1
    ]
    return len(np.unique(near[near > 0])) != 1


def agrees(kind: Mistake, distance: NDArray[np.floating], background: NDArray[np.bool_]) -> bool:
    """Return whether a network agrees by now with a stroke that it has not learned from.

    The masks do not show this, since they agree with every stroke at once.

    Parameters
    ----------
    kind
        Of the probable mistake.
    distance
        (n,) predicted at the pixels of the stroke that are in question.
    background
        (n,) bool, whether the network is certain of background there.
    """
    if not len(distance):
        return False
    if kind is Mistake.CELL_ON_BACKGROUND:
        inside = np.count_nonzero(distance > FOREGROUND_ABOVE) > MOST * len(distance)
        return bool(inside and distance.max() > LOWEST_PEAK)
    if kind is Mistake.BACKGROUND_OVER_CELLS:
        return bool(np.count_nonzero(background) >= NEARLY_ALL * len(background))
    return False
