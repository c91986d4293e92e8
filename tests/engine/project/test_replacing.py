"""A file was replaced: strokes and masks are kept, fitted or set aside, and never lost."""

import numpy as np
import pytest
import tifffile

from sketchpose_engine.core.box import Box
from sketchpose_engine.images.frame_key import FrameKey
from sketchpose_engine.images.frames import Extent, Frame
from sketchpose_engine.project.fingerprint import fingerprint_of
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.replacing import adopt
from sketchpose_engine.project.sketch_store import SketchStore
from sketchpose_engine.sketch.edits import Change, Correction
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND

SHAPE, SMALL, LARGE = (40, 60), (30, 70), (80, 90)
ONE = Extent()


def sketch():
    drawn = np.zeros(SHAPE, np.uint8)
    drawn[5:10, 5:50] = FOREGROUND
    drawn[35:38, 5:50] = BACKGROUND
    return drawn


@pytest.fixture(autouse=True)
def closed(monkeypatch):
    """Projects are closed after the test."""
    made, begin = [], Project.__init__

    def begins(self, *words):
        begin(self, *words)
        made.append(self)

    monkeypatch.setattr(Project, "__init__", begins)
    yield
    for each in made:
        each.close()


@pytest.fixture(params=["file", "journal"])
def project(tmp_path, request):
    """A project with an image that has strokes, a correction and masks."""
    tifffile.imwrite(tmp_path / "i.tif", np.zeros(SHAPE, np.uint8))
    made = Project.create(tmp_path / "project")
    (one,) = made.add_images([tmp_path / "i.tif"])
    correction = Correction("delete", Box(0, 0, 4, 4), np.ones((4, 4), bool))
    if request.param == "file":
        made.sketches.compact(one.id, sketch(), (correction,), 3)
    else:
        tile = {Box.whole(SHAPE): sketch()}
        made.sketches.journal(one.id).append(Change(one.id, 3, tile, (correction,)))
    made.describe(one.id, fingerprint=fingerprint_of(one.path, SHAPE))  # as when it is opened
    made.save_frame(one.id, np.eye(*SHAPE, dtype=np.int32), None, None, 1)
    return made


def replaced(project, shape, keep):
    path = project.images[0].path
    tifffile.imwrite(path, np.full(shape, 9, np.uint8))
    assert project.has_changed(project.images[0])
    adopt(project, "i", ONE, shape, keep)
    assert not project.has_changed(project.images[0])
    return Project.open(project.folder)


def set_aside(project):
    return sorted(path.name for path in project.folder.rglob("*.replaced"))


def test_the_same_picture_keeps_everything(project):
    after = replaced(project, SHAPE, "all")
    labels, corrections, revision = after.sketches.read("i", SHAPE)
    np.testing.assert_array_equal(labels, sketch())
    assert (len(corrections), revision) == (1, 3)
    assert after.masks.read("i")[0].max() == 1
    assert after.images[0].cells == {"": 1}
    assert set_aside(after) == []


def test_another_picture_of_the_size_keeps_strokes_and_sets_masks_aside(project):
    after = replaced(project, SHAPE, "strokes")
    labels, corrections, _ = after.sketches.read("i", SHAPE)
    np.testing.assert_array_equal(labels, sketch())
    assert len(corrections) == 1
    assert after.masks.read("i") is None
    assert after.images[0].cells == {}
    assert set_aside(after) == ["i_masks.tif.replaced"]


@pytest.mark.parametrize("shape", [SMALL, LARGE])
def test_strokes_are_fitted_to_a_picture_of_another_size(project, shape):
    after = replaced(project, shape, "strokes")
    labels, corrections, revision = after.sketches.read("i", shape)
    height, width = min(shape[0], SHAPE[0]), min(shape[1], SHAPE[1])
    np.testing.assert_array_equal(labels[:height, :width], sketch()[:height, :width])
    assert not labels[height:].any() and not labels[:, width:].any()
    assert corrections == ()
    assert revision > 3
    aside = set_aside(after)
    assert "i_masks.tif.replaced" in aside
    assert "i_sketch.journal.replaced" in aside
    assert after.sketches.fits("i", shape)


def test_begun_anew_nothing_is_drawn_and_what_was_is_still_there(project):
    after = replaced(project, LARGE, "nothing")
    labels, corrections, revision = after.sketches.read("i", LARGE)
    assert not labels.any()
    assert (corrections, revision) == ((), 0)
    assert not after.has_work("i")
    for path in after.folder.rglob("*.replaced"):  # as they were
        path.rename(path.with_suffix(""))
    np.testing.assert_array_equal(after.sketches.read("i", SHAPE)[0], sketch())
    assert after.masks.read("i")[0].max() == 1


def test_a_second_replacement_keeps_the_first_ones_files(project):
    after = replaced(project, SHAPE, "nothing")
    after.sketches.compact("i", sketch(), (), 1)
    after = replaced(after, SMALL, "nothing")
    names = set_aside(after)
    assert "i_sketch.journal.replaced" in names
    assert "i_sketch.journal.2.replaced" in names


def test_strokes_of_a_movie_stay_with_their_frames_when_it_has_become_longer(tmp_path):
    nine, ten = Extent(times=9), Extent(times=10)
    tifffile.imwrite(tmp_path / "m.tif", np.zeros((9, *SHAPE), np.uint8), imagej=True)
    project = Project.create(tmp_path / "project")
    project.add_images([tmp_path / "m.tif"])
    for time in (0, 8):
        key = FrameKey.of("m", nine.code(Frame(time=time)))
        drawn = sketch()
        drawn[0, time] = BACKGROUND
        project.sketches.compact(str(key), drawn, (), 1)
        project.save_frame(str(key), np.eye(*SHAPE, dtype=np.int32), None, None, time)
    tifffile.imwrite(tmp_path / "m.tif", np.zeros((10, *SHAPE), np.uint8), imagej=True)
    adopt(project, "m", ten, SHAPE, "all")
    after = Project.open(project.folder)
    assert after.images[0].cells == {"t01": 0, "t09": 8}
    for time in (0, 8):
        key = str(FrameKey.of("m", ten.code(Frame(time=time))))
        assert after.sketches.read(key, SHAPE)[0][0, time] == BACKGROUND
        assert after.masks.read(key) is not None


# Keys


def test_a_key_is_its_frame_however_it_is_spelled():
    assert FrameKey.parse("m.t1") == FrameKey.parse("m.t01") == FrameKey("m")
    assert FrameKey.parse("m.t2") != FrameKey.parse("m.t02z2")
    assert FrameKey.parse("m.max").frame == Frame(depth=None)
    assert len({FrameKey.parse("m.t3"), FrameKey.parse("m.t003")}) == 1


@pytest.mark.parametrize("text", ["m", "m.t014z03", "m.s2t1", "m.max"])
def test_a_key_is_written_as_it_was_read(text):
    assert str(FrameKey.parse(text)) == text
    assert FrameKey.parse(text).image_id == "m"


def test_a_code_that_is_none_is_the_first_frame():
    assert FrameKey.parse("m.nonsense").frame == Frame()


def test_strokes_of_a_journal_with_corrections_outside_of_their_tiles_are_all_read(tmp_path):
    store = SketchStore(tmp_path / "sketches")
    tiles = {Box(0, 0, 64, 64): np.full((64, 64), FOREGROUND, np.uint8)}
    correction = Correction("delete", Box(100, 90, 110, 100), np.ones((10, 10), bool))
    journal = store.journal("a")
    journal.append(Change("a", 1, {}, (correction,)))
    journal.append(Change("a", 2, tiles, (correction,)))
    assert store.fits("a", (120, 110))
    assert not store.fits("a", (96, 120))  # else strokes would seem to be damage
    store.fit("a", (96, 120), "replaced")
    labels, corrections, _ = store.read("a", (96, 120))
    assert np.count_nonzero(labels) == 64 * 64
    assert corrections == ()
    store.close()
