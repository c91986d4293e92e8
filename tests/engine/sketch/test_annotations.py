"""Drawing: strokes without gaps, the last one wins, and everything can be undone."""

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage as ndi

from sketchpose_engine.sketch import annotations
from sketchpose_engine.sketch.annotations import Brush
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND, NOTHING
from tests.engine.helpers.sketching import CELL, SHAPE, brushes, empty, points


def draw(sketch, brush, *path):
    for start, end in pairwise(path):
        sketch.paint(start, end, brush)
    return sketch.finish()


def test_a_dab_is_a_disc():
    sketch = empty()
    draw(sketch, CELL, (30, 40), (30, 40))
    y, x = np.indices(SHAPE)
    inside = (y - 30) ** 2 + (x - 40) ** 2 <= 16
    np.testing.assert_array_equal(sketch.labels, np.where(inside, FOREGROUND, NOTHING))


def test_a_fast_hand_leaves_no_gaps():
    sketch = empty()
    draw(sketch, Brush(BOUNDARY, 0.5), (3, 2), (55, 71), (10, 78))
    assert ndi.label(sketch.labels, np.ones((3, 3)))[1] == 1


@pytest.mark.parametrize("end", [(59, 79), (40, 79), (59, 30), (0, 79)])
def test_no_4_connected_region_crosses_the_thinnest_line(end):
    sketch = empty()
    draw(sketch, Brush(BOUNDARY, 0.5), (0, 0) if end != (0, 79) else (59, 0), end)
    assert ndi.label(sketch.labels == NOTHING)[1] == 2


@given(points, points, brushes)
def test_only_pixels_in_the_returned_box_change(start, end, brush):
    sketch = empty()
    sketch.labels[20:30] = BACKGROUND
    before = sketch.labels.copy()
    box = sketch.paint(start, end, brush)
    sketch.labels[box.slices] = before[box.slices]
    np.testing.assert_array_equal(sketch.labels, before)


def test_the_last_stroke_wins():
    sketch = empty()
    draw(sketch, CELL, (30, 10), (30, 70))
    draw(sketch, Brush(BACKGROUND, 4), (10, 40), (50, 40))
    assert sketch.labels[30, 40] == BACKGROUND


def test_what_is_drawn_can_be_kept():
    sketch = empty()
    draw(sketch, CELL, (30, 10), (30, 70))
    draw(sketch, Brush(BACKGROUND, 4, keep=True), (10, 40), (50, 40))
    assert sketch.labels[30, 40] == FOREGROUND
    assert sketch.labels[20, 40] == BACKGROUND


def test_the_eraser_erases_though_the_rest_is_kept():
    sketch = empty()
    draw(sketch, CELL, (30, 10), (30, 70))
    draw(sketch, Brush(NOTHING, 8, keep=True), (30, 10), (30, 70))
    assert not sketch.labels.any()


@given(points, points, brushes)
def test_a_line_painted_piece_by_piece_is_the_disc_moved_along_it(start, end, brush):
    sketch = empty()
    sketch.paint(start, end, brush)
    y, x = np.indices(SHAPE)
    (y0, x0), (y1, x1) = start, end
    length_squared = (y1 - y0) ** 2 + (x1 - x0) ** 2
    along = ((y - y0) * (y1 - y0) + (x - x0) * (x1 - x0)) / (length_squared or 1)
    along = along.clip(0, 1)
    from_line = np.hypot(y - y0 - along * (y1 - y0), x - x0 - along * (x1 - x0))
    clear = abs(from_line - brush.radius_px) > 1e-9
    painted = sketch.labels == brush.value
    np.testing.assert_array_equal(
        painted[clear], (from_line <= brush.radius_px)[clear] | (brush.value == NOTHING)
    )


def test_painting_on_a_huge_image_costs_what_the_brush_covers():
    sketch = empty((16384, 16384))
    start = time.process_time()
    for i in range(20):
        sketch.paint((3000 + 30 * i, 3000), (3030 + 30 * i, 3030), Brush(FOREGROUND, 20))
    sketch.finish(), sketch.undo(), sketch.redo()
    assert time.process_time() - start < 0.1  # 16 MB of the image are touched in 20 ms


@given(st.lists(st.tuples(points, points, brushes), max_size=6))
def test_undo_and_redo_walk_through_every_state(strokes):
    sketch = empty()
    states = [sketch.labels.copy()]
    for start, end, brush in strokes:
        if draw(sketch, brush, start, end):
            states.append(sketch.labels.copy())
    for state in states[-2::-1]:
        assert sketch.undo()
        np.testing.assert_array_equal(sketch.labels, state)
    assert not sketch.undo()
    for state in states[1:]:
        assert sketch.redo()
        np.testing.assert_array_equal(sketch.labels, state)
    assert not sketch.redo()


def test_undo_in_the_middle_of_a_stroke_takes_back_that_stroke_only():
    sketch = empty()
    draw(sketch, CELL, (30, 10), (30, 70))
    kept = sketch.labels.copy()
    sketch.paint((10, 10), (50, 50), CELL)
    assert sketch.undo()
    np.testing.assert_array_equal(sketch.labels, kept)
    assert not sketch.redo()


def test_after_a_new_stroke_there_is_nothing_to_redo():
    sketch = empty()
    draw(sketch, CELL, (30, 10), (30, 70))
    sketch.undo()
    draw(sketch, CELL, (10, 10), (10, 20))
    assert not sketch.redo()


def test_each_change_has_a_revision_of_its_own_and_no_change_has_none():
    sketch = empty()
    assert not draw(sketch, Brush(NOTHING, 5), (30, 10), (30, 70))
    revisions = [sketch.revision]
    draw(sketch, CELL, (30, 10), (30, 70))
    revisions.append(sketch.revision)
    sketch.undo()
    revisions.append(sketch.revision)
    sketch.redo()
    revisions.append(sketch.revision)
    assert revisions == [0, 1, 2, 3]


def test_the_history_forgets_the_oldest_edits_first(monkeypatch):
    def drawn():
        sketch = empty()
        for row in range(5, 55, 10):
            draw(sketch, CELL, (row, 10), (row, 70))
        return sketch

    sizes = [edit.size_bytes for edit in drawn()._done]
    monkeypatch.setattr(annotations, "HISTORY_BYTES", sum(sizes[-3:]))
    sketch = drawn()
    assert [bool(sketch.undo()) for _ in range(4)] == [True, True, True, False]
    assert sketch.labels[5, 40] == sketch.labels[15, 40] == FOREGROUND
    assert sketch.labels[25, 40] == NOTHING


def test_a_stroke_on_a_large_image_keeps_only_the_tiles_it_touched():
    sketch = empty((4000, 4000))
    draw(sketch, CELL, (2000, 100), (2000, 900))
    assert len(sketch._done[0].tiles) <= 16
    assert sketch._done[0].size_bytes < 16 * 1024  # packed


def test_a_snapshot_does_not_change_with_the_sketch():
    sketch = empty()
    draw(sketch, CELL, (30, 10), (30, 70))
    taken = sketch.snapshot()
    draw(sketch, Brush(NOTHING, 8), (30, 10), (30, 70))
    assert (taken.image_id, taken.revision) == ("image", 1)
    assert taken.labels[30, 40] == FOREGROUND
    with pytest.raises(ValueError, match="read-only"):
        taken.labels[0, 0] = FOREGROUND


@given(points, points, points, points)
def test_what_the_last_stroke_has_painted_are_the_pixels_that_it_changed(a, b, c, d):
    sketch = empty()
    draw(sketch, CELL, a, b)
    before = sketch.labels.copy()
    draw(sketch, CELL, c, d)
    changed = (sketch.labels == FOREGROUND) & (before != FOREGROUND)
    painted = np.zeros(SHAPE, bool)
    if changed.any():
        box, pixels = sketch.painted(FOREGROUND)
        painted[box.slices] = pixels
        np.testing.assert_array_equal(painted, changed)
    assert sketch.painted(BACKGROUND) is None


def test_nothing_drawn_has_painted_nothing():
    assert empty().painted(FOREGROUND) is None
