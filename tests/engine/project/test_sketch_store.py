"""Sketches in a project: no finished edit is ever lost."""

import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sketchpose_engine.core.box import Box
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.label_images import load_sketch
from sketchpose_engine.project.project import Project
from sketchpose_engine.results.tiff import write_labels, write_sketch
from sketchpose_engine.sketch.annotations import Annotations
from sketchpose_engine.sketch.edits import Correction
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND
from tests.engine.helpers.kept import assert_kept, compact, drawn
from tests.engine.helpers.painter import SHAPE, expected_labels, paint_edit

WHOLE = Box.whole(SHAPE)


def test_an_image_without_strokes_has_an_empty_sketch(project):
    labels, corrections, revision = project.sketches.read("a", SHAPE)
    assert (labels.shape, labels.dtype, labels.any()) == (SHAPE, np.uint8, np.False_)
    assert (corrections, revision) == ((), 0)
    assert not project.sketches.annotated("a")


def test_every_edit_is_kept_without_being_saved(project):
    for edits in range(3):
        sketch = drawn(project, "a", edits)
        assert_kept(project.folder, sketch)


def test_a_sketch_is_gone_on_with_after_it_was_compacted(project):
    for _ in range(3):
        sketch = drawn(project, "a")
        compact(project, sketch)
        assert_kept(project.folder, sketch)
    paint_edit(sketch, project.sketches.journal("a"))
    assert_kept(project.folder, sketch)
    compact(project, sketch)
    np.testing.assert_array_equal(
        load_sketch(project.folder / "sketches" / "a_sketch.tif", SHAPE), sketch.labels
    )


@pytest.mark.parametrize("step", ["results.tiff.write_sketch", "project.journal.Journal.restart"])
def test_a_crash_while_a_sketch_is_compacted_loses_nothing(project, monkeypatch, step):
    compact(project, drawn(project, "a"))
    sketch = drawn(project, "a")
    project.sketches.journal("a").append(sketch.undo())
    sketch.correct(Correction("merge", WHOLE, sketch.labels > 0))
    project.sketches.journal("a").append(sketch.finish())

    class Crash(BaseException):
        pass

    def crash(*_):
        raise Crash

    with monkeypatch.context() as patch, pytest.raises(Crash):
        patch.setattr(f"sketchpose_engine.{step}", crash)
        compact(project, sketch)
    assert_kept(project.folder, sketch)
    paint_edit(sketch, project.sketches.journal("a"))
    assert_kept(project.folder, sketch)


def test_what_is_drawn_while_a_sketch_is_compacted_is_kept(project):
    sketch = drawn(project, "a")
    old = sketch.labels.copy(), sketch.corrections, sketch.revision
    paint_edit(sketch, project.sketches.journal("a"))
    sketch.correct(Correction("delete", WHOLE, sketch.labels > 0))
    project.sketches.journal("a").append(sketch.finish())
    project.sketches.compact("a", *old)
    assert_kept(project.folder, sketch)


def test_an_old_sketch_that_comes_late_replaces_no_newer_one(project):
    sketch = drawn(project, "a")
    old = sketch.labels.copy(), sketch.corrections, sketch.revision
    paint_edit(sketch, project.sketches.journal("a"))
    compact(project, sketch)
    project.sketches.compact("a", *old)
    assert_kept(project.folder, sketch)


def test_which_images_are_annotated(project):
    sketch = drawn(project, "a", edits=1)
    assert project.sketches.annotated("a") and not project.sketches.annotated("b")
    project.sketches.journal("a").append(sketch.undo())
    assert not project.sketches.annotated("a")
    compact(project, sketch)
    assert not project.sketches.annotated("a")
    sketch.correct(Correction("delete", WHOLE, np.ones(SHAPE, bool)))
    project.sketches.journal("a").append(sketch.finish())
    assert project.sketches.annotated("a")
    compact(project, sketch)
    assert project.sketches.annotated("a")
    paint_edit(sketch, project.sketches.journal("a"))
    compact(project, sketch)
    assert project.sketches.annotated("a")


def test_a_sketch_that_was_erased_stays_empty(project):
    sketch = drawn(project, "a")
    compact(project, sketch)
    sketch.stamp(WHOLE, np.full(SHAPE, BACKGROUND, np.uint8))
    while change := sketch.undo():
        project.sketches.journal("a").append(change)
    assert not sketch.labels.any()
    compact(project, sketch)
    assert not project.sketches.annotated("a")
    assert_kept(project.folder, sketch)


def damage(path, how):
    match how:
        case "cut":
            path.write_bytes(path.read_bytes()[:100])
        case "text":
            path.write_text("no picture")
        case "values":
            write_sketch(path, np.full(SHAPE, 99, np.uint8))
        case "wide":
            write_labels(path, np.full(SHAPE, 70_000), None)
        case "size":
            write_sketch(path, np.ones((20, 30), np.uint8))


@pytest.mark.parametrize("how", ["cut", "text", "values", "wide", "size"])
def test_a_damaged_sketch_is_refused_and_never_overwritten(project, how):
    sketch = drawn(project, "a")
    compact(project, sketch)
    path = project.folder / "sketches" / "a_sketch.tif"
    damage(path, how)
    remains = path.read_bytes()
    again = Project.open(project.folder)
    with pytest.raises(InputError, match=r"a_sketch.tif .* set it aside"):
        again.sketches.read("a", SHAPE)
    assert path.read_bytes() == remains
    new = Annotations("a", np.full(SHAPE, BOUNDARY, np.uint8), revision=sketch.revision)
    compact(again, new)
    again.close()
    assert (path.parent / "a_sketch.tif.damaged").read_bytes() == remains
    assert_kept(project.folder, new)


def test_a_sketch_set_aside_begins_anew_with_what_the_journal_holds(project):
    compact(project, drawn(project, "a"))
    sketch = Annotations("a", np.zeros(SHAPE, np.uint8), revision=3)
    sketch.stamp(Box(0, 0, 5, 5), np.full((5, 5), FOREGROUND, np.uint8))
    project.sketches.journal("a").append(sketch.finish())
    path = project.folder / "sketches" / "a_sketch.tif"
    path.write_bytes(b"II*\0")
    project.sketches.set_aside("a")
    project.sketches.set_aside("a")  # there is nothing left to do
    assert_kept(project.folder, sketch)
    assert (path.parent / "a_sketch.tif.damaged").exists() and not path.exists()


# Kill -9.


def test_a_killed_program_loses_no_finished_edit(project):
    moments, last = random.Random(5), 0
    command = [sys.executable, "-m", "tests.engine.helpers.painter", str(project.folder)]
    for _ in range(8):
        painter = subprocess.Popen(
            command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3], text=True
        )
        # So many edits, however fast this computer is.
        printed = [int(painter.stdout.readline()) for _ in range(moments.randint(5, 20))]
        time.sleep(moments.uniform(0, 0.01))
        painter.kill()
        lines, _ = painter.communicate()
        printed += [int(line) for line in lines.splitlines(keepends=True) if line.endswith("\n")]
        labels, _, revision = Project.open(project.folder).sketches.read("a", SHAPE)
        assert revision >= max(printed) >= last
        np.testing.assert_array_equal(labels, expected_labels(revision))
        last = revision
    assert last > 50
