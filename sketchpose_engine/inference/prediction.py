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

from ..core.box import Box
from ..images.intensity import percentile_range
from ..images.readers.base import Planes
from ..masks.from_fields import masks_from_fields
from ..models.device import Device
from ..models.memory import within_memory
from ..models.model import Model
from ..models.rescaling import EIGHTHS, GRID_PX, image_view, network_view, on_grid
from ..models.unet import FIELDS
from .jobs import TileDone

LEAST_TILE_PX = 64  # smaller ones are nearly all margin
SMALLEST_AREA = 0.05  # of a disc of the cells' diameter: smaller masks are specks


@dataclass(frozen=True)
class PredictSettings:
    """How an image is worked through and turned into masks."""

    tile_px: int = 1024  # of the network's image, without its margin; bounds the memory
    min_area_px: int | None = None  # of a mask; None: from the cells' diameter


@dataclass
class Fields:
    """What the network sees of a whole image, at its own resolution.

    Attributes
    ----------
    distance
        (H, W) float32, in units of half a cell's width.
    flow
        (2, H, W) float32, or float16 of a whole image, order (y, x).
    classes
        (H, W) uint8, likeliest class of the cell, counted from 1; None: there is one class only.
    """

    distance: NDArray[np.float32] = field(repr=False)
    flow: NDArray[np.floating] = field(repr=False)
    classes: NDArray[np.uint8] | None = field(default=None, repr=False)

    @classmethod
    def empty(cls, shape: tuple[int, int], classes: int = 1) -> "Fields":
        """Fields of an image of this shape, to be filled tile by tile."""
        return cls(
            np.zeros(shape, np.float32),
            np.zeros((2, *shape), np.float16),
            np.zeros(shape, np.uint8) if classes > 1 else None,
        )

    def paste(self, part: "Fields", box: Box) -> None:
        """Put the fields of a part into these."""
        self.distance[box.slices] = part.distance
        self.flow[:, *box.slices] = part.flow
        if self.classes is not None and part.classes is not None:
            self.classes[box.slices] = part.classes


def predict(
    model: Model,
    planes: Planes,
    device: Device,
    settings: PredictSettings,
    into: Fields,
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

    Yields
    ------
    TileDone
        After each tile; its box is valid in `into`.
    """
    height, width = planes.shape[-2:]
    low, high = percentile_range(planes)
    tiles = _tiles((height, width), settings.tile_px * EIGHTHS // model.eighths)
    for done, tile in enumerate(tiles, 1):
        shown = Box(tile.top, tile.left, min(tile.bottom, height), min(tile.right, width))
        into.paste(predict_box(model, planes, low, high, device, shown), shown)
        yield TileDone(shown, done, len(tiles))


def predict_box(
    model: Model,
    planes: Planes,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    device: Device,
    box: Box,
    exact: bool = True,
) -> Fields:
    """Fields of a part of an image, the same as in the whole image's.

    Parameters
    ----------
    model
        Left in evaluation mode.
    planes
        (C, H, W) image, C as the network's.
    low, high
        (C,) intensities that the network sees as 0 and 1.
    device
        Where to compute.
    box
        Any part of the image; where memory is short it is predicted in smaller parts.
    exact
        Look around the box as far as the network does. Otherwise the fields near its rim differ a
        little from those of the whole image, and it takes less time.

    Returns
    -------
    Fields
        Of the box.
    """

    def attempt(side_px: int) -> Fields:
        device.keep_up(model.network)
        if max(box.shape) <= side_px:
            return _predict_part(model, planes, low, high, device, box, exact)
        whole = Fields.empty(box.shape, model.network.shape.classes)
        for part in _parts(box, side_px):
            # Exact, or one would see where they meet.
            found = _predict_part(model, planes, low, high, device, part, exact=True)
            whole.paste(found, part.within(box))
        return whole

    return within_memory(device, "tile", max(box.shape), attempt, LEAST_TILE_PX)


def _predict_part(
    model: Model,
    planes: Planes,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    device: Device,
    box: Box,
    exact: bool,
) -> Fields:
    """As `predict_box`, at once."""
    model.network.eval()  # between two calls a training step may have been made
    margin_px = _margin_px(model) if exact else 0
    window = _on_grid(box).grown(margin_px, on_grid((planes.shape[1], planes.shape[2])))
    view = network_view(planes, low, high, model.eighths, window)
    with torch.inference_mode(), device.arithmetic():
        distance, flow, logits = model.network(device.place(view[None]))
    fields = torch.cat([distance[:, None], flow, logits], 1)[0].float().cpu()  # (3 + K, h, w)
    rows, columns = box.within(window).slices
    whole = image_view(fields, model.eighths).numpy()[:, rows, columns]
    distances, flows, likely = whole[0], whole[1:FIELDS], whole[FIELDS:]
    classes = likely.argmax(0).astype(np.uint8) + np.uint8(1) if len(likely) else None
    return Fields(distances, flows, classes)


def masks_of(
    distance: NDArray[np.float32],
    flow: NDArray[np.floating],
    model: Model,
    min_area_px: int | None = None,
    sketch: NDArray[np.uint8] | None = None,
) -> NDArray[np.int32]:
    """Masks of predicted fields, for the sizes of cells that the model knows.

    Parameters
    ----------
    distance, flow
        (H, W) and (2, H, W).
    model
        That predicted them.
    min_area_px
        Smaller masks are left out; None: a small part of the cells' usual area.
    sketch
        (H, W) uint8 with which the masks agree; None: there is none.

    Returns
    -------
    NDArray
        (H, W) int32, 0 background, 1..N.
    """
    if min_area_px is None:
        min_area_px = max(8, round(SMALLEST_AREA * np.pi / 4 * model.diameter_px**2))
    smooth_px = max(EIGHTHS / model.eighths, 0.5)  # one network pixel
    return masks_from_fields(distance, flow, min_area_px, smooth_px, sketch)


def _on_grid(box: Box) -> Box:
    """The box, enlarged to the grid on which windows are resampled alike."""
    top, left = (start // GRID_PX * GRID_PX for start in box[:2])
    bottom, right = (-(-end // GRID_PX) * GRID_PX for end in box[2:])
    return Box(top, left, bottom, right)


def _margin_px(model: Model) -> int:
    """Image pixels around a tile that its core's fields can depend on, on the grid."""
    # Resampling looks two network pixels farther on both ways.
    reach_px = (model.network.shape.reach_px + 4) * EIGHTHS / model.eighths
    return ceil(reach_px / GRID_PX) * GRID_PX


def _parts(box: Box, side_px: int) -> list[Box]:
    """Parts of a box, none wider than `side_px`."""
    return [
        Box(top, left, min(top + side_px, box.bottom), min(left + side_px, box.right))
        for top in range(box.top, box.bottom, side_px)
        for left in range(box.left, box.right, side_px)
    ]


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
