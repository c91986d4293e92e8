"""Reader for PNG, JPEG and BMP."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import PIL.Image
import PIL.ImageOps
from numpy.typing import NDArray

from ..frames import Extent
from .base import (
    MOST_EXPANSION,
    Planes,
    SceneMetadata,
    Source,
    blaming_the_file,
    counted,
    refuse_empty_promise,
    refuse_too_large,
)
from .stored_pixels import look_up, upright

PIL.Image.MAX_IMAGE_PIXELS = None  # users open their own files; sizes are checked here
PNG_DEPTH_AT = 24
ORIENTATION = 274


class _Picture:
    """File with one frame, of unknown pixel size."""

    extent = Extent()
    left_out: tuple[str, ...]
    parts: tuple[Path, ...] = ()
    unnamed_pages = 0

    def __init__(self, path: Path, indexed: bool) -> None:
        self._path, self._indexed = path, indexed
        with path.open("rb") as file:
            start = file.read(PNG_DEPTH_AT + 1)
        # Pillow would reduce 16 bits to 8.
        self._deep = start[1:4] == b"PNG" and start[PNG_DEPTH_AT:] == b"\x10"
        with PIL.Image.open(path, formats=("PNG", "JPEG", "BMP")) as file:
            width, height = file.size
            samples = len(file.getbands())
            self.lossy = file.format == "JPEG"
            more = getattr(file, "n_frames", 1) - 1
            further = f"{counted(more, 'further picture')} of an animation"
            self.left_out = (further,) if more else ()
        self.scenes: Sequence[SceneMetadata] = (SceneMetadata(shape=(samples, height, width)),)
        refuse_too_large(path.name, samples, height, width)
        self._nbytes = samples * height * width * (2 if self._deep else 1)
        refuse_empty_promise(self._nbytes, path.stat().st_size, MOST_EXPANSION)

    def read(self, scene: int, time: int, depth: int) -> Planes:
        """See `Source.read`."""
        if self._deep:
            content = self._path.read_bytes()
            planes = _colours_first(imagecodecs.png_decode(content))
            return upright(planes, _orientation(self._path)) if b"eXIf" in content else planes
        with blaming_the_file(self._nbytes):
            return _colours_first(_read_picture(self._path, self._indexed))


@contextmanager
def open_picture(path: Path, *, indexed: bool) -> Iterator[Source]:
    """Open a picture; `indexed` returns palette indices instead of colours."""
    yield _Picture(path, indexed)


def _orientation(path: Path) -> int:
    with PIL.Image.open(path, formats=("PNG",)) as file:
        return int(file.getexif().get(ORIENTATION, 1))


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
    """Convert (H, W) or (H, W, S) to (C, H, W) without alpha, the last of 2 or 4 samples."""
    if pixels.ndim == 2:
        return pixels[None]
    samples = pixels.shape[2]
    return np.moveaxis(pixels[..., : samples - 1 + samples % 2], 2, 0)
