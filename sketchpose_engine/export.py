"""Results on disk as images: labels, sketches and fields as TIFF, pictures to look at as PNG.

Every write is atomic: either the whole new file is there, or the old one as it was.
"""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import tifffile
from numpy.typing import NDArray
from PIL.PngImagePlugin import PngInfo
from skimage.segmentation import find_boundaries

from .colours import colour_labels
from .errors import DiskError
from .images import normalise, percentile_range
from .overwriting import PROGRAM
from .palette import PALETTE

FILL = 0.35  # opacity of a cell in the overlay; its outline is opaque
FILL_ON_BLACK = 0.6
BAND_ROWS = 256
PNG_EFFORT = 3  # of 9: as small as the usual 6, in less than half the time

REASONS = {
    **dict.fromkeys(
        [errno.ENOSPC, errno.EDQUOT], "the disk is full: free some space and try again"
    ),
    **dict.fromkeys(
        [errno.EACCES, errno.EPERM, errno.EROFS],
        "it may not be written: close it in other programs, or choose another folder",
    ),
    **dict.fromkeys([errno.ENOENT, errno.ENOTDIR], "there is no such folder: create it first"),
}


@contextmanager
def atomic_path(path: Path | str) -> Iterator[Path]:
    """Yield a path to write to instead; it takes the place of `path` when the block ends.

    If the block raises, the temporary file is removed and the old file stays.

    Raises
    ------
    DiskError
        The operating system refused: disk full, no permission, no such folder.
    """
    path = Path(path)
    temporary = path.with_name(f".sketchpose-{secrets.token_hex(8)}.tmp")
    with told_of(path):
        try:
            yield temporary
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses into one sentence about the file.

    Raises
    ------
    DiskError
        As `atomic_path`.
    """
    try:
        yield
    except OSError as error:
        # numpy has no number for it, but tells how much less was written than it should have been.
        number = errno.ENOSPC if error.errno is None else error.errno
        reason = REASONS.get(number, f"{error.strerror or error}: choose another folder")
        raise DiskError(f"{path.name} cannot be saved in {path.parent}: {reason}.") from error


def write_labels(
    path: Path | str,
    labels: NDArray[np.integer[Any]],
    pixel_size_um: float | None,
    note: str | None = None,
) -> None:
    """Write a label image as TIFF that Fiji reads: uint16, or uint32 for labels above 65535.

    Parameters
    ----------
    labels
        (H, W), 0 is background.
    pixel_size_um
        Side of a pixel in micrometres, kept as resolution per centimetre; None if unknown.
    note
        ASCII, kept as the file's description.

    Raises
    ------
    InputError
        As `atomic_path`.
    """
    dtype = np.uint16 if labels.max(initial=0) <= np.iinfo(np.uint16).max else np.uint32
    # An ImageJ description would say micrometres, but that format has no uint32.
    scale: dict[str, Any] = {}
    if pixel_size_um is not None:
        scale = {"resolution": (1e4 / pixel_size_um,) * 2, "resolutionunit": "CENTIMETER"}
    _write_tiff(path, labels.astype(dtype), description=note, **scale)


def write_sketch(path: Path | str, labels: NDArray[np.uint8]) -> None:
    """Write a sketch (H, W), values of `annotations`, as uint8 TIFF; errors as `atomic_path`."""
    _write_tiff(path, labels.astype(np.uint8))


def write_fields(
    path: Path | str, fields: NDArray[np.floating[Any]], pixel_size_um: float | None
) -> None:
    """Write what the network predicts as float32 TIFF, a stack of three channels in Fiji.

    Parameters
    ----------
    fields
        (3, H, W) distance in units of half a cell's width, flow along y, flow along x.
    pixel_size_um
        Side of a pixel in micrometres; None if unknown.

    Raises
    ------
    InputError
        As `atomic_path`.
    """
    metadata: dict[str, Any] = {"axes": "CYX", "Labels": ["distance", "flow y", "flow x"]}
    scale: dict[str, Any] = {}
    if pixel_size_um is not None:
        metadata["unit"] = "um"
        scale = {"resolution": (1 / pixel_size_um,) * 2}
    with atomic_path(path) as temporary:
        tifffile.imwrite(
            temporary,
            np.asarray(fields, np.float32),
            imagej=True,
            metadata=metadata,
            software=PROGRAM,
            **scale,
        )


def write_overlay(path: Path | str, planes: NDArray[Any], labels: NDArray[np.integer[Any]]) -> None:
    """Write the `overlay` of an image and its masks as PNG; errors as `atomic_path`."""
    _write_picture(path, overlay(planes, labels))


def write_colours(path: Path | str, labels: NDArray[np.integer[Any]]) -> None:
    """Write the `colour_picture` of masks as PNG; errors as `atomic_path`."""
    _write_picture(path, colour_picture(labels))


def overlay(planes: NDArray[Any], labels: NDArray[np.integer[Any]]) -> NDArray[np.uint8]:
    """Paint translucent cells with crisp outlines on an image, in its full resolution.

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
    """Paint masks with crisp outlines on black, for viewers in which label images look black.

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
    """Cells on a picture (H, W, 3) from 0 to 1, which is changed; `fill` is their opacity."""
    index = colour_labels(labels)
    edge = find_boundaries(labels, 1, "inner")  # type: ignore[no-untyped-call]
    colours = (PALETTE / np.float32(255)).astype(np.float32)
    painted = np.empty(picture.shape, np.uint8)
    for start in range(0, len(index), BAND_ROWS):  # what is between takes much memory
        rows = slice(start, start + BAND_ROWS)
        opacity = np.where(edge[rows], np.float32(1), np.float32(fill))
        opacity[index[rows] == 0] = 0
        part = picture[rows]
        part += opacity[..., None] * (colours[index[rows]] - part)
        painted[rows] = np.rint(255 * part)
    return painted


def _write_picture(path: Path | str, pixels: NDArray[np.uint8]) -> None:
    picture = PIL.Image.fromarray(pixels)
    with atomic_path(path) as temporary:
        picture.save(temporary, "PNG", compress_level=PNG_EFFORT, pnginfo=png_origin())


def png_origin() -> PngInfo:
    """Make the note by which a picture is known to be one of this program."""
    origin = PngInfo()
    origin.add_text("Software", PROGRAM)
    return origin


def _write_tiff(path: Path | str, pixels: NDArray[Any], **options: Any) -> None:
    with atomic_path(path) as temporary:
        tifffile.imwrite(
            temporary,
            pixels,
            photometric="minisblack",
            compression="zlib",
            metadata=None,
            software=PROGRAM,
            **options,
        )


def stretched(planes: NDArray[Any]) -> NDArray[np.float32]:
    """Prepare an image to be looked at, (H, W, 3) from 0 to 1.

    Three channels are red, green and blue; any other number is shown as their mean in grey.
    """
    if len(planes) == 3 and planes.dtype == np.uint8:  # a colour picture: keep its hues
        together = planes.reshape(1, -1, planes.shape[2])
        low, high = (level.repeat(3) for level in percentile_range(together, 0.5, 99.8))
    else:
        low, high = percentile_range(planes, 0.5, 99.8)
    shown = normalise(planes, low, high).clip(0, 1)
    if len(planes) != 3:
        shown = np.repeat(shown.mean(axis=0, keepdims=True), 3, axis=0)
    return np.ascontiguousarray(np.moveaxis(shown, 0, -1))
