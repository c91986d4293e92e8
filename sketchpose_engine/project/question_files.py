"""Files of strokes in question: JSON, with the pixels of each stroke as compressed bits."""

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..core.errors import InputError
from ..core.files import atomic_path, damaged_path, disk_errors
from ..sketch.questioned import KINDS, QuestionedStroke
from ..sketch.values import MOST_CLASSES, cell_value

VERSION = 1


def read_questions(path: Path, shape: tuple[int, int]) -> tuple[QuestionedStroke, ...]:
    """Read the strokes in question of an image (H, W); none if there is no such file.

    Raises
    ------
    InputError
        If the file cannot be read; if it is damaged, it is renamed to end with `.damaged`.
    """
    with disk_errors(path, "read"):
        if not path.exists():
            return ()
        content = path.read_bytes()
    try:
        found = json.loads(content)
        if found["version"] != VERSION:
            raise ValueError("another version")
        return tuple(_decode(each, shape) for each in found["strokes"])
    except (ValueError, KeyError, TypeError, binascii.Error, zlib.error) as error:
        with disk_errors(path):
            path.rename(damaged_path(path))
        raise InputError(
            "The questions about strokes in {file} cannot be read: the strokes are learned from.",
            file=path,
        ) from error


def count_questions(path: Path) -> int:
    """Count the strokes in question without decoding them.

    A file that cannot be read counts as none: `read_questions` reports it when the frame is opened.
    """
    try:
        found = json.loads(path.read_bytes())
        return len(found["strokes"]) if found["version"] == VERSION else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def write_questions(path: Path, strokes: Sequence[QuestionedStroke]) -> None:
    """Write the strokes in question; without any, remove the file.

    Raises InputError if the disk is full, or read-only.
    """
    if not strokes:
        with disk_errors(path):
            path.unlink(missing_ok=True)
        return
    content = {"version": VERSION, "strokes": [_encode(each) for each in strokes]}
    with atomic_path(path) as temporary:
        temporary.write_text(json.dumps(content), encoding="utf-8")


def _encode(stroke: QuestionedStroke) -> dict[str, Any]:
    return {
        "kind": stroke.kind,
        "value": int(stroke.value),
        "revision": int(stroke.revision),
        "places": [[int(y), int(x)] for y, x in stroke.places],
        "box": list(map(int, stroke.box)),
        "pixels": _packed(stroke.pixels),
        "doubtful": _packed(stroke.doubtful),
        "before": None if stroke.before is None else _compressed(stroke.before.tobytes()),
    }


def _decode(found: dict[str, Any], shape: tuple[int, int]) -> QuestionedStroke:
    """Decode what `_encode` has encoded; invalid data raise, mostly ValueError."""
    box = Box(*map(int, found["box"]))
    if not (0 <= box.top < box.bottom <= shape[0] and 0 <= box.left < box.right <= shape[1]):
        raise ValueError("outside the image")
    if found["kind"] not in KINDS:
        raise ValueError("unknown kind of mistake")
    return QuestionedStroke(
        str(found["kind"]),
        int(found["value"]),
        int(found["revision"]),
        tuple((int(y), int(x)) for y, x in found["places"]),
        box,
        _unpacked(found["pixels"], box),
        _unpacked(found["doubtful"], box),
        _values(found.get("before"), box),
    )


def _packed(pixels: NDArray[np.bool_]) -> str:
    return _compressed(np.packbits(pixels).tobytes())


def _compressed(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content)).decode()


def _decompressed(text: str, size_bytes: int) -> bytes:
    """Return so many bytes, decompressing no more."""
    raw = zlib.decompressobj().decompress(base64.b64decode(text), size_bytes)
    if len(raw) != size_bytes:
        raise ValueError("fewer bytes than pixels")
    return raw


def _values(text: str | None, box: Box) -> NDArray[np.uint8] | None:
    """Return values of the sketch (box); None: unknown, as in files of earlier versions."""
    if text is None:
        return None
    values = np.frombuffer(_decompressed(text, box.shape[0] * box.shape[1]), np.uint8)
    if values.max(initial=0) > cell_value(MOST_CLASSES - 1):
        raise ValueError("unknown values")
    return values.reshape(box.shape)


def _unpacked(text: str, box: Box) -> NDArray[np.bool_]:
    """Return pixels (box)."""
    area = box.shape[0] * box.shape[1]
    raw = _decompressed(text, -(-area // 8))
    bits = np.unpackbits(np.frombuffer(raw, np.uint8), count=area)
    return bits.view(np.bool_).reshape(box.shape)
