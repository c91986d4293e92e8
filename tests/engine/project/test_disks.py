"""A disk that is full, a folder that is read-only, a drive that is gone.

Each time: one sentence, old files as they were, nothing temporary left behind, and whatever had
been saved is there when the project is opened again. Once with errors that are injected, on any
system; once with a tiny file system of its own, where one may be mounted.
"""

import errno
import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from sketchpose_engine.cli.parser import main
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import Frame
from sketchpose_engine.images.label_images import load_labels
from sketchpose_engine.images.load import load_image
from sketchpose_engine.inference.jobs import FrameJob, FrameSegmented
from sketchpose_engine.inference.ledger import Ledger
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.weights import save_weights
from sketchpose_engine.project.archive import pack, save_copy
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.relinking import missing_images, relink
from sketchpose_engine.results.exporter import Sources, export_results
from sketchpose_engine.results.file_kinds import FILE_KINDS
from sketchpose_engine.results.methods_text import Methods
from sketchpose_engine.results.result import Result
from tests.engine.helpers.command_line import MASKS, PLANES, write_files
from tests.engine.helpers.kept import assert_kept, compact, drawn
from tests.engine.helpers.painter import SHAPE, paint_edit
from tests.engine.helpers.support import tiny_network

REFUSALS = {
    name: OSError(getattr(errno, name), os.strerror(getattr(errno, name)))
    for name in ("ENOSPC", "EROFS", "EACCES", "EIO", "ENOENT")
}
not_windows = pytest.mark.skipif(os.name == "nt", reason="Windows keeps open files where they are")
KIND_IDS = [kind.id for kind in FILE_KINDS]


# What is written, each called with a folder that `prepared` has filled.


def prepared(folder):
    """A project with a drawn and compacted image and all else that may be overwritten."""
    folder.mkdir(exist_ok=True)
    project = Project.create(folder / "study")
    project.add_images([folder / "a.tif"])
    compact(project, drawn(project, "a", 2))
    sketch = drawn(project, "a", 2)
    project.masks.write("a", np.ones(SHAPE, np.int32), 0.5)
    save_weights(project.weights_path, Model(tiny_network(), 8, 20.0))
    (folder / "out").mkdir()
    Ledger(folder / "ledger", "these").note(job(folder), FrameSegmented("a", 2))
    return project, sketch


def job(folder):
    return FrameJob("a", folder / "a.tif", Frame())


def result():
    return Result("a.tif", "", PLANES, MASKS.astype(np.int32), 0.5)


def export(kind):
    def write(project, sketch):
        sources = Sources(
            lambda _: np.ones(MASKS.shape, np.uint8), lambda _: np.ones((3, *MASKS.shape), "f4")
        )
        methods = Methods({}, images=1, diameter_px=20.0)
        out = project.folder.parent / "out"
        for _ in export_results([result()], out, [kind], methods, sources):
            pass

    return write


def _pack(project, sketch):
    for _ in pack(project, project.folder.parent / "out" / "study.zip"):
        pass


def _append(project, sketch):
    paint_edit(sketch, project.sketches.journal("a"))


WRITERS = {
    "create": lambda project, sketch: Project.create(project.folder.parent / "out" / "new"),
    "add_images": lambda project, sketch: project.add_images([project.folder.parent / "b.tif"]),
    "describe": lambda project, sketch: project.describe("a", cells={"": 9}),
    "write_masks": lambda project, sketch: project.masks.write(
        "a", np.random.default_rng(0).integers(0, 9000, SHAPE), 0.5
    ),
    "append": _append,
    "compact": lambda project, sketch: compact(project, sketch),
    "save_weights": lambda project, sketch: save_weights(
        project.weights_path, Model(tiny_network(seed=1), 8, 20.0)
    ),
    "save_copy": lambda project, sketch: save_copy(project, project.folder.parent / "out" / "copy"),
    "pack": _pack,
    "note": lambda project, sketch: Ledger(project.folder.parent / "ledger", "these").note(
        job(project.folder.parent), FrameSegmented("b", 3)
    ),
    "begin": lambda project, sketch: Ledger(project.folder.parent / "ledger", "others"),
    **{f"export {kind}": export(kind) for kind in KIND_IDS},
}


def contents(folder):
    """Every file, and a fingerprint of it."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_refused(call):
    with pytest.raises(InputError) as refused:
        call()
    sentence = str(refused.value)
    assert sentence.endswith(".") and sentence.isprintable() and "Errno" not in sentence, sentence
    assert sentence.count("cannot be") <= 1, sentence
    return sentence


def assert_as_before(project, sketch, before, name):
    """What had been saved is there; only a journal may hold more than before, never less."""
    after = contents(project.folder.parent)
    journal = "study/sketches/a_sketch.journal"
    if name in ("append", "compact"):
        before, after = ({**files, journal: ""} for files in (before, after))
    if name == "compact":  # a sketch that is newer than its journal is sound, too
        before, after = ({**f, "study/sketches/a_sketch.tif": ""} for f in (before, after))
    assert after == before
    assert not list(project.folder.parent.rglob(".sketchpose*"))
    again = Project.open(project.folder)
    assert again.manifest == project.manifest
    labels, _, revision = again.sketches.read("a", SHAPE)
    assert revision in (sketch.revision, sketch.revision - (name == "append"))
    if name != "append":
        np.testing.assert_array_equal(labels, sketch.labels)
    assert again.masks.read("a")[0].all()


# Injected errors, on any system.


@contextmanager
def failing(monkeypatch, where, folder, error):
    """Until the end, this call of the operating system refuses in this folder."""
    inside = str(folder)

    def guarded(function, is_write=lambda *_: True):
        def refuse(*words, **more):
            place = words[0] if words else ""
            if isinstance(place, int):
                link = Path(f"/proc/self/fd/{place}")
                place = link.readlink() if link.exists() else inside
            if str(place).startswith(inside) and is_write(*words, *more.values()):
                raise error
            return function(*words, **more)

        return refuse

    def writes(*words):
        modes = [word for word in words[1:] if isinstance(word, str) and len(word) < 4]
        return any(set(mode) & set("wax+") for mode in modes)

    with monkeypatch.context() as patch:
        if where == "open":
            patch.setattr("io.open", guarded(open, writes))
            patch.setattr("builtins.open", guarded(open, writes))
        else:
            patch.setattr(f"os.{where}", guarded(getattr(os, where)))
        yield


WHERE = [("replace", code) for code in REFUSALS] + [
    ("open", "ENOSPC"),
    ("open", "EROFS"),
    ("fsync", "ENOSPC"),
    ("fsync", "EIO"),
]


# The journal is open, and appended to; so is the ledger. Nobody waits for the disk then.
NEVER = {"append": ("replace", "open", "fsync"), "note": ("replace", "fsync")}


@pytest.mark.parametrize(
    ("name", "where", "code"),
    [(name, *how) for name in WRITERS for how in WHERE if how[0] not in NEVER.get(name, ())],
)
def test_what_the_system_refuses_is_told_and_changes_nothing(
    tmp_path, monkeypatch, name, where, code
):
    project, sketch = prepared(tmp_path / "disk")
    (tmp_path / "disk" / "a.tif").write_bytes(b"image")
    before = contents(tmp_path / "disk")
    try:
        with failing(monkeypatch, where, tmp_path / "disk", REFUSALS[code]):
            assert_refused(lambda: WRITERS[name](project, sketch))
        assert_as_before(project, sketch, before, name)
        WRITERS[name](project, sketch)  # now it can
    finally:
        project.close()


# A tiny file system.


@pytest.fixture
def disk(tmp_path):
    """A folder on a disk of 512 kB, prepared; gone after the test, whatever happens."""
    if sys.platform != "linux" or os.geteuid():
        pytest.skip("only root on Linux may mount a file system")
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system may be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        unmount(place)


def unmount(place):
    subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


def fill(disk, free_kb):
    """Leave only so much room."""
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            file.truncate(max(file.tell() - 1024 * free_kb, 0))


@pytest.mark.parametrize("free_kb", [0, 4])
@pytest.mark.parametrize("name", WRITERS)
def test_on_a_full_disk_old_files_stay_and_with_room_it_goes_on(disk, monkeypatch, name, free_kb):
    project, sketch = prepared(disk)
    monkeypatch.setattr("tempfile.tempdir", str(disk))
    fill(disk, free_kb)
    before = contents(disk)
    try:
        try:
            WRITERS[name](project, sketch)
        except InputError as error:
            assert "disk is full" in str(error) or "cannot be made" in str(error)
            assert_as_before(project, sketch, before, name)
        (disk / "filler").unlink()
        if name != "create" or not (disk / "out" / "new" / "project.json").exists():
            WRITERS[name](project, sketch)
    finally:
        project.close()
    if name in ("append", "compact"):
        assert_kept(project.folder, sketch)


def test_a_journal_catches_up_when_there_is_room_again(disk):
    project, sketch = prepared(disk)
    fill(disk, 0)
    refused = 0
    while refused < 3:
        try:
            paint_edit(sketch, project.sketches.journal("a"))
        except InputError:
            refused += 1
    (disk / "filler").unlink()
    paint_edit(sketch, project.sketches.journal("a"))
    project.close()
    assert_kept(project.folder, sketch)
    project.sketches.journal("a")  # looks at the whole file
    project.close()
    assert not list(disk.rglob("*.damaged"))


def test_packing_that_is_stopped_on_a_full_disk_leaves_nothing(disk):
    project, _ = prepared(disk)
    fill(disk, 12)
    before = contents(disk)
    packing = pack(project, disk / "out" / "study.zip")
    next(packing)
    packing.close()
    project.close()
    assert contents(disk) == before


def test_a_drive_that_is_gone_is_told_whatever_is_asked(disk, request):
    project, sketch = prepared(disk)
    project.sketches.read("a", SHAPE)
    unmount(disk)
    request.addfinalizer(project.close)
    for call in (
        lambda: _append(project, sketch),
        lambda: _append(project, sketch),
        lambda: project.describe("a", cells={"": 9}),
        lambda: project.add_images([disk / "c.tif"]),
        lambda: project.sketches.read("a", SHAPE),
        lambda: project.masks.read("a"),
        lambda: project.masks.write("a", np.ones(SHAPE, np.int32), None),
        lambda: compact(project, sketch),
        lambda: save_copy(project, disk / "copy" / "x"),
        lambda: list(pack(project, disk.parent / "x.zip")),
        lambda: save_weights(project.weights_path, Model(tiny_network(), 8, 20.0)),
        lambda: Project.open(project.folder),
    ):
        assert_refused(call)
    assert [image.id for image in missing_images(project)] == ["a"]
    assert relink(project, disk) == []
    assert [path.name for path in disk.parent.iterdir()] == ["disk"]
    assert not list(disk.iterdir())


@not_windows
def test_strokes_drawn_while_a_drive_was_gone_are_there_when_it_is_back(tmp_path):
    project, sketch = prepared(tmp_path / "disk")
    (tmp_path / "disk").rename(tmp_path / "elsewhere")
    for _ in range(2):
        assert_refused(lambda: _append(project, sketch))
    assert_refused(lambda: compact(project, sketch))
    assert_refused(lambda: project.sketches.read("a", SHAPE))
    (tmp_path / "elsewhere").rename(tmp_path / "disk")
    _append(project, sketch)
    assert_kept(project.folder, sketch)
    compact(project, sketch)
    _append(project, sketch)
    project.close()
    assert_kept(project.folder, sketch)


@not_windows
def test_strokes_are_not_written_to_a_journal_that_was_replaced(tmp_path):
    project, sketch = prepared(tmp_path / "disk")
    journal = project.folder / "sketches" / "a_sketch.journal"
    copy = journal.read_bytes()
    journal.unlink()
    journal.write_bytes(copy)  # as programs do that synchronise
    _append(project, sketch)
    project.close()
    assert_kept(project.folder, sketch)


# The command.


@pytest.fixture
def folder_of_images(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_files()
    return [
        "segment",
        "a.tif",
        "b.tif",
        "--weights",
        "tiny.safetensors",
        "--device",
        "cpu",
        "--out",
    ]


def test_segmenting_ends_with_one_sentence_and_goes_on_later(
    folder_of_images, disk, capsys, monkeypatch
):
    words = [*folder_of_images, str(disk / "out")]
    prepared(disk)[0].close()
    fill(disk, 24)
    assert main(words) == 2
    error = capsys.readouterr().err.strip()
    assert error.count("\n") == 0 and "disk is full" in error
    assert not list((disk / "out").glob(".*"))
    (disk / "filler").unlink()
    assert main(words) == 0
    assert load_labels(disk / "out" / "b_masks.tif").any()
    assert load_image(Path("a.tif")).planes.any()


@pytest.mark.parametrize("code", ["ENOSPC", "EROFS", "EIO"])
def test_what_was_segmented_before_a_refusal_is_kept(
    folder_of_images, tmp_path, capsys, monkeypatch, code
):
    whole, out = os.replace, tmp_path / "out"

    def refuse(source, target):
        if "b_masks" in str(target):
            raise REFUSALS[code]
        return whole(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", refuse)
        assert main([*folder_of_images, str(out)]) == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert "b_masks.tif cannot be saved" in told[-1]
    assert (out / "unfinished.jsonl").is_file()
    before = (out / "a_masks.tif").stat().st_mtime_ns
    assert main([*folder_of_images, str(out)]) == 0
    assert (out / "a_masks.tif").stat().st_mtime_ns == before
    assert not (out / "unfinished.jsonl").exists()
