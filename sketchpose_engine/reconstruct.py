"""Distance and flow -> instance masks.

Every foreground pixel moves uphill in the distance, in the direction that slope and flow
agree on, to the top of its hill; then neighbouring hills are joined where the fields show no
boundary between them. All paths are followed at once by doubling (each pixel takes over the
goal of its goal), so moving costs the logarithm of the longest path.

Why not Euler integration along the flow alone: early in training the distance is good long
before the flow is, later both are. A path that must rise cannot run in circles or cross a
valley, however poor the flow; and the flow has its say where it counts: on the rim, where the
distance does not tell to which of two cells a pixel belongs, and between two hills, where
flows that part mean a boundary.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from skimage.measure import label as connected_parts

from .targets import NEIGHBOURS

# Found by measurement on fields of 23 images after 20, 60 and 160 steps of training, see
# `tests/benchmarks/masks.py`. Distances are in units of half a cell's width.
FOREGROUND_ABOVE = -0.15  # between background (-0.5) and a cell's rim (0)
LOWEST_PEAK = 0.25  # a hill that stays below this is not a cell
PASS_RATIO = 0.6  # of the lower hill: a higher pass between two hills joins them...
PARTING_COST = 1.0  # ...and must be this much higher where flows part by 1 a pixel
FLOOR = -0.25  # heights are counted from here
FLOW_PULL = 0.3  # what a step along the flow is worth, as a slope


def reconstruct(
    distance: NDArray[np.float32],
    flow: NDArray[np.floating],
    min_area_px: int = 8,
    smooth_px: float = 1.0,
) -> NDArray[np.int32]:
    """Instance masks of the fields.

    Parameters
    ----------
    distance
        (H, W) float32, in units of half a cell's width, about -0.5 on background.
    flow
        (2, H, W), order (y, x), about unit length inside cells.
    min_area_px
        Smaller masks are removed.
    smooth_px
        Standard deviation of the Gaussian the hills are smoothed with; noise that is smaller
        makes no hill of its own.

    Returns
    -------
    NDArray
        (H, W) int32: 0 background, 1..N in reading order of their first pixels, each
        4-connected. The same fields give the same masks.
    """
    smooth = ndi.gaussian_filter(distance, smooth_px)
    hills, count = climb(smooth, flow, distance > FOREGROUND_ABOVE)
    peaks = ndi.maximum(distance, hills, np.arange(count)) if count else np.zeros(0)
    smooth_flow = [ndi.gaussian_filter(part.astype(np.float32), smooth_px) for part in flow]
    cells, peaks = join(find_passes(hills, distance, smooth_flow, count), np.asarray(peaks))
    kept = np.where(peaks > LOWEST_PEAK, np.arange(1, len(peaks) + 1), 0)[cells]
    kept = np.append(kept, 0).astype(np.int32)  # -1, outside the hills, finds the 0
    return number(kept[hills], min_area_px)


def climb(
    height: NDArray[np.float32], flow: NDArray[np.floating], foreground: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], int]:
    """Follow the ascent from every foreground pixel to its end.

    Parameters
    ----------
    height
        (H, W) float32.
    flow
        (2, H, W), order (y, x).
    foreground
        (H, W) bool; paths stay inside.

    Returns
    -------
    hills
        (H, W) int32, 0..n-1 on the foreground, -1 outside.
    n
        Number of hills.
    """
    pixels = np.flatnonzero(foreground.ravel())
    index = np.full(height.size, -1, np.int32)
    index[pixels] = np.arange(len(pixels), dtype=np.int32)
    goal = index[pixels + _ascent(height, flow, foreground).ravel()[pixels]]
    while not np.array_equal(further := goal[goal], goal):
        goal = further
    tops = np.flatnonzero(goal == np.arange(len(goal)))
    rank = np.zeros(len(goal), np.int32)
    rank[tops] = np.arange(len(tops), dtype=np.int32)
    index[pixels] = rank[goal]
    return index.reshape(height.shape), len(tops)


def _ascent(
    height: NDArray[np.float32], flow: NDArray[np.floating], foreground: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """Offset, in the flat image, from each pixel to its best higher neighbour (of 8), or 0.

    The best has the largest slope plus `FLOW_PULL` times the flow in its direction.
    """
    rows, columns = height.shape
    padded = np.full((rows + 2, columns + 2), -np.inf, np.float32)
    padded[1:-1, 1:-1] = np.where(foreground, height, -np.inf)
    pull = FLOW_PULL * np.asarray(flow, np.float32)
    best = np.full(height.shape, -np.inf, np.float32)
    move = np.zeros(height.shape, np.int32)
    for dy, dx in NEIGHBOURS:
        beside = padded[1 + dy : 1 + dy + rows, 1 + dx : 1 + dx + columns]
        # Equal heights rise in reading order, so that a plateau has one end.
        higher = beside >= height if (dy, dx) > (0, 0) else beside > height
        appeal = (beside - height + dy * pull[0] + dx * pull[1]) / np.float32(np.hypot(dy, dx))
        better = higher & (appeal >= best)
        np.copyto(best, appeal, where=better)
        np.copyto(move, np.int32(dy * columns + dx), where=better)
    return move


@dataclass(frozen=True)
class Passes:
    """Where hills meet; one entry for each pair of neighbours.

    Attributes
    ----------
    first, second
        (m,) int64 hills, first < second.
    height
        (m,) highest point where one can cross.
    parting
        (m,) sum over the interface of how much the flow parts across it, per pixel step.
    length
        (m,) pixel pairs of the interface.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    height: NDArray[np.float64]
    parting: NDArray[np.float64]
    length: NDArray[np.float64]

    def grouped(self, hills: int) -> "Passes":
        """One entry for each pair, where there were several."""
        first, second = np.minimum(self.first, self.second), np.maximum(self.first, self.second)
        apart = first != second
        key = first[apart] * hills + second[apart]
        order = np.argsort(key, kind="stable")
        key = key[order]
        start = np.flatnonzero(np.diff(key, prepend=-1))
        if not len(start):
            return Passes(key, key, *(np.zeros(0) for _ in range(3)))
        return Passes(
            key[start] // hills,
            key[start] % hills,
            np.maximum.reduceat(self.height[apart][order], start),
            np.add.reduceat(self.parting[apart][order], start),
            np.add.reduceat(self.length[apart][order], start),
        )


def find_passes(
    hills: NDArray[np.int32],
    height: NDArray[np.float32],
    flow: Sequence[NDArray[np.floating]],
    count: int,
) -> Passes:
    """All passes between 4-neighbouring hills.

    Parameters
    ----------
    hills
        (H, W) int32 of `climb`.
    height
        (H, W).
    flow
        Two of (H, W), order y, x.
    count
        Number of hills.
    """
    parts = []
    for axis in (0, 1):
        here = (slice(None, -1), slice(None))[:: 1 - 2 * axis]
        there = (slice(1, None), slice(None))[:: 1 - 2 * axis]
        a, b = hills[here], hills[there]
        meet = (a != b) & (a >= 0) & (b >= 0)
        low = np.minimum(height[here][meet], height[there][meet])
        parting = (flow[axis][there][meet] - flow[axis][here][meet]).astype(float)
        parts.append((a[meet].astype(np.int64), b[meet].astype(np.int64), low, parting))
    first, second, low, parting = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    every = Passes(first, second, low.astype(float), parting, np.ones(len(low)))
    return every.grouped(count)


def join(
    passes: Passes, peaks: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Join hills, the clearest pairs first, until every pass left is a boundary.

    In each round all pairs are joined that are each other's best, so the result does not
    depend on the order within a round, and a few rounds are enough.

    Parameters
    ----------
    passes
        Between the hills.
    peaks
        (n,) heights of their tops.

    Returns
    -------
    cells
        (n,) int64: the cell 0..k-1 each hill belongs to.
    peaks
        (k,) height of each cell's top.
    """
    cells = np.arange(len(peaks))
    while True:
        score = openness(passes, peaks)
        best = np.zeros(len(peaks))
        np.maximum.at(best, passes.first, score)
        np.maximum.at(best, passes.second, score)
        joined = (score > 0) & (score >= best[passes.first]) & (score >= best[passes.second])
        if not joined.any():
            return cells, peaks
        links = (passes.first[joined], passes.second[joined])
        count, group = connected_components(
            coo_array((np.ones(joined.sum()), links), shape=(len(peaks),) * 2), directed=False
        )
        higher = np.full(count, -np.inf, np.float32)
        np.maximum.at(higher, group, peaks)
        cells, peaks = group[cells], higher
        passes = Passes(
            group[passes.first].astype(np.int64),
            group[passes.second].astype(np.int64),
            passes.height,
            passes.parting,
            passes.length,
        ).grouped(count)


def openness(passes: Passes, peaks: NDArray[np.float32]) -> NDArray[np.float64]:
    """(m,) score of each pass: above 0 there is no boundary between its two hills."""
    lower = np.minimum(peaks[passes.first], peaks[passes.second])
    ratio = (passes.height - FLOOR) / (lower - FLOOR)
    return ratio - PASS_RATIO - PARTING_COST * passes.parting / passes.length


def number(cells: NDArray[np.int32], min_area_px: int) -> NDArray[np.int32]:
    """Labels 1..N in reading order: 4-connected parts of equal value, without the small ones.

    Parameters
    ----------
    cells
        (H, W) int32, 0 background.
    min_area_px
        Smaller parts become background.
    """
    parts = connected_parts(cells, background=0, connectivity=1)  # type: ignore[no-untyped-call]
    large = np.bincount(parts.ravel()) >= min_area_px
    large[0] = False
    return np.where(large, np.cumsum(large), 0).astype(np.int32)[parts]
