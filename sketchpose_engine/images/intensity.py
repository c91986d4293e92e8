"""Intensities of an image: their range, and normalisation."""

import math

import numpy as np
from numpy.typing import NDArray

from .readers.base import Planes


def percentile_range(
    planes: Planes, low: float = 1.0, high: float = 99.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the intensities that `normalise` maps to 0 and 1.

    Parameters
    ----------
    planes
        (C, H, W). Of more than 4 million pixels, a regular grid is sampled.
    low, high
        Percentiles. If they exclude most of the contrast (nearly all pixels saturated, or few
        bright cells on black), wider percentiles are used, finally minimum and maximum.

    Returns
    -------
    Two arrays (C,), the first always below the second; a constant channel becomes 0.
    """
    step = math.ceil(math.sqrt(planes[0].size / 4e6))
    percents = [low, 0.1, 0.01, 0.0, 100.0, 99.99, 99.9, high]
    levels = np.percentile(planes[:, ::step, ::step], percents, axis=(1, 2))  # (8, C)
    darkest, brightest = levels[:4], levels[:3:-1]  # from narrow to wide
    ranges = brightest - darkest
    # Narrow percentiles must contain 10 % of the contrast of 99.8 % of the pixels, or are widened.
    enough = (ranges > 0) & (ranges >= 0.1 * ranges[1])
    choice = enough.argmax(axis=0)[None]
    bottom, top = (np.take_along_axis(ends, choice, axis=0)[0] for ends in (darkest, brightest))
    return bottom, np.where(top > bottom, top, bottom + np.maximum(1, abs(bottom)))


def normalise(
    planes: Planes, low: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Map low to 0 and high to 1, pixel by pixel, so that tiles and whole images are equal.

    Linear, then clipped to [-1, 3]: a hot pixel of 65535 in a dim image would become 300 and
    dominate the features around it. Real structures rarely exceed this range.

    Parameters
    ----------
    planes
        (C, H, W) of any real dtype.
    low, high
        (C,) from `percentile_range`.
    """
    result = np.empty(planes.shape, np.float32)
    for channel, plane in enumerate(planes):  # one at a time: float64 needs much memory
        scaled = (plane - low[channel]) / (high[channel] - low[channel])
        result[channel] = scaled.clip(-1, 3)
    return result
