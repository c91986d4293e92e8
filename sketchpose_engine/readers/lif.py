"""A Leica LIF file -> image planes, a frame at a time."""

import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from liffile import LifFile

from ..frames import Extent
from .source import Planes, Source, refuse_empty_promise, refuse_too_large, square_um

CHANNELS = ("C", "λ", "Λ")  # a spectrum is many channels
START_BYTES = 13  # up to the length of the description
X, Y = "1", "2"  # as the file numbers its axes


class _Lif:
    """The images of the kind there is most of are scenes, and so are the tiles of a mosaic."""

    def __init__(self, path: Path, lif: LifFile) -> None:
        images = [image for image in lif.images if _is_picture(image)]
        kinds = Counter(_kind(image) for image in images)
        most = max(kinds, key=lambda kind: kinds[kind])  # of several, the first
        self._images: list[Any] = [image for image in images if _kind(image) == most]
        self._sizes = dict(self._images[0].sizes)
        self._axes = [axis for axis in CHANNELS if axis in self._sizes]
        names = _names(self._images[0])
        count = self._size("S") * math.prod(self._size(axis) for axis in self._axes)
        refuse_too_large(path.name, count, self._sizes["Y"], self._sizes["X"])
        size = self._size("S") * self._sizes["Y"] * self._sizes["X"]
        refuse_empty_promise(size * self._images[0].dtype.itemsize, path.stat().st_size, 1)
        scenes = len(self._images) * self._size("M")
        self.extent = Extent(scenes, self._size("T"), self._size("Z"))
        self.pixel_size_um = _pixel_size(self._images[0])
        self.channels = names if len(names) == count else ()

    def read(self, scene: int, time: int, depth: int) -> Planes:
        """See `Source.read`."""
        image, tile = divmod(scene, self._size("M"))
        place = {"M": tile, "T": time, "Z": depth}
        place = {axis: n for axis, n in place.items() if axis in self._sizes}
        frames = []
        for channel in product(*(range(self._size(axis)) for axis in self._axes)):
            here = dict(zip(self._axes, channel, strict=True))
            frames.append(self._images[image].frame(**place, **here))
        planes = np.stack(frames)  # (C, H, W) or (C, H, W, S)
        if planes.ndim == 4:
            planes = np.moveaxis(planes, 3, 1)
        return planes.reshape(-1, *planes.shape[-2:])

    def _size(self, axis: str) -> int:
        return int(self._sizes.get(axis, 1))


@contextmanager
def open_lif(path: Path, *, indexed: bool) -> Iterator[Source]:
    """Open a LIF; it holds no palettes for `indexed` to mind."""
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    characters = int.from_bytes(start[9:], "little")
    refuse_empty_promise(2 * characters, path.stat().st_size, 1)
    with LifFile(path) as lif:
        yield _Lif(path, lif)


def _is_picture(image: Any) -> bool:
    """Leave out lifetimes, scans along a line or in depth, and what the package cannot read."""
    try:
        pictures = image.frames.frame_dims in (("Y", "X"), ("Y", "X", "S"))
        return pictures and not image.is_flim and image.dtype is not None
    except Exception:  # noqa: BLE001  the package raises what it likes; other images may be sound
        return False


def _kind(image: Any) -> tuple[Any, ...]:
    return tuple(image.sizes.items()), image.dtype


def _names(image: Any) -> tuple[str, ...]:
    """Read what the channels are coloured with: all that the file tells of most of them."""
    found = image.xml_element.findall("./Data/Image/ImageDescription/Channels/ChannelDescription")
    names = tuple(str(channel.get("LUTName", "")) for channel in found)
    return names if all(names) and len(set(names)) == len(names) else ()


def _pixel_size(image: Any) -> float | None:
    """Read the side of a pixel; the stated length is from the first pixel to the last."""
    sides = []
    path = "./Data/Image/ImageDescription/Dimensions/DimensionDescription[@DimID='{}']"
    for axis in (X, Y):
        stated = image.xml_element.find(path.format(axis))
        try:
            sides.append(float(stated.get("Length")) / (int(stated.get("NumberOfElements")) - 1))
        except (AttributeError, TypeError, ValueError, ZeroDivisionError):
            return None
    return square_um(abs(sides[0]), abs(sides[1]), str(stated.get("Unit", "")))
