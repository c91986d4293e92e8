"""Colours of label images: adjacent cells never share one."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from .palette import PALETTE

Labels = NDArray[np.integer[Any]]

COLOURS = len(PALETTE) - 1

# Steps (down, right) from a pixel to adjacent ones, and to some a small gap away.
TOUCHING = ((0, 1), (1, 0))
NEAR = ((1, 1), (1, -1), (0, 3), (3, 0))


def colour_labels(labels: Labels) -> NDArray[np.uint8]:
    """Choose a colour for every object.

    Parameters
    ----------
    labels
        (H, W), 0 is background.

    Returns
    -------
    (H, W) rows of `PALETTE`, 0 on background. Objects that share a pixel edge differ, always if
    each object is 4-connected: they then form a planar graph, for which 6 colours suffice.
    Otherwise an object may have to share the colour that is rarest around it. Objects a small
    gap apart differ where possible.
    """
    values = np.unique(labels)
    values = values[values > 0]
    if not values.size:
        return np.zeros(labels.shape, np.uint8)
    lookup = np.zeros(int(values[-1]) + 1, np.uint8)
    touching = _neighbours(labels, values, TOUCHING)
    near = _neighbours(labels, values, NEAR)
    lookup[values] = _coloured(values, touching, near)
    return np.asarray(lookup[labels])


def settle_colours(labels: Labels, colours: NDArray[np.uint8]) -> None:
    """Colour objects that have no colour yet or that of an adjacent one; keep the other colours.

    Parameters
    ----------
    labels
        (H, W), part of an image or all of it; 0 is background.
    colours
        (N + 1,) row of `PALETTE` of each label, 0 for those without; changed in place.
    """
    values = np.unique(labels)
    values = values[values > 0]
    if not values.size:
        return
    touching = _neighbours(labels, values, TOUCHING)
    near = _neighbours(labels, values, NEAR)
    for attempt in range(2):
        present = colours[values]
        one, other = touching.nonzero()
        alike = np.maximum(one, other)[present[one] == present[other]]
        wrong = (present == 0) | np.isin(np.arange(values.size), alike)
        if not wrong.any():
            return
        if attempt:  # impossible with the other colours fixed
            wrong[:] = True
        colours[values] = _coloured(values, touching, near, np.where(wrong, 0, present))


def _neighbours(labels: Labels, values: Labels, steps: Iterable[tuple[int, int]]) -> csr_array:
    """Find objects that are such a step apart: symmetric 0 and 1, (N, N), in order of values."""
    height, width = labels.shape
    pairs = []
    for down, right in steps:
        left = max(-right, 0)
        one = labels[: max(height - down, 0), left : max(width - max(right, 0), 0)]
        other = labels[down:, left + right :][:, : one.shape[1]]
        meeting = (one != other) & (one > 0) & (other > 0)
        pairs.append((one[meeting], other[meeting]))
    one, other = np.searchsorted(values, np.concatenate(pairs, axis=1))
    ends = np.concatenate([one, other]), np.concatenate([other, one])
    neighbours = coo_array((np.ones(ends[0].size), ends), (values.size, values.size)).tocsr()
    neighbours.data[:] = 1
    return neighbours


def _coloured(
    values: Labels, touching: csr_array, near: csr_array, present: NDArray[np.uint8] | None = None
) -> NDArray[np.uint8]:
    """Colour (N,) uncoloured objects greedily, those with few neighbours last: a colour is free."""
    colours = np.zeros(values.size, np.uint8) if present is None else present.copy()
    nuisance = touching + 1e-6 * near  # an adjacent object outweighs all near ones
    for node in reversed(_fewest_neighbours_first(touching)):
        if colours[node]:
            continue
        around = slice(*nuisance.indptr[node : node + 2])
        taken = np.bincount(
            colours[nuisance.indices[around]], nuisance.data[around], minlength=COLOURS + 1
        )
        # A different start for every object uses the whole palette.
        order = (int(values[node]) + np.arange(COLOURS)) % COLOURS + 1
        colours[node] = order[taken[order].argmin()]
    return colours


def _fewest_neighbours_first(touching: csr_array) -> NDArray[np.intp]:
    """Remove objects with fewer neighbours than colours, repeatedly (Kempe 1879)."""
    left = np.ones(touching.shape[0], bool)
    order = []
    while left.any():
        degree = touching @ left
        going = left & (degree <= max(COLOURS - 1, degree[left].min()))
        order.append(np.flatnonzero(going))
        left &= ~going
    return np.concatenate(order)
