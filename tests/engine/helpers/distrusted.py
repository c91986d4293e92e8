"""Files of projects, and of other programs, that somebody else has made: damaged, odd or evil.

The first word of a name tells what it is. All are small on disk.
"""

import copy
import io
import json
import os
import pickle
import struct
import tempfile
import zlib
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import numpy as np
import PIL.Image
import tifffile
from safetensors.numpy import save as save_tensors

from sketchpose_engine.core.box import Box
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.weights import save_weights
from sketchpose_engine.project.archive import pack
from sketchpose_engine.project.journal_records import HEADER, MAGIC
from sketchpose_engine.project.project import Project
from sketchpose_engine.sketch.annotations import Annotations
from sketchpose_engine.sketch.edits import Correction
from tests.engine.helpers.evil_arrays import HUGE, Evil, odd_arrays
from tests.engine.helpers.painter import SHAPE, paint_edit
from tests.engine.helpers.peers import odd_peers
from tests.engine.helpers.peers import sound as sound_peer
from tests.engine.helpers.sound_files import Maker, written
from tests.engine.helpers.support import tiny_network

ROWS, COLUMNS = SHAPE
NESTED = "[" * 100_000


@cache
def parts() -> dict[str, bytes]:
    """Sound files: what a project is made of, a packed one, weights, a ledger, masks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tifffile.imwrite(folder / "a.tif", np.zeros(SHAPE, np.uint8))
        project = Project.create(folder / "study")
        project.add_images([folder / "a.tif"])
        sketch = Annotations("a", *project.sketches.read("a", SHAPE))
        for edit in range(6):
            paint_edit(sketch, project.sketches.journal("a"))
            if edit == 2:
                project.sketches.compact("a", sketch.labels, sketch.corrections, sketch.revision)
        sketch.correct(Correction("delete", Box(3, 4, 8, 11), np.ones((5, 7), bool)))
        project.sketches.journal("a").append(sketch.finish())
        labels = np.arange(ROWS * COLUMNS).reshape(SHAPE) // 20_000
        project.masks.write("a", labels, 0.5, np.array([0, 1, 2, 1], np.uint8))
        save_weights(project.weights_path, Model(tiny_network(), 8, 20.0))
        project.close()
        for _ in pack(project, folder / "study.zip"):
            pass
        np.save(folder / "plain.npy", labels)
        np.save(folder / "cellpose.npy", {"masks": labels}, allow_pickle=True)
        files = [*folder.glob("study/*/*"), folder / "study/project.json", *folder.glob("*.*")]
        found = {file.name: file.read_bytes() for file in files}
        found["ledger"] = "\n".join(map(json.dumps, ledger_lines(folder / "a.tif"))).encode()
        return found


def ledger_lines(image: Path) -> list[dict[str, object]]:
    status = image.stat() if image.exists() else None
    stamp = [status.st_size, status.st_mtime_ns] if status else []
    facts = {"cells": 3, "cells_of_class": [], "median_area_px": 4.5, "pixel_size_um": None}
    return [{"tools": "these"}, {"page": "a", **facts, "file": stamp}]


def damaged(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Cut, with other bytes, partly blank."""
    for tenth in (0, 1, 3, 5, 7, 9):
        yield f"cut{tenth}", content[: len(content) * tenth // 10]
    yield "cut_last", content[:-1]
    yield "longer", content + b"\0\xff" * 40
    for seed in range(10):
        rng, other = np.random.default_rng([seed, len(content)]), bytearray(content)
        for place in rng.integers(0, min(len(other), [len(other), 300][seed % 2]), 1 + seed % 3):
            other[place] = rng.choice([0, 1, 127, 128, 255])
        yield f"flip{seed}", bytes(other)
    third = len(content) // 3
    yield "blank", content[:third] + bytes(third) + content[2 * third :]
    yield "noise", np.random.default_rng(3).bytes(700)


def project_of(**changes: bytes | None) -> Maker:
    """Maker of a project's folder with other contents of some files; None: as they are."""

    def make(folder: Path) -> None:
        for place in ("sketches", "masks", "weights"):
            (folder / place).mkdir(parents=True)
        (folder / "a.tif").write_bytes(parts()["a.tif"])
        places = {
            "project.json": "project.json",
            "a_sketch.tif": "sketches/a_sketch.tif",
            "a_sketch.journal": "sketches/a_sketch.journal",
            "a_masks.tif": "masks/a_masks.tif",
        }
        for name, place in places.items():
            content = changes.get(name, parts()[name])
            if content is not None:
                (folder / place).write_bytes(content)

    return make


def _entry(**changes: object) -> dict[str, object]:
    return {"id": "a", "path": "a.tif", "pixel_size_um": None, "cells": {}, **changes}


def manifests() -> Iterator[tuple[str, bytes]]:
    """Contents of project.json."""
    sound = json.loads(parts()["project.json"])
    yield from damaged(parts()["project.json"])
    yield "bom", b"\xef\xbb\xbf" + parts()["project.json"]
    yield "utf16", parts()["project.json"].decode().encode("utf-16")
    yield "nested", NESTED.encode()
    yield "nested_cells", b'{"schema": 2, "images": [{"cells": ' + b'{"a":' * 50_000
    odd = [None, True, -1, 0, 1.5, 1e308, HUGE, "", "x", "\0", "../..", "\ud800", [], {}, [1], [[]]]
    odd += [float("nan"), float("inf"), {"a": {}}, {"": None}, {"x": -1}, {"x": 1e400}]
    for number, value in enumerate(odd):
        for key in ("schema", "images", "removed", "classes", "filters"):
            yield f"{key}{number}", _dumped({**sound, key: value})
        for key in ("id", "path", "pixel_size_um", "cells", "shown"):
            entries = {**sound, "images": [_entry(**{key: value})]}
            yield f"image_{key}{number}", _dumped(entries)
        old = {"schema": 1, "images": [_entry(cells=value)]}
        yield f"old{number}", _dumped(old)
        yield (
            f"colour{number}",
            _dumped({**sound, "classes": [{"name": value, "colour": [value, 1, 2]}]}),
        )
        limits = {"column": value, "low": value, "high": None}
        yield f"limits{number}", _dumped({**sound, "filters": [limits]})
    names = ("../a", "a/b", "/etc/a", "a.b", "C:a", "a\\b", "..", "a" * 300, "ä", "a\n")
    for number, name in enumerate(names):
        yield f"id{number}", _dumped({**sound, "images": [_entry(id=name)]})
    yield "path_long", _dumped({**sound, "images": [_entry(path="x/" * 5000)]})
    many = [_entry(id=f"i{number}", path=f"../x/{number}.tif") for number in range(30_000)]
    yield "many", _dumped({**sound, "images": many})


def _dumped(entries: object) -> bytes:
    return json.dumps(entries).encode("utf-8", "surrogatepass")


def record(head: object, raw: bytes = b"", magic: bytes = MAGIC, payload: bytes = b"") -> bytes:
    """One record of a journal, whole and with the right sum, whatever is in it."""
    head = head if isinstance(head, bytes) else json.dumps(head).encode()
    payload = payload or zlib.compress(head + b"\n" + raw, 1)
    return HEADER.pack(magic, len(payload), zlib.crc32(payload)) + payload


def journals() -> Iterator[tuple[str, bytes]]:
    """Contents of journals."""
    sound = parts()["a_sketch.journal"]
    yield from damaged(sound)
    head = {"revision": 9, "tiles": [], "kept": 0, "added": []}
    for key, values in {
        "revision": [-1, 0, HUGE, 1.5, 1e400, None, "x", [], True],
        "kept": [-1, 7, 0.5, None, "x", HUGE],
        "tiles": [None, 7, [7], [[0, 0, 1]], [[0, 0, 1e9, 1]], [["a", 0, 1, 1]], [[0, 0, 0, 0]]],
        "added": [None, [["melt", [0, 0, 1, 1]]], [["delete", [0, 0, 10**9, 10**9]]], [[{}, []]]],
    }.items():
        for number, value in enumerate(values):
            yield f"{key}{number}", record({**head, key: value})
    for number, corners in enumerate(
        [(0, 0, ROWS + 1, 4), (-1, 0, 4, 4), (8, 0, 4, 4), (0, 0, HUGE, 1), (0.0, 0.0, 2.0, 2.0)]
    ):
        area = min(abs((corners[2] - corners[0]) * corners[3]), 4000)
        yield f"box{number}", record({**head, "tiles": [corners]}, bytes(int(area)))
    order = [
        record({**head, "revision": revision, "tiles": [[0, 0, 1, 1]]}, bytes([value]))
        for revision, value in ((9, 1), (3, 2), (3, 9), (8, 200))
    ]
    yield "order", b"".join(order)
    yield "nested", record(NESTED.encode())
    yield "no_line", record(b"", payload=zlib.compress(b"x" * 9))
    yield "list", record([])
    yield "no_zlib", record(b"", payload=b"nothing of the kind")
    yield "length", struct.pack("<4sII", MAGIC, 2**32 - 1, 0) + b"x" * 50
    yield "newer", record(head, magic=b"SKJ9") + sound
    yield "bomb", record({**head, "tiles": [[0, 0, *SHAPE]]}, payload=_bomb(b""))
    yield "bomb_head", record(b"", payload=_bomb(b" "))


@cache
def _bomb(fill: bytes) -> bytes:
    """1.5 GiB of one byte in 1.5 MB."""
    head = (
        b"" if fill else b'{"revision": 9, "tiles": [[0, 0, 200, 300]], "kept": 0, "added": []}\n'
    )
    stream = zlib.compressobj()
    start = stream.compress(head) + stream.flush(zlib.Z_FULL_FLUSH)
    return start + repeated(stream, fill or b"\0", 96)


def repeated(stream: "zlib._Compress", fill: bytes, times: int) -> bytes:
    """Blocks of 16 MiB of one byte, compressed once: after a flush all are alike."""
    block = stream.compress(fill * 2**24) + stream.flush(zlib.Z_FULL_FLUSH)
    return block * times + stream.flush()


def tiff(pixels: np.ndarray, note: str | None = None) -> bytes:
    file = io.BytesIO()
    tifffile.imwrite(
        file, pixels, photometric="minisblack", compression="zlib", metadata=None, description=note
    )
    return file.getvalue()


def masks() -> Iterator[tuple[str, bytes]]:
    """Contents of masks with a note of classes."""
    note, labels = "classes of the labels from 0, 0 is none: ", np.zeros(SHAPE, np.uint16)
    labels[5:90, 5:90] = 3
    yield from damaged(parts()["a_masks.tif"])
    for number, digits in enumerate(["", "0", "01", "012340", "9" * 10, "x", "١٢٣٤", "0" * 10**6]):
        text = (note + digits).encode().decode("latin-1") if digits.isascii() else note
        yield f"note{number}", tiff(labels, text)
    yield "other_size", tiff(labels[:20])
    yield "huge_label", tiff(labels.astype(np.uint32) * 700_000_000)
    yield "float", tiff(labels / np.float32(2))
    yield "png", b"\x89PNG\r\n\x1a\n" + bytes(40)
    picture = io.BytesIO()
    PIL.Image.fromarray(labels.astype(np.uint8)).save(picture, format="PNG")
    yield "real_png", picture.getvalue()


def sketches() -> Iterator[tuple[str, bytes]]:
    """Contents of sketch files."""
    yield from damaged(parts()["a_sketch.tif"])
    for number, pixels in enumerate(
        [
            np.full(SHAPE, 200, np.uint8),
            np.zeros((3, *SHAPE), np.uint8),
            np.zeros(SHAPE, np.float32),
            np.zeros((4, 4), np.uint8),
        ]
    ):
        yield f"odd{number}", tiff(pixels)


def weights() -> Iterator[tuple[str, bytes]]:
    """Contents of weights files."""
    content = parts()["weights.safetensors"]
    yield from damaged(content)
    size = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8 : 8 + size])
    told = json.loads(header["__metadata__"]["sketchpose"])

    def other(changed: object) -> bytes:
        text = changed if isinstance(changed, str) else json.dumps(changed)
        inside = {**header, "__metadata__": {"sketchpose": text}}
        coded = json.dumps(inside).encode()
        return struct.pack("<Q", len(coded)) + coded + content[8 + size :]

    yield "nested", other(NESTED)
    for number, value in enumerate([None, [], 3, "x", {}, HUGE, -1, 1e400, float("nan"), [1, 2]]):
        yield f"header{number}", other(value)
        for key in told:
            yield f"{key}{number}", other({**told, key: value})
        for key in told["network"]:
            changed = copy.deepcopy(told)
            changed["network"][key] = value
            yield f"network_{key}{number}", other(changed)
    for number, widths in enumerate([[10**6], [10**9] * 2, [4] * 20_000, [4, 8, 0.5], ["4", 8]]):
        changed = copy.deepcopy(told)
        changed["network"]["widths"] = widths
        yield f"widths{number}", other(changed)
    yield "length", struct.pack("<Q", 2**60) + content[8:]
    yield "foreign", save_tensors({"x": np.zeros(3)})
    yield "pickle", pickle.dumps(Evil())
    for zipped in (False, True):
        for kind, other_content in damaged(sound_peer(zipped)):
            yield f"peer{zipped:d}_{kind}", other_content
    for kind, other_content in odd_peers():
        yield f"peer_{kind}", other_content


def ledgers() -> Iterator[tuple[str, bytes]]:
    """Contents of ledgers."""
    yield from damaged(parts()["ledger"])
    first = json.dumps({"tools": "these"}).encode() + b"\n"
    lines = [
        b"3",
        b"null",
        b"[]",
        b"{}",
        b'"x"',
        NESTED.encode(),
        b'{"page": []}',
        b'{"page": "a"}',
    ]
    lines += [b'{"page": "a", "file": 3, "cells": null}', b"\xff\xfe", b"9" * 9999]
    for number, line in enumerate(lines):
        yield f"line{number}", first + line + b"\n"
        yield f"first{number}", line + b"\n"
    entry = ledger_lines(Path("nowhere"))[1]
    for number, value in enumerate([None, "x", -1, HUGE, 1e400, [], ["x"], {}, 1.5]):
        for key in entry:
            content = json.dumps({**entry, "file": STAMP, key: value}).replace('"STAMP"', STAMP)
            yield f"{key}{number}", first + content.encode() + b"\n"


STAMP = "STAMP"  # of the image: put in when the file is made


def arrays() -> Iterator[tuple[str, bytes]]:
    """Contents of .npy files."""
    for name in ("plain", "cellpose"):
        for kind, content in damaged(parts()[f"{name}.npy"]):
            yield f"{name}_{kind}", content
    yield from odd_arrays()


def folders() -> Iterator[tuple[str, Maker]]:
    """Projects."""
    for kind, content in manifests():
        yield f"project_{kind}", project_of(**{"project.json": content})
    for name, contents in (
        ("a_sketch.journal", journals()),
        ("a_sketch.tif", sketches()),
        ("a_masks.tif", masks()),
    ):
        for kind, content in contents:
            word = name.partition("_")[2].partition(".")[0].replace("sketch", name[-4:].strip("."))
            yield f"page_{word}_{kind}", project_of(**{name: content})
    yield "page_sound", project_of()


def cases() -> Iterator[tuple[str, Maker]]:
    """Name and maker of each file or folder."""
    from tests.engine.helpers.zips import zips

    yield from folders()
    for kind, content in weights():
        yield f"weights_{kind}.safetensors", written(partial(bytes, content))
    for kind, content in ledgers():
        yield f"ledger_{kind}.jsonl", written(partial(bytes, content))
    for kind, content in arrays():
        yield f"array_{kind}.npy", written(partial(bytes, content))
    for kind, maker in zips(parts()["study.zip"]):
        yield f"zip_{kind}.zip", maker
    for kind in ("weights", "ledger", "array", "zip"):
        ending = {"weights": "safetensors", "ledger": "jsonl", "array": "npy"}.get(kind, "zip")
        yield f"{kind}_folder.{ending}", lambda path: path.mkdir()
        yield f"{kind}_missing.{ending}", lambda path: None
        if hasattr(os, "mkfifo"):
            yield f"{kind}_pipe.{ending}", os.mkfifo
