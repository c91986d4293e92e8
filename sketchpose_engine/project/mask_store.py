"""The masks of a project on disk: one file for each frame."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.files import damaged_path, disk_errors_as
from .manifest import split_key
from .mask_files import MaskFile, read_mask_file, write_mask_file

ENDING = "_masks.tif"


class MaskStore:
    """Masks in a folder, by frame key.

    Parameters
    ----------
    folder
        Exists when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str) -> Path:
        """Where the masks of a frame are; there may be no file yet."""
        return self._folder / f"{key}{ENDING}"

    def write(
        self,
        key: str,
        labels: NDArray[np.integer[Any]],
        pixel_size_um: float | None,
        classes: NDArray[np.uint8] | None = None,
    ) -> None:
        """Write the masks of a frame, (H, W) with 0 for background; raises as `write_labels`.

        Parameters
        ----------
        classes
            (N + 1,) class of each label, from 1; None: there is one class only.
        """
        write_mask_file(self.path(key), labels, pixel_size_um, classes)

    def read(self, key: str) -> MaskFile | None:
        """Read the masks of a frame and their classes, as written; None if there are none yet.

        Raises
        ------
        InputError
            The file is damaged.
        """
        return read_mask_file(self.path(key))

    def move_aside(self, key: str, ending: str) -> None:
        """Rename the masks of a frame to end with `ending`: then there are none any more."""
        path = self.path(key)
        with disk_errors_as(path):
            if path.exists():
                path.rename(damaged_path(path, ending))

    def keys_of(self, image_id: str) -> list[str]:
        """Keys of the frames of an image that have masks on disk."""
        files = sorted(self._folder.glob(f"*{ENDING}"))
        keys = [path.name.removesuffix(ENDING) for path in files]
        return [key for key in keys if split_key(key)[0] == image_id]
