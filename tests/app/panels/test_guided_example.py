"""The guided example: one step at a time, ended by what the user does, left at any step."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.core import paths
from app.core.action_keys import ActionKey
from app.panels.guided_example import STEPS


@pytest.fixture
def one(user):
    """A user who has begun the guided example on the start page."""
    someone = user()
    (button,) = [
        b
        for b in someone.program.window.findChildren(QPushButton)
        if b.text() == "Guided example" and b.isVisible()
    ]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    someone.wait_until(lambda: someone.program.document.scene is not None)
    return someone


def step(user):
    return user.program.example.step


def press(user, text):
    (button,) = [b for b in user.program.example.findChildren(QPushButton) if b.text() == text]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_begins_on_a_sample_without_strokes(one):
    assert step(one) == STEPS[0]
    assert not one.sketch.any()
    assert not one.program.hints.isVisible()


def test_what_the_user_does_ends_each_step(one):
    one.presses("1")
    for row in (60, 80, 100):
        assert step(one) == STEPS[0]
        one.draws((row, 60), (row, 70))
    assert step(one) == STEPS[1]
    one.presses("2")
    one.draws((10, 10), (10, 30))
    one.wait_until(lambda: step(one) == STEPS[3])  # the fake session has masks at once
    one.presses("1")
    one.draws((90, 60), (90, 70))
    assert step(one) == STEPS[4]
    one.program.bus.view.action_requested.emit(ActionKey.TABLE)
    one.wait_until(lambda: step(one) == STEPS[5])
    press(one, "Done")
    assert step(one) is None


def test_a_click_beside_its_buttons_does_not_paint(one):
    card = one.program.example
    for target in (card, *card.findChildren(QLabel)):
        where = target.mapTo(one.canvas, target.rect().center())
        assert one.canvas.childAt(where) is not None
        QTest.mousePress(target, Qt.MouseButton.LeftButton)
        QTest.mouseMove(target, target.rect().center() + QPoint(40, 0))
        QTest.mouseRelease(target, Qt.MouseButton.LeftButton)
    assert not one.sketch.any()
    assert step(one) == STEPS[0]


def test_next_goes_on_without_doing_it(one):
    for number in range(1, len(STEPS)):
        press(one, "Next")
        assert step(one) == STEPS[number]


def test_it_can_be_left_and_what_is_drawn_stays(one):
    one.presses("1")
    one.draws((60, 60), (60, 70))
    press(one, "Leave")
    assert step(one) is None
    assert one.sketch.any()


def test_another_project_ends_it(one):
    (name, folder), *_ = paths.SAMPLES
    one.program.project_controller.open_sample(name, folder)
    assert step(one) is None


def test_begun_again_it_has_no_strokes(one):
    one.presses("1")
    one.draws((60, 60), (60, 70))
    one.program.bus.view.action_requested.emit(ActionKey.EXAMPLE)
    document = one.program.document
    one.wait_until(lambda: document.annotations is not None and not one.sketch.any())
    assert step(one) == STEPS[0]
