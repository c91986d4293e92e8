"""Masks move along with what the image shows under them."""

import numpy as np
import pytest
from scipy import ndimage as ndi

from sketchpose_engine.linking.carried_masks import carry_masks
from sketchpose_engine.linking.image_motion import image_drift, plane_of
from tests.engine.linking.movies import movie
from tests.engine.linking.test_linking_movies import disc

SHAPE = (120, 140)


def textured(seed=0):
    """An image without two places that look alike."""
    noise = np.random.default_rng(seed).normal(size=(200, 220))
    return ndi.gaussian_filter(noise, 2).astype(np.float32)


def photographed(labels, seed=0):
    """An image (1, H, W) of cells, blurred and noisy."""
    noise = np.random.default_rng(seed).normal(0, 0.05, labels.shape)
    return (ndi.gaussian_filter((labels > 0).astype(float), 1.5) + noise)[None]


@pytest.mark.parametrize("shift", [(0, 0), (7, -12), (-30, 4)])
def test_masks_follow_the_drift_of_the_stage(shift):
    y, x = 40, 40
    image = textured()
    before = image[y : y + 120, x : x + 140]
    after = image[y - shift[0] : y - shift[0] + 120, x - shift[1] : x - shift[1] + 140]
    assert image_drift(plane_of(before[None]), plane_of(after[None])) == shift
    labels = np.zeros(SHAPE, np.int32)
    labels[50:60, 60:75] = 3
    moved = carry_masks(labels, before[None], after[None])
    np.testing.assert_array_equal(moved, np.roll(labels, shift, (0, 1)))


def test_images_of_different_things_have_no_drift():
    assert image_drift(textured(1), textured(2)) == (0, 0)


@pytest.mark.parametrize("seed", range(4))
def test_each_mask_follows_its_cell(seed):
    one = movie(seed, frames=2, dividing=False, vanishing=False, share=0.3, cells=10)
    first, second = one.frames
    moved = carry_masks(first, photographed(first, 1), photographed(second, 2))
    for label in np.unique(first)[1:]:
        here, there = moved == label, second == label
        assert (here & there).sum() / (here | there).sum() > 0.6


def test_masks_that_leave_the_image_are_left_out():
    labels = disc((5, 40), (40, 40))
    image, gone = photographed(labels), photographed(disc((30, 40)))
    step = np.zeros((1, *labels.shape))
    assert set(np.unique(carry_masks(labels, image, gone))) <= {0, 1, 2}
    assert not carry_masks(np.zeros_like(labels), step, step).any()
