"""Whole shapes at once: stamps, masks that become strokes, outlines, loops that are filled."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage as ndi

from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch.annotations import Brush
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND, NOTHING
from tests.engine.helpers.sketching import CROSS, LINE, SHAPE, blob, brushes, empty, points


def rim_of(mask):
    return mask & ~ndi.binary_erosion(mask, CROSS, border_value=1)


def circle(centre, radius, turn=1.0, points=40):
    angles = np.linspace(0, 2 * np.pi * turn, points)
    return [(centre[0] + radius * np.sin(a), centre[1] + radius * np.cos(a)) for a in angles]


def draw(sketch, brush, path):
    for start, end in pairwise(path):
        sketch.paint(start, end, brush)


# Stamps, masks that are accepted or rejected, outlines.


def test_a_stamp_paints_where_it_holds_something():
    sketch = empty()
    sketch.labels[10:20] = BACKGROUND
    sketch.stamp(Box(15, 0, 25, 3), np.tile(np.uint8([NOTHING, FOREGROUND, BOUNDARY]), (10, 1)))
    assert sketch.labels[15:25, :3].T.tolist() == [
        [BACKGROUND] * 5 + [NOTHING] * 5,
        [FOREGROUND] * 10,
        [BOUNDARY] * 10,
    ]
    assert sketch.finish() and sketch.undo()
    assert (sketch.labels == BACKGROUND).sum() == 10 * SHAPE[1]


def test_a_stamp_can_keep_what_is_drawn():
    sketch = empty()
    sketch.labels[10:20] = BACKGROUND
    sketch.stamp(Box(15, 0, 25, 3), np.full((10, 3), FOREGROUND, np.uint8), keep=True)
    assert sketch.labels[15:25, 0].tolist() == [BACKGROUND] * 5 + [FOREGROUND] * 5


@pytest.mark.parametrize("centre", [(30, 40), (0, 40), (59, 79), (25, 2)])
def test_an_accepted_mask_has_a_boundary_on_its_rim_but_not_at_the_edge_of_the_image(centre):
    mask = blob(centre)
    box = Box(*(int(v) for v in np.r_[np.argwhere(mask).min(0), np.argwhere(mask).max(0) + 1]))
    sketch = empty()
    sketch.accept(box, mask[box.slices])
    expected = np.where(rim_of(mask), BOUNDARY, np.where(mask, FOREGROUND, NOTHING))
    np.testing.assert_array_equal(sketch.labels, expected)


def test_a_rejected_mask_becomes_background():
    sketch = empty()
    sketch.reject(Box.whole(SHAPE), blob((30, 40)))
    np.testing.assert_array_equal(sketch.labels == BACKGROUND, blob((30, 40)))


@pytest.mark.parametrize("centre", [(30, 40), (0, 40), (59, 79)])
def test_an_outlined_cell_has_a_boundary_on_its_rim(centre):
    sketch, cell = empty(), blob(centre)
    sketch.labels[cell] = FOREGROUND
    assert sketch.outline((min(centre[0], 58.4), centre[1] - 0.4))
    expected = np.where(rim_of(cell), BOUNDARY, np.where(cell, FOREGROUND, NOTHING))
    np.testing.assert_array_equal(sketch.labels, expected)


def test_only_the_cell_at_the_point_is_outlined():
    sketch = empty()
    sketch.labels[blob((30, 15), (30, 60))] = FOREGROUND
    sketch.outline((30, 15))
    assert (sketch.labels[:, :40] == BOUNDARY).any()
    assert not (sketch.labels[:, 40:] == BOUNDARY).any()


def test_a_boundary_that_is_there_already_is_not_doubled():
    sketch = empty()
    sketch.labels[blob((30, 40))] = FOREGROUND
    sketch.labels[:, 40] = BOUNDARY  # two cells that touch
    assert sketch.outline((30, 35)) and sketch.outline((30, 45))
    assert (sketch.labels[30, 38:43] == [FOREGROUND] * 2 + [BOUNDARY] + [FOREGROUND] * 2).all()
    sketch.finish()
    assert sketch.outline((30, 35))
    assert sketch.finish() is None


@pytest.mark.parametrize("point", [(5, 5), (-1, 40), (30, 80), (1000, 1000), (-0.6, 3)])
def test_there_is_no_outline_where_there_is_no_cell(point):
    sketch = empty()
    sketch.labels[blob((30, 40))] = FOREGROUND
    assert not sketch.outline(point)
    assert sketch.finish() is None


def test_a_cell_larger_than_the_first_look_is_outlined_as_a_whole():
    shape = (700, 900)
    sketch, cell = empty(shape), blob((340, 400), radius=300, shape=shape)
    sketch.labels[cell] = FOREGROUND
    assert sketch.outline((340, 400))
    np.testing.assert_array_equal(sketch.labels == BOUNDARY, rim_of(cell))


# Loops.

LOOPS = [(BOUNDARY, FOREGROUND), (FOREGROUND, FOREGROUND), (BACKGROUND, BACKGROUND)]


@pytest.mark.parametrize(("value", "inside"), [*LOOPS, (NOTHING, NOTHING)])
def test_a_loop_is_filled(value, inside):
    sketch = empty()
    sketch.labels[28:33, 38:43] = BACKGROUND
    draw(sketch, Brush(value, 2), circle((30, 40), 15))
    assert sketch.finish(fill_loop=True)
    assert (sketch.labels[blob((30, 40), radius=12)] == inside).all()
    assert (sketch.labels[rim_of(blob((30, 40), radius=15))] == value).all()
    assert (sketch.labels[~blob((30, 40), radius=18)] == NOTHING).all()


def test_a_loop_is_not_filled_unasked():
    sketch = empty()
    draw(sketch, LINE, circle((30, 40), 15))
    sketch.finish()
    assert sketch.labels[30, 40] == NOTHING


def test_the_fill_keeps_what_is_drawn_if_the_brush_does():
    sketch = empty()
    sketch.labels[28:33, 38:43] = BACKGROUND
    draw(sketch, Brush(BOUNDARY, 2, keep=True), circle((30, 40), 15))
    sketch.finish(fill_loop=True)
    assert (sketch.labels[28:33, 38:43] == BACKGROUND).all()
    assert sketch.labels[30, 45] == FOREGROUND


def test_a_small_gap_is_closed_with_the_stroke():
    sketch = empty()
    draw(sketch, LINE, circle((30, 40), 15, turn=0.9))  # 9 px are missing
    sketch.finish(fill_loop=True)
    assert sketch.labels[30, 40] == FOREGROUND
    free, count = ndi.label(sketch.labels != BOUNDARY)
    assert count == 2 and free[30, 40] != free[0, 0]


def test_a_wide_brush_closes_a_wider_gap():
    path = circle((60, 80), 45, turn=0.92)  # 22 px are missing
    for radius_px, inside in ((6, NOTHING), (8, FOREGROUND)):
        sketch = empty((120, 160))
        draw(sketch, Brush(FOREGROUND, radius_px), path)
        sketch.finish(fill_loop=True)
        assert sketch.labels[60, 80] == inside


@pytest.mark.parametrize("path", [circle((30, 40), 20, turn=0.5), [(20, 20), (24, 26)]])
def test_a_stroke_that_encloses_nothing_stays_as_it_is(path):
    sketch, plain = empty(), empty()
    draw(sketch, LINE, path)
    draw(plain, LINE, path)
    sketch.finish(fill_loop=True), plain.finish()
    np.testing.assert_array_equal(sketch.labels, plain.labels)


def test_a_loop_may_lead_out_of_the_image():
    sketch = empty()
    draw(sketch, LINE, circle((2, 40), 15))
    sketch.finish(fill_loop=True)
    assert sketch.labels[0, 40] == FOREGROUND
    assert sketch.labels[30, 40] == sketch.labels[0, 10] == NOTHING


def test_a_loop_and_its_fill_are_undone_at_once():
    sketch = empty()
    draw(sketch, LINE, circle((30, 40), 15))
    sketch.finish(fill_loop=True)
    sketch.undo()
    assert not sketch.labels.any()


@given(st.lists(points, min_size=2, max_size=8), brushes)
def test_what_a_loop_fills_is_cut_off_from_the_edge_of_the_image(path, brush):
    sketch, plain = empty(), empty()
    draw(sketch, brush, path)
    draw(plain, brush, path)
    sketch.finish(fill_loop=True)
    filled = (sketch.labels == FOREGROUND) & (plain.labels != sketch.labels)
    if brush.value == BOUNDARY and filled.any():
        regions, _ = ndi.label(sketch.labels != BOUNDARY)
        assert (sketch.labels[np.isin(regions, regions[filled])] == FOREGROUND).all()
