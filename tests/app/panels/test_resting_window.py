"""At 1280 x 720 nothing on the right moves while results come, and no scroll bar is needed."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton

from app.core.payloads import CellCount
from app.panels import click_guard
from app.panels.result_button import ResultButton
from app.panels.result_history import ResultHistory
from app.panels.scrolled_row import ScrolledRow
from app.state.learning import FINISHED, LEARNING
from app.window.scrolled_panel import ScrolledPanel
from sketchpose_engine.live.messages import Guidance, Idle, ResultsHeld
from sketchpose_engine.live.result import Result, packed
from sketchpose_engine.masks.drawn_cells import CellsFound
from sketchpose_engine.results.filters import Filter
from tests.app.helpers import pointer

MANY = 14


@pytest.fixture
def one(user):
    someone = user()
    someone.opens(someone.makes_image())
    someone.program.window.resize(1280, 680)  # what a title bar and borders leave of 720
    someone.wait_until(lambda: someone.program.docks.learning._plot is not None)
    return someone


def holds(user, count, kept=(), gone=()):
    labels = np.zeros(user.scene.shape, np.int32)
    results = [
        Result(n, user.scene.image_id, labels.shape, packed(labels), labels[::4, ::4],
               np.zeros(1, np.uint8), 100 + n, n, 10 * n, 10.0 * n, kept=n in kept)
        for n in range(1, count + 1)
        if n not in gone
    ]  # fmt: skip
    user.program.bus.engine.results_held.emit(ResultsHeld(tuple(results), None))


def panels(user):
    """Places of the panels on the right, and the size of the window."""
    QApplication.processEvents()
    window = user.program.window
    areas = window.findChildren(ScrolledPanel)
    user.wait_until(lambda: not any(area.verticalScrollBar().isVisible() for area in areas))
    return [area.mapTo(window, QPoint()) for area in areas], window.size()


def in_sight(user):
    history = user.program.window.findChild(ResultHistory)
    buttons = history.findChildren(ResultButton)
    found = {b.mapTo(history, QPoint()).x(): b for b in buttons if visible_width(b) == b.width()}
    return [found[x].result.number for x in sorted(found)]


def visible_width(button):
    return button.visibleRegion().boundingRect().width()


def arrow(user, name):
    history = user.program.window.findChild(ResultHistory)
    (button,) = [b for b in history.findChildren(QToolButton) if b.accessibleName() == name]
    return button


def waits_for_newest(user):
    user.wait_until(lambda: arrow(user, "Earlier results").isVisible())
    user.wait_until(lambda: in_sight(user)[-1:] == [MANY])
    user.wait_until(lambda: not arrow(user, "Later results").isEnabled())


def test_nothing_moves_from_the_first_guess_to_the_end(one):
    before = panels(one)
    bus, image_id = one.program.bus, one.scene.image_id
    bus.frame.counted.emit(CellCount(120, np.arange(300, 420), is_guess=True))
    assert panels(one) == before
    bus.engine.guidance_ready.emit(
        Guidance(image_id, 1.0, None, None, None, CellsFound(15, 10, 3), 9)
    )
    assert panels(one) == before
    bus.engine.learning_changed.emit(LEARNING)
    assert panels(one) == before
    for count in (2, 6, MANY):
        holds(one, count)
        assert panels(one) == before
    bus.engine.learning_changed.emit(FINISHED)
    bus.engine.idle.emit(Idle("finished", 20.0))
    assert panels(one) == before


def test_the_buttons_stay_where_they_are_when_a_filter_hides_cells(one):
    bus, window = one.program.bus, one.program.window
    masks = np.zeros(one.scene.shape, np.int32)
    masks.ravel()[:12] = np.repeat(np.arange(1, 4), [2, 4, 6])
    one.program.learning.use_masks(masks)
    one.wait_until(lambda: np.count_nonzero(one.scene.areas_px) == 3)
    (export,) = [b for b in window.findChildren(QPushButton) if b.text() == "Export…"]
    before = panels(one), export.mapTo(window, QPoint())
    bus.project.filters_chosen.emit((Filter("area_px", 5.0),))
    one.wait_until(
        lambda: any("2 hidden by filters" in each.text() for each in window.findChildren(QLabel))
    )
    assert (panels(one), export.mapTo(window, QPoint())) == before


def test_the_newest_results_are_in_sight_and_arrows_lead_to_the_others(one):
    holds(one, 2)
    panels(one)
    assert not arrow(one, "Earlier results").isVisible()
    holds(one, MANY)
    waits_for_newest(one)
    assert arrow(one, "Earlier results").toolTip() == "Earlier results"
    assert arrow(one, "Later results").toolTip() == ""  # it leads nowhere
    while arrow(one, "Earlier results").isEnabled():
        QTest.mouseClick(arrow(one, "Earlier results"), Qt.MouseButton.LeftButton)
    assert in_sight(one)[0] == 1


def test_a_row_that_was_scrolled_stays_where_it_is(one):
    holds(one, MANY)
    waits_for_newest(one)
    QTest.mouseClick(arrow(one, "Earlier results"), Qt.MouseButton.LeftButton)
    before = in_sight(one)
    holds(one, MANY + 1)
    panels(one)
    assert in_sight(one)[0] == before[0]
    assert in_sight(one)[-1] < MANY


def test_the_wheel_scrolls_sideways(one):
    holds(one, MANY)
    waits_for_newest(one)
    shown = one.program.window.findChild(ScrolledRow)
    none, place = Qt.MouseButton.NoButton, QPointF(5, 5)
    wheel = QWheelEvent(
        place, QPointF(shown.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, 120),
        none, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(shown, wheel)
    one.wait_until(lambda: in_sight(one)[-1] < MANY)


@pytest.fixture
def under_pointer(one):
    """The row of results under the pointer, with so many results that not all are in sight."""
    holds(one, MANY)
    waits_for_newest(one)
    return points_at(one, MANY)


def points_at(user, number):
    """Moves the pointer over a result."""
    button = button_of(user, number)
    pointer.points_at(button)
    user.wait_until(user.program.window.findChild(ResultHistory).underMouse)
    return button


def leaves(user):
    """Moves the pointer to the corner of the window."""
    history = user.program.window.findChild(ResultHistory)
    pointer.points_away_from(history)
    user.wait_until(lambda: not history.underMouse())


def button_of(user, number):
    history = user.program.window.findChild(ResultHistory)
    (button,) = [b for b in history.findChildren(ResultButton) if b.result.number == number]
    return button


def places(user):
    """Places in the window of the results that are completely in sight."""
    history, window = user.program.window.findChild(ResultHistory), user.program.window
    buttons = history.findChildren(ResultButton)
    return {
        b.result.number: b.mapTo(window, QPoint()).x()
        for b in buttons
        if visible_width(b) == b.width()
    }


def test_nothing_moves_under_the_pointer_while_results_come(one, under_pointer):
    before = places(one)
    holds(one, MANY + 2)
    panels(one)
    assert places(one) == before
    leaves(one)
    one.wait_until(lambda: in_sight(one)[-1] == MANY + 2)


def test_nor_while_results_go(one, under_pointer):
    before = places(one)
    gone = list(before)[1]
    holds(one, MANY, gone=(1, gone))
    panels(one)
    assert places(one) == {n: x for n, x in before.items() if n != gone}
    leaves(one)
    one.wait_until(lambda: gone - 1 in in_sight(one))


def test_a_row_that_has_room_does_not_grow_under_the_pointer(one):
    holds(one, 3)
    points_at(one, 2)
    holds(one, 4)
    assert shown_order(one) == [1, 2, 3]
    leaves(one)
    one.wait_until(lambda: shown_order(one) == [1, 2, 3, 4])


def test_a_result_under_the_pointer_is_seen_and_returned_to(one):
    holds(one, 3)
    seen, chosen = [], []
    one.program.bus.view.result_previewed.connect(lambda result: seen.append(result))
    one.program.bus.view.result_chosen.connect(chosen.append)
    button = points_at(one, 2)
    holds(one, 4, gone=(1,))
    assert [result.number for result in seen] == [2]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert chosen == [2]


def test_a_result_that_is_kept_moves_once_the_pointer_has_left(one):
    holds(one, 4, kept=(1,))
    button = points_at(one, 3)
    holds(one, 4, kept=(1, 3))
    assert shown_order(one) == [1, 2, 3, 4]
    assert "It is kept." in button.toolTip()
    leaves(one)
    one.wait_until(lambda: shown_order(one) == [1, 3, 2, 4])


def test_a_kept_result_that_is_gone_cannot_be_clicked(one):
    holds(one, 4, kept=(1, 2))
    button = points_at(one, 2)
    holds(one, 4, kept=(2,), gone=(1,))
    assert shown_order(one) == [1, 2, 3, 4]
    assert (button_of(one, 1).isEnabled(), button.isEnabled()) == (False, True)
    leaves(one)
    one.wait_until(lambda: shown_order(one) == [2, 3, 4])


def test_a_click_just_after_the_row_has_moved_does_nothing(one, monkeypatch):
    monkeypatch.setattr(click_guard, "GUARD_MS", 300)
    chosen = []
    one.program.bus.view.result_chosen.connect(chosen.append)
    holds(one, 3)
    holds(one, 4)
    QTest.mouseClick(button_of(one, 2), Qt.MouseButton.LeftButton)
    assert chosen == []
    QTest.qWait(400)
    QTest.mouseClick(button_of(one, 2), Qt.MouseButton.LeftButton)
    assert chosen == [2]


def test_results_that_are_kept_stay_at_the_left(one):
    holds(one, MANY, kept=(2, 5, 6))
    waits_for_newest(one)
    assert in_sight(one)[:3] == [2, 5, 6]
    before = places(one)
    while arrow(one, "Earlier results").isEnabled():
        QTest.mouseClick(arrow(one, "Earlier results"), Qt.MouseButton.LeftButton)
    assert {n: x for n, x in places(one).items() if n in (2, 5, 6)} == {
        n: before[n] for n in (2, 5, 6)
    }
    assert 1 in in_sight(one)


def test_beside_as_many_as_can_be_kept_the_newest_is_in_sight(one):
    holds(one, MANY, kept=(1, 2, 3, 4))
    waits_for_newest(one)
    assert in_sight(one) == [1, 2, 3, 4, MANY]


def test_a_released_result_goes_back_to_its_place_in_time(one):
    holds(one, 5, kept=(3,))
    assert shown_order(one) == [3, 1, 2, 4, 5]
    holds(one, 5)
    one.wait_until(lambda: shown_order(one) == [1, 2, 3, 4, 5])


def test_the_tab_key_goes_from_left_to_right(one):
    holds(one, 5, kept=(3,))
    one.program.window.activateWindow()
    history = one.program.window.findChild(ResultHistory)
    (first,) = [b for b in history.findChildren(ResultButton) if b.result.number == 3]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    for number in (3, 1, 2, 4, 5):
        assert QApplication.focusWidget().result.number == number
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)


def shown_order(user):
    QApplication.processEvents()
    history, window = user.program.window.findChild(ResultHistory), user.program.window
    buttons = [b for b in history.findChildren(ResultButton) if b.isVisible()]
    return [b.result.number for b in sorted(buttons, key=lambda b: b.mapTo(window, QPoint()).x())]
