"""Colours of the fields: distance, flow and uncertainty, for the image and for its legends."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Colours = NDArray[np.floating[Any]]  # (..., 3) red, green, blue, 0..255

# Perceptually even from dark to light (viridis, by van der Walt and Smith), every 32nd of 256.
VIRIDIS = (
    (68, 1, 84),
    (71, 44, 122),
    (59, 81, 139),
    (44, 113, 142),
    (33, 144, 141),
    (39, 173, 129),
    (92, 200, 99),
    (170, 220, 50),
    (253, 231, 37),
)
UNCERTAINTY = ((255, 176, 32), (224, 32, 168))  # a little: orange; at most: magenta


def distance_colours() -> Colours:
    """Colours (256, 3) from the background to the middle of a cell."""
    stops = np.linspace(0, 255, len(VIRIDIS))
    parts = [np.interp(np.arange(256), stops, part) for part in zip(*VIRIDIS, strict=True)]
    return np.stack(parts, axis=-1)


def uncertainty_colours() -> Colours:
    """Colours (256, 3) from certain to uncertain."""
    low, high = np.array(UNCERTAINTY, float)
    return low + np.linspace(0, 1, 256)[:, None] * (high - low)


def flow_colours(y: Colours, x: Colours) -> Colours:
    """Colours of directions: each of three is brightest in its own direction.

    Parameters
    ----------
    y, x
        Unit vectors, y downwards.
    """
    turns = np.deg2rad((0, 120, 240))
    parts = [0.5 + 0.5 * (x * np.cos(turn) + y * np.sin(turn)) for turn in turns]
    return np.stack(parts, axis=-1) * 255
