"""Two cell strokes in one mask: the user is told at once, and how to separate them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.panels.message_strip import MessageStrip
from app.state.learning import FINISHED
from tests.app.helpers.strip import press, says

SENTENCE = "Two of your strokes lie in one mask."
STROKE, BESIDE_IT = ((30, 20), (30, 60)), ((54, 20), (54, 60))
LINE = ((42, 0), (42, 100))


@pytest.fixture
def with_large_mask(user):
    """A user with one cell stroke, whose mask reaches far below it."""
    one = user()
    one.session.reach_px = 22
    one.opens(one.makes_image())
    one.presses("1")
    one.draws(*STROKE)
    one.presses("2")
    one.draws((110, 20), (110, 60))
    one.wait_until(lambda: one.scene.labels[54, 40] == 1)
    one.wait_until(lambda: one.program.learning.state == FINISHED)
    one.presses("1")
    return one


def draws_and_waits(one, *stroke):
    """Draw, and wait for masks that are predicted with it."""
    seen = []
    one.program.bus.engine.fields_ready.connect(seen.append)
    one.draws(*stroke)
    one.wait_until(lambda: bool(seen))


def test_a_second_cell_in_a_mask_is_noticed_with_the_next_masks(with_large_mask):
    with_large_mask.draws(*BESIDE_IT)
    with_large_mask.wait_until(lambda: SENTENCE in says(with_large_mask))


def test_one_click_takes_the_brush_that_separates_them(with_large_mask):
    tools = []
    with_large_mask.program.bus.view.tool_changed.connect(tools.append)
    with_large_mask.draws(*BESIDE_IT)
    with_large_mask.wait_until(lambda: SENTENCE in says(with_large_mask))
    press(with_large_mask, "Draw boundary")
    assert tools[-1] == "boundary"
    assert SENTENCE not in says(with_large_mask)


def test_a_line_between_them_ends_the_message(with_large_mask):
    with_large_mask.draws(*BESIDE_IT)
    with_large_mask.wait_until(lambda: SENTENCE in says(with_large_mask))
    with_large_mask.presses("3")
    with_large_mask.draws(*LINE)
    with_large_mask.wait_until(lambda: SENTENCE not in says(with_large_mask))


def test_undo_ends_the_message(with_large_mask):
    with_large_mask.draws(*BESIDE_IT)
    with_large_mask.wait_until(lambda: SENTENCE in says(with_large_mask))
    with_large_mask.presses("Ctrl+Z")
    assert SENTENCE not in says(with_large_mask)


def test_nothing_is_said_if_the_next_masks_separate_them(with_large_mask):
    with_large_mask.session.reach_px = 5
    draws_and_waits(with_large_mask, *BESIDE_IT)
    assert with_large_mask.scene.labels[30, 40] != with_large_mask.scene.labels[54, 40] != 0
    assert SENTENCE not in says(with_large_mask)


def test_a_stroke_that_goes_on_with_another_is_the_same_cell(with_large_mask):
    draws_and_waits(with_large_mask, (40, 40), (30, 40))
    assert SENTENCE not in says(with_large_mask)


def test_it_is_said_once_for_each_stroke(with_large_mask):
    with_large_mask.draws(*BESIDE_IT)
    with_large_mask.wait_until(lambda: SENTENCE in says(with_large_mask))
    strip = with_large_mask.program.window.findChild(MessageStrip)
    QTest.mouseClick(strip._close, Qt.MouseButton.LeftButton)
    with_large_mask.presses("2")
    draws_and_waits(with_large_mask, (110, 100), (110, 140))
    assert SENTENCE not in says(with_large_mask)
