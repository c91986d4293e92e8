"""Resampling of images to the resolution that is best for the network.

The network's image has `eighths / 8` pixels per image pixel. Both grids coincide every
`GRID_PX` image pixels, so a window on that grid is resampled exactly like the whole image.
"""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from ..core.box import Box
from ..images.intensity import normalise

NETWORK_DIAMETER_PX = 30.0  # assumed where nothing is known
SMALLEST_DIAMETER_PX, LARGEST_DIAMETER_PX = 11.0, 30.0  # not resampled in between
REDUCED_DIAMETER_PX = 20.0  # of larger cells in the network's image
MOST_EIGHTHS = 32  # maximum: four times the image's resolution

GRID_PX = 64
EIGHTHS = 8  # the image's own resolution


def choose_eighths(diameter_px: float, known_px: float | None = None) -> int:
    """Choose the resolution at which cells of this width suit the network, in eighths.

    Small cells are enlarged by half at most: this adds pixels to learn from, not detail, and costs
    time with the square of the factor. Large ones are reduced: a crop then shows their
    surroundings, and the number of pixels to predict falls with the square of the factor.

    Parameters
    ----------
    diameter_px
        Width of the cells in the image.
    known_px
        Width of cells that the network is restricted to, in network pixels: cells are resampled to
        that, and enlarged twice at most. None: it handles many widths.
    """
    if known_px is not None:
        return min(max(round(EIGHTHS * known_px / diameter_px), 1), 2 * EIGHTHS)
    if diameter_px < SMALLEST_DIAMETER_PX:
        return min(round(EIGHTHS * SMALLEST_DIAMETER_PX / diameter_px), EIGHTHS * 3 // 2)
    if diameter_px <= LARGEST_DIAMETER_PX:
        return EIGHTHS
    return max(round(EIGHTHS * REDUCED_DIAMETER_PX / diameter_px), 1)


def on_grid(shape: tuple[int, int]) -> tuple[int, int]:
    """Round height and width of the image up to the grid."""
    height, width = (-(-size // GRID_PX) * GRID_PX for size in shape)
    return height, width


def network_view(
    planes: NDArray[np.generic],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    eighths: int,
    window: Box,
) -> Tensor:
    """Normalise and resample a window of the image for the network.

    Parameters
    ----------
    planes
        (C, H, W), any real dtype.
    low, high
        (C,) intensities of the whole image that are mapped to 0 and 1.
    eighths
        Network pixels per 8 image pixels.
    window
        In image pixels, on the grid, inside `on_grid((H, W))`. Outside the image it is mirrored.

    Returns
    -------
    Tensor
        (C, h * eighths / 8, w * eighths / 8) float32.
    """
    rows = _mirrored(window.top, window.bottom, planes.shape[1])
    columns = _mirrored(window.left, window.right, planes.shape[2])
    view = torch.from_numpy(normalise(planes[:, rows[:, None], columns], low, high))
    if eighths == EIGHTHS:
        return view
    return F.interpolate(
        view[None], scale_factor=eighths / EIGHTHS, mode="bilinear", antialias=eighths < EIGHTHS
    )[0]


def image_view(fields: Tensor, eighths: int) -> Tensor:
    """Resample fields (C, h, w) of a window to the image's resolution; inverts `network_view`."""
    if eighths == EIGHTHS:
        return fields
    return F.interpolate(fields[None], scale_factor=EIGHTHS / eighths, mode="bilinear")[0]


def _mirrored(start: int, stop: int, size: int) -> NDArray[np.intp]:
    """Return the indices start..stop, reflected at the end of an axis of this size."""
    index = np.arange(start, stop) % max(2 * size, 1)
    return np.where(index < size, index, 2 * size - 1 - index)
