"""Synthetic tissue in colours and channels: H&E, immunostains, multiplexed fluorescence."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from .cell_shapes import Field, Labels, blobs, edges, smooth_noise, tissue, whole

# Optical densities of dyes in red, green and blue (Ruifrok & Johnston 2001), before noise.
HAEMATOXYLIN = (0.65, 0.70, 0.29)
EOSIN = (0.07, 0.99, 0.11)
DAB = (0.27, 0.57, 0.78)
DYE_NOISE = 0.07

Stain = Callable[[tuple[int, int], float, np.random.Generator], tuple[Field, Labels]]


def brightfield_tissue(
    shape: tuple[int, int], width_px: float, rng: np.random.Generator
) -> tuple[Field, Labels]:
    """Generate H&E or an immunostain: dark nuclei in textured pink tissue; three dyes absorb light.

    Returns
    -------
    image
        (3, H, W) float32, transmitted light, 1 where there is no tissue.
    labels
        (H, W) int32 nuclei.
    """
    labels = blobs(shape, width_px, rng)
    nuclei = _concentration(labels, width_px, rng)
    stroma = 0.35 + 0.2 * smooth_noise(shape, width_px * rng.uniform(1, 5), rng)
    stroma = stroma + rng.uniform(0, 0.3) * fibres(shape, width_px, rng)
    hollow = smooth_noise(shape, width_px * rng.uniform(2, 6), rng) > rng.uniform(0.6, 2.5)
    stroma = np.where(hollow & (labels == 0), 0.03, np.maximum(stroma, 0.05))
    if rng.random() < 0.4:  # red blood cells take up the same dye, and are not nuclei
        others = blobs(shape, width_px * rng.uniform(0.7, 1.2), rng)
        stroma = stroma + rng.uniform(0.2, 0.7) * ((others > 0) & (labels == 0))
    amounts = [nuclei * rng.uniform(0.6, 1.6), stroma * rng.uniform(0.3, 1.2)]
    dyes = [HAEMATOXYLIN, EOSIN]
    if rng.random() < 0.35:
        amounts[1] = amounts[1] * rng.uniform(0, 0.4)
        amounts.append(_marked(labels, width_px, rng) * rng.uniform(0.5, 1.6))
        dyes.append(DAB)
    density = np.zeros((3, *shape), np.float32)
    for amount, dye in zip(amounts, dyes, strict=True):
        colour = np.abs(np.array(dye) + rng.normal(0, DYE_NOISE, 3))
        density += (colour / np.linalg.norm(colour)).astype(np.float32)[:, None, None] * amount
    return np.exp(-density).astype(np.float32), labels


def _concentration(labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """Return the dye in the nuclei: some pale, with grains, a darker rim, and a faint haze."""
    each = np.exp(rng.uniform(0.1, 0.5) * rng.standard_normal(labels.max() + 1))
    inside = each.astype(np.float32)[labels] * (labels > 0)
    grain = smooth_noise((labels.shape[0], labels.shape[1]), max(0.2 * width_px, 2), rng)
    inside = inside * np.maximum(1 + rng.uniform(0, 0.4) * grain, 0.1)
    rim = ndi.binary_dilation(edges(labels)) & (labels > 0)
    inside = inside + rng.uniform(0, 0.5) * rim
    blurred = ndi.gaussian_filter(inside, rng.uniform(0.5, 1.5))
    haze = ndi.gaussian_filter(inside, width_px / 3)
    return np.asarray(blurred + rng.uniform(0, 0.25) * haze, np.float32)


def _marked(labels: Labels, width_px: float, rng: np.random.Generator) -> Field:
    """Return a marker in some of the nuclei, or around some of them."""
    chosen = rng.random(labels.max() + 1) < rng.uniform(0.1, 0.9)
    chosen[0] = False
    marked = chosen[labels]
    if rng.random() < 0.5:
        near = ndi.distance_transform_edt(~marked)
        marked = (near > 0) & (near < rng.uniform(0.1, 0.35) * width_px)
    return np.asarray(ndi.gaussian_filter(marked.astype(np.float32), rng.uniform(0.6, 1.6)))


def multiplexed(
    shape: tuple[int, int], width_px: float, rng: np.random.Generator
) -> tuple[Field, Labels]:
    """Generate three channels: nuclei, membranes or cytoplasm, and a marker of some cells.

    Returns
    -------
    image
        (3, H, W) float32; a channel may be empty, or contain other structures than cells.
    labels
        (H, W) int32 whole cells.
    """
    labels = tissue(shape, width_px, rng)
    if rng.random() < 0.5:  # separate cells
        kept = rng.random(labels.max() + 1) < rng.uniform(0.3, 0.9)
        kept[0] = False
        labels = whole(np.where(kept[labels], labels, 0), 8)
    depth = _depth(labels)
    nuclei = depth > width_px * rng.uniform(0.15, 0.3)
    wall = np.exp(-((depth / (0.6 + 0.08 * width_px * rng.random())) ** 2)) * (labels > 0)
    body = np.exp(rng.uniform(0, 0.8) * rng.standard_normal(labels.max() + 1))[labels] * (
        labels > 0
    )
    grain = np.maximum(1 + 0.4 * smooth_noise(shape, max(width_px / 4, 2), rng), 0)
    positive = rng.random(labels.max() + 1) < rng.uniform(0.1, 0.7)
    positive[0] = False
    every = [
        nuclei * grain,
        (wall if rng.random() < 0.6 else body) * grain,
        [
            positive[labels] * wall,
            positive[labels] * body,
            np.maximum(smooth_noise(shape, 3 * width_px, rng), 0),
            fibres(shape, width_px, rng),
            np.zeros(shape),
        ][int(rng.integers(5))],
    ]
    if rng.random() < 0.15:
        every[int(rng.integers(2))] = np.zeros(shape)  # only one of them was stained
    return np.stack(every).astype(np.float32), labels


def _depth(labels: Labels) -> Field:
    inside = (labels > 0) & ~edges(labels)
    return np.asarray(ndi.distance_transform_edt(inside), np.float32)


def fibres(shape: tuple[int, int], width_px: float, rng: np.random.Generator) -> Field:
    """Return (H, W) from 0 to 1: thin bent lines that are not cells."""
    waves = smooth_noise(shape, width_px * rng.uniform(2, 8), rng)
    thick = rng.uniform(0.02, 0.12)
    return np.asarray(np.exp(-((waves / thick) ** 2)), np.float32)


def clutter(labels: NDArray[np.integer], width_px: float, rng: np.random.Generator) -> Field:
    """Return (H, W) about 0..1: specks, lines and smudges that are not cells."""
    shape = (labels.shape[0], labels.shape[1])
    light = np.zeros(shape, np.float32)
    if rng.random() < 0.5:
        places = rng.integers(0, shape, (int(rng.integers(3, 60)), 2))
        specks = np.zeros(shape, np.float32)
        specks[tuple(places.T)] = rng.uniform(0.3, 1, len(places))
        sigma_px = rng.uniform(0.6, 1.5)
        light += ndi.gaussian_filter(specks, sigma_px) * (2 * np.pi * sigma_px**2)
    if rng.random() < 0.4:
        light += rng.uniform(0.2, 0.8) * fibres(shape, width_px, rng)
    if rng.random() < 0.4:
        smudges = smooth_noise(shape, width_px * rng.uniform(0.6, 3), rng)
        light += rng.uniform(0.2, 0.6) * (smudges > rng.uniform(1.2, 2.2))
    return np.asarray(np.where(labels > 0, 0.3, 1) * light, np.float32)
