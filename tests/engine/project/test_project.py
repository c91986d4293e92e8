"""The project folder: images keep their sketches and masks, and nothing that was drawn is lost."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import tifffile

from sketchpose_engine.core.box import Box
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.project.archive import save_copy
from sketchpose_engine.project.manifest import page_key, split_key
from sketchpose_engine.project.page_axes import set_pages
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.project_image import CellClass
from sketchpose_engine.project.relinking import missing_images, relink
from sketchpose_engine.results.filters import Filter
from tests.engine.helpers.kept import assert_kept, compact, drawn
from tests.engine.helpers.painter import SHAPE, paint_edit

WHOLE = Box.whole(SHAPE)


# The list of images.


def test_a_project_opens_with_what_it_was_closed(project, tmp_path):
    first, second = project.add_images([tmp_path / "a.tif", tmp_path / "more" / "b.png"])
    project.describe(first.id, pixel_size_um=0.25)
    project.describe(second.id, cells={"t2": 12})
    project.describe(second.id, cells={"t1": 5}, shown="t1")
    project.describe(first.id, cells={"": 3})
    project.set_classes([CellClass("alive", (0, 200, 0)), CellClass("tot", (200, 0, 0))])
    filters = Filter("area_px", 20.0, None), Filter("touches_border", None, 0.0)
    project.update(lambda old: replace(old, filters=filters))
    again = Project.open(project.folder)
    assert again.manifest == project.manifest
    assert [(each.id, each.pixel_size_um, each.cells) for each in again.images] == [
        ("a", 0.25, {"": 3}),
        ("b", None, {"t2": 12, "t1": 5}),
    ]
    assert [each.name for each in again.classes] == ["alive", "tot"]
    assert [each.path for each in again.images] == [first.path, second.path]
    again.describe("a", pixel_size_um=None)
    assert Project.open(project.folder).image("a").pixel_size_um is None


def test_paths_are_relative_and_alike_on_all_systems(project, tmp_path):
    project.add_images([tmp_path / "more" / "b.png"])
    manifest = json.loads((project.folder / "project.json").read_text())
    assert manifest["schema"] == 2
    assert manifest["program"].startswith("Sketchpose ")
    assert manifest["images"] == [
        {"id": "b", "path": "../more/b.png", "pixel_size_um": None, "cells": {}, "shown": ""}
    ]


def test_a_project_of_version_0_1_opens_and_is_saved_anew(tmp_path):
    old = {
        "schema": 1,
        "program": "Sketchpose 0.1.0",
        "images": [
            {"id": "a", "path": "a.tif", "pixel_size_um": 0.5, "cells": 7},
            {"id": "b", "path": "b.tif", "pixel_size_um": None, "cells": None},
        ],
        "removed": [{"id": "c", "path": "c.tif", "pixel_size_um": None, "cells": None}],
    }
    (tmp_path / "project.json").write_text(json.dumps(old))
    project = Project.open(tmp_path)
    assert [dict(image.cells) for image in project.images] == [{"": 7}, {}]
    assert project.image("a").pixel_size_um == 0.5
    assert [each.name for each in project.classes] == ["Cell"]
    assert project.filters == ()
    before = project.manifest
    project.describe("b", cells={"": 2})
    again = Project.open(tmp_path)
    assert again.manifest.removed == before.removed
    assert [dict(image.cells) for image in again.images] == [{"": 7}, {"": 2}]
    assert json.loads((tmp_path / "project.json").read_text())["schema"] == 2


def test_an_image_is_not_added_twice(project, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    assert len(project.add_images([tmp_path / "a.tif", tmp_path / "x" / ".." / "a.tif"])) == 1
    assert project.add_images([tmp_path / "a.tif", tmp_path / "link" / "a.tif"]) == []
    assert len(project.images) == 1


@pytest.mark.parametrize(
    ("name", "image_id"),
    [
        ("cells.tif", "cells"),
        ("day 1: cells?.tif", "day_1_cells"),
        ("../weird/..tif", "image"),
        ("été.png", "été"),
        ("e\u0301te\u0301.png", "été"),
        ("x.ome.tif", "x_ome"),
        ("a" * 200 + ".tif", "a" * 50),
    ],
)
def test_ids_are_readable_and_fit_for_file_names(project, tmp_path, name, image_id):
    assert project.add_images([tmp_path / name])[0].id == image_id


def test_ids_are_unique_on_systems_that_ignore_case(project, tmp_path):
    added = project.add_images(tmp_path / name for name in ("a.tif", "A.tif", "b/a.tif", "a-2.tif"))
    assert [each.id for each in added] == ["a", "A-2", "a-3", "a-2-2"]


def test_a_removed_image_leaves_its_sketch_to_itself_alone(project, tmp_path):
    project.add_images([tmp_path / "a.tif"])
    sketch = drawn(project, "a")
    project.remove_image("a")
    assert project.images == []
    again = Project.open(project.folder)
    assert again.add_images([tmp_path / "other" / "a.tif"])[0].id == "a-2"
    assert again.add_images([tmp_path / "a.tif"])[0].id == "a"
    assert_kept(project.folder, sketch)


def test_an_unknown_image_is_a_mistake_of_the_program(project):
    for call in (project.image, project.remove_image, project.describe):
        with pytest.raises(KeyError):
            call("nobody")


def test_a_project_moved_with_its_images_finds_them(tmp_path):
    here, there = tmp_path / "here", tmp_path / "far" / "there"
    (here / "images").mkdir(parents=True)
    (here / "images" / "a.tif").write_bytes(b"")
    Project.create(here / "project").add_images([here / "images" / "a.tif"])
    there.parent.mkdir()
    here.rename(there)
    assert Project.open(there / "project").images[0].path == there / "images" / "a.tif"


def test_images_that_were_moved_are_found_by_their_names(tmp_path):
    for name in ("a.tif", "b.tif"):
        (tmp_path / name).write_bytes(b"")
    project = Project.create(tmp_path / "project")
    project.add_images([tmp_path / "a.tif", tmp_path / "b.tif"])
    elsewhere = tmp_path / "disk" / "day 1"
    elsewhere.mkdir(parents=True)
    (tmp_path / "b.tif").rename(elsewhere / "b.tif")
    assert [image.id for image in missing_images(project)] == ["b"]
    assert [image.path for image in relink(project, tmp_path / "disk")] == [elsewhere / "b.tif"]
    assert not missing_images(Project.open(project.folder))
    assert relink(project, tmp_path) == []


def test_a_page_is_named_after_image_and_frame():
    assert page_key("cells-2", "") == "cells-2"
    assert split_key(page_key("cells-2", "s1t003zmax")) == ("cells-2", "s1t003zmax")
    assert split_key("cells") == ("cells", "")


def test_what_cannot_be_saved_is_not_changed(project, tmp_path, monkeypatch):
    project.add_images([tmp_path / "a.tif"])
    before = list(project.images)

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    for change in (
        lambda: project.add_images([tmp_path / "b.tif"]),
        lambda: project.remove_image("a"),
        lambda: project.describe("a", cells={"": 3}),
        lambda: project.set_classes([CellClass("x", (0, 0, 0))]),
    ):
        with pytest.raises(InputError, match="disk is full"):
            change()
    assert project.images == before == Project.open(project.folder).images


# Refusals.


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "is not a Sketchpose project: choose a folder"),
        ('{"schema": 3, "program": "Sketchpose 9.0"}', r"newer program \(Sketchpose 9.0\): update"),
        ("{", "damaged"),
        ("[]", "damaged"),
        ('{"schema": 1}', "damaged"),
        ('{"schema": "1", "images": []}', "damaged"),
        ("\0\0\0", "damaged"),
        *(
            (f'{{"schema": 1, "images": [{entries}]}}', "damaged")
            for entries in (
                '{"id": "../../x", "path": "a.tif", "pixel_size_um": null, "cells": null}',
                '{"id": "x", "path": 3, "pixel_size_um": null, "cells": null}',
                '{"id": "x", "path": "a.tif", "pixel_size_um": "wide", "cells": null}',
                ", ".join(
                    ['{"id": "x", "path": "a.tif", "pixel_size_um": null, "cells": null}'] * 2
                ),
            )
        ),
    ],
)
def test_a_folder_that_cannot_be_opened_is_refused_in_plain_words(tmp_path, text, sentence):
    if text is not None:
        (tmp_path / "project.json").write_text(text)
    with pytest.raises(InputError, match=sentence):
        Project.open(tmp_path)


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="There is no folder"):
        Project.open(tmp_path / "nowhere")


def test_no_project_is_created_over_another(project):
    with pytest.raises(InputError, match="is a project already"):
        Project.create(project.folder)


def test_no_project_is_created_where_a_file_is(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be saved"):
        Project.create(tmp_path / "file")


# Masks, copies.


@pytest.mark.parametrize("largest", [3, 70_000])
def test_masks_come_back(project, largest):
    assert project.masks.read("a") is None
    labels = np.zeros(SHAPE, np.int32)
    labels[5:9, 3:20] = largest
    project.masks.write("a", labels, 0.25)
    again, classes = Project.open(project.folder).masks.read("a")
    assert classes is None
    assert again.dtype == np.int32
    np.testing.assert_array_equal(again, labels)


def test_masks_come_back_with_their_classes(project):
    classes = np.array([0, 1, 2, 0, 1], np.uint8)
    project.masks.write("a.t2", np.arange(5, dtype=np.int32).repeat(20).reshape(10, 10), 1, classes)
    _, again = project.masks.read("a.t2")
    assert again.tolist() == classes.tolist()


def test_damaged_masks_are_refused(project):
    project.masks.write("a", np.ones(SHAPE, np.int32), None)
    (project.folder / "masks" / "a_masks.tif").write_bytes(b"II*\0")
    with pytest.raises(InputError, match=r"a_masks.tif cannot be read: delete the file"):
        project.masks.read("a")


def test_folders_that_a_zip_has_dropped_are_made_again(project):
    for name in ("sketches", "masks", "weights"):
        shutil.rmtree(project.folder / name)
    drawn(project, "a")
    project.masks.write("a", np.ones(SHAPE, np.int32), None)
    assert project.sketches.annotated("a") and project.masks.read("a")[0].all()


@pytest.mark.parametrize("exists", [False, True])
def test_a_copy_holds_everything(project, tmp_path, exists):
    (image,) = project.add_images([tmp_path / "images" / "a.tif"])
    compact(project, drawn(project, "a"))
    sketch = drawn(project, "a")
    project.masks.write("a", np.ones(SHAPE, np.int32), None)
    project.weights_path.write_bytes(b"weights")
    target = tmp_path / "far" / "copy"
    if exists:
        target.mkdir(parents=True)
    copy = save_copy(project, target)
    assert (copy.folder, copy.images) == (target, [image])
    assert_kept(target, sketch)
    assert copy.masks.read("a")[0].all()
    assert copy.weights_path.read_bytes() == b"weights"
    paint_edit(sketch, project.sketches.journal("a"))
    assert copy.sketches.read("a", SHAPE)[2] == sketch.revision - 1  # from now on they differ


def test_a_copy_takes_no_place_that_is_taken(project, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("mine")
    with pytest.raises(InputError, match="not empty: choose a new or an empty folder"):
        save_copy(project, tmp_path / "full")
    with pytest.raises(InputError, match="not empty"):
        save_copy(project, tmp_path / "full" / "file")
    with pytest.raises(InputError, match="lies in the project itself"):
        save_copy(project, project.folder / "sketches" / "copy")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["file"]


def test_half_a_copy_is_no_project(project, tmp_path, monkeypatch):
    drawn(project, "a")

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", refuse)
    with pytest.raises(InputError, match="disk is full"):
        save_copy(project, tmp_path / "copy")
    assert not any((tmp_path / "copy").iterdir())


# ---- scenes and pages ----


def test_each_scene_has_a_pixel_size_of_its_own(project, tmp_path):
    (image,) = project.add_images([tmp_path / "a.tif"])
    project.describe(image.id, pixel_size_um=0.5)
    project.describe(image.id, pixel_size_um=0.25, scene=1)
    for known in (project, Project.open(project.folder)):
        assert [known.image(image.id).size_of(scene) for scene in range(3)] == [0.5, 0.25, 0.5]
    project.describe(image.id, pixel_size_um=None, scene=1)
    assert project.image(image.id).size_of(1) is None  # as the file says
    project.describe(image.id, pixel_size_um=0.1, scene=2)
    project.describe(image.id, pixel_size_um=2)  # of all scenes
    assert [project.image(image.id).size_of(scene) for scene in range(3)] == [2, 2, 2]


def test_the_size_of_one_scene_can_be_that_of_the_file_again(project, tmp_path):
    (image,) = project.add_images([tmp_path / "a.tif"])
    project.describe(image.id, pixel_size_um=0.5)  # of all scenes
    project.describe(image.id, pixel_size_um=None, scene=1)
    known = Project.open(project.folder).image(image.id)
    assert [known.size_of(scene) for scene in range(3)] == [0.5, None, 0.5]
    project.describe(image.id, pixel_size_um=0.5, scene=1)
    assert not project.image(image.id).scene_sizes_um


def test_what_pages_are_is_kept_for_the_images_of_a_folder(project, tmp_path):
    paths = [tmp_path / name for name in ("x/a.tif", "x/b.tif", "y/c.tif")]
    a, b, c = project.add_images(paths)
    project.describe(a.id, cells={"t1": 3}, shown="t2")
    assert set_pages(project, a.id, "channels") == [a.id, b.id]
    (d,) = project.add_images([tmp_path / "x/d.tif"])
    for known in (project, Project.open(project.folder)):
        pages = [known.image(each.id).pages for each in (a, b, c, d)]
        assert pages == ["channels", "channels", None, "channels"]
    assert (project.image(a.id).cells, project.image(a.id).shown) == ({}, "")


def test_the_training_of_the_network_that_made_the_masks_is_stored_with_them(project, tmp_path):
    tifffile.imwrite(
        tmp_path / "movie.tif", np.zeros((2, 20, 30), np.uint8), metadata={"axes": "TYX"}
    )
    (movie,) = project.add_images([tmp_path / "movie.tif"])
    masks = np.eye(20, 30, dtype=np.int32)
    project.save_frame(f"{movie.id}.t1", masks, None, None, 20, 40)
    project.save_frame(f"{movie.id}.t2", masks, None, None, 20, 90)
    project.save_frame(f"{movie.id}.t1", masks, None, None, 20)  # e.g. corrected by hand
    project.close()
    again = Project.open(project.folder)
    assert again.image(movie.id).trained_steps == {"t1": 40, "t2": 90}


def test_what_pages_are_changes_nothing_about_images_without_unnamed_pages(project, tmp_path):
    stack = np.zeros((3, 20, 30), np.uint8)
    for name, pixels, axes in (("bare", stack, None), ("single", stack[0], None),
                               ("movie", stack, "TYX")):  # fmt: skip
        more = {"imagej": True, "metadata": {"axes": axes}} if axes else {"metadata": None}
        tifffile.imwrite(tmp_path / f"{name}.tif", pixels, photometric="minisblack", **more)
    project.add_images(sorted(tmp_path.glob("*.tif")))
    for key in ("bare.t1", "single", "movie.t2"):
        project.save_frame(key, np.eye(20, 30, dtype=np.int32), None, None, 20)
    assert set_pages(project, "bare", "channels") == ["bare"]
    assert {image.id: dict(image.cells) for image in project.images} == {
        "bare": {}, "single": {"": 20}, "movie": {"t2": 20},
    }  # fmt: skip
    assert [project.masks.path(key).exists() for key in ("bare.t1", "single", "movie.t2")] == [
        False, True, True,
    ]  # fmt: skip
    assert {image.pages for image in project.images} == {"channels"}


def test_pages_that_were_channels_in_an_older_project_stay_channels(project, tmp_path):
    for name, cells in (("a.tif", {"": 3}), ("b.tif", {"t1": 3}), ("c.tif", {})):
        (image,) = project.add_images([tmp_path / name])
        project.describe(image.id, cells=cells)
    path = project.folder / "project.json"
    entries = json.loads(path.read_text())
    assert [image.pages for image in Project.open(project.folder).images] == [None] * 3
    del entries["pages_without_axis"]
    path.write_text(json.dumps(entries))
    pages = [image.pages for image in Project.open(project.folder).images]
    assert pages == ["channels", None, None]


def test_pages_on_which_anything_is_drawn_stay_what_they_are(project, tmp_path):
    a, b = project.add_images([tmp_path / "a.tif", tmp_path / "b.tif"])
    project.sketches.compact(f"{b.id}.t1", np.ones((9, 9), np.uint8), (), 1)
    assert set_pages(project, a.id, "depths") == [a.id]
    assert project.image(b.id).pages is None
    with pytest.raises(InputError, match=r"Strokes are drawn on b\.tif.*: erase them first"):
        set_pages(project, b.id, "depths")


@pytest.mark.parametrize(
    "changes", [{"pages": "rows"}, {"scene_sizes_um": {"x": 1}}, {"scene_sizes_um": {"0": -1}}]
)
def test_nonsense_on_scenes_and_pages_is_damage(project, tmp_path, changes):
    project.add_images([tmp_path / "a.tif"])
    path = project.folder / "project.json"
    entries = json.loads(path.read_text())
    entries["images"][0] |= changes
    path.write_text(json.dumps(entries))
    with pytest.raises(InputError, match="is damaged"):
        Project.open(project.folder)
