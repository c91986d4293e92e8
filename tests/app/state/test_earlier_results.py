"""Earlier results in the window: looked at, returned to, kept; and a fall of the count."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton

from app.panels.message_strip import MessageStrip
from app.panels.result_button import ResultButton
from app.panels.result_history import ResultHistory
from app.state.learning import PAUSED
from sketchpose_engine.live.messages import Guidance, Idle, MasksReady, ResultsHeld
from sketchpose_engine.live.requests import KeepResult, Learn, ReturnToResult
from sketchpose_engine.live.result import Result, packed, reduced
from sketchpose_engine.masks.drawn_cells import CellsFound
from sketchpose_engine.sketch.edits import Change

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def one(user):
    someone = user()
    rests = []
    someone.program.bus.engine.idle.connect(rests.append)
    someone.opens(someone.makes_image("a.tif"), someone.makes_image("b.tif"))
    someone.wait_until(lambda: bool(rests))  # what the engine has said on its own is shown
    return someone


def result(number, cells=100, image_id="a", seconds=None, **more):
    labels = np.zeros((120, 160), np.int32)
    labels[10:50, 10:50] = number
    seconds = 72.0 * number if seconds is None else seconds
    return Result(
        number, image_id, labels.shape, packed(labels), reduced(labels),
        np.arange(number + 1, dtype=np.uint8) % 7, cells, 9, 40, seconds, **more,
    )  # fmt: skip


def holds(user, *results, shown=None):
    user.program.bus.engine.results_held.emit(ResultsHeld(results, shown))


def finds(user, cells):
    """New masks with so many cells."""
    labels = np.zeros(user.scene.shape, np.int32)
    labels.ravel()[: 2 * cells : 2] = np.arange(1, cells + 1)
    areas = np.bincount(labels.ravel())
    areas[0] = 0
    ready = MasksReady(
        user.scene.image_id, 9, user.scene.box, labels, np.ones(cells + 1, np.uint8), areas
    )
    user.program.bus.engine.masks_ready.emit(ready)


def history(user) -> ResultHistory:
    return user.program.window.findChild(ResultHistory)


def pictures(user):
    return [
        each for each in history(user).findChildren(ResultButton) if each.isVisibleTo(history(user))
    ]


def strip(user) -> MessageStrip:
    return user.program.window.findChild(MessageStrip)


def says(user):
    return " ".join(each.text() for each in strip(user).findChildren(QLabel))


def press(user, text):
    (button,) = [b for b in strip(user).findChildren(QPushButton) if b.text() == text]
    QTest.mouseClick(button, LEFT)


def returns(user):
    return [r.number for r in user.session.asked if isinstance(r, ReturnToResult)]


def test_one_result_is_no_choice(one):
    holds(one, result(1))
    assert not history(one).isVisibleTo(one.program.window)


def test_each_result_has_a_picture_with_its_count_and_says_what_it_is(one):
    holds(one, result(1, 205, is_guess=True), result(2, 166))
    assert [each.text() for each in pictures(one)] == ["~210", "166"]
    first, second = (each.toolTip() for each in pictures(one))
    assert "about 210 cells, the first guess, 9 separate strokes drawn." in first
    assert "166 cells, the result of 2:24" in second


def test_only_results_of_the_open_image_are_shown(one):
    holds(one, result(1), result(2), result(3, image_id="b"))
    assert len(pictures(one)) == 2


def test_results_of_another_project_are_gone_at_once(one):
    holds(one, result(1), result(2))
    one.program.bus.project.opened.emit(one.program.project_controller.project)
    assert pictures(one) == []


def test_a_result_under_the_pointer_is_on_the_picture_for_now(one):
    finds(one, 5)
    holds(one, result(1), result(2))
    before = one.scene.labels.copy()
    picture = pictures(one)[1]
    place = QPointF(5, 5)
    QApplication.sendEvent(picture, QEnterEvent(place, place, place))
    assert one.scene.shown.labels[20, 20] == 2
    np.testing.assert_array_equal(one.scene.labels, before)
    QApplication.sendEvent(picture, QEvent(QEvent.Type.Leave))
    np.testing.assert_array_equal(one.scene.shown.labels, before)


def test_so_is_one_with_the_keyboard_focus_and_enter_goes_back_to_it(one):
    finds(one, 5)
    holds(one, result(1), result(2))
    one.program.window.activateWindow()
    pictures(one)[1].setFocus(Qt.FocusReason.TabFocusReason)
    assert one.scene.shown.labels[20, 20] == 2
    QTest.keyClick(pictures(one)[1], Qt.Key.Key_Return)
    one.wait_until(lambda: returns(one) == [2])
    one.canvas.setFocus()
    assert one.scene.preview is None


def test_masks_that_come_meanwhile_are_not_lost(one):
    holds(one, result(1), result(2))
    one.program.bus.view.result_previewed.emit(result(1))
    finds(one, 7)
    one.program.bus.view.result_previewed.emit(None)
    assert one.scene.shown.labels.max() == 7


def test_a_result_that_is_dropped_under_the_pointer_is_not_shown_any_longer(one):
    holds(one, result(1), result(2), result(3))
    picture = pictures(one)[0]
    QApplication.sendEvent(picture, QEnterEvent(QPointF(), QPointF(), QPointF()))
    holds(one, result(2), result(3))
    assert one.scene.preview is None


def test_a_click_goes_back_and_learning_rests_there(one):
    holds(one, result(1), result(2))
    QTest.mouseClick(pictures(one)[0], LEFT)
    assert returns(one) == [1]
    assert not [r for r in one.session.asked if isinstance(r, Learn)][-1].on
    holds(one, result(1), result(2), shown=1)
    one.program.bus.engine.idle.emit(Idle("paused"))
    assert one.program.learning.state == PAUSED
    panel = one.program.docks.learning
    assert "Paused at the result of 1:12" in [each.text() for each in panel.findChildren(QLabel)]
    assert panel.findChild(QPushButton, "primary").text() == "Start"
    assert [each.isChecked() for each in pictures(one)] == [True, False]


def test_going_back_can_be_undone(one):
    holds(one, result(1), result(2))
    QTest.mouseClick(pictures(one)[0], LEFT)
    holds(one, result(1), result(2), result(3, 90), shown=1)  # the one that was left is there
    assert "Back at the result of 1:12: 100 cells. All strokes are kept" in says(one)
    press(one, "Undo")
    assert returns(one) == [1, 3]


@pytest.mark.parametrize(("revision", "is_said"), [(0, False), (1, True), (2, False)])
def test_a_result_that_was_made_with_a_stroke_undone_since_says_so(one, revision, is_said):
    one.presses("1")
    one.draws((30, 20), (30, 50))  # revision 1
    one.presses("Ctrl+Z")  # revision 2
    holds(one, result(1, revision=revision), result(2, revision=2))
    QTest.mouseClick(pictures(one)[0], LEFT)
    holds(one, result(1, revision=revision), result(2, revision=2), shown=1)
    assert ("made with a stroke that you have undone since" in says(one)) == is_said


def test_what_was_undone_and_redone_is_not_taken_back(one):
    one.presses("1")
    one.draws((30, 20), (30, 50))  # revision 1
    one.presses("Ctrl+Z")  # revision 2
    one.presses("Ctrl+Y")  # revision 3
    holds(one, result(1, revision=3), result(2, revision=3))
    QTest.mouseClick(pictures(one)[0], LEFT)
    holds(one, result(1, revision=3), result(2, revision=3), shown=1)
    assert "Back at" in says(one)
    assert "undone since" not in says(one)


def test_from_one_earlier_result_to_another_and_back(one):
    holds(one, result(1), result(2), result(3), shown=1)
    QTest.mouseClick(pictures(one)[1], LEFT)
    holds(one, result(1), result(2), result(3), shown=2)
    press(one, "Undo")
    assert returns(one) == [2, 1]


def test_a_stroke_or_start_goes_on_from_there(one):
    holds(one, result(1), result(2))
    QTest.mouseClick(pictures(one)[0], LEFT)
    holds(one, result(1), result(2), shown=1)
    one.draws((30, 20), (30, 50))
    assert [r for r in one.session.asked if isinstance(r, Learn)][-1].on
    holds(one, result(1), result(2), shown=None)
    assert "Back at" not in says(one)


def test_the_present_result_can_be_kept(one):
    holds(one, result(1), result(2))
    buttons = history(one).findChildren(QToolButton)
    (keep,) = [b for b in buttons if b.accessibleName() == "Keep this result"]
    QTest.mouseClick(keep, LEFT)
    assert one.session.asked[-1] == KeepResult(None)
    holds(one, result(1), result(2, kept=True))
    (tip,) = [each.toolTip() for each in pictures(one) if each.result.number == 2]
    assert "It is kept." in tip


# A fall of the count


def test_a_fall_by_a_third_is_said_with_the_way_back(one):
    finds(one, 166)
    holds(one, result(1, 166))
    finds(one, 67)
    assert "Fewer cells than before: 67 instead of 166." in says(one)
    press(one, "Back to the result before")
    assert returns(one) == [1]


def test_a_first_guess_has_the_same_rounded_number_wherever_it_stands(one):
    finds(one, 137)
    holds(one, result(1, 137, is_guess=True), result(2, 137))
    guess, learned = pictures(one)
    assert (guess.text(), learned.text()) == ("~140", "137")
    assert guess.accessibleName().startswith("about 140 cells, ")
    assert guess.toolTip().startswith("about 140 cells, ")
    guess.click()
    holds(one, result(1, 137, is_guess=True), result(2, 137), shown=1)
    assert "Back at the first guess: about 140 cells." in says(one)


def test_the_number_of_a_result_follows_corrections_by_hand(one):
    holds(one, result(1, 1000), result(2, 80))
    holds(one, result(1, 999), result(2, 80))
    changed, _ = pictures(one)
    assert changed.text() == "999"
    assert changed.accessibleName().startswith("999 cells, ")


def misses(user, missed):
    drawn = CellsFound(3, 3 - missed, 0)
    user.program.bus.engine.guidance_ready.emit(
        Guidance(user.scene.image_id, None, None, None, cells=drawn)
    )


def test_fewer_cells_than_in_the_first_guess_are_no_loss(one):
    holds(one, result(1, 240, is_guess=True))
    finds(one, 102)
    misses(one, 0)
    assert "Fewer cells" not in says(one)


@pytest.mark.parametrize("cells", [0, 23])
def test_they_are_if_hardly_any_are_left(one, cells):
    holds(one, result(1, 240, is_guess=True))
    finds(one, cells)
    assert f"Fewer cells than in the first guess: {cells} instead of about 240." in says(one)


def test_later_results_are_compared_with_as_ever(one):
    holds(one, result(1, 240, is_guess=True), result(2, 102))
    finds(one, 50)
    assert "Fewer cells than before: 50 instead of 102." in says(one)


def test_cells_that_a_filter_hides_are_not_missed(one):
    finds(one, 100)
    holds(one, result(1, 100))
    one.scene.hidden = np.arange(101) > 10
    finds(one, 100)
    assert "Fewer cells" not in says(one)


def test_a_fall_below_the_first_guess_is_called_so_if_drawn_cells_are_missed(one):
    holds(one, result(1, 166, is_guess=True))
    finds(one, 67)
    misses(one, 1)
    assert "Fewer cells than in the first guess: 67 instead of about 170." in says(one)
    press(one, "Back to the first guess")
    assert returns(one) == [1]


def test_it_is_no_longer_said_when_the_cells_are_back(one):
    finds(one, 166)
    holds(one, result(1, 166))
    finds(one, 0)
    assert "0 instead of 166" in says(one)
    finds(one, 150)
    assert "Fewer cells" not in says(one)


def test_a_smaller_fall_is_not_said(one):
    holds(one, result(1, 166))
    finds(one, 120)
    assert "Fewer cells" not in says(one)


def test_closed_it_is_not_said_again_of_the_same_result(one):
    holds(one, result(1, 166))
    finds(one, 67)
    QTest.mouseClick(strip(one).findChild(QToolButton), LEFT)
    finds(one, 60)
    assert "Fewer cells" not in says(one)
    holds(one, result(1, 166), result(2, 60))
    finds(one, 10)
    assert "10 instead of 60" in says(one)


def makes_a_mistake(user):
    """Draws background across two cells; returns the revision of the sketch with it."""
    finds(user, 166)
    user.scene.labels[20:60, 20:60] = 1
    user.scene.labels[20:60, 100:140] = 2
    user.presses("2")
    user.draws((40, 5), (40, 150))
    return user.program.document.annotations.revision


def test_undoing_a_mistake_that_has_cost_cells_undoes_what_was_learned_from_it(one):
    revision = makes_a_mistake(one)
    results = (result(1, 200), result(2, 166), result(3, 40, revision=revision))
    holds(one, *results)
    finds(one, 10)
    asked = len(one.session.asked)
    press(one, "Undo")
    learn, back, change, again = one.session.asked[asked:]
    assert (learn.on, back, again.on) == (False, ReturnToResult(2), True)
    assert isinstance(change, Change)
    assert not one.sketch.any()


def test_undoing_one_that_has_cost_none_goes_on_with_what_was_learned(one):
    revision = makes_a_mistake(one)
    holds(one, result(1, 200), result(2, 166), result(3, 150, revision=revision))
    finds(one, 130)
    press(one, "Undo")
    assert returns(one) == []


def test_cells_deleted_by_hand_are_not_missed(one):
    finds(one, 9)
    holds(one, result(1, 9))
    y, x = np.argwhere(one.scene.labels == 3)[0]
    one.program.bus.canvas.cell_deleted.emit((float(y), float(x)))
    finds(one, 2)
    assert "Fewer cells" not in says(one)


def test_results_of_another_image_are_not_compared_with(one):
    holds(one, result(1, 166, image_id="b"))
    finds(one, 3)
    assert "Fewer cells" not in says(one)
