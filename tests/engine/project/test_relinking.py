"""Images that were moved: each is found again, none takes the file of another one."""

import shutil

import numpy as np
import pytest
import tifffile

from sketchpose_engine.project.fingerprint import BLOCK_BYTES, BLOCKS, fingerprint_of
from sketchpose_engine.project.manifest import read_manifest
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.relinking import find_missing, missing_images, relink, relink_to


def image(path, seed=0):
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 200, (20, 30), np.uint8)
    tifffile.imwrite(path, pixels)
    return path


def project_of(folder, *names, fingerprints=True):
    """A project with images of these names below `old`, each with other pixels."""
    files = [image(folder / "old" / name, seed) for seed, name in enumerate(names)]
    made = Project.create(folder / "project")
    made.add_images(files, fingerprints=fingerprints)
    return made


def places(project, folder):
    """Where images are, below a folder; None: missing."""
    missing = {each.id for each in missing_images(project)}
    return [
        None if each.id in missing else each.path.relative_to(folder).as_posix()
        for each in project.images
    ]


@pytest.mark.parametrize("fingerprints", [True, False])
def test_images_of_one_name_find_their_own_files(tmp_path, fingerprints):
    project = project_of(tmp_path, "day1/img.tif", "day2/img.tif", fingerprints=fingerprints)
    shutil.move(tmp_path / "old", tmp_path / "new")
    assert len(relink(project, tmp_path / "new")) == 2
    assert places(project, tmp_path) == ["new/day1/img.tif", "new/day2/img.tif"]
    assert relink(project, tmp_path / "new") == []


def test_a_fingerprint_counts_more_than_the_names_of_folders(tmp_path):
    project = project_of(tmp_path, "day1/img.tif", "day2/img.tif")
    shutil.move(tmp_path / "old/day1", tmp_path / "new/day2")
    shutil.move(tmp_path / "old/day2", tmp_path / "new/day1")
    relink(project, tmp_path / "new")
    assert places(project, tmp_path) == ["new/day2/img.tif", "new/day1/img.tif"]


def test_a_file_that_was_renamed_is_found_by_its_fingerprint(tmp_path):
    project = project_of(tmp_path, "img.tif", "other.tif")
    (tmp_path / "old/img.tif").rename(tmp_path / "old/IMG_0001.tif")
    relink(project, tmp_path / "old")
    assert places(project, tmp_path) == ["old/IMG_0001.tif", "old/other.tif"]


def test_the_file_of_another_image_is_never_taken(tmp_path):
    project = project_of(tmp_path, "day1/img.tif", "day2/img.tif", fingerprints=False)
    (tmp_path / "old/day2/img.tif").unlink()
    assert relink(project, tmp_path / "old") == []
    assert places(project, tmp_path) == ["old/day1/img.tif", None]


def test_without_fingerprints_one_file_is_not_taken_by_two_images(tmp_path):
    project = project_of(tmp_path, "day1/img.tif", "day2/img.tif", fingerprints=False)
    shutil.rmtree(tmp_path / "old")
    only = image(tmp_path / "new/img.tif")
    found = find_missing(project, tmp_path / "new")
    assert found.found == {}
    assert found.ambiguous == {"img": (only,), "img-2": (only,)}


def test_without_fingerprints_several_files_of_the_name_are_ambiguous(tmp_path):
    project = project_of(tmp_path, "img.tif", fingerprints=False)
    shutil.rmtree(tmp_path / "old")
    files = tuple(image(tmp_path / "new" / name / "img.tif", 7) for name in "ab")
    assert find_missing(project, tmp_path / "new").ambiguous == {"img": files}


def test_another_file_of_the_name_is_not_taken_without_asking(tmp_path):
    project = project_of(tmp_path, "img.tif")
    shutil.rmtree(tmp_path / "old")
    other = image(tmp_path / "new/img.tif", 99)
    found = find_missing(project, tmp_path / "new")
    assert (found.found, found.ambiguous) == ({}, {"img": (other,)})
    assert relink(project, tmp_path / "new") == []
    relink_to(project, {"img": other})
    assert places(project, tmp_path) == ["new/img.tif"]
    assert project.has_changed(project.images[0])  # which is said when it is opened


def test_equal_files_are_each_taken_once(tmp_path):
    image(tmp_path / "old/day1/img.tif")
    image(tmp_path / "old/day2/img.tif")
    project = Project.create(tmp_path / "project")
    project.add_images([tmp_path / "old/day1/img.tif", tmp_path / "old/day2/img.tif"])
    shutil.move(tmp_path / "old", tmp_path / "new")
    relink(project, tmp_path / "new")
    assert places(project, tmp_path) == ["new/day1/img.tif", "new/day2/img.tif"]


def test_names_are_compared_as_most_disks_do(tmp_path):
    project = project_of(tmp_path, "Day1/IMG.TIF", fingerprints=False)
    shutil.rmtree(tmp_path / "old")
    image(tmp_path / "new/day1/img.tif")
    relink(project, tmp_path / "new")
    assert places(project, tmp_path) == ["new/day1/img.tif"]


# Fingerprints


def test_they_are_kept_with_the_project(tmp_path):
    project = project_of(tmp_path, "img.tif")
    (known,) = read_manifest(project.folder).images
    assert known.fingerprint is not None
    assert known.fingerprint == fingerprint_of(tmp_path / "old/img.tif")


@pytest.mark.parametrize("size", [0, 10, BLOCK_BYTES * BLOCKS, 5 * BLOCK_BYTES * BLOCKS])
def test_another_beginning_or_end_or_size_is_another_fingerprint(tmp_path, size):
    path = tmp_path / "f"
    content = bytearray(np.random.default_rng(0).integers(0, 256, size, np.uint8).tobytes())
    path.write_bytes(content)
    known = fingerprint_of(path)
    assert known.size_bytes == size
    copy = tmp_path / "g"
    shutil.copy(path, copy)
    assert fingerprint_of(copy) == known
    for place in (0, -1) if size else ():
        other = bytearray(content)
        other[place] ^= 1
        path.write_bytes(other)
        assert fingerprint_of(path) != known
    path.write_bytes(content + b"x")
    assert fingerprint_of(path) != known


def test_what_cannot_be_read_has_none(tmp_path):
    assert fingerprint_of(tmp_path / "nowhere") is None
    assert fingerprint_of(tmp_path) is None


def test_a_file_that_is_missing_has_not_changed(tmp_path):
    project = project_of(tmp_path, "img.tif")
    (tmp_path / "old/img.tif").unlink()
    assert not project.has_changed(project.images[0])


@pytest.mark.parametrize("file", [3, "x", [], {"bytes": "x"}, {"bytes": 3, "digest": "ab"}])
def test_a_fingerprint_that_means_nothing_is_as_good_as_none(tmp_path, file):
    import json

    project = project_of(tmp_path, "img.tif")
    path = project.folder / "project.json"
    entries = json.loads(path.read_text())
    entries["images"][0]["file"] = file
    path.write_text(json.dumps(entries))
    assert Project.open(project.folder).images[0].fingerprint is None
