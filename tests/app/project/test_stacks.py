"""Movies and stacks: one frame at a time, each with strokes and masks of its own."""

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QSlider

from app.panels.frames import FramesBar
from sketchpose_engine.images.frames import Frame


@pytest.fixture
def movie(user):
    """A user with three points in time of two depths each, the first of which is shown."""
    one = user()
    pixels = np.random.default_rng(0).integers(0, 200, (3, 2, 120, 160), np.uint8)
    path = one.folder / "movie.tif"
    tifffile.imwrite(path, pixels, imagej=True, metadata={"axes": "TZYX"})
    one.opens(path)
    one.pixels = pixels
    return one


def bar(user) -> FramesBar:
    return user.program.window.findChild(FramesBar)


def goes_to(user, frame):
    user.wait_until(lambda: user.scene is not None and user.scene.frame == frame)


def test_a_single_picture_has_no_sliders(user):
    one = user()
    one.opens(one.makes_image())
    assert not bar(one).isVisible()
    assert not one.program.actions["next_frame"].isEnabled()
    assert one.program.window.windowTitle().startswith("cells.tif - ")


def test_a_slider_for_each_axis_shows_other_frames(movie):
    assert bar(movie).isVisible()
    sliders = {s.objectName(): s for s in bar(movie).findChildren(QSlider) if s.isVisible()}
    assert {name: slider.maximum() for name, slider in sliders.items()} == {"time": 2, "depth": 1}
    np.testing.assert_array_equal(movie.scene.levels[0][0], movie.pixels[0, 0])
    sliders["time"].setFocus()
    QTest.keyClick(sliders["time"], Qt.Key.Key_End)
    goes_to(movie, Frame(0, 2, 0))
    np.testing.assert_array_equal(movie.scene.levels[0][0], movie.pixels[2, 0])
    assert movie.program.window.windowTitle().startswith("movie.tif t3z1 - ")


def test_keys_walk_through_time(movie):
    movie.presses("Ctrl+PgDown")
    goes_to(movie, Frame(0, 1, 0))
    movie.presses("Ctrl+PgUp")
    goes_to(movie, Frame(0, 0, 0))


def test_the_brightest_of_all_depths_is_a_frame_of_its_own(movie):
    box = bar(movie).findChild(QCheckBox)
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    goes_to(movie, Frame(0, 0, None))
    np.testing.assert_array_equal(movie.scene.levels[0][0], movie.pixels[0].max(0))
    assert movie.scene.image_id == "movie.t1max"


def test_strokes_and_masks_belong_to_their_frame(movie):
    movie.draws_cells_and_background()
    movie.wait_until(lambda: movie.scene.labels.max() == 2)
    drawn = movie.sketch.copy()
    movie.presses("Ctrl+PgDown")
    goes_to(movie, Frame(0, 1, 0))
    assert not movie.sketch.any()
    movie.presses("1")
    movie.draws((30, 20), (30, 50))
    movie.presses("Ctrl+PgUp")
    goes_to(movie, Frame(0, 0, 0))
    np.testing.assert_array_equal(movie.sketch, drawn)
    assert movie.scene.labels.max() == 2
    movie.presses("Ctrl+Z")  # undo survives looking at other frames
    assert not np.array_equal(movie.sketch, drawn)


def leaves_at_the_next_frame_and_returns(movie, user):
    movie.presses("Ctrl+PgDown")
    goes_to(movie, Frame(0, 1, 0))
    folder = movie.program.project_controller.project.folder
    movie.leaves()
    again = user()
    again.program.project_controller.open_project(folder)
    return again


def test_it_opens_again_at_the_frame_that_was_looked_at_last(movie, user):
    movie.draws_cells_and_background()
    movie.wait_until(lambda: movie.scene.labels.max() == 2)
    again = leaves_at_the_next_frame_and_returns(movie, user)
    goes_to(again, Frame(0, 1, 0))
    assert again.program.project_controller.entries["movie"].cells["t1z1"] == 2
    again.presses("Ctrl+PgUp")
    goes_to(again, Frame(0, 0, 0))
    assert again.scene.labels.max() == 2


def test_other_frames_with_strokes_are_learned_from(movie, user):
    movie.draws_cells_and_background()
    again = leaves_at_the_next_frame_and_returns(movie, user)
    again.wait_until(
        lambda: "movie.t1z1" in [getattr(r, "image_id", "") for r in again.session.asked]
    )
