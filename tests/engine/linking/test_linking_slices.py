"""Linking of slices into objects in three dimensions."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpose_engine.linking.corrections import confirm, cut
from sketchpose_engine.linking.depth_linker import link_slices
from sketchpose_engine.linking.doubts import find_doubts, without_specks
from sketchpose_engine.linking.relinking import relink
from sketchpose_engine.linking.settings import DepthSettings
from sketchpose_engine.linking.tracks import Node
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


# ---- objects that may be two ----


def two_above_each_other():
    """Two balls that touch: their masks are linked to one object, narrowest in slice 9."""
    upper = ball((20, 40, 40), (5, 20, 20), (4.5, 9, 9))
    return list(upper | ball((20, 40, 40), (14, 20, 20), (4.5, 9, 9)))


def apart(*solids):
    """Slices of several solids beside each other, each with a label of its own."""
    return [
        np.concatenate([np.where(part, n, 0) for n, part in enumerate(parts, 1)], axis=1)
        for parts in zip(*solids, strict=True)
    ]


@settings(max_examples=6)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 2.0, 3.0]))
def test_single_balls_are_no_doubt(seed, step):
    assert find_doubts(link_slices(list(packed(seed, step=step)))) == []


def test_a_waist_is_doubtful_where_the_two_objects_meet():
    tracks = link_slices(two_above_each_other())
    (doubt,) = find_doubts(tracks)
    assert (doubt.frame, doubt.reason) == (9, "waist")
    areas = [int(tracks.objects[z].area_px[0]) for z in (5, 9)]
    assert doubt.value == areas[1] / areas[0]


def test_a_thin_waist_is_no_speck():
    slices = two_above_each_other()
    slices[9] = ball((20, 40, 40), (9, 20, 20), (1, 2, 2))[9]
    tracks = link_slices(slices, DepthSettings(least_overlap=0.01))
    (doubt,) = find_doubts(tracks)
    assert without_specks(tracks, [doubt], least_area_px=100) == ([doubt], 0)
    assert without_specks(tracks, [doubt], least_area_px=10_000) == ([], 1)


def test_an_object_in_far_more_slices_than_others_is_doubtful():
    usual = ball((20, 40, 40), (6, 20, 20), (4.5, 9, 9))
    long = np.where(ball((20, 40, 40), (9.5, 20, 20), (9, 9, 9)), 1, 0)
    tracks = link_slices(apart(*[usual] * 5, long))
    (doubt,) = find_doubts(tracks)
    assert (doubt.reason, doubt.value, doubt.label) == ("long", 18, 6)
    assert find_doubts(link_slices(apart(usual, long))) == []  # too few to say what is usual


def test_a_waist_that_is_cut_or_confirmed_is_no_doubt():
    slices = two_above_each_other()
    tracks = link_slices(slices)
    halves = cut(tracks, 1, 9)
    assert [each.count for each in halves.tracks.values()] == [8, 10]
    assert find_doubts(halves) == []
    confirmed = confirm(tracks, Node(9, 1))
    assert find_doubts(confirmed) == []
    assert find_doubts(relink(confirmed, lambda z: slices[z], [8, 9])) == []
