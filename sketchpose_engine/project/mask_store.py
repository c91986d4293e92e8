"""Masks of a project on disk: one file per frame."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.files import damaged_path, disk_errors
from .manifest import split_key
from .mask_files import MaskFile, read_mask_file, write_mask_file

ENDING = "_masks.tif"
TRACKS = "_tracks.npz"


class MaskStore:
    """Masks in a folder, by frame key.

    Parameters
    ----------
    folder
        Folder, which must exist when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str) -> Path:
        """Return the path of the masks of a frame; the file may be missing."""
        return self._folder / f"{key}{ENDING}"

    def tracks_path(self, key: str, along: str) -> Path:
        """Return the path of the links of frames along an axis; the file may be missing.

        Parameters
        ----------
        key
            Of the first one of these frames.
        """
        return self._folder / f"{key}_{along}{TRACKS}"

    def linked_keys(self, along: str) -> list[str]:
        """Return the keys of the first frames of all movies or stacks that are linked."""
        ending = f"_{along}{TRACKS}"
        return sorted(path.name.removesuffix(ending) for path in self._folder.glob(f"*{ending}"))

    def write(
        self,
        key: str,
        labels: NDArray[np.integer[Any]],
        pixel_size_um: float | None,
        classes: NDArray[np.uint8] | None = None,
    ) -> None:
        """Write the masks of a frame, (H, W) with 0 for background; raises like `write_labels`.

        Parameters
        ----------
        classes
            (N + 1,) class of each label, from 1; None: only one class.
        """
        write_mask_file(self.path(key), labels, pixel_size_um, classes)

    def read(self, key: str) -> MaskFile | None:
        """Read the masks of a frame and their classes; None if there are none yet.

        Raises
        ------
        InputError
            If the file is damaged.
        """
        return read_mask_file(self.path(key))

    def remove(self, key: str) -> None:
        """Remove the masks of a frame, if there are any; DiskError if that fails."""
        path = self.path(key)
        with disk_errors(path):
            path.unlink(missing_ok=True)

    def move_aside(self, key: str, ending: str) -> None:
        """Rename the masks of a frame to end with `ending`, so that it has none."""
        path = self.path(key)
        with disk_errors(path):
            if path.exists():
                path.rename(damaged_path(path, ending))

    def keys_of(self, image_id: str) -> list[str]:
        """Return the keys of the frames of an image that have masks on disk."""
        names = (path.name for path in self._folder.glob(f"{image_id}*{ENDING}"))
        keys = (name.removesuffix(ENDING) for name in names)
        return sorted(key for key in keys if split_key(key)[0] == image_id)
