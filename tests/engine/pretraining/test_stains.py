"""Invented tissue in colours and channels."""

import numpy as np
import pytest

from pretraining.adherent import adherent
from pretraining.stains import brightfield_tissue, clutter, multiplexed

SHAPE = (96, 112)


@pytest.mark.parametrize("seed", range(4))
def test_nuclei_are_darker_than_what_is_around_them(seed):
    image, labels = brightfield_tissue(SHAPE, 16.0, np.random.default_rng(seed))
    assert image.shape == (3, *SHAPE)
    assert (image > 0).all() and (image <= 1).all()
    red = image[0]  # haematoxylin takes most of it
    assert red[labels > 0].mean() < red[labels == 0].mean()


@pytest.mark.parametrize("seed", range(4))
def test_of_several_channels_at_least_one_shows_the_cells(seed):
    image, labels = multiplexed(SHAPE, 16.0, np.random.default_rng(seed))
    assert image.shape == (3, *SHAPE)
    assert np.isfinite(image).all()
    assert any(plane[labels > 0].std() > 0 for plane in image)


def test_clutter_lies_between_the_cells_more_than_on_them():
    labels = np.zeros(SHAPE, int)
    labels[:, :56] = 1
    light = sum(clutter(labels, 16.0, np.random.default_rng(seed)) for seed in range(30))
    assert light[labels == 0].mean() > light[labels > 0].mean()


def test_adherent_cells_have_thin_protrusions():
    """Opening with a disc takes more off them than off the same cells without."""
    from scipy import ndimage as ndi

    disc = np.hypot(*np.mgrid[-3:4, -3:4]) <= 3
    lost = 0
    for seed in range(6):
        labels = adherent((160, 160), 30.0, np.random.default_rng(seed))
        numbers = np.unique(labels[labels > 0])
        np.testing.assert_array_equal(numbers, np.arange(1, len(numbers) + 1))
        cells = labels > 0
        lost += np.count_nonzero(cells & ~ndi.binary_opening(cells, disc))
    assert lost > 100
