"""Sliders for time and depth that come below the picture: all of it stays visible."""

import pytest
from PySide6.QtWidgets import QApplication

from app.panels.frames import FramesBar


@pytest.fixture
def at_an_image(user):
    """A user with a still image that is shown as a whole."""
    one = user()
    one.opens(one.makes_image("still.tif", (300, 400)))
    QApplication.processEvents()
    return one


def opens_movie(one):
    movie = one.makes_image("movie.tif", (3, 300, 400), imagej=True, metadata={"axes": "TYX"})
    before = one.scene
    one.opens(movie)
    one.wait_until(lambda: one.scene is not before)
    one.wait_until(lambda: one.program.window.findChild(FramesBar).isVisible())
    QApplication.processEvents()


def test_the_whole_picture_stays_visible_when_the_sliders_come(at_an_image):
    high = at_an_image.canvas.height()
    opens_movie(at_an_image)
    assert at_an_image.canvas.height() < high
    bottom, _ = at_an_image.canvas.viewport.to_screen((299.5, 0))
    assert bottom <= at_an_image.canvas.height()


def test_a_part_that_was_chosen_stays(at_an_image):
    at_an_image.canvas.view.zoom_in()
    scale = at_an_image.canvas.viewport.scale
    opens_movie(at_an_image)
    assert at_an_image.canvas.viewport.scale == scale
