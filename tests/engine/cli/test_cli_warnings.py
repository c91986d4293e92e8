"""What the command line says beside its results, and what it keeps to itself."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import tifffile

from sketchpose_engine.models.weights import load_weights, save_weights
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND
from tests.engine.helpers.command_line import MASKS, PLANES, QUICK, RUN, SKETCH, TRAIN

# ---- evaluate ----


def evaluated(call, masks, gold, **options):
    for name, labels in (("mine.tif", masks), ("gold.tif", gold)):
        tifffile.imwrite(name, labels.astype(np.uint16), **options)
    code, out, err = call("evaluate", "--masks", "mine.tif", "--gold", "gold.tif", "--json")
    return json.loads(out) if code == 0 else err


@pytest.mark.parametrize("axes", ["TYX", "ZYX", None])
def test_stacks_are_scored_frame_by_frame(call, files, axes):
    gold = np.stack([MASKS] * 5)
    masks = gold.copy()
    masks[1:] = 0
    named = {"imagej": True, "metadata": {"axes": axes}} if axes else {"photometric": "minisblack"}
    report = evaluated(call, masks, gold, **named)
    assert report["frames"] == 5
    assert (report["objects_gold"], report["objects_predicted"]) == (20, 4)
    assert (report["precision@0.5"], report["recall@0.5"]) == (1, 0.2)


def test_stacks_of_other_length_are_refused(call, files):
    stack = np.stack([MASKS] * 3).astype(np.uint16)
    tifffile.imwrite("mine.tif", stack[0])
    tifffile.imwrite("gold.tif", stack, imagej=True, metadata={"axes": "TYX"})
    code, _, err = call("evaluate", "--masks", "mine.tif", "--gold", "gold.tif")
    assert (code, err.count("\n")) == (2, 1)
    assert "mine.tif has 1 frame(s) but gold.tif has 3" in err


def test_a_gold_standard_in_black_and_white_is_split_and_that_is_said(call, files):
    report = evaluated(call, MASKS, 255 * (MASKS > 0))
    assert (report["objects_gold"], report["f1@0.5"]) == (4, 1)
    assert "gold.tif is a mask in black and white: each of its 4" in report["notes"][0]


def test_masks_stored_as_jpeg_are_not_scored(call, files):
    tifffile.imwrite("gold.tif", MASKS.astype(np.uint16))
    PIL.Image.fromarray(MASKS.astype(np.uint8)).save("mine.jpg")
    for masks, gold in (("mine.jpg", "gold.tif"), ("gold.tif", "mine.jpg")):
        code, _, err = call("evaluate", "--masks", masks, "--gold", gold)
        assert (code, err.count("\n")) == (2, 1)
        assert "mine.jpg is compressed in a way that changes its values" in err


def test_a_single_object_is_no_mask_in_black_and_white(call, files):
    report = evaluated(call, MASKS == 1, MASKS == 1)
    assert (report["objects_gold"], report.get("notes")) == (1, None)


def test_an_object_in_two_parts_beside_others_stays_one(call, files):
    labels = np.where(MASKS == 4, 1, MASKS)
    assert evaluated(call, labels, labels)["objects_gold"] == 3


# ---- sketches of one kind ----


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ((BACKGROUND,), "The sketch shows no cell"),
        ((BOUNDARY,), "The sketch shows no cell"),
        ((FOREGROUND,), "The sketch shows no background"),
        ((FOREGROUND, BACKGROUND), None),
        ((FOREGROUND, BOUNDARY), None),
    ],
)
@pytest.mark.parametrize("command", ["run", "train"])
def test_a_sketch_of_one_kind_is_warned_of(report_of, files, kinds, said, command):
    sketch = np.zeros_like(SKETCH)
    for place, kind in enumerate(kinds):
        sketch[20 * place : 20 * place + 10, :30] = kind
    tifffile.imwrite("a_sketch.tif", sketch)
    out = "out" if command == "run" else "w.safetensors"
    report = report_of(command, "a.tif", "--sketch", "a_sketch.tif", "--out", out, *QUICK)
    if said is None:
        assert "warnings" not in report
    else:
        assert report["warnings"][0].startswith(said)


def test_sketches_that_complete_each_other_need_no_warning(report_of, files):
    tifffile.imwrite("a_sketch.tif", np.where(SKETCH == FOREGROUND, SKETCH, 0))
    tifffile.imwrite("b_sketch.tif", np.where(SKETCH == BACKGROUND, SKETCH, 0))
    assert "warnings" not in report_of(*TRAIN, "--out", "w.safetensors")


# ---- pages that are channels ----


def test_a_sketched_image_whose_pages_are_channels(call, report_of, files):
    with tifffile.TiffWriter("a.tif") as tiff:
        for _ in range(3):
            tiff.write(PLANES[0], metadata=None)
    code, _, err = call(*RUN)
    assert code == 2
    assert "a.tif is a stack of 3 frames" in err and "add --pages channels" in err
    report_of(*RUN, "--pages", "channels")
    assert load_weights("out/a_weights.safetensors").network.shape.channels == 3


# ---- nothing is replaced, and nothing private is written ----


def test_run_and_train_replace_nothing_of_another_origin(call, report_of, files):
    Path("out").mkdir()
    Path("out/a_weights.safetensors").write_bytes(b"mine")
    Path("w.safetensors").write_bytes(b"mine")
    for words in (RUN, (*TRAIN, "--out", "w.safetensors")):
        code, _, err = call(*words)
        assert (code, err.count("\n")) == (2, 1)
        assert "would be replaced, but Sketchpose has not written" in err
        report_of(*words, "--overwrite")
        report_of(*words)


@pytest.mark.parametrize("path", ["a.tif", "a_sketch.tif", "tiny.safetensors"])
def test_train_does_not_replace_its_inputs(call, files, path):
    before = Path(path).read_bytes()
    code, _, err = call(*TRAIN, "--out", path, "--overwrite")
    assert (code, Path(path).read_bytes()) == (2, before)
    assert f"{path} is one of the inputs" in err


@pytest.mark.parametrize("command", ["run", "train"])
def test_folders_of_the_user_are_not_in_weights_or_methods(report_of, files, command):
    secret = files / "patient Smith"
    secret.mkdir()
    for name in ("a.tif", "a_sketch.tif", "tiny.safetensors"):
        (secret / name).write_bytes((files / name).read_bytes())
    weights = files / "out" / "a_weights.safetensors"
    out = weights.parent if command == "run" else weights
    words = (secret / "a.tif", "--sketch", secret / "a_sketch.tif", "--out", out)
    report_of(command, *words, "--init", secret / "tiny.safetensors", "--steps", 2)
    assert load_weights(weights).provenance["trained_on"] == ["a.tif"]
    for path in (files / "out").iterdir():
        content = path.read_bytes()
        assert b"Smith" not in content and str(files).encode() not in content


def test_folders_in_older_weights_are_not_handed_on(report_of, files):
    old = load_weights("tiny.safetensors")
    known = {"trained_on": ["/home/x/a.tif"], "started_from": {"file": "C:\\x\\cyto3"}}
    save_weights("old.safetensors", replace(old, provenance=known))
    report_of(*RUN[:-1], "old.safetensors")
    content = Path("out/a_weights.safetensors").read_bytes()
    assert b"/home/x" not in content and b"x\\\\cyto3" not in content
    assert b"cyto3" in content


def test_images_of_one_name_are_told_apart_in_weights(report_of, files):
    for day in ("day1", "day2"):
        Path(day).mkdir()
        Path(day, "a.tif").write_bytes(Path("a.tif").read_bytes())
    sketches = ("--sketch", "a_sketch.tif", "b_sketch.tif")
    report_of("train", "day1/a.tif", "day2/a.tif", *sketches, "--out", "w.safetensors", *QUICK)
    assert load_weights("w.safetensors").provenance["trained_on"] == ["a.tif", "a_2.tif"]
