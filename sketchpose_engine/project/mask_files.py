"""Mask files of a project."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from .sketch_files import is_there, made

MaskFile = tuple[NDArray[np.int32], NDArray[np.uint8] | None]


def write_mask_file(
    path: Path,
    labels: NDArray[np.integer[Any]],
    pixel_size_um: float | None,
    classes: NDArray[np.uint8] | None = None,
) -> None:
    """Write (H, W) masks with the class of each label; raises like `results.tiff.write_labels`."""
    from ..masks.cell_classes import as_note
    from ..results.tiff import write_labels

    write_labels(made(path), labels, pixel_size_um, as_note(classes))


def read_mask_file(path: Path) -> MaskFile | None:
    """Read masks and the class of each label; None if there is no file.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    from ..images.label_images import load_labels
    from ..masks.cell_classes import read_note

    if not is_there(path):
        return None
    try:
        labels, classes = load_labels(path), read_note(path)
    except (InputError, OSError) as error:
        raise InputError(
            "The masks {file} cannot be read: delete the file, and they are made anew.",
            file=path,
        ) from error
    fits = classes is not None and len(classes) > labels.max(initial=0)
    return labels, classes if fits else None
