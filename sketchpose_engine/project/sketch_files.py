"""Files of a project's folder: existence checks, and sketch files."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..core.files import disk_errors
from ..sketch.values import BOUNDARY, MOST_CLASSES


def is_there(path: Path) -> bool:
    """Return whether a file of a project's folder exists.

    Raises
    ------
    InputError
        If this is unknown, as the drive of the project is disconnected.
    """
    with disk_errors(path, "read"):
        try:
            path.stat()
        except FileNotFoundError:
            check_there(path.parent.parent)
            return False
    return True


def check_there(folder: Path) -> None:
    """Raise InputError if the folder of a project does not exist any more."""
    with disk_errors(folder, "read"):
        if not folder.is_dir():
            raise InputError(
                "The project {folder} is gone: connect its drive or network again.",
                folder=folder,
            )


def made(path: Path) -> Path:
    """Create the folder of a path if missing: programs that zip or synchronise drop empty ones."""
    with disk_errors(path):
        path.parent.mkdir(exist_ok=True)
    return path


def load_sketch_file(path: Path, shape: tuple[int, int] | None) -> NDArray[np.uint8]:
    """Read a sketch file, which may be empty; InputError if it is damaged or of another size."""
    from ..images.readers.tiff import open_tiff  # slow import

    try:
        with open_tiff(path, indexed=True) as source:
            planes = source.read(0, 0, 0)
        if (
            len(source.extent) != 1
            or planes.dtype != np.uint8
            or len(planes) != 1
            or planes.max() >= BOUNDARY + MOST_CLASSES
        ):
            raise ValueError("no sketch")
    except Exception as error:  # decoders may raise any exception
        raise InputError(
            "The sketch {file} cannot be read: put a backup copy in its place, or set it "
            "aside to begin anew.",
            file=path,
        ) from error
    height, width = planes.shape[1:]
    if shape is not None and (height, width) != tuple(shape):
        raise InputError(
            "The sketch {file} is {width} x {height} pixels but its image is "
            "{image_width} x {image_height}: bring back the image that it was drawn on, "
            "or set it aside to begin anew.",
            file=path,
            width=width,
            height=height,
            image_width=shape[1],
            image_height=shape[0],
        )
    return np.ascontiguousarray(planes[0])


def is_sound(path: Path, labels: NDArray[np.uint8]) -> bool:
    """Return whether a sketch file may be overwritten by a newer one: it is valid, or missing."""
    try:
        return (
            not path.exists() or load_sketch_file(path, (labels.shape[0], labels.shape[1])).size > 0
        )
    except InputError:
        return False
