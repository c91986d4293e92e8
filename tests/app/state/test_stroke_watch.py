"""Strokes that are probably mistakes: asked about at once, where they are."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.panels.message_strip import MessageStrip
from sketchpose_engine.live.messages import MasksReady
from sketchpose_engine.live.requests import ConfirmStroke, QuestionStroke
from sketchpose_engine.sketch.values import BACKGROUND

CROSSING = ((10, 40), (100, 40))  # two cells, at rows 30 and 80


@pytest.fixture
def at_work(user):
    """A user with masks of two cells."""
    one = user()
    one.opens(one.makes_image())
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    one.marked = []
    one.program.bus.view.places_marked.connect(one.marked.append)
    return one


def says(user) -> str:
    strip = user.program.window.findChild(MessageStrip)
    return " ".join(each.text() for each in strip.findChildren(QLabel) if each.isVisible())


def press(user, text):
    strip = user.program.window.findChild(MessageStrip)
    (button,) = [b for b in strip.findChildren(QPushButton) if b.text() == text]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_background_across_cells_is_asked_about_and_marked(at_work):
    at_work.draws(*CROSSING)
    assert (
        "Your background stroke crosses 2 cells. Is that right? It is not learned until then."
        in says(at_work)
    )
    rows = sorted(round(y, -1) for y, _ in at_work.marked[-1])
    assert rows == [30, 80]


def test_undo_takes_the_stroke_back(at_work):
    before = at_work.sketch.copy()
    at_work.draws(*CROSSING)
    press(at_work, "Undo")
    assert (at_work.sketch == before).all()
    assert at_work.marked[-1] == []
    assert "crosses" not in says(at_work)


def test_a_stroke_that_is_meant_stays(at_work):
    at_work.draws(*CROSSING)
    press(at_work, "I mean it")
    assert at_work.sketch[30, 40] == BACKGROUND
    assert at_work.marked[-1] == []
    assert "crosses" not in says(at_work)


def test_the_next_stroke_ends_the_question(at_work):
    at_work.draws(*CROSSING)
    at_work.draws((110, 100), (110, 120))
    assert "crosses" not in says(at_work)


def test_undo_with_the_keyboard_ends_it_too(at_work):
    at_work.draws(*CROSSING)
    at_work.presses("Ctrl+Z")
    assert "crosses" not in says(at_work)


def test_a_cell_stroke_over_two_cells_is_asked_about(at_work):
    at_work.presses("1")
    at_work.draws((30, 40), (80, 40))
    assert "joins two cells into one" in says(at_work)


def test_a_line_that_ends_in_a_cell_is_asked_about(at_work):
    at_work.presses("3")
    at_work.draws((10, 35), (30, 35))
    assert "This line ends inside a cell" in says(at_work)


def test_a_line_right_across_is_not(at_work):
    at_work.presses("3")
    at_work.draws((10, 35), (50, 35))
    assert "ends inside" not in says(at_work)


def test_the_question_about_a_line_goes_away_once_masks_have_split_the_cell(at_work):
    at_work.presses("3")
    at_work.draws((10, 35), (30, 35))
    labels = at_work.scene.labels.copy()
    labels[:, 36:][at_work.scene.labels[:, 36:] == labels[30, 30]] = 9
    areas = np.bincount(labels.ravel())
    revision = at_work.program.document.annotations.revision
    shape = at_work.scene.box
    old = MasksReady(at_work.scene.image_id, revision - 1, shape, labels, areas * 0, areas)
    at_work.program.bus.engine.masks_ready.emit(old)
    assert "ends inside a cell" in says(at_work)  # those masks are older than the line
    new = replace(old, revision=revision)
    at_work.program.bus.engine.masks_ready.emit(new)
    assert "ends inside a cell" not in says(at_work)
    assert at_work.marked[-1] == []


# What was done to masks by hand


def test_the_first_part_of_a_merge_is_marked_until_it_is_done(at_work):
    chosen = []
    at_work.program.bus.view.cells_chosen.connect(chosen.append)
    at_work.presses("C")
    shift = Qt.KeyboardModifier.ShiftModifier
    at_work.clicks(30, 30, modifiers=shift)
    assert "the other part of this cell" in says(at_work)
    assert chosen[-1] == (at_work.scene.labels[30, 30],)
    at_work.clicks(80, 30, modifiers=shift)
    assert "Merged into one cell." in says(at_work)
    assert "the other part" not in says(at_work)


def test_another_tool_ends_a_merge(at_work):
    at_work.presses("C")
    at_work.clicks(30, 30, modifiers=Qt.KeyboardModifier.ShiftModifier)
    at_work.presses("1")
    assert "the other part" not in says(at_work)


def test_one_part_is_not_merged_with_itself(at_work):
    at_work.presses("C")
    for column in (30, 34):
        at_work.clicks(30, column, modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert "That is the same cell" in says(at_work)
    assert at_work.program.document.annotations.corrections == ()


def test_a_deleted_cell_is_told(at_work):
    at_work.clicks(30, 30, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert "Cell deleted." in says(at_work)


def test_the_tool_that_edits_cells_says_how(at_work):
    at_work.presses("C")
    assert "Drag across a cell to split it." in says(at_work)


def test_the_status_bar_has_values_only(at_work):
    at_work.clicks(30, 30, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert at_work.program.window.statusBar().currentMessage() == ""


def asked(user, kind):
    return [each for each in user.session.asked if isinstance(each, kind)]


def test_a_doubtful_stroke_is_not_learned_from_where_it_covers_cells(at_work):
    masks = at_work.scene.labels > 0
    at_work.draws(*CROSSING)
    at_work.wait_until(lambda: bool(asked(at_work, QuestionStroke)))
    (question,) = asked(at_work, QuestionStroke)
    assert question.revision == at_work.program.document.annotations.revision
    rows, columns = question.pixels.T
    assert masks[rows, columns].all()
    assert (at_work.sketch[rows, columns] == BACKGROUND).all()


def test_a_confirmed_stroke_is_learned_from(at_work):
    at_work.draws(*CROSSING)
    press(at_work, "I mean it")
    at_work.wait_until(lambda: bool(asked(at_work, ConfirmStroke)))
    (question,), (answer,) = asked(at_work, QuestionStroke), asked(at_work, ConfirmStroke)
    assert answer.revision == question.revision


def test_a_careful_stroke_is_learned_from_at_once(at_work):
    at_work.draws((200, 10), (200, 60))
    assert not asked(at_work, QuestionStroke)
