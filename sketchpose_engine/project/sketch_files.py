"""Files of a project's folder: whether they are there, and sketches as they are stored."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..core.files import disk_errors_as
from ..sketch.values import BOUNDARY, MOST_CLASSES


def is_there(path: Path) -> bool:
    """Tell whether a file of a project's folder exists.

    Raises
    ------
    InputError
        It cannot be told: the drive with the project is gone.
    """
    with disk_errors_as(path, "read"):
        try:
            path.stat()
        except FileNotFoundError:
            check_there(path.parent.parent)
            return False
    return True


def check_there(folder: Path) -> None:
    """Raise InputError if the folder of a project is not there any more."""
    with disk_errors_as(folder, "read"):
        if not folder.is_dir():
            raise InputError(f"The project {folder} is gone: connect its drive or network again.")


def made(path: Path) -> Path:
    """Give a path whose folder exists: programs that zip or synchronise drop empty ones."""
    with disk_errors_as(path):
        path.parent.mkdir(exist_ok=True)
    return path


def load_sketch_file(path: Path, shape: tuple[int, int] | None) -> NDArray[np.uint8]:
    """Read a sketch file, that may be empty; InputError if it is damaged or of another size."""
    from ..images.readers.tiff import open_tiff  # the window need not wait for it

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
    except Exception as error:  # decoders raise what they like
        raise InputError(
            f"The sketch {path} cannot be read: put a backup copy in its place, "
            "or set it aside to begin anew."
        ) from error
    height, width = planes.shape[1:]
    if shape is not None and (height, width) != tuple(shape):
        raise InputError(
            f"The sketch {path} is {width} x {height} pixels but its image is {shape[1]} x "
            f"{shape[0]}: bring back the image that it was drawn on, or set it aside to begin anew."
        )
    return np.ascontiguousarray(planes[0])


def is_sound(path: Path, labels: NDArray[np.uint8]) -> bool:
    """Tell whether a sketch file may be overwritten by a newer one: it is sound, or not there."""
    try:
        return (
            not path.exists() or load_sketch_file(path, (labels.shape[0], labels.shape[1])).size > 0
        )
    except InputError:
        return False
