"""The card of the first steps: it ticks in order, and goes for good."""

from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from app.core.payloads import CellCount
from app.panels.hints import TOP_PX, Hints
from app.state.questions import Question
from app.ui.icons import Icons
from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND

BOX = Box(0, 0, 4, 4)


@pytest.fixture
def card(qtbot, bus, preferences, scene):
    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.resize(800, 600)
    canvas.show()
    made = Hints(canvas, bus, preferences, Icons(), keep_free=Mock())
    bus.frame.opened.emit(scene())
    return made


def marks(card):
    return [label.text().split()[0] for label in card.findChildren(QLabel)]


def draws(bus, value):
    bus.frame.sketch_changed.emit(Change("image", 1, {BOX: np.full((4, 4), value, np.uint8)}, ()))


def counts(bus, cells, *, is_guess=False):
    bus.frame.counted.emit(CellCount(cells, np.full(cells, 9), is_guess))


def test_nothing_is_ticked_at_first(card):
    assert card.isVisible()
    assert marks(card) == ["1", "2", "3"]


def test_masks_of_a_guess_do_not_tick_the_last_step(card, bus):
    draws(bus, FOREGROUND)
    counts(bus, 40, is_guess=True)
    assert marks(card) == ["✓", "2", "3"]


def test_a_step_is_ticked_when_those_before_it_are_done(card, bus):
    draws(bus, BACKGROUND)
    counts(bus, 40)
    assert marks(card) == ["1", "2", "3"]
    draws(bus, FOREGROUND)
    assert marks(card) == ["✓", "✓", "3"]


def test_once_all_is_done_it_does_not_return_on_another_image(card, bus, scene):
    draws(bus, FOREGROUND)
    draws(bus, BACKGROUND)
    counts(bus, 40)
    assert not card.isVisible()
    bus.frame.opened.emit(scene())
    assert not card.isVisible()


def test_closed_it_does_not_return_either(card, bus, scene):
    QTest.mouseClick(card.findChild(QToolButton), Qt.MouseButton.LeftButton)
    bus.frame.opened.emit(scene())
    assert not card.isVisible()


def test_a_finished_image_does_not_end_the_hints(card, bus, scene):
    finished = scene()
    finished.labels[:3] = 1
    finished.drawn = frozenset((FOREGROUND, BACKGROUND))
    bus.frame.opened.emit(finished)
    assert not card.isVisible()
    bus.frame.opened.emit(scene())
    assert card.isVisible()


def test_it_can_be_shown_again_on_any_image(card, bus, scene):
    test_a_finished_image_does_not_end_the_hints(card, bus, scene)
    finished = scene()
    finished.labels[:3] = 1
    finished.drawn = frozenset((FOREGROUND, BACKGROUND))
    bus.frame.opened.emit(finished)
    card.show_again()
    assert card.isVisible()
    assert marks(card) == ["1", "2", "3"]


def test_it_makes_room_for_a_question(card, bus):
    question = Question("A cell?", "", (5, 5), BOX, ())
    bus.view.question_shown.emit(question)
    assert not card.isVisible()
    bus.view.question_closed.emit(replace(question, sentence="Another?"))
    assert not card.isVisible()
    bus.view.question_closed.emit(question)
    assert card.isVisible()


def test_the_picture_is_shown_below_it(card):
    card._keep_free.assert_called_once_with(card.height() + 2 * TOP_PX, now=True)


def test_nothing_moves_under_the_brush_when_it_goes_by_itself(card, bus):
    draws(bus, FOREGROUND)
    draws(bus, BACKGROUND)
    card._keep_free.reset_mock()
    counts(bus, 40)
    assert not card.isVisible()
    card._keep_free.assert_called_once_with(0, now=False)


def test_the_picture_takes_its_room_when_it_is_closed(card, qtbot):
    QTest.mouseClick(card.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert card._keep_free.call_args.kwargs == {"now": True}
    assert card._keep_free.call_args.args == (0,)
