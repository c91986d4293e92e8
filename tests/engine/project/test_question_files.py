"""Strokes in question are kept in the project, with the sketch that they belong to."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sketchpose_engine.core.box import Box
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.project.project import Project
from sketchpose_engine.sketch.questioned import QuestionedStroke
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND
from tests.engine.helpers.kept import compact, drawn
from tests.engine.helpers.painter import SHAPE

BOX = Box(3, 4, 8, 15)


def asked(box=BOX, revision=7):
    pixels = np.random.default_rng(revision).random(box.shape) > 0.5
    doubtful = pixels & (np.arange(pixels.shape[1]) > 5)
    before = np.where(pixels, FOREGROUND, 0).astype(np.uint8)
    return QuestionedStroke(
        "BACKGROUND_OVER_CELLS", BACKGROUND, revision, ((5, 6),), box, pixels, doubtful, before
    )


def arrays_of(stroke):
    return stroke.pixels, stroke.doubtful, stroke.before


def content(strokes):
    return [
        (s.kind, s.value, s.revision, s.places, s.box, [a.tolist() for a in arrays_of(s)])
        for s in strokes
    ]


def reopened(project, shape=SHAPE, key="a"):
    return Project.open(project.folder).sketches.questions(key, shape)


def test_they_are_the_same_when_the_project_is_opened_again(project):
    strokes = [asked(), asked(Box(0, 0, 1, 1), 9)]
    project.sketches.save_questions("a", strokes)
    assert content(reopened(project)) == content(strokes)
    assert reopened(project, key="b") == ()


def test_what_lay_under_a_stroke_of_an_earlier_version_is_unknown(project):
    project.sketches.save_questions("a", [replace(asked(), before=None)])
    (file,) = (project.folder / "sketches").iterdir()
    found = json.loads(file.read_text("utf-8"))
    del found["strokes"][0]["before"]
    file.write_text(json.dumps(found), "utf-8")
    assert reopened(project)[0].before is None


def test_they_are_counted_without_being_decoded(project):
    project.sketches.save_questions("a", [asked(), asked(Box(0, 0, 1, 1), 9)])
    assert project.sketches.count_questions("a") == 2
    assert project.sketches.count_questions("b") == 0


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b'{"version": 2, "strokes": [1]}', b"\xff"])
def test_those_in_a_damaged_file_are_not_counted(project, damage):
    project.sketches.save_questions("a", [asked()])
    (file,) = (project.folder / "sketches").iterdir()
    file.write_bytes(damage)
    assert project.sketches.count_questions("a") == 0


def test_a_project_of_an_earlier_version_has_none(project):
    compact(project, drawn(project, "a"))
    assert reopened(project) == ()


def test_without_any_there_is_no_file(project):
    project.sketches.save_questions("a", [asked()])
    project.sketches.save_questions("a", [])
    assert list((project.folder / "sketches").iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"version": 9, "strokes": []}',
        b'{"version": 1, "strokes": [{"box": [0, 0, 5, 5]}]}',
        b'{"version": 1, "strokes": [3]}',
    ],
)
def test_a_damaged_file_is_set_aside_with_a_sentence(project, damage):
    path = project.folder / "sketches" / "a_sketch.questions"
    project.sketches.save_questions("a", [asked()])
    path.write_bytes(damage)
    with pytest.raises(InputError, match="cannot be read: the strokes are learned from"):
        project.sketches.questions("a", SHAPE)
    assert project.sketches.questions("a", SHAPE) == ()
    assert path.with_name("a_sketch.questions.damaged").read_bytes() == damage


def test_so_is_one_with_a_kind_of_question_that_this_version_cannot_ask(project):
    project.sketches.save_questions("a", [replace(asked(), kind="ANOTHER")])
    with pytest.raises(InputError):
        project.sketches.questions("a", SHAPE)


def test_those_of_a_larger_image_are_damage(project):
    project.sketches.save_questions("a", [asked(Box(0, 0, SHAPE[0] + 1, 5))])
    with pytest.raises(InputError):
        project.sketches.questions("a", SHAPE)


def test_they_move_with_the_sketch(project):
    compact(project, drawn(project, "a"))
    project.sketches.save_questions("a", [asked()])
    project.sketches.rename("a", "b")
    assert content(project.sketches.questions("b", SHAPE)) == content([asked()])
    project.sketches.move_aside("b", "replaced")
    assert project.sketches.questions("b", SHAPE) == ()


def test_those_within_a_smaller_image_are_kept(project):
    compact(project, drawn(project, "a"))
    smaller = SHAPE[0], SHAPE[1] - 5
    project.sketches.save_questions("a", [asked(), asked(Box(0, 0, 2, SHAPE[1]), 8)])
    project.sketches.fit("a", smaller, "replaced")
    assert content(project.sketches.questions("a", smaller)) == content([asked()])
