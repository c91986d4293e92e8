"""Masks renewed part by part and corrected by hand: the same cells, numbers and colours."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpose_engine.core.box import Box
from sketchpose_engine.masks.colouring import settle_colours
from sketchpose_engine.sketch.edits import Correction
from tests.engine.helpers.recount import (
    SHAPE,
    assert_books_are_right,
    connected,
    empty,
    fresh_in,
    renew_whole,
)
from tests.engine.helpers.support import discs, voronoi

WHOLE = Box.whole(SHAPE)
TWO = discs(SHAPE, [(12, 10), (12, 27)], 8)  # they touch


def delete(cell):
    return Correction("delete", Box.whole(cell.shape), cell.copy())


def merge(cells):
    return Correction("merge", Box.whole(cells.shape), cells.copy())


def split(line):
    return Correction("split", Box.whole(line.shape), line.copy())


def column(x, shape=SHAPE):
    line = np.zeros(shape, bool)
    line[:, x] = True
    return line


# Books, whatever happens


@st.composite
def boxes(draw, shape=SHAPE):
    top, left = (draw(st.integers(0, side - 4)) for side in shape)
    height, width = (draw(st.integers(4, side)) for side in shape)
    return Box(top, left, min(top + height, shape[0]), min(left + width, shape[1]))


@st.composite
def deeds(draw):
    """Something that happens to masks: a part is renewed, corrected, a correction undone."""
    kind = draw(st.sampled_from(["renew", "renew", "delete", "merge", "split", "undo", "shuffle"]))
    return kind, draw(boxes()), draw(st.integers(0, 8)), draw(st.integers(0, 99))


def tell(masks, corrections, deed):
    """Let it happen; the corrections afterwards."""
    kind, box, margin_px, seed = deed
    rng = np.random.default_rng(seed)
    if kind == "renew":
        gold = voronoi(SHAPE, 2 + seed % 30, seed, background=(seed % 3) / 4)
        wide = box.grown(margin_px, SHAPE)
        before, colours = masks.labels.copy(), masks.colours[masks.labels]
        assert_nothing_else_changed(
            masks, before, colours, masks.renew(wide, fresh_in(gold, wide), box)
        )
        return corrections
    if kind in ("undo", "shuffle"):
        corrections = [corrections[i] for i in rng.permutation(len(corrections))]
        corrections = corrections[: len(corrections) - (kind == "undo")]
    elif kind == "split":
        pixels = rng.random(box.shape) < 0.02
        pixels[:, pixels.shape[1] // 2] = True
        corrections = [*corrections, Correction("split", box, pixels)]
    else:
        numbers = np.unique(masks.labels[box.slices])[: 1 if kind == "delete" else 9]
        found = np.isin(masks.labels, numbers[numbers > 0])
        corrections = [*corrections, Correction(kind, WHOLE, found)]
    before, colours = masks.labels.copy(), masks.colours[masks.labels]
    changed = masks.correct(corrections) or Box(0, 0, 0, 0)
    assert_nothing_else_changed(masks, before, colours, changed)
    return corrections


def assert_nothing_else_changed(masks, before, colours, box):
    outside = np.ones(SHAPE, bool)
    outside[box.slices] = False
    np.testing.assert_array_equal(masks.labels[outside], before[outside])
    np.testing.assert_array_equal(masks.colours[masks.labels][outside], colours[outside])


@settings(max_examples=60)
@given(st.lists(deeds(), min_size=1, max_size=8))
def test_areas_count_and_colours_are_always_those_of_the_labels(done):
    masks, corrections = empty(), []
    for deed in done:
        corrections = tell(masks, corrections, deed)
        assert_books_are_right(masks)


@settings(max_examples=40)
@given(st.lists(deeds(), min_size=1, max_size=6))
def test_without_merges_every_cell_is_4_connected(done):
    masks, corrections = empty(), []
    for deed in done:
        if deed[0] != "merge":
            corrections = tell(masks, corrections, deed)
            assert connected(masks.labels)


@settings(max_examples=40)
@given(st.lists(deeds(), min_size=2, max_size=8))
def test_undoing_restores_exactly_the_labels_before(done):
    masks, corrections = empty(), []
    renew_whole(masks, voronoi(SHAPE, 12, seed=1, background=0.2))
    states = [((), masks.labels.copy())]
    for deed in done:
        if deed[0] in ("delete", "merge", "split"):
            corrections = tell(masks, corrections, deed)
            states.append((tuple(corrections), masks.labels.copy()))
    for kept, labels in reversed(states):
        masks.correct(kept)
        np.testing.assert_array_equal(masks.labels, labels)


# Renewing


def test_a_fresh_mask_keeps_the_number_and_colour_of_the_one_it_covers_mostly():
    masks = empty()
    renew_whole(masks, TWO)
    before = masks.labels.copy(), masks.colours.copy()
    moved = np.roll(TWO, 2, axis=0)[:, ::1]
    masks.renew(WHOLE, (3 - moved) * (moved > 0), WHOLE)  # numbered the other way round
    for y, x in ((13, 10), (13, 27)):
        assert masks.labels[y, x] == before[0][y, x]
    np.testing.assert_array_equal(masks.colours, before[1])


def test_a_mask_that_covers_less_than_half_of_another_is_a_new_cell():
    masks = empty()
    renew_whole(masks, discs(SHAPE, [(10, 10)], 4))
    renew_whole(masks, discs(SHAPE, [(10, 10)], 8))
    assert masks.count == 1
    assert masks.labels.max() == 2


def test_outside_the_core_only_cells_that_reach_into_it_change():
    masks = empty()
    renew_whole(masks, discs(SHAPE, [(10, 6), (10, 30)], 5))
    fresh = discs(SHAPE, [(10, 12), (30, 30)], 5)  # the first one reaches into the core
    masks.renew(WHOLE, fresh, Box(0, 0, 40, 9))
    assert masks.labels[10, 17] == masks.labels[10, 8] > 0
    assert masks.labels[10, 30] > 0
    assert masks.labels[30, 30] == 0


# Corrections


def test_a_deleted_cell_stays_deleted_when_fresh_masks_are_slightly_moved():
    masks = empty()
    renew_whole(masks, TWO)
    masks.correct([delete(TWO == 1)])
    assert masks.count == 1
    for step in (1, 2, -2):
        renew_whole(masks, np.roll(TWO, step, axis=0))
        assert masks.count == 1
        assert masks.labels[12, 27] > 0


def test_merged_cells_are_merged_again():
    masks = empty()
    renew_whole(masks, TWO)
    masks.correct([merge(TWO > 0)])
    assert masks.count == 1
    renew_whole(masks, np.roll(TWO, 1, axis=0))
    assert masks.count == 1
    assert masks.labels[12, 10] == masks.labels[12, 27]


def test_a_split_cell_is_split_again_and_its_line_belongs_to_the_parts():
    masks = empty()
    one = (TWO > 0).astype(np.int32)
    renew_whole(masks, one)
    masks.correct([split(column(18))])
    for _ in range(2):
        assert masks.count == 2
        assert connected(masks.labels)
        np.testing.assert_array_equal(masks.labels > 0, one > 0)
        renew_whole(masks, one)


def test_a_line_cuts_no_slivers_off():
    masks = empty()
    renew_whole(masks, discs(SHAPE, [(12, 10)], 8))
    masks.correct([split(column(3))])
    assert masks.count == 1


def test_parts_of_a_split_are_connected_where_the_nearest_pixel_is_another_arm():
    cell = np.zeros(SHAPE, np.int32)
    cell[4:30, 4:7] = cell[4:30, 9:12] = cell[27:30, 4:12] = 1  # a U
    line = np.zeros(SHAPE, bool)
    line[12:24, 4:7] = True  # a broad line through one arm, beside the other
    masks = empty()
    renew_whole(masks, cell)
    masks.correct([split(line)])
    assert masks.count == 2
    assert connected(masks.labels)


def test_the_number_of_a_deleted_cell_is_kept_for_the_day_it_comes_back():
    masks = empty()
    renew_whole(masks, discs(SHAPE, [(8, 8), (8, 28)], 5))
    number = masks.labels[8, 8]
    masks.correct([Correction("delete", Box(0, 0, 16, 16), discs((16, 16), [(8, 8)], 5) > 0)])
    below = Box(26, 20, 40, 36)
    masks.renew(below, discs(below.shape, [(7, 8)], 5), below)  # far from the correction
    masks.correct([])
    assert masks.labels[8, 8] == number != masks.labels[33, 28]
    assert masks.count == 3
    assert_books_are_right(masks)


@given(st.integers(0, 99))
def test_the_order_in_which_a_list_came_about_does_not_matter(seed):
    gold = voronoi(SHAPE, 12, seed, background=0.2)
    numbers = np.unique(gold[gold > 0])
    wanted = [delete(gold == numbers[0]), merge(np.isin(gold, numbers[1:4])), split(column(20))]
    straight, winding = empty(), empty()
    for masks in (straight, winding):
        renew_whole(masks, gold)
    straight.correct(wanted)
    for corrections in (wanted[1:], wanted[::-1], wanted[:1], wanted):
        winding.correct(corrections)
    np.testing.assert_array_equal(winding.labels, straight.labels)


def test_a_list_that_is_the_same_changes_nothing():
    masks = empty()
    renew_whole(masks, TWO)
    wanted = [delete(TWO == 1), merge(TWO > 0)]
    assert masks.correct(wanted) is not None
    assert masks.correct(list(wanted)) is None


# Colours


def test_colours_that_need_no_change_are_kept():
    labels = voronoi(SHAPE, 20, seed=1)
    colours = np.zeros(21, np.uint8)
    settle_colours(labels, colours)
    one, other = labels[0, 0], labels[labels != labels[0, 0]][0]
    before = colours.copy()
    colours[other] = 0
    settle_colours(labels, colours)
    assert (np.delete(colours, other) == np.delete(before, other)).all()
    assert colours[other] > 0
    assert colours[one] == before[one]


def test_of_two_touching_cells_of_one_colour_one_changes():
    labels = np.array([[1, 2, 0, 3]], np.int32)
    colours = np.array([0, 4, 4, 4], np.uint8)
    settle_colours(labels, colours)
    assert colours[1] != colours[2]
    assert np.count_nonzero(colours == 4) >= 2


def test_masks_are_known_as_they_were_before_corrections():
    masks = empty()
    renew_whole(masks, TWO)
    before = masks.labels.copy()
    masks.correct([delete(TWO == 1), split(column(27))])
    np.testing.assert_array_equal(masks.uncorrected(), before)
    assert (masks.labels != before).any()
