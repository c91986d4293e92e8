"""Layers of the canvas, one class each; `LAYERS` has the lowest first."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.canvas.field_layers import DistanceLayer, FlowLayer, UncertaintyLayer
from app.canvas.layer_base import Layer
from app.canvas.qimages import (
    OPAQUE,
    Pixels,
    block_maximum,
    dots,
    hatch,
    packed,
    picture_of,
    sampled,
)
from app.state.scene import Channel, Scene
from sketchpose_engine.core.box import Box
from sketchpose_engine.masks.palette import palette_for
from sketchpose_engine.project.project_image import CellClass
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, NOTHING, cell_value

CELL_COLOUR = (52, 134, 255)
BACKGROUND_COLOUR = (186, 130, 76)
BACKGROUND_EDGE_COLOUR = (222, 172, 118)
HATCH_COLOUR = (116, 70, 28)
BOUNDARY_COLOUR = (235, 47, 47)
DARK_EDGE = packed(np.array((24, 24, 28)), 0.75)
LIGHT_EDGE = packed(np.array((255, 255, 255)), 0.9)
TRUSTED_COLOUR = (22, 190, 150)
GUESS_ALPHA = 0.5  # of masks that nothing was learned for
DASH_PX = 4  # of their outlines, in pixels of the level


@lru_cache(maxsize=8)
def mask_pixels(
    classes: tuple[CellClass, ...] = (), alpha: float = 1.0, *, bright: bool = False
) -> Pixels:
    """Pixels for each row of the masks' colours: those of the palette, then those of classes."""
    colours = [*palette_for(bright=bright).tolist(), *(each.colour for each in classes)]
    return packed(np.array(colours, np.uint8), alpha * (np.arange(len(colours)) > 0))


def _by_value(looks: dict[int, tuple[tuple[int, int, int], float]]) -> Pixels:
    """Pixels for each value of the sketch, from its colour and alpha."""
    pixels = np.zeros(256, np.uint32)
    for value, (colour, alpha) in looks.items():
        pixels[value] = packed(np.array(colour), alpha)
    return pixels


@lru_cache(maxsize=8)
def stroke_pixels(classes: tuple[CellClass, ...] = ()) -> Pixels:
    """Pixels of strokes, for each value of the sketch."""
    looks = {BACKGROUND: (BACKGROUND_COLOUR, 0.55), BOUNDARY: (BOUNDARY_COLOUR, 1.0)}
    colours = [each.colour for each in classes] or [CELL_COLOUR]
    looks |= {cell_value(number): (colour, 0.6) for number, colour in enumerate(colours)}
    return _by_value(looks)


@lru_cache(maxsize=8)
def edge_pixels(classes: tuple[CellClass, ...] = ()) -> Pixels:
    """Pixels of the rims of strokes, for each value of the sketch: lighter than the stroke."""
    colours = [each.colour for each in classes] or [CELL_COLOUR]
    looks = {BACKGROUND: (BACKGROUND_EDGE_COLOUR, 1.0)}
    for number, colour in enumerate(colours):
        red, green, blue = (part + (255 - part) // 3 for part in colour)
        looks[cell_value(number)] = ((red, green, blue), 1.0)
    return _by_value(looks)


def image_pixels(planes: NDArray[Any], channels: Sequence[Channel]) -> Pixels:
    """Add up the channels (C, h, w) that are shown; opaque pixels."""
    total: Any = np.zeros(planes.shape[1:], np.uint64)
    for plane, channel in zip(planes, channels, strict=True):
        if channel.shown:
            total = total + _light(plane, channel)
    parts = np.minimum(total[..., None].view("<u2"), 255).astype(np.uint8)  # B, G, R, 0
    return np.asarray(parts.view("<u4")[..., 0])


class ImageLayer(Layer):
    """The image: every channel between its low and high, in its colour, added up."""

    name = shows = "image"

    def picture(self, scene: Scene, level: int, box: Box) -> QImage | None:
        """Opaque; before a smaller copy is there, pixels of a larger one are skipped."""
        available = min(level, len(scene.levels) - 1)
        planes = sampled(scene.levels[available], level - available, box)  # (C, h, w)
        return picture_of(image_pixels(planes, scene.channels), OPAQUE)


class MaskLayer(Layer):
    """Cells, filled."""

    name = shows = "masks"

    def picture(self, scene: Scene, level: int, box: Box) -> QImage | None:
        """Cells in their colour; None where there are none."""
        shown = scene.shown
        labels = sampled(shown.labels, level, box)
        alpha = GUESS_ALPHA if shown.is_guess else 1.0
        colours = mask_pixels(scene.cell_classes, alpha, bright=scene.bright)
        pixels = colours[shown.looks]  # by label
        return picture_of(pixels[labels]) if labels.any() else None


class OutlineLayer(Layer):
    """The cells' rims, each inside its cell: two that touch show two lines.

    Drawn finer than the image where it is zoomed in, so that a line stays a line. On bright
    images, a dark line follows inside, so that light colours are seen on white, too.
    """

    name = shows = "outlines"
    margin_px = 2
    finest = -5

    def picture(self, scene: Scene, level: int, box: Box) -> QImage | None:
        """Lines in the cells' colours; None where there are none."""
        height, width = self.level_shape(scene.shape, level)
        around = box.grown(self.margin_px, (height, width))
        shown = scene.shown
        labels = sampled(shown.labels, level, around)
        if not labels.any():
            return None
        rim = line = _rim(labels)
        if shown.is_guess:
            line = rim & _dashes(around)
        inside = _inside(around, box).slices
        pixels = mask_pixels(scene.cell_classes, bright=scene.bright)[shown.looks]  # by label
        picture = np.where(line, pixels[labels], np.uint32(0))
        if scene.bright:
            picture[_rim(line) & ~rim & (pixels[labels] > 0)] = DARK_EDGE
        return picture_of(picture[inside]) if picture[inside].any() else None


class StrokeLayer(Layer):
    """What the user has drawn."""

    name = shows = "strokes"

    def picture(self, scene: Scene, level: int, box: Box) -> QImage | None:
        """Cells translucent, background more so, boundaries solid; None: nothing is drawn."""
        values = block_maximum(scene.sketch, level, box)
        return picture_of(stroke_pixels(scene.cell_classes)[values]) if values.any() else None


class EdgeLayer(Layer):
    """The strokes' edges: where a stroke lies on a mask of a like colour, it is still seen.

    Those of boundaries are beside them, dark on bright images and white on dark ones: thin lines
    keep their colour, and stand out between the outlines of two cells.
    """

    name = "edges"
    shows = "strokes"
    margin_px = 2
    finest = -5
    is_detail = True

    def picture(self, scene: Scene, level: int, box: Box) -> QImage | None:
        """Lines in the colours of the strokes; None: there are none."""
        around = box.grown(self.margin_px, self.level_shape(scene.shape, level))
        sample = sampled if level < 0 else block_maximum
        values = sample(scene.sketch, level, around)
        if not values.any():
            return None
        edges = edge_pixels(scene.cell_classes)
        if level > 0:  # so small, other strokes would be nothing but edge
            lines = np.zeros(values.shape, np.uint32)
        else:
            lines = np.where(_rim(values), edges[values], np.uint32(0))
        beside = _beside(values == BOUNDARY)
        if level < 0:
            beside = _beside(beside)
        lines[(values == NOTHING) & beside] = DARK_EDGE if scene.bright else LIGHT_EDGE
        lines = lines[_inside(around, box).slices]
        return picture_of(lines) if lines.any() else None


class HatchLayer(Layer):
    """Hatching that distinguishes background strokes without colour."""

    name = "hatch"
    shows = "strokes"
    is_detail = True
    pattern: Callable[[float], QImage] | None = staticmethod(hatch)
    pixel = packed(np.array(HATCH_COLOUR), 1.0)

    def picture(self, scene: Scene, level: int, box: Box) -> QImage | None:
        """Background strokes, solid: the pattern is cut out of them."""
        ground = block_maximum(scene.sketch, level, box) == BACKGROUND
        return picture_of(ground * self.pixel) if ground.any() else None


class TrustedLayer(Layer):
    """The valid set: where the strokes determine the distance."""

    name = shows = "trusted"
    pixel = packed(np.array(TRUSTED_COLOUR), 0.5)

    def picture(self, scene: Scene, level: int, box: Box) -> QImage | None:
        """Faint tint; None where nothing is valid."""
        valid = sampled(scene.valid, level, box)
        return picture_of(valid * self.pixel) if valid.any() else None


class DotLayer(TrustedLayer):
    """Dots on the valid set, for those who do not see its tint."""

    name = "dots"
    is_detail = True
    pattern: Callable[[float], QImage] | None = staticmethod(dots)
    pixel = packed(np.array((225, 255, 245)), 1.0)


LAYERS: tuple[Layer, ...] = (
    ImageLayer(),
    TrustedLayer(),
    DistanceLayer(),
    FlowLayer(),
    UncertaintyLayer(),
    MaskLayer(),
    OutlineLayer(),
    StrokeLayer(),
    HatchLayer(),
    EdgeLayer(),
    DotLayer(),  # only annotated pixels are valid: below the strokes it would hardly be seen
)


def _inside(around: Box, box: Box) -> Box:
    """The box, counted from the corner of the one around it."""
    return Box(*np.subtract(box, (around.top, around.left) * 2).tolist())


def _dashes(box: Box) -> NDArray[np.bool_]:
    """Pixels of a box that belong to the dashes of lines in any direction."""
    rows, columns = np.ogrid[box.top : box.bottom, box.left : box.right]
    return np.asarray((rows // DASH_PX + columns // DASH_PX) % 2 == 0)


def _rim(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Pixels that differ from a neighbour."""
    rim = np.zeros(values.shape, bool)
    for before, after in ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:])):
        differ = values[before] != values[after]
        rim[before] |= differ
        rim[after] |= differ
    return rim


def _beside(where: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels with one of these above, below, left or right of them, and these."""
    beside = where.copy()
    beside[1:] |= where[:-1]
    beside[:-1] |= where[1:]
    beside[:, 1:] |= where[:, :-1]
    beside[:, :-1] |= where[:, 1:]
    return beside


def _light(plane: NDArray[Any], channel: Channel) -> NDArray[np.uint64]:
    """What one channel adds to the picture: B, G, R in 16 bits each, so that sums fit."""
    if plane.dtype in (np.uint8, np.uint16):
        table = _lights(2 ** (8 * plane.itemsize), channel.low, channel.high, channel.colour)
        return np.asarray(table[plane])
    span = max(channel.high - channel.low, 1e-9)
    grey = np.clip((plane.astype(np.float32) - channel.low) * (255 / span), 0, 255)
    return np.asarray(_lights(256, 0, 255, channel.colour)[(grey + 0.5).astype(np.uint8)])


@lru_cache(maxsize=32)
def _lights(
    values: int, low: float, high: float, colour: tuple[int, int, int]
) -> NDArray[np.uint64]:
    """What each value of a channel adds to the picture."""
    bright = np.clip((np.arange(values) - low) / max(high - low, 1e-9), 0, 1)
    parts = np.zeros((values, 4), "<u2")
    parts[:, :3] = bright[:, None] * colour[::-1] + 0.5
    return parts.view("<u8")[:, 0].astype(np.uint64, copy=False)
