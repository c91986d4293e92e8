"""Fields -> masks: perfect fields give perfect masks, and any fields give orderly ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage as ndi

from sketchpose_engine.masks import basins as basins_module
from sketchpose_engine.masks.basins import label_basins
from sketchpose_engine.masks.from_fields import masks_from_fields, number
from sketchpose_engine.masks.matching import evaluate
from tests.engine.helpers import shapes
from tests.engine.helpers.support import perfect_fields

SCENES = {
    "touching_rods": lambda: shapes.touching_rods((128, 128)),
    "filaments": lambda: shapes.filaments((256, 256)),
    "convex_cells": lambda: shapes.convex_cells((256, 256)),
    "tissue": lambda: shapes.tissue((128, 128)),
    "c_shapes": lambda: shapes.c_shapes((160, 160)),
    "many": lambda: shapes.many(300, (384, 384)),
}


@pytest.fixture(scope="module", params=SCENES)
def scene(request):
    """True masks and their perfect fields."""
    masks = SCENES[request.param]()
    return masks, *perfect_fields(masks)


def f1(predicted, gold, threshold="0.9"):
    return evaluate(predicted, gold).as_dict()[f"f1@{threshold}"]


def noisy(field, seed=0, strength=0.03):
    noise = np.random.default_rng(seed).normal(0, strength, field.shape)
    return (field + noise).astype(np.float32)


@st.composite
def random_fields(draw):
    """Smooth hills of noise, with flows that have nothing to do with them."""
    shape = draw(st.integers(1, 24)), draw(st.integers(1, 24))
    rng = np.random.default_rng(draw(st.integers(0, 9999)))
    hills = ndi.gaussian_filter(rng.normal(0, 1, shape), draw(st.sampled_from([0.0, 1.0, 2.0])))
    distance = draw(st.floats(-1, 1)) + hills / max(hills.std(), 1e-6)
    return distance.astype(np.float32), rng.normal(0, 1, (2, *shape)).astype(np.float32)


# Perfect fields


def test_perfect_fields_give_perfect_masks(scene):
    masks, distance, flow = scene
    assert f1(masks_from_fields(distance, flow), masks) >= 0.99


def test_flows_in_half_precision_are_enough(scene):
    masks, distance, flow = scene
    assert f1(masks_from_fields(distance, flow.astype(np.float16)), masks) >= 0.99


def test_a_little_noise_does_little_harm(scene):
    masks, distance, flow = scene
    assert f1(masks_from_fields(noisy(distance, 1), noisy(flow, 2)), masks, "0.5") >= 0.95


TURNS = {
    "transposed": (lambda a: a.swapaxes(-1, -2), lambda flow: flow[::-1]),
    "upside down": (lambda a: a[..., ::-1, :], lambda flow: flow * [[[-1]], [[1]]]),
    "mirrored": (lambda a: a[..., ::-1], lambda flow: flow * [[[1]], [[-1]]]),
}


@pytest.mark.parametrize("turn", TURNS)
def test_turned_fields_give_the_turned_masks(scene, turn):
    _, distance, flow = scene
    distance, flow = noisy(distance, 1), noisy(flow, 2)
    there, turn_vectors = TURNS[turn]
    turned = masks_from_fields(there(distance), turn_vectors(there(flow)))
    assert f1(there(turned), masks_from_fields(distance, flow)) >= 0.99


# Order


@given(random_fields(), st.integers(0, 12))
def test_any_fields_give_orderly_masks(fields, min_area_px):
    masks = masks_from_fields(*fields, min_area_px)
    assert masks.dtype == np.int32
    assert masks.shape == fields[0].shape
    values, first, areas = np.unique(masks[masks > 0], return_index=True, return_counts=True)
    assert values.tolist() == list(range(1, len(values) + 1))
    assert first.tolist() == sorted(first)  # reading order
    assert (areas >= min_area_px).all()
    for value in values:
        assert ndi.label(masks == value)[1] == 1  # 4-connected


@given(random_fields())
def test_the_same_fields_give_the_same_masks(fields):
    before = [field.copy() for field in fields]
    np.testing.assert_array_equal(masks_from_fields(*fields), masks_from_fields(*fields))
    for field, kept in zip(fields, before, strict=True):
        np.testing.assert_array_equal(field, kept)


@given(random_fields(), st.integers(1, 30))
def test_a_minimum_area_removes_small_masks_and_keeps_the_others_as_they_are(fields, min_area_px):
    every, large = masks_from_fields(*fields, 0), masks_from_fields(*fields, min_area_px)
    areas = np.bincount(every.ravel())
    expected = (areas >= min_area_px)[every] & (every > 0)
    np.testing.assert_array_equal(large > 0, expected)
    for value in range(1, large.max() + 1):
        assert len(np.unique(every[large == value])) == 1


# Simple cases


def flat(value, shape=(20, 30)):
    return np.full(shape, value, np.float32), np.zeros((2, *shape), np.float32)


@pytest.mark.parametrize("value", [-0.5, -10.0, 0.0])
def test_fields_without_a_hill_give_no_masks(value):
    assert not masks_from_fields(*flat(value)).any()


def test_a_plateau_is_one_cell():
    assert (masks_from_fields(*flat(1.0)) == 1).all()


def test_two_hills_with_a_deep_valley_are_two_cells():
    x = np.arange(40)
    distance = np.tile(np.minimum(abs(x - 20), 6) / 4 - 0.2, (12, 1)).astype(np.float32)
    masks = masks_from_fields(distance, np.zeros((2, 12, 40), np.float32))
    assert masks.max() == 2
    assert masks[6, 5] != masks[6, 35]


def test_one_hill_with_a_dent_is_one_cell():
    x = np.arange(40)
    distance = np.tile(np.minimum(abs(x - 20), 6) / 40 + 1, (12, 1)).astype(np.float32)
    assert masks_from_fields(distance, np.zeros((2, 12, 40), np.float32)).max() == 1


def test_where_flows_part_a_shallow_valley_is_a_boundary():
    x = np.arange(40)
    distance = np.tile(np.minimum(abs(x - 20), 6) / 40 + 1, (12, 1)).astype(np.float32)
    flow = np.zeros((2, 12, 40), np.float32)
    flow[1] = np.sign(x - 19.5)
    masks = masks_from_fields(distance, flow)
    assert masks.max() == 2
    assert masks[6, 5] != masks[6, 35]


def test_a_hill_that_stays_low_is_no_cell():
    distance, flow = flat(-0.5)
    distance[5:15, 5:15] = 0.1
    assert not masks_from_fields(distance, flow).any()
    distance[5:15, 5:15] = 1.0
    assert masks_from_fields(distance, flow).max() == 1


# Parts


@given(random_fields())
def test_hills_share_out_the_foreground_and_each_is_in_one_piece(fields):
    height, flow = fields
    foreground = height > 0
    hills, peaks = label_basins(height, flow, above=0.0, smooth_px=0.0)
    np.testing.assert_array_equal(hills >= 0, foreground)
    assert np.unique(hills[foreground]).tolist() == list(range(len(peaks)))
    for hill, peak in enumerate(peaks):
        assert height[hills == hill].max() == peak
        assert ndi.label(hills == hill, np.ones((3, 3)))[1] == 1


@given(random_fields())
def test_every_pixel_that_is_higher_than_all_around_it_is_the_top_of_a_hill(fields):
    height, flow = fields
    _, peaks = label_basins(height, flow, above=-np.inf, smooth_px=0.0)
    ring = np.ones((3, 3), bool)
    ring[1, 1] = False
    around = ndi.maximum_filter(height, footprint=ring, mode="constant", cval=-np.inf)
    assert len(peaks) == (height > around).sum()


def test_a_plateau_has_one_top():
    height, flow = flat(1.0)
    hills, peaks = label_basins(height, flow, above=0.0, smooth_px=0.0)
    assert peaks.tolist() == [1.0]
    assert not hills.any()


def test_bands_of_rows_give_the_masks_of_the_whole(monkeypatch):
    distance, flow = perfect_fields(shapes.touching_rods())
    noise = np.random.default_rng(0).normal(0, 0.1, (3, *distance.shape)).astype(np.float32)
    distance, flow = distance + noise[0], flow + noise[1:]
    monkeypatch.setattr(basins_module, "BAND_PX", distance.size)
    whole = masks_from_fields(distance, flow, smooth_px=1.3)
    monkeypatch.setattr(basins_module, "BAND_PX", 37 * distance.shape[1])
    np.testing.assert_array_equal(masks_from_fields(distance, flow, smooth_px=1.3), whole)


def test_numbering_follows_reading_order_and_splits_what_is_not_4_connected():
    cells = np.array(
        [
            [0, 7, 7, 0, 3],
            [0, 7, 0, 3, 0],
            [5, 0, 0, 0, 7],
            [5, 5, 5, 0, 7],
        ],
        np.int32,
    )
    expected = [[0, 1, 1, 0, 2], [0, 1, 0, 3, 0], [4, 0, 0, 0, 5], [4, 4, 4, 0, 5]]
    np.testing.assert_array_equal(number(cells, 1), expected)
    larger = [[0, 1, 1, 0, 0], [0, 1, 0, 0, 0], [2, 0, 0, 0, 3], [2, 2, 2, 0, 3]]
    np.testing.assert_array_equal(number(cells, 2), larger)
