"""Small files of every kind, all in order."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import imagecodecs
import numpy as np
import PIL.Image
import tifffile

from tests.engine.microscopes import write_czi, write_lif, write_nd2

Maker = Callable[[Path], object]
RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 4, (24, 20), np.uint8)
DEEP = RNG.integers(0, 65536, (24, 20), np.uint16)
RGB = RNG.integers(0, 256, (24, 20, 3), np.uint8)
STACK = RNG.integers(0, 65536, (3, 2, 2, 24, 20), np.uint16)
AXES = {"axes": "TZCYX"}


def tiff_of(pixels: np.ndarray, **options: object) -> Maker:
    return lambda path: tifffile.imwrite(path, pixels, **options)


def _pages(path: Path) -> None:
    with tifffile.TiffWriter(path) as tiff:
        for page in STACK[:, :, 0].reshape(6, 24, 20):
            tiff.write(page, metadata=None)


def _czi(compression: str) -> Maker:
    tiles = [({"T": t, "C": c, "S": 0}, STACK[t, 0, c]) for t in range(2) for c in range(2)]
    return lambda path: write_czi(path, tiles, compression=compression, thumbnails=1)


SOUND: dict[str, Maker] = {
    "plain.tif": tiff_of(DEEP),
    "labels.tif": tiff_of(GREY, compression="zlib"),
    "lzw.tif": tiff_of(DEEP, compression="lzw", predictor=True),
    "jpeg.tif": tiff_of(RGB, photometric="rgb", compression="jpeg"),
    "tiles.tif": tiff_of(RGB, photometric="rgb", compression="zstd", tile=(16, 16)),
    "palette.tif": tiff_of(GREY, photometric="palette", colormap=np.full((3, 256), 777, np.uint16)),
    "big.tif": tiff_of(DEEP, bigtiff=True, byteorder=">"),
    "hyper.tif": tiff_of(STACK, imagej=True, metadata=AXES),
    "one_page.tif": tiff_of(STACK, imagej=True, metadata=AXES, truncate=True),
    "ome.tif": tiff_of(STACK, ome=True, metadata=AXES, compression="zlib"),
    "shaped.tif": tiff_of(STACK, photometric="minisblack", metadata=AXES),
    "pages.tif": _pages,
    "grey.png": lambda path: PIL.Image.fromarray(GREY).save(path),
    "deep.png": lambda path: path.write_bytes(imagecodecs.png_encode(DEEP)),
    "colour.jpg": lambda path: PIL.Image.fromarray(RGB).save(path),
    "colour.bmp": lambda path: PIL.Image.fromarray(RGB).save(path),
    "raw.czi": _czi("raw"),
    "zstd.czi": _czi("halves"),
    "xr.czi": _czi("jpegxr"),
    "stack.lif": lambda path: write_lif(path, [(STACK, "TZCYX"), (STACK, "TZCYX")]),
    "stack.nd2": lambda path: write_nd2(path, STACK.transpose(0, 1, 3, 4, 2), "TZYXC"),
}


@cache
def sound(name: str) -> bytes:
    """The bytes of a file that is in order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        SOUND[name](path)
        return path.read_bytes()


def written(content: Callable[[], bytes]) -> Maker:
    return lambda path: path.write_bytes(content())
