"""The strip below the picture: what it shows of notes, messages and advice."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.core.action_keys import ActionKey
from app.core.payloads import Answered, Message, MessageButton
from app.panels import click_guard, message_strip
from app.panels.message_strip import MessageStrip
from app.state.advice import Advice
from app.state.questions import Answer, Question
from app.ui.icons import Icons
from sketchpose_engine.core.box import Box
from tests.app.helpers import pointer

ADVICE = Advice("rule", "Draw.", ActionKey.TOOL_CELL)


@pytest.fixture
def dismissed():
    return []


@pytest.fixture
def strip(qtbot, bus, monkeypatch, dismissed):
    monkeypatch.setattr(message_strip, "NOTE_MS", 50)
    monkeypatch.setattr(message_strip, "CHARACTER_MS", 0)
    made = MessageStrip(bus, Icons(), lambda: dismissed.append(True))
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(made)
    window.layout().setContentsMargins(80, 80, 80, 80)
    window.setGeometry(100, 100, 900, 200)
    with qtbot.waitExposed(window):
        window.show()
    leaves(made, qtbot)
    yield made


def says(strip) -> str:
    sentences = [each.text() for each in strip.findChildren(QLabel) if each.text()]
    return sentences[0] if strip.isVisible() else ""


def buttons(strip):
    return [each for each in strip.findChildren(QPushButton) if each.isVisible()]


def press(strip, text):
    (button,) = [each for each in buttons(strip) if each.text() == text]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def close(strip):
    QTest.mouseClick(strip.findChild(QToolButton), Qt.MouseButton.LeftButton)


def message(key="key", sentence="A cell.", *buttons, **more):
    return Message(key, sentence, tuple(MessageButton(*button) for button in buttons), **more)


def test_it_is_hidden_while_there_is_nothing_to_say(strip):
    assert not strip.isVisible()


def test_a_note_is_shown_for_a_short_time_and_then_what_was_there_before(strip, bus, qtbot):
    bus.notices.message_shown.emit(message())
    bus.notices.noted.emit("There is no cell here.")
    assert says(strip) == "There is no cell here."
    qtbot.waitUntil(lambda: says(strip) == "A cell.")


def test_a_note_ends_with_what_it_is_about(strip, bus):
    bus.notices.noted.emit("Split into two cells.")
    bus.notices.note_ended.emit()
    assert says(strip) == ""


def test_a_message_is_more_urgent_than_advice(strip, bus):
    bus.notices.advised.emit(ADVICE)
    bus.notices.message_shown.emit(message())
    assert says(strip) == "A cell."
    bus.notices.message_ended.emit("key")
    assert says(strip) == "Draw."
    bus.notices.advised.emit(None)
    assert says(strip) == ""


def test_it_reports_which_advice_is_shown(strip, bus):
    shown = []
    bus.notices.advice_shown.connect(shown.append)
    bus.notices.advised.emit(ADVICE)
    bus.notices.message_shown.emit(message())
    bus.notices.message_ended.emit("key")
    bus.notices.advised.emit(None)
    assert shown == [ADVICE, None, ADVICE, None]


def test_a_button_does_what_it_says_and_ends_the_message(strip, bus):
    done = []
    bus.notices.message_shown.emit(message("a", "One.", ("Undo", lambda: done.append("undo"))))
    press(strip, "Undo")
    assert done == ["undo"]
    assert not strip.isVisible()


def test_an_action_may_show_another_message(strip, bus):
    second = message("a", "Second.")
    bus.notices.message_shown.emit(
        message("a", "First.", ("Go", lambda: bus.notices.message_shown.emit(second)))
    )
    press(strip, "Go")
    assert says(strip) == "Second."


def test_another_number_in_a_sentence_leaves_the_buttons_where_they_are(strip, bus):
    done = []
    bus.notices.message_shown.emit(message("a", "67 cells.", ("Back", lambda: done.append(67))))
    before = buttons(strip)
    bus.notices.message_shown.emit(message("a", "66 cells.", ("Back", lambda: done.append(66))))
    assert buttons(strip) == before
    assert says(strip) == "66 cells."
    press(strip, "Back")
    assert done == [66]


def test_the_newest_message_comes_first_and_then_those_before(strip, bus):
    bus.notices.message_shown.emit(message("a", "First.", ("A", lambda: None)))
    bus.notices.message_shown.emit(message("b", "Second.", ("B", lambda: None)))
    assert says(strip) == "Second."
    close(strip)
    assert says(strip) == "First."
    assert [each.text() for each in buttons(strip)] == ["A"]


def test_an_urgent_message_stays_before_newer_ones(strip, bus):
    bus.notices.message_shown.emit(message("stroke", "A stroke?", is_urgent=True))
    bus.notices.message_shown.emit(message("fall", "Fewer cells."))
    assert says(strip) == "A stroke?"
    close(strip)
    assert says(strip) == "Fewer cells."


def test_an_answer_to_the_user_comes_before_urgent_messages_until_a_newer_one(strip, bus):
    bus.notices.message_shown.emit(message("stroke", "A stroke?", is_urgent=True))
    bus.notices.message_shown.emit(message("export", "Exported.", is_answer=True))
    assert says(strip) == "Exported."
    bus.notices.message_shown.emit(message("fall", "Fewer cells."))
    assert says(strip) == "A stroke?"


def test_closing_is_told(strip, bus):
    closed = []
    bus.notices.message_shown.emit(message(closed=lambda: closed.append(True)))
    close(strip)
    assert closed == [True]
    assert not strip.isVisible()


def test_advice_that_is_closed_is_dismissed(strip, bus, dismissed):
    bus.notices.advised.emit(ADVICE)
    close(strip)
    assert dismissed == [True]


def test_advice_takes_up_the_tool(strip, bus):
    asked = []
    bus.view.action_requested.connect(asked.append)
    bus.notices.advised.emit(ADVICE)
    press(strip, "Use this tool")
    assert asked == [ActionKey.TOOL_CELL]


def test_messages_on_a_frame_end_with_it_and_others_stay(strip, bus, scene):
    bus.notices.message_shown.emit(message("export", "Exported.", of_frame=False))
    bus.notices.message_shown.emit(message("stroke", "A stroke."))
    bus.frame.opened.emit(scene())
    assert says(strip) == "Exported."


@pytest.fixture
def guarded(monkeypatch):
    monkeypatch.setattr(click_guard, "GUARD_MS", 300)


def test_a_click_on_a_message_that_was_just_replaced_does_nothing(strip, bus, qtbot, guarded):
    done = []
    bus.notices.message_shown.emit(message("a", "One.", ("Undo", lambda: done.append("one"))))
    bus.notices.message_shown.emit(message("b", "Two.", ("Undo", lambda: done.append("two"))))
    press(strip, "Undo")
    close(strip)
    assert (done, says(strip)) == ([], "Two.")
    QTest.qWait(400)
    press(strip, "Undo")
    assert done == ["two"]


def test_a_key_has_an_effect_at_once(strip, bus, guarded):
    done = []
    bus.notices.message_shown.emit(message("a", "One.", ("Undo", lambda: done.append("one"))))
    bus.notices.message_shown.emit(message("b", "Two.", ("Undo", lambda: done.append("two"))))
    QTest.keyClick(buttons(strip)[0], Qt.Key.Key_Space)
    assert done == ["two"]


def test_where_nothing_was_before_a_click_has_an_effect_at_once(strip, bus, guarded):
    bus.notices.message_shown.emit(message("a", "One.", ("Undo", lambda: None)))
    press(strip, "Undo")
    assert says(strip) == ""


def points_at(strip, qtbot):
    """Moves the pointer over the strip."""
    pointer.points_at(strip)
    qtbot.waitUntil(strip.underMouse)


def leaves(strip, qtbot):
    """Moves the pointer to the corner of the window."""
    pointer.points_away_from(strip)
    qtbot.waitUntil(lambda: not strip.underMouse())


def test_a_message_under_the_pointer_stays_until_it_leaves(strip, bus, qtbot):
    done = []
    stroke = message("stroke", "A stroke?", ("Erase it", lambda: done.append("erase")))
    bus.notices.message_shown.emit(stroke)
    points_at(strip, qtbot)
    before = buttons(strip)
    bus.notices.message_shown.emit(message("fall", "Fewer cells.", ("Back", lambda: None)))
    assert (says(strip), buttons(strip)) == ("A stroke?", before)
    leaves(strip, qtbot)
    assert (says(strip), texts(strip)) == ("Fewer cells.", ["Back"])


def test_a_click_on_it_does_what_it_says_and_the_newer_one_comes(strip, bus, qtbot):
    done = []
    stroke = message("stroke", "A stroke?", ("Erase it", lambda: done.append("erase")))
    bus.notices.message_shown.emit(stroke)
    points_at(strip, qtbot)
    bus.notices.message_shown.emit(message("fall", "Fewer cells.", ("Back", lambda: None)))
    press(strip, "Erase it")
    assert (done, says(strip)) == (["erase"], "Fewer cells.")


def test_buttons_under_the_pointer_are_disabled_when_they_are_void(strip, bus, qtbot):
    stroke = message("stroke", "A stroke?", ("Erase it", lambda: None))
    bus.notices.message_shown.emit(stroke)
    points_at(strip, qtbot)
    bus.notices.message_ended.emit("stroke")  # it was undone
    bus.notices.message_shown.emit(stroke)  # about another one
    assert (texts(strip), buttons(strip)[0].isEnabled()) == (["Erase it"], False)
    leaves(strip, qtbot)
    assert (says(strip), buttons(strip)[0].isEnabled()) == ("A stroke?", True)


def test_a_void_message_under_the_pointer_can_be_closed(strip, bus, qtbot):
    bus.notices.message_shown.emit(message("a", "One.", ("Undo", lambda: None)))
    points_at(strip, qtbot)
    bus.notices.message_ended.emit("a")
    bus.notices.message_shown.emit(message("b", "Two."))
    close(strip)
    assert says(strip) == "Two."


def test_another_number_comes_under_the_pointer_too(strip, bus, qtbot):
    bus.notices.message_shown.emit(message("a", "67 cells.", ("Back", lambda: None)))
    points_at(strip, qtbot)
    bus.notices.message_shown.emit(message("a", "66 cells.", ("Back", lambda: None)))
    assert says(strip) == "66 cells."


def test_a_note_that_came_meanwhile_is_shown_afterwards(strip, bus, qtbot):
    bus.notices.message_shown.emit(message())
    points_at(strip, qtbot)
    bus.notices.noted.emit("There is no cell here.")
    QTest.qWait(100)  # longer than it is shown
    assert says(strip) == "A cell."
    leaves(strip, qtbot)
    assert says(strip) == "There is no cell here."
    qtbot.waitUntil(lambda: says(strip) == "A cell.")


def test_nothing_of_a_project_that_is_closed_stays_even_under_the_pointer(strip, bus, qtbot):
    bus.notices.message_shown.emit(message())
    points_at(strip, qtbot)
    bus.project.switching.emit()
    assert says(strip) == ""


def test_nor_does_what_was_just_said_of_it(strip, bus):
    bus.notices.noted.emit("What was learned is saved in a.safetensors")
    assert says(strip)
    bus.project.switching.emit()
    assert says(strip) == ""


@pytest.fixture
def answered(bus):
    given = []
    bus.view.question_answered.connect(given.append)
    return given


PAIR = Question(
    "Are cells 3 and 5 one cell or two?",
    "",
    (45, 60),
    Box(30, 30, 60, 90),
    (Answer.ONE_CELL, Answer.TWO_CELLS),
    (3, 5),
    (
        (Box(30, 30, 60, 60), np.ones((30, 30), bool)),
        (Box(30, 60, 60, 90), np.ones((30, 30), bool)),
    ),
)
ABOUT_PAIR = Advice("touching", PAIR.sentence, question=PAIR)
AROUND_IT, BESIDE_IT = Box(0, 0, 120, 160), Box(0, 50, 120, 160)


def texts(strip):
    return [each.text() for each in buttons(strip)]


def test_a_question_about_a_place_in_view_is_answered_at_once(strip, bus, answered):
    bus.canvas.view_changed.emit(AROUND_IT)
    bus.notices.advised.emit(ABOUT_PAIR)
    assert texts(strip) == ["One cell", "Two cells", "Show me"]
    assert buttons(strip)[1].toolTip() == "Draw the boundary between them"
    press(strip, "Two cells")
    assert answered == [Answered(PAIR, Answer.TWO_CELLS)]


def test_a_place_out_of_view_is_shown_first(strip, bus):
    bus.canvas.view_changed.emit(BESIDE_IT)
    bus.notices.advised.emit(ABOUT_PAIR)
    assert texts(strip) == ["Show me"]
    bus.canvas.view_changed.emit(AROUND_IT)
    assert texts(strip) == ["One cell", "Two cells", "Show me"]


def test_answers_are_not_offered_twice(strip, bus):
    bus.canvas.view_changed.emit(AROUND_IT)
    bus.notices.advised.emit(ABOUT_PAIR)
    bus.view.question_shown.emit(PAIR)  # with its answers, on the picture
    assert texts(strip) == ["Show me"]
    bus.view.question_closed.emit(replace(PAIR, place=(1, 1)))  # another one
    assert texts(strip) == ["Show me"]
    bus.view.question_closed.emit(PAIR)
    assert texts(strip) == ["One cell", "Two cells", "Show me"]


def test_the_answers_under_the_pointer_stay_when_the_place_leaves_the_view(
    strip, bus, qtbot, answered
):
    bus.canvas.view_changed.emit(AROUND_IT)
    bus.notices.advised.emit(ABOUT_PAIR)
    points_at(strip, qtbot)
    bus.canvas.view_changed.emit(BESIDE_IT)
    assert texts(strip) == ["One cell", "Two cells", "Show me"]
    leaves(strip, qtbot)
    assert texts(strip) == ["Show me"]
