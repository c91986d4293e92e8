"""Zoom and place stay from image to image of one size: they are compared with each other."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.app.helpers.pointer import points_at


def turns_wheel(user, place, notches):
    where = QPointF(place)
    event = QWheelEvent(
        where, user.canvas.mapToGlobal(where), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(user.canvas, event)


def goes_on(user, keys):
    """Press keys, wait for another image, and for the picture to be at its place."""
    before = user.scene
    user.presses(keys)
    user.wait_until(lambda: user.scene is not None and user.scene is not before)
    QApplication.processEvents()


def place(user):
    """Scale of the picture, and what is in its upper left corner."""
    viewport = user.canvas.viewport
    return np.round((viewport.scale, *viewport.to_image((0, 0))), 6).tolist()


@pytest.fixture
def series(user):
    """Two images of one size, and one of another."""
    one = user()
    one.opens(
        one.makes_image("a.tif"), one.makes_image("b.tif"), one.makes_image("c.tif", (90, 200))
    )
    one.wait_until(lambda: one.scene.name == "a.tif")
    return one


def test_the_next_image_of_the_same_size_is_shown_in_the_same_place(series):
    turns_wheel(series, QPoint(60, 50), 5)
    before = place(series)
    goes_on(series, "PgDown")
    assert (series.scene.name, place(series)) == ("b.tif", before)
    goes_on(series, "PgUp")
    assert (series.scene.name, place(series)) == ("a.tif", before)


def test_an_image_of_another_size_is_shown_as_a_whole(series):
    turns_wheel(series, QPoint(60, 50), 5)
    goes_on(series, "PgDown")
    goes_on(series, "PgDown")
    assert series.scene.name == "c.tif"
    assert series.canvas.viewport == series.canvas.viewport.fitted()


def test_the_next_frame_has_the_same_zoom_although_a_message_has_taken_a_line(user):
    one = user()
    one.opens(one.makes_image("movie.tif", (3, 120, 160), imagej=True, metadata={"axes": "TYX"}))
    points_at(one.canvas)
    before = one.canvas.viewport
    one.canvas.setFixedHeight(one.canvas.height() - 17)
    QApplication.processEvents()
    assert one.canvas.viewport.scale == before.scale
    goes_on(one, "Ctrl+PgDown")
    assert one.canvas.viewport.scale == before.scale
    assert one.canvas.viewport.to_image((0, 0)) == pytest.approx(before.to_image((0, 0)))


def test_images_of_another_project_are_shown_as_a_whole(canvas, bus, scene):
    bus.frame.opened.emit(scene((600, 800)))
    canvas.view.actual_size()
    bus.project.opened.emit(None)
    bus.frame.opened.emit(scene((600, 800)))
    assert canvas.viewport == canvas.viewport.fitted()


def test_an_image_whose_file_is_missing_between_two_changes_nothing(canvas, bus, scene):
    bus.frame.opened.emit(scene((600, 800)))
    canvas.view.actual_size()
    before = canvas.viewport
    bus.frame.closed.emit()
    bus.frame.opened.emit(scene(planes=np.ones((1, 600, 800), np.uint8)))
    assert canvas.viewport == before
