"""Masks agree with what is drawn, whatever the network predicts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.masks.from_fields import masks_from_fields
from sketchpose_engine.masks.sketch_constraints import merge_stroked_basins
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND
from tests.engine.helpers.support import discs, perfect_fields, voronoi

SHAPE = (64, 64)
UNIT_PX = 8.0
TWO = discs(SHAPE, [(32, 20), (32, 44)], 11)
NOISE = st.integers(0, 2**32 - 1)


def masks_of(gold, sketch, seed=None):
    """Masks of perfect fields, or of fields that have little to do with the cells."""
    distance, flow = perfect_fields(gold, UNIT_PX)
    if seed is not None:
        rng = np.random.default_rng(seed)
        distance = distance + rng.normal(0, 0.4, distance.shape).astype(np.float32)
        flow = flow + rng.normal(0, 0.4, flow.shape).astype(np.float32)
    return masks_from_fields(distance, flow, sketch=sketch)


def drawn(**places):
    sketch = np.zeros(SHAPE, np.uint8)
    for value, where in places.items():
        sketch[where] = {"background": BACKGROUND, "cell": FOREGROUND, "line": BOUNDARY}[value]
    return sketch


def test_without_strokes_the_masks_are_those_of_the_fields():
    np.testing.assert_array_equal(masks_of(TWO, drawn()), masks_of(TWO, None))


@given(NOISE)
def test_background_strokes_are_in_no_mask_and_cell_strokes_in_one(seed):
    sketch = drawn(background=np.s_[30:36, 30:60], cell=np.s_[10:14, 5:40])
    masks = masks_of(TWO, sketch, seed)
    assert not masks[sketch == BACKGROUND].any()
    inside = np.unique(masks[sketch == FOREGROUND])
    assert len(inside) == 1 and inside[0] > 0


def test_a_stroke_across_two_masks_makes_them_one_cell():
    assert masks_of(TWO, None).max() == 2
    sketch = drawn(cell=np.s_[31:34, 18:46])
    assert len(np.unique(masks_of(TWO, sketch)[sketch > 0])) == 1


def test_the_end_of_a_stroke_in_the_next_cell_does_not_join_them():
    touching = np.where(np.arange(64)[None] < 32, 1, 2) * np.ones(SHAPE, int)
    sketch = drawn(cell=np.s_[20:24, 6:34])
    masks = masks_of(touching, sketch)
    assert masks[22, 10] != masks[22, 50]


def test_small_masks_along_a_long_stroke_are_parts_of_its_cell():
    basins = np.full(SHAPE, -1, np.int32)
    basins[28:37, 2:62] = np.maximum(np.arange(60) // 5 - 1, 0)  # most have a twelfth of the stroke
    stroke = drawn(cell=np.s_[31:34, 2:62])
    merged, peaks = merge_stroked_basins(basins, np.ones(11, np.float32), stroke)
    assert len(peaks) == 1
    assert ((merged == 0) == (basins >= 0)).all()
    touched = drawn(cell=np.s_[28:29, 2:62])  # it runs along their rims only
    assert len(merge_stroked_basins(basins, np.ones(11, np.float32), touched)[1]) == 11


def test_a_line_separates_what_the_network_takes_for_one_cell():
    one = np.zeros(SHAPE, int)
    one[24:40, 8:56] = 1
    assert masks_of(one, None).max() == 1
    masks = masks_of(one, drawn(line=np.s_[20:44, 31:33]))
    assert masks[32, 15] != masks[32, 50] and masks[32, 15] and masks[32, 50]


@pytest.mark.parametrize("value", [FOREGROUND, FOREGROUND + 2])
def test_strokes_that_a_line_separates_are_two_cells(value):
    sketch = drawn(line=np.s_[0:64, 31:33])
    sketch[30:34, 10:31] = sketch[30:34, 33:54] = value
    masks = masks_of(np.ones(SHAPE, int), sketch)
    assert masks[32, 15] != masks[32, 48]


def test_a_cell_that_the_network_does_not_see_appears():
    sketch = drawn(cell=np.s_[20:28, 20:28])
    masks = masks_of(np.zeros(SHAPE, int), sketch)
    assert masks.max() == 1 and (masks[sketch > 0] == 1).all()


@given(NOISE, st.integers(0, 40))
def test_true_strokes_leave_perfect_masks_as_they_are(seed, number):
    cells = voronoi(SHAPE, 12, seed=number, background=0.3)
    gold = np.unique(np.append(cells, 0), return_inverse=True)[1][:-1].reshape(SHAPE)
    before = masks_of(gold, None)
    rng = np.random.default_rng(seed)
    sketch = np.zeros(SHAPE, np.uint8)
    for y, x in rng.integers(2, 60, (8, 2)):
        patch = gold[y - 2 : y + 3, x - 2 : x + 3]
        if (patch == patch[0, 0]).all():
            value = FOREGROUND if patch[0, 0] else BACKGROUND
            sketch[y - 1 : y + 2, x - 1 : x + 2] = value
    after = masks_of(gold, sketch)
    changed = (before != after)[sketch == 0].mean()
    assert changed < 0.02


def test_a_diagonal_line_of_one_pixel_separates_strokes():
    row, column = np.indices(SHAPE)
    halves = np.where(row > column, 1, 2)
    sketch = np.where(row == column, BOUNDARY, FOREGROUND).astype(np.uint8)
    masks = masks_of(halves, sketch)
    assert masks[50, 10] != masks[10, 50]
