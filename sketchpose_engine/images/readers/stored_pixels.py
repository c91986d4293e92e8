"""Orientation and palette of stored pixels."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import Planes


def look_up(palette: NDArray[np.uint8], pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Apply a palette: (H, W, 3), or (H, W) if all colours of the palette are grey.

    Microscopes write grey images with a palette. The colours that occur in an image are irrelevant,
    so that all frames of a movie have the same number of channels.

    Parameters
    ----------
    palette
        (N, 3) red, green, blue.
    pixels
        (H, W) indices of the palette.
    """
    grey = (palette == palette[:, :1]).all()
    return np.asarray(palette[:, 0][pixels] if grey else palette[pixels])


def upright(planes: Planes, orientation: int) -> Planes:
    """Rotate planes (C, H, W) so that the first row is the top and the first column the left side.

    Parameters
    ----------
    orientation
        1 to 8, as in TIFF and EXIF; planes are unchanged for other values.
    """
    if orientation in (5, 6, 7, 8):
        planes = planes.swapaxes(1, 2)
    if orientation in (3, 4, 7, 8):
        planes = planes[:, ::-1]
    if orientation in (2, 3, 6, 7):
        planes = planes[:, :, ::-1]
    return planes
