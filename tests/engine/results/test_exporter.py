"""A whole export: which files, one after the other, and what happens when it is stopped."""

import errno
import json
import subprocess
import sys

import numpy as np
import pandas
import pytest
import roifile

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.images.load import image_files
from sketchpose_engine.masks.cell_classes import read_note
from sketchpose_engine.results.exporter import Sources, export_results
from sketchpose_engine.results.file_kinds import FILE_KINDS, planned_files
from sketchpose_engine.results.methods_text import Methods
from sketchpose_engine.results.result import Result
from tests.engine.helpers.objects import hard_masks, result

ALL = [kind.id for kind in FILE_KINDS]
SKETCH = np.ones((60, 80), np.uint8)
FIELDS = np.zeros((3, 60, 80), np.float32)
EVERYTHING = Sources(lambda one: SKETCH, lambda one: FIELDS)


def test_every_planned_file_is_written_in_that_order(tmp_path):
    results = [result(), result(name="b.tif", frame="t02", pixel_size_um=0.5), result(name="A.png")]
    folder = tmp_path / "new" / "folder"
    written = list(export_results(results, folder, ALL, Methods(), EVERYTHING))
    assert written == planned_files([one.stem for one in results], folder, ALL)
    assert sorted(written) == sorted(folder.iterdir())
    names = [path.name for path in written]
    assert len(names) == 3 * 8 + 4
    assert names[0] == "a_masks.tif"
    assert names[15] == "b_t02.geojson"
    assert names[16] == "A_2_masks.tif"  # on most disks A is a
    assert names[-4:] == ["objects.csv", "counts.csv", "coco.json", "methods.txt"]


def test_only_what_was_asked_for_is_written(tmp_path):
    written = list(export_results([result()], tmp_path, ["rois", "counts"]))
    assert [path.name for path in written] == ["a_rois.zip", "counts.csv"]
    assert planned_files(["a"], tmp_path, ["counts", "rois"]) == written
    assert list(export_results([], tmp_path / "b", [])) == []


def test_without_sketch_fields_and_methods_there_are_no_such_files(tmp_path):
    names = {path.name for path in export_results([result()], tmp_path, ALL)}
    assert names & {"a_sketch.tif", "a_fields.tif", "methods.txt"} == set()
    assert len(names) == 9


def test_all_files_number_the_objects_alike(tmp_path):
    gaps = 7 * hard_masks()[::-1]
    sources = Sources(sketch=lambda one: SKETCH)
    list(export_results([result(gaps)], tmp_path, ALL, None, sources))
    expected = sorted(np.unique(gaps[gaps > 0]).tolist())  # as in the window
    assert (load_labels(tmp_path / "a_masks.tif") == gaps).all()
    assert pandas.read_csv(tmp_path / "a_objects.csv")["label"].tolist() == expected
    assert pandas.read_csv(tmp_path / "objects.csv")["label"].tolist() == expected
    assert [int(roi.name) for roi in roifile.roiread(tmp_path / "a_rois.zip")] == expected
    content = json.loads((tmp_path / "coco.json").read_text())
    assert sorted(each["label"] for each in content["annotations"]) == expected
    assert (load_sketch(tmp_path / "a_sketch.tif", (60, 80)) == 1).all()


def test_results_are_taken_one_by_one(tmp_path):
    taken = []

    def make():
        for name in "abc":
            taken.append(name)
            yield result(name=f"{name}.tif")

    steps = export_results(make(), tmp_path, ["masks", "counts"])
    assert taken == []
    next(steps)
    assert taken == ["a"]
    steps.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a_masks.tif"]


def test_stopping_leaves_the_files_for_all_as_they_were(tmp_path):
    (tmp_path / "objects.csv").write_text("old")
    steps = export_results([result(), result(name="b.tif")], tmp_path, ["masks", "all_objects"])
    next(steps)
    next(steps)
    steps.close()
    assert (tmp_path / "objects.csv").read_text() == "old"


def test_what_was_exported_beside_images_is_not_taken_for_images(tmp_path):
    list(export_results([result()], tmp_path, ALL, Methods(), EVERYTHING))
    assert image_files(tmp_path) == []


def test_a_file_in_the_place_of_the_folder(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(InputError, match="out is a file where a folder is needed"):
        list(export_results([result()], tmp_path / "out", ALL))


def test_a_full_disk_is_one_sentence_and_the_old_files_stay(tmp_path, full_disk):
    written = list(export_results([result()], tmp_path, ALL, Methods(), EVERYTHING))
    old = {path: path.read_bytes() for path in written}
    for kind in ALL:
        one = result(0 * hard_masks())
        with full_disk(), pytest.raises(InputError, match="the disk is full: free some space"):
            list(export_results([one], tmp_path, [kind], Methods(images=9), EVERYTHING))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == old


@pytest.mark.parametrize("kind", ["all_objects", "coco"])
def test_no_room_for_what_is_kept_until_the_end(tmp_path, monkeypatch, kind):
    def fail(*args, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", fail)
    with pytest.raises(InputError, match="the disk is full: free some space"):
        list(export_results([result()], tmp_path, [kind]))
    assert list(tmp_path.iterdir()) == []


def test_no_torch_is_needed():
    code = "import sys, sketchpose_engine.results.exporter; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_masks_tell_the_classes_of_their_objects(tmp_path):
    labels = np.zeros((5, 9), np.int32)
    labels[0, 5], labels[2, 2] = 9, 3
    classes = np.zeros(10, np.uint8)
    classes[[9, 3]] = 2, 1
    one = result(labels, classes=classes, class_names=("a", "b"))
    (path,) = export_results([one], tmp_path, ["masks"])
    assert read_note(path).tolist() == classes.tolist()


def test_the_methods_state_that_equal_channels_were_measured_once(tmp_path):
    planes = np.repeat(np.arange(1200, dtype=np.uint16).reshape(1, 30, 40), 3, 0)
    result = Result("grey.png", "", planes, np.ones((30, 40), np.int32))
    list(export_results([result], tmp_path, ["methods"], Methods({})))
    text = (tmp_path / "methods.txt").read_text(encoding="utf-8")
    assert "The channels of 1 image were equal: intensity was measured in one of them." in text
