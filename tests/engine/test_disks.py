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

from sketchpose_engine.cli import main
from sketchpose_engine.errors import InputError
from sketchpose_engine.exports import Sources, export_results
from sketchpose_engine.frames import Frame
from sketchpose_engine.images import load_image, load_labels
from sketchpose_engine.kinds import KINDS
from sketchpose_engine.messages import FrameSegmented, Job
from sketchpose_engine.methods import Methods
from sketchpose_engine.packing import pack
from sketchpose_engine.project import Project
from sketchpose_engine.results import Result
from sketchpose_engine.segmenting import Ledger
from sketchpose_engine.weights import Model, save_weights
from tests.engine.command_line import MASKS, PLANES, write_files
from tests.engine.kept import assert_kept, compact, drawn
from tests.engine.painter import SHAPE, paint_edit
from tests.engine.support import tiny_network

REFUSALS = {
    name: OSError(getattr(errno, name), os.strerror(getattr(errno, name)))
    for name in ("ENOSPC", "EROFS", "EACCES", "EIO", "ENOENT")
}
KIND_IDS = [kind.id for kind in KINDS]


# What is written, each called with a folder that `prepared` has filled.


def prepared(folder):
    """A project with a drawn and compacted image and all else that may be overwritten."""
    folder.mkdir(exist_ok=True)
    project = Project.create(folder / "study")
    project.add_images([folder / "a.tif"])
    compact(project, drawn(project, "a", 2))
    sketch = drawn(project, "a", 2)
    project.write_masks("a", np.ones(SHAPE, np.int32), 0.5)
    save_weights(project.weights_path, Model(tiny_network(), 8, 20.0))
    (folder / "out").mkdir()
    Ledger(folder / "ledger", "these").note(job(folder), FrameSegmented("a", 2))
    return project, sketch


def job(folder):
    return Job("a", folder / "a.tif", Frame())


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
    paint_edit(sketch, project.journal("a"))


WRITERS = {
    "create": lambda project, sketch: Project.create(project.folder.parent / "out" / "new"),
    "add_images": lambda project, sketch: project.add_images([project.folder.parent / "b.tif"]),
    "describe": lambda project, sketch: project.describe("a", cells={"": 9}),
    "write_masks": lambda project, sketch: project.write_masks(
        "a", np.random.default_rng(0).integers(0, 9000, SHAPE), 0.5
    ),
    "append": _append,
    "compact": lambda project, sketch: compact(project, sketch),
    "save_weights": lambda project, sketch: save_weights(
        project.weights_path, Model(tiny_network(seed=1), 8, 20.0)
    ),
    "save_copy": lambda project, sketch: project.save_copy(project.folder.parent / "out" / "copy"),
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
    assert again.catalogue == project.catalogue
    labels, _, revision = again.read_sketch("a", SHAPE)
    assert revision in (sketch.revision, sketch.revision - (name == "append"))
    if name != "append":
        np.testing.assert_array_equal(labels, sketch.labels)
    assert again.read_masks("a")[0].all()


# Injected errors, on any system.


@contextmanager
def failing(monkeypatch, where, folder, error):
    """Until the end, this call of the operating system refuses in this folder."""
    inside = str(folder)

    def guarded(function, is_write=lambda *_: True):
        def refuse(*words, **more):
            place = words[0] if words else ""
            if isinstance(place, int):
                place = os.readlink(f"/proc/self/fd/{place}") if os.path.isdir("/proc") else inside
            if str(place).startswith(inside) and is_write(*words, *more.values()):
                raise error
            return function(*words, **more)

        return refuse

    def writes(*words):
        return any(isinstance(word, str) and set(word) & set("wax+") and len(word) < 4 for word in words[1:])

    with monkeypatch.context() as patch:
        if where == "open":
            patch.setattr("io.open", guarded(open, writes))
            patch.setattr("builtins.open", guarded(open, writes))
        else:
            patch.setattr(f"os.{where}", guarded(getattr(os, where)))
        yield


@pytest.mark.parametrize("code", REFUSALS)
@pytest.mark.parametrize("where", ["open", "fsync", "replace"])
@pytest.mark.parametrize("name", WRITERS)
def test_what_the_system_refuses_is_told_and_changes_nothing(
    tmp_path, monkeypatch, name, where, code
):
    project, sketch = prepared(tmp_path / "disk")
    (tmp_path / "disk" / "a.tif").write_bytes(b"image")
    before = contents(tmp_path / "disk")
    try:
        with failing(monkeypatch, where, tmp_path / "disk", REFUSALS[code]):
            try:
                WRITERS[name](project, sketch)
            except InputError as error:
                assert str(error).endswith(".") and "Errno" not in str(error)
            else:
                pytest.skip(f"{name} does not need {where}")
        assert_as_before(project, sketch, before, name)
        WRITERS[name](project, sketch)  # now it can
    finally:
        project.close()
