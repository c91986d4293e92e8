"""Motion that all objects share from one frame to the next: drift of the stage."""

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft2, next_fast_len, rfft2
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from .objects import Objects, Pixels

FEWEST = 2  # objects needed to distinguish drift from the motion of single objects
FEW = 6  # objects; of fewer, a drift must explain nearly all
CELLS_PER_SIZE = 3.0  # of the grid, for each diameter of an object
MOST_CELLS = 1024  # along a side of the grid
CLEARLY = 1.3  # a drift must explain so many times as much as no drift
SHARE, MOST_SHARE = 0.5, 0.8  # of the objects that a drift must explain


def drift(
    before: tuple[Objects, Pixels], after: tuple[Objects, Pixels], shape: tuple[int, int]
) -> NDArray[np.float64]:
    """Estimate the shift that most objects share.

    The centroids of both frames are counted on a coarse grid and cross-correlated. The highest
    peak counts as a drift only if it brings clearly more objects together than no shift does, so
    that a regular pattern of cells is not moved by its period. Where the centroids fit nowhere, as
    after many divisions, the areas that the objects cover are compared instead.

    Parameters
    ----------
    before, after
        Objects of two frames of `shape` (H, W).

    Returns
    -------
    (2,) float64, along y and x in pixels; 0 where no drift is certain.
    """
    count = min(len(before[0]), len(after[0]))
    if count < FEWEST:
        return np.zeros(2)
    size = float(np.median(before[0].size_px))
    step = max(size / CELLS_PER_SIZE, max(shape) / MOST_CELLS)
    share = MOST_SHARE if count < FEW else SHARE
    grids = [_binned(one.centroid_px, shape, step, 1) for one, _ in (before, after)]
    found = _peak(grids[0], grids[1], share)
    if found is not None:
        return _refined(before[0], after[0], found * step, size) if found.any() else np.zeros(2)
    covered = [
        _binned(np.stack([one.y, one.x], axis=1), shape, step, 0) for _, one in (before, after)
    ]
    found = _peak(covered[0], covered[1], share)
    return np.zeros(2) if found is None else np.asarray(found * step)


def _binned(
    points: NDArray[np.number], shape: tuple[int, int], step: float, blur: float
) -> NDArray[np.float64]:
    """Count points (P, 2) in the cells of a grid, and blur the counts by so many cells."""
    height, width = (int(side / step) + 1 for side in shape)
    y, x = (points / step).astype(np.int64).T
    grid = np.bincount(y * width + x, minlength=height * width).reshape(height, width)
    grid = grid.astype(np.float64)
    return np.asarray(gaussian_filter(grid, blur, mode="constant") if blur else grid, np.float64)


def _peak(
    before: NDArray[np.float64], after: NDArray[np.float64], share: float
) -> NDArray[np.float64] | None:
    """Shift (2,) in cells of the grid that brings most together; None if it brings too little."""
    score = _correlated(after, before)
    middle = np.array(before.shape) - 1
    peak = np.array(np.unravel_index(int(score.argmax()), score.shape))
    best, still = float(score[tuple(peak)]), float(score[tuple(middle)])
    alone = float((before**2).sum())  # what a copy of the frame would reach
    if best < share * alone:
        return None
    return np.asarray((peak - middle) * float(best > CLEARLY * still), np.float64)


def _correlated(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Full cross-correlation of two grids of one shape (h, w): (2 h - 1, 2 w - 1)."""
    height, width = one.shape
    size = [next_fast_len(2 * side - 1, real=True) for side in one.shape]
    product = rfft2(one, size) * rfft2(other[::-1, ::-1], size)
    return np.asarray(irfft2(product, size)[: 2 * height - 1, : 2 * width - 1])


def _refined(
    before: Objects, after: Objects, shift: NDArray[np.float64], size: float
) -> NDArray[np.float64]:
    """Median step to the nearest object, of those that have one within half a diameter."""
    distance, nearest = cKDTree(after.centroid_px).query(before.centroid_px + shift)
    near = distance < size / 2
    if not near.any():
        return np.zeros(2)
    steps = after.centroid_px[nearest[near]] - before.centroid_px[near]
    return np.asarray(np.median(steps, axis=0))
