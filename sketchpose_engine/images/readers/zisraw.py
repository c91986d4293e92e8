"""Segments of a CZI file (ZISRAW): a directory, tiles of pixels, and a description in XML.

Implemented from the published format. A segment has a name, its sizes, and its data; the
directory contains, for each tile, the position of its segment, and its place along every axis.
"""

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from .base import MOST_EXPANSION, refuse_empty_promise

SEGMENT = struct.Struct("<16sqq")  # name, bytes reserved, bytes used
FILE = struct.Struct("<52xqq")  # positions of directory and description
DIRECTORY = struct.Struct("<i124x")  # number of entries
ENTRY = struct.Struct("<2siqiiB5xi")  # schema, pixels, position, part, compression, pyramid, axes
AXIS = struct.Struct("<4sii4xi")  # name, start, size, stored size
TILE = struct.Struct("<iiq")  # bytes of description, attachment and pixels
DESCRIPTION = struct.Struct("<i252x")  # bytes of XML
SMALLEST_TILE_HEADER = 256

Pixels = NDArray[Any]

# Type of pixels and samples per pixel; colours are stored as BGR.
PIXELS: dict[int, tuple[str, int]] = {
    0: ("u1", 1),
    1: ("u2", 1),
    2: ("f4", 1),
    3: ("u1", 3),
    4: ("u2", 3),
    8: ("f4", 3),
    9: ("u1", 4),
    10: ("c8", 1),
    12: ("i4", 1),
    13: ("f8", 1),
}
RAW, JPEG, LZW, JPEG_XR, ZSTD, ZSTD_WITH_HEADER = 0, 1, 2, 4, 5, 6


@dataclass(frozen=True, slots=True)
class Tile:
    """Entry of the directory, at full resolution.

    Attributes
    ----------
    at
        Start along each axis; axes with a single value may be missing.
    """

    position: int
    pixel_type: int
    compression: int
    height: int
    width: int
    at: dict[str, int]

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of a value."""
        return np.dtype(f"<{PIXELS[self.pixel_type][0]}")

    @property
    def samples(self) -> int:
        """Number of stored values per pixel: 1, 3, or 4 with alpha."""
        return PIXELS[self.pixel_type][1]


def read_directory(file: BinaryIO) -> list[Tile]:
    """List the tiles of full resolution, without reduced copies."""
    directory, _ = _positions(file)
    _enter(file, directory, b"ZISRAWDIRECTORY")
    (count,) = DIRECTORY.unpack(file.read(DIRECTORY.size))
    tiles = []
    for _ in range(count):
        _, pixels, position, part, compression, _, axes = ENTRY.unpack(file.read(ENTRY.size))
        starts, sizes = {}, {}
        full = True
        for _ in range(axes):
            name, start, size, stored = AXIS.unpack(file.read(AXIS.size))
            axis = name.rstrip(b"\0").decode("ascii")
            starts[axis], sizes[axis] = start, size
            full &= axis not in "XY" or stored == size
        if part:
            raise ValueError("a part of the image is in another file")
        if full:
            height, width = sizes["Y"], sizes["X"]
            others = [size for axis, size in sizes.items() if axis not in "YX"]
            if pixels not in PIXELS or min(height, width) < 1 or max(others, default=1) > 1:
                raise ValueError(f"tile of pixels {pixels}, sizes {sizes}")
            tiles.append(Tile(position, pixels, compression, height, width, starts))
    return tiles


def read_description(file: BinaryIO) -> bytes:
    """Read the XML description of the image; empty if there is none."""
    _, position = _positions(file)
    if not position:
        return b""
    _enter(file, position, b"ZISRAWMETADATA")
    (size,) = DESCRIPTION.unpack(file.read(DESCRIPTION.size))
    return _read(file, size)


def read_tile(file: BinaryIO, tile: Tile) -> Pixels:
    """Decode a tile: (H, W, S), red first, without alpha."""
    _enter(file, tile.position, b"ZISRAWSUBBLOCK")
    start = file.tell()
    described, _, size = TILE.unpack(file.read(TILE.size))
    file.seek(start + TILE.size + ENTRY.size - 4)
    (axes,) = struct.unpack("<i", file.read(4))
    header = max(SMALLEST_TILE_HEADER, TILE.size + ENTRY.size + axes * AXIS.size)
    file.seek(start + header + described)
    stored = _read(file, size)
    shape = (tile.height, tile.width, tile.samples)
    whole = math.prod(shape) * tile.dtype.itemsize
    refuse_empty_promise(whole, size, MOST_EXPANSION)
    # Incompressible tiles are stored uncompressed, whatever the directory states.
    compression = RAW if size == whole else tile.compression
    pixels = DECODERS[compression](stored, shape, tile.dtype)
    # JPEG and JPEG XR have their own order of colours: RGB.
    order = slice(0, 3) if compression in (JPEG, JPEG_XR) else slice(2, None, -1)
    return pixels if tile.samples == 1 else pixels[..., :3][..., order]


def _positions(file: BinaryIO) -> tuple[int, int]:
    """Read the positions of directory and description."""
    _enter(file, 0, b"ZISRAWFILE")
    directory, description = FILE.unpack(file.read(FILE.size))
    return directory, description


def _enter(file: BinaryIO, position: int, name: bytes) -> None:
    """Seek to the data of a segment."""
    file.seek(position)
    found, _, _ = SEGMENT.unpack(file.read(SEGMENT.size))
    if found.rstrip(b"\0") != name:
        raise ValueError(f"{found!r} where {name!r} should be")


def _read(file: BinaryIO, size: int) -> bytes:
    """Read bytes after checking that they exist, to avoid excessive allocation."""
    start = file.tell()
    rest = file.seek(0, 2) - start
    if not 0 <= size <= rest:
        raise EOFError
    file.seek(start)
    return file.read(size)


def _shaped(data: bytes | bytearray, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Pixels:
    return np.frombuffer(data, dtype).reshape(shape)


def _raw(data: bytes, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Pixels:
    return _shaped(data[: math.prod(shape) * dtype.itemsize], shape, dtype)


def _lzw(data: bytes, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Pixels:
    size = math.prod(shape) * dtype.itemsize
    return _shaped(imagecodecs.lzw_decode(data, out=size), shape, dtype)


def _zstd(data: bytes, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Pixels:
    size = math.prod(shape) * dtype.itemsize
    return _shaped(imagecodecs.zstd_decode(data, out=size), shape, dtype)


def _zstd_with_header(data: bytes, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Pixels:
    """Decode zstd after a header, which may state that all low bytes precede the high ones."""
    header = data[0]
    pixels = _zstd(data[header:], shape, dtype)
    if header == 3 and data[1] == 1 and data[2] & 1 and dtype.itemsize == 2:
        halves = pixels.reshape(-1).view(np.uint8).reshape(2, -1)
        return np.ascontiguousarray(halves.T).view(dtype).reshape(shape)
    return pixels


def _jpeg_xr(data: bytes, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Pixels:
    return _into(imagecodecs.jpegxr_decode, data, shape, dtype)


def _jpeg(data: bytes, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Pixels:
    return _into(imagecodecs.jpeg_decode, data, shape, dtype)


def _into(
    decode: Callable[..., Any], data: bytes, shape: tuple[int, ...], dtype: np.dtype[Any]
) -> Pixels:
    """Decode into an array of the size in the directory; another size raises an error."""
    height, width, samples = shape
    pixels = np.empty((height, width) if samples == 1 else shape, dtype)
    decode(data, out=pixels)
    return pixels.reshape(shape)


DECODERS: dict[int, Callable[[bytes, tuple[int, ...], np.dtype[Any]], Pixels]] = {
    RAW: _raw,
    JPEG: _jpeg,
    LZW: _lzw,
    JPEG_XR: _jpeg_xr,
    ZSTD: _zstd,
    ZSTD_WITH_HEADER: _zstd_with_header,
}
