"""Divisions: objects that begin beside a daughter of the same mother."""

import numpy as np
from numpy.typing import NDArray

from .assignment import assign
from .candidates import Candidates
from .ends import Ends
from .objects import Objects
from .settings import TimeSettings

MOST_SHARE = 0.8  # of the mother's area that a daughter may have


def find_divisions(
    ends: Ends,
    objects: Objects,
    candidates: Candidates,
    partner: NDArray[np.int64],
    unlinked: NDArray[np.bool_],
    frame: int,
    settings: TimeSettings,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find second daughters among the objects that continue nothing.

    Parameters
    ----------
    candidates
        Pairs that may be linked.
    partner
        (R,) int64, the only object that continues each end; -1 if there is not exactly one.
    unlinked
        (N,) bool, objects that continue nothing so far.

    Returns
    -------
    Mothers and second daughters, (K,) int64 each: numbers of ends and of objects. A mother has
    another daughter already, her partner.
    """
    place = np.flatnonzero(
        unlinked[candidates.columns]
        & (partner[candidates.rows] >= 0)
        & (ends.nodes[candidates.rows, 0] == frame - 1)
    )
    mothers, seconds = candidates.rows[place], candidates.columns[place]
    firsts = partner[mothers]
    shared_px = candidates.shared_px[place] + _shared(candidates, mothers, firsts, len(objects))
    cost = _cost(ends, objects, mothers, firsts, seconds, shared_px)
    gains = settings.most_division_cost - cost
    area = ends.area_px[mothers]
    for daughters in (firsts, seconds):
        gains[objects.area_px[daughters] > MOST_SHARE * area] = 0
    chosen = assign(mothers, seconds, gains, (len(ends), len(objects)))
    return mothers[chosen], seconds[chosen]


def _shared(
    candidates: Candidates, rows: NDArray[np.int64], columns: NDArray[np.int64], width: int
) -> NDArray[np.float64]:
    """Shared pixels of pairs; 0 for pairs that are no candidates."""
    keys = candidates.rows * width + candidates.columns  # ascending
    wanted = rows * width + columns
    if not len(keys):
        return np.zeros(len(wanted))
    place = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return np.asarray(np.where(keys[place] == wanted, candidates.shared_px[place], 0.0))


def _cost(
    ends: Ends,
    objects: Objects,
    mothers: NDArray[np.int64],
    firsts: NDArray[np.int64],
    seconds: NDArray[np.int64],
    shared_px: NDArray[np.float64],
) -> NDArray[np.float64]:
    """(K,) cost of mothers that become two daughters, see `TimeSettings`."""
    one, two = objects.area_px[firsts], objects.area_px[seconds]
    mother, both = ends.area_px[mothers], one + two
    centre = (
        objects.centroid_px[firsts] * one[:, None] + objects.centroid_px[seconds] * two[:, None]
    )
    away = np.hypot(*(centre / both[:, None] - ends.expected_px[mothers]).T)
    return np.asarray(
        (1 - shared_px / (mother + both - shared_px))
        + away / ends.size_px[mothers]
        + np.abs(np.log(both / mother))
        + np.abs(np.log(one / two)) / 2
    )
