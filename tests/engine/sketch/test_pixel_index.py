"""Annotated pixels, drawn at random: each kind as often, each pixel of a kind as often."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch import pixel_index as points_module
from sketchpose_engine.sketch.pixel_index import AnnotatedPixels

SHAPES = [(5, 7), (8, 8), (8, 20), (21, 13), (1, 30)]  # with tiles of 8 px


@pytest.fixture(autouse=True, scope="module")
def small_tiles():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(points_module, "TILE_PX", 8)
        yield


def sketch(shape, seed, annotated=0.3):
    rng = np.random.default_rng(seed)
    return (rng.integers(1, 4, shape) * (rng.random(shape) < annotated)).astype(np.uint8)


def counted(points):
    return points.counts.sum(0)


def assert_counts_are_right(points, labels):
    expected = np.bincount(labels.ravel(), minlength=256)
    expected[0] = 0
    np.testing.assert_array_equal(counted(points), expected)


@given(st.sampled_from(SHAPES), st.integers(0, 99), st.data())
def test_counts_follow_updates(shape, seed, data):
    labels = sketch(shape, seed)
    points = AnnotatedPixels(labels)
    for _ in range(3):
        top, left = (data.draw(st.integers(0, side - 1)) for side in shape)
        bottom = data.draw(st.integers(top + 1, shape[0]))
        right = data.draw(st.integers(left + 1, shape[1]))
        labels[top:bottom, left:right] = data.draw(st.integers(0, 3))
        points.update(Box(top, left, bottom, right))
        assert_counts_are_right(points, labels)
        np.testing.assert_array_equal(points.kinds(), np.unique(labels[labels > 0]))


@given(st.sampled_from(SHAPES), st.integers(0, 99))
def test_what_is_drawn_is_annotated_whatever_the_size_of_the_image(shape, seed):
    labels = sketch(shape, seed)
    labels[-1, -1] = 2
    points, rng = AnnotatedPixels(labels), np.random.default_rng(seed)
    for _ in range(50):
        assert (labels[*points.draw(rng, 3).T] > 0).all()


def test_rare_kinds_are_drawn_as_often_as_common_ones_and_pixels_of_a_kind_evenly():
    labels = np.zeros((21, 13), np.uint8)
    labels[:9] = 1  # in four tiles, very unevenly
    labels[20, 12] = labels[0, 0] = 3
    points, rng = AnnotatedPixels(labels), np.random.default_rng(0)
    hits = np.zeros(labels.shape)
    for _ in range(6000):
        hits[*points.draw(rng, 1)[0]] += 1
    for kind in (1, 3):
        of_kind = hits[labels == kind]
        assert of_kind.sum() == pytest.approx(3000, abs=200)
        expected = of_kind.mean()
        # Poisson: the variance of equally likely counts is their mean.
        assert of_kind.var() < 2 * expected
    assert hits[labels == 1].min() > 0


def test_tiles_hold_all_annotated_pixels_and_only_tiles_with_some_are_told():
    labels = np.zeros((21, 13), np.uint8)
    labels[20, 12] = 2
    assert AnnotatedPixels(labels).tiles() == [Box(16, 8, 24, 16)]


def test_an_empty_sketch_has_no_kinds_and_no_tiles():
    points = AnnotatedPixels(np.zeros((9, 9), np.uint8))
    assert len(points.kinds()) == 0
    assert points.tiles() == []
