"""Tracks as the window keeps them: saved and read again, corrected mask by mask, coloured."""

import numpy as np
import pytest

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.linking.colours import track_colours
from sketchpose_engine.linking.corrections import cut, divide_mask, join_masks
from sketchpose_engine.linking.depth_linker import link_slices
from sketchpose_engine.linking.saved_tracks import (
    file_stamp,
    read_saved_tracks,
    write_saved_tracks,
)
from sketchpose_engine.linking.time_linker import link_frames
from sketchpose_engine.linking.tracks import Node
from tests.engine.linking.test_corrections import TWO, far_apart, spans
from tests.engine.linking.test_linking_movies import disc


def test_saved_tracks_are_read_as_they_were(tmp_path):
    tracks = cut(link_frames([TWO, np.zeros_like(TWO), TWO]), 1, 2)
    path = tmp_path / "movie_time_tracks.npz"
    write_saved_tracks(path, tracks, [(1, 2), (3, 4), (5, 6)])
    again, stamps = read_saved_tracks(path)
    assert spans(again) == spans(tracks)
    assert again.decisions == tracks.decisions
    assert (again.axis, again.fewest) == ("time", 1)
    assert stamps == [(1, 2), (3, 4), (5, 6)]
    for one, other in zip(again.objects, tracks.objects, strict=True):
        np.testing.assert_array_equal(one.centroid_px, other.centroid_px)
    assert spans(join_masks(again, Node(0, 1), Node(2, 1))) == [(1, 0, 2, 0), (2, 0, 2, 0)]


def test_frames_without_cells_and_slices_can_be_saved(tmp_path):
    path = tmp_path / "stack.npz"
    write_saved_tracks(path, link_slices([np.zeros((9, 9), np.int32)] * 2), [(0, 0)] * 2)
    again, _ = read_saved_tracks(path)
    assert (again.axis, len(again), again.tracks) == ("depth", 2, {})


def test_a_damaged_file_is_one_sentence_and_none_is_none(tmp_path):
    path = tmp_path / "damaged.npz"
    assert read_saved_tracks(path) is None
    assert file_stamp(path) == (0, 0)
    path.write_bytes(b"PK\x03\x04 nothing")
    assert file_stamp(path)[1] == 12
    with pytest.raises(InputError, match="link the cells again"):
        read_saved_tracks(path)


def test_two_masks_of_tracks_that_overlap_become_one_cell():
    tracks = link_frames([TWO] * 4)
    joined = join_masks(tracks, Node(1, 1), Node(2, 2))
    assert joined.id_of(Node(0, 1)) == joined.id_of(Node(3, 2)) == 1
    assert spans(joined) == [(1, 0, 3, 0), (2, 0, 1, 0), (3, 2, 3, 0)]


def test_joining_needs_two_tracks_and_an_order():
    tracks = link_frames([TWO] * 3)
    with pytest.raises(InputError, match="one frame"):
        join_masks(tracks, Node(1, 1), Node(1, 2))
    with pytest.raises(InputError, match="track 1 already"):
        join_masks(tracks, Node(0, 1), Node(2, 1))
    with pytest.raises(InputError, match="no track"):
        join_masks(tracks, Node(0, 1), Node(2, 9))


def test_masks_of_other_tracks_become_daughters():
    two = disc((20, 20), (20, 40))
    tracks = link_frames([two] * 3)
    divided = divide_mask(tracks, Node(0, 1), [Node(1, 2)])
    assert spans(divided) == [(1, 0, 0, 0), (2, 0, 0, 0), (3, 1, 2, 1), (4, 1, 2, 1)]
    with pytest.raises(InputError, match="later frame"):
        divide_mask(tracks, Node(1, 1), [Node(0, 2)])


def test_near_tracks_have_different_colours_that_stay():
    centres = [(y, x) for y in (20, 40, 60) for x in (20, 40)]
    tracks = link_frames([disc(*centres)] * 3)
    colours = track_colours(tracks)
    assert colours[0] == 0
    assert len(set(colours[1:].tolist())) == 6
    assert len(track_colours(link_frames(far_apart()))) == 3
    assert track_colours(link_frames([np.zeros((9, 9), np.int32)])).tolist() == [0]
