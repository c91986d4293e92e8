"""A PNG, JPEG or BMP file -> image planes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import PIL.Image
import PIL.ImageOps
from numpy.typing import NDArray

from ..frames import Extent
from .source import (
    MOST_EXPANSION,
    Planes,
    Source,
    blaming_the_file,
    refuse_empty_promise,
    refuse_too_large,
)

PIL.Image.MAX_IMAGE_PIXELS = None  # users open their own files; what is too large is refused here
PNG_DEPTH_AT = 24


class _Picture:
    """A file with one frame, of unknown pixel size."""

    extent = Extent()
    pixel_size_um: float | None = None
    channels: tuple[str, ...] = ()

    def __init__(self, path: Path, indexed: bool) -> None:
        self._path, self._indexed = path, indexed
        with path.open("rb") as file:
            start = file.read(PNG_DEPTH_AT + 1)
        # Pillow would keep 8 of 16 bits.
        self._deep = start[1:4] == b"PNG" and start[PNG_DEPTH_AT:] == b"\x10"
        with PIL.Image.open(path, formats=("PNG", "JPEG", "BMP")) as file:
            width, height = file.size
            samples = len(file.getbands())
        refuse_too_large(path.name, samples, height, width)
        self._nbytes = samples * height * width * (2 if self._deep else 1)
        refuse_empty_promise(self._nbytes, path.stat().st_size, MOST_EXPANSION)

    def read(self, scene: int, time: int, depth: int) -> Planes:
        """See `Source.read`."""
        if self._deep:
            return _colours_first(imagecodecs.png_decode(self._path.read_bytes()))
        with blaming_the_file(self._nbytes):
            return _colours_first(_read_picture(self._path, self._indexed))


@contextmanager
def open_picture(path: Path, *, indexed: bool) -> Iterator[Source]:
    """Open a picture; `indexed` keeps a palette's numbers instead of its colours."""
    yield _Picture(path, indexed)


def look_up(palette: NDArray[np.uint8], pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Colour an indexed image: (H, W, 3), or (H, W) if all colours in it are grey.

    Parameters
    ----------
    palette
        (N, 3) red, green, blue.
    pixels
        (H, W) rows of the palette.
    """
    colours = palette[pixels]
    grey = (colours == colours[..., :1]).all()  # microscopes write grey images with a palette
    return np.asarray(colours[..., 0] if grey else colours)


def _read_picture(path: Path, indexed: bool) -> NDArray[Any]:
    """Read a PNG, JPEG or BMP of 8 bits or less, (H, W) or (H, W, S)."""
    with PIL.Image.open(path, formats=("PNG", "JPEG", "BMP")) as file:
        picture = PIL.ImageOps.exif_transpose(file)
        if picture.mode == "P" and not indexed:
            palette = np.array(picture.getpalette("RGB"), np.uint8).reshape(-1, 3)
            return look_up(palette, np.array(picture))
        if picture.mode == "CMYK":
            picture = picture.convert("RGB")
        return np.array(picture)


def _colours_first(pixels: NDArray[Any]) -> Planes:
    """(H, W) or (H, W, S) -> (C, H, W) without alpha, the last of 2 or 4 samples."""
    if pixels.ndim == 2:
        return pixels[None]
    samples = pixels.shape[2]
    return np.moveaxis(pixels[..., : samples - 1 + samples % 2], 2, 0)
