"""Motion that all objects share from one frame to the next: drift of the stage."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.signal import fftconvolve
from scipy.spatial import cKDTree

from .objects import Objects

FEWEST = 6  # objects by which a drift can be told from the motion of single ones
CELLS_PER_SIZE = 3.0  # of the grid, for each diameter of an object
MOST_CELLS = 1024  # along a side of the grid
CLEARLY = 1.3  # a drift must explain so many times as much as no drift
SHARE = 0.5  # of the objects that a drift must explain


def drift(before: Objects, after: Objects, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Estimate the shift that most objects share.

    The centroids of both frames are counted on a coarse grid and cross-correlated. The highest
    peak counts as a drift only if it brings clearly more objects together than no shift does, so
    that a regular pattern of cells is not moved by its period.

    Parameters
    ----------
    before, after
        Objects of two frames of `shape` (H, W).

    Returns
    -------
    (2,) float64, along y and x in pixels; 0 where no drift is certain.
    """
    if min(len(before), len(after)) < FEWEST:
        return np.zeros(2)
    size = float(np.median(before.size_px))
    step = max(size / CELLS_PER_SIZE, max(shape) / MOST_CELLS)
    grids = [_counted(objects.centroid_px, shape, step) for objects in (before, after)]
    score = fftconvolve(grids[1], grids[0][::-1, ::-1])
    middle = np.array(grids[0].shape) - 1
    peak = np.array(np.unravel_index(int(score.argmax()), score.shape))
    still = float(score[tuple(middle)])
    alone = float((grids[0] ** 2).sum())  # what a copy of the frame would reach
    if score[tuple(peak)] < max(CLEARLY * still, SHARE * alone):
        return np.zeros(2)
    return _refined(before, after, (peak - middle) * step, size)


def _counted(
    points: NDArray[np.float64], shape: tuple[int, int], step: float
) -> NDArray[np.float64]:
    grid = np.zeros([int(side / step) + 1 for side in shape])
    np.add.at(grid, tuple((points / step).astype(int).T), 1)
    return np.asarray(gaussian_filter(grid, 1, mode="constant"))


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
