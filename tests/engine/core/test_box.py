"""Boxes of pixels."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.core.box import Box

SIZES = st.integers(1, 30)


@given(SIZES, SIZES)
def test_the_whole_box_addresses_every_pixel_on_the_last_two_axes(height, width):
    whole = Box.whole((height, width))
    assert whole.shape == (height, width)
    assert np.ones((3, height, width))[:, *whole.slices].all(0).sum() == height * width


@given(SIZES, SIZES, st.integers(0, 40), st.data())
def test_a_grown_box_holds_what_is_near_and_nothing_outside_the_image(height, width, margin, data):
    top, left = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    box = Box(top, left, top + 1, left + 1)
    y, x = np.indices((height, width))
    near = np.maximum(abs(y - top), abs(x - left)) <= margin
    grown = np.zeros((height, width), bool)
    grown[box.grown(margin, (height, width)).slices] = True
    np.testing.assert_array_equal(grown, near)


@given(SIZES, SIZES, st.integers(1, 40))
def test_tiles_cover_a_box_once_and_are_none_too_large(height, width, side):
    box = Box(3, 5, 3 + height, 5 + width)
    covered = np.zeros((3 + height, 5 + width), int)
    for tile in box.tiles(side):
        assert max(tile.shape) <= side
        covered[tile.slices] += 1
    assert (covered[box.slices] == 1).all()
    assert covered.sum() == height * width


BOXES = st.tuples(st.integers(0, 9), st.integers(0, 9), SIZES, SIZES).map(
    lambda b: Box(b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@given(BOXES, BOXES)
def test_an_intersection_holds_the_pixels_of_both(one, other):
    pixels = np.zeros((2, 40, 40), bool)
    pixels[0][one.slices] = pixels[1][other.slices] = True
    common = np.zeros((40, 40), bool)
    common[one.intersection(other).slices] = True
    np.testing.assert_array_equal(common, pixels.all(0))
