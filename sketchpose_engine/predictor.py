"""Image -> fields: a generator, one yield per tile.

A tile is predicted with a margin wider than the network's reach and only its core is kept.
So tiles do not have to be blended: every pixel is what the whole image would have given.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

import numpy as np
import torch
from numpy.typing import NDArray

from .device import Device
from .images import Planes, percentile_range
from .messages import Box, TileDone
from .scale import EIGHTHS, GRID_PX, image_view, network_view, on_grid
from .settings import PredictSettings
from .weights import Model


@dataclass
class Fields:
    """Distance and flow of a whole image, at its own resolution.

    Attributes
    ----------
    distance
        (H, W) float32, in units of half a cell's width.
    flow
        (2, H, W) float16, order (y, x).
    """

    distance: NDArray[np.float32] = field(repr=False)
    flow: NDArray[np.float16] = field(repr=False)

    @classmethod
    def empty(cls, shape: tuple[int, int]) -> "Fields":
        """Fields of an image of this shape, to be filled tile by tile."""
        return cls(np.zeros(shape, np.float32), np.zeros((2, *shape), np.float16))


def predict(
    model: Model,
    planes: Planes,
    device: Device,
    settings: PredictSettings,
    into: Fields,
    first: Box | None = None,
) -> Iterator[TileDone]:
    """Fill the fields of an image.

    Parameters
    ----------
    model
        Left in evaluation mode.
    planes
        (C, H, W) image, C as the network's.
    device
        Where to compute.
    settings
        Size of the tiles.
    into
        Fields of the image's shape, written tile by tile.
    first
        What the user looks at: tiles nearest to its middle come first.

    Yields
    ------
    TileDone
        After each tile; its box is valid in `into`.
    """
    height, width = planes.shape[-2:]
    low, high = percentile_range(planes)
    margin_px = _margin_px(model)
    tiles = _tiles((height, width), settings.tile_px * EIGHTHS // model.eighths)
    if first is not None:
        tiles.sort(key=lambda tile: _distance(tile, first))
    for done, core in enumerate(tiles, 1):
        model.network.eval()  # between two tiles a training step may have been made
        window = core.grown(margin_px, on_grid((height, width)))
        view = network_view(planes, low, high, model.eighths, window)
        with torch.inference_mode(), device.arithmetic():
            distance, flow = model.network(device.place(view[None]))
        fields = torch.cat([distance[:, None], flow], 1)[0].float().cpu()  # (3, h, w)
        whole = image_view(fields, model.eighths).numpy()
        rows = slice(core.top - window.top, min(core.bottom, height) - window.top)
        columns = slice(core.left - window.left, min(core.right, width) - window.left)
        shown = Box(core.top, core.left, min(core.bottom, height), min(core.right, width))
        into.distance[shown.slices] = whole[0, rows, columns]
        into.flow[:, *shown.slices] = whole[1:, rows, columns]
        yield TileDone(shown, done, len(tiles))


def _margin_px(model: Model) -> int:
    """Image pixels around a tile that its core's fields can depend on, on the grid."""
    # Resampling looks two network pixels farther on both ways.
    reach_px = (model.network.shape.reach_px + 4) * EIGHTHS / model.eighths
    return ceil(reach_px / GRID_PX) * GRID_PX


def _tiles(shape: tuple[int, int], tile_px: int) -> list[Box]:
    """Equal tiles on the grid, none larger than `tile_px`, that cover the image."""
    height, width = on_grid(shape)
    rows, columns = _cuts(height, tile_px), _cuts(width, tile_px)
    return [
        Box(top, left, bottom, right)
        for top, bottom in pairwise(rows)
        for left, right in pairwise(columns)
    ]


def _cuts(size: int, tile_px: int) -> list[int]:
    cells = size // GRID_PX
    count = ceil(cells / max(tile_px // GRID_PX, 1))
    step = ceil(cells / count) * GRID_PX
    return [*range(0, size, step), size]


def _distance(tile: Box, first: Box) -> float:
    y = (tile.top + tile.bottom - first.top - first.bottom) / 2
    x = (tile.left + tile.right - first.left - first.right) / 2
    return y * y + x * x
