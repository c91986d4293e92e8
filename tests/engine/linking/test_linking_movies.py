"""Linking of synthetic movies: all links are right, and renumbered masks change nothing."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.linking.evaluation import evaluate
from sketchpose_engine.linking.settings import TimeSettings
from sketchpose_engine.linking.time_linker import link_frames
from sketchpose_engine.linking.tracks import relabel
from tests.engine.linking.movies import links, merged, movie, shuffled, truth, without

SEEDS = st.integers(0, 2**32 - 1)


def disc(*places, radius=6, shape=(80, 80)):
    y, x = np.mgrid[: shape[0], : shape[1]]
    labels = np.zeros(shape, np.uint16)
    for number, (cy, cx) in enumerate(places, 1):
        labels[np.hypot(y - cy, x - cx) < radius] = number
    return labels


# ---- complete movies ----


@settings(max_examples=25)
@given(SEEDS, st.booleans())
def test_all_links_are_right_where_cells_move_less_than_half_their_size(seed, rods):
    one = movie(seed, rods=rods)
    assert links(link_frames(one.frames), one.frames) == links(truth(one), one.frames)


@settings(max_examples=10)
@given(SEEDS, st.booleans())
def test_other_label_numbers_change_nothing_but_numbers(seed, rods):
    one = movie(seed, rods=rods, cells=20, frames=6)
    others = shuffled(one.frames, seed)
    tracks, same = link_frames(one.frames), link_frames(others)
    assert tracks.tracks == same.tracks
    for frame in range(len(tracks)):
        expected = tracks.relabelled(frame, one.frames[frame])
        assert np.array_equal(expected, same.relabelled(frame, others[frame]))


@settings(max_examples=10)
@given(SEEDS, st.tuples(st.integers(-40, 40), st.integers(-40, 40)))
def test_a_drift_of_the_stage_is_followed(seed, shift):
    one = movie(seed, frames=3, dividing=False, vanishing=False, share=0.2)
    frames = []
    for number, labels in enumerate(one.frames):
        padded = np.pad(labels, 80)
        frames.append(np.roll(padded, (number * shift[0], number * shift[1]), (0, 1)))
    one.frames = frames
    assert links(link_frames(frames), frames) == links(truth(one), frames)


# ---- masks that are missing or merged ----


@pytest.mark.parametrize("rods", [False, True])
def test_missing_masks_leave_the_best_tracks_that_there_can_be(rods):
    seen, all_, best = [], [], []
    for seed in range(6):
        one = movie(seed, rods=rods, cells=20, frames=10)
        frames = without(one, 0.05, seed)
        tracks, visible = link_frames(frames), truth(one, frames=frames)
        seen.append(evaluate((visible, frames), (tracks, frames)).tra)
        all_.append(evaluate((truth(one), one.frames), (tracks, frames)).tra)
        best.append(evaluate((truth(one), one.frames), (visible, frames)).tra)
    assert np.mean(seen) > 0.99
    # A missing mask costs 10 and its two links 1.5 each, of 11.5 for a mask and a link: no linking
    # can reach more than 1 - 0.05 * 13 / 11.5.
    assert np.mean(all_) > np.mean(best) - 0.005


@pytest.mark.parametrize("rods", [False, True])
def test_merged_masks_cost_little(rods):
    scores = []
    for seed in range(6):
        one = movie(seed, rods=rods, cells=20, frames=10)
        frames = merged(one, 0.05, seed)
        found = evaluate((truth(one), one.frames), (link_frames(frames), frames))
        scores.append(found.tra)
    assert np.mean(scores) > 0.97


def test_two_cells_that_are_merged_for_one_frame_keep_their_tracks():
    both = disc((30, 30), (30, 41))
    joined = (both > 0).astype(np.uint16)
    tracks = link_frames([both, both, joined, both, both])
    assert len(tracks.tracks) == 2
    assert sorted(track.count for track in tracks.tracks.values()) == [4, 5]
    assert not any(track.parent for track in tracks.tracks.values())


# ---- single events ----


def test_a_gap_is_closed_up_to_the_longest_one():
    cell, nothing = disc((30, 30)), disc()
    for missing, count in ((1, 1), (2, 1), (3, 2)):
        tracks = link_frames([cell, *[nothing] * missing, cell], TimeSettings(gap=2))
        assert len(tracks.tracks) == count
    assert len(link_frames([cell, nothing, cell], TimeSettings(gap=0)).tracks) == 2


def test_divisions_can_be_switched_off():
    frames = [disc((40, 40), radius=9), disc((36, 34), (44, 46))]
    tracks = link_frames(frames)
    assert [track.parent for track in tracks.tracks.values()] == [0, 1, 1]
    assert tracks.daughters(1) == [2, 3]
    alone = link_frames(frames, TimeSettings(divisions=False))
    assert [track.parent for track in alone.tracks.values()] == [0, 0]


def test_a_cell_beside_one_that_keeps_its_size_is_no_daughter():
    tracks = link_frames([disc((40, 40)), disc((40, 40), (40, 53))])
    assert [track.parent for track in tracks.tracks.values()] == [0, 0]


def test_fast_cells_are_found_where_they_are_expected():
    frames = [disc((10, 10 + 11 * n), (20, 70 - 11 * n), shape=(80, 120)) for n in range(5)]
    tracks = link_frames(frames)
    assert len(tracks.tracks) == 2
    assert [tracks.mapping(n)[1] for n in range(5)] == [tracks.mapping(0)[1]] * 5


def test_a_cell_far_away_is_another_one():
    assert len(link_frames([disc((10, 10)), disc((70, 70))]).tracks) == 2


def test_empty_frames():
    assert len(link_frames([]).tracks) == 0
    assert len(link_frames([disc(), disc()]).tracks) == 0
    assert len(link_frames([disc(), disc((20, 20)), disc()]).tracks) == 1


def test_labels_of_any_size_and_type():
    labels = disc((20, 20), (40, 40)).astype(np.int64)
    large = labels * 2_000_000_000
    tracks = link_frames([labels, large, labels.astype(np.uint8)])
    assert [track.count for track in tracks.tracks.values()] == [3, 3]
    assert tracks.mapping(1) == {2_000_000_000: 1, 4_000_000_000: 2}
    assert np.array_equal(tracks.relabelled(1, large), tracks.relabelled(0, labels))


def test_relabelled_frames_have_the_numbers_of_tracks():
    frames = shuffled([disc((20, 20), (40, 40))] * 3, 0)
    first, *others = relabel(link_frames(frames), frames)
    assert sorted(np.unique(first)) == [0, 1, 2]
    assert all(np.array_equal(first, other) for other in others)


@pytest.mark.parametrize("count", [2, 4])
def test_relabelling_needs_as_many_frames(count):
    frames = [disc((20, 20))] * 3
    with pytest.raises(InputError, match="3 frames were linked"):
        list(relabel(link_frames(frames), frames[:1] * count))


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        ([np.zeros((4, 4))], "whole numbers in two dimensions"),
        ([np.zeros((2, 4, 4), int)], "whole numbers in two dimensions"),
        ([np.full((4, 4), -1)], "negative"),
        ([np.zeros((4, 4), int), np.zeros((4, 5), int)], "one size"),
    ],
)
def test_what_cannot_be_linked(frames, message):
    with pytest.raises(InputError, match=message):
        link_frames(frames)


# ---- speed ----


def test_time_grows_with_the_number_of_cells():
    """Four times the cells on four times the area take at most some eight times as long."""

    def seconds(side):
        y, x = np.mgrid[:side, :side]
        labels = np.where(
            np.hypot(y % 16 - 8, x % 16 - 8) < 6, y // 16 * (side // 16) + x // 16, -1
        )
        frames = [np.roll(labels + 1, n % 2, 0) for n in range(4)]
        start = time.process_time()
        link_frames(frames)
        return time.process_time() - start

    seconds(128)
    assert seconds(1024) < 8 * max(min(seconds(512), seconds(512)), 0.02)
