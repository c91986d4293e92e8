"""Edits and changes: of strokes and corrections together, undone at once, followed by others."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch import annotations
from sketchpose_engine.sketch.annotations import Annotations, Brush
from sketchpose_engine.sketch.edits import Correction
from sketchpose_engine.sketch.raster import smallest_box
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND, NOTHING
from tests.engine.helpers.sketching import CELL, LINE, SHAPE, blob, brushes, empty, points


def draw(sketch, brush, path):
    for start, end in pairwise(path):
        sketch.paint(start, end, brush)


def some_correction(seed=0, kind="delete"):
    pixels = np.random.default_rng(seed).random((5, 7)) < 0.5
    return Correction(kind, Box(3, 4, 8, 11), pixels)


# Corrections of the masks.


def test_a_correction_is_an_edit():
    sketch, correction = empty(), some_correction()
    sketch.correct(correction)
    change = sketch.finish()
    assert (change.revision, dict(change.tiles), change.corrections) == (1, {}, (correction,))
    assert sketch.undo().corrections == () == sketch.corrections
    assert sketch.redo().corrections == (correction,) == sketch.corrections


def test_a_boundary_that_also_splits_a_mask_is_one_edit():
    sketch, correction = empty(), some_correction(kind="split")
    draw(sketch, LINE, [(10, 10), (50, 50)])
    sketch.correct(correction)
    change = sketch.finish()
    assert change.tiles and change.corrections == (correction,)
    change = sketch.undo()
    assert not sketch.labels.any() and sketch.corrections == () == change.corrections
    assert sketch.undo() is None


def test_a_stroke_leaves_the_corrections_of_before():
    sketch = Annotations("image", np.zeros(SHAPE, np.uint8), (some_correction(),), revision=7)
    draw(sketch, CELL, [(10, 10), (50, 50)])
    change = sketch.finish()
    assert (change.revision, change.corrections) == (8, sketch.corrections)
    assert len(sketch.undo().corrections) == 1


def test_undo_breaks_a_correction_off():
    sketch = empty()
    sketch.correct(some_correction())
    assert sketch.can_undo
    assert sketch.undo().corrections == ()
    assert not sketch.can_undo and not sketch.can_redo


# Changes.


def test_no_change_is_none():
    sketch = empty()
    assert sketch.finish() is sketch.undo() is sketch.redo() is None
    draw(sketch, Brush(NOTHING, 5), [(30, 10), (30, 70)])
    assert sketch.finish(fill_loop=True) is None


def test_a_change_never_changes():
    sketch = empty()
    draw(sketch, CELL, [(30, 10), (30, 70)])
    changes = [sketch.finish(), sketch.undo(), sketch.redo()]
    before = [{box: tile.copy() for box, tile in change.tiles.items()} for change in changes]
    draw(sketch, Brush(BACKGROUND, 20), [(0, 0), (59, 79)])
    sketch.finish()
    for change, tiles in zip(changes, before, strict=True):
        for box, tile in change.tiles.items():
            np.testing.assert_array_equal(tile, tiles[box])
            assert not tile.flags.writeable


def test_the_box_of_a_change_holds_what_is_to_be_shown_anew():
    sketch = empty((1000, 1000))
    draw(sketch, CELL, [(300, 100), (300, 500)])
    side = annotations.TILE_PX
    change = sketch.finish()
    assert smallest_box(change.tiles) == (2 * side, 0, 3 * side, 4 * side)
    sketch.correct(some_correction())
    assert smallest_box(sketch.finish().tiles).shape == (0, 0)


def test_what_can_be_undone_and_redone_is_known():
    sketch = empty()
    assert (sketch.can_undo, sketch.can_redo) == (False, False)
    draw(sketch, CELL, [(30, 10), (30, 70)])
    assert (sketch.can_undo, sketch.can_redo) == (True, False)
    sketch.finish(), sketch.undo()
    assert (sketch.can_undo, sketch.can_redo) == (False, True)
    draw(sketch, CELL, [(30, 10), (30, 70)])
    assert (sketch.can_undo, sketch.can_redo, sketch.redo()) == (True, False, None)
    sketch.undo()  # breaks the stroke off: all is as it was
    assert (sketch.can_undo, sketch.can_redo) == (False, True)


def test_corrections_count_in_the_history(monkeypatch):
    monkeypatch.setattr(annotations, "HISTORY_BYTES", 2 * 5 * 7)
    sketch = empty()
    for seed in range(5):
        sketch.correct(some_correction(seed))
        sketch.finish()
    assert [bool(sketch.undo()) for _ in range(3)] == [True, True, False]
    assert len(sketch.corrections) == 3


masks = st.tuples(points, st.floats(1, 20)).map(lambda args: blob(args[0], radius=args[1]))
actions = st.one_of(
    st.tuples(st.just("paint"), points, points, brushes),
    st.tuples(st.just("stamp"), masks, st.integers(0, 3), st.booleans()),
    st.tuples(st.just("accept"), masks),
    st.tuples(st.just("reject"), masks),
    st.tuples(st.just("outline"), points),
    st.tuples(st.just("correct"), st.integers(0, 5)),
    st.tuples(st.just("finish"), st.booleans()),
    st.sampled_from([("undo",), ("redo",)]),
)


def act(sketch, name, *arguments):
    """Do one action; the change that it made, if it ended an edit."""
    whole = Box.whole(SHAPE)
    match name:
        case "stamp":
            mask, value, keep = arguments
            return sketch.stamp(whole, (mask * value).astype(np.uint8), keep)
        case "accept" | "reject":
            return getattr(sketch, name)(whole, *arguments)
        case "correct":
            return sketch.correct(some_correction(*arguments))
    result = getattr(sketch, name)(*arguments)
    return result if name in ("finish", "undo", "redo") else None


@given(st.lists(actions, max_size=12))
def test_whatever_is_done_can_be_undone(todo):
    sketch = empty()
    sketch.labels[5:15] = FOREGROUND
    first = sketch.labels.copy()
    for action in todo:
        act(sketch, *action)
    while sketch.undo():
        pass
    assert not sketch.can_undo
    np.testing.assert_array_equal(sketch.labels, first)
    assert sketch.corrections == ()


@given(st.lists(actions, max_size=12))
def test_who_follows_the_changes_has_the_same_sketch(todo):
    sketch = empty()
    sketch.labels[5:15] = FOREGROUND
    copy, corrections, revision = sketch.labels.copy(), (), 0
    for action in [*todo, ("finish",)]:
        change = act(sketch, *action)
        if change:
            for box, tile in change.tiles.items():
                copy[box.slices] = tile
            assert change.revision == revision + 1 == sketch.revision
            corrections, revision = change.corrections, change.revision
        if action[0] in ("finish", "undo"):  # no edit is in the making
            np.testing.assert_array_equal(copy, sketch.labels)
            assert corrections is sketch.corrections or corrections == sketch.corrections == ()
