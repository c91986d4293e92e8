"""Pictures of tiles, kept as long as there is room, repaired where something changed."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from app.canvas.layer_base import Layer
from app.canvas.qimages import TRANSLUCENT
from app.state.scene import Scene
from sketchpose_engine.core.box import Box

TILE_PX = 256
CACHE_BYTES = 96 * 2**20
EMPTY_BYTES = 2**16  # an empty tile counts as much: it bounds how many there are
SMALL_REPAIR_PX = 2**18  # image pixels that can be read again at any time


class Place(NamedTuple):
    """Which tile: of a layer, at a level, counted in tiles from the top left."""

    layer: str
    level: int
    row: int
    column: int

    def box(self, shape: tuple[int, int]) -> Box:
        """Pixels of the level that the tile covers, if the level has this shape."""
        top, left = self.row * TILE_PX, self.column * TILE_PX
        return Box(top, left, min(top + TILE_PX, shape[0]), min(left + TILE_PX, shape[1]))


@dataclass
class Tile:
    """A picture, and which part of it (in pixels of the level, from its corner) is out of date."""

    picture: QImage | None  # None: there is nothing to see
    dirty: Box | None = None

    @property
    def size_bytes(self) -> int:
        """What it is counted as."""
        return EMPTY_BYTES if self.picture is None else self.picture.sizeInBytes()


class TileCache:
    """The tiles that were used last."""

    def __init__(self) -> None:
        self._tiles: OrderedDict[Place, Tile] = OrderedDict()
        self._bytes = 0
        self.limit_bytes = CACHE_BYTES

    def __len__(self) -> int:
        return len(self._tiles)

    @property
    def size_bytes(self) -> int:
        """What all tiles are counted as."""
        return self._bytes

    def find(self, place: Place) -> Tile | None:
        """The tile as it is, perhaps out of date."""
        tile = self._tiles.get(place)
        if tile is not None:
            self._tiles.move_to_end(place)
        return tile

    def clear(self) -> None:
        """Discard all tiles."""
        self._tiles.clear()
        self._bytes = 0

    def is_small_repair(self, place: Place, tile: Tile | None) -> bool:
        """Whether the tile is soon up to date again: while drawing, nothing may lag behind."""
        if tile is None or tile.dirty is None:
            return False
        height, width = tile.dirty.shape
        return height * width << 2 * max(place.level, 0) <= SMALL_REPAIR_PX

    def render(self, layer: Layer, scene: Scene, place: Place) -> Tile:
        """Make the tile, or repaint what is out of date in it."""
        box = place.box(layer.level_shape(scene.shape, place.level))
        tile = self._tiles.get(place)
        if tile is None or tile.dirty is None or tile.dirty.shape == box.shape:
            return self._keep(place, Tile(layer.picture(scene, place.level, box)))
        dirty, before = tile.dirty, tile.size_bytes
        patch = layer.picture(scene, place.level, Box(*_shifted(dirty, box.top, box.left)))
        if tile.picture is None and patch is not None:
            tile.picture = QImage(box.shape[1], box.shape[0], TRANSLUCENT)
            tile.picture.fill(Qt.GlobalColor.transparent)
        if tile.picture is not None:
            _replace(tile.picture, patch, dirty)
        tile.dirty = None
        self._bytes += tile.size_bytes - before
        return tile

    def invalidate(self, layers: Collection[Layer], box: Box, shape: tuple[int, int]) -> None:
        """Mark what shows a box of the image (of this shape) out of date."""
        by_name = {layer.name: layer for layer in layers}
        reach = {}  # the box in pixels of each level
        for place, tile in self._tiles.items():
            layer = by_name.get(place.layer)
            if layer is None:
                continue
            key = place.layer, place.level
            if key not in reach:
                reach[key] = _at_level(box, layer, place.level, shape)
            top, left, bottom, right = reach[key]
            low_y, low_x = place.row * TILE_PX, place.column * TILE_PX
            # Without Box, which is slower: there may be thousands of tiles, at every mouse move.
            if bottom <= low_y or right <= low_x or top >= low_y + TILE_PX:
                continue
            if left >= low_x + TILE_PX:
                continue
            own = place.box(layer.level_shape(shape, place.level))
            part = Box(
                max(top, own.top),
                max(left, own.left),
                min(bottom, own.bottom),
                min(right, own.right),
            )
            part = Box(*_shifted(part, -own.top, -own.left))
            tile.dirty = part if tile.dirty is None else union(tile.dirty, part)

    def _keep(self, place: Place, tile: Tile) -> Tile:
        before = self._tiles.pop(place, None)
        self._bytes += tile.size_bytes - (before.size_bytes if before else 0)
        self._tiles[place] = tile
        while self._bytes > self.limit_bytes and len(self._tiles) > 1:
            _, oldest = self._tiles.popitem(last=False)
            self._bytes -= oldest.size_bytes
        return tile


def union(one: Box, other: Box) -> Box:
    """Smallest box that holds both."""
    return Box(
        min(one.top, other.top),
        min(one.left, other.left),
        max(one.bottom, other.bottom),
        max(one.right, other.right),
    )


def _at_level(box: Box, layer: Layer, level: int, shape: tuple[int, int]) -> Box:
    """Pixels of a level whose picture changes with a box of the image."""
    if level < 0:
        scaled = Box(*(edge << -level for edge in box))
    else:
        scaled = Box(
            box.top >> level, box.left >> level, -(-box.bottom >> level), -(-box.right >> level)
        )
    return scaled.grown(layer.margin_px, layer.level_shape(shape, level))


def _shifted(box: Box, down: int, right: int) -> tuple[int, int, int, int]:
    return box.top + down, box.left + right, box.bottom + down, box.right + right


def _replace(picture: QImage, patch: QImage | None, box: Box) -> None:
    """Put the patch (None: nothing) in place of a box of the picture."""
    painter = QPainter(picture)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    if patch is None:
        painter.fillRect(box.left, box.top, box.shape[1], box.shape[0], Qt.GlobalColor.transparent)
    else:
        painter.drawImage(box.left, box.top, patch)
    painter.end()
