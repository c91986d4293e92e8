"""What the command line refuses: exit code 2, one sentence on stderr, nothing on stdout."""

from pathlib import Path

import numpy as np
import pytest
import tifffile
import torch

from sketchpose_engine.training import train_step
from tests.engine.helpers.command_line import MASKS, PLANES, RUN, SKETCH, TRAIN


@pytest.fixture
def refused(call):
    """The sentence a command refuses its input with."""

    def run(*words):
        code, out, err = call(*words)
        assert code == 2
        assert out == ""
        assert err.startswith("sketchpose: ")
        assert err.endswith(".\n")
        assert err.count("\n") == 1
        return err

    return run


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("paint",),
        ("run", "a.tif", "--out", "out"),
        ("run", "a.tif", "--sketch", "a_sketch.tif"),
        (*RUN, "--seconds", 3),
        (*RUN[:-6], "--steps", 0),
        (*RUN[:-6], "--steps", "many"),
        (*RUN[:-6], "--seconds", -1),
        (*RUN[:-6], "--seconds", "nan"),
        (*RUN, "--diameter", 0),
        (*RUN, "--device", "tpu"),
        (*RUN[:-6], "--second", 3),
    ],
    ids=lambda words: " ".join(map(str, words[-2:])),
)
def test_misspelt_words_are_refused_with_2_and_an_explanation(call, capsys, words):
    with pytest.raises(SystemExit) as caught:
        call(*words)
    assert caught.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "usage: sketchpose" in err


def run_with(**changes):
    """The words of a quick run, with some of them exchanged."""
    words = {"image": "a.tif", "--sketch": "a_sketch.tif", "--out": "out", "--steps": 3}
    words = {**words, "--init": "tiny.safetensors", **changes}
    return ["run", words.pop("image"), *(word for pair in words.items() for word in pair)]


def test_a_missing_image_is_refused(refused):
    assert "missing.tif" in refused(*run_with(image="missing.tif"))


def test_a_missing_sketch_is_refused(refused):
    assert "missing.tif" in refused(*run_with(**{"--sketch": "missing.tif"}))


def test_a_sketch_of_another_size_is_refused(refused):
    tifffile.imwrite("other.tif", SKETCH[:40])
    sentence = refused(*run_with(**{"--sketch": "other.tif"}))
    assert "64 x 40" in sentence
    assert "64 x 72" in sentence


def test_a_sketch_with_unknown_values_is_refused(refused):
    tifffile.imwrite("other.tif", np.where(SKETCH == 3, 99, SKETCH + 12).astype(np.uint8))
    assert "unknown value(s) 12, 13, 14" in refused(*run_with(**{"--sketch": "other.tif"}))


def test_an_empty_sketch_is_refused(refused):
    tifffile.imwrite("other.tif", np.zeros_like(SKETCH))
    assert "empty" in refused(*run_with(**{"--sketch": "other.tif"}))


def test_weights_that_are_none_are_refused(refused):
    assert "a.tif" in refused(*run_with(**{"--init": "a.tif"}))
    assert "missing" in refused(*run_with(**{"--init": "missing"}))
    assert "a.tif" in refused("segment", "b.tif", "--weights", "a.tif", "--out", "out")


def test_an_output_folder_that_cannot_be_is_refused(refused):
    assert "a.tif" in refused(*run_with(**{"--out": "a.tif"}))
    assert "a.tif" in refused(*run_with(**{"--out": "a.tif/deeper"}))


def test_a_device_that_is_not_there_is_refused(refused, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert "CUDA" in refused(*run_with(**{"--device": "cuda"}))


def test_every_image_needs_its_sketch(refused):
    words = ("train", "a.tif", "b.tif", "--sketch", "a_sketch.tif", "--out", "w.safetensors")
    assert "2 images but 1 sketches" in refused(*words)


def test_images_of_several_kinds_cannot_be_learned_from_together(refused):
    tifffile.imwrite("b.tif", np.moveaxis(PLANES.repeat(3, 0), 0, -1), photometric="rgb")
    assert "3 channels" in refused(*TRAIN, "--out", "w.safetensors")


def test_when_no_image_can_be_segmented_that_is_refused(refused):
    words = ("segment", "x.tif", "y.tif", "--weights", "tiny.safetensors", "--out", "out")
    sentence = refused(*words)
    assert "x.tif" in sentence
    assert "y.tif" in sentence


def test_a_folder_is_no_weights_file_and_that_is_said_before_training(refused, files):
    (files / "folder").mkdir()
    assert "folder is a folder" in refused(*TRAIN, "--out", "folder")


def test_masks_of_another_image_cannot_be_evaluated(refused):
    tifffile.imwrite("gold.tif", MASKS.astype(np.uint16))
    tifffile.imwrite("mine.tif", MASKS[:40].astype(np.uint16))
    sentence = refused("evaluate", "--masks", "mine.tif", "--gold", "gold.tif")
    assert "64x40" in sentence
    assert "64x72" in sentence


def test_when_no_step_can_be_learned_from_that_is_said(call, monkeypatch):
    def not_finite(distance, *_):
        return distance.sum() * float("nan"), {}

    monkeypatch.setattr(train_step, "total_loss", not_finite)
    code, out, err = call(*run_with(**{"--steps": 99}))
    assert (code, out) == (2, "")
    assert "cannot be learned from" in err.splitlines()[-1]


def test_a_refused_run_writes_no_results(refused, files):
    before = set(files.iterdir())
    refused(*run_with(image="missing.tif"))
    refused(*run_with(**{"--sketch": "missing.tif"}))
    assert [path for path in set(files.iterdir()) - before if path.is_file()] == []
    assert not list(files.glob("out/*"))


def test_a_refused_run_leaves_no_folder_behind(refused, tmp_path):
    refused("run", tmp_path / "none.tif", "--sketch", tmp_path / "none.tif", "--out", "new")
    assert not Path("new").exists()
