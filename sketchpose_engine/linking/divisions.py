"""Divisions that may have happened: one object before, two objects after."""

import math

import numpy as np
from numpy.typing import NDArray

from .assignment import Triples
from .candidates import Candidates
from .ends import Ends
from .objects import Objects
from .settings import TimeSettings

MOST_SHARE = 0.8  # of the mother's area that a daughter may have
UNCHANGED = 0.5  # cost of a link below which two masks are one object without doubt
HALVED = math.log(2)  # cost of a link to an object of half the area, which is right for a daughter


def possible_divisions(
    ends: Ends, objects: Objects, candidates: Candidates, frame: int, settings: TimeSettings
) -> Triples:
    """List pairs of objects that may be the daughters of one object of the frame before.

    Parameters
    ----------
    candidates
        Pairs that may be linked, in the order of the ends.
    frame
        Number of the frame of the objects.

    Returns
    -------
    Mothers and daughters, with gains that compare with `most_cost - cost` of links.
    """
    small = objects.area_px[candidates.columns] <= MOST_SHARE * ends.area_px[candidates.rows]
    recent = (ends.nodes[candidates.rows, 0] == frame - 1) & ~ends.merged[candidates.rows]
    near = candidates.cost - HALVED < settings.most_cost
    place = np.flatnonzero(small & recent & near & ~_unchanged(ends, objects, candidates))
    one, two = _combined(candidates.rows[place])
    one, two = place[one], place[two]
    rows, firsts, seconds = candidates.rows[one], candidates.columns[one], candidates.columns[two]
    shared_px = candidates.shared_px[one] + candidates.shared_px[two]
    cost = _cost(ends, objects, (rows, firsts, seconds), shared_px)
    # Without a division the end or one object, and the other object, would be left unlinked:
    # each of them stands for half the cost at which a link is as good as none.
    gains = 1.5 * settings.most_cost - cost
    gains[cost > settings.most_division_cost] = 0
    return Triples(rows, firsts, seconds, gains).only(gains > 0)


def _unchanged(ends: Ends, objects: Objects, candidates: Candidates) -> NDArray[np.bool_]:
    """Find pairs in which a mask hardly changes: neither mother nor daughter."""
    rows, columns = np.full(len(ends), np.inf), np.full(len(objects), np.inf)
    np.minimum.at(rows, candidates.rows, candidates.cost)
    np.minimum.at(columns, candidates.columns, candidates.cost)
    return (rows[candidates.rows] < UNCHANGED) | (columns[candidates.columns] < UNCHANGED)


def _combined(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of all pairs of elements with the same value; `rows` (E,) is ascending."""
    firsts, seconds = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    step = 1
    while True:
        same = np.flatnonzero(rows[step:] == rows[: len(rows) - step])
        if not len(same) or step >= len(rows):
            return np.concatenate(firsts), np.concatenate(seconds)
        firsts.append(same)
        seconds.append(same + step)
        step += 1


def _cost(
    ends: Ends,
    objects: Objects,
    divided: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    shared_px: NDArray[np.float64],
) -> NDArray[np.float64]:
    """(T,) cost of mothers that become two daughters, see `TimeSettings`."""
    mothers, firsts, seconds = divided
    one, two = objects.area_px[firsts], objects.area_px[seconds]
    mother, both = ends.area_px[mothers], one + two
    weighted = objects.centroid_px[firsts] * one[:, None]
    weighted += objects.centroid_px[seconds] * two[:, None]
    away = np.hypot(*(weighted / both[:, None] - ends.expected_px[mothers]).T)
    return np.asarray(
        (1 - shared_px / (mother + both - shared_px))
        + away / ends.size_px[mothers]
        + np.abs(np.log(both / mother))
        + np.abs(np.log(one / two)) / 2
    )
