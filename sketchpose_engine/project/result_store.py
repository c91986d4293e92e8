"""Earlier results of a project on disk: one label image per result, with facts as description.

Beside it are the weights that made it, if the user keeps the result.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..core.files import damaged_path, disk_errors
from .manifest import split_key
from .sketch_files import made

ENDING, WEIGHTS_ENDING = ENDINGS = "_result.tif", "_result.safetensors"
VERSION = 1
StoredResult = tuple[NDArray[np.int32], dict[str, Any]]  # (H, W) masks, facts


class ResultStore:
    """Earlier results in a folder, by frame key and name.

    Parameters
    ----------
    folder
        Created when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str, name: str) -> Path:
        """Return the path of a result of a frame."""
        return self._folder / f"{key}_{name}{ENDING}"

    def weights_path(self, key: str, name: str) -> Path:
        """Return the path of the weights of a result; the file may be missing."""
        return self._folder / f"{key}_{name}{WEIGHTS_ENDING}"

    def new_weights_path(self, key: str, name: str) -> Path:
        """Return the same path, in a folder that exists; DiskError if that fails."""
        return made(self.weights_path(key, name))

    def names(self, key: str) -> list[str]:
        """Return the names of the results of a frame on disk."""
        ending = len(ENDING)
        found = (path.name[:-ending].rpartition("_") for path in self._folder.glob(f"*{ENDING}"))
        return sorted(name for each, _, name in found if each == key)

    def write(
        self, key: str, name: str, labels: NDArray[np.int32], facts: Mapping[str, Any]
    ) -> None:
        """Write a result, (H, W) masks and what belongs to them; raises like `write_labels`."""
        from ..results.tiff import write_labels

        note = json.dumps({**facts, "version": VERSION})
        write_labels(made(self.path(key, name)), labels, None, note)

    def read(self, key: str, name: str, shape: tuple[int, int]) -> StoredResult:
        """Read a result of a frame (H, W); InputError if that is not possible."""
        import tifffile

        path = self.path(key, name)
        try:
            with tifffile.TiffFile(path) as tiff:
                page = tiff.pages.first
                facts, labels = json.loads(page.description), page.asarray()
            if facts["version"] != VERSION or labels.shape != shape:
                raise ValueError("another version, or another size")
            if labels.dtype.kind != "u" or labels.max(initial=0) > np.iinfo(np.int32).max:
                raise ValueError("these are no labels")
        except Exception as error:  # decoders may raise any exception
            raise InputError("The result {file} cannot be read.", file=path) from error
        return labels.astype(np.int32), facts

    def remove(self, key: str, name: str) -> None:
        """Remove a result and its weights, if they are there; DiskError if that fails."""
        for path in (self.path(key, name), self.weights_path(key, name)):
            with disk_errors(path):
                path.unlink(missing_ok=True)

    def remove_weights(self, key: str, name: str) -> None:
        """Remove the weights of a result, if they are there; DiskError if that fails."""
        path = self.weights_path(key, name)
        with disk_errors(path):
            path.unlink(missing_ok=True)

    def rename(self, old: str, new: str) -> None:
        """Rename the results of a frame whose key is spelt differently now."""
        for name in self.names(old):
            for path_of in (self.weights_path, self.path):
                path = path_of(old, name)
                with disk_errors(path):
                    if path.exists():
                        path.rename(path_of(new, name))

    def move_aside(self, image_id: str, ending: str) -> None:
        """Rename the results of all frames of an image to end with `ending`."""
        for each in ENDINGS:
            for path in sorted(self._folder.glob(f"{image_id}*{each}")):
                key = path.name.removesuffix(each).rpartition("_")[0]
                if split_key(key)[0] == image_id:
                    with disk_errors(path):
                        path.rename(damaged_path(path, ending))
