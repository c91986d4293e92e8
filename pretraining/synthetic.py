"""Invented microscope images with the masks of their cells, drawn by rules and chance."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from .adherent import adherent
from .cell_shapes import Field, Labels, blobs, edges, rods, smooth_noise, spread, tissue
from .stains import brightfield_tissue, clutter, multiplexed

SMALLEST_PX, LARGEST_PX = 7.0, 50.0  # widths of cells
SEVERAL_CHANNELS = 0.2  # part of the images
CLUTTERED = 0.25  # part of the images that show more than cells


def draw_image(rng: np.random.Generator) -> tuple[Field, Labels]:
    """Invent one image.

    Parameters
    ----------
    rng
        The same state gives the same image.

    Returns
    -------
    image
        (C, H, W) float32, arbitrary units: one channel, or three that show the cells each in
        its own way, or not at all.
    labels
        (H, W) int32, 0 background, 1..N, each 4-connected.
    """
    shape = (int(rng.integers(16, 21)) * 16, int(rng.integers(16, 21)) * 16)
    kind = rng.choice(9, p=[0.17, 0.12, 0.16, 0.15, 0.05, 0.07, 0.12, 0.09, 0.07])
    width_px = float(np.exp(rng.uniform(np.log(SMALLEST_PX), np.log(LARGEST_PX))))
    if kind == 0:
        labels = rods(shape, min(width_px, 26), rng)
        light = _one_of(rng, [phase, phase, filled, ring, textured, relief])
    elif kind == 1:
        labels = rods(shape, min(width_px, 22), rng, long=True)
        light = _one_of(rng, [phase, phase, filled, ring, shaded])
    elif kind == 2:
        labels = blobs(shape, width_px, rng)
        light = _one_of(rng, [filled, filled, textured, ring, shaded, stained, relief])
    elif kind == 3:
        labels = tissue(shape, width_px, rng)
        light = _one_of(rng, [membrane, membrane, membrane, textured])
    elif kind == 4:
        labels = blobs(shape, max(width_px, 18), rng)
        light = _one_of(rng, [membrane, shaded, stained])
    elif kind == 5:
        labels = spread(shape, max(width_px, 18), rng)
        light = _one_of(rng, [phase, relief, relief, textured, filled])
    elif kind == 6:
        width_px = max(width_px, 18)
        labels = adherent(shape, width_px, rng)
        light = _one_of(rng, [flat, flat, flat, phase, relief, relief, filled])
    else:
        stain = brightfield_tissue if kind == 7 else multiplexed
        image, labels = stain(shape, width_px, rng)
        return np.stack([seen(plane, rng) for plane in image]), labels
    planes = [_taken(light, labels, width_px, rng)]
    if rng.random() < SEVERAL_CHANNELS:
        for _ in range(2):
            other = _one_of(rng, [light, filled, textured, membrane, _nothing])
            planes.append(_taken(other, labels, width_px, rng))
    return np.stack(planes), labels


def _taken(light: "Light", labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """A plane of an image: cells, sometimes clutter, and what the microscope makes of them."""
    plane = light(labels, width_px, rng)
    if rng.random() < CLUTTERED:
        contrast = float(np.std(plane)) * rng.uniform(0.5, 3) * rng.choice([1.0, 1.0, -1.0])
        plane = (plane + contrast * clutter(labels, width_px, rng)).astype(np.float32)
    return seen(plane, rng)


Light = Callable[[Labels, float, np.random.Generator], Field]


def _one_of(rng: np.random.Generator, lights: list[Light]) -> Light:
    return lights[int(rng.integers(len(lights)))]


# How cells give light: (H, W) about 0..1, sharp and free of noise


def filled(labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """Fluorescence: bright bodies on a dark ground, some much brighter than others."""
    light = _each(labels, np.exp(rng.uniform(0, 0.9) * rng.standard_normal(labels.max() + 1)))
    profile = np.minimum(depth_of(labels) / (width_px * rng.uniform(0.02, 0.5)), 1)
    floor = rng.uniform(0.2, 1.0)
    light = light * (floor + (1 - floor) * profile)
    light *= np.maximum(1 + rng.uniform(0, 0.35) * _grain(labels.shape, width_px, rng), 0.1)
    return np.where(labels > 0, light, 0) + rng.uniform(0, 0.2) * _ground(labels.shape, rng)


def textured(labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """Bodies known from their grain more than from their brightness."""
    level = _each(labels, 1 + rng.uniform(0, 0.3) * rng.standard_normal(labels.max() + 1))
    grain = rng.uniform(0.1, 0.5) * _grain(labels.shape, width_px, rng)
    inside = level + grain - rng.uniform(0.2, 1.0) * (depth_of(labels) <= rng.uniform(0.5, 2))
    return np.where(labels > 0, inside, rng.uniform(0, 0.6)) + rng.uniform(0, 0.12) * _ground(
        labels.shape, rng
    )


def phase(labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """Phase contrast: dark bodies with a bright halo around them (or the reverse)."""
    dark = _each(labels, 1 + rng.uniform(0, 0.25) * rng.standard_normal(labels.max() + 1))
    profile = np.minimum(depth_of(labels) / (width_px * rng.uniform(0.05, 0.5)), 1)
    inside = -dark * (rng.uniform(0.3, 1) + (1 - rng.uniform(0.3, 1)) * profile)
    halo_px = width_px * rng.uniform(0.1, 0.5) + 1
    halo = rng.uniform(0.2, 1.2) * np.exp(-distance_to(labels) / halo_px)
    seam = rng.uniform(0, 0.9) * _blurred(_line(labels), rng.uniform(0.4, 0.9))
    grain = rng.uniform(0, 0.15) * _grain(labels.shape, width_px, rng)
    return np.where(labels > 0, inside + grain, halo) + seam + 0.1 * _ground(labels.shape, rng)


def ring(labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """Brightfield: the inside like the outside, rings along the edge."""
    signed = np.where(labels > 0, depth_of(labels), -distance_to(labels))
    light = 0.08 * _grain(labels.shape, width_px, rng)
    for _ in range(rng.integers(1, 4)):
        middle = rng.uniform(-0.15, 0.2) * width_px
        sharp = width_px * rng.uniform(0.03, 0.1) + 0.7
        light = light + rng.uniform(-1, 1) * np.exp(-(((signed - middle) / sharp) ** 2))
    light = light + rng.uniform(-1, 1) * np.exp(-((np.minimum(signed, 2) / 1.2) ** 2))
    light = light + rng.uniform(-0.3, 0.3) * (labels > 0)
    light = light - rng.uniform(0, 0.8) * _line(labels)
    return np.asarray(light + 0.1 * _ground(labels.shape, rng), np.float32)


def shaded(labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """Eggs, berries, grains: lit from one side, speckled, each of its own tint."""
    depth = depth_of(labels)
    height = np.sqrt(np.minimum(depth / (0.5 * width_px), 1))
    turn = rng.uniform(0, 2 * np.pi)
    slope = np.cos(turn) * ndi.sobel(height, 0) + np.sin(turn) * ndi.sobel(height, 1)
    tint = _each(labels, 1 + rng.uniform(0, 0.25) * rng.standard_normal(labels.max() + 1))
    light = tint * (0.4 + 0.6 * height) + rng.uniform(0, 0.4) * slope
    light = light + rng.uniform(0, 0.25) * _grain(labels.shape, width_px, rng)
    ground = rng.uniform(0, 1.2) + rng.uniform(0, 0.4) * _grain(labels.shape, width_px, rng)
    return np.where(labels > 0, light, ground).astype(np.float32)


def relief(labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """Interference contrast: each cell a hill lit from the side, the ground as grey as its top."""
    steep_px = width_px * rng.uniform(0.1, 0.5) + 1
    height = np.sqrt(np.minimum(depth_of(labels) / steep_px, 1))
    height = height + rng.uniform(0, 0.4) * (labels > 0) * _grain(labels.shape, width_px, rng)
    height = _blurred(height.astype(np.float32), rng.uniform(0.5, 1.5))
    turn = rng.uniform(0, 2 * np.pi)
    slope = np.cos(turn) * ndi.sobel(height, 0) + np.sin(turn) * ndi.sobel(height, 1)
    tone = rng.uniform(-0.3, 0.3) * (labels > 0) - rng.uniform(0, 0.4) * _line(labels)
    ground = 0.1 * _ground(labels.shape, rng)
    return np.asarray(rng.uniform(0.4, 1) * slope + tone + ground, np.float32)


def flat(labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """Phase contrast of adherent cells: grey as the ground, a halo, a nucleus, granules."""
    depth = depth_of(labels)
    inside = _each(labels, 1 + rng.uniform(0, 0.3) * rng.standard_normal(labels.max() + 1)) - 1
    grain = rng.uniform(0.1, 0.5) * _grain(labels.shape, width_px, rng)
    fine = rng.uniform(0, 0.4) * smooth_noise((labels.shape[0], labels.shape[1]), 2.5, rng)
    nucleus = rng.uniform(-0.6, 0.4) * (depth > rng.uniform(0.2, 0.35) * width_px)
    inside = inside + (grain + fine) * np.minimum(depth / (0.15 * width_px), 1) + nucleus
    rounded = rng.random(labels.max() + 1) < rng.uniform(0, 0.4)
    inside = inside + rounded[labels] * rng.uniform(0.5, 2.5) * np.minimum(depth / 4, 1)
    halo = rng.uniform(0.2, 1.5) * np.exp(-distance_to(labels) / (width_px * 0.08 + 1))
    rim = rng.uniform(-1.2, 0.4) * np.exp(-(((depth - 1) / 1.5) ** 2))
    return np.where(labels > 0, inside + rim, halo) + 0.15 * _ground(labels.shape, rng)


def stained(labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """Stained tissue as grey: dark nuclei in a ground as restless as they are."""
    colours = np.clip(rng.normal([[0.45, 0.3, 0.6], [0.85, 0.6, 0.8]], 0.12), 0, 1)
    mix = np.abs(rng.normal(1, 0.6, 3))
    body, between = colours @ (mix / mix.sum())
    tone = _each(labels, body + rng.uniform(0, 0.08) * rng.standard_normal(labels.max() + 1))
    tone = tone + rng.uniform(0, 0.1) * _grain(labels.shape, width_px, rng)
    ground = between + rng.uniform(0.02, 0.12) * smooth_noise(labels.shape, 2 * width_px, rng)
    ground = ground + rng.uniform(0, 0.08) * _grain(labels.shape, width_px, rng)
    hollow = smooth_noise(labels.shape, 3 * width_px, rng) > rng.uniform(0.8, 3)
    ground = np.where(hollow, 1.0, ground)
    return np.where(labels > 0, tone, ground).astype(np.float32)


def membrane(labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """Confocal: only the walls give light, some more than others, and a little what is inside."""
    wall = _line(labels) > 0
    away = np.asarray(ndi.distance_transform_edt(~wall), np.float32)
    thick_px = rng.uniform(0.5, 0.5 + 0.06 * width_px)
    light = np.exp(-((away / thick_px) ** 2))
    light *= np.clip(1 + rng.uniform(0, 0.5) * smooth_noise(labels.shape, width_px, rng), 0.12, 3)
    lumen = _each(labels, rng.uniform(0, 0.35) * rng.random(labels.max() + 1))
    lumen = lumen * (1 + 0.5 * _grain(labels.shape, width_px, rng))
    ground = rng.uniform(0, 0.3) * _ground(labels.shape, rng)
    if rng.random() < 0.4:  # beads in the walls, or nuclei inside
        light = light + rng.uniform(0, 0.6) * (depth_of(labels) > rng.uniform(0.25, 0.4) * width_px)
    return np.asarray(light + np.where(labels > 0, lumen, 0) + ground, np.float32)


def _nothing(labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """A stain that does not know of the cells."""
    return _ground(labels.shape, rng) + rng.uniform(0, 1) * _grain(labels.shape, width_px, rng)


# What lies between the cells and the file


def seen(light: Field, rng: np.random.Generator) -> Field:
    """Through a microscope: blurred, unevenly lit, with a ground, shot noise and read noise."""
    low, high = (float(level) for level in np.percentile(light, [0.5, 99.5]))
    light = np.asarray((light - low) / max(high - low, 1e-3), np.float32)
    light = _blurred(light, rng.choice([0.4, rng.uniform(0.4, 1.2), rng.uniform(0.8, 2.2)]))
    if rng.random() < 0.5:
        slope = smooth_noise((light.shape[0], light.shape[1]), 200, rng).clip(-2, 2)
        light = light * (1 + np.float32(rng.uniform(0, 0.3)) * slope)
    if rng.random() < 0.3:  # light from other depths
        other = _blurred(light, rng.uniform(8, 25))
        light = light + np.float32(rng.uniform(0.1, 0.6)) * other
    photons = np.exp(rng.uniform(np.log(30), np.log(3000)))
    offset = rng.uniform(0.02, 0.5)
    noise = np.sqrt(np.maximum(light + offset, 0.01) / photons)
    light = light + noise * rng.standard_normal(light.shape, np.float32)
    if rng.random() < 0.2:  # a camera or a file that smears its noise
        light = _blurred(light, rng.uniform(0.4, 0.9))
    return np.asarray(light, np.float32)


def depth_of(labels: Labels) -> Field:
    """(H, W) px from a cell's edge, inside; 0 outside."""
    inside = (labels > 0) & ~edges(labels)
    return np.asarray(ndi.distance_transform_edt(inside), np.float32) + (labels > 0)


def distance_to(labels: Labels) -> Field:
    """(H, W) px to the nearest cell; 0 inside of one."""
    if not labels.any():
        return np.full(labels.shape, 1e3, np.float32)
    return np.asarray(ndi.distance_transform_edt(labels == 0), np.float32)


def _line(labels: NDArray[np.integer]) -> Field:
    """1 on the edges of cells."""
    return edges(labels).astype(np.float32)


def _each(labels: Labels, values: NDArray[np.float64]) -> Field:
    """Its own value for each cell."""
    return np.maximum(values, 0.08).astype(np.float32)[labels]


def _grain(shape: tuple[int, int], width_px: float, rng: np.random.Generator) -> Field:
    return smooth_noise(shape, max(width_px * rng.uniform(0.1, 0.6), 2), rng)


def _ground(shape: tuple[int, ...], rng: np.random.Generator) -> Field:
    return smooth_noise((shape[0], shape[1]), rng.uniform(10, 120), rng)


def _blurred(light: Field, sigma_px: float) -> Field:
    return np.asarray(ndi.gaussian_filter(light, sigma_px), np.float32)
