"""Outlines of masks along the edges of their pixels.

The corners of an outline are corners of pixels: x of the left edge of the first column is 0.
Therefore an outline encloses exactly the mask, in every program that fills polygons.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage.measure import label

Ring = NDArray[np.int32]  # (K, 2) corners x, y; the last is connected to the first
Part = tuple[Ring, ...]  # outer ring, then those of its holes

# Edges are traversed with their pixel on the right: above it to the right, on its right down, ...
CORNER_X, CORNER_Y = np.array([0, 1, 1, 0]), np.array([0, 0, 1, 1])  # start of such an edge


def trace_outlines(labels: NDArray[np.integer[Any]]) -> dict[int, list[Part]]:
    """Trace every object.

    Parameters
    ----------
    labels
        (H, W), 0 is background.

    Returns
    -------
    The parts of each label, in the order of the labels. Pixels that share an edge are in one
    part; those that meet only in a corner are in two, unless they are connected elsewhere. No
    ring touches itself. Outer rings have a positive area sum(x0 y1 - x1 y0) / 2 (clockwise on
    the screen), holes a negative one.
    """
    if not labels.size or not labels.any():
        return {}
    parts = label(labels, background=0, connectivity=1)  # type: ignore[no-untyped-call]
    corners, ends, owners = _rings(parts)
    of_part: dict[int, list[Ring]] = {}
    # The first edge of a part, above its first pixel, is on the outer ring, so that is the first.
    for ring, owner in zip(np.split(corners, ends[:-1]), owners.tolist(), strict=True):
        of_part.setdefault(owner, []).append(ring)
    values, first = np.unique(parts, return_index=True)
    found: dict[int, list[Part]] = {}
    wanted = values > 0
    for part, pixel in zip(values[wanted].tolist(), first[wanted].tolist(), strict=True):
        found.setdefault(int(labels.flat[pixel]), []).append(tuple(of_part[part]))
    return dict(sorted(found.items()))


def _rings(parts: NDArray[Any]) -> tuple[Ring, NDArray[np.intp], NDArray[Any]]:
    """Return the corners (M, 2) of all rings in a row, the end of each ring, and its part."""
    padded = np.pad(parts, 1)
    flat, stride = padded.ravel(), padded.shape[1]
    edges, following = _edges(flat, stride)
    order, starts = _walk(following)
    pixels, directions = np.divmod(edges[order], 4)
    lengths = np.diff(np.append(starts, len(order)))
    before = np.arange(len(order)) - 1
    before[starts] = starts + lengths - 1
    turns = directions != directions[before]
    y, x = np.divmod(pixels[turns], stride)
    corners = np.stack(
        [x - 1 + CORNER_X[directions[turns]], y - 1 + CORNER_Y[directions[turns]]], axis=1
    ).astype(np.int32)
    ends = np.cumsum(np.add.reduceat(turns, starts, dtype=np.intp))
    return corners, ends, flat[pixels[starts]]


def _edges(flat: NDArray[Any], stride: int) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return edges between parts and their surroundings, 4 pixel + direction, and next edges.

    Where two pixels of one part meet in a corner, the ring crosses over from one to the other,
    so that inside and outside of the part are not connected there.
    """
    inside = np.flatnonzero(flat)
    ahead, left = (1, stride, -1, -stride), (-stride, 1, stride, -1)
    edges, nexts = [], []
    for direction in range(4):
        pixels = inside[flat[inside] != flat[inside + left[direction]]]
        part = flat[pixels]
        straight, crossed = pixels + ahead[direction], pixels + ahead[direction] + left[direction]
        following = np.where(
            flat[straight] == part, 4 * straight + direction, 4 * pixels + (direction + 1) % 4
        )
        crossing = flat[crossed] == part
        following[crossing] = 4 * crossed[crossing] + (direction - 1) % 4
        edges.append(4 * pixels + direction)
        nexts.append(following)
    codes, following = np.concatenate(edges), np.concatenate(nexts)
    order = np.argsort(codes)
    codes = codes[order]
    return codes, np.searchsorted(codes, following[order])


def _walk(following: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Traverse every ring; return all edges in order, and the start of each ring."""
    after = following.tolist()
    seen = bytearray(len(after))
    order: list[int] = []
    starts = []
    for first in range(len(after)):
        if seen[first]:
            continue
        starts.append(len(order))
        edge = first
        while not seen[edge]:
            seen[edge] = 1
            order.append(edge)
            edge = after[edge]
    return np.array(order, np.intp), np.array(starts, np.intp)
