"""Check of lines that are to divide masks: one that enters a mask, but does not divide it.

A line along the rim of a mask enters it a little, too, where the hand is not steady. It is meant to
divide if its middle reaches far into the narrowest place there: as far as the neck between two
cells in one mask, which is not deep compared with the cells.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

LEAST_PART = 0.1  # of a mask: smaller parts are not cut off
NEARLY_PX = 3  # a line that ends this close to the rim of a mask is drawn right across
ENTERS = 0.3  # of the width of the mask at the deepest pixel of a line
DIRECTIONS = 16  # in which this width is measured


def place_entered(
    cell: NDArray[np.bool_], stroke: NDArray[np.bool_], line: NDArray[np.bool_]
) -> tuple[int, int] | None:
    """Return the deepest (y, x) of a stroke in a mask that it enters, but does not divide.

    Parameters
    ----------
    cell
        (h, w) bool, a mask that fills its window.
    stroke
        (h, w) bool, what was drawn now.
    line
        (h, w) bool, all lines.

    Returns
    -------
    tuple or None
        None if the line passes by, or if the mask is divided.
    """
    depth = depth_in(cell)
    middle = np.where(cell & _middle(stroke), depth, 0)
    y, x = divmod(int(middle.argmax()), cell.shape[1])
    deepest = middle[y, x]
    if deepest <= NEARLY_PX or _is_divided(cell, depth > NEARLY_PX, line):
        return None
    return (y, x) if deepest >= ENTERS * _width(cell, (y, x)) else None


def _is_divided(cell: NDArray[np.bool_], inner: NDArray[np.bool_], line: NDArray[np.bool_]) -> bool:
    """Return whether a line crosses a mask (h, w), or nearly does."""
    # A line that nearly reaches the rim leaves a narrow bridge: without the rim, there is none.
    return any(_parts(whole & ~line, LEAST_PART * whole.sum()) >= 2 for whole in (cell, inner))


def depth_in(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the depth (h, w) in a mask that may fill its window."""
    return np.asarray(ndi.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1])


def _parts(mask: NDArray[np.bool_], least_px: float) -> int:
    parts, _ = ndi.label(mask)
    return int(np.count_nonzero(np.bincount(parts.ravel())[1:] >= least_px))


def _middle(stroke: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels along the middle of a stroke (h, w)."""
    depth = depth_in(stroke)
    return stroke & (depth > depth.max() - 1)


def _width(cell: NDArray[np.bool_], place: tuple[int, int]) -> float:
    """Return the length of the shortest cut through a pixel that divides a mask (h, w)."""
    cuts = [_cut(cell, place, np.pi * n / DIRECTIONS) for n in range(DIRECTIONS)]
    least_px = LEAST_PART * cell.sum()
    for ys, xs in sorted(cuts, key=lambda cut: len(cut[0])):
        rest = cell.copy()
        rest[ys, xs] = False
        if _parts(rest, least_px) >= 2:
            return float(np.hypot(ys[-1] - ys[0], xs[-1] - xs[0]) + 1)
    return np.inf


def _cut(
    cell: NDArray[np.bool_], place: tuple[int, int], angle: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pixels from rim to rim of a mask (h, w) along a straight line through one."""
    steps = np.arange(0, sum(cell.shape), 0.5)
    halves = []
    for sign in (-1, 1):
        ys = np.rint(place[0] + sign * steps * np.sin(angle)).astype(np.intp)
        xs = np.rint(place[1] + sign * steps * np.cos(angle)).astype(np.intp)
        within = (ys >= 0) & (xs >= 0) & (ys < cell.shape[0]) & (xs < cell.shape[1])
        within[within] = cell[ys[within], xs[within]]
        end = len(steps) if within.all() else int(within.argmin())
        halves.append((ys[:end], xs[:end]))
    (ys, xs), (more_ys, more_xs) = halves
    return np.concatenate([ys[::-1], more_ys]), np.concatenate([xs[::-1], more_xs])
