"""PNG pictures for viewing; every write is atomic, see `core.files`."""

from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
from numpy.typing import NDArray
from PIL.PngImagePlugin import PngInfo
from skimage.segmentation import find_boundaries

from ..core.files import atomic_path
from ..images.intensity import normalise, percentile_range
from ..masks.colouring import colour_labels
from ..masks.palette import is_bright, palette_for
from .overwriting import PROGRAM
from .scale_bar import draw_scale_bar

FILL = 0.35  # opacity of a cell in the overlay; outlines are opaque
FILL_ON_BLACK = 0.6
BAND_ROWS = 256
SAMPLE_PX = 256  # side of the part of the pixels from which the colours are chosen
PNG_EFFORT = 3  # of 9: as small as the default 6, in less than half the time


def write_overlay(
    path: Path | str,
    planes: NDArray[Any],
    labels: NDArray[np.integer[Any]],
    pixel_size_um: float | None = None,
) -> None:
    """Write the `overlay` of an image and its masks as PNG; errors as in `atomic_path`.

    With a scale bar, if the pixel size is known.
    """
    _write_picture(path, overlay(planes, labels), pixel_size_um)


def write_colours(path: Path | str, labels: NDArray[np.integer[Any]]) -> None:
    """Write the `colour_picture` of masks as PNG; errors as in `atomic_path`."""
    _write_picture(path, colour_picture(labels))


def overlay(planes: NDArray[Any], labels: NDArray[np.integer[Any]]) -> NDArray[np.uint8]:
    """Paint translucent cells with sharp outlines on an image, at its full resolution.

    Parameters
    ----------
    planes
        (C, H, W) image of any dtype; its contrast is stretched.
    labels
        (H, W), 0 is background.

    Returns
    -------
    (H, W, 3) red, green, blue.
    """
    return _painted(stretched(planes), labels, FILL)


def colour_picture(labels: NDArray[np.integer[Any]]) -> NDArray[np.uint8]:
    """Paint masks with sharp outlines on black, for viewers in which label images look black.

    Parameters
    ----------
    labels
        (H, W), 0 is background.

    Returns
    -------
    (H, W, 3) red, green, blue.
    """
    return _painted(np.zeros((*labels.shape, 3), np.float32), labels, FILL_ON_BLACK)


def _painted(
    picture: NDArray[np.float32], labels: NDArray[np.integer[Any]], fill: float
) -> NDArray[np.uint8]:
    """Paint cells on a picture (H, W, 3), 0 to 1, which is changed; `fill` is their opacity."""
    index = colour_labels(labels)
    edge = find_boundaries(labels, 1, "inner")  # type: ignore[no-untyped-call]
    step = max(1, max(picture.shape) // SAMPLE_PX)
    palette = palette_for(bright=is_bright(picture[::step, ::step]))
    colours = (palette / np.float32(255)).astype(np.float32)
    painted = np.empty(picture.shape, np.uint8)
    for start in range(0, len(index), BAND_ROWS):  # in bands: intermediate arrays are large
        rows = slice(start, start + BAND_ROWS)
        opacity = np.where(edge[rows], np.float32(1), np.float32(fill))
        opacity[index[rows] == 0] = 0
        part = picture[rows]
        part += opacity[..., None] * (colours[index[rows]] - part)
        painted[rows] = np.rint(255 * part)
    return painted


def _write_picture(
    path: Path | str, pixels: NDArray[np.uint8], pixel_size_um: float | None = None
) -> None:
    picture = PIL.Image.fromarray(pixels)
    if pixel_size_um is not None:
        draw_scale_bar(picture, pixel_size_um)
    with atomic_path(path) as temporary:
        picture.save(temporary, "PNG", compress_level=PNG_EFFORT, pnginfo=png_origin())


def png_origin() -> PngInfo:
    """Return the PNG metadata that identify a picture of this program."""
    origin = PngInfo()
    origin.add_text("Software", PROGRAM)
    return origin


def stretched(planes: NDArray[Any]) -> NDArray[np.float32]:
    """Convert an image for display, (H, W, 3) from 0 to 1.

    Three channels are red, green and blue; any other number is shown as a grey mean.
    """
    if len(planes) == 3 and planes.dtype == np.uint8:  # a colour image: preserve hues
        together = planes.reshape(1, -1, planes.shape[2])
        low, high = (level.repeat(3) for level in percentile_range(together, 0.5, 99.8))
    else:
        low, high = percentile_range(planes, 0.5, 99.8)
    shown = normalise(planes, low, high).clip(0, 1)
    if len(planes) != 3:
        shown = np.repeat(shown.mean(axis=0, keepdims=True), 3, axis=0)
    return np.ascontiguousarray(np.moveaxis(shown, 0, -1))
