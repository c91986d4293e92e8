"""Kinds of images that no pretrained network was made for, from a usual one."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

Planes = NDArray[np.float32]


def inverted(x, rng):
    return (1 - x)[None]


def equal_brightness(x, rng):
    """Cells and background differ in colour only."""
    return np.stack([x, 1 - x, np.full_like(x, 0.5)])


def one_of_three(x, rng):
    """Two channels are noise."""
    return np.stack([rng.random(x.shape), x, rng.random(x.shape)])


def one_of_five(x, rng):
    """Four channels show what has nothing to do with the cells."""
    others = [ndi.gaussian_filter(rng.standard_normal(x.shape), 6) * 10 for _ in range(4)]
    return np.stack([*others[:2], x, *others[2:]])


def wrapped(x, rng):
    """Intensities that ran over: each band of brightness begins at black again."""
    return (4 * x % 1)[None]


def texture(x, rng):
    """Cells as bright as the background, but restless."""
    return (0.5 + np.where(x > 0.35, 0.3, 0.05) * rng.standard_normal(x.shape))[None]


def checkered(x, rng):
    """Bright and dark change places from pixel to pixel."""
    y, z = np.indices(x.shape)
    return np.where((y + z) % 2, x, 1 - x)[None]


def striped(x, rng):
    """Cells show as stripes in one direction, the background in the other."""
    y, z = np.indices(x.shape)
    return (0.5 + 0.4 * np.where(x > 0.35, np.sin(y * 1.6), np.sin(z * 1.6)))[None]


def hot_pixels(x, rng):
    """One pixel in fifty is far out of range."""
    return (x + 50 * (rng.random(x.shape) < 0.02))[None]


def salted(x, rng):
    """Two pixels in five are black or white."""
    chance = rng.random(x.shape)
    return np.where(chance < 0.2, 0, np.where(chance < 0.4, 1, x))[None]


def shaded(x, rng):
    """A hundred times brighter on one side."""
    return (x * np.geomspace(0.01, 1, x.shape[1]))[None]


def other_cells(x, rng):
    """A channel with the mirrored picture, as bright as the one that counts."""
    return np.stack([x, x[::-1, ::-1]])


KINDS = [
    inverted,
    equal_brightness,
    one_of_three,
    one_of_five,
    wrapped,
    texture,
    checkered,
    striped,
    hot_pixels,
    salted,
    shaded,
    other_cells,
]


def odd_image(kind, image, seed=0) -> Planes:
    """(C, H, W) float32 of a kind, from an image (H, W)."""
    low, high = np.percentile(image, [0.5, 99.8])
    x = ((image - low) / (high - low)).clip(0, 1).astype(np.float32)
    return np.asarray(kind(x, np.random.default_rng(seed)), np.float32)
