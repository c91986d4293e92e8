"""Colours of masks are told apart with every type of colour vision, on dark and bright images."""

import numpy as np
import pytest
from skimage.color import rgb2lab

from sketchpose_engine.masks.palette import BRIGHT_PALETTE, PALETTE, is_bright, palette_for

# Machado, Oliveira & Fernandes (2009), severity 1, for linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
STROKES = [(52, 134, 255), (186, 130, 76), (235, 47, 47)]  # cell, background, boundary
HEMATOXYLIN = [(90, 60, 150), (130, 90, 170), (70, 50, 120), (75, 30, 190), (110, 60, 215)]
EOSIN = [(230, 150, 190), (210, 110, 160), (190, 130, 180)]
STAINS = [*HEMATOXYLIN[:3], *EOSIN, (160, 100, 60), (240, 225, 235)]  # the last are DAB and glass
PALETTES = {"dark": PALETTE[1:], "bright": BRIGHT_PALETTE[1:]}
MASK_ALPHA = 0.45  # at first
DISTINCT, APART = 15.0, 19.0  # CIE 1976 colour difference; about 2 is just noticeable
every_vision = pytest.mark.parametrize("vision", VISIONS)
every_palette = pytest.mark.parametrize("palette", PALETTES)


def seen(colours, vision):
    """CIELAB colours (N, 3) as seen with a type of colour vision."""
    part = np.asarray(colours) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    linear = (linear @ np.transpose(VISIONS[vision])).clip(0, 1)
    part = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return rgb2lab(part)


def differences(colours, others, vision):
    one, other = seen(colours, vision), seen(others, vision)
    return np.linalg.norm(one[:, None] - other, axis=-1)


@every_palette
@every_vision
def test_colours_of_a_palette_are_told_apart(palette, vision):
    colours = PALETTES[palette]
    difference = differences(colours, colours, vision)
    assert difference[~np.eye(len(colours), dtype=bool)].min() > DISTINCT


@every_palette
@every_vision
def test_masks_are_told_from_strokes(palette, vision):
    assert differences(PALETTES[palette], STROKES, vision).min() > APART


@every_vision
def test_masks_on_bright_images_are_told_from_stains(vision):
    assert differences(PALETTES["bright"], STAINS, vision).min() > APART


def over(colours, grounds, alpha):
    return alpha * np.asarray(colours)[:, None] + (1 - alpha) * np.asarray(grounds)


def test_translucent_masks_are_seen_on_hematoxylin():
    """They are lighter than the nuclei below them, and never a vivid blue like a cell stroke."""
    masks = seen(over(PALETTES["bright"], HEMATOXYLIN, MASK_ALPHA), "normal")
    assert (masks - seen(HEMATOXYLIN, "normal"))[..., 0].min() > 8
    green_red, blue_yellow = masks[..., 1], masks[..., 2]
    vivid_blue = (blue_yellow < 0) & (np.hypot(green_red, blue_yellow) > 40)
    assert not vivid_blue.any()


def test_rows_of_both_palettes_correspond():
    assert PALETTE.shape == BRIGHT_PALETTE.shape
    assert (PALETTE[0] == BRIGHT_PALETTE[0]).all()
    assert palette_for(bright=True) is BRIGHT_PALETTE
    assert palette_for(bright=False) is PALETTE


def test_brightness_is_that_of_most_pixels():
    picture = np.full((20, 20, 3), 0.9, np.float32)
    picture[:5] = 0.1
    assert is_bright(picture)
    assert not is_bright(1 - picture)
