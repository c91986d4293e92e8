"""Reader for Leica LIF."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from liffile import LifFile

from ..frames import Extent
from .base import (
    Planes,
    SceneMetadata,
    Source,
    length_um,
    refuse_empty_promise,
    refuse_too_large,
    square_um,
    time_s,
)

CHANNELS = ("C", "λ", "Λ")  # a spectrum is read as channels
START_BYTES = 13  # up to the length of the description
X, Y, Z, T = "1", "2", "3", "4"  # ids of axes in the file


class _Lif:
    """Scenes of a LIF: its images, and each tile of a mosaic."""

    parts: tuple[Path, ...] = ()
    unnamed_pages = 0
    lossy = False

    def __init__(self, path: Path, lif: LifFile) -> None:
        images = list(lif.images)
        pictures = [image for image in images if _is_picture(image)]
        if not pictures:
            raise ValueError("no image that can be read")
        left = [image for image in images if image not in pictures]
        self.left_out = tuple(f"{image.name}, which is not an image" for image in left)
        self._scenes = [
            (scene, tile)
            for scene in (_Scene(path, image) for image in pictures)
            for tile in range(scene.size("M"))
        ]
        self.extent = Extent.of([(s.size("T"), s.size("Z")) for s, _ in self._scenes])
        self.scenes: Sequence[SceneMetadata] = [scene.metadata for scene, _ in self._scenes]

    def read(self, scene: int, time: int, depth: int) -> Planes:
        """See `Source.read`."""
        image, tile = self._scenes[scene]
        return image.read(tile, time, depth)


class _Scene:
    """Image of a LIF."""

    def __init__(self, path: Path, image: Any) -> None:
        self._image = image
        self._sizes = dict(image.sizes)
        self._axes = [axis for axis in CHANNELS if axis in self._sizes]
        count = self.size("S") * math.prod(self.size(axis) for axis in self._axes)
        refuse_too_large(path.name, count, self._sizes["Y"], self._sizes["X"])
        size = self.size("S") * self._sizes["Y"] * self._sizes["X"]
        refuse_empty_promise(size * image.dtype.itemsize, path.stat().st_size, 1)
        names = _names(image)
        pixel_size_um, depth_step_um, time_step_s = _steps(image)
        channels = names if len(names) == count else ()
        shape = count, self._sizes["Y"], self._sizes["X"]
        self.metadata = SceneMetadata(pixel_size_um, depth_step_um, time_step_s, channels, shape)

    def read(self, tile: int, time: int, depth: int) -> Planes:
        """Read one frame."""
        place = {"M": tile, "T": time, "Z": depth}
        place = {axis: n for axis, n in place.items() if axis in self._sizes}
        frames = []
        for channel in product(*(range(self.size(axis)) for axis in self._axes)):
            here = dict(zip(self._axes, channel, strict=True))
            frames.append(self._image.frame(**place, **here))
        planes = np.stack(frames)  # (C, H, W) or (C, H, W, S)
        if planes.ndim == 4:
            planes = np.moveaxis(planes, 3, 1)
        return planes.reshape(-1, *planes.shape[-2:])

    def size(self, axis: str) -> int:
        """Return the length of an axis; 1 if missing."""
        return int(self._sizes.get(axis, 1))


@contextmanager
def open_lif(path: Path, *, indexed: bool) -> Iterator[Source]:
    """Open a LIF; `indexed` has no effect, as there are no palettes."""
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    characters = int.from_bytes(start[9:], "little")
    refuse_empty_promise(2 * characters, path.stat().st_size, 1)
    with LifFile(path) as lif:
        yield _Lif(path, lif)


def _is_picture(image: Any) -> bool:
    """Return whether an image is readable; not lifetimes, or scans along a line or in depth."""
    try:
        pictures = image.frames.frame_dims in (("Y", "X"), ("Y", "X", "S"))
        return pictures and not image.is_flim and image.dtype is not None
    except Exception:  # noqa: BLE001  any exception of the package; other images may be readable
        return False


def _names(image: Any) -> tuple[str, ...]:
    """Read the colour names of the channels, usually the only names in the file."""
    found = image.xml_element.findall("./Data/Image/ImageDescription/Channels/ChannelDescription")
    names = tuple(str(channel.get("LUTName", "")) for channel in found)
    return names if all(names) and len(set(names)) == len(names) else ()


def _steps(image: Any) -> tuple[float | None, float | None, float | None]:
    """Read the side of a pixel and the steps in depth and time."""
    x, y, z, t = (_step(image, axis) for axis in (X, Y, Z, T))
    sides = [length_um(*step) if step else None for step in (x, y)]
    size = square_um(sides[0], sides[1], "µm") if sides[0] and sides[1] else None
    return size, length_um(*z) if z else None, time_s(*t) if t else None


def _step(image: Any, axis: str) -> tuple[float, str] | None:
    """Read a step and its unit; the stated length is from the first one to the last."""
    path = f"./Data/Image/ImageDescription/Dimensions/DimensionDescription[@DimID='{axis}']"
    stated = image.xml_element.find(path)
    try:
        length = abs(float(stated.get("Length")))
        return length / (int(stated.get("NumberOfElements")) - 1), str(stated.get("Unit", ""))
    except (AttributeError, TypeError, ValueError, ZeroDivisionError):
        return None
