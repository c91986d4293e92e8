"""The Python interface: the same results as the command line, and light to import."""

import doctest
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

import sketchpose_engine as sk
from sketchpose_engine import api
from sketchpose_engine.images.label_images import load_labels, load_sketch
from tests.engine.helpers.command_line import MASKS, PLANES, RUN, SKETCH

SHIPPED = Path(__file__).parents[1] / "data" / "nuclei_small"
FAST = {"steps": 3, "device": "cpu"}


def test_the_package_alone_does_not_load_pytorch():
    code = (
        "import sys, sketchpose_engine as sk; names = dir(sk); "
        "assert 'segment' in names and '__version__' in names; "
        "assert not {'torch', 'scipy', 'skimage'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_the_package_exports_all_names():
    assert set(api.__all__) <= set(dir(sk))
    assert all(getattr(sk, name) is getattr(api, name) for name in api.__all__)
    with pytest.raises(AttributeError, match="no attribute 'segmnt'"):
        sk.segmnt  # noqa: B018


def test_the_example_of_the_docstring_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(SHIPPED / "image.tif", "cells.tif")
    shutil.copy(SHIPPED / "sketch_cells.tif", "cells_sketch.tif")
    assert doctest.testmod(api).failed == 0
    assert load_labels("cells_masks.tif").shape == (256, 256)


def test_results_are_those_of_the_command_line(report_of, files):
    report_of(*RUN)
    image = sk.read_image("a.tif")
    sketch = sk.read_sketch("a_sketch.tif", image)
    model = sk.train(image, sketch, sk.load_model("tiny.safetensors"), **FAST)
    labels = sk.segment(model, image, sketch, device="cpu")
    np.testing.assert_array_equal(labels, load_labels("out/a_masks.tif"))
    report_of("segment", "b.tif", "--weights", "out/a_weights.safetensors", "--out", "b")
    other = sk.segment(sk.load_model("out/a_weights.safetensors"), sk.read_image("b.tif"))
    np.testing.assert_array_equal(other, load_labels("b/b_masks.tif"))


def test_weights_to_start_from_stay_as_they_are_and_are_saved(files):
    start = sk.load_model("tiny.safetensors")
    before = {name: value.clone() for name, value in start.network.state_dict().items()}
    model = sk.train(PLANES, SKETCH, start, **FAST)
    assert all(torch.equal(value, before[n]) for n, value in start.network.state_dict().items())
    sk.save_model("learned.safetensors", model)
    again = sk.load_model("learned.safetensors")
    np.testing.assert_array_equal(sk.segment(again, PLANES), sk.segment(model, PLANES))
    assert sk.train(PLANES, SKETCH, pretrained=False, **FAST).provenance["started_from"] == (
        "random weights"
    )


def test_the_general_network_segments_when_the_width_of_the_cells_is_known():
    image = sk.read_image(SHIPPED / "image.tif")
    assert sk.segment(sk.load_model(), image, diameter_px=17).max() > 20


def test_arrays_are_images_without_a_pixel_size():
    grey, colour = PLANES[0], np.stack([PLANES[0], PLANES[0] // 2, PLANES[0] // 3])
    table = sk.measure_cells(MASKS, grey)
    assert table["area_px"].sum() == np.count_nonzero(MASKS)
    assert "area_um2" not in table
    assert "mean_intensity_ch3" in sk.measure_cells(MASKS, colour)


def test_a_grey_image_stored_in_three_channels_has_one_intensity():
    table = sk.measure_cells(MASKS, np.repeat(PLANES[:1], 3, axis=0))
    assert "mean_intensity_ch1" in table
    assert "mean_intensity_ch2" not in table


@pytest.mark.parametrize("shape", [(64,), (64, 72, 3), (2, 2, 64, 72)])
def test_an_array_that_is_no_frame_is_refused(shape):
    with pytest.raises(sk.InputError, match="channels first"):
        sk.measure_cells(MASKS, np.zeros(shape))


@pytest.mark.parametrize(
    ("sketch", "words"),
    [
        (SKETCH.T, "72 x 64 pixels but its image is 64 x 72"),
        (np.zeros_like(SKETCH), "is empty"),
        (SKETCH.astype(int) - 1, "unknown value.*-1"),
    ],
)
def test_a_sketch_that_does_not_fit_is_refused(sketch, words):
    with pytest.raises(sk.InputError, match=f"The sketch.*{words}"):
        sk.train(PLANES, sketch, **FAST)


def test_a_sketch_is_read_for_its_image(files):
    np.testing.assert_array_equal(
        sk.read_sketch("a_sketch.tif", PLANES), load_sketch("a_sketch.tif", SKETCH.shape)
    )
