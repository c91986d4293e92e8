"""How large cells are, and the image at the size where the network sees them best.

The network's image has `eighths / 8` pixels per image pixel. Both grids coincide every
`GRID_PX` image pixels, so a window on that grid is resampled exactly like the whole image.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from .annotations import BACKGROUND, BOUNDARY
from .images import normalise
from .messages import Box
from .settings import (
    LARGEST_DIAMETER_PX,
    NETWORK_DIAMETER_PX,
    SMALLEST_DIAMETER_PX,
)
from .valid_set import ValidSet

GRID_PX = 64
EIGHTHS = 8  # the image's own resolution
BOUNDARY_SEEN = 0.25  # part of the cells' pixels that is in the valid set, at least


class SketchedDiameter(NamedTuple):
    """What a sketch shows of the width of cells.

    Attributes
    ----------
    px
        Width in px, or a lower bound of it.
    exact
        Whether the sketch shows where cells end; otherwise strokes are as wide as their brush, and
        cells at least as wide as strokes.
    """

    px: float
    exact: bool


def estimate_diameter(
    labels: NDArray[np.uint8], valid_set: ValidSet, parts: Sequence[Box] | None = None
) -> SketchedDiameter:
    """Width of the sketched cells in px, from how deep inside them strokes are.

    A disc of width w has nearly all its pixels within w/2 of the boundary, and a fifth of a
    rod's are deeper than 0.4 w: the depth that few pixels exceed measures both. Outside
    the valid set the depth is only a lower bound, so parts of cells give a small estimate.

    Parameters
    ----------
    labels
        (H, W) uint8 sketch.
    valid_set
        Its valid set.
    parts
        Boxes that hold all annotated pixels and do not overlap; None: the whole image.

    Returns
    -------
    SketchedDiameter
        0 px, not exact, without foreground.
    """
    depths, known = [], []
    for part in parts or [Box.whole((labels.shape[0], labels.shape[1]))]:
        drawn = labels[part.slices]
        inside = (drawn > BACKGROUND) & (drawn != BOUNDARY)  # a line is as thin as its brush
        depths.append(np.hypot(*valid_set.offset[:, *part.slices][:, inside].astype(np.float32)))
        known.append(valid_set.valid[part.slices][inside])
    depth = np.concatenate(depths)
    if not depth.size:
        return SketchedDiameter(0.0, False)
    width_px = float(2 * np.quantile(depth, 0.95) + 1)
    return SketchedDiameter(width_px, bool(np.concatenate(known).mean() >= BOUNDARY_SEEN))


def common_diameter(
    sketched: Sequence[SketchedDiameter], otherwise_px: float = NETWORK_DIAMETER_PX
) -> float:
    """Width of the cells in px that several sketches show together.

    Parameters
    ----------
    sketched
        One for each sketch.
    otherwise_px
        Width to assume where no sketch shows it; the widest strokes are a lower bound of it.
    """
    exact = [one.px for one in sketched if one.exact]
    if exact:
        return float(np.median(exact))
    return max([otherwise_px, *(one.px for one in sketched)])


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
