"""Numbers of tracks: chains of links, and ids that stay when links are edited."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .objects import Objects
from .tracks import NONE, Decision, Tracks


def make_tracks(
    objects: Sequence[Objects],
    previous: Sequence[NDArray[np.int64]],
    before: Tracks | None = None,
    decisions: tuple[Decision, ...] | None = None,
    wanted: Sequence[NDArray[np.int64]] | None = None,
    *,
    fewest: int = 1,
    axis: Literal["time", "depth"] = "time",
) -> Tracks:
    """Number the tracks that links make.

    Parameters
    ----------
    objects, previous
        As in `Tracks`.
    before
        Tracks whose ids are kept where possible: a track has the id of its first mask that had
        one. New ids are higher than all earlier ones.
    decisions
        None: those of `before`.
    wanted
        (N,) ids for each frame, instead of those of `before`; 0 where any id will do.
    fewest, axis
        As in `Tracks`.
    """
    chains = _chains(objects, previous)
    flat = np.concatenate(chains) if chains else np.empty(0, np.int64)
    counts = np.bincount(flat, minlength=1)
    if wanted is None:
        wanted = [_ids_of(before, frame, one) for frame, one in enumerate(objects)]
    numbers = _numbers(flat, np.concatenate([*wanted, np.empty(0, np.int64)]), counts >= fewest)
    return Tracks(
        tuple(objects),
        tuple(previous),
        tuple(numbers[chain] for chain in chains),
        decisions if decisions is not None else () if before is None else before.decisions,
        fewest,
        axis,
    )


def _chains(
    objects: Sequence[Objects], previous: Sequence[NDArray[np.int64]]
) -> list[NDArray[np.int64]]:
    """For each frame (N,) the chain of each object, numbered in the order of their starts."""
    rows = previous_rows(objects, previous)
    followers = [np.zeros(len(one), np.int64) for one in objects]
    for links, row in zip(previous, rows, strict=True):
        for before in np.unique(links[row >= 0, 0]).tolist():
            np.add.at(followers[before], row[(links[:, 0] == before) & (row >= 0)], 1)
    chains: list[NDArray[np.int64]] = []
    count = 0
    for links, row in zip(previous, rows, strict=True):
        chain = np.full(len(row), NONE, np.int64)
        for before in np.unique(links[row >= 0, 0]).tolist():
            linked = np.flatnonzero((links[:, 0] == before) & (row >= 0))
            goes_on = linked[followers[before][row[linked]] == 1]
            chain[goes_on] = chains[before][row[goes_on]]
        new = np.flatnonzero(chain == NONE)
        chain[new] = count + np.arange(len(new))
        count += len(new)
        chains.append(chain)
    return chains


def previous_rows(
    objects: Sequence[Objects], previous: Sequence[NDArray[np.int64]]
) -> list[NDArray[np.int64]]:
    """For each frame (N,) the place of the object before each object, -1 if there is none."""
    rows = []
    for links in previous:
        row = np.full(len(links), NONE, np.int64)
        for before in np.unique(links[links[:, 0] >= 0, 0]).tolist():
            linked = links[:, 0] == before
            row[linked] = objects[before].rows(links[linked, 1])
        rows.append(row)
    return rows


def _ids_of(before: Tracks | None, frame: int, objects: Objects) -> NDArray[np.int64]:
    """Earlier ids of the objects of a frame, if its masks are the same as then; else 0."""
    if before is not None and frame < len(before) and before.objects[frame] is objects:
        return before.ids[frame]
    return np.zeros(len(objects), np.int64)


def _numbers(
    chain: NDArray[np.int64], wanted: NDArray[np.int64], long: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Id of each chain: the first wanted one of its objects that is free, else a new one."""
    numbers = np.zeros(len(long), np.int64)
    wishes: dict[int, list[int]] = {}
    for place in np.flatnonzero(wanted).tolist():
        wishes.setdefault(int(chain[place]), []).append(int(wanted[place]))
    taken: set[int] = set()
    for one, ids in sorted(wishes.items()):
        free = next((number for number in ids if number not in taken), 0) if long[one] else 0
        numbers[one] = free
        taken.add(free)
    unnamed = np.flatnonzero((numbers == 0) & long)
    present = np.intersect1d(unnamed, chain)
    highest = int(wanted.max(initial=0))
    numbers[present] = highest + 1 + np.arange(len(present))
    return numbers
