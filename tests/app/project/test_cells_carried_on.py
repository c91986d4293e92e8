"""The cells of the previous frame, proposed on the open one."""

import numpy as np
import tifffile
from scipy import ndimage as ndi

from sketchpose_engine.project.project import Project
from sketchpose_engine.sketch.values import BOUNDARY, FOREGROUND
from tests.app.helpers.movies import MOVIE, SHAPE, goes_to, rests


def opens(user, tmp_path, masks):
    """A movie whose picture shows its cells, and has masks on some frames."""
    path = tmp_path / "movie.tif"
    noise = np.random.default_rng(0).normal(0, 4, (len(MOVIE), *SHAPE))
    cells = np.stack([ndi.gaussian_filter(150.0 * (each > 0), 1) for each in MOVIE])
    tifffile.imwrite(path, (cells + noise + 30).clip(0, 255).astype(np.uint8), imagej=True,
                     metadata={"axes": "TYX"})  # fmt: skip
    project = Project.create(tmp_path / "project")
    (image,) = project.add_images([path])
    for number, labels in enumerate(masks, 1):
        if labels is not None:
            project.save_frame(f"{image.id}.t{number}", labels, None, None, int(labels.max()))
    project.close()
    one = user()
    one.messages = []
    one.program.bus.notices.message_shown.connect(one.messages.append)
    one.program.project_controller.open_project(tmp_path / "project")
    one.wait_until(lambda: one.scene is not None and len(one.scene.areas_px) > 1)
    rests(one)
    return one


def steps(user):
    before = user.scene
    user.presses("Ctrl+PgDown")
    user.wait_until(lambda: user.scene is not before)
    rests(user)


def proposes(user):
    user.presses("Ctrl+Shift+M")
    user.wait_until(lambda: user.scene.preview is not None)


def presses(user, text):
    (button,) = [each for each in user.messages[-1].buttons if each.text == text]
    button.action()


def masks_on_disk(user, code):
    user.program.project_controller.frames.keep_masks()
    user.program.project_controller.frames.finish()
    return user.program.project_controller.project.masks.read(f"movie.{code}")


def test_a_proposal_is_shown_and_changes_nothing(user, tmp_path):
    one = opens(user, tmp_path, [MOVIE[0], None])
    steps(one)
    proposes(one)
    assert one.messages[-1].sentence == "2 cells of the previous frame are proposed here."
    np.testing.assert_array_equal(one.scene.shown.labels > 0, MOVIE[1] > 0)
    assert one.scene.shown.is_guess
    presses(one, "Drop")
    assert one.scene.preview is None
    assert not one.scene.labels.any()
    assert masks_on_disk(one, "t2") is None


def test_accepted_cells_are_the_masks_of_the_frame(user, tmp_path):
    one = opens(user, tmp_path, [MOVIE[0], None])
    steps(one)
    proposes(one)
    presses(one, "Accept")
    one.wait_until(lambda: one.scene.labels.any())
    np.testing.assert_array_equal(one.scene.labels > 0, MOVIE[1] > 0)
    np.testing.assert_array_equal(masks_on_disk(one, "t2")[0] > 0, MOVIE[1] > 0)
    presses(one, "Undo")
    one.wait_until(lambda: not one.scene.labels.any())
    assert masks_on_disk(one, "t2") is None
    assert "t2" not in one.program.project_controller.entries["movie"].cells


def test_masks_that_were_there_come_back(user, tmp_path):
    other = np.roll(MOVIE[1], 30, 1)
    one = opens(user, tmp_path, [MOVIE[0], other])
    goes_to(one, 2)
    proposes(one)
    presses(one, "Accept")
    one.wait_until(lambda: not np.array_equal(one.scene.labels > 0, other > 0))
    presses(one, "Undo")
    one.wait_until(lambda: np.array_equal(one.scene.labels > 0, other > 0))


def test_a_proposal_is_drawn_as_strokes_in_one_edit(user, tmp_path):
    one = opens(user, tmp_path, [MOVIE[0], None])
    steps(one)
    proposes(one)
    presses(one, "Draw as strokes")
    assert one.scene.preview is None
    np.testing.assert_array_equal(np.isin(one.sketch, (FOREGROUND, BOUNDARY)), MOVIE[1] > 0)
    one.presses("Ctrl+Z")
    assert not one.sketch.any()


def test_what_cannot_be_proposed_is_said(user, tmp_path):
    one = opens(user, tmp_path, [MOVIE[0], None, None])
    one.presses("Ctrl+Shift+M")
    assert one.notes[-1].startswith("This is the first frame")
    steps(one)
    steps(one)
    one.presses("Ctrl+Shift+M")
    one.wait_until(lambda: one.notes[-1].startswith("The previous frame has no cells"))


def test_another_frame_shows_no_proposal(user, tmp_path):
    one = opens(user, tmp_path, [MOVIE[0], None, None])
    steps(one)
    proposes(one)
    steps(one)
    assert one.scene.preview is None
