"""The size of cells, and the image at the size where the network sees them best."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.core.box import Box
from sketchpose_engine.images.intensity import normalise, percentile_range
from sketchpose_engine.models.rescaling import (
    EIGHTHS,
    GRID_PX,
    LARGEST_DIAMETER_PX,
    MOST_EIGHTHS,
    REDUCED_DIAMETER_PX,
    SMALLEST_DIAMETER_PX,
    choose_eighths,
    image_view,
    network_view,
    on_grid,
)
from tests.engine.helpers.support import photograph, voronoi

PLANES = photograph(voronoi((150, 220), 30, seed=0, background=0.3))
RANGE = percentile_range(PLANES)


def view(eighths, window=None, planes=PLANES):
    window = window or Box.whole(on_grid(planes.shape[1:]))
    return network_view(planes, *RANGE, eighths, window)


# Resolution


@pytest.mark.parametrize("diameter_px", [SMALLEST_DIAMETER_PX, 15, 25, LARGEST_DIAMETER_PX])
def test_cells_that_suit_the_network_are_seen_as_they_are(diameter_px):
    assert choose_eighths(diameter_px) == EIGHTHS


@given(st.floats(0.5, 2000))
def test_the_resolution_is_a_whole_number_of_eighths_and_never_grows_with_the_cells(diameter_px):
    eighths = choose_eighths(diameter_px)
    assert isinstance(eighths, int)
    assert 1 <= eighths <= MOST_EIGHTHS
    assert choose_eighths(1.1 * diameter_px) <= eighths


@given(st.floats(LARGEST_DIAMETER_PX + 1, EIGHTHS * REDUCED_DIAMETER_PX))
def test_large_cells_are_reduced_to_about_one_size(diameter_px):
    seen_px = diameter_px * choose_eighths(diameter_px) / EIGHTHS
    assert seen_px == pytest.approx(REDUCED_DIAMETER_PX, rel=0.5)


@given(st.floats(0.5, SMALLEST_DIAMETER_PX - 1))
def test_small_cells_are_enlarged_but_not_beyond_the_smallest_good_size(diameter_px):
    eighths = choose_eighths(diameter_px)
    assert eighths > EIGHTHS
    assert diameter_px * (eighths - 0.5) / EIGHTHS <= SMALLEST_DIAMETER_PX  # rounded


# Views


@given(st.tuples(st.integers(1, 500), st.integers(1, 500)))
def test_the_grid_is_the_next_multiple(shape):
    for size, enlarged in zip(shape, on_grid(shape), strict=True):
        assert enlarged % GRID_PX == 0
        assert size <= enlarged < size + GRID_PX


@pytest.mark.parametrize("eighths", [1, 4, 8, 12, 32])
def test_a_view_has_so_many_pixels_for_8_of_the_image(eighths):
    assert view(eighths).shape == (1, 192 * eighths // 8, 256 * eighths // 8)


def test_at_its_own_resolution_the_view_is_the_normalised_image_mirrored_beyond_its_end():
    expected = normalise(PLANES, *RANGE)
    expected = np.pad(expected, [(0, 0), (0, 42), (0, 36)], "symmetric")
    np.testing.assert_array_equal(view(8), expected)


def test_an_image_smaller_than_its_mirror_is_mirrored_again_and_again():
    planes = np.arange(8.0).reshape(1, 1, 8).repeat(8, 1)
    seen = network_view(planes, np.zeros(1), np.ones(1), 8, Box(0, 0, 64, 64))
    there_and_back = [*range(8), *range(7, -1, -1)]
    np.testing.assert_array_equal(seen[0, 33], np.clip(there_and_back * 4, -1, 3))


@pytest.mark.parametrize("eighths", [4, 6, 8, 12, 32])
def test_a_window_away_from_its_edges_looks_like_the_whole_image(eighths):
    window = Box(0, 64, 128, 256)
    whole, part = view(eighths), view(eighths, window)
    left = 64 * eighths // 8
    assert part.shape == (1, 128 * eighths // 8, 192 * eighths // 8)
    inner = slice(0, part.shape[1] - 4), slice(4, part.shape[2])
    there = slice(0, part.shape[1] - 4), slice(left + 4, left + part.shape[2])
    torch.testing.assert_close(part[:, *inner], whole[:, *there], atol=1e-5, rtol=0)


@pytest.mark.parametrize("eighths", [4, 8, 12])
def test_fields_come_back_to_where_the_image_shows_them(eighths):
    y, x = (np.indices((192, 256)) - 128) / 256
    planes = np.stack([y, x])
    there = network_view(planes, np.zeros(2), np.ones(2), eighths, Box(0, 0, 192, 256))
    back = image_view(there, eighths)
    assert back.shape == (2, 192, 256)
    inner = slice(4, -4), slice(4, -4)
    np.testing.assert_allclose(back[:, *inner], planes[:, *inner], atol=1e-5)
