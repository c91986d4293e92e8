"""Whatever a project, weights or imported masks are made of: it works, or one sentence says why.

As in `test_fuzz`: processes of their own, with little memory. Calls that are meant to write work on
copies; nothing else on disk changes, and nothing in a file is ever executed.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from sketchpose_engine.core.box import Box
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import Frame
from sketchpose_engine.images.import_masks import read_masks
from sketchpose_engine.inference.jobs import FrameJob, FrameSegmented
from sketchpose_engine.inference.ledger import Ledger
from sketchpose_engine.models.weights import load_weights
from sketchpose_engine.project.archive import unpack
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.relinking import missing_images
from sketchpose_engine.results.provenance import read_provenance
from sketchpose_engine.sketch.edits import Change
from tests.engine.helpers.distrusted import STAMP, cases, parts
from tests.engine.helpers.evil_arrays import EVIL_MARK
from tests.engine.helpers.painter import SHAPE
from tests.engine.helpers.watched import call_all, resource, watched

CASES = {} if __name__ == "__main__" else dict(cases())
SOME = 3  # images of a project that are looked at closer


def _look(path):
    """All that is asked of a project when it is opened."""
    project = Project.open(path)
    missing_images(project)
    return [project.sketches.drawn_keys(image.id) for image in project.images[:SOME]]


def _changed(path):
    """A copy is saved anew."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(path, Path(folder) / path.name))
        project = Project.open(copy)
        for image in project.images[:1]:
            project.describe(image.id, cells={"new": 3})
            project.masks.write("new", np.ones(SHAPE, np.int32), image.pixel_size_um)
        assert Project.open(copy).manifest == project.manifest


def _read_sketch(path):
    project = Project.open(path)
    labels, corrections, revision = project.sketches.read("a", SHAPE)
    assert labels.shape == SHAPE and labels.dtype == np.uint8
    assert isinstance(revision, int)
    for each in corrections:
        assert each.pixels.shape == each.box.shape
    project.sketches.annotated("a")
    project.sketches.corrections("a")


def _read_masks(path):
    labels, classes = Project.open(path).masks.read("a")
    assert classes is None or len(classes) > labels.max(initial=0)


def _gone_on(path):
    """On a copy, the journal is gone on with, and the sketch compacted: both are there then."""
    with tempfile.TemporaryDirectory() as folder:
        project = Project.open(shutil.copytree(path, Path(folder) / path.name))
        try:
            labels, corrections, revision = project.sketches.read("a", SHAPE)
        except InputError:
            project.sketches.set_aside("a")
            labels, corrections, revision = project.sketches.read("a", SHAPE)
        box = Box(0, 0, 2, 3)
        labels[box.slices] = 2
        change = Change("a", revision + 1, {box: labels[box.slices].copy()}, corrections)
        project.sketches.journal("a").append(change)
        assert np.array_equal(project.sketches.read("a", SHAPE)[0], labels)
        project.sketches.compact("a", labels, corrections, revision + 1)
        project.close()
        again, _, newest = Project.open(project.folder).sketches.read("a", SHAPE)
        assert np.array_equal(again, labels) and newest == revision + 1


def _unpacked(path):
    """Somewhere else: what is left of it lies in one folder, as files; of a refused one nothing."""
    with tempfile.TemporaryDirectory() as name:
        outer = Path(name)
        folder = outer / "far"
        try:
            target = unpack(path, folder).folder
        except InputError:
            assert not list(folder.glob("*"))
            raise
        finally:
            assert {each.name for each in outer.iterdir()} <= {"far"}
        assert list(folder.iterdir()) == [target]
        assert not [each for each in folder.rglob("*") if each.is_symlink()]


def _ledger(path):
    """On a copy, a frame is asked for and noted."""
    with tempfile.TemporaryDirectory() as name:
        copy, image = Path(name) / path.name, Path(name) / "a.tif"
        image.write_bytes(b"x")
        status = image.stat()
        if path.is_file():
            stamp = json.dumps([status.st_size, status.st_mtime_ns])
            content = path.read_bytes().replace(f'"{STAMP}"'.encode(), stamp.encode())
            copy.write_bytes(content)
        elif path.exists():
            copy.mkdir()
        job, other = FrameJob("a", image, Frame()), FrameJob("b", image, Frame())
        ledger = Ledger(copy, "these")
        found = ledger.done(job)
        assert found is None or isinstance(found.cells, int)
        ledger.note(other, FrameSegmented("b", 7))
        assert Ledger(copy, "these").done(other).cells == 7


CALLS = {
    "project": {"open": _look, "save": _changed},
    "page": {"sketch": _read_sketch, "masks": _read_masks, "go on": _gone_on},
    "weights": {"provenance": read_provenance, "load": load_weights},
    "ledger": {"ledger": _ledger},
    "array": {"masks": lambda path: read_masks(path, SHAPE)},
    "zip": {"unpack": _unpacked},
}


def calls_of(name):
    return CALLS[name.partition("_")[0]]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("distrusted")
    for name, maker in CASES.items():
        maker(folder / name)
    return watched(__file__, folder, list(CASES))


@pytest.mark.parametrize("name", CASES, ids=ascii)
def test_it_works_or_a_sentence_says_why_not(opened, name):
    complaints = {call: why for call, (why, _) in opened[name].items() if why}
    assert not complaints, complaints


def test_sound_ones_work(opened):
    assert all(worked for _, worked in opened["page_sound"].values())
    for name in ("array_pickle0.npy", "array_plain_cut9.npy"):
        assert not opened[name]["masks"][1]


def test_little_memory_is_taken(opened):
    if resource is None:
        pytest.skip("this system does not tell how much memory a process took")
    assert not opened["memory"]["peak"][0]


def test_nothing_else_on_disk_changed_and_nothing_was_executed(opened):
    assert not opened["disk"]["disk"][0]
    assert not Path(EVIL_MARK).exists()


def test_there_are_many_and_each_is_small():
    assert len(CASES) > 800
    assert max(map(len, parts().values())) < 500_000


if __name__ == "__main__":
    call_all(Path(sys.argv[1]), json.load(sys.stdin), calls_of)
