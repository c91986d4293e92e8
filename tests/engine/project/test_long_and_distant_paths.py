"""Projects and images in places that Windows users have: deep folders, OneDrive, servers."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest
import tifffile

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images import image_source
from sketchpose_engine.images.load import load_image
from sketchpose_engine.project import project as project_module
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.unpacked import find_unpacked, note_origin

ODD = "Zellen & Übersichten (2) 100 %"


@pytest.fixture
def image(tmp_path):
    path = tmp_path / f"{ODD}.tif"
    tifffile.imwrite(path, np.zeros((16, 16), np.uint8))
    return path


def failing(monkeypatch, error):
    """Let opening of any image raise this error."""

    def refuse(path, *, indexed, pages):
        raise error

    monkeypatch.setattr(image_source, "open_source", refuse)


def of_windows(winerror, number):
    error = OSError(number, "refused")
    error.winerror = winerror
    return error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (of_windows(388, errno.EINVAL), "only in the cloud"),
        (of_windows(206, errno.ENOENT), "its path is too long"),
        (OSError(errno.EIO, "Input/output error"), "check its drive or network"),
        (FileNotFoundError(errno.ENOENT, "gone"), "There is no file"),
        (PermissionError(errno.EACCES, "no"), "ask for access"),
        (OSError("cannot identify image file"), "is damaged, incomplete or not"),
    ],
)
def test_an_image_that_cannot_be_read_is_not_called_damaged_unless_it_may_be(
    image, monkeypatch, error, sentence
):
    failing(monkeypatch, error)
    with pytest.raises(InputError, match=sentence):
        load_image(image)


def test_files_in_the_cloud_are_not_fetched_for_their_fingerprints(tmp_path, image, monkeypatch):
    other = tmp_path / "b.tif"
    other.write_bytes(image.read_bytes())
    project = Project.create(tmp_path / "p")
    first, second = project.add_images([image, other], fingerprints=False)
    monkeypatch.setattr(project_module, "is_only_in_cloud", lambda path: path == image)
    project.note_files()
    assert project.image(first.id).fingerprint is None
    assert project.image(second.id).fingerprint is not None


def test_a_folder_too_deep_for_the_files_of_a_project_is_refused_at_once(tmp_path, monkeypatch):
    touch = Path.touch

    def refuse(self, *words, **options):
        if len(self.name) > 50:
            raise of_windows(206, errno.ENOENT)
        return touch(self, *words, **options)

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(InputError, match="its path is too long for this system"):
        Project.create(tmp_path / "p")
    assert not (tmp_path / "p" / "project.json").exists()


def test_a_name_too_long_for_this_disk_is_refused(tmp_path):
    with pytest.raises(InputError, match="its path is too long for this system"):
        Project.create(tmp_path / ("x" * 300))


def test_no_trace_is_left_of_the_trial_with_a_long_name(tmp_path):
    folder = Project.create(tmp_path / ODD).folder
    assert sorted(path.name for path in folder.rglob("*")) == [
        "history",
        "masks",
        "project.json",
        "sketches",
        "weights",
    ]


def test_spaces_umlauts_and_signs_in_all_names(tmp_path, image):
    project = Project.create(tmp_path / ODD)
    project.add_images([image])
    (again,) = Project.open(project.folder).images
    assert again.path == image.resolve()
    assert load_image(again.path).planes.shape == (1, 16, 16)


@pytest.mark.skipif(os.name != "nt", reason="servers are part of paths on Windows only")
@pytest.mark.parametrize("path", [r"\\server\share\Bilder 1\a.tif", r"\\server\share\a.tif"])
def test_an_image_on_a_server_is_found_again_from_a_project_on_a_drive(tmp_path, path):
    project = Project.create(tmp_path / "p")
    project.add_images([path], fingerprints=False)
    (again,) = Project.open(project.folder).images
    assert again.path == Path(path)


# Packed projects that are opened twice


def packed(path, contents=b"packed"):
    path.write_bytes(contents)
    return path


def test_a_project_is_found_by_the_file_it_was_unpacked_from(tmp_path):
    file = packed(tmp_path / "travel.sketchpose")
    project = Project.create(tmp_path / "projects" / "travel")
    assert find_unpacked(file, tmp_path / "projects") is None
    note_origin(project.folder, file)
    assert find_unpacked(file, tmp_path / "projects") == project.folder
    packed(file, b"another of the same name")
    assert find_unpacked(file, tmp_path / "projects") is None


def test_a_project_that_was_deleted_is_not_found(tmp_path):
    file = packed(tmp_path / "travel.sketchpose")
    project = Project.create(tmp_path / "projects" / "travel")
    note_origin(project.folder, file)
    (project.folder / "project.json").unlink()
    assert find_unpacked(file, tmp_path / "projects") is None
    assert find_unpacked(file, tmp_path / "no such folder") is None
