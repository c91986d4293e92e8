"""Smaller copies of an image, so that a large one is seen whole without reading all of it."""

from collections.abc import Iterator
from math import floor, log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

Planes = NDArray[Any]  # (C, H, W)

SMALL_ENOUGH_PX = 1024  # the longer side of the last level
CHUNK_BYTES = 2**22  # of float32 sums: they stay in the processor's cache


def halved(planes: Planes) -> Planes:
    """Mean of 2 x 2 pixels.

    Parameters
    ----------
    planes
        (C, H, W). A last odd row or column counts twice.

    Returns
    -------
    (C, ceil(H / 2), ceil(W / 2)) of the same dtype, whole numbers rounded half up.
    """
    channels, height, width = planes.shape
    half = np.empty((channels, (height + 1) // 2, (width + 1) // 2), planes.dtype)
    rows = max(CHUNK_BYTES // (4 * half.shape[2]), 1)
    for plane, target in zip(planes, half, strict=True):
        for top in range(0, len(target), rows):
            target[top : top + rows] = _mean(plane[2 * top : 2 * (top + rows)], planes.dtype)
    return half


def build_levels(planes: Planes) -> Iterator[Planes]:
    """Halve an image again and again.

    Yields
    ------
    (C, h, w) of the same dtype, each half as large as the one before, the image itself not
    among them; none if the image is small.
    """
    while max(planes.shape[1:]) > SMALL_ENOUGH_PX:
        planes = halved(planes)
        yield planes


def level_count(shape: tuple[int, int]) -> int:
    """How many levels an image of this shape has in the end, itself among them."""
    count, side = 1, max(shape)
    while side > SMALL_ENOUGH_PX:
        count, side = count + 1, (side + 1) // 2
    return count


def level_for(scale: float, count: int) -> int:
    """Choose the smallest copy with at least one pixel for each pixel of the screen.

    Parameters
    ----------
    scale
        Device px per image px.
    count
        How many levels there are.
    """
    return min(max(floor(-log2(scale) + 1e-9), 0), count - 1)


def nearest_level(scale: float, finest: int, count: int) -> int:
    """Choose the level whose pixels are about as large as those of the screen.

    Parameters
    ----------
    scale
        Device px per image px.
    finest
        0; or less for pictures that are finer than the image, -1 twice as fine.
    count
        How many levels there are.
    """
    return min(max(round(-log2(scale)), finest), count - 1)


def _mean(rows: Planes, dtype: np.dtype[Any]) -> Planes:
    """Mean of 2 x 2 pixels of some rows of one plane."""
    whole = np.issubdtype(dtype, np.integer)
    wide: Any = np.float64
    if whole and dtype.itemsize < 4:
        wide = np.int32
    elif dtype.itemsize <= 4 and not whole:
        wide = np.float32
    if len(rows) % 2:
        rows = np.concatenate([rows, rows[-1:]])
    pairs = rows[::2].astype(wide)
    pairs += rows[1::2]  # (h, W)
    if pairs.shape[1] % 2:
        pairs = np.concatenate([pairs, pairs[:, -1:]], axis=1)
    total = pairs[:, ::2] + pairs[:, 1::2]  # (h, w)
    if wide is np.int32:
        return np.asarray((total + 2) >> 2, dtype)
    total /= 4
    return np.asarray(np.floor(total + 0.5) if whole else total, dtype)
