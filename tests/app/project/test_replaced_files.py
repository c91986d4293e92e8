"""Image files that were replaced or moved: the user decides, and nothing is lost."""

import shutil

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QListWidget, QRadioButton

from app.dialogs.choice import ChoiceDialog
from app.panels.images import ImagesPanel
from app.project.frame_jobs import jobs_of
from sketchpose_engine.live.requests import OpenImage
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.relinking import missing_images
from sketchpose_engine.sketch.values import FOREGROUND

SIZES = {"same": (120, 160), "smaller": (100, 140), "larger": (200, 210)}


@pytest.fixture
def folder(user):
    """A project with an image that was drawn on, and one that was not; it is closed."""
    one = user()
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif"))
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    found = one.program.project_controller.project.folder
    one.leaves()
    return found


def replace(folder, name="a.tif", shape=(120, 160)):
    path = folder.parents[1] / name
    tifffile.imwrite(path, np.full(shape, 77, np.uint8))
    return path


def opens(user, folder):
    """A user who opens the project, and the question that comes."""
    one = user()
    one.program.project_controller.open_project(folder)
    one.wait_until(lambda: bool(questions(one)))
    return one, questions(one)[0]


def questions(user):
    found = user.program.window.findChildren(ChoiceDialog)
    return [dialog for dialog in found if dialog.isVisible()]


def texts(dialog):
    return [button.text() for button in dialog.findChildren(QRadioButton)]


def chooses(dialog, text):
    (button,) = [b for b in dialog.findChildren(QRadioButton) if b.text() == text]
    button.click()
    dialog.accept_button.click()
    QApplication.processEvents()


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_shown_or_changed_before_the_user_has_decided(user, folder, size):
    before = {path: path.read_bytes() for path in folder.rglob("a_*")}
    replace(folder, shape=SIZES[size])
    one, dialog = opens(user, folder)
    assert one.scene is None
    assert ("It is the same picture, saved again" in texts(dialog)) == (size == "same")
    dialog.reject()
    one.leaves()
    assert {path: path.read_bytes() for path in folder.rglob("a_*")} == before
    project = Project.open(folder)
    assert project.has_changed(project.images[0])  # it will be asked again


@pytest.mark.parametrize(
    ("size", "first"),
    [
        ("same", "It is the same picture, saved again"),
        ("smaller", "Begin anew"),
        ("larger", "Begin anew"),
    ],
)
def test_what_does_no_harm_is_chosen_at_first(user, folder, size, first):
    replace(folder, shape=SIZES[size])
    _, dialog = opens(user, folder)
    (chosen,) = [b for b in dialog.findChildren(QRadioButton) if b.isChecked()]
    assert chosen.text() == first
    dialog.reject()


def test_a_click_on_an_image_that_stayed_closed_asks_again(user, folder):
    replace(folder)
    one, dialog = opens(user, folder)
    dialog.reject()
    one.wait_until(lambda: not questions(one))
    images = one.program.window.findChild(ImagesPanel).findChild(QListWidget)
    place = images.visualItemRect(images.item(0)).center()
    QTest.mouseClick(images.viewport(), Qt.MouseButton.LeftButton, pos=place)
    one.wait_until(lambda: bool(questions(one)))
    questions(one)[0].reject()


@pytest.mark.parametrize("size", SIZES)
def test_strokes_can_be_kept(user, folder, size):
    replace(folder, shape=SIZES[size])
    one, dialog = opens(user, folder)
    chooses(dialog, "Keep the strokes")
    one.wait_until(lambda: one.scene is not None)
    assert one.scene.shape == SIZES[size]
    assert one.sketch[30, 35] == FOREGROUND
    assert (one.scene.levels[0] == 77).all()
    opened = [asked for asked in one.session.asked if isinstance(asked, OpenImage)][-1]
    assert opened.masks is None
    one.draws((90, 20), (90, 50))
    one.wait_until(lambda: one.scene.labels.any())
    one.leaves()
    other = user()
    other.opens(folder)
    assert other.sketch[30, 35] == other.sketch[90, 35] == FOREGROUND
    assert not questions(other)


def test_the_same_picture_saved_again_keeps_masks_and_counts(user, folder):
    replace(folder)
    one, dialog = opens(user, folder)
    chooses(dialog, "It is the same picture, saved again")
    one.wait_until(lambda: one.scene is not None)
    assert one.scene.labels.max() == 2
    assert dict(one.program.project_controller.entries["a"].cells) == {"": 2}


def test_begun_anew_the_old_files_are_kept(user, folder):
    replace(folder)
    one, dialog = opens(user, folder)
    chooses(dialog, "Begin anew")
    one.wait_until(lambda: one.scene is not None)
    assert not one.sketch.any()
    assert not one.program.project_controller.entries["a"].annotated
    assert sorted(path.name for path in folder.rglob("*.replaced")) == [
        "a_masks.tif.replaced",
        "a_sketch.journal.replaced",
    ]


def test_the_old_file_can_be_found(user, folder, monkeypatch):
    old = folder.parents[1] / "a.tif"
    kept = folder.parents[1] / "kept" / "a.tif"
    kept.parent.mkdir()
    shutil.copy(old, kept)
    replace(folder)
    one, dialog = opens(user, folder)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(kept), ""))
    chooses(dialog, "Find the old file")
    one.wait_until(lambda: one.scene is not None)
    assert one.sketch[30, 35] == FOREGROUND
    assert one.scene.labels.max() == 2
    assert one.program.project_controller.project.image("a").path == kept


def test_an_image_without_work_is_opened_whatever_its_file_is_now(user, folder):
    replace(folder, "b.tif", SIZES["larger"])
    one = user()
    one.opens(folder)
    one.presses("PgDown")
    one.wait_until(lambda: one.scene is not None and one.scene.entry_id == "b")
    assert one.scene.shape == SIZES["larger"]
    one.program.project_controller.frames.finish()
    project = Project.open(folder)
    assert not project.has_changed(project.image("b"))


def test_a_file_that_is_replaced_while_the_program_runs_is_noticed_when_it_is_shown_again(user):
    one = user()
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif"))
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    one.program.project_controller.frames.open_image("b")
    one.wait_until(lambda: one.scene.entry_id == "b")
    tifffile.imwrite(one.folder / "a.tif", np.full(SIZES["smaller"], 5, np.uint8))
    one.program.project_controller.frames.open_image("a")
    one.wait_until(lambda: bool(questions(one)))
    chooses(questions(one)[0], "Keep the strokes")
    one.wait_until(lambda: one.scene is not None and one.scene.entry_id == "a")
    assert one.scene.shape == SIZES["smaller"]
    assert (one.session._images["a"].shape) == SIZES["smaller"]  # the engine, too
    one.draws((90, 20), (90, 50))
    one.wait_until(lambda: one.scene.labels.any())


@pytest.mark.parametrize("known", [True, False])  # of the file: not by older programs
def test_a_movie_that_has_become_longer_keeps_the_strokes_of_its_frames(user, known):
    def movie(frames):
        pixels = np.random.default_rng(0).integers(0, 200, (frames, 120, 160), np.uint8)
        tifffile.imwrite(one.folder / "m.tif", pixels, imagej=True, metadata={"axes": "TYX"})

    one = user()
    movie(9)
    one.opens(one.folder / "m.tif")
    one.presses("1")
    one.draws((30, 20), (30, 50))
    folder = one.program.project_controller.project.folder
    if not known:
        one.program.project_controller.frames.finish()
        one.program.project_controller.project.describe("m", fingerprint=None)
    one.program.project_controller.close()
    movie(10)
    one.program.project_controller.open_project(folder)
    one.wait_until(lambda: bool(questions(one)))
    chooses(questions(one)[0], "Keep the strokes")
    one.wait_until(lambda: one.scene is not None)
    assert one.scene.code == "t01"
    assert one.sketch[30, 35] == FOREGROUND


def test_it_is_not_learned_from_while_it_is_not_decided(user, folder):
    one = user()
    one.opens(folder)
    one.presses("PgDown")
    one.wait_until(lambda: one.scene is not None and one.scene.entry_id == "b")
    one.draws_cells_and_background()
    one.presses("PgUp")  # the project is opened at the image that was shown last
    one.wait_until(lambda: one.scene is not None and one.scene.entry_id == "a")
    one.leaves()
    replace(folder, "b.tif")
    other = user()
    other.opens(folder)
    other.program.project_controller.entries._readers.finish()
    QApplication.processEvents()
    assert not any(isinstance(r, OpenImage) and not r.look for r in other.session.asked)


def test_segmenting_all_leaves_strokes_of_a_replaced_file_alone(user, folder):
    replace(folder)
    project = Project.open(folder)
    jobs, problems = jobs_of(project, only_new=False, projected=False)
    assert [job.page for job in jobs] == ["b"]
    assert "a.tif was changed or replaced after you drew on it" in problems[0]


def test_segmenting_all_makes_masks_of_a_replaced_file_anew(user, folder):
    project = Project.open(folder)
    project.save_frame("b", np.eye(120, 160, dtype=np.int32), None, None, 1)
    replace(folder, "b.tif")
    jobs, problems = jobs_of(project, only_new=True, projected=False)
    assert [job.page for job in jobs] == ["b"]
    assert not problems
    assert not project.image("b").cells
    assert (folder / "masks" / "b_masks.tif.replaced").exists()


def test_of_many_images_the_files_are_recognised_too(user, monkeypatch):
    from app.project import project_controller

    monkeypatch.setattr(project_controller, "FEW", 1)
    one = user()
    one.opens(*(one.makes_image(f"{name}.tif") for name in "abc"))
    project = one.program.project_controller.project
    one.wait_until(lambda: all(image.fingerprint is not None for image in project.images))
    project.describe("b", fingerprint=None)
    jobs_of(project, only_new=False, projected=False)
    assert project.image("b").fingerprint is not None


# Missing files


def test_which_of_several_files_is_meant_is_asked(user, folder, monkeypatch):
    home = folder.parents[1]
    for name in ("x", "y"):  # neither is the file that was there
        (home / "new" / name).mkdir(parents=True)
        tifffile.imwrite(home / "new" / name / "b.tif", np.full((120, 160), 3, np.uint8))
    (home / "b.tif").unlink()
    one = user()
    one.opens(folder)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(home / "new"))
    one.program.actions.trigger("relink")
    (dialog,) = questions(one)
    chosen = str(home / "new" / "y" / "b.tif")
    assert texts(dialog) == [str(home / "new" / "x" / "b.tif"), chosen, "None of these"]
    chooses(dialog, chosen)
    assert str(one.program.project_controller.project.image("b").path) == chosen
    assert not missing_images(one.program.project_controller.project)
    assert not questions(one)


def test_it_can_be_none_of_them(user, folder, monkeypatch):
    home = folder.parents[1]
    (home / "new").mkdir()
    tifffile.imwrite(home / "new" / "b.tif", np.full((120, 160), 3, np.uint8))
    (home / "b.tif").unlink()
    one = user()
    one.opens(folder)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(home / "new"))
    one.program.actions.trigger("relink")
    chooses(questions(one)[0], "None of these")
    assert [image.id for image in missing_images(one.program.project_controller.project)] == ["b"]


def test_after_images_are_found_masks_of_the_open_one_are_still_saved(user, folder, monkeypatch):
    home = folder.parents[1]
    one = user()
    one.opens(folder)
    (home / "new").mkdir()
    for name in ("a.tif", "b.tif"):
        (home / name).rename(home / "new" / name)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(home / "new"))
    one.program.actions.trigger("relink")
    one.presses("1")
    one.draws((100, 20), (100, 50))
    one.wait_until(lambda: one.scene.labels.max() == 3)
    one.leaves()
    assert Project.open(folder).masks.read("a")[0].max() == 3
