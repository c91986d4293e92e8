"""Files whose headers promise far more, or less, than they hold."""

import io
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import tifffile

from tests.engine.helpers.sound_files import Maker, sound, written


def _changed(name: str, old: bytes, new: bytes) -> bytes:
    assert old in sound(name)
    return sound(name).replace(old, new)


def _tag(name: str, **values: int) -> bytes:
    """Other values of tags of 4 bytes in every page of a TIFF."""
    content = bytearray(sound(name))
    with tifffile.TiffFile(io.BytesIO(content)) as tiff:
        for page in tiff.pages:
            for tag, value in values.items():
                place = page.tags[tag].valueoffset
                room = 2 if page.tags[tag].dtype == 3 else 4
                content[place : place + room] = (value % 256**room).to_bytes(room, "little")
    return bytes(content)


def _count(name: str, values: int) -> bytes:
    """A width of many values."""
    content = bytearray(sound(name))
    with tifffile.TiffFile(io.BytesIO(content)) as tiff:
        place = tiff.pages.first.tags["ImageWidth"].offset + 4
    content[place : place + 4] = struct.pack("<I", min(values, len(content) // 8))
    return bytes(content)


def _png_of(width: int, height: int) -> bytes:
    content = bytearray(sound("grey.png"))
    content[16:24] = struct.pack(">II", width, height)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    return bytes(content)


def _jpeg_of(width: int, height: int) -> bytes:
    content = sound("colour.jpg")
    place = content.index(b"\xff\xc0") + 5
    return content[:place] + struct.pack(">HH", height, width) + content[place + 4 :]


def huge() -> Iterator[tuple[str, Maker]]:
    """Headers that promise far more than the file can hold."""
    for side in (0, 2**14, 2**16 - 1, 2**20, 2**31 - 1, 2**32 - 1):
        for name in ("plain.tif", "labels.tif", "lzw.tif", "jpeg.tif", "tiles.tif", "pages.tif"):
            made = partial(_tag, name, ImageWidth=side, ImageLength=side)
            yield f"huge{side}_{name}", written(made)
        made = partial(_tag, "plain.tif", ImageWidth=side, ImageLength=side, RowsPerStrip=side)
        yield f"huge{side}_strip.tif", written(made)
        tile = partial(_tag, "tiles.tif", TileWidth=side)
        yield f"huge{side}_tile.tif", written(tile)
        yield f"huge{side}_values.tif", written(partial(_count, "ome.tif", side))
        yield f"huge{side}.png", written(partial(_png_of, side, side))
        short = min(side, 2**16 - 1)
        yield f"huge{side}.jpg", written(partial(_jpeg_of, short, short))
        bmp = partial(
            _changed, "colour.bmp", struct.pack("<ii", 20, 24), struct.pack("<II", side, side)
        )
        yield f"huge{side}.bmp", written(bmp)
        size = min(side, 2**31 - 1)
        for name in ("raw.czi", "zstd.czi", "xr.czi"):
            old, new = struct.pack("<if", 20, 0), struct.pack("<if", size, 0)
            tile = partial(_changed, name, old + old[:4], new + new[:4])
            yield f"huge{side}_{name}", written(tile)
        for axis, old in (("x", 20), ("y", 24), ("t", 3)):
            old_text, new_text = (
                f'Elements="{n}"'.encode("utf-16-le") for n in (f"{old}", f"{side}"[:2])
            )
            if len(old_text) == len(new_text):
                made = partial(_changed, "stack.lif", old_text, new_text)
                yield f"huge{side}_{axis}.lif", written(made)
        for key in ("uiWidth", "uiHeight", "uiComp", "uiCount", "uiWidthBytes"):
            made = partial(_nd2_of, key, side)
            yield f"huge{side}_{key}.nd2", written(made)
    yield from _wordy()


def _wordy() -> Iterator[tuple[str, Maker]]:
    """Descriptions in words whose numbers make no sense."""
    for digits in ("9" * 4, "9" * 8, "9" * 12, "0", "-3", "x"):
        for axis in "TZCXY":
            made = partial(_ome_of, axis, digits)
            yield f"ome_{axis}{digits}.tif", written(made)
        for key in ("images", "frames", "slices", "channels"):
            made = partial(_imagej_of, key, digits)
            yield f"imagej_{key}{digits}.tif", written(made)
        shape = partial(_shape_of, digits)
        yield f"shape_{digits}.tif", written(shape)


def _nd2_of(key: str, value: int) -> bytes:
    name = key.encode("utf-16-le") + b"\0\0"
    content = bytearray(sound("stack.nd2"))
    place = content.index(name) + len(name)
    content[place : place + 4] = struct.pack("<I", value)
    return bytes(content)


def _described(name: str, change: Callable[[str], str]) -> bytes:
    """Another description of a TIFF."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(sound(name))
        tifffile.tiffcomment(path, change(tifffile.tiffcomment(path)).encode())
        return path.read_bytes()


def _ome_of(axis: str, digits: str) -> bytes:
    size = {"T": 3, "Z": 2, "C": 2, "Y": 24, "X": 20}[axis]
    old, new = f'Size{axis}="{size}"', f'Size{axis}="{digits}"'
    return _described("ome.tif", lambda text: text.replace(old, new))


def _imagej_of(key: str, digits: str) -> bytes:
    def change(text: str) -> str:
        lines = [line for line in text.splitlines() if not line.startswith(key)]
        return "\n".join([lines[0], f"{key}={digits}", *lines[1:], ""])

    return _described("hyper.tif", change)


def _shape_of(digits: str) -> bytes:
    return _described(
        "shaped.tif", lambda text: text.replace("[3,", f"[{digits},").replace("[3 ", digits)
    )
