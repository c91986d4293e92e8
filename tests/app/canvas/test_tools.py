"""What the hand's movements mean, sent as real events."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication

from app.canvas.canvas import Canvas
from app.canvas.tools import LARGEST_RADIUS_PX, SMALLEST_RADIUS_PX, TOOLS, resize_brush
from app.core.payloads import StrokePoint, StrokeStart

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
A, B, C = QPoint(200, 100), QPoint(250, 140), QPoint(300, 100)

STROKES = ("stroke_started", "stroke_moved", "stroke_ended", "stroke_dropped", "stroke_outlined")
CELLS = ("cell_accepted", "cell_rejected", "cell_deleted", "cell_merged", "cells_split")


@pytest.fixture
def said(bus):
    """What the hand has said: (signal, payload...)."""
    heard = []
    for name in STROKES + CELLS:
        getattr(bus.canvas, name).connect(
            lambda *payload, name=name: heard.append((name, *payload))
        )
    return heard


@pytest.fixture
def canvas(qtbot, bus, preferences, scene):
    widget = Canvas(bus, preferences)
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    with qtbot.waitActive(widget):
        widget.show()
    widget.setFocus()
    bus.frame.opened.emit(scene((300, 400)))
    widget.view.actual_size()
    return widget


def at(canvas, place):
    return canvas.viewport.to_image((place.y(), place.x()))


def names(said):
    return [name for name, *_ in said]


def test_a_stroke_begins_moves_and_ends(canvas, said, qtbot):
    qtbot.mousePress(canvas, LEFT, pos=A)
    qtbot.mouseMove(canvas, B)
    qtbot.mouseRelease(canvas, LEFT, pos=C)
    assert said == [
        ("stroke_started", StrokeStart(at(canvas, A), 1.0, erase=False)),
        ("stroke_moved", StrokePoint(at(canvas, B), 1.0)),
        ("stroke_moved", StrokePoint(at(canvas, C), 1.0)),
        ("stroke_ended",),
    ]


def test_a_fast_stroke_loses_no_point(canvas, said, qtbot):
    places = [QPoint(100 + 2 * n, 100 + n % 7) for n in range(100)]
    qtbot.mousePress(canvas, LEFT, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(canvas, place)
    qtbot.mouseRelease(canvas, LEFT, pos=places[-1])
    points = [what[1].point for what in said if what[0] in ("stroke_started", "stroke_moved")]
    assert points == [at(canvas, place) for place in places]


def test_moving_without_a_button_draws_nothing(canvas, said, qtbot):
    qtbot.mouseMove(canvas, A)
    qtbot.mouseMove(canvas, B)
    assert said == []


def test_alt_erases(canvas, said, qtbot):
    qtbot.mousePress(canvas, LEFT, ALT, pos=A)
    qtbot.mouseRelease(canvas, LEFT, ALT, pos=A)
    assert said[0] == ("stroke_started", StrokeStart(at(canvas, A), 1.0, erase=True))


def test_the_eraser_erases(canvas, bus, said, qtbot):
    bus.view.tool_changed.emit("eraser")
    qtbot.mouseClick(canvas, LEFT, pos=A)
    assert said[0] == ("stroke_started", StrokeStart(at(canvas, A), 1.0, erase=True))


def test_escape_drops_the_stroke(canvas, said, qtbot):
    qtbot.mousePress(canvas, LEFT, pos=A)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.mouseMove(canvas, B)
    qtbot.mouseRelease(canvas, LEFT, pos=B)
    assert names(said) == ["stroke_started", "stroke_dropped"]


def test_loss_of_focus_ends_the_stroke(canvas, said, qtbot):
    qtbot.mousePress(canvas, LEFT, pos=A)
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut))
    assert names(said) == ["stroke_started", "stroke_ended"]
    qtbot.mouseRelease(canvas, LEFT, pos=A)
    assert len(said) == 2


def test_another_tool_or_image_ends_the_stroke(canvas, bus, said, qtbot):
    qtbot.mousePress(canvas, LEFT, pos=A)
    bus.view.tool_changed.emit("background")
    qtbot.mousePress(canvas, LEFT, pos=A)
    bus.frame.closed.emit()
    assert names(said) == ["stroke_started", "stroke_ended"] * 2
    qtbot.mouseClick(canvas, LEFT, pos=A)
    assert len(said) == 4  # there is nothing to draw on


def test_a_lost_release_does_not_lose_the_stroke(canvas, said, qtbot):
    qtbot.mousePress(canvas, LEFT, pos=A)
    event = _mouse(canvas, QEvent.Type.MouseMove, B, Qt.MouseButton.NoButton)
    QApplication.sendEvent(canvas, event)
    assert names(said) == ["stroke_started", "stroke_ended"]


def _mouse(canvas, kind, place, buttons):
    from PySide6.QtGui import QMouseEvent

    where = QPointF(place)
    return QMouseEvent(
        kind, where, canvas.mapToGlobal(where), Qt.MouseButton.NoButton, buttons, NONE
    )


def test_a_quick_second_dab_is_drawn(canvas, said, qtbot):
    qtbot.mouseClick(canvas, LEFT, pos=A)
    qtbot.mouseDClick(canvas, LEFT, pos=A)
    qtbot.mouseRelease(canvas, LEFT, pos=A)
    assert names(said) == ["stroke_started", "stroke_ended"] * 2


def test_right_double_click_outlines(canvas, said, qtbot):
    qtbot.mouseDClick(canvas, RIGHT, pos=A)
    assert said == [("stroke_outlined", at(canvas, A))]


@pytest.mark.parametrize("tool", TOOLS)
def test_control_click_deletes_with_every_tool(canvas, bus, said, qtbot, tool):
    bus.view.tool_changed.emit(tool)
    qtbot.mouseClick(canvas, LEFT, CONTROL, pos=A)
    assert said == [("cell_deleted", at(canvas, A))]


@pytest.mark.parametrize("tool", ["accept", "reject"])
def test_one_click_or_two_answer_once(canvas, bus, said, qtbot, tool):
    bus.view.tool_changed.emit(tool)
    qtbot.mouseClick(canvas, LEFT, pos=A)
    assert said == [(f"cell_{tool}ed", at(canvas, A))]
    QApplication.sendEvent(canvas, _double_click(canvas, A))
    assert len(said) == 1


def _double_click(canvas, place):
    from PySide6.QtGui import QMouseEvent

    where = QPointF(place)
    kind = QEvent.Type.MouseButtonDblClick
    return QMouseEvent(kind, where, canvas.mapToGlobal(where), LEFT, LEFT, NONE)


def test_edit_splits_along_the_line(canvas, bus, said, qtbot):
    bus.view.tool_changed.emit("edit")
    qtbot.mousePress(canvas, LEFT, pos=A)
    qtbot.mouseMove(canvas, B)
    assert said == []
    qtbot.mouseRelease(canvas, LEFT, pos=C)
    assert said == [("cells_split", [at(canvas, A), at(canvas, B), at(canvas, C)])]


def test_edit_merges_with_alt_and_forgets_a_dropped_line(canvas, bus, said, qtbot):
    bus.view.tool_changed.emit("edit")
    qtbot.mouseClick(canvas, LEFT, ALT, pos=A)
    qtbot.mouseClick(canvas, LEFT, pos=A)  # no line
    qtbot.mousePress(canvas, LEFT, pos=A)
    qtbot.mouseMove(canvas, B)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.mouseRelease(canvas, LEFT, pos=C)
    assert said == [("cell_merged", at(canvas, A))]


def tablet(canvas, kind, place, pressure, pointer=QPointingDevice.PointerType.Pen):
    button = LEFT if kind != QEvent.Type.TabletMove else Qt.MouseButton.NoButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else LEFT
    device = QPointingDevice(
        "pen", 7, QInputDevice.DeviceType.Stylus, pointer,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure, 1, 3,
    )  # fmt: skip
    where = QPointF(place)
    event = QTabletEvent(
        kind, device, where, canvas.mapToGlobal(where), pressure, 0, 0, 0, 0, 0, NONE, button, held
    )
    QApplication.sendEvent(canvas, event)


def test_a_pen_has_pressure_if_wanted(canvas, preferences, said):
    for wanted in (True, False):
        preferences["pen_pressure"] = wanted
        tablet(canvas, QEvent.Type.TabletPress, A, 0.25)
        tablet(canvas, QEvent.Type.TabletMove, B, 0.5)
        tablet(canvas, QEvent.Type.TabletRelease, B, 0.0)
    assert [what[1].pressure for what in said if len(what) > 1] == [0.25, 0.5, 1.0, 1.0]
    assert names(said) == ["stroke_started", "stroke_moved", "stroke_ended"] * 2


def test_the_other_end_of_the_pen_erases(canvas, said):
    eraser = QPointingDevice.PointerType.Eraser
    tablet(canvas, QEvent.Type.TabletPress, A, 0.5, eraser)
    tablet(canvas, QEvent.Type.TabletRelease, A, 0.0, eraser)
    assert said[0][1].erase


# Sizes of brushes


def test_brushes_are_resized_step_by_step(preferences):
    preferences["cell_radius_px"] = 1.0
    seen = []
    for _ in range(12):
        resize_brush(preferences, "cell", 1.2)
        seen.append(preferences["cell_radius_px"])
    assert seen[:4] == [1.5, 2.0, 2.5, 3.0]
    assert all(new - old >= 0.5 for old, new in pairwise(seen))
    assert seen[-1] / seen[-2] == pytest.approx(1.2, abs=0.06)
    for _ in range(40):
        resize_brush(preferences, "cell", 1 / 1.2)
    assert preferences["cell_radius_px"] == SMALLEST_RADIUS_PX
    for _ in range(60):
        resize_brush(preferences, "cell", 1.2)
    assert preferences["cell_radius_px"] == LARGEST_RADIUS_PX


def test_what_is_no_brush_is_not_resized(preferences, bus, qtbot):
    with qtbot.assertNotEmitted(bus.view.preference_changed):
        resize_brush(preferences, "hand", 1.2)


@pytest.mark.parametrize(("key", "grows"), [("[", False), ("]", True), (",", False), (".", True)])
def test_keys_resize_the_brush_that_is_held(canvas, bus, preferences, qtbot, key, grows):
    bus.view.tool_changed.emit("background")
    before = preferences["background_radius_px"]
    qtbot.keyClicks(canvas, key)
    assert (preferences["background_radius_px"] > before) is grows
    assert preferences["background_radius_px"] != before
