"""A project with its images in one zip file."""

import zipfile

import numpy as np
import pytest

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.project.archive import pack, unpack
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.relinking import missing_images
from tests.engine.helpers.kept import compact, drawn
from tests.engine.helpers.painter import SHAPE


@pytest.fixture
def full(tmp_path):
    for name, content in (("x/cells.tif", b"first"), ("y/cells.tif", b"second")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(content)
    project = Project.create(tmp_path / "study")
    project.add_images([tmp_path / "x/cells.tif", tmp_path / "y/cells.tif", tmp_path / "gone.tif"])
    compact(project, drawn(project, "cells"))
    project.masks.write("cells", np.ones(SHAPE, np.int32), None)
    project.weights_path.write_bytes(b"weights")
    yield project
    project.close()


def test_a_packed_project_opens_elsewhere_with_its_images(full, tmp_path):
    parts = list(pack(full, tmp_path / "study.zip"))
    assert parts == sorted(parts)
    assert parts[-1] == 1
    there = unpack(tmp_path / "study.zip", tmp_path / "far")
    assert there.folder == tmp_path / "far" / "study"
    assert [image.path.read_bytes() for image in there.images[:2]] == [b"first", b"second"]
    assert there.images[0].path.is_relative_to(there.folder)
    assert [image.id for image in missing_images(there)] == ["gone"]
    assert there.masks.read("cells")[0].all()
    assert there.weights_path.read_bytes() == b"weights"
    sketch, _, revision = there.sketches.read("cells", SHAPE)
    assert revision == full.sketches.read("cells", SHAPE)[2]
    assert sketch.any()
    again = unpack(tmp_path / "study.zip", tmp_path / "far")
    assert again.folder.name == "study (2)"


def test_without_images_they_stay_where_they_are(full, tmp_path):
    list(pack(full, tmp_path / "study.zip", with_images=False))
    with zipfile.ZipFile(tmp_path / "study.zip") as archive:
        assert not [name for name in archive.namelist() if "images/" in name]
    there = unpack(tmp_path / "study.zip", tmp_path)
    assert there.images[0].path == tmp_path / "x" / "cells.tif"


def test_packing_that_is_stopped_leaves_nothing(full, tmp_path):
    (tmp_path / "study.zip").write_bytes(b"old")
    packing = pack(full, tmp_path / "study.zip")
    next(packing)
    packing.close()
    assert (tmp_path / "study.zip").read_bytes() == b"old"
    assert not list(tmp_path.glob(".sketchpose*"))


def zipped(path, **members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


def test_what_is_no_packed_project_is_refused_and_leaves_nothing(full, tmp_path):
    list(pack(full, tmp_path / "study.zip"))
    whole = (tmp_path / "study.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    flipped = bytearray(whole)
    flipped[whole.index(b"project.json") + 60] ^= 255
    (tmp_path / "flipped.zip").write_bytes(flipped)
    (tmp_path / "text.zip").write_text("no zip")
    for path, sentence in (
        (tmp_path / "cut.zip", "cut.zip is damaged"),
        (tmp_path / "text.zip", "text.zip is damaged"),
        (tmp_path / "flipped.zip", "flipped.zip is damaged"),
        (zipped(tmp_path / "other.zip", a__b="x"), "holds no Sketchpose project"),
        (zipped(tmp_path / "two.zip", **{"a__project.json": "{}", "b__c": ""}), "holds no"),
        (zipped(tmp_path / "bad.zip", **{"a__project.json": "{"}), "damaged"),
        (tmp_path / "none.zip", "no such"),
    ):
        with pytest.raises(InputError, match=f"(?i){sentence}"):
            unpack(path, tmp_path / "far")
        assert not list((tmp_path / "far").glob("*"))


def test_nothing_is_unpacked_outside_of_the_project(tmp_path):
    evil = zipped(
        tmp_path / "evil.zip",
        **{
            "a__project.json": '{"schema": 1, "images": []}',
            "a__masks__..__..__x": "",
            "a__..__y": "",
            "a__masks__../../z": "",
            "a__tools__run.sh": "",
        },
    )
    folder = unpack(evil, tmp_path / "far").folder
    assert [path.name for path in folder.rglob("*")] == ["project.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evil.zip", "far"]
