"""The canvas as it is seen: what is drawn, where, how much of it again, and moving about."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPixmap, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from app.canvas.canvas import Canvas
from app.canvas.rects import rects_of
from app.core.payloads import LayerChange
from app.state.pyramid import build_levels
from sketchpose_engine.core.box import Box
from sketchpose_engine.masks.palette import PALETTE


def settled(canvas) -> QImage:
    """The canvas when all is drawn."""
    for _ in range(100):
        QApplication.processEvents()
        image = canvas.grab().toImage()
        if not (canvas.view._paint_timer.isActive() or canvas.view._zoom_timer.isActive()):
            return image
    canvas.view._zoom_timer.stop()
    return canvas.grab().toImage()


def colour(image: QImage, x: int, y: int) -> tuple[int, int, int]:
    found = QColor(image.pixel(x, y))
    return found.red(), found.green(), found.blue()


def numbered(height, width):
    """An image in which every pixel is different from its neighbours."""
    y, x = np.indices((height, width))
    return ((y * 37 + x * 59) % 256).astype(np.uint8)[None]


# What is seen


def test_every_image_pixel_is_where_it_belongs(canvas, bus, scene):
    planes = numbered(600, 800)
    bus.frame.opened.emit(scene(planes=planes))
    canvas.view.actual_size()
    canvas.view.look_at(replace(canvas.viewport, centre=(299.5, 399.5)))
    image = settled(canvas)
    for x, y in ((0, 0), (255, 254), (256, 256), (399, 299), (57, 201)):
        assert colour(image, x, y) == (planes[0, 150 + y, 200 + x],) * 3


def test_pixels_are_squares_when_zoomed_in(canvas, bus, scene):
    planes = numbered(60, 80)
    bus.frame.opened.emit(scene(planes=planes))
    canvas.view.look_at(replace(canvas.viewport.scaled(16.0), centre=(29.5, 39.5)))
    image = settled(canvas)
    for y, x in ((0, 0), (7, 10), (-8, -12)):
        left, top = 200 + 16 * x, 150 + 16 * y
        for dx, dy in ((0, 0), (15, 0), (0, 15), (15, 15), (8, 8)):
            assert colour(image, left + dx, top + dy) == (planes[0, 30 + y, 40 + x],) * 3


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_every_screen_gets_its_own_pixels(canvas, bus, scene, ratio):
    planes = numbered(1100, 1400)
    bus.frame.opened.emit(scene(planes=planes))
    canvas.view.look_at(replace(canvas.viewport.scaled(1 / ratio), centre=(550, 700)))
    canvas.view._zoom_timer.stop()
    pixmap = QPixmap(round(400 * ratio), round(300 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    for _ in range(20):
        canvas.render(pixmap)
    image = pixmap.toImage()
    top, left = canvas.viewport.to_image((0.0, 0.0))
    first = int(np.floor(top + 0.5 + 1e-9)), int(np.floor(left + 0.5 + 1e-9))
    seen = np.array(
        [[QColor(image.pixel(x, y)).red() for x in range(20, 60)] for y in range(20, 60)]
    )
    wanted = planes[0, first[0] + 20 : first[0] + 60, first[1] + 20 : first[1] + 60]
    np.testing.assert_array_equal(seen, wanted)  # one image pixel for each of the screen's


def test_around_the_image_there_is_something_neutral(canvas, bus, scene):
    bus.frame.opened.emit(scene((50, 50)))
    seen = []
    for dark in (True, False):
        bus.view.theme_changed.emit(dark)
        seen.append(colour(settled(canvas), 3, 3))
    assert max(seen[0]) < 60 and min(seen[1]) > 200
    bus.frame.closed.emit()
    assert colour(settled(canvas), 200, 150) == seen[1]


def test_layers_lie_on_each_other_with_their_opacity(opened, bus, preferences):
    shown = opened.view.scene
    shown.labels[:] = 1
    bus.frame.layer_changed.emit(LayerChange("masks", shown.box))
    bus.frame.layer_changed.emit(LayerChange("outlines", shown.box))
    preferences["masks_percent"] = 50
    full = tuple(PALETTE[1].tolist())
    half = tuple(part / 2 for part in full)
    assert colour(settled(opened), 150, 150) == pytest.approx(half, abs=1)
    preferences["masks_percent"] = 100
    assert colour(settled(opened), 150, 150) == full
    preferences["show_masks"] = False
    assert colour(settled(opened), 150, 150) == (0, 0, 0)


def test_levels_that_come_later_are_used(canvas, bus, scene):
    planes = np.zeros((1, 3000, 3000), np.uint8)
    planes[:, ::4, ::4] = 255
    shown = scene(planes=planes)
    bus.frame.opened.emit(shown)
    before = colour(settled(canvas), 200, 150)
    shown.levels += build_levels(planes)
    bus.frame.layer_changed.emit(LayerChange("image", shown.box))
    after = colour(settled(canvas), 200, 150)
    assert max(before) > 100 and 8 <= max(after) <= 24


def test_a_large_image_is_seen_at_once_and_sharp_soon(canvas, bus, scene):
    planes = np.full((1, 5000, 5000), 200, np.uint8)
    canvas.view._renderer.render_s = 0.0
    bus.frame.opened.emit(scene(planes=planes))
    assert colour(canvas.grab().toImage(), 200, 150) == (200, 200, 200)
    canvas.view._renderer.render_s = 0.008
    assert colour(settled(canvas), 200, 150) == (200, 200, 200)
    assert canvas.view._missing.isEmpty()


# Only what is new


class Watch:
    """Notes which part of a widget is painted."""

    def __init__(self, canvas):
        self.region = QRegion()
        paint = canvas.paintEvent
        canvas.paintEvent = lambda event: (self._note(event), paint(event))

    def _note(self, event):
        self.region += event.region()


def flush(canvas):
    for _ in range(5):
        QApplication.processEvents()
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.UpdateRequest))


def test_a_stroke_paints_only_where_it_is(opened, bus, preferences):
    before = settled(opened)
    flush(opened)
    watch = Watch(opened)
    shown, box = opened.view.scene, Box(290, 380, 300, 400)
    shown.sketch[box.slices] = 3
    bus.frame.layer_changed.emit(LayerChange("strokes", box))
    flush(opened)
    near = QRect(170, 130, 60, 40)
    assert not watch.region.isEmpty()
    assert QRegion(near).contains(watch.region.boundingRect())
    assert QRegion(near).intersected(watch.region) == watch.region
    after = settled(opened)
    different = [
        (x, y)
        for x in range(0, 400, 2)
        for y in range(0, 300, 2)
        if before.pixel(x, y) != after.pixel(x, y)
    ]
    # Lines of boundaries have an edge of one pixel of the image.
    assert different and all(178 <= x < 202 and 138 <= y < 152 for x, y in different)
    assert all(watch.region.contains(QPoint(x, y)) for x, y in different)


def test_what_is_painted_in_parts_looks_like_the_whole(opened, bus):
    random = np.random.default_rng(4)
    shown = opened.view.scene
    settled(opened)
    for _ in range(20):
        top, left = random.integers(100, 450), random.integers(150, 600)
        box = Box(int(top), int(left), int(top) + 40, int(left) + 50)
        shown.sketch[box.slices] = random.integers(0, 4)
        bus.frame.layer_changed.emit(LayerChange("strokes", box))
        opened.grab(QRect(150, 100, 90, 80))
    parts = settled(opened)
    opened.view._renderer.cache.clear()
    assert settled(opened) == parts


def test_hidden_layers_paint_nothing(opened, bus, preferences):
    settled(opened)
    flush(opened)
    watch = Watch(opened)
    bus.frame.layer_changed.emit(LayerChange("trusted", opened.view.scene.box))
    flush(opened)
    assert watch.region.isEmpty()


def test_the_brush_follows_the_mouse_and_leaves_no_trace(opened, qtbot):
    clean = settled(opened)
    qtbot.mouseMove(opened, QPoint(100, 100))
    with_brush = settled(opened)
    assert with_brush != clean
    flush(opened)
    watch = Watch(opened)
    qtbot.mouseMove(opened, QPoint(300, 200))
    flush(opened)
    for rect in rects_of(watch.region):
        assert rect.width() < 40 and rect.height() < 40
    QApplication.sendEvent(opened, QEvent(QEvent.Type.Leave))
    assert settled(opened) == clean


def test_panning_on_the_screen_looks_like_painting_anew(qtbot, bus, preferences, scene):
    window = QWidget()
    qtbot.addWidget(window)
    canvas = Canvas(bus, preferences)
    canvas.setParent(window)
    canvas.setGeometry(0, 0, 400, 300)
    window.resize(400, 300)
    with qtbot.waitActive(window):
        window.show()
    shown = scene(planes=numbered(600, 800), pixel_size_um=0.5)
    shown.sketch[200:400, 300:500] = 1
    bus.frame.opened.emit(shown)
    canvas.view.actual_size()
    settled(canvas)
    canvas.update()
    flush(window)
    watch = Watch(canvas)
    for dx, dy in ((13, 0), (-40, 25), (7, -60), (0, 31)):
        canvas.view.look_at(canvas.viewport.panned(dx, dy))
        flush(window)
    assert QRegion(100, 50, 100, 60).intersected(watch.region).isEmpty()  # it was moved instead
    on_screen = window.screen().grabWindow(window.winId()).toImage()
    if not on_screen.isNull():  # the offscreen platform may not be able to
        anew = settled(canvas).convertToFormat(on_screen.format())
        assert on_screen.copy(0, 0, 400, 300) == anew
