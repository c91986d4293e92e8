"""Strokes in question: not learned from until they are confirmed or replaced."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.training.hidden_blocks import HiddenBlocks
from sketchpose_engine.training.sampling import BLOCK_PX

SHAPE = (40, 50)
PIXELS = st.lists(st.tuples(st.integers(0, 39), st.integers(0, 49)), min_size=1, max_size=20)


def hidden_pixels(hidden):
    """Pixels (40, 50) in hidden blocks."""
    blocks = hidden.blocks
    if blocks is None:
        return np.zeros(SHAPE, bool)
    return blocks.repeat(BLOCK_PX, 0).repeat(BLOCK_PX, 1)[: SHAPE[0], : SHAPE[1]]


def test_at_first_nothing_is_hidden():
    assert HiddenBlocks(SHAPE).blocks is None


@given(PIXELS)
def test_the_pixels_of_a_stroke_are_hidden_and_shown_again(pixels):
    hidden = HiddenBlocks(SHAPE)
    hidden.hide(np.array(pixels), 3)
    assert hidden_pixels(hidden)[tuple(np.array(pixels).T)].all()
    hidden.show(2)
    assert hidden.blocks is not None
    hidden.show(3)
    assert hidden.blocks is None


@given(PIXELS, PIXELS)
def test_only_a_later_edit_shows_what_it_changes(pixels, edited):
    hidden = HiddenBlocks(SHAPE)
    hidden.hide(np.array(pixels), 3)
    before = hidden_pixels(hidden)
    hidden.note_edit(np.array(edited), 3)  # the stroke itself: requests may come in any order
    np.testing.assert_array_equal(hidden_pixels(hidden), before)
    hidden.note_edit(np.array(edited), 4)
    assert not hidden_pixels(hidden)[tuple(np.array(edited).T)].any()
    blocks = {(y // BLOCK_PX, x // BLOCK_PX) for y, x in edited}
    rest = [(y, x) for y, x in pixels if (y // BLOCK_PX, x // BLOCK_PX) not in blocks]
    assert all(hidden_pixels(hidden)[pixel] for pixel in rest)


@given(PIXELS)
def test_a_stroke_that_was_brought_back_is_shown_by_edits_after_that_only(pixels):
    hidden = HiddenBlocks(SHAPE)
    hidden.hide(np.array(pixels), 3, since=7)
    hidden.note_edit(np.array(pixels), 7)  # what has brought it back
    assert hidden_pixels(hidden)[tuple(np.array(pixels).T)].all()
    hidden.note_edit(np.array(pixels), 8)
    assert hidden.blocks is None


def test_an_edit_without_pixels_changes_nothing():
    hidden = HiddenBlocks(SHAPE)
    hidden.note_edit(np.zeros((0, 2), np.intp), 1)
    assert hidden.blocks is None
