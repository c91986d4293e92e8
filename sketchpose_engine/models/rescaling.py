"""The image at the size where the network sees cells best.

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

NETWORK_DIAMETER_PX = 30.0  # what a cell should measure where the network sees it
SMALLEST_DIAMETER_PX, LARGEST_DIAMETER_PX = 11.0, 60.0  # the network copes with this as it is
MOST_EIGHTHS = 32  # of the image's resolution: enlarged four times at most

GRID_PX = 64
EIGHTHS = 8  # the image's own resolution


def choose_eighths(diameter_px: float, known_px: float | None = None) -> int:
    """Eighths of the image's resolution at which cells of this width suit the network.

    Only too small or far too large cells are resampled, and small ones enlarged by half at most:
    that adds pixels to learn from, not detail, and costs time with the square of the factor.

    Parameters
    ----------
    diameter_px
        Width of the cells in the image.
    known_px
        Width of the only cells that the network knows, in its own pixels: then these are resampled
        to that, and small ones enlarged to twice their size at most. None: it copes with many.
    """
    if known_px is not None:
        return min(max(round(EIGHTHS * known_px / diameter_px), 1), 2 * EIGHTHS)
    if diameter_px < SMALLEST_DIAMETER_PX:
        return min(round(EIGHTHS * SMALLEST_DIAMETER_PX / diameter_px), EIGHTHS * 3 // 2)
    if diameter_px <= LARGEST_DIAMETER_PX:
        return EIGHTHS
    return max(round(EIGHTHS * NETWORK_DIAMETER_PX / diameter_px), 1)


def on_grid(shape: tuple[int, int]) -> tuple[int, int]:
    """Height and width of the image, enlarged to the grid."""
    height, width = (-(-size // GRID_PX) * GRID_PX for size in shape)
    return height, width


def network_view(
    planes: NDArray[np.generic],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    eighths: int,
    window: Box,
) -> Tensor:
    """A window of the image as the network sees it.

    Parameters
    ----------
    planes
        (C, H, W), any real dtype.
    low, high
        (C,) intensities that become 0 and 1, of the whole image.
    eighths
        Network pixels for 8 image pixels.
    window
        In image pixels, on the grid, inside `on_grid((H, W))`. Beyond the image it is mirrored.

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
    """Fields (C, h, w) of a window, back at the image's resolution; undoes `network_view`."""
    if eighths == EIGHTHS:
        return fields
    return F.interpolate(fields[None], scale_factor=EIGHTHS / eighths, mode="bilinear")[0]


def _mirrored(start: int, stop: int, size: int) -> NDArray[np.intp]:
    """Indices start..stop, reflected at the end of an axis of this size."""
    index = np.arange(start, stop) % max(2 * size, 1)
    return np.where(index < size, index, 2 * size - 1 - index)
