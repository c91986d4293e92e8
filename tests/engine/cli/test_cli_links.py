"""Masks of movies and stacks, linked by the command line."""

import numpy as np
import pandas as pd
import pytest
import tifffile

from sketchpose_engine.images.label_images import load_labels
from sketchpose_engine.inference import batch
from sketchpose_engine.inference.prediction import Fields
from sketchpose_engine.inference.segment import Segmented
from tests.engine.helpers.support import discs

SHAPE = (64, 72)
SEGMENT = ("segment", "--weights", "tiny.safetensors", "--out", "out", "--device", "cpu")
CENTRES = [(16.0, 16.0), (20.0, 50.0), (48.0, 30.0)]


def moved(step):
    """Three cells, three pixels further right with each step."""
    return discs(SHAPE, [(y, x + 3 * step) for y, x in CENTRES], 7)


@pytest.fixture
def bright(monkeypatch):
    """Segmentation of bright pixels: what matters here comes after it."""

    def segment(model, planes, device, settings, sketch=None):
        labels = np.asarray(planes[0], np.int32)
        yield from ()
        return Segmented(labels, None, Fields.empty(labels.shape))

    monkeypatch.setattr(batch, "segment", segment)


def write(name, steps, **metadata):
    frames = np.stack([moved(step) for step in range(steps)]).astype(np.uint8)
    tifffile.imwrite(name, frames, imagej=True, metadata=metadata, resolution=(2.0, 2.0))


def test_cells_of_a_movie_keep_one_number(report_of, files, bright):
    write("movie.tif", 5, axes="TYX", unit="um", finterval=30.0)
    report = report_of(*SEGMENT, "movie.tif", "--link", "time")
    (row,) = report["linked"]
    assert (row["image"], row["frames"], row["tracks"]) == ("movie.tif", 5, 3)
    tracks = pd.read_csv("out/movie_tracks.csv")
    assert len(tracks) == 15 and tracks["image"].unique() == ["movie.tif"]
    assert (
        tracks.groupby("track")["x_px"].apply(lambda x: np.diff(x).round().tolist()).tolist()
        == [[3.0] * 4] * 3
    )
    assert tracks["time_s"].max() == pytest.approx(120)
    labels = tifffile.imread("out/movie_labels.tif")
    assert labels.shape == (5, *SHAPE)
    assert all(set(np.unique(frame)) == {0, 1, 2, 3} for frame in labels)


def test_objects_of_a_stack_are_measured_in_three_dimensions(report_of, files, bright):
    write("stack.tif", 4, axes="ZYX", unit="um", spacing=1.5)
    report = report_of(*SEGMENT, "stack.tif", "--link", "depth")
    assert report["linked"][0]["tracks"] == 3
    objects = pd.read_csv("out/stack_objects_3d.csv")
    area_px = (moved(0) == 1).sum()
    assert objects["volume_um3"].tolist() == pytest.approx([4 * area_px * 0.25 * 1.5] * 3, rel=0.02)


def test_each_depth_of_a_movie_is_a_movie_of_its_own(report_of, files, bright):
    frames = np.stack([np.stack([moved(time)] * 2) for time in range(3)]).astype(np.uint8)
    tifffile.imwrite("both.tif", frames, imagej=True, metadata={"axes": "TZYX"})
    linked = report_of(*SEGMENT, "both.tif", "--link", "time")["linked"]
    assert [row["image"] for row in linked] == ["both_s1z1.tif", "both_s1z2.tif"]


def test_an_image_without_the_axis_is_segmented_and_not_linked(report_of, files, bright):
    assert report_of(*SEGMENT, "a.tif", "--link", "time")["linked"] == []
    assert load_labels("out/a_masks.tif").shape


def test_linking_needs_masks_on_disk(call, files):
    code, _, err = call(*SEGMENT, "a.tif", "--link", "time", "--files", "counts")
    assert code == 2 and "add 'masks' to --files" in err


def test_files_of_others_are_not_replaced_by_links(call, files, bright):
    write("movie.tif", 2, axes="TYX")
    (files / "out").mkdir()
    (files / "out" / "movie_tracks.csv").write_text("mine")
    code, _, err = call(*SEGMENT, "movie.tif", "--link", "time")
    assert code == 2 and "movie_tracks.csv would be replaced" in err
    assert not (files / "out" / "movie_t1_masks.tif").exists()
