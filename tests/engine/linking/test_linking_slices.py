"""Linking of slices into objects in three dimensions."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpose_engine.linking.depth_linker import link_slices
from sketchpose_engine.linking.settings import DepthSettings
from tests.engine.linking.movies import shuffled
from tests.engine.linking.solids import ball, packed


@settings(max_examples=6)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 2.0, 3.0]))
def test_balls_are_found_whole(seed, step):
    stack = packed(seed, step=step)
    slices = shuffled(list(stack), seed)
    tracks = link_slices(slices)
    found = np.stack([tracks.relabelled(z, labels) for z, labels in enumerate(slices)])
    pairs = {(int(a), int(b)) for a, b in zip(stack.ravel(), found.ravel(), strict=True)}
    assert len(pairs) == len(np.unique(stack)) == len(np.unique(found))


def test_an_object_that_branches_goes_on_in_the_larger_branch():
    one, two = np.zeros((20, 40), int), np.zeros((20, 40), int)
    one[5:15, 5:35] = 1
    two[5:15, 5:10], two[5:15, 15:35] = 1, 2
    tracks = link_slices([one, two])
    assert tracks.mapping(1) == {2: 1, 1: 2}
    assert all(track.parent == 0 for track in tracks.tracks.values())


def test_objects_in_few_slices_are_left_out():
    stack = ball((9, 30, 30), (4, 15, 15), (3.5, 8, 8))
    stack[4, :4, :4] = 2
    tracks = link_slices(list(stack), DepthSettings(fewest=2))
    assert [track.count for track in tracks.tracks.values()] == [7]
    assert set(np.unique(tracks.relabelled(4, stack[4]))) == {0, 1}


def test_little_overlap_links_nothing():
    one, two = np.zeros((20, 40), int), np.zeros((20, 40), int)
    one[5:15, 5:15], two[5:15, 12:22] = 1, 1
    assert len(link_slices([one, two]).tracks) == 2
    assert len(link_slices([one, two], DepthSettings(least_overlap=0.2)).tracks) == 1


def test_a_missing_slice_can_be_bridged():
    one = np.zeros((20, 20), int)
    one[5:15, 5:15] = 1
    assert len(link_slices([one, 0 * one, one]).tracks) == 2
    assert len(link_slices([one, 0 * one, one], DepthSettings(gap=1)).tracks) == 1
