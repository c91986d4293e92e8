"""Open image file: its frames, read and validated, and errors in plain sentences."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import numpy as np

from ..core.errors import InputError, Phrase
from ..core.files import UNREADABLE, system_reason
from .frames import Extent, Frame
from .readers.base import PageAxis, Planes, Source
from .readers.formats import FORMAT_NAMES, open_source

SMALLEST_SIDE_PX = 8
LOST = (errno.EIO, errno.ENETDOWN, errno.ENETUNREACH, errno.ETIMEDOUT)  # a drive or a network


@contextmanager
def opened_source(path: Path, *, indexed: bool, pages: PageAxis | None = None) -> Iterator[Source]:
    """Open a file; `indexed` returns palette indices instead of colours."""
    with _plain_errors(path), open_source(path, indexed=indexed, pages=pages) as source:
        yield source


def existing_frame(path: Path, extent: Extent, frame: Frame) -> Frame:
    """Validate a frame; the maximum over a single depth is that depth."""
    one = extent.scene(frame.scene) if 0 <= frame.scene < extent.scenes else extent
    for axis, number, count in (
        (Phrase("scene"), frame.scene, extent.scenes),
        (Phrase("point in time"), frame.time, one.times),
        (Phrase("depth"), frame.depth or 0, one.depths),
    ):
        if not 0 <= number < count:
            missing = {"file": path.name, "axis": axis, "number": number + 1}
            if count == 1:
                raise InputError("{file} has no {axis} {number}: there is only one.", **missing)
            message = Phrase("{file} has no {axis} {number}: choose one from 1 to {count}.")
            raise InputError(message, count=count, **missing)
    return extent.clipped(frame)


def read_frame(source: Source, frame: Frame) -> Planes:
    """Read a frame, or the maximum over depths, with two depths in memory at a time."""
    if frame.depth is not None:
        return source.read(frame.scene, frame.time, frame.depth)
    highest = np.array(source.read(frame.scene, frame.time, 0))
    for depth in range(1, source.extent.scene(frame.scene).depths):
        np.maximum(highest, source.read(frame.scene, frame.time, depth), out=highest)
    return highest


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """Convert all exceptions of decoders to an InputError with one sentence."""
    if path.is_dir():
        raise InputError(
            "{file} is a folder: choose an image file in it.",
            file=path,
        )
    if path.exists() and not path.is_file():  # opening a pipe would block
        raise InputError(
            "{file} is a device or a pipe: choose an image file.",
            file=path,
        )
    try:
        yield
    except InputError:
        raise
    except OSError as error:
        _raise_plain(error, path)
    except MemoryError as error:
        raise InputError(
            "{file} is too large for this computer: crop it first.",
            file=path.name,
        ) from error
    except Exception as error:
        raise _damaged(path) from error


def _raise_plain(error: OSError, path: Path) -> NoReturn:
    if (reason := system_reason(error, path)) is not None:
        raise InputError(
            UNREADABLE[0], file=path.name, folder=path.parent, reason=reason
        ) from error
    if isinstance(error, FileNotFoundError):
        raise InputError(
            "There is no file {file}: check its name and folder.",
            file=path,
        ) from error
    if isinstance(error, PermissionError):
        raise InputError(
            "{file} may not be read: ask for access to this file.",
            file=path.name,
        ) from error
    if error.errno in LOST:
        lost = f"{error.strerror}: {UNREADABLE[1]}"
        raise InputError(UNREADABLE[0], file=path.name, folder=path.parent, reason=lost) from error
    raise _damaged(path) from error


def _damaged(path: Path) -> InputError:
    return InputError(
        "{file} is damaged, incomplete or not a {formats} image: save it again "
        "as TIFF, for example with Fiji.",
        file=path.name,
        formats=FORMAT_NAMES,
    )


def checked_planes(path: Path, planes: Planes) -> Planes:
    """Reject planes that cannot be segmented; convert to native byte order, 1-bit to uint8."""
    height, width = planes.shape[1:]
    if min(height, width) < SMALLEST_SIDE_PX:
        raise InputError(
            "{file} is only {width} x {height} pixels: choose an image of at least "
            "{least} x {least} pixels.",
            file=path.name,
            width=width,
            height=height,
            least=SMALLEST_SIDE_PX,
        )
    if planes.dtype.kind not in "buif":
        raise InputError(
            "{file} holds complex numbers: save its magnitude as an image of real numbers.",
            file=path.name,
        )
    if planes.dtype.kind == "f" and not np.isfinite(planes).all():
        count = np.count_nonzero(~np.isfinite(planes))
        raise InputError(
            "{file} has {count} pixel(s) that are not a number or infinite: replace "
            "them, for example by 0, and save it again.",
            file=path.name,
            count=count,
        )
    dtype = np.uint8 if planes.dtype.kind == "b" else planes.dtype.newbyteorder("=")
    return np.ascontiguousarray(planes, dtype)
