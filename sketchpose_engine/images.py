"""Any supported file -> image planes and pixel size; label images; sketches; normalisation."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import PIL.Image
import PIL.ImageOps
from numpy.typing import NDArray

from .annotations import BACKGROUND, BOUNDARY, FOREGROUND, NOTHING
from .errors import InputError
from .tiff import STARTS, look_up, read_tiff

SUFFIXES = frozenset({".tif", ".tiff", ".png", ".jpg", ".jpeg", ".bmp"})
OWN_ENDINGS = (
    "_masks",
    "_colours",
    "_overlay",
    "_fields",
    "_sketch",
)  # what Sketchpose writes beside an image
SMALLEST_SIDE_PX = 8

PIL.Image.MAX_IMAGE_PIXELS = None  # users open their own files: large ones are no attack

Planes = NDArray[Any]  # (C, H, W)


@dataclass(frozen=True)
class Image:
    """One image as its file holds it."""

    path: Path
    planes: Planes = field(repr=False)  # (C, H, W), the file's own dtype
    pixel_size_um: float | None  # None: unknown


def load_image(path: Path | str) -> Image:
    """Read a TIFF, PNG, JPEG or BMP image.

    Grey, colour and channel-first files become planes (C, H, W) in the file's own dtype
    (1-bit images uint8). Transparency is dropped, a palette's colours are looked up, a
    photo is turned upright. The pixel size comes from OME, ImageJ or TIFF centimetres.

    Raises
    ------
    InputError
        The file is missing, unreadable, damaged, a stack, too small or not finite.
    """
    path = Path(path)
    planes, pixel_size_um = _read(path, indexed=False)
    return Image(path, planes, pixel_size_um)


def load_labels(path: Path | str) -> NDArray[np.int32]:
    """Read a label image, int32 (H, W): 0 background, every other value one object.

    Raises
    ------
    InputError
        As `load_image`; or the file is no image of whole numbers from 0 in one channel.
    """
    path = Path(path)
    planes, _ = _read(path, indexed=True)
    if len(planes) > 1:
        raise InputError(
            f"{path.name} has {len(planes)} channels where one number a pixel is needed: "
            "save it as a label image with a single channel, not as a colour picture."
        )
    if planes.min() < 0 or planes.max() > np.iinfo(np.int32).max or (planes % 1).any():
        raise InputError(
            f"{path.name} holds values that cannot number an object: use whole numbers "
            "from 0 (background) to 2147483647."
        )
    return np.asarray(planes[0], np.int32)


def load_sketch(path: Path | str, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Read the sketch of an image of this shape (H, W), uint8 (H, W), values of `annotations`.

    Raises
    ------
    InputError
        As `load_labels`; or the sketch is of another size, has unknown values or no stroke.
    """
    path = Path(path)
    labels = load_labels(path)
    if labels.shape != tuple(shape):
        raise InputError(
            f"The sketch {path.name} is {labels.shape[1]} x {labels.shape[0]} pixels but its image "
            f"is {shape[1]} x {shape[0]}: give the sketch that was drawn on this image."
        )
    values = np.unique(labels)
    unknown = np.setdiff1d(values, [NOTHING, BACKGROUND, FOREGROUND, BOUNDARY])
    if unknown.size:
        some = ", ".join(map(str, unknown[:5])) + (", ..." if unknown.size > 5 else "")
        raise InputError(
            f"The sketch {path.name} holds the unknown value(s) {some}: use 0 for nothing, "
            "1 for background, 2 for cells and 3 for boundaries."
        )
    if not values.any():
        raise InputError(f"The sketch {path.name} is empty: draw a few strokes first.")
    return labels.astype(np.uint8)


def image_files(folder: Path | str) -> list[Path]:
    """List the images of a folder by name, without masks, sketches, overlays and hidden files.

    Raises
    ------
    InputError
        The folder does not exist.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}: check its name.")
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES
        and not path.stem.endswith(OWN_ENDINGS)
        and not path.name.startswith(".")
        and path.is_file()
    )


def percentile_range(
    planes: Planes, low: float = 1.0, high: float = 99.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the intensities that `normalise` maps to 0 and 1.

    Parameters
    ----------
    planes
        (C, H, W). Beyond 4 million pixels a regular grid of them is looked at.
    low, high
        Percentiles. Where they leave out most of the contrast (nearly all pixels saturated, or a
        few bright cells on black) wider percentiles are taken, at last minimum and maximum.

    Returns
    -------
    Two arrays (C,), the first always below the second; a constant channel becomes all 0.
    """
    step = math.ceil(math.sqrt(planes[0].size / 4e6))
    percents = [low, 0.1, 0.01, 0.0, 100.0, 99.99, 99.9, high]
    levels = np.percentile(planes[:, ::step, ::step], percents, axis=(1, 2))  # (8, C)
    darkest, brightest = levels[:4], levels[:3:-1]  # from narrow to wide
    ranges = brightest - darkest
    # Narrow percentiles hold 10 % of the contrast of 99.8 % of the pixels, or are widened.
    enough = (ranges > 0) & (ranges >= 0.1 * ranges[1])
    choice = enough.argmax(axis=0)[None]
    bottom, top = (np.take_along_axis(ends, choice, axis=0)[0] for ends in (darkest, brightest))
    return bottom, np.where(top > bottom, top, bottom + np.maximum(1, abs(bottom)))


def normalise(
    planes: Planes, low: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Map low to 0 and high to 1, pixel by pixel: a tile is normalised as its whole image.

    Linear, then clipped to [-1, 3]: a hot pixel of 65535 in a dim image would become 300 and
    drown what the network sees around it. Real structures do not get that far.

    Parameters
    ----------
    planes
        (C, H, W) of any real dtype.
    low, high
        (C,) from `percentile_range`.
    """
    result = np.empty(planes.shape, np.float32)
    for channel, plane in enumerate(planes):  # one at a time: float64 would fill the memory
        scaled = (plane - low[channel]) / (high[channel] - low[channel])
        result[channel] = scaled.clip(-1, 3)
    return result


def _read(path: Path, *, indexed: bool) -> tuple[Planes, float | None]:
    """Read planes and pixel size; `indexed` keeps a palette's numbers instead of its colours."""
    with _plain_errors(path):
        with path.open("rb") as file:
            start = file.read(25)
        pixel_size_um = None
        if start[:4] in STARTS:
            planes, pixel_size_um = read_tiff(path, indexed=indexed)
        elif start[1:4] == b"PNG" and start[24] == 16:  # bits, of which Pillow would keep 8
            planes = _colours_first(imagecodecs.png_decode(path.read_bytes()))
        else:
            planes = _colours_first(_read_picture(path, indexed))
    return _checked(path, planes), pixel_size_um


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """Turn whatever a decoder raises into one sentence."""
    if path.is_dir():
        raise InputError(f"{path} is a folder: choose an image file in it.")
    try:
        yield
    except InputError:
        raise
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}: check its name and folder.") from error
    except PermissionError as error:
        raise InputError(f"{path.name} may not be read: ask for access to this file.") from error
    except MemoryError as error:
        raise InputError(f"{path.name} is too large for this computer: crop it first.") from error
    except Exception as error:
        raise InputError(
            f"{path.name} is damaged, incomplete or not a TIFF, PNG, JPEG or BMP image: "
            "save it again as TIFF, for example with Fiji."
        ) from error


def _checked(path: Path, planes: Planes) -> Planes:
    """Refuse what cannot be segmented; native byte order, 1-bit as uint8."""
    height, width = planes.shape[1:]
    if min(height, width) < SMALLEST_SIDE_PX:
        raise InputError(
            f"{path.name} is only {width} x {height} pixels: choose an image of at least "
            f"{SMALLEST_SIDE_PX} x {SMALLEST_SIDE_PX} pixels."
        )
    if planes.dtype.kind not in "buif":
        raise InputError(
            f"{path.name} holds complex numbers: save its magnitude as an image of real numbers."
        )
    if planes.dtype.kind == "f" and not np.isfinite(planes).all():
        count = np.count_nonzero(~np.isfinite(planes))
        raise InputError(
            f"{path.name} has {count} pixel(s) that are not a number or infinite: "
            "replace them, for example by 0, and save it again."
        )
    dtype = np.uint8 if planes.dtype.kind == "b" else planes.dtype.newbyteorder("=")
    return np.ascontiguousarray(planes, dtype)


def _read_picture(path: Path, indexed: bool) -> NDArray[Any]:
    """Read a PNG, JPEG or BMP of 8 bits or less, (H, W) or (H, W, S)."""
    with PIL.Image.open(path, formats=("PNG", "JPEG", "BMP")) as file:
        picture = PIL.ImageOps.exif_transpose(file)
        if picture.mode == "P" and not indexed:
            palette = np.array(picture.getpalette("RGB"), np.uint8).reshape(-1, 3)
            return look_up(palette, np.array(picture))
        if picture.mode == "CMYK":
            picture = picture.convert("RGB")
        return np.array(picture)


def _colours_first(pixels: NDArray[Any]) -> Planes:
    """(H, W) or (H, W, S) -> (C, H, W) without alpha, the last of 2 or 4 samples."""
    if pixels.ndim == 2:
        return pixels[None]
    samples = pixels.shape[2]
    return np.moveaxis(pixels[..., : samples - 1 + samples % 2], 2, 0)
