"""Prediction of fields: a generator with one yield per tile.

A tile is predicted with a margin wider than the receptive field of the network, and only its core
is used. So tiles need no blending: every pixel is equal to that of the whole image.
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

LEAST_TILE_PX = 64  # smaller tiles are nearly all margin
SMALLEST_AREA = 0.05  # of a disc with the cells' diameter: smaller masks are artefacts


@dataclass(frozen=True)
class PredictSettings:
    """Settings of prediction and of the masks."""

    tile_px: int = 1024  # network pixels, without the margin; bounds the memory
    min_area_px: int | None = None  # of a mask; None: from the cells' diameter


@dataclass
class Fields:
    """Fields predicted for an image, at its own resolution.

    Attributes
    ----------
    distance
        (H, W) float32, in units of half a cell's width.
    flow
        (2, H, W) float32, or float16 for a whole image, order (y, x).
    classes
        (H, W) uint8, most probable class, from 1; None if there is only one class.
    """

    distance: NDArray[np.float32] = field(repr=False)
    flow: NDArray[np.floating] = field(repr=False)
    classes: NDArray[np.uint8] | None = field(default=None, repr=False)

    @classmethod
    def empty(cls, shape: tuple[int, int], classes: int = 1) -> "Fields":
        """Return fields of an image of this shape, to be filled tile by tile."""
        return cls(
            np.zeros(shape, np.float32),
            np.zeros((2, *shape), np.float16),
            np.zeros(shape, np.uint8) if classes > 1 else None,
        )

    def paste(self, part: "Fields", box: Box) -> None:
        """Copy the fields of a box into these."""
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
    """Predict the fields of an image, tile by tile.

    Parameters
    ----------
    model
        Set to evaluation mode.
    planes
        (C, H, W) image, with the C of the network.
    device
        Compute device.
    settings
        Size of the tiles.
    into
        Fields with the shape of the image, written tile by tile.

    Yields
    ------
    TileDone
        After each tile; its box is valid in `into`.
    """
    height, width = planes.shape[-2:]
    low, high = percentile_range(planes)
    tiles = _tiles((height, width), settings.tile_px * EIGHTHS // model.eighths)
    for done, tile in enumerate(tiles, 1):
        shown = tile.grown(0, (height, width))
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
    """Predict the fields of a box, equal to those of the whole image.

    Parameters
    ----------
    model
        Set to evaluation mode.
    planes
        (C, H, W) image, with the C of the network.
    low, high
        (C,) intensities that are mapped to 0 and 1.
    device
        Compute device.
    box
        Any box inside the image; if memory is short it is predicted in smaller parts.
    exact
        Predict with a margin as wide as the receptive field. Otherwise the fields near the rim
        differ slightly from those of the whole image, and prediction is faster.

    Returns
    -------
    Fields
        Fields of the box.
    """

    def attempt(side_px: int) -> Fields:
        device.ensure_moved(model.network)
        if max(box.shape) <= side_px:
            return _predict_part(model, planes, low, high, device, box, exact)
        whole = Fields.empty(box.shape, model.network.shape.classes)
        for part in box.tiles(side_px):
            # Exact, to avoid seams.
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
    """Predict a box in one piece; parameters as in `predict_box`."""
    model.network.eval()  # a training step may have been made since the last call
    margin_px = _margin_px(model) if exact else 0
    window = _on_grid(box).grown(margin_px, on_grid((planes.shape[1], planes.shape[2])))
    view = network_view(planes, low, high, model.eighths, window)
    with torch.inference_mode(), device.arithmetic():
        distance, flow, logits = model.network(device.move_batch(view[None]))
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
    """Compute masks from predicted fields, for the cell width of the model.

    Parameters
    ----------
    distance, flow
        (H, W) and (2, H, W).
    model
        Model that predicted them.
    min_area_px
        Smaller masks are removed; None: a small fraction of the usual area of a cell.
    sketch
        (H, W) uint8 with which the masks must agree, or None.

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
    """Enlarge a box to the grid on which windows are resampled identically."""
    top, left = (start // GRID_PX * GRID_PX for start in box[:2])
    bottom, right = (-(-end // GRID_PX) * GRID_PX for end in box[2:])
    return Box(top, left, bottom, right)


def _margin_px(model: Model) -> int:
    """Return the image pixels around a tile that its core's fields can depend on, on the grid."""
    # Resampling reaches two network pixels farther in both directions.
    reach_px = (model.network.shape.reach_px + 4) * EIGHTHS / model.eighths
    return ceil(reach_px / GRID_PX) * GRID_PX


def _tiles(shape: tuple[int, int], tile_px: int) -> list[Box]:
    """Return equal tiles on the grid, none larger than `tile_px`, that cover the image."""
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
