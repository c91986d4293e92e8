"""Smaller copies of an image."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.state import pyramid
from app.state.pyramid import build_levels, halved, level_count, level_for, nearest_level


def test_halved_is_the_mean_of_four():
    planes = np.array([[[0, 2, 10, 10], [4, 6, 10, 12]]], np.uint8)
    np.testing.assert_array_equal(halved(planes), [[[3, 11]]])


def test_whole_numbers_are_rounded():
    planes = np.array([[[0, 1], [0, 1]]], np.uint16)
    np.testing.assert_array_equal(halved(planes), [[[1]]])


@pytest.mark.parametrize("dtype", ["u1", "u2", "i2", "u4", "f4", "f8"])
@pytest.mark.parametrize("shape", [(2, 7, 9), (1, 8, 8), (3, 1, 5)])
def test_every_kind_of_image_is_halved(dtype, shape, monkeypatch):
    monkeypatch.setattr(pyramid, "CHUNK_BYTES", 32)  # many chunks
    planes = np.random.default_rng(1).integers(0, 100, shape).astype(dtype)
    padded = np.pad(planes, ((0, 0), (0, shape[1] % 2), (0, shape[2] % 2)), "edge").astype(float)
    channels, height, width = padded.shape
    mean = padded.reshape(channels, height // 2, 2, width // 2, 2).mean(axis=(2, 4))
    half = halved(planes)
    assert half.dtype == planes.dtype
    wanted = mean if dtype[0] == "f" else np.floor(mean + 0.5)
    np.testing.assert_allclose(half, wanted)


def test_large_values_do_not_wrap():
    assert halved(np.full((1, 2, 2), 65535, np.uint16)).item() == 65535
    assert halved(np.full((1, 2, 2), 2**32 - 1, np.uint32)).item() == 2**32 - 1
    assert halved(np.full((1, 2, 2), -32768, np.int16)).item() == -32768


def test_levels_end_where_the_image_is_small():
    shapes = [level.shape for level in build_levels(np.zeros((2, 4100, 30), np.uint8))]
    assert shapes == [(2, 2050, 15), (2, 1025, 8), (2, 513, 4)]
    assert list(build_levels(np.zeros((1, 1024, 1024), np.uint8))) == []


@given(st.integers(8, 9000), st.integers(8, 50))
def test_the_number_of_levels_is_known_before(height, width):
    levels = list(build_levels(np.zeros((1, height, width), np.uint8)))
    assert level_count((height, width)) == 1 + len(levels)


@given(st.floats(1e-3, 100), st.integers(1, 8))
def test_the_chosen_level_is_the_coarsest_that_is_sharp(scale, count):
    level = level_for(scale, count)
    if level > 0:
        assert scale * 2**level <= 1 + 1e-6
    if level < count - 1:
        assert scale * 2 ** (level + 1) > 1 - 1e-6


def test_the_nearest_level_can_be_finer_than_the_image():
    assert nearest_level(8.0, -5, 3) == -3
    assert nearest_level(8.0, 0, 3) == 0
    assert nearest_level(0.25, -5, 3) == 2
    assert nearest_level(1e-3, -5, 3) == 2
    assert nearest_level(1e3, -5, 3) == -5
