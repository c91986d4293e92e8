"""Records of a journal: one finished edit as bytes.

A record is a header (magic with the version of the format, length and crc32 of the payload) and a
zlib payload: one line of JSON, then raw bytes. It contains whole tiles after an edit, not the
edit itself, so replaying records that a sketch already includes is harmless: the last record
of a tile determines it.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np

from ..core.box import Box
from ..sketch.edits import Change, Correction

HEADER = struct.Struct("<4sII")  # magic, length and crc32 of the payload
MAGIC = b"SKJ1"  # the last character is the version
CORRECTION_KINDS = ("delete", "merge", "split")

Corrections = tuple[Correction, ...]
LONGEST_HEAD = 2**24  # bytes of the JSON line
MOST_BYTES = 2**30  # of a record: protects against decompression bombs


def encode_change(change: Change, before: Corrections) -> bytes:
    """Encode a change: its tiles, and the difference of the corrections to those before.

    Parameters
    ----------
    before
        Corrections of the previous record; () for the first one.
    """
    pairs = zip(before, change.corrections, strict=False)
    kept = sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], pairs))
    added = change.corrections[kept:]
    head = {
        "revision": change.revision,
        "tiles": [list(map(int, box)) for box in change.tiles],
        "kept": kept,
        "added": [(each.kind, list(map(int, each.box))) for each in added],
    }
    parts = [json.dumps(head).encode(), b"\n"]
    parts += [pixels.tobytes() for pixels in change.tiles.values()]
    parts += [np.packbits(each.pixels).tobytes() for each in added]
    payload = zlib.compress(b"".join(parts), 1)
    return HEADER.pack(MAGIC, len(payload), zlib.crc32(payload)) + payload


def read_changes(
    path: Path | str, shape: tuple[int, int] | None = None, corrections: Corrections = ()
) -> Iterator[tuple[int, Change]]:
    """Yield each change of a journal's complete records, and its end in the file (bytes).

    Parameters
    ----------
    shape
        (H, W) of the sketch: a record with a box outside it counts as damage. None: unknown.
    corrections
        Corrections before the first record.
    """
    path = Path(path)
    if not path.exists():
        return
    end, size = 0, path.stat().st_size
    with path.open("rb") as file:
        while len(header := file.read(HEADER.size)) == HEADER.size:
            magic, length, crc = HEADER.unpack(header)
            end += HEADER.size + length
            if magic != MAGIC or end > size or length > MOST_BYTES:
                return
            payload = file.read(length)
            if zlib.crc32(payload) != crc:
                return
            try:
                change = _decode(path.stem, payload, corrections, shape)
            except (ValueError, KeyError, TypeError, OverflowError, RecursionError, zlib.error):
                return  # written by another program or version: treated as damage
            corrections = change.corrections
            yield end, change


def is_torn(path: Path, start: int) -> bool:
    """Return whether the record that begins at a byte is the last one and incomplete."""
    with path.open("rb") as file:
        file.seek(start)
        rest = file.read()
    if len(rest) < HEADER.size:
        return True
    magic, length, _ = HEADER.unpack_from(rest)
    return magic == MAGIC and len(rest) < HEADER.size + length and MAGIC not in rest[1:]


def _decode(
    image_id: str, payload: bytes, before: Corrections, shape: tuple[int, int] | None
) -> Change:
    """Decode what `encode_change` has encoded; invalid data raise, mostly ValueError."""
    head, raw = _unpacked(payload)
    if not 0 <= head["kept"] <= len(before):
        raise ValueError("keeps more corrections than there are")
    offset, tiles, added = 0, {}, []
    for corners in head["tiles"]:
        box, area = _checked(corners, shape)
        tiles[box] = np.frombuffer(raw, np.uint8, area, offset).reshape(box.shape)
        offset += area
    for kind, corners in head["added"]:
        box, area = _checked(corners, shape)
        size_bytes = -(-area // 8)
        bits = np.unpackbits(np.frombuffer(raw, np.uint8, size_bytes, offset), count=area)
        if kind not in CORRECTION_KINDS:
            raise ValueError("unknown kind of correction")
        added.append(Correction(kind, box, bits.view(np.bool_).reshape(box.shape)))
        offset += size_bytes
    if offset != len(raw):
        raise ValueError("more bytes than pixels")
    return Change(image_id, int(head["revision"]), tiles, (*before[: head["kept"]], *added))


def _unpacked(payload: bytes) -> tuple[dict[str, Any], bytes]:
    """Return JSON and raw bytes of a record, decompressing no more than the JSON announces."""
    stream = zlib.decompressobj()
    line, newline, raw = stream.decompress(payload, LONGEST_HEAD).partition(b"\n")
    if not newline:
        raise ValueError("no head")
    head = json.loads(line)
    areas = [_checked(corners, None)[1] for corners in head["tiles"]]
    bits = [_checked(corners, None)[1] for _, corners in head["added"]]
    size_bytes = sum(areas) + sum(-(-area // 8) for area in bits)
    if not len(raw) <= size_bytes <= MOST_BYTES:
        raise ValueError("more bytes than pixels, or far too many")
    raw += stream.decompress(stream.unconsumed_tail, size_bytes - len(raw) + 1)
    if not stream.eof:
        raise ValueError("more bytes than pixels, or cut short")
    return head, raw


def _checked(corners: list[int], shape: tuple[int, int] | None) -> tuple[Box, int]:
    """Return a box and its area in px; corners outside the image raise ValueError."""
    box = Box(*corners)
    height, width = shape or (box.bottom, box.right)
    if not (0 <= box.top <= box.bottom <= height and 0 <= box.left <= box.right <= width):
        raise ValueError("outside the image")
    return box, box.shape[0] * box.shape[1]
