"""Sections of a stack beside its open slice."""

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.canvas.side_views import SideViews
from app.state import volume
from app.state.volume import Volume, rows_of, step_for
from sketchpose_engine.project.project import Project

DEPTHS, SHAPE = 6, (60, 80)


@pytest.fixture
def stack(user, tmp_path):
    """A stack with a bright box in its middle, slices 3 px apart, masks on all of them."""
    pixels = np.full((DEPTHS, *SHAPE), 20, np.uint8)
    pixels[2:4, 20:40, 30:50] = 220
    path = tmp_path / "stack.tif"
    tifffile.imwrite(path, pixels, imagej=True, resolution=(2.0, 2.0),
                     metadata={"axes": "ZYX", "unit": "um", "spacing": 1.5})  # fmt: skip
    project = Project.create(tmp_path / "project")
    (image,) = project.add_images([path])
    for number, plane in enumerate(pixels, 1):
        labels = (plane > 100).astype(np.int32)
        project.save_frame(f"{image.id}.z{number}", labels, 0.5, None, int(labels.max()))
    project.close()
    one = user()
    one.program.project_controller.open_project(tmp_path / "project")
    one.wait_until(lambda: one.scene is not None)
    one.program.preferences["masks_percent"] = 100
    return one


def views(user) -> SideViews:
    return user.program.window.findChild(SideViews)


def shows(user):
    user.presses("X")
    user.wait_until(lambda: volume_of(user) is not None and volume_of(user).is_read.all())
    QApplication.processEvents()


def volume_of(user):
    return views(user).sections["y"]._volume


def points_at(user, y, x):
    """Move the pointer to a pixel of the slice."""
    place, none = QPointF(user.at(y, x)), Qt.MouseButton.NoButton
    moved = QMouseEvent(QEvent.Type.MouseMove, place, user.canvas.mapToGlobal(place), none, none,
                        Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(user.canvas, moved)
    section = views(user).sections["y"]
    user.wait_until(lambda: np.allclose(section._point, (y, x), atol=1))


def colours(section):
    """Distinct colours of a section."""
    picture = section.grab().toImage()
    width = range(0, picture.width(), 2)
    return {picture.pixel(x, y) for x in width for y in range(0, picture.height(), 2)}


def test_they_are_there_only_when_they_are_chosen_and_there_are_slices(stack):
    assert not any(each.isVisible() for each in views(stack).sections.values())
    shows(stack)
    assert all(each.isVisible() for each in views(stack).sections.values())
    stack.opens(stack.makes_image())
    assert not any(each.isVisible() for each in views(stack).sections.values())
    assert volume_of(stack) is None


def test_without_slices_it_is_said_why_there_is_nothing(user):
    one = user()
    one.opens(one.makes_image())
    one.presses("X")
    assert one.notes[-1].startswith("Side views are for stacks")


def test_sections_are_cut_where_the_pointer_is(stack):
    shows(stack)
    points_at(stack, 30, 40)
    through_box = {axis: colours(each) for axis, each in views(stack).sections.items()}
    points_at(stack, 5, 5)
    beside_it = {axis: colours(each) for axis, each in views(stack).sections.items()}
    assert all(len(through_box[axis] - beside_it[axis]) > 0 for axis in ("x", "y"))


def test_distances_of_slices_are_in_proportion(stack):
    shows(stack)
    assert volume_of(stack).depth_px == pytest.approx(3)
    section = views(stack).sections["y"]
    assert section._slice_px == pytest.approx(3 * stack.canvas.viewport.scale)


def test_pixels_lie_below_those_of_the_canvas(stack):
    shows(stack)
    section = views(stack).sections["y"]
    low, high = section._across()
    target = section._target(low, high)
    scale = stack.canvas.viewport.scale
    assert target.left() == pytest.approx(stack.canvas.viewport.to_screen((0, low - 0.5))[1])
    assert target.width() == pytest.approx((high - low) * scale)


def test_a_click_goes_to_a_slice(stack):
    shows(stack)
    section = views(stack).sections["y"]
    place = section._start() + 4.5 * section._slice_px
    QTest.mouseClick(section, Qt.MouseButton.LeftButton, pos=QPoint(40, round(place)))
    stack.wait_until(lambda: stack.scene.frame.depth == section.slice_at(place) != 0)


def test_the_wheel_steps_through_slices(stack):
    shows(stack)
    section = views(stack).sections["x"]
    turned = QWheelEvent(QPointF(20, 20), QPointF(20, 20), QPoint(), QPoint(0, -120),
                         Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                         Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(section, turned)
    stack.wait_until(lambda: stack.scene.frame.depth == 1)


def test_cells_of_all_slices_are_shown_and_follow_edits(stack):
    shows(stack)
    stack.wait_until(lambda: volume_of(stack).cells[2:4, 30, 40].all())
    assert not volume_of(stack).cells[[0, 1, 4, 5]].any()
    while stack.scene.frame.depth != 2:
        before = stack.scene
        stack.presses("Ctrl+PgDown")
        stack.wait_until(lambda before=before: stack.scene is not before)
    stack.wait_until(lambda: len(stack.scene.areas_px) > 1)
    stack.presses("V")
    stack.clicks(30, 40)
    stack.presses("Del")
    stack.wait_until(lambda: not volume_of(stack).cells[2].any())
    assert volume_of(stack).cells[3].any()


def test_linked_cells_have_one_colour_in_all_slices(stack):
    shows(stack)
    stack.presses("Ctrl+L")
    stack.wait_until(lambda: stack.program.linking.controller.links.linked is not None)
    colour = stack.program.linking.controller.links.linked.colours[1]
    stack.wait_until(lambda: set(np.unique(volume_of(stack).cells)) == {0, colour})


def test_memory_is_bounded_however_large_the_stack():
    for shape, depths, channels in (((512, 512), 200, 1), ((4096, 4096), 1000, 3)):
        step = step_for(shape, depths, channels)
        height, width = (-(-side // step) for side in shape)
        assert (channels + 1) * depths * height * width <= volume.MOST_BYTES
    assert step_for((512, 512), 100, 1) == 1


def test_reduced_slices_keep_intensities_and_cells(scene, monkeypatch):
    monkeypatch.setattr(volume, "MOST_BYTES", 2 * DEPTHS * 30 * 40)
    found = Volume.of(scene(SHAPE), DEPTHS, None)
    assert found.step == 2 and found.depth_px is None
    plane = np.full((1, *SHAPE), 255, np.uint8)
    (contrast,) = found.contrasts(scene(SHAPE).channels)
    assert found.reduced(plane).max() == round(contrast.high)
    found.cells[3] = 7
    assert found.cut("y", 59)[1].shape == (DEPTHS, 40)
    assert found.cut("x", 200)[1][3].tolist() == [7] * 30
    np.testing.assert_array_equal(rows_of(np.array([[0, 1, 9]]), None)[0, 0], 0)
