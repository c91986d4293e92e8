"""How many of the drawn cells are found: each in a mask of its own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.masks.drawn_cells import CellsFound, drawn_cells, match_drawn_cells
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND, cell_value
from tests.engine.helpers.support import discs

SHAPE = (60, 120)
CENTRES = [(30, 20), (30, 60), (30, 100)]
MASKS = discs(SHAPE, CENTRES, 14)
SKETCH = np.where(discs(SHAPE, CENTRES, 5) > 0, FOREGROUND, 0).astype(np.uint8)
DRAWN = drawn_cells(SKETCH, 4)
SEEN = MASKS > 0


def cells_found(*arrays):
    return match_drawn_cells(*arrays)[0]


def failing_cell(*arrays):
    return match_drawn_cells(*arrays)[1]


def test_each_stroke_is_a_cell():
    assert DRAWN.max() == 3
    assert ((DRAWN > 0) == (SKETCH > 0)).all()


@pytest.mark.parametrize(
    ("gap_px", "between", "cells"),
    [(4, 0, 2), (12, 0, 1), (12, BOUNDARY, 2), (12, BACKGROUND, 2)],
)
def test_strokes_close_together_are_one_cell_unless_something_is_between(gap_px, between, cells):
    sketch = np.zeros((20, 40), np.uint8)
    sketch[8:12, 5:15] = sketch[8:12, 24:34] = FOREGROUND
    sketch[:, 19] = between
    assert drawn_cells(sketch, gap_px).max() == cells


def test_cells_of_other_classes_are_cells():
    assert drawn_cells(np.full((4, 4), cell_value(3), np.uint8), 3).max() == 1


def test_nothing_drawn_nothing_to_find():
    nothing = np.zeros(SHAPE, np.uint8)
    assert cells_found(drawn_cells(nothing, 5), MASKS, SEEN) == CellsFound(0, 0, 0)


def test_every_cell_has_its_mask():
    assert cells_found(DRAWN, MASKS, SEEN) == CellsFound(3, 3, 0)


def test_one_mask_over_two_cells_is_neither():
    merged = np.where(MASKS == 2, 1, MASKS).astype(np.int32)
    assert cells_found(DRAWN, merged, SEEN) == CellsFound(3, 1, 2)


def test_a_cell_without_a_mask_is_missed():
    assert cells_found(DRAWN, np.where(MASKS == 1, 0, MASKS), SEEN) == CellsFound(3, 2, 0)


def test_a_mask_that_only_the_stroke_has_made_does_not_count():
    found = cells_found(DRAWN, MASKS, SEEN & (MASKS != 3))
    assert (found.found, found.missed) == (2, 1)


def test_a_cell_in_pieces_is_missed():
    quarters = 4 + (np.indices(SHAPE)[0] > 30) + 2 * (np.indices(SHAPE)[1] > 20)
    broken = np.where(MASKS == 1, quarters, MASKS).astype(np.int32)
    assert cells_found(DRAWN, broken, SEEN).missed == 1


# Filled cells, of which the network may see a part


FILLED_SKETCH = np.where(discs(SHAPE, CENTRES, 13) > 0, FOREGROUND, 0).astype(np.uint8)
FILLED = drawn_cells(FILLED_SKETCH, 4)
MIDDLES = discs(SHAPE, CENTRES, 7) > 0  # 29 % of what was painted
WIDTH_PX = 20


def test_a_filled_cell_is_found_if_the_network_sees_most_of_it():
    assert cells_found(FILLED, MASKS, SEEN, WIDTH_PX) == CellsFound(3, 3, 0)
    most = discs(SHAPE, CENTRES, 11) > 0
    assert cells_found(FILLED, MASKS, most, WIDTH_PX) == CellsFound(3, 3, 0)


def test_a_filled_cell_is_partly_covered_if_the_network_sees_its_middle_only():
    seen = np.where(MASKS == 2, MIDDLES, SEEN)
    found, failing = match_drawn_cells(FILLED, MASKS, seen, WIDTH_PX)
    assert found == CellsFound(3, 2, 0, partly=1)
    assert (found.missed, found.not_seen) == (0, 1)
    assert failing.failure == "partly"
    assert FILLED[failing.place] == 2


def test_a_filled_cell_is_partly_covered_if_its_mask_covers_the_middle_only():
    masks = np.where((MASKS == 2) & ~MIDDLES, 0, MASKS)
    found, failing = match_drawn_cells(FILLED, masks, SEEN, WIDTH_PX)
    assert (found, failing.failure) == (CellsFound(3, 2, 0, partly=1), "partly")


def test_a_filled_cell_that_the_network_sees_in_pieces_is_partly_covered():
    gaps = (np.indices(SHAPE)[1] - 60) % 8 < 2  # its strokes alone hold it together
    seen = SEEN & ~((MASKS == 2) & gaps)
    assert cells_found(FILLED, MASKS, seen, WIDTH_PX) == CellsFound(3, 2, 0, partly=1)


def test_a_filled_cell_of_which_hardly_anything_is_seen_is_missed():
    found, failing = match_drawn_cells(FILLED, MASKS, SEEN & (MASKS != 2), WIDTH_PX)
    assert (found, failing.failure) == (CellsFound(3, 2, 0), "missed")


def test_merged_cells_stay_merged_although_they_are_filled():
    merged = np.where(MASKS == 2, 1, MASKS).astype(np.int32)
    assert cells_found(FILLED, merged, SEEN, WIDTH_PX) == CellsFound(3, 1, 2)


@pytest.mark.parametrize("width_px", [4, 20])
def test_a_thin_line_is_judged_as_before(width_px):
    sketch = np.zeros(SHAPE, np.uint8)
    sketch[29:32, 50:71] = FOREGROUND
    line = drawn_cells(sketch, 4)
    pieces = SEEN & (np.indices(SHAPE)[1] % 8 > 1)  # more than half, in pieces of 6 px
    assert cells_found(line, MASKS, pieces, width_px) == CellsFound(1, 1, 0)
    assert cells_found(line, MASKS, MIDDLES & False, width_px).missed == 1
    third = SEEN & (np.indices(SHAPE)[1] % 8 > 4)
    assert cells_found(line, MASKS, third, width_px).missed == 1


def test_a_dot_in_a_large_cell_is_no_filled_cell():
    half = SEEN & (np.indices(SHAPE)[0] > 30)
    assert cells_found(DRAWN, MASKS, half, 30) == cells_found(DRAWN, MASKS, half)


@given(st.integers(0, 2**31 - 1))
def test_the_numbers_add_up_whatever_the_masks(seed):
    rng = np.random.default_rng(seed)
    drawn = drawn_cells(rng.choice([0, 0, 1, 2, 3], (12, 15)).astype(np.uint8), rng.uniform(0, 4))
    masks = rng.integers(0, 4, drawn.shape).astype(np.int32)
    found = cells_found(drawn, masks, rng.random(drawn.shape) < 0.7, rng.uniform(1, 9))
    assert found.drawn == len(np.unique(drawn[drawn > 0])) == drawn.max(initial=0)
    assert min(found.found, found.merged, found.missed, found.partly) >= 0


# The drawn cell that needs a stroke most


def test_nothing_fails_while_each_cell_has_its_mask():
    assert failing_cell(DRAWN, MASKS, SEEN) is None


def test_a_missed_cell_comes_before_merged_ones():
    merged = np.where(MASKS == 2, 1, MASKS).astype(np.int32)
    failing = failing_cell(DRAWN, merged, SEEN & (MASKS != 3))
    assert failing.failure == "missed"
    assert MASKS[failing.place] == 3


def test_merged_cells_are_pointed_at_together():
    merged = np.where(MASKS == 2, 1, MASKS).astype(np.int32)
    failing = failing_cell(DRAWN, merged, SEEN)
    assert failing.failure == "merged"
    assert failing.box.left < 20 and 60 < failing.box.right < 100
    assert DRAWN[failing.place] in (1, 2)


def test_a_cell_in_pieces_is_cut():
    cut = MASKS.copy()
    cut[:, 98:103][cut[:, 98:103] == 3] = 0
    cut[:, 103:][cut[:, 103:] == 3] = 4
    failing = failing_cell(DRAWN, cut, SEEN)
    assert failing.failure == "cut"
    assert DRAWN[failing.place] == 3
