"""Which strokes are held out: whole ones, never the newest, and the same ones as long as may be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage as ndi

from sketchpose_engine.annotations import BACKGROUND, BOUNDARY, FOREGROUND
from sketchpose_engine.held_out import BLOCK_PX, ONE_IN, HeldOut, at_pixels
from sketchpose_engine.points import Points

SHAPE = (300, 420)
STEP_PX = 40  # from one stroke to the next: far enough not to be one group


def places():
    """Top left corners of strokes that have nothing to do with each other."""
    return [(y, x) for y in range(10, SHAPE[0] - 20, STEP_PX) for x in range(10, 400, STEP_PX)]


def drawn(count, kind=FOREGROUND, sketch=None, first=0):
    """A sketch with some strokes more, each of its own kind of cell and with its boundary."""
    sketch = np.zeros(SHAPE, np.uint8) if sketch is None else sketch.copy()
    for y, x in places()[first : first + count]:
        sketch[y : y + 9, x : x + 12] = kind
        if kind == FOREGROUND:
            sketch[y, x : x + 12] = BOUNDARY
    return sketch


def followed(*sketches):
    held = HeldOut()
    for sketch in sketches:
        held.follow(sketch, Points(sketch).tiles())
    return held


def pixels(held, sketch):
    """The held-out pixels as an image."""
    image = np.zeros(SHAPE, bool)
    image[tuple(held.pixels(sketch).T)] = True
    return image


@pytest.mark.parametrize("count", range(ONE_IN))
def test_nothing_is_held_out_of_a_few_strokes(count):
    sketch = drawn(count)
    held = followed(sketch)
    assert held.blocks is None
    assert held.boxes == []
    assert not len(held.pixels(sketch))


@pytest.mark.parametrize("count", [ONE_IN, 2 * ONE_IN - 1, 2 * ONE_IN, 5 * ONE_IN])
def test_one_stroke_in_eight_is_held_out_and_all_of_it(count):
    sketch = drawn(count)
    strokes, _ = ndi.label(sketch > 0)
    held = pixels(followed(sketch), sketch)
    chosen = np.unique(strokes[held])
    assert len(chosen) == count // ONE_IN
    np.testing.assert_array_equal(held, np.isin(strokes, chosen))


def test_strokes_on_background_are_learned_from_all_of_them():
    sketch = drawn(20, BACKGROUND)
    assert followed(sketch).blocks is None
    assert followed(drawn(ONE_IN - 1, FOREGROUND, sketch, first=20)).blocks is None


def test_cells_whose_edge_is_not_drawn_are_learned_from_all_of_them():
    sketch = drawn(20)
    sketch[sketch == BOUNDARY] = FOREGROUND
    assert followed(sketch).blocks is None


def test_background_beside_a_held_out_cell_is_held_out_with_it():
    sketch = drawn(ONE_IN)
    for y, x in places()[:ONE_IN]:
        sketch[y + 9 : y + 12, x : x + 12] = BACKGROUND
    held = pixels(followed(sketch), sketch)
    assert (sketch[held] == BACKGROUND).any()
    strokes, _ = ndi.label(sketch > 0)
    np.testing.assert_array_equal(held, np.isin(strokes, strokes[held]))


def test_what_was_just_drawn_is_learned_from():
    before = drawn(ONE_IN - 1)
    after = drawn(1, FOREGROUND, before, first=ONE_IN - 1)
    held = pixels(followed(before, after), after)
    assert held.any()
    assert not held[before != after].any()


def test_the_choice_stays_while_other_strokes_are_drawn():
    sketches = [drawn(count) for count in range(ONE_IN, 2 * ONE_IN)]
    first = pixels(followed(sketches[0]), sketches[0])
    np.testing.assert_array_equal(pixels(followed(*sketches), sketches[-1]), first)


def test_a_held_out_cell_that_somebody_draws_on_is_learned_from_again():
    sketch = drawn(ONE_IN)
    held = followed(sketch)
    y, x = held.pixels(sketch)[0]
    corrected = sketch.copy()
    corrected[y - 3 : y, x : x + 3] = BACKGROUND
    held.follow(corrected, Points(corrected).tiles())
    assert held.blocks is not None  # another one
    assert not pixels(held, corrected)[y, x]


def test_what_is_erased_is_not_held_out():
    sketch = drawn(ONE_IN)
    held = followed(sketch)
    empty = np.zeros(SHAPE, np.uint8)
    held.follow(empty, [])
    assert held.blocks is None
    assert not len(held.pixels(empty))


def test_one_stroke_that_is_most_of_the_sketch_is_learned_from():
    sketch = drawn(ONE_IN - 1)
    sketch[100:, :] = FOREGROUND
    sketch[100 - 2 * BLOCK_PX : 100] = 0
    held = pixels(followed(sketch), sketch)
    assert not held[100:].any()


@given(st.integers(0, 2**32 - 1))
def test_held_out_pixels_and_those_that_teach_are_the_whole_sketch(seed):
    rng = np.random.default_rng(seed)
    sketch = np.zeros((90, 130), np.uint8)
    for _ in range(rng.integers(40)):
        y, x = rng.integers(0, sketch.shape)
        height, width = rng.integers(1, 9, 2)
        sketch[y : y + height, x : x + width] = rng.integers(0, 5)
    held = followed(sketch)
    found = np.zeros(sketch.shape, bool)
    found[tuple(held.pixels(sketch).T)] = True
    if held.blocks is None:
        assert not found.any()
    else:
        hidden = at_pixels(held.blocks, *np.indices(sketch.shape))
        np.testing.assert_array_equal(found, hidden & (sketch > 0))


def test_outside_the_image_nothing_is_held_out():
    blocks = np.ones((2, 3), bool)
    rows, columns = np.array([-1, 0, 15, 16]), np.array([0, 23, 24, 0])
    np.testing.assert_array_equal(at_pixels(blocks, rows, columns), [False, True, False, False])
