"""Earlier results of a project on disk: one file each."""

import numpy as np
import pytest
import tifffile

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import Extent
from sketchpose_engine.project.archive import pack, save_copy, unpack
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.replacing import adopt

SHAPE = 12, 20


@pytest.fixture
def project(tmp_path):
    image = tmp_path / "a.tif"
    image.write_bytes(b"an image")
    made = Project.create(tmp_path / "project")
    made.add_images([image])
    return made


def masks(number=70_000):
    labels = np.zeros(SHAPE, np.int32)
    labels[2:5, 3:9] = number
    return labels


@pytest.mark.parametrize("number", [3, 70_000])
def test_masks_and_facts_come_back_as_they_were(project, number):
    project.results.write("a", "1f", masks(number), {"cells": 1, "kept": True})
    labels, facts = project.results.read("a", "1f", SHAPE)
    np.testing.assert_array_equal(labels, masks(number))
    assert labels.dtype == np.int32
    assert (facts["cells"], facts["kept"]) == (1, True)


def test_each_frame_has_its_own(project):
    for key, name in [("a", "1"), ("a_b", "2"), ("a.t1", "3"), ("a.t1", "4")]:
        project.results.write(key, name, masks(), {})
    assert project.results.names("a") == ["1"]
    assert project.results.names("a.t1") == ["3", "4"]
    project.results.remove("a.t1", "3")
    project.results.remove("a.t1", "3")  # it is gone already
    assert project.results.names("a.t1") == ["4"]


@pytest.mark.parametrize("damage", [b"", b"II*\0nothing", None])
def test_a_damaged_file_is_refused(project, damage):
    project.results.write("a", "1", masks(), {})
    path = project.results.path("a", "1")
    path.write_bytes(path.read_bytes()[:90] if damage is None else damage)
    with pytest.raises(InputError, match="cannot be read"):
        project.results.read("a", "1", SHAPE)


def test_masks_of_another_size_are_refused(project):
    project.results.write("a", "1", masks(), {})
    with pytest.raises(InputError, match="cannot be read"):
        project.results.read("a", "1", (20, 20))


def test_a_project_of_an_earlier_version_has_none(project):
    (project.folder / "history").rmdir()
    assert project.results.names("a") == []
    project.results.write("a", "1", masks(), {})
    assert project.results.names("a") == ["1"]


def test_copies_and_packed_projects_hold_them(project, tmp_path):
    project.results.write("a", "1", masks(), {"cells": 1})
    copied = save_copy(project, tmp_path / "copy")
    assert list(pack(project, tmp_path / "packed.sketchpose"))[-1] == 1.0
    unpacked = unpack(tmp_path / "packed.sketchpose", tmp_path / "elsewhere")
    for each in (copied, unpacked):
        np.testing.assert_array_equal(each.results.read("a", "1", SHAPE)[0], masks())


@pytest.mark.parametrize(("keep", "left"), [("all", 1), ("strokes", 0), ("nothing", 0)])
def test_they_stay_with_a_replaced_image_only_if_it_is_the_same(project, keep, left):
    project.results.write("a", "1", masks(), {})
    adopt(project, "a", Extent(), SHAPE, keep)
    assert len(project.results.names("a")) == left
    assert len(list((project.folder / "history").iterdir())) == 1  # nothing is deleted


def test_they_follow_the_spelling_of_their_frame(project):
    project.masks.write("a.t1", masks(), None)
    project.describe("a", cells={"t1": 1})
    project.results.write("a.t1", "1", masks(), {})
    adopt(project, "a", Extent(times=12), SHAPE, "all")
    assert project.results.names("a.t01") == ["1"]


@pytest.mark.parametrize("wrong", [np.full(SHAPE, -1, np.int32), np.full(SHAPE, 2**32 - 1, "u4")])
def test_numbers_that_cannot_be_labels_are_refused(project, wrong):
    project.results.write("a", "1", masks(), {})
    path = project.results.path("a", "1")
    with tifffile.TiffFile(path) as tiff:
        note = tiff.pages.first.description
    tifffile.imwrite(path, wrong, description=note, metadata=None)
    with pytest.raises(InputError, match="cannot be read"):
        project.results.read("a", "1", SHAPE)


# Weights of results that are kept


@pytest.fixture
def with_weights(project):
    """A project with a result and its weights."""
    project.results.write("a", "1", masks(), {})
    project.results.new_weights_path("a", "1").write_bytes(b"weights")
    return project


def files_of(project):
    return sorted(path.name for path in (project.folder / "history").iterdir())


def test_weights_are_beside_the_masks_and_no_result_of_their_own(with_weights):
    assert files_of(with_weights) == ["a_1_result.safetensors", "a_1_result.tif"]
    assert with_weights.results.names("a") == ["1"]


def test_they_go_with_their_result(with_weights):
    with_weights.results.remove("a", "1")
    assert files_of(with_weights) == []


def test_they_can_be_removed_alone(with_weights):
    for _ in range(2):  # they may be gone already
        with_weights.results.remove_weights("a", "1")
    assert files_of(with_weights) == ["a_1_result.tif"]


def test_they_have_the_new_name_of_their_frame(with_weights):
    with_weights.results.rename("a", "a.t01")
    assert files_of(with_weights) == ["a.t01_1_result.safetensors", "a.t01_1_result.tif"]


def test_they_are_put_aside_with_their_result(with_weights):
    with_weights.results.move_aside("a", "replaced")
    names = ["a_1_result.safetensors.replaced", "a_1_result.tif.replaced"]
    assert files_of(with_weights) == names


def test_packed_projects_hold_them(with_weights, tmp_path):
    list(pack(with_weights, tmp_path / "packed.sketchpose"))
    unpacked = unpack(tmp_path / "packed.sketchpose", tmp_path / "elsewhere")
    assert unpacked.results.weights_path("a", "1").read_bytes() == b"weights"
