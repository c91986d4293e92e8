"""Saddles between neighbouring basins of the distance, and merging of basins."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..core.threads import map_in_threads
from .basins import bands, smooth_rows

# Tuned like the constants of `from_fields`.
SADDLE_RATIO = 0.6  # of the lower top: a higher saddle merges two basins...
PARTING_COST = 1.0  # ...and must be this much higher where the flow diverges by 1 per pixel
FLOOR = -0.25  # origin of heights

Steps = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class Saddles:
    """Saddles between basins; one entry per pair of neighbours.

    Attributes
    ----------
    first, second
        (m,) int64 basins, first < second.
    height
        (m,) height of the highest crossing.
    parting
        (m,) sum over the interface of the divergence of the flow across it, per pixel step.
    length
        (m,) number of pixel pairs of the interface.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    height: NDArray[np.float64]
    parting: NDArray[np.float64]
    length: NDArray[np.float64]

    def grouped(self, count: int) -> "Saddles":
        """Combine several entries of a pair."""
        first, second = np.minimum(self.first, self.second), np.maximum(self.first, self.second)
        apart = first != second
        key = first[apart] * count + second[apart]
        order = np.argsort(key, kind="stable")
        key = key[order]
        start = np.flatnonzero(np.diff(key, prepend=-1))
        if not len(start):
            return Saddles(key, key, *(np.zeros(0) for _ in range(3)))
        return Saddles(
            key[start] // count,
            key[start] % count,
            np.maximum.reduceat(self.height[apart][order], start),
            np.add.reduceat(self.parting[apart][order], start),
            np.add.reduceat(self.length[apart][order], start),
        )


def find_saddles(
    basins: NDArray[np.int32],
    distance: NDArray[np.float32],
    flow: NDArray[np.floating],
    smooth_px: float,
    count: int,
) -> Saddles:
    """Find all saddles between 4-connected neighbouring basins.

    Parameters
    ----------
    basins
        (H, W) int32 of `label_basins`.
    distance, flow
        (H, W) and (2, H, W).
    smooth_px
        Standard deviation of the Gaussian that removes pixel noise from the flow.
    count
        Number of basins.
    """

    def interfaces(band: tuple[int, int]) -> list[Steps]:
        start, stop = band
        rows = slice(start, stop + 1)  # the row below is needed for the steps down
        flow_y, flow_x = (smooth_rows(part, start, stop + 1, smooth_px) for part in flow)
        across = slice(start, stop)
        return [
            _steps(basins[across].T, distance[across].T, flow_x[: stop - start].T),
            _steps(basins[rows], distance[rows], flow_y),
        ]

    parts = list(chain.from_iterable(map_in_threads(interfaces, bands(basins.shape))))
    first, second, low, parting = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return Saddles(first, second, low, parting, np.ones(len(low))).grouped(count)


def _steps(
    basins: NDArray[np.int32], distance: NDArray[np.float32], flow: NDArray[np.float32]
) -> Steps:
    """Return steps between basins: both basins, lower distance, divergence of the flow."""
    here, there = basins[:-1], basins[1:]
    meet = (here != there) & (here >= 0) & (there >= 0)
    return (
        here[meet].astype(np.int64),
        there[meet].astype(np.int64),
        np.minimum(distance[:-1][meet], distance[1:][meet]).astype(float),
        (flow[1:][meet] - flow[:-1][meet]).astype(float),
    )


def merge_basins(
    saddles: Saddles, peaks: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Merge basins, clearest pairs first, until every remaining saddle is a boundary.

    In each round all pairs are merged that are mutually best, so the result does not depend on
    the order within a round, and a few rounds are enough.

    Parameters
    ----------
    saddles
        Saddles between the basins.
    peaks
        (n,) heights of their tops.

    Returns
    -------
    cells
        (n,) int64: the cell 0..k-1 of each basin.
    peaks
        (k,) height of each cell's top.
    """
    cells = np.arange(len(peaks))
    while True:
        score = merge_score(saddles, peaks)
        best = np.zeros(len(peaks))
        np.maximum.at(best, saddles.first, score)
        np.maximum.at(best, saddles.second, score)
        joined = (score > 0) & (score >= best[saddles.first]) & (score >= best[saddles.second])
        if not joined.any():
            return cells, peaks
        links = (saddles.first[joined], saddles.second[joined])
        count, group = connected_components(
            coo_array((np.ones(joined.sum()), links), shape=(len(peaks),) * 2), directed=False
        )
        higher = np.full(count, -np.inf, np.float32)
        np.maximum.at(higher, group, peaks)
        cells, peaks = group[cells], higher
        saddles = Saddles(
            group[saddles.first].astype(np.int64),
            group[saddles.second].astype(np.int64),
            saddles.height,
            saddles.parting,
            saddles.length,
        ).grouped(count)


def merge_score(saddles: Saddles, peaks: NDArray[np.float32]) -> NDArray[np.float64]:
    """Compute the (m,) scores of saddles: above 0 there is no boundary between the basins."""
    lower = np.minimum(peaks[saddles.first], peaks[saddles.second])
    ratio = (saddles.height - FLOOR) / (lower - FLOOR)
    return ratio - SADDLE_RATIO - PARTING_COST * saddles.parting / saddles.length
