"""Fresh masks of a part of an image, woven into the masks around it.

The part is predicted with a margin. A fresh cell that is whole there, and reaches into the
part, is taken over as it is. One that the margin's rim cuts is taken over inside the part only,
and is the same cell as an earlier one outside if most of the seam that they cross together is
theirs. So a cell longer than any margin is still one cell, and every cell is 4-connected.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from skimage.measure import label as connected_parts

from .messages import Box

SAME = 0.5  # two masks that share more than this part of the larger are the same cell
SLIVER = 0.1  # of a cell: what is left of it, if smaller, is not a cell

Labels = NDArray[np.int32]
Pixels = NDArray[np.bool_]


def renewed_pixels(fresh: Labels, box: Box, core: Box, shape: tuple[int, int]) -> Pixels:
    """Where fresh masks replace the earlier ones: in the core, and cells that reach into it.

    Parameters
    ----------
    fresh
        (box) masks.
    box, core
        The part with its margin, and the part itself.
    shape
        Of the image.
    """
    inner = core.within(box).slices
    taken = np.zeros(int(fresh.max(initial=0)) + 1, bool)
    taken[fresh[inner]] = True
    rims = (
        fresh[0] if box.top > 0 else None,
        fresh[-1] if box.bottom < shape[0] else None,
        fresh[:, 0] if box.left > 0 else None,
        fresh[:, -1] if box.right < shape[1] else None,
    )
    for rim in rims:
        if rim is not None:
            taken[rim] = False  # cut: what the rest of it looks like is not known
    taken[0] = False
    renewed = taken[fresh]
    renewed[inner] = True
    return renewed


def numbers_met(old: Labels, fresh: Labels, renewed: Pixels, core: Box) -> NDArray[np.intp]:
    """Earlier cells (box) that lose pixels, or that a fresh one goes on as; `core` in the box."""
    met = np.zeros(int(old.max(initial=0)) + 1, bool)
    met[old[renewed]] = True
    for inside, outside in _sides(core, old.shape):
        crossing = (fresh[inside] == fresh[outside]) & (fresh[inside] > 0) & ~renewed[outside]
        met[old[outside][crossing]] = True
    met[0] = False
    return np.flatnonzero(met)


def weave(
    old: Labels,
    met: NDArray[np.intp],
    areas_px: NDArray[np.int64],
    fresh: Labels,
    renewed: Pixels,
    core: Box,
    unused: Callable[[int], Labels],
) -> Labels:
    """Masks of a window after its renewed pixels have become those of the fresh masks.

    Parameters
    ----------
    old
        (H, W) earlier masks of the window, which holds all pixels of those in `met`.
    met
        Of `numbers_met`.
    areas_px
        Of the earlier masks, by number.
    fresh, renewed
        (H, W), nothing outside the part with its margin.
    core
        The part, in the window.
    unused
        Gives new numbers.

    Returns
    -------
    NDArray
        (H, W) masks, numbered like the earlier ones they are the same as.
    """
    concerned = np.zeros(len(areas_px), bool)
    concerned[met] = True
    pieces = connected_parts(np.where(renewed, fresh, 0), connectivity=1)
    left = concerned[old] & ~renewed
    remains = connected_parts(np.where(left, old, 0), connectivity=1)
    first = int(pieces.max(initial=0))  # nodes: pieces from 1, then remains
    nodes = np.where(remains > 0, remains + first, pieces)
    count = int(nodes.max(initial=0)) + 1
    ends = list(_joins(fresh, pieces, remains, core))
    one, other = (np.concatenate([pair[i] for pair in ends] or [[]]).astype(int) for i in (0, 1))
    graph = coo_array((np.ones(len(one)), (one, other + first)), (count, count))
    group = connected_components(graph, directed=False)[1]
    node_px = np.bincount(nodes.ravel(), minlength=count)

    # What is left of a cell and goes on as nothing: it stays if it is most of the cell.
    number = np.zeros(count, np.intp)
    number[nodes[left]] = old[left]
    lost = np.bincount(old[renewed], minlength=len(areas_px))
    alone = np.bincount(group)[group] == 1
    before_px = areas_px[number]
    goes = alone & ((lost[number] > SAME * before_px) | (node_px < SLIVER * before_px))
    goes &= (number > 0) & (lost[number] > 0)

    stays = nodes[concerned[old]]
    shared = _shared(group[stays[~goes[stays]]], old[concerned[old]][~goes[stays]])
    going_on = np.zeros(count, bool)
    going_on[group[number > 0]] = True
    group_px = np.bincount(group, node_px)
    numbered = _keep_numbers(shared, group_px, areas_px, going_on)
    there = np.zeros(count, bool)
    there[group[~goes & (np.arange(count) > 0)]] = True
    new = np.flatnonzero(there[: len(group_px)] & (numbered == 0))
    numbered[new] = unused(len(new))
    lookup = np.where(goes, 0, numbered[group]).astype(np.int32)
    lookup[0] = 0
    return np.where(renewed | concerned[old], lookup[nodes], old)


def _sides(core: Box, shape: tuple[int, ...]) -> Iterator[tuple[tuple, tuple]]:
    """Indices of the lines of pixels just inside and just outside the core."""
    rows, columns = core.slices
    if core.top > 0:
        yield (core.top, columns), (core.top - 1, columns)
    if core.bottom < shape[0]:
        yield (core.bottom - 1, columns), (core.bottom, columns)
    if core.left > 0:
        yield (rows, core.left), (rows, core.left - 1)
    if core.right < shape[1]:
        yield (rows, core.right - 1), (rows, core.right)


def _joins(
    fresh: Labels, pieces: Labels, remains: Labels, core: Box
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Pairs of pieces and remains that are one cell."""
    for inside, outside in _sides(core, fresh.shape):
        piece, remain = pieces[inside], remains[outside]
        crossing = (fresh[inside] == fresh[outside]) & (piece > 0) & (remain > 0)
        piece_run = _runs(np.where(crossing, piece, 0))
        remain_run = _runs(np.where(crossing, remain, 0))
        both = (piece_run * len(crossing) + remain_run)[crossing]
        _, where, shared = np.unique(both, return_index=True, return_counts=True)
        longer = np.maximum(np.bincount(piece_run)[piece_run], np.bincount(remain_run)[remain_run])
        same = where[shared > SAME * longer[crossing][where]]
        yield piece[crossing][same], remain[crossing][same]


def _runs(line: Labels) -> NDArray[np.intp]:
    """Number the runs of equal values along a line."""
    return np.cumsum(np.diff(line, prepend=line[:1]) != 0)


def _shared(
    one: NDArray[np.intp], other: Labels
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of values, and how often each is met."""
    size = int(other.max(initial=0)) + 1
    key, shared = np.unique(one.astype(np.int64) * size + other, return_counts=True)
    return key // size, key % size, shared


def _keep_numbers(
    shared: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]],
    group_px: NDArray[np.float64],
    areas_px: NDArray[np.int64],
    going_on: Pixels,
) -> NDArray[np.intp]:
    """Numbers of the earlier cells that the groups are the same as, 0 for new ones."""
    numbers = np.zeros(len(group_px), np.intp)
    group, number, shared_px = shared
    same = shared_px > SAME * np.maximum(group_px[group], areas_px[number])
    good = (same | going_on[group]) & (group > 0)
    used = set()
    for claim in np.flatnonzero(good)[np.argsort(-shared_px[good], kind="stable")]:
        if not numbers[group[claim]] and number[claim] not in used:
            numbers[group[claim]] = number[claim]
            used.add(number[claim])
    return numbers
