"""Stitching of new masks of a region into the masks around it.

The region is predicted with a margin. A new cell that is complete there, and reaches into the
region, is adopted unchanged. One that is cut by the rim of the margin is adopted inside the region
only, and identified with an old one outside if most of their common seam belongs to both. So a
cell longer than any margin is still one cell, and every cell is 4-connected.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from skimage.measure import label as connected_parts

from ..core.box import Box

SAME = 0.5  # minimum overlap of two masks of the same cell, relative to the larger
SLIVER = 0.1  # of a cell: smaller remains are removed

Labels = NDArray[np.int32]
Pixels = NDArray[np.bool_]
Line = tuple[int | slice, int | slice]


def renewed_pixels(fresh: Labels, box: Box, core: Box, shape: tuple[int, int]) -> Pixels:
    """Return where new masks replace the old ones: in the core, and in cells that reach into it.

    Parameters
    ----------
    fresh
        (box) masks.
    box, core
        Region with its margin, and the region itself.
    shape
        Shape of the image.
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
            taken[rim] = False  # cut: the rest of it is unknown
    taken[0] = False
    renewed = taken[fresh]
    renewed[inner] = True
    return renewed


def affected_labels(old: Labels, fresh: Labels, renewed: Pixels, core: Box) -> NDArray[np.intp]:
    """Return old cells (box) that lose pixels, or that a new one continues; `core` in the box."""
    met = np.zeros(int(old.max(initial=0)) + 1, bool)
    met[old[renewed]] = True
    for inside, outside in _sides(core, old.shape):
        crossing = (fresh[inside] == fresh[outside]) & (fresh[inside] > 0) & ~renewed[outside]
        met[old[outside][crossing]] = True
    met[0] = False
    return np.flatnonzero(met)


def stitch(
    old: Labels,
    met: NDArray[np.intp],
    areas_px: NDArray[np.int64],
    fresh: Labels,
    renewed: Pixels,
    core: Box,
    unused: Callable[[int], Labels],
) -> Labels:
    """Compute the masks of a window whose renewed pixels are those of the new masks.

    Parameters
    ----------
    old
        (H, W) old masks of the window, which contains all pixels of those in `met`.
    met
        Result of `affected_labels`.
    areas_px
        Areas of the old masks, by label.
    fresh, renewed
        (H, W), zero outside the region with its margin.
    core
        Region, in the window.
    unused
        Function that returns new labels.

    Returns
    -------
    NDArray
        (H, W) masks, numbered like the old ones with which they are identified.
    """
    concerned = np.zeros(len(areas_px), bool)
    concerned[met] = True
    pieces = _connected(np.where(renewed, fresh, 0))
    left = concerned[old] & ~renewed
    remains = _connected(np.where(left, old, 0))
    first = int(pieces.max(initial=0))  # nodes of the graph: pieces from 1, then remains
    nodes = np.where(remains > 0, remains + first, pieces)
    count = int(nodes.max(initial=0)) + 1
    group = _grouped(count, first, fresh, pieces, remains, core)
    node_px = np.bincount(nodes.ravel(), minlength=count)

    # Remains of a cell that nothing continues are kept if they are most of the cell.
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
    group_px = np.bincount(group, node_px).astype(np.intp)
    numbered = _keep_numbers(shared, group_px, areas_px, going_on)
    there = np.zeros(count, bool)
    there[group[~goes & (np.arange(count) > 0)]] = True
    new = np.flatnonzero(there[: len(group_px)] & (numbered == 0))
    numbered[new] = unused(len(new))
    lookup = np.where(goes, 0, numbered[group]).astype(np.int32)
    lookup[0] = 0
    return np.where(renewed | concerned[old], lookup[nodes], old)


def _grouped(
    count: int,
    first: int,
    fresh: Labels,
    pieces: NDArray[np.intp],
    remains: NDArray[np.intp],
    core: Box,
) -> NDArray[np.intp]:
    """Number the cells (count,) that pieces and remains are parts of; background is 0."""
    joins = [join for side in _joins(fresh, pieces, remains, core) for join in side]
    cells: dict[int, set[int]] = {}
    # New cells that touch are separate, even if they were one cell before.
    apart = _touching(fresh) if joins else set()
    names = np.zeros(count, np.int32)
    names[pieces] = np.where(pieces > 0, fresh, 0)
    for _, piece, remain in sorted(joins, reverse=True):
        one = cells.setdefault(piece, {piece})
        other = cells.setdefault(remain + first, {remain + first})
        if one is other or any((names[a], names[b]) in apart for a in one for b in other):
            continue
        one |= other
        for node in other:
            cells[node] = one
    lowest = np.arange(count)
    for node, cell in cells.items():
        lowest[node] = min(cell)
    return np.unique(lowest, return_inverse=True)[1]


def _touching(labels: Labels) -> set[tuple[int, int]]:
    """Return the pairs of cells that touch, in both orders."""
    pairs: set[tuple[int, int]] = set()
    for one, other in ((labels[1:], labels[:-1]), (labels[:, 1:], labels[:, :-1])):
        meeting = (one != other) & (one > 0) & (other > 0)
        ends = np.unique(np.stack([one[meeting], other[meeting]]), axis=1)
        for a, b in ends.T.tolist():
            pairs |= {(a, b), (b, a)}
    return pairs


def _sides(core: Box, shape: tuple[int, ...]) -> Iterator[tuple[Line, Line]]:
    """Yield indices of the lines of pixels just inside and just outside the core."""
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
    fresh: Labels, pieces: NDArray[np.intp], remains: NDArray[np.intp], core: Box
) -> Iterator[list[tuple[int, int, int]]]:
    """Yield common parts of the seam where piece and remain are one cell: (px, piece, remain)."""
    for inside, outside in _sides(core, fresh.shape):
        piece, remain = pieces[inside], remains[outside]
        crossing = (fresh[inside] == fresh[outside]) & (piece > 0) & (remain > 0)
        piece_run = _runs(np.where(crossing, piece, 0))
        remain_run = _runs(np.where(crossing, remain, 0))
        both = (piece_run * len(crossing) + remain_run)[crossing]
        _, where, shared = np.unique(both, return_index=True, return_counts=True)
        longer = np.maximum(np.bincount(piece_run)[piece_run], np.bincount(remain_run)[remain_run])
        same = shared > SAME * longer[crossing][where]
        which = where[same]
        found = shared[same], piece[crossing][which], remain[crossing][which]
        yield list(zip(*(values.tolist() for values in found), strict=True))


def _connected(labels: Labels) -> NDArray[np.intp]:
    """Number the 4-connected parts of equal labels, from 1."""
    return connected_parts(labels, connectivity=1, background=0)  # type: ignore[no-untyped-call]


def _runs(line: NDArray[np.intp]) -> NDArray[np.intp]:
    """Number the runs of equal values along a line."""
    return np.cumsum(np.diff(line, prepend=line[:1]) != 0)


def _shared(
    one: NDArray[np.intp], other: Labels
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return the distinct pairs of values, and their counts."""
    size = int(other.max(initial=0)) + 1
    key, shared = np.unique(one.astype(np.int64) * size + other, return_counts=True)
    return key // size, key % size, shared


def _keep_numbers(
    shared: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]],
    group_px: NDArray[np.intp],
    areas_px: NDArray[np.int64],
    going_on: Pixels,
) -> NDArray[np.intp]:
    """Return the labels of the old cells identified with the groups, 0 for new ones."""
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
