"""Basins of ascent: all pixels whose ascent along distance and flow ends at the same top.

Computed in bands of rows, in parallel: a band fits the cache of a processor core, and only a few
arrays have the size of the image.
"""

from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from ..core.threads import map_in_threads

NEIGHBOURS = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if (y, x) != (0, 0)]
FLOW_PULL = 0.3  # weight of the flow, as a slope
BAND_PX = 2**17


def bands(shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the first row and the end of each band of an image (H, W)."""
    rows, columns = shape
    height = max(BAND_PX // max(columns, 1), 1)
    return [(start, min(start + height, rows)) for start in range(0, rows, height)]


def smooth_rows(
    field: NDArray[np.floating], start: int, stop: int, smooth_px: float
) -> NDArray[np.float32]:
    """Return rows start..stop of a field after a Gaussian, equal to those of the whole field.

    Parameters
    ----------
    field
        (H, W).
    start, stop
        Clipped to the field.
    smooth_px
        Standard deviation.
    """
    margin = ceil(4 * smooth_px) + 1  # the filter is truncated at four standard deviations
    start, stop = max(start, 0), min(stop, len(field))
    low, high = max(start - margin, 0), min(stop + margin, len(field))
    around = field[low:high].astype(np.float32)
    return ndi.gaussian_filter(around, smooth_px)[start - low : stop - low]


def label_basins(
    distance: NDArray[np.float32],
    flow: NDArray[np.floating],
    above: float,
    smooth_px: float,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Follow the ascent from every foreground pixel to its end.

    All paths are followed at once by doubling: each pixel adopts the goal of its goal.

    Parameters
    ----------
    distance
        (H, W) float32.
    flow
        (2, H, W), order (y, x).
    above
        Threshold of the foreground; paths stay inside it.
    smooth_px
        Standard deviation of the Gaussian that smooths the distance.

    Returns
    -------
    basins
        (H, W) int32, 0..n-1 on the foreground, -1 outside.
    peaks
        (n,) float32, maximum distance of each basin.
    """
    columns = distance.shape[1]
    index = np.full(distance.size, -1, np.int32)  # index of the foreground pixels, in reading order
    pixels = np.flatnonzero(distance.ravel() > above)
    index[pixels] = np.arange(len(pixels), dtype=np.int32)
    goal = np.empty(len(pixels), np.int32)

    def ascend(band: tuple[int, int]) -> None:
        start, stop = band
        part = slice(*np.searchsorted(pixels, (start * columns, stop * columns)))
        move = _ascent(distance, flow, above, smooth_px, start, stop).ravel()
        goal[part] = index[pixels[part] + move[pixels[part] - start * columns]]

    map_in_threads(ascend, bands(distance.shape))
    while not np.array_equal(further := goal.take(goal), goal):
        goal = further
    tops = np.flatnonzero(goal == np.arange(len(goal)))
    rank = np.zeros(len(goal), np.int32)
    rank[tops] = np.arange(len(tops), dtype=np.int32)
    peaks = np.full(len(tops), -np.inf, np.float32)
    np.maximum.at(peaks, rank[goal], distance.ravel()[pixels])
    index[pixels] = rank[goal]
    return index.reshape(distance.shape), peaks


def _ascent(
    distance: NDArray[np.float32],
    flow: NDArray[np.floating],
    above: float,
    smooth_px: float,
    start: int,
    stop: int,
) -> NDArray[np.int32]:
    """Return the flat offset from each pixel of a band to its best higher neighbour, or 0.

    The best of 8 has the largest slope plus `FLOW_PULL` times the flow in its direction.
    """
    rows, columns = distance.shape
    low, high = max(start - 1, 0), min(stop + 1, rows)
    smooth = smooth_rows(distance, low, high, smooth_px)
    padded = np.full((stop - start + 2, columns + 2), -np.inf, np.float32)
    padded[low - start + 1 : high - start + 1, 1:-1] = np.where(
        distance[low:high] > above, smooth, -np.inf
    )
    height = smooth[start - low : stop - low]
    pull = np.float32(FLOW_PULL) * flow[:, start:stop].astype(np.float32)
    diagonal = np.float32(np.sqrt(2))
    best = np.full(height.shape, -np.inf, np.float32)
    move = np.zeros(height.shape, np.int32)
    appeal = np.empty_like(height)
    for dy, dx in NEIGHBOURS:
        beside = padded[1 + dy : 1 + dy + stop - start, 1 + dx : 1 + dx + columns]
        # Equal heights ascend in reading order, so that a plateau has one end.
        higher = beside >= height if (dy, dx) > (0, 0) else beside > height
        np.subtract(beside, height, out=appeal)
        for step, part in zip((dy, dx), pull, strict=True):
            if step:
                (np.add if step > 0 else np.subtract)(appeal, part, out=appeal)
        if dy and dx:
            appeal /= diagonal
        higher &= appeal >= best
        np.copyto(best, appeal, where=higher)
        np.copyto(move, np.int32(dy * columns + dx), where=higher)
    return move
