"""Any supported file -> image planes and pixel size; label images; sketches; normalisation."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .annotations import BOUNDARY, MOST_CLASSES
from .errors import InputError
from .frames import FIRST, Extent, Frame
from .readers import KINDS, Source, open_source
from .readers import SUFFIXES as SUFFIXES
from .readers import Planes as Planes

OWN_ENDINGS = (  # of what Sketchpose writes beside an image
    "_masks",
    "_colours",
    "_overlay",
    "_fields",
    "_sketch",
)
SMALLEST_SIDE_PX = 8


@dataclass(frozen=True)
class Image:
    """One frame of an image file.

    Attributes
    ----------
    planes
        (C, H, W), the file's own dtype.
    pixel_size_um
        Side of a pixel in micrometres; None: unknown.
    extent
        Of the file.
    frame
        Which of its frames this is.
    channels
        Their names; empty: not stated.
    """

    path: Path
    planes: Planes = field(repr=False)
    pixel_size_um: float | None
    extent: Extent = field(default_factory=Extent)
    frame: Frame = FIRST
    channels: tuple[str, ...] = ()


def load_image(path: Path | str, frame: Frame = FIRST) -> Image:
    """Read one frame of an image file of any supported format; nothing else is decoded.

    Grey, colour and channel-first files become planes (C, H, W) in the file's own dtype
    (1-bit images uint8). Transparency is dropped, a palette's colours are looked up, a
    photo is turned upright. The pixel size comes from the microscope's, OME, ImageJ or TIFF
    centimetres.

    Parameters
    ----------
    path
        The file.
    frame
        Of the file; depth None: the maximum over all depths.

    Raises
    ------
    InputError
        The file is missing, unreadable, damaged, too small, too large or not finite, or it has
        no such frame.
    """
    path = Path(path)
    with _opened(path, indexed=False) as source:
        frame = _existing(path, source.extent, frame)
        planes = _checked(path, _read_frame(source, frame))
        named = len(source.channels) == len(planes)
        channels = source.channels if named else ()
        return Image(path, planes, source.pixel_size_um, source.extent, frame, channels)


def look_into(path: Path | str) -> Extent:
    """Count the frames of an image file without decoding one.

    Raises
    ------
    InputError
        As `load_image`, as far as it shows.
    """
    with _opened(Path(path), indexed=False) as source:
        return source.extent


def load_labels(path: Path | str, frame: Frame = FIRST) -> NDArray[np.int32]:
    """Read a frame of a label image, int32 (H, W): 0 background, every other value one object.

    Raises
    ------
    InputError
        As `load_image`; or the file is no image of whole numbers from 0 in one channel.
    """
    path = Path(path)
    with _opened(path, indexed=True) as source:
        return _labels(path, source, frame)


def _labels(path: Path, source: Source, frame: Frame) -> NDArray[np.int32]:
    planes = _checked(path, _read_frame(source, _existing(path, source.extent, frame)))
    if len(planes) > 1:
        raise InputError(
            f"{path.name} has {len(planes)} channels where one number a pixel is needed: "
            "save it as a label image with a single channel, not as a colour picture."
        )
    highest = np.iinfo(np.int32).max
    if planes.min() < 0 or planes.max().item() > highest or (planes % 1).any():
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
    with _opened(path, indexed=True) as source:
        if len(source.extent) > 1:
            raise InputError(
                f"The sketch {path.name} is a stack of {len(source.extent)} frames: "
                "save the frame that was drawn as an image of its own."
            )
        labels = _labels(path, source, FIRST)
    if labels.shape != tuple(shape):
        raise InputError(
            f"The sketch {path.name} is {labels.shape[1]} x {labels.shape[0]} pixels but its image "
            f"is {shape[1]} x {shape[0]}: give the sketch that was drawn on this image."
        )
    values = np.unique(labels)
    unknown = values[values >= BOUNDARY + MOST_CLASSES]
    if unknown.size:
        some = ", ".join(map(str, unknown[:5])) + (", ..." if unknown.size > 5 else "")
        raise InputError(
            f"The sketch {path.name} holds the unknown value(s) {some}: use 0 for nothing, "
            "1 for background, 2 for cells, 3 for boundaries, from 4 for cells of other classes."
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


@contextmanager
def _opened(path: Path, *, indexed: bool) -> Iterator[Source]:
    """Open a file; `indexed` keeps a palette's numbers instead of its colours."""
    with _plain_errors(path), open_source(path, indexed=indexed) as source:
        yield source


def _existing(path: Path, extent: Extent, frame: Frame) -> Frame:
    """Refuse a frame that is not there; the maximum over one depth is that depth."""
    for kind, number, count in (
        ("scene", frame.scene, extent.scenes),
        ("point in time", frame.time, extent.times),
        ("depth", frame.depth or 0, extent.depths),
    ):
        if not 0 <= number < count:
            choice = f"choose one from 1 to {count}" if count > 1 else "there is only one"
            raise InputError(f"{path.name} has no {kind} {number + 1}: {choice}.")
    return extent.clipped(frame)


def _read_frame(source: Source, frame: Frame) -> Planes:
    """Read a frame, or the maximum over the depths, of which two are in memory at a time."""
    if frame.depth is not None:
        return source.read(frame.scene, frame.time, frame.depth)
    highest = np.array(source.read(frame.scene, frame.time, 0))
    for depth in range(1, source.extent.depths):
        np.maximum(highest, source.read(frame.scene, frame.time, depth), out=highest)
    return highest


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """Turn whatever a decoder raises into one sentence."""
    if path.is_dir():
        raise InputError(f"{path} is a folder: choose an image file in it.")
    if path.exists() and not path.is_file():  # opening a pipe would wait for ever
        raise InputError(f"{path} is a device or a pipe: choose an image file.")
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
            f"{path.name} is damaged, incomplete or not a {KINDS} image: "
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
