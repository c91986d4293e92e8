"""Draws the layers of a scene, tile by tile, within the time there is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from time import perf_counter

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QRegion

from app.canvas.layer_base import Layer
from app.canvas.layers import LAYERS
from app.canvas.qimages import TRANSLUCENT
from app.canvas.tile_cache import CACHE_BYTES, TILE_PX, Place, Tile, TileCache
from app.canvas.viewport import Viewport
from app.state.pyramid import level_count, level_for, nearest_level
from app.state.scene import Scene
from sketchpose_engine.core.box import Box

RENDER_S = 0.008  # for new tiles, in one turn of the event loop
CRISP_ABOVE = 2.0  # screen px per image px from which pixels are shown as squares
LARGEST_BLOCK_PX = 4096  # on the screen: QPainter counts in 16 bits before the point
SMALL_BLOCK_PX = 32  # of a tile, where it is larger than that


@dataclass(frozen=True)
class RenderView:
    """Where pixels of the levels are on the device."""

    viewport: Viewport
    ratio: float  # device px per logical px

    @property
    def scale(self) -> float:
        """Device px per image px."""
        return self.viewport.scale * self.ratio

    def to_device(self, level: int, box: Box) -> QRect:
        """Device pixels that a box of a level covers; neighbours share their edge."""
        step = 2.0**level
        corners = []
        for y, x in ((box.top, box.left), (box.bottom, box.right)):
            point = self.viewport.to_screen((y * step - 0.5, x * step - 0.5))
            corners += [floor(part * self.ratio + 0.5) for part in point]
        top, left, bottom, right = corners
        return QRect(left, top, right - left, bottom - top)

    def to_level(self, level: int, area: QRect, shape: tuple[int, int]) -> Box:
        """Pixels of a level (of this shape) that an area of the device shows."""
        step = 2.0**level
        low = self.viewport.to_image(
            ((area.top() - 2) / self.ratio, (area.left() - 2) / self.ratio)
        )
        high = self.viewport.to_image(
            ((area.bottom() + 3) / self.ratio, (area.right() + 3) / self.ratio)
        )
        top, left = (max(floor((part + 0.5) / step), 0) for part in low)
        bottom, right = (floor((part + 0.5) / step) + 1 for part in high)
        return Box(top, left, min(bottom, shape[0]), min(right, shape[1]))


@dataclass(frozen=True)
class Block:
    """A tile, or a part of it where that is large on the screen."""

    place: Place
    source: QRect  # in the tile's picture
    target: QRect  # in device px


class Renderer:
    """Draws scenes, and remembers their tiles.

    Attributes
    ----------
    cache
        The tiles.
    render_s
        Time for new tiles in one call of `draw`.
    """

    def __init__(self) -> None:
        self.cache = TileCache()
        self.render_s = RENDER_S
        self._left_s = 0.0

    def invalidate(self, name: str, box: Box, scene: Scene) -> None:
        """Mark a box of a layer as out of date."""
        layers = [layer for layer in LAYERS if layer.shows == name]
        self.cache.invalidate(layers, box, scene.shape)

    def draw(
        self,
        painter: QPainter,
        scene: Scene,
        view: RenderView,
        areas: Sequence[QRect],
        opacities: Mapping[str, float],
        hurried: bool = False,
    ) -> QRegion:
        """Draw the layers, lowest first.

        Parameters
        ----------
        painter
            Counts in device px.
        areas
            What has to be drawn, in device px; they do not overlap.
        opacities
            0..1 for what preferences call by these names; what is missing is not shown.
        hurried
            Leave details out, and spend less time on new tiles.

        Returns
        -------
        Where tiles are not there yet, or not up to date, in device px: to be drawn soon again.
        """
        self._left_s = self.render_s / 2 if hurried else self.render_s
        self._make_room(view, len(opacities))
        missing = QRegion()
        for area in areas:
            painter.setClipRect(area)  # a tile in two areas must not be blended twice
            for layer in LAYERS:
                painter.setOpacity(opacities.get(layer.shows, 0.0))
                if painter.opacity() == 0 or (hurried and layer.is_detail):
                    continue
                smooth = _is_smooth(layer, view, hurried)
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
                blocks = list(self._blocks(layer, scene, view, area))
                draw = self._draw_blocks if layer.pattern is None else self._draw_through
                missing += draw(painter, layer, scene, view, blocks, area)
        return missing

    def _make_room(self, view: RenderView, layers: int) -> None:
        """All visible tiles must fit, or each repaint would evict those that the next one needs."""
        height, width = view.viewport.size
        screen_bytes = 4 * height * width * view.ratio**2
        self.cache.limit_bytes = max(CACHE_BYTES, int(screen_bytes * (4 + 2 * layers)))

    def _blocks(self, layer: Layer, scene: Scene, view: RenderView, area: QRect) -> Iterator[Block]:
        """Blocks of a layer in an area."""
        count = level_count(scene.shape)
        if layer.shows == "image":
            level = level_for(view.scale, count)
        else:
            level = nearest_level(view.scale, layer.finest, count)
        shape = layer.level_shape(scene.shape, level)
        seen = view.to_level(level, area, shape)
        side = TILE_PX
        if TILE_PX * view.scale * 2.0**level > LARGEST_BLOCK_PX:
            side = SMALL_BLOCK_PX
        for top in range(seen.top // side * side, seen.bottom, side):
            for left in range(seen.left // side * side, seen.right, side):
                place = Place(layer.name, level, top // TILE_PX, left // TILE_PX)
                box = Box(top, left, min(top + side, shape[0]), min(left + side, shape[1]))
                source = QRect(left % TILE_PX, top % TILE_PX, *box.shape[::-1])
                yield Block(place, source, view.to_device(level, box))

    def _draw_blocks(
        self,
        painter: QPainter,
        layer: Layer,
        scene: Scene,
        view: RenderView,
        blocks: list[Block],
        area: QRect,
    ) -> QRegion:
        """Draw tiles as they are; returns where they are not up to date."""
        missing = QRegion()
        for block in blocks:
            tile = self._current(layer, scene, block.place)
            if tile is None or tile.dirty is not None:
                missing += block.target
            if tile is None:
                self._draw_instead(painter, layer, scene, view, block)
            elif tile.picture is not None:
                painter.drawImage(block.target, tile.picture, block.source)
        return missing

    def _current(self, layer: Layer, scene: Scene, place: Place) -> Tile | None:
        """The tile, up to date if there is time for that."""
        tile = self.cache.find(place)
        if tile is not None and tile.dirty is None:
            return tile
        # There is no hole in an image: its smallest copy stands in for all others.
        in_any_case = layer.shows == "image" and place.level == level_count(scene.shape) - 1
        if self.cache.is_small_repair(place, tile) or (in_any_case and tile is None):
            return self.cache.render(layer, scene, place)
        if self._left_s <= 0:
            return tile
        start_s = perf_counter()
        tile = self.cache.render(layer, scene, place)
        self._left_s -= perf_counter() - start_s
        return tile

    def _draw_through(
        self,
        painter: QPainter,
        layer: Layer,
        scene: Scene,
        view: RenderView,
        blocks: list[Block],
        area: QRect,
    ) -> QRegion:
        """Draw a pattern where the tiles are, in one sheet for all of them."""
        assert layer.pattern is not None
        shown = QRect()
        for block in blocks:
            tile = self.cache.find(block.place)
            if tile is None or tile.dirty is not None or tile.picture is not None:
                shown |= block.target
        shown &= area
        if shown.isEmpty():
            return QRegion()
        sheet = QImage(shown.size(), TRANSLUCENT)
        sheet.fill(Qt.GlobalColor.transparent)
        cutter = QPainter(sheet)
        cutter.translate(-shown.topLeft())
        cutter.setRenderHints(painter.renderHints())
        missing = self._draw_blocks(cutter, layer, scene, view, blocks, area)
        cutter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        # The pattern moves with the image, but does not grow with it.
        origin = view.to_device(0, Box(0, 0, 1, 1)).topLeft()
        cutter.setBrushOrigin(QPointF(origin))
        cutter.fillRect(shown, QBrush(layer.pattern(view.ratio)))
        cutter.end()
        painter.drawImage(shown.topLeft(), sheet)
        return missing

    def _draw_instead(
        self, painter: QPainter, layer: Layer, scene: Scene, view: RenderView, block: Block
    ) -> None:
        """Draw a coarser tile, or finer ones, until the right one is there."""
        place, last = block.place, level_count(scene.shape) - 1
        for up in range(1, last - place.level + 1):
            coarser = Place(place.layer, place.level + up, place.row >> up, place.column >> up)
            tile = self.cache.find(coarser)
            if coarser.level == last:
                tile = self._current(layer, scene, coarser)
            if tile is not None:
                if tile.picture is not None:
                    part = _part_of_coarser(block, coarser, up)
                    painter.drawImage(QRectF(block.target), tile.picture, part)
                return
        for row in (2 * place.row, 2 * place.row + 1):
            for column in (2 * place.column, 2 * place.column + 1):
                finer = Place(place.layer, place.level - 1, row, column)
                tile = self.cache.find(finer)
                if tile is not None and tile.picture is not None:
                    box = finer.box(layer.level_shape(scene.shape, finer.level))
                    painter.drawImage(view.to_device(finer.level, box), tile.picture)


def _is_smooth(layer: Layer, view: RenderView, hurried: bool) -> bool:
    """Whether pixels are mixed: when seen small, not when they are to be seen one by one."""
    if layer.finest < 0:
        return True
    # Mixing costs most where a picture is opaque and seen small; translucent ones gain nothing.
    if hurried and layer.shows == "image":
        return False
    return view.viewport.scale <= CRISP_ABOVE


def _part_of_coarser(block: Block, coarser: Place, up: int) -> QRectF:
    """Where in the picture of a coarser tile a block is."""
    step = 2.0**up
    top = (block.place.row * TILE_PX + block.source.top()) / step - coarser.row * TILE_PX
    left = (block.place.column * TILE_PX + block.source.left()) / step - coarser.column * TILE_PX
    return QRectF(left, top, block.source.width() / step, block.source.height() / step)
