"""Zip files that somebody else has packed: damaged, odd or evil. All are small."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache, partial
from itertools import islice

import numpy as np

from tests.engine.helpers.sound_files import Maker, written

EMPTY = b'{"schema": 2, "images": []}'
NAMES = (  # of members
    *("/etc/x", "../x", "a/../x", "a/masks/../../x", "a/masks/..", "a/./x", ".", "./", "..", "//x"),
    *("a\\..\\x", "C:\\x", "a/masks/C:x", "a/masks/\x01", "a/masks/" + "x" * 300, "/", "a"),
    *("a/masks", "a/masks/con.tif", "a/sketches/x\udc80", "a/masks/x/y", "a//project.json"),
)
Members = list[tuple[str | zipfile.ZipInfo, bytes]]


def zips(sound: bytes) -> Iterator[tuple[str, Maker]]:
    """Name and maker of each."""
    from tests.engine.helpers.distrusted import damaged

    for kind, content in damaged(sound):
        yield kind, written(partial(bytes, content))
    rng = np.random.default_rng(1)
    for number in range(20):  # other bytes in what describes the members, at the end
        other = bytearray(sound)
        other[-int(rng.integers(1, 400))] ^= int(rng.integers(1, 256))
        yield f"directory{number}", written(partial(bytes, other))
    for kind, members in _members():
        yield kind, written(partial(zipped, members))
    yield "bomb", written(partial(bomb, "a/masks/x_masks.tif"))
    yield "bomb_json", written(partial(bomb, "a/project.json"))
    yield "bomb_elsewhere", written(partial(bomb, "a/other/x"))
    yield "overlapping", written(partial(_overlapping, sound))
    for kind, flag, value in (("locked", 6, 1), ("method", 8, 99), ("lzma", 8, 14), ("bz2", 8, 12)):
        yield kind, written(partial(_marked, sound, flag, value))
    yield "lying", written(partial(_lying, sound))


def _members() -> Iterator[tuple[str, Members]]:
    """What is in each, in the order in which it is written."""
    manifest = ("a/project.json", EMPTY)
    for number, name in enumerate(NAMES):
        yield f"name{number}", [manifest, (name, b"x")]
        yield f"only{number}", [(name, b"x")]
        yield f"within{number}", [(f"{name}/project.json", EMPTY)]
    yield "twice", [manifest, ("a/masks/x", b"1"), ("a/masks/x", b"2")]
    yield "twice_json", [manifest, manifest]
    yield "case", [manifest, ("a/masks/x", b"1"), ("a/masks/X", b"2"), ("A/masks/x", b"2")]
    link = zipfile.ZipInfo("a/masks/x")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    through = zipfile.ZipInfo("a/masks")
    through.create_system, through.external_attr = 3, 0o120777 << 16
    yield "link", [manifest, (link, b"/etc/passwd")]
    yield "link_folder", [manifest, (through, b"/tmp"), ("a/masks/x", b"x")]
    yield "link_json", [(link, b"../../x"), manifest]
    yield "nothing", []
    yield "many", [manifest, *((f"a/masks/{number}", b"") for number in range(3000))]
    yield "nested", [("a/project.json", b"[" * 100_000)]


def zipped(members: Members) -> bytes:
    """A zip file of these members."""
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of names that are there twice
        for name, content in members:
            try:
                archive.writestr(name, content)
            except UnicodeEncodeError:
                archive.writestr("a/sketches/y", content)
    return file.getvalue()


@cache
def _zeros(size: int) -> tuple[bytes, int]:
    """Compressed zeros, and their check sum."""
    from tests.engine.helpers.distrusted import repeated

    crc, block = 0, bytes(2**24)
    for _ in range(size // len(block)):
        crc = zlib.crc32(block, crc)
    return repeated(zlib.compressobj(9, zlib.DEFLATED, -15), b"\0", size // len(block)), crc


def bomb(name: str, size: int = 3 * 2**29) -> bytes:
    """A zip file of 1.5 MB that becomes 1.5 GiB."""
    packed, crc = _zeros(size)
    place = name.encode()
    facts = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(packed), size, len(place), 0)
    local = b"PK\3\4" + facts + place + packed
    manifest = zipped([("a/project.json", EMPTY)] if not name.endswith("json") else [])
    with zipfile.ZipFile(io.BytesIO(manifest)) as archive:
        start, count = archive.start_dir, len(archive.namelist())
    before, directory = manifest[:start], manifest[start:-22]
    directory += b"PK\1\2\x14\0" + facts + struct.pack("<HHHII", 0, 0, 0, 0, len(before)) + place
    whole = before + local
    end = struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, len(directory), len(whole), 0)
    return whole + directory + b"PK\5\6" + end


def _entries(content: bytes) -> Iterator[int]:
    """Where the description of each member begins."""
    start = content.index(b"PK\1\2")
    while start >= 0:
        yield start
        start = content.find(b"PK\1\2", start + 4)


def _marked(content: bytes, place: int, value: int) -> bytes:
    """All members with another flag or method, in both of their descriptions."""
    other = bytearray(content)
    start = 0
    while (start := other.find(b"PK\3\4", start)) >= 0:
        struct.pack_into("<H", other, start + place, value)
        start += 4
    for start in _entries(content):
        struct.pack_into("<H", other, start + place + 2, value)
    return bytes(other)


def _overlapping(content: bytes) -> bytes:
    """All members begin where the second does."""
    other = bytearray(content)
    second = next(islice(_entries(content), 1, None))
    for start in _entries(content):
        other[start + 42 : start + 46] = content[second + 42 : second + 46]
    return bytes(other)


def _lying(content: bytes) -> bytes:
    """All members are of 3 GB, it says."""
    other = bytearray(content)
    for start in _entries(content):
        struct.pack_into("<I", other, start + 24, 3_000_000_000)
    return bytes(other)
