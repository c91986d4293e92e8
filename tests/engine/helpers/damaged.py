"""A thousand files that are damaged, odd or no images at all: the same ones each time."""

import io
import os
import struct
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from tests.engine.helpers.huge_files import huge
from tests.engine.helpers.microscopes import write_czi, write_lif
from tests.engine.helpers.sound_files import GREY, SOUND, Maker, sound, tiff_of, written

SUFFIXES = (".tif", ".png", ".jpg", ".bmp", ".czi", ".lif", ".nd2", ".lsm", ".ims", "")
STARTS = {
    "tif": b"II*\0",
    "mm.tif": b"MM\0*",
    "big.tif": b"II+\0\x08\0\0\0",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "jpg": b"\xff\xd8\xff\xe0",
    "bmp": b"BM",
    "czi": b"ZISRAWFILE".ljust(16, b"\0"),
    "lif": struct.pack("<IIBI", 0x70, 105, 0x2A, 50),
    "nd2": struct.pack("<IIQ", 0x0ABECEDA, 32, 64) + b"ND2 FILE SIGNATURE CHUNK NAME01!Ver3.0",
    "jp2.nd2": b"\0\0\0\x0cjP  \r\n\x87\n",
}


def _cut(name: str, tenth: int) -> bytes:
    content = sound(name)
    return content[: len(content) * tenth // 12]


def _flipped(name: str, seed: int) -> bytes:
    """A few other bytes; in the first half of the cases near the start, or near the end."""
    content = bytearray(sound(name))
    rng = np.random.default_rng([seed, len(name)])
    reach = [len(content), 300, 1200][seed % 3]
    for place in rng.integers(0, min(reach, len(content)), 1 + seed % 4):
        content[place if seed % 2 else -1 - place] = rng.choice([0, 1, 127, 128, 255])
    return bytes(content)


def _blank(name: str, part: int) -> bytes:
    """A tenth of the file is zero, as after a failed copy."""
    content, step = bytearray(sound(name)), len(sound(name)) // 10
    content[part * step : (part + 1) * step] = bytes(step)
    return bytes(content)


def _odd() -> Iterator[tuple[str, Maker]]:
    """Sound files of odd content."""
    kinds = ["?", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8", "c8", "c16", ">f4"]
    for kind in kinds:
        yield (
            f"type_{kind.strip('?>')}_{len(kind)}.tif",
            tiff_of(GREY.astype(kind), photometric="minisblack"),
        )
    shapes = [(1, 1), (1, 500), (500, 1), (7, 9), (200, 16, 16), (2, 3, 2, 16, 16), (16, 16, 5)]
    for shape in shapes:
        name = "x".join(map(str, shape))
        yield f"shape_{name}.tif", tiff_of(np.ones(shape, np.uint8), photometric="minisblack")
        small = tiff_of(np.ones(shape, np.uint8), photometric="minisblack", metadata=None)
        yield f"bare_{name}.tif", small
    for value in (np.nan, np.inf, -np.inf, 1e38, -1.0, 0.5):
        yield f"value_{value}.tif", tiff_of(np.full((16, 16), value, np.float32))
    yield "no_pixels.czi", lambda path: write_czi(path, [])
    yield "no_images.lif", lambda path: write_lif(path, [])
    yield "channels.ome.tif", tiff_of(np.ones((200, 16, 16), np.uint8), metadata={"axes": "CYX"})
    yield (
        "long.tif",
        tiff_of(np.ones((9999, 8, 8), np.uint8), imagej=True, metadata={"axes": "ZYX"}),
    )


def _no_images() -> Iterator[tuple[str, Maker]]:
    """Files that are something else."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.tif", b"II*\0")
    contents = {
        "empty": b"",
        "nought": b"\0",
        "text": "Größe\tµm\n".encode() * 40,
        "zip": archive.getvalue(),
        "html": b"<!DOCTYPE html><html><body>404</body></html>",
        "zeros": bytes(5000),
        "gif": b"GIF89a" + bytes(40),
        "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    }
    for kind, content in contents.items():
        for suffix in SUFFIXES:
            yield f"{kind}{suffix}", written(lambda content=content: content)
    for kind, start in STARTS.items():
        for seed in range(8):
            noise = np.random.default_rng(seed).bytes(20 * 4**seed)
            yield f"noise{seed}.{kind}", written(partial(bytes.__add__, start, noise))
    yield "folder.tif", lambda path: path.mkdir()
    yield "folder.czi", lambda path: path.mkdir()
    yield "loop.tif", lambda path: path.symlink_to(path.name)
    yield "nowhere.lif", lambda path: path.symlink_to("not/there.lif")
    yield "missing.nd2", lambda path: None
    if hasattr(os, "mkfifo"):
        yield "pipe.tif", os.mkfifo


def _strange_names() -> Iterator[tuple[str, Maker]]:
    """Names that a sentence must survive; of a sound and a damaged file."""
    names = [
        "{0} %s %d",
        "ü µ 細胞 🔬",
        "-rf *",
        "a\nTraceback\n",
        "tab\t",
        "' \"; `x`",
        "\x1b[31m",
        "\udcff",
    ]
    for number, name in enumerate([*names, "x" * 240, ".hidden", "two.dots..", " "]):
        good = written(lambda: sound("labels.tif"))
        yield f"{name}.tif", good if number % 2 else written(lambda: b"II*\0")
        yield f"{name}2.czi", written(lambda: sound("raw.czi")[:700])


def cases() -> Iterator[tuple[str, Maker]]:
    """Name and maker of each file."""
    for name in SOUND:
        yield f"sound_{name}", written(partial(sound, name))
        for tenth in range(12):
            yield f"cut{tenth}_{name}", written(partial(_cut, name, tenth))
        for seed in range(16):
            yield f"flip{seed}_{name}", written(partial(_flipped, name, seed))
        for part in range(0, 10, 3):
            yield f"blank{part}_{name}", written(partial(_blank, name, part))
        yield f"wrong_{name}.png", written(partial(sound, name))
        yield f"wrong_{name}.lif", written(partial(sound, name))
    yield from huge()
    yield from _odd()
    yield from _no_images()
    yield from _strange_names()


def make(folder: Path) -> None:
    """Write all files that the system allows to be written."""
    for name, maker in cases():
        try:
            maker(folder / name)
        except OSError:  # such a name, or a link, is not possible here
            continue
