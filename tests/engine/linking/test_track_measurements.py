"""Measurements of tracks against sums by hand."""

import numpy as np
import pytest

from sketchpose_engine.linking.measurements import measure_tracks, positions
from sketchpose_engine.linking.scale import Scale
from sketchpose_engine.linking.time_linker import link_frames
from tests.engine.linking.test_linking_movies import disc

STEPS = [disc((20, 20), (60, 60)), disc((23, 24), (60, 60)), disc((20, 28))]


def test_lengths_and_speeds():
    found = measure_tracks(link_frames(STEPS), Scale(pixel_size_um=0.5, interval_s=10))
    assert found["frames"].tolist() == [3, 2]
    assert (found["start"].tolist(), found["end"].tolist()) == ([1, 1], [3, 2])
    assert found["path_length_px"] == pytest.approx([10, 0])
    assert found["net_displacement_px"] == pytest.approx([8, 0])
    assert found["mean_speed_px_per_frame"] == pytest.approx([5, 0])
    assert found["path_length_um"] == pytest.approx([5, 0])
    assert found["duration_s"].tolist() == [20, 10]
    assert found["mean_speed_um_per_s"] == pytest.approx([0.25, 0])
    assert found["mean_area_px"] == pytest.approx([109, 109])


def test_units_that_are_not_known_are_left_out():
    tracks = link_frames(STEPS)
    assert not any("um" in name or name[-2:] == "_s" for name in measure_tracks(tracks))
    with_size = measure_tracks(tracks, Scale(pixel_size_um=0.5))
    assert "path_length_um" in with_size and "mean_speed_um_per_s" not in with_size
    with_time = measure_tracks(tracks, Scale(interval_s=2))
    assert "duration_s" in with_time and "path_length_um" not in with_time
    assert "time_s" not in positions(tracks) and "x_um" not in positions(tracks)


def test_divisions_and_single_masks():
    frames = [disc((40, 40), radius=9), disc((36, 34), (44, 46)), disc((36, 34), (44, 46))]
    found = measure_tracks(link_frames(frames))
    assert found["parent"].tolist() == [0, 1, 1]
    assert found["daughters"].tolist() == [2, 0, 0]
    assert np.isnan(found["mean_speed_px_per_frame"]).tolist() == [True, False, False]


def test_area_over_time():
    frames = [disc((30, 30), radius=radius) for radius in (5, 6, 7)]
    found = positions(link_frames(frames), Scale(pixel_size_um=2.0, interval_s=60))
    assert found["time_s"].tolist() == [0, 60, 120]
    assert found["area_px"].tolist() == [int((one > 0).sum()) for one in frames]
    assert np.array_equal(found["area_um2"], 4 * found["area_px"])
    assert found["frame"].tolist() == [1, 2, 3]


def test_no_tracks():
    for frames in ([], [disc()]):
        tracks = link_frames(frames)
        assert all(len(column) == 0 for column in measure_tracks(tracks).values())
        assert all(len(column) == 0 for column in positions(tracks).values())
