"""The theorem of the valid distance set, against brute force on random partitions."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch import valid_set
from sketchpose_engine.sketch.valid_set import ValidSet, annotation_edge, sketched_boundary
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND, NOTHING
from tests.engine.helpers.support import BESIDE, sketch_of, true_boundary, voronoi

NEVER = 1 << 40  # squared distance to the empty set
SHAPES = st.tuples(st.integers(1, 12), st.integers(1, 12))


def squared_distance(pixels):
    """(H, W) squared distance to the nearest of `pixels`, pair by pair."""
    places = np.argwhere(np.ones_like(pixels))
    gaps = places[:, None] - np.argwhere(pixels)
    return (gaps**2).sum(2).min(1, initial=NEVER).reshape(pixels.shape)


def edge_of(seen):
    """Annotated pixels beside an unannotated one, pixel by pixel."""
    edge = np.zeros_like(seen)
    for y, x in np.argwhere(seen):
        for dy, dx in BESIDE:
            inside = 0 <= y + dy < seen.shape[0] and 0 <= x + dx < seen.shape[1]
            edge[y, x] |= inside and not seen[y + dy, x + dx]
    return edge


@st.composite
def partitions(draw):
    """Label images with and without background; blobs of convex cells, or any labels at all."""
    shape = draw(SHAPES)
    if draw(st.booleans()):
        return draw(arrays(np.int64, shape, elements=st.integers(0, 3)))
    background = draw(st.sampled_from([0.0, 0.4]))
    return voronoi(shape, draw(st.integers(1, 6)), draw(st.integers(0, 999)), background)


@st.composite
def strokes(draw, shape):
    """Annotated pixels: rectangles drawn and erased, sometimes with single pixels that differ."""
    seen = np.full(shape, draw(st.booleans()))
    for _ in range(draw(st.integers(1, 4))):
        seen[draw(boxes(shape)).slices] = draw(st.booleans())
    if draw(st.booleans()):
        seen ^= draw(arrays(bool, shape, elements=st.booleans(), fill=st.just(False)))
    return seen


@st.composite
def boxes(draw, shape):
    """A box inside an image, at least one pixel large."""
    top, left = draw(st.integers(0, shape[0] - 1)), draw(st.integers(0, shape[1] - 1))
    height, width = draw(st.integers(1, shape[0] - top)), draw(st.integers(1, shape[1] - left))
    return Box(top, left, top + height, left + width)


@st.composite
def sketched(draw):
    """A partition and the pixels of it that are annotated."""
    masks = draw(partitions())
    return masks, draw(strokes(masks.shape))


@contextmanager
def windows(block_px: int, margin_px: int) -> Iterator[None]:
    """Work in small blocks, and look no farther around them than necessary."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(valid_set, "BLOCK_PX", block_px)
        patch.setattr(valid_set, "MARGIN_PX", margin_px)
        yield


def assert_same(one: ValidSet, other: ValidSet) -> None:
    np.testing.assert_array_equal(one.valid, other.valid)
    np.testing.assert_array_equal(one.distance(), other.distance())


# The theorem


@given(sketched())
def test_the_sketched_boundary_is_the_part_of_the_true_one_that_strokes_show(given):
    masks, seen = given
    shown = sketched_boundary(sketch_of(masks, seen))
    assert not (shown & ~true_boundary(masks)).any()
    np.testing.assert_array_equal(sketched_boundary(sketch_of(masks)), true_boundary(masks))


@given(sketched())
def test_the_edge_of_the_annotation_does_not_lie_on_the_edge_of_the_image(given):
    masks, seen = given
    np.testing.assert_array_equal(annotation_edge(sketch_of(masks, seen)), edge_of(seen))


@given(sketched())
def test_the_valid_set_is_what_brute_force_finds(given):
    sketch = sketch_of(*given)
    to_boundary = squared_distance(sketched_boundary(sketch))
    to_edge = squared_distance(annotation_edge(sketch))
    bound = np.minimum(to_boundary, to_edge)
    known = (sketch != NOTHING) & (bound < NEVER)
    found = ValidSet.of(sketch)
    np.testing.assert_array_equal(found.valid, known & (to_boundary <= to_edge))
    np.testing.assert_array_equal(
        found.distance(), np.sqrt(np.where(known, bound, 0)).astype(np.float32)
    )


@given(sketched())
def test_every_offset_leads_back_to_the_boundary_or_to_the_edge_of_the_annotation(given):
    sketch = sketch_of(*given)
    found = ValidSet.of(sketch)
    source = np.indices(sketch.shape) - found.offset
    assert sketched_boundary(sketch)[tuple(source[:, found.valid])].all()
    bounded = (sketch != NOTHING) & ~found.valid & (found.distance() > 0)
    assert annotation_edge(sketch)[tuple(source[:, bounded])].all()


@given(sketched())
def test_on_the_valid_set_the_distance_to_the_true_boundary_is_known(given):
    masks, seen = given
    found = ValidSet.of(sketch_of(masks, seen))
    truth = np.sqrt(squared_distance(true_boundary(masks))).astype(np.float32)
    np.testing.assert_array_equal(found.distance()[found.valid], truth[found.valid])


@given(sketched())
def test_on_all_strokes_the_distance_to_the_true_boundary_is_no_smaller_than_the_bound(given):
    masks, seen = given
    found = ValidSet.of(sketch_of(masks, seen))
    truth = np.sqrt(squared_distance(true_boundary(masks))).astype(np.float32)
    assert (truth >= found.distance())[seen].all()


@given(partitions())
def test_total_annotation_gives_the_distances_of_dense_training_everywhere(masks):
    boundary = true_boundary(masks)
    assume(boundary.any())
    found = ValidSet.of(sketch_of(masks))
    assert found.valid.all()
    truth = np.sqrt(squared_distance(boundary)).astype(np.float32)
    np.testing.assert_array_equal(found.distance(), truth)


@given(sketched(), st.data())
def test_the_valid_set_never_shrinks_when_strokes_are_added(given, data):
    masks, seen = given
    more = seen | data.draw(strokes(masks.shape))
    before, after = ValidSet.of(sketch_of(masks, seen)), ValidSet.of(sketch_of(masks, more))
    assert not (before.valid & ~after.valid).any()
    np.testing.assert_array_equal(before.distance()[before.valid], after.distance()[before.valid])


# Borders


def test_a_stroke_at_the_edge_of_the_image_is_valid_up_to_the_edge():
    masks = np.repeat([[1, 1, 1, 1, 0, 0]], 6, 0)
    seen = np.zeros((6, 6), bool)
    seen[:, :5] = True
    found = ValidSet.of(sketch_of(masks, seen))
    expected = np.repeat([[3, 2, 1, 0, 0, 0]], 6, 0)  # column 4 is an edge beside the boundary
    np.testing.assert_array_equal(found.distance(), expected)
    np.testing.assert_array_equal(found.valid, np.repeat([[1, 1, 1, 1, 0, 0]], 6, 0) > 0)


@pytest.mark.parametrize("kind", [BACKGROUND, FOREGROUND])
def test_an_image_annotated_as_one_kind_has_no_distance_at_all(kind):
    found = ValidSet.of(np.full((9, 7), kind, np.uint8))
    assert not found.valid.any()
    assert not found.offset.any()


@pytest.mark.parametrize("kind", [BACKGROUND, FOREGROUND])
def test_strokes_of_one_kind_alone_are_bounded_but_not_valid(kind):
    sketch = np.zeros((9, 9), np.uint8)
    sketch[2:7, 2:7] = kind
    found = ValidSet.of(sketch)
    assert not found.valid.any()
    assert found.distance()[4, 4] == 2


def test_an_image_annotated_as_boundary_alone_is_valid_with_distance_0():
    found = ValidSet.of(np.full((5, 5), BOUNDARY, np.uint8))
    assert found.valid.all()
    assert not found.distance().any()


def test_an_empty_sketch_has_an_empty_valid_set():
    found = ValidSet.of(np.zeros((6, 8), np.uint8))
    assert not found.valid.any()
    assert not found.offset.any()


# Stroke by stroke


@st.composite
def sketches(draw):
    """Any sketch, of large strokes: the nearest boundary is often far away."""
    shape = draw(st.tuples(st.integers(1, 24), st.integers(1, 24)))
    sketch = np.full(shape, draw(st.integers(0, 2)), np.uint8)
    for _ in range(draw(st.integers(0, 3))):
        sketch[draw(boxes(shape)).slices] = draw(st.integers(0, 3))
    return sketch


@st.composite
def edits(draw):
    """A sketch, and boxes that are then painted over, with one value or many."""
    sketch = draw(sketches())
    changes = []
    for _ in range(draw(st.integers(1, 4))):
        box = draw(boxes(sketch.shape))
        paint = st.integers(0, 3) | arrays(np.uint8, box.shape, elements=st.integers(0, 3))
        changes.append((box, draw(paint)))
    return sketch, changes


BLOCKS, MARGINS = st.integers(2, 13), st.integers(1, 4)


@given(edits(), BLOCKS, MARGINS)
def test_following_edits_equals_starting_again(given, block_px, margin_px):
    sketch, changes = given
    with windows(block_px, margin_px):
        followed = ValidSet.of(sketch)
        for box, paint in changes:
            sketch = sketch.copy()
            sketch[box.slices] = paint
            followed.update(sketch, box)
    assert_same(followed, ValidSet.of(sketch))


@given(sketches(), BLOCKS, MARGINS)
def test_blocks_and_margins_of_any_size_give_the_same_valid_set(sketch, block_px, margin_px):
    with windows(block_px, margin_px):
        found = ValidSet.of(sketch)
    assert_same(found, ValidSet.of(sketch))


def test_a_boundary_at_the_end_of_a_window_counts_though_its_background_lies_beyond():
    sketch = np.array([[0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 1, 0]], np.uint8)
    with windows(block_px=4, margin_px=2):  # column 7 sees columns 2 to 9
        found = ValidSet.of(sketch)
    assert found.valid[0, 7]
    assert_same(found, ValidSet.of(sketch))


def test_painting_after_the_whole_image_was_one_kind_changes_the_whole_image():
    sketch = np.full((40, 50), BACKGROUND, np.uint8)
    followed = ValidSet.of(sketch)
    sketch[20, 20] = FOREGROUND
    followed.update(sketch, Box(20, 20, 21, 21))
    assert followed.valid.all()
    assert followed.distance()[0, 20] == 20


def test_nothing_far_from_a_small_stroke_is_computed_again():
    sketch = np.zeros((1500, 1500), np.uint8)
    sketch[700:712, 700:720] = FOREGROUND
    sketch[712:716, 700:720] = BACKGROUND
    followed = ValidSet.of(sketch)
    changed = Box(100, 1490, 106, 1500)
    sketch[changed.slices] = FOREGROUND
    box = followed.update(sketch, changed)
    assert box == changed.grown(1 + followed.reach_px, sketch.shape)
    assert max(box.shape) < 40
    assert_same(followed, ValidSet.of(sketch))


def test_a_large_stroke_that_is_taken_back_does_not_slow_down_those_after_it():
    sketch = np.zeros((700, 700), np.uint8)
    sketch[10:14, 10:40] = FOREGROUND
    followed = ValidSet.of(sketch)
    reach_px = followed.reach_px
    filled = Box(100, 100, 650, 650)
    sketch[filled.slices] = BACKGROUND
    followed.update(sketch, filled)
    assert followed.reach_px == 274  # from the middle to the edge
    sketch[filled.slices] = NOTHING
    followed.update(sketch, filled)
    assert followed.reach_px == reach_px
    assert_same(followed, ValidSet.of(sketch))


@given(edits(), st.integers(2, 9))
def test_the_reach_is_that_of_the_sketch_as_it_is(given, tile_px):
    sketch, changes = given
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(valid_set, "TILE_PX", tile_px)
        followed = ValidSet.of(sketch)
        for box, paint in changes:
            sketch = sketch.copy()
            sketch[box.slices] = paint
            followed.update(sketch, box)
            assert followed.reach_px >= followed.distance().max()
        assert followed.reach_px == ValidSet.of(sketch).reach_px


def test_what_was_computed_again_holds_everything_that_became_different():
    masks = voronoi((200, 300), 40, seed=3, background=0.3)
    seen = np.zeros(masks.shape, bool)
    seen[20:60, 30:70] = True
    sketch = sketch_of(masks, seen)
    followed = ValidSet.of(sketch)
    before = followed.distance(), followed.valid.copy()
    changed = Box(50, 60, 64, 90)
    seen[changed.slices] = True
    box = followed.update(sketch_of(masks, seen), changed)
    different = (followed.distance() != before[0]) | (followed.valid != before[1])
    different[box.slices] = False
    assert not different.any()
    assert max(box.shape) < 100
