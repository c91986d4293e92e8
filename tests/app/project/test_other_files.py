"""What is on screen, and in the list, stays true when files or frames turn out to be others."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest
import tifffile
from PySide6.QtWidgets import QApplication

from app.core.payloads import StrokePoint, StrokeStart
from app.dialogs.choice import ChoiceDialog
from app.project.frame_jobs import jobs_of
from app.project.image_loading import thumbnail
from sketchpose_engine.images import load
from sketchpose_engine.images.frame_key import FrameKey
from sketchpose_engine.images.frames import Extent
from sketchpose_engine.project.page_axes import set_pages
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.relinking import relink_to
from sketchpose_engine.results.filters import Filter
from sketchpose_engine.sketch.values import FOREGROUND

SHAPE = (120, 160)


def picture(value=0, shape=SHAPE):
    noise = np.random.default_rng(value).integers(0, 100, shape)
    return (noise + value).astype(np.uint8)


def questions(user):
    found = user.program.window.findChildren(ChoiceDialog)
    return [dialog for dialog in found if dialog.isVisible()]


def settles(user):
    """Everything that is under way is brought to an end."""
    user.program.segmentation._background.finish()
    QApplication.processEvents()
    user.wait_until(lambda: not user.program.segmentation.running)
    user.program.project_controller.frames.finish()
    QApplication.processEvents()


@pytest.fixture
def segmented(user):
    """A user with an image that has masks and no strokes, and that is open."""
    one = user()
    tifffile.imwrite(one.folder / "a.tif", picture(0))
    one.opens(one.folder / "a.tif")
    one.program.segmentation.begin(go_on=False)
    settles(one)
    one.wait_until(lambda: one.program.project_controller.project.masks.path("a").exists())
    return one


# Segment all


@pytest.mark.parametrize("shape", [SHAPE, (100, 140)])
def test_segmenting_all_shows_the_open_image_anew_if_its_file_was_replaced(segmented, shape):
    tifffile.imwrite(segmented.folder / "a.tif", picture(90, shape))
    segmented.program.segmentation.begin(go_on=False)
    settles(segmented)
    segmented.wait_until(lambda: segmented.scene is not None)
    np.testing.assert_array_equal(segmented.scene.levels[0][0], picture(90, shape))
    segmented.program.project_controller.settings.set_pixel_size(0.5, False)
    folder = segmented.program.project_controller.project.folder
    segmented.leaves()
    masks = Project.open(folder).masks.read("a")
    assert masks[0].shape == shape


def test_segmenting_all_asks_at_once_about_strokes_of_the_open_image(user):
    one = user()
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif"))
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    tifffile.imwrite(one.folder / "a.tif", picture(90))
    one.program.segmentation.begin(go_on=False)
    one.wait_until(lambda: bool(questions(one)))
    assert one.scene is None
    settles(one)
    assert "a.tif was changed or replaced" in one.problems[-1][0]


@pytest.mark.parametrize("names", [("a.ome.tif", "b.ome.tif"), ("b.ome.tif", "a.ome.tif")])
def test_parts_of_a_series_are_segmented_once_whichever_comes_first(tmp_path, monkeypatch, names):
    for name in names:
        tifffile.imwrite(tmp_path / name, picture())
    parts = {"a.ome.tif": (tmp_path / "b.ome.tif",), "b.ome.tif": ()}
    monkeypatch.setattr(
        load,
        "contents_of",
        lambda path, pages: SimpleNamespace(extent=Extent(2), parts=parts[path.name]),
    )
    project = Project.create(tmp_path / "project")
    project.add_images([tmp_path / name for name in names])
    jobs, problems = jobs_of(project, only_new=False, projected=False)
    assert [job.path.name for job in jobs] == ["a.ome.tif", "a.ome.tif"]
    assert problems == ["b.ome.tif is a part of another image: see that one."]


def test_a_count_of_an_image_that_is_removed_meanwhile_is_dropped(user):
    one = user()
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif"))
    store = one.program.project_controller.frames.store
    one.wait_until(lambda: one.scene is not None)
    held = threading.Event()
    store._background.run(lambda: held.wait(5), lambda done: None, lambda error: None)
    store.save_counts({FrameKey("b"): 3, FrameKey("a"): 2})
    one.program.project_controller.remove_image("b")
    held.set()
    settles(one)
    assert one.problems == []
    assert dict(one.program.project_controller.project.image("a").cells) == {"": 2}


# Pages


def test_masks_of_pages_that_become_channels_are_kept_aside_and_nobody_is_asked(user):
    one = user()
    pages = np.stack([picture(n) for n in range(3)])
    tifffile.imwrite(one.folder / "p.tif", pages, metadata=None, photometric="minisblack")
    one.opens(one.folder / "p.tif")
    assert one.scene.code == "t1"
    one.program.segmentation.begin(go_on=False)
    settles(one)
    project = one.program.project_controller.project
    one.wait_until(lambda: len(project.masks.keys_of("p")) == 3)
    one.program.bus.project.page_axis_chosen.emit("channels")
    one.wait_until(lambda: bool(questions(one)) or (one.scene is not None and not one.scene.code))
    assert not questions(one)
    assert len(one.scene.levels[0]) == 3
    assert project.masks.keys_of("p") == []
    assert len(list((project.folder / "masks").glob("*.replaced"))) == 3
    settles(one)
    jobs, problems = jobs_of(project, only_new=True, projected=False)
    assert ([job.page for job in jobs], problems) == (["p"], [])


def test_small_pictures_show_the_pages_as_they_were_chosen(tmp_path):
    pages = np.zeros((3, 60, 60), np.uint8)
    pages[1, 20:40, 20:40] = 200
    tifffile.imwrite(tmp_path / "p.tif", pages, metadata=None, photometric="minisblack")
    project = Project.create(tmp_path / "project")
    (image,) = project.add_images([tmp_path / "p.tif"])
    assert not thumbnail(image).any()
    set_pages(project, image.id, "channels")
    assert thumbnail(project.image(image.id)).any()


# Projects and images


def test_the_open_project_opened_again_knows_what_was_saved_just_before(user):
    one = user()
    one.opens(one.makes_image("a.tif"))
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    folder = one.program.project_controller.project.folder
    one.program.bus.project.filters_chosen.emit((Filter("area_px", 5.0),))
    one.program.project_controller.open_project(folder)
    assert one.program.project_controller.project.filters == (Filter("area_px", 5.0),)
    assert dict(one.program.project_controller.project.image("a").cells) == {"": 2}
    assert dict(one.program.project_controller.entries["a"].cells) == {"": 2}


def test_a_stroke_drawn_while_its_image_is_read_again_stays(user):
    one = user()
    one.opens(one.makes_image("a.tif"), one.makes_image("b.tif"))
    one.presses("1")
    one.draws((30, 20), (30, 50))
    folder = one.program.project_controller.project.folder
    one.program.project_controller.frames.open_image("b")
    one.program.project_controller.frames.open_image("a")  # at once: a is still on screen
    one.program.project_controller.frames._background.finish()  # it has been read
    one.program.document.begin(StrokeStart((80.0, 20.0), 1.0, erase=False))
    one.program.document.go_on(StrokePoint((80.0, 50.0), 1.0))
    one.program.document.end()
    settles(one)
    assert one.sketch[30, 35] == one.sketch[80, 35] == FOREGROUND
    one.draws((100, 20), (100, 50))
    one.leaves()
    sketch = Project.open(folder).sketches.read("a", SHAPE)[0]
    assert sketch[30, 35] == sketch[80, 35] == sketch[100, 35] == FOREGROUND


def test_two_images_that_were_removed_with_one_file_are_both_remembered(tmp_path):
    for name in ("a.tif", "b.tif"):
        tifffile.imwrite(tmp_path / name, picture())
    project = Project.create(tmp_path / "project")
    project.add_images([tmp_path / "a.tif", tmp_path / "b.tif"])
    relink_to(project, {"b": tmp_path / "a.tif"})
    for name in ("a", "b"):
        project.remove_image(name)
    project.add_images([tmp_path / "a.tif"])
    known = [*project.manifest.images, *project.manifest.removed]
    assert sorted(image.id for image in known) == ["a", "b"]
