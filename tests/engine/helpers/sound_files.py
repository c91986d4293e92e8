"""Small files of every kind, all in order."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import imagecodecs
import numpy as np
import PIL.Image
import tifffile

from tests.engine.helpers.microscopes import write_czi, write_lif, write_mmstack, write_nd2

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


def _mixed(path: Path) -> None:
    """Pages of several sizes, types and colours, one of them a reduced copy."""
    with tifffile.TiffWriter(path) as tiff:
        tiff.write(GREY[:12, :10], metadata=None, subfiletype=1)
        for page in (GREY, GREY, GREY[:16], DEEP):
            tiff.write(page, metadata=None, compression="zlib")
        tiff.write(RGB, metadata=None, photometric="rgb")


def _scenes(path: Path) -> None:
    sizes = {"PhysicalSizeX": 0.5, "PhysicalSizeY": 0.5}
    with tifffile.TiffWriter(path, ome=True) as tiff:
        tiff.write(GREY[:12, :12], metadata={"axes": "YX", **sizes})
        tiff.write(STACK, metadata=AXES, photometric="minisblack", compression="zlib")


def _palettes(path: Path) -> None:
    pictures = [PIL.Image.fromarray(RGB).quantize(16 + k) for k in range(3)]
    pictures[0].save(path, save_all=True, append_images=pictures[1:])


def _mmstack(path: Path) -> None:
    planes = {(c, z, t, 0): STACK[t, z, c] for t, z, c in np.ndindex(2, 2, 2)}
    write_mmstack(path, planes, {"Channels": 2, "Slices": 2, "Frames": 2, "Positions": 3})


def _czi_scenes(path: Path) -> None:
    tiles = [({"S": 0, "Z": z, "C": c}, STACK[0, z, c]) for z, c in np.ndindex(2, 2)]
    write_czi(path, [*tiles, ({"S": 1, "X": 90}, GREY)], names=("DAPI", "GFP"))


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
    "mixed.tif": _mixed,
    "scenes.tif": _scenes,
    "palettes.tif": _palettes,
    "exp_MMStack.ome.tif": _mmstack,
    "white.tif": tiff_of(GREY, photometric="miniswhite"),
    "inks.tif": tiff_of(np.dstack([RGB, GREY]), photometric="separated", compression="lzw"),
    "ycbcr.tif": tiff_of(RGB, photometric="ycbcr"),
    "turned.tif": tiff_of(GREY, extratags=[(274, 3, 1, 6, True)]),
    "grey.png": lambda path: PIL.Image.fromarray(GREY).save(path),
    "deep.png": lambda path: path.write_bytes(imagecodecs.png_encode(DEEP)),
    "colour.jpg": lambda path: PIL.Image.fromarray(RGB).save(path),
    "colour.bmp": lambda path: PIL.Image.fromarray(RGB).save(path),
    "raw.czi": _czi("raw"),
    "zstd.czi": _czi("halves"),
    "xr.czi": _czi("jpegxr"),
    "stack.lif": lambda path: write_lif(path, [(STACK, "TZCYX"), (STACK, "TZCYX")]),
    "mixed.lif": lambda path: write_lif(path, [(GREY, "YX"), (STACK, "TZCYX"), (DEEP, "YX")]),
    "scenes.czi": _czi_scenes,
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
