"""Moving about in an image: wheel, trackpad, keys, and the picture dragged by hand."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.core.payloads import LayerChange
from sketchpose_engine.core.box import Box
from tests.app.helpers.pointer import points_at

LEFT, MIDDLE, RIGHT = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
NONE = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def wheel(canvas, place, notches, modifiers=NONE, sideways=False, pixels=(0, 0)):
    angle = QPoint(round(120 * notches), 0) if sideways else QPoint(0, round(120 * notches))
    phase = Qt.ScrollPhase.NoScrollPhase if pixels == (0, 0) else Qt.ScrollPhase.ScrollUpdate
    where = QPointF(place)
    event = QWheelEvent(
        where, canvas.mapToGlobal(where), QPoint(*pixels), angle, Qt.MouseButton.NoButton,
        modifiers, phase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_the_whole_image_is_shown_first_and_after_resizing(canvas, bus, scene, qtbot):
    with qtbot.waitSignal(bus.canvas.view_changed) as seen:
        bus.frame.opened.emit(scene((600, 800)))
    assert seen.args == [Box(0, 0, 600, 800)]
    canvas.resize(900, 200)
    assert canvas.viewport.visible_box() == Box(0, 0, 600, 800)
    canvas.view.zoom_in()
    scale = canvas.viewport.scale
    canvas.resize(500, 400)
    assert canvas.viewport.scale == scale
    canvas.view.zoom_out()
    assert canvas.viewport.scale == pytest.approx(scale / 1.25)
    canvas.view.fit()
    assert canvas.viewport.visible_box() == Box(0, 0, 600, 800)
    canvas.view.actual_size()
    assert canvas.viewport.scale == 1.0


@pytest.mark.parametrize("in_use", [False, True])
def test_room_that_a_card_gives_back_is_used_at_once_unless_the_image_is_in_use(
    canvas, bus, scene, in_use
):
    bus.frame.opened.emit(scene((600, 800)))
    whole = canvas.viewport.scale
    canvas.view.keep_free(100, now=True)
    below = canvas.viewport.scale
    assert below < whole
    if in_use:
        points_at(canvas)
    canvas.view.keep_free(0, now=False)
    assert canvas.viewport.scale == (below if in_use else whole)
    canvas.view.fit()
    assert canvas.viewport.scale == whole


@pytest.mark.parametrize("zoomed", [False, True])
def test_nothing_moves_when_the_strip_below_needs_another_line(canvas, bus, scene, qtbot, zoomed):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 440)
    canvas.setParent(window)
    canvas.resize(500, 400)
    window.show()
    canvas.show()
    bus.frame.opened.emit(scene((600, 800)))
    points_at(canvas)
    if zoomed:
        canvas.view.zoom_in()
    before = canvas.viewport
    for height in (383, 366, 383):
        canvas.resize(500, height)
        assert canvas.viewport.scale == before.scale
        assert canvas.viewport.to_image((40, 60)) == pytest.approx(before.to_image((40, 60)))
    canvas.resize(500, 400)
    assert canvas.viewport.to_image((40, 60)) == pytest.approx(before.to_image((40, 60)))
    canvas.resize(500, 300)  # a panel has come
    assert (canvas.viewport.scale == before.scale) == zoomed
    canvas.setParent(None)  # it is closed by its own fixture


@pytest.mark.parametrize("place", [QPoint(60, 50), QPoint(333, 201)])
@pytest.mark.parametrize("notches", [1, -1, 3])
def test_the_wheel_keeps_the_point_under_the_mouse(opened, bus, qtbot, place, notches):
    scale = opened.viewport.scale
    point = opened.viewport.to_image((place.y(), place.x()))
    with qtbot.waitSignal(bus.canvas.zoom_changed) as told:
        wheel(opened, place, notches)
    assert opened.viewport.to_screen(point) == pytest.approx((place.y(), place.x()))
    assert (opened.viewport.scale > scale) is (notches > 0)
    assert told.args == [pytest.approx(opened.viewport.scale)]


def test_a_trackpad_zooms_in_small_parts(opened):
    scale = opened.viewport.scale
    wheel(opened, QPoint(100, 100), 0, pixels=(0, 3))
    assert scale < opened.viewport.scale < 1.05 * scale


def test_shift_and_wheel_move_sideways(opened):
    before = opened.viewport
    wheel(opened, QPoint(100, 100), 1, SHIFT)
    assert opened.viewport.shift_from(before) == (60, 0)
    wheel(opened, QPoint(100, 100), -1, SHIFT, sideways=True)  # as macOS sends it
    assert opened.viewport.centre == pytest.approx(before.centre)


def test_control_and_wheel_resize_the_brush(opened, preferences):
    before, radius_px = opened.viewport, preferences["cell_radius_px"]
    wheel(opened, QPoint(100, 100), 1, CONTROL)
    assert preferences["cell_radius_px"] == radius_px + 1
    for _ in range(10):
        wheel(opened, QPoint(100, 100), -0.1, CONTROL)  # adds up to one notch
    assert preferences["cell_radius_px"] == pytest.approx(radius_px, abs=0.5)
    assert opened.viewport == before


@pytest.mark.parametrize("button", [MIDDLE, RIGHT])
def test_dragging_with_other_buttons_moves_the_picture(opened, bus, qtbot, button):
    _drags(opened, bus, qtbot, button)


def test_space_and_dragging_move_the_picture(opened, bus, qtbot):
    qtbot.keyPress(opened, Qt.Key.Key_Space)
    assert opened.cursor().shape() == Qt.CursorShape.OpenHandCursor
    _drags(opened, bus, qtbot, LEFT)
    qtbot.keyRelease(opened, Qt.Key.Key_Space)
    assert opened.cursor().shape() == Qt.CursorShape.CrossCursor


def test_the_hand_moves_the_picture(opened, bus, qtbot):
    bus.view.tool_changed.emit("hand")
    _drags(opened, bus, qtbot, LEFT)


def _drags(canvas, bus, qtbot, button):
    strokes = []
    bus.canvas.stroke_started.connect(lambda *_: strokes.append(1))
    before = canvas.viewport
    qtbot.mousePress(canvas, button, pos=QPoint(100, 100))
    assert canvas.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    qtbot.mouseMove(canvas, QPoint(120, 110))
    qtbot.mouseMove(canvas, QPoint(150, 90))
    qtbot.mouseRelease(canvas, button, pos=QPoint(150, 90))
    assert canvas.cursor().shape() != Qt.CursorShape.ClosedHandCursor
    assert canvas.viewport.shift_from(before) == (50, -10)
    assert strokes == []


def test_a_place_that_was_chosen_comes_into_view(opened, bus):
    bus.view.place_chosen.emit(Box(300, 400, 320, 420))
    assert opened.viewport.to_screen((309.5, 409.5)) == pytest.approx((150, 200))


def test_the_view_is_told_once_a_turn(opened, bus, qtbot):
    QApplication.processEvents()
    qtbot.wait(5)
    told = []
    bus.canvas.view_changed.connect(told.append)
    for _ in range(5):
        opened.view.look_at(opened.viewport.panned(-10, 0))
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == [opened.viewport.visible_box()]


def test_the_pointer_is_told(opened, bus, qtbot):
    told = []
    bus.canvas.pointer_moved.connect(told.append)
    qtbot.mouseMove(opened, QPoint(200, 150))
    assert told[-1] == opened.viewport.to_image((150, 200))
    QApplication.sendEvent(opened, QEvent(QEvent.Type.Leave))
    assert told[-1] is None
    opened.view.fit()
    qtbot.mouseMove(opened, QPoint(1, 1))  # beside the image
    assert told[-1] is None


def test_without_an_image_nothing_happens(canvas, bus, qtbot):
    wheel(canvas, QPoint(9, 9), 1)
    qtbot.mouseClick(canvas, LEFT, pos=QPoint(9, 9))
    qtbot.mouseDClick(canvas, RIGHT, pos=QPoint(9, 9))
    canvas.view.fit()
    canvas.view.zoom_in()
    bus.frame.layer_changed.emit(LayerChange("strokes", Box(0, 0, 1, 1)))
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor
    canvas.grab()
