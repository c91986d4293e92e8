"""Reader for Zeiss CZI, which assembles the tiles of mosaics."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

import numpy as np

from ...core.errors import InputError
from ..frames import Extent
from .base import (
    NEVER_ACQUIRED,
    Planes,
    SceneMetadata,
    Source,
    counted,
    length_um,
    positive,
    refuse_empty_promise,
    refuse_too_large,
    square_um,
)
from .zisraw import JPEG, Tile, read_description, read_directory, read_tile

LEAST_COVERED = 1000  # maximum ratio of the area of a mosaic to that of its tiles
# Axes of which only the first value is read.
ONE_OF_EACH = {
    "R": "rotation",
    "I": "illumination",
    "H": "phase",
    "V": "view",
    "B": "block",
}


class _Czi:
    """Scenes (S) of a CZI."""

    parts: tuple[Path, ...] = ()
    unnamed_pages = 0

    def __init__(self, path: Path, file: BinaryIO) -> None:
        tiles = read_directory(file)
        self.left_out: tuple[str, ...] = ()
        for axis, name in ONE_OF_EACH.items():
            numbers = sorted({tile.at.get(axis, 0) for tile in tiles})
            if len(numbers) > 1:
                self.left_out += (counted(len(numbers) - 1, f"further {name}"),)
                tiles = [tile for tile in tiles if tile.at.get(axis, 0) == numbers[0]]
        tiles.sort(key=lambda tile: tile.at.get("M", 0))  # later ones are on top
        by_scene = defaultdict(list)
        for tile in tiles:
            by_scene[tile.at.get("S", 0)].append(tile)
        self._scenes = [_Scene(path.name, file, by_scene[number]) for number in sorted(by_scene)]
        if any(scene.is_incomplete for scene in self._scenes):
            self.left_out += (NEVER_ACQUIRED,)
        self.extent = Extent.of([(scene.times, scene.depths) for scene in self._scenes])
        self.lossy = any(tile.compression == JPEG for tile in tiles)
        metadata, names = _described(file)
        self.scenes: Sequence[SceneMetadata] = [
            replace(metadata, channels=scene.named(names), shape=scene.shape)
            for scene in self._scenes
        ]

    def read(self, scene: int, time: int, depth: int) -> Planes:
        """See `Source.read`."""
        return self._scenes[scene].read(time, depth)


class _Scene:
    """Scene with tiles by time (T), depth (Z) and channel (C); a frame contains the whole scene."""

    def __init__(self, name: str, file: BinaryIO, tiles: list[Tile]) -> None:
        self._name, self._file = name, file
        self._places = [sorted({tile.at.get(axis, 0) for tile in tiles}) for axis in "TZC"]
        self.times, self.depths = len(self._places[0]), len(self._places[1])
        self._tiles: dict[tuple[int, ...], list[Tile]] = defaultdict(list)
        for tile in tiles:
            self._tiles[tuple(tile.at.get(axis, 0) for axis in "TZC")].append(tile)
        self._dtype = np.result_type(*{tile.dtype for tile in tiles})
        colours = {tile.at.get("C", 0): min(tile.samples, 3) for tile in tiles}
        self._samples = [colours[channel] for channel in self._places[2]]
        self._box = self._find_box(tiles)

    @property
    def is_incomplete(self) -> bool:
        """Whether some channel is missing in a frame with other channels."""
        frames = {place[:2] for place in self._tiles}
        return len(self._tiles) < len(frames) * len(self._places[2])

    @property
    def shape(self) -> tuple[int, int, int]:
        """(C, H, W) of a frame."""
        return sum(self._samples), self._box[2], self._box[3]

    def named(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the names of this scene's channels; empty if one is not stated."""
        channels = self._places[2]
        return tuple(names[c] for c in channels) if max(channels) < len(names) else ()

    def read(self, time: int, depth: int) -> Planes:
        """Read one frame."""
        top, left, height, width = self._box
        place = self._places[0][time], self._places[1][depth]
        if not any((*place, channel) in self._tiles for channel in self._places[2]):
            raise InputError(
                "{file} has no picture there: this frame was planned but never acquired.",
                file=self._name,
            )
        planes = np.zeros((sum(self._samples), height, width), self._dtype)
        row = 0
        for channel, samples in zip(self._places[2], self._samples, strict=True):
            for tile in self._tiles.get((*place, channel), []):
                y, x = tile.at.get("Y", 0) - top, tile.at.get("X", 0) - left
                here = np.s_[row : row + samples, y : y + tile.height, x : x + tile.width]
                planes[here] = np.moveaxis(read_tile(self._file, tile), 2, 0)
            row += samples
        return planes

    def _find_box(self, tiles: list[Tile]) -> tuple[int, int, int, int]:
        """Determine top, left, height and width of the scene, equal for all its frames."""
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
    """Open a CZI; `indexed` has no effect, as there are no palettes."""
    with path.open("rb") as file:
        yield _Czi(path, file)


def _described(file: BinaryIO) -> tuple[SceneMetadata, tuple[str, ...]]:
    """Read metadata and channel names; a broken description is ignored."""
    try:
        xml = ElementTree.fromstring(read_description(file).rstrip(b"\0"))
        x, y, z = (
            float(xml.findtext(f".//Scaling/Items/Distance[@Id='{axis}']/Value") or 0)
            for axis in "XYZ"
        )
    except (ElementTree.ParseError, ValueError, EOFError):
        return SceneMetadata(), ()
    channels = xml.findall(".//Information/Image/Dimensions/Channels/Channel")
    names = tuple(channel.get("Name", "") for channel in channels)
    step = xml.findtext(".//Information/Image/Dimensions/T/Positions/Interval/Increment")
    metadata = SceneMetadata(square_um(x, y, "m"), length_um(z, "m"), positive(step))
    return metadata, names if all(names) else ()
