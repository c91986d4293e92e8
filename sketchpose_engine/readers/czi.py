"""A Zeiss CZI file -> image planes, the tiles of a mosaic put together, a frame at a time."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

import numpy as np

from ..frames import Extent
from .source import Planes, Source, refuse_empty_promise, refuse_too_large, square_um
from .zisraw import Tile, read_description, read_directory, read_tile

LEAST_COVERED = 1000  # a mosaic's frame is at most so many times larger than its tiles
ONE_OF_EACH = "RIHVB"  # rotations, illuminations, phases, views, blocks: the first of each is read


class _Czi:
    """Tiles by scene (S), time (T), depth (Z) and channel (C); the frame holds all of a scene."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._name, self._file = path.name, file
        tiles = read_directory(file)
        for axis in ONE_OF_EACH:
            first = min(tile.at.get(axis, 0) for tile in tiles)
            tiles = [tile for tile in tiles if tile.at.get(axis, 0) == first]
        tiles.sort(key=lambda tile: tile.at.get("M", 0))  # later ones lie on top
        self._places = [sorted({tile.at.get(axis, 0) for tile in tiles}) for axis in "STZC"]
        self._tiles: dict[tuple[int, ...], list[Tile]] = defaultdict(list)
        for tile in tiles:
            self._tiles[tuple(tile.at.get(axis, 0) for axis in "STZC")].append(tile)
        self._dtype = np.result_type(*{tile.dtype for tile in tiles})
        colours = {tile.at.get("C", 0): min(tile.samples, 3) for tile in tiles}
        self._samples = [colours[channel] for channel in self._places[3]]
        scenes, times, depths = (len(places) for places in self._places[:3])
        by_scene = defaultdict(list)
        for tile in tiles:
            by_scene[tile.at.get("S", 0)].append(tile)
        self._boxes = [self._box(by_scene[scene]) for scene in self._places[0]]
        self.extent = Extent(scenes, times, depths)
        self.pixel_size_um, self.channels = _described(file)

    def read(self, scene: int, time: int, depth: int) -> Planes:
        """See `Source.read`."""
        top, left, height, width = self._boxes[scene]
        planes = np.zeros((sum(self._samples), height, width), self._dtype)
        place = tuple(self._places[axis][n] for axis, n in enumerate((scene, time, depth)))
        row = 0
        for channel, samples in zip(self._places[3], self._samples, strict=True):
            for tile in self._tiles.get((*place, channel), []):
                y, x = tile.at.get("Y", 0) - top, tile.at.get("X", 0) - left
                here = np.s_[row : row + samples, y : y + tile.height, x : x + tile.width]
                planes[here] = np.moveaxis(read_tile(self._file, tile), 2, 0)
            row += samples
        return planes

    def _box(self, tiles: list[Tile]) -> tuple[int, int, int, int]:
        """Find top, left, height and width of a scene, the same in all its frames."""
        top, left = (min(tile.at.get(axis, 0) for tile in tiles) for axis in "YX")
        bottom = max(tile.at.get("Y", 0) + tile.height for tile in tiles)
        right = max(tile.at.get("X", 0) + tile.width for tile in tiles)
        height, width = bottom - top, right - left
        covered = sum(tile.height * tile.width for tile in tiles)
        refuse_too_large(self._name, sum(self._samples), height, width)
        refuse_empty_promise(height * width, covered, LEAST_COVERED)
        return top, left, height, width


@contextmanager
def open_czi(path: Path, *, indexed: bool) -> Iterator[Source]:
    """Open a CZI; it holds no palettes for `indexed` to mind."""
    with path.open("rb") as file:
        yield _Czi(path, file)


def _described(file: BinaryIO) -> tuple[float | None, tuple[str, ...]]:
    """Read pixel size and channel names; a broken description is no reason to refuse the image."""
    try:
        xml = ElementTree.fromstring(read_description(file).rstrip(b"\0"))
        x, y = (
            float(xml.findtext(f".//Scaling/Items/Distance[@Id='{axis}']/Value") or 0)
            for axis in "XY"
        )
    except (ElementTree.ParseError, ValueError, EOFError):
        return None, ()
    channels = xml.findall(".//Information/Image/Dimensions/Channels/Channel")
    names = tuple(channel.get("Name", "") for channel in channels)
    return square_um(x, y, "m"), names if all(names) else ()
