"""Tracks of the objects that filters leave."""

import numpy as np

from sketchpose_engine.linking.measurements import positions
from sketchpose_engine.linking.selection import select_objects
from sketchpose_engine.linking.time_linker import link_frames
from tests.engine.linking.test_linking_movies import disc

TWO = disc((20, 20), (50, 50))


def labels_at(frames, *point):
    return [np.array([frame[point]]) for frame in frames]


def test_objects_that_are_left_out_have_no_track():
    frames = [TWO] * 3
    tracks = link_frames(frames)
    one = select_objects(tracks, labels_at(frames, 20, 20))
    assert list(one.tracks) == [1]
    assert set(positions(one)["track"].tolist()) == {1}
    assert set(np.unique(one.relabelled(1, TWO)).tolist()) == {0, 1}


def test_a_track_goes_on_over_a_mask_that_is_left_out():
    frames = [TWO] * 3
    tracks = link_frames(frames)
    kept = [np.array([1, 2]), np.array([2]), np.array([1, 2])]
    one = select_objects(tracks, kept)
    assert [(each.start, each.end, each.count) for each in one.tracks.values()] == [
        (0, 2, 2),
        (0, 2, 3),
    ]
    assert one.previous[2][one.objects[2].row(1)].tolist() == [0, 1]


def test_daughters_of_a_mother_that_is_left_out_have_no_parent():
    frames = [disc((40, 40), radius=9), disc((36, 34), (44, 46))]
    one = select_objects(link_frames(frames), [np.array([], int), np.array([1, 2])])
    assert [each.parent for each in one.tracks.values()] == [0, 0]
