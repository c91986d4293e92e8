"""Frames of a file and their codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.images.frames import FIRST, Extent, Frame, parse_code

counts = st.one_of(st.just(1), st.integers(2, 12), st.integers(13, 20000))


@st.composite
def extents_with_frames(draw):
    extent = Extent(draw(counts), draw(counts), draw(counts))
    depths = st.integers(0, extent.depths - 1)
    if extent.depths > 1:
        depths = st.one_of(st.none(), depths)
    scene = draw(st.integers(0, extent.scenes - 1))
    return extent, Frame(scene, draw(st.integers(0, extent.times - 1)), draw(depths))


@given(extents_with_frames())
def test_a_code_names_its_frame(both):
    extent, frame = both
    assert parse_code(extent.code(frame)) == frame


@pytest.mark.parametrize(
    ("extent", "frame", "code"),
    [
        (Extent(), FIRST, ""),
        (Extent(times=120), Frame(time=13), "t014"),
        (Extent(3, 120, 10), Frame(1, 13, 2), "s2t014z03"),
        (Extent(3, 120, 10), Frame(1, 13, None), "s2t014max"),
        (Extent(depths=9), Frame(depth=8), "z9"),
    ],
)
def test_only_what_there_is_more_than_one_of_stands_in_a_code(extent, frame, code):
    assert extent.code(frame) == code


@given(st.builds(Extent, *[st.integers(1, 12)] * 3), st.booleans())
def test_codes_sort_as_the_frames_do(extent, projected):
    frames = list(extent.frames(projected=projected))
    codes = [extent.code(frame) for frame in frames]
    assert codes == sorted(codes)
    assert len(set(codes)) == len(codes)


def test_all_frames_in_the_order_of_the_file():
    extent = Extent(2, 1, 2)
    assert list(extent.frames()) == [Frame(s, 0, z) for s in (0, 1) for z in (0, 1)]
    assert list(extent.frames(projected=True)) == [Frame(s, 0, None) for s in (0, 1)]
    assert len(extent) == 4
    assert list(Extent(times=2).frames(projected=True)) == [Frame(), Frame(time=1)]


@given(st.builds(Extent, *[counts] * 3), extents_with_frames())
def test_clipping_gives_a_frame_that_is_there(extent, other):
    _, frame = other
    clipped = extent.clipped(frame)
    assert clipped.scene < extent.scenes
    assert clipped.time < extent.times
    assert clipped.depth is None or clipped.depth < extent.depths
    assert extent.clipped(clipped) == clipped
    assert (clipped.depth is None) == (frame.depth is None and extent.depths > 1)


@given(extents_with_frames())
def test_clipping_keeps_what_is_there(both):
    extent, frame = both
    assert extent.clipped(frame) == frame


@pytest.mark.parametrize("code", ["x", "t", "z1t1", "tmax", "t1 ", "maxz1", "t-1", "s1s2"])
def test_what_names_no_frame(code):
    with pytest.raises(ValueError, match="names no frame"):
        parse_code(code)


# ---- scenes that differ ----

sizes = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), min_size=1, max_size=12)


@given(sizes, st.booleans())
def test_every_frame_of_scenes_that_differ_has_its_own_code(sizes, projected):
    extent = Extent.of(sizes)
    frames = list(extent.frames(projected=projected))
    codes = [extent.code(frame) for frame in frames]
    assert codes == sorted(codes)
    assert len(set(codes)) == len(codes)
    assert [parse_code(code) for code in codes] == frames
    assert all(extent.clipped(frame) == frame for frame in frames)
    if not projected:
        assert len(frames) == len(extent) == sum(times * depths for times, depths in sizes)


@given(sizes, st.integers(0, 20), st.integers(0, 20), st.one_of(st.none(), st.integers(0, 20)))
def test_a_step_or_a_clip_leads_to_a_frame_that_is_there(sizes, scene, time, depth):
    extent = Extent.of(sizes)
    there = {*extent.frames(), *extent.frames(projected=True)}
    frame = extent.clipped(Frame(scene, time, depth))
    assert frame in there
    for by in (-1, 1):
        assert extent.clipped(extent.stepped(frame, by)) in there


def test_scenes_that_are_alike_are_said_in_three_numbers():
    assert Extent.of([(3, 2), (3, 2)]) == Extent(2, 3, 2)
    mixed = Extent.of([(1, 1), (3, 2)])
    assert mixed == Extent(2, 3, 2, ((1, 1), (3, 2)))
    assert (mixed.scene(0), mixed.scene(1)) == (Extent(2, 1, 1), Extent(2, 3, 2))
