"""Intensity ranges and normalisation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.images.intensity import normalise, percentile_range

RNG = np.random.default_rng(0)
GREY8 = RNG.integers(0, 256, (12, 16), np.uint8)


def test_range_is_the_percentiles():
    planes = np.stack([GREY8, GREY8 // 2])
    low, high = percentile_range(planes)
    np.testing.assert_allclose(low, np.percentile(planes, 1, axis=(1, 2)))
    np.testing.assert_allclose(high, np.percentile(planes, 99, axis=(1, 2)))


def test_a_large_image_is_sampled_regularly():
    planes = np.tile(np.linspace(0, 1, 3000, dtype=np.float32), (1, 2000, 1))
    low, high = percentile_range(planes)
    assert (low[0], high[0]) == (pytest.approx(0.01, abs=1e-3), pytest.approx(0.99, abs=1e-3))


@pytest.mark.parametrize("part", [0.02, 0.005, 0.0005, 2e-6])
@pytest.mark.parametrize(("ground", "cells"), [(65535, 900), (100, 50000)])
def test_few_cells_on_a_flat_ground_keep_their_contrast(part, ground, cells):
    planes = np.full((1, 1000, 1000), ground, np.uint16)
    planes[0].flat[: int(part * planes.size)] = cells
    low, high = percentile_range(planes)
    assert {low[0], high[0]} == {ground, cells}


def test_few_bright_cells_on_a_noisy_ground_keep_their_contrast():
    planes = RNG.normal(100, 2, (1, 500, 500))
    planes[0, 200:230, 200:230] = np.linspace(2000, 5000, 30)  # 0.4 % of the pixels
    scaled = normalise(planes, *percentile_range(planes))[0, 200:230, 200:230]
    assert 0 < scaled.min() < 0.6 < scaled.max() < 2


def test_hot_pixels_do_not_widen_the_range():
    planes = RNG.normal(100, 10, (1, 500, 500))
    planes[0].flat[::5000] = 65535
    low, high = percentile_range(planes)
    assert high[0] - low[0] < 60
    assert normalise(planes, low, high).max() == 3


@pytest.mark.parametrize("value", [0, 7, 65535, -1e30])
def test_a_constant_channel_becomes_0(value):
    planes = np.full((2, 10, 10), value, np.float64)
    low, high = percentile_range(planes)
    assert (low < high).all()
    assert not normalise(planes, low, high).any()


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_normalise_is_linear_and_the_same_for_every_tile(low, width):
    planes = low + width * np.linspace(0, 1, 120).reshape(2, 6, 10)
    lows, highs = np.full(2, low), np.full(2, low + width)
    scaled = normalise(planes, lows, highs)
    assert scaled.dtype == np.float32
    np.testing.assert_allclose(scaled.ravel(), np.linspace(0, 1, 120), atol=1e-5)
    tile = normalise(planes[:, 2:5, 3:7], lows, highs)
    np.testing.assert_array_equal(tile, scaled[:, 2:5, 3:7])
