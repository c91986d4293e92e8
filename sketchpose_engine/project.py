"""A project folder: which images, their sketches and masks, and the weights trained on them.

    project.json   schema, version of the program, images
    sketches/      of `sketch_store`
    masks/         <id>_masks.tif
    weights/       weights.safetensors

What the window does not need is imported in functions: it is on screen before it is loaded.
"""

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import EllipsisType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .catalogue import FILE_NAME, ProjectImage, new_id, path_key, read_catalogue, write_catalogue
from .errors import InputError
from .journal import plain_errors
from .sketch_store import SketchStore, made

FOLDERS = ("sketches", "masks", "weights")


class Project(SketchStore):
    """An open project; `create` or `open` one. Owned by one thread, but for `compact`.

    Attributes
    ----------
    folder
        Absolute.
    images
        In the order in which they were added.
    """

    def __init__(
        self, folder: Path, images: list[ProjectImage], removed: list[ProjectImage]
    ) -> None:
        super().__init__(folder / "sketches")
        self.folder = folder
        self.images = images
        self._removed = removed  # they keep their ids, for their sketches are still there

    @classmethod
    def create(cls, folder: Path | str) -> "Project":
        """Begin a project in a folder, which is made if need be.

        Raises
        ------
        InputError
            The folder holds a project already, or cannot be written to.
        """
        folder = Path(folder).resolve()
        if (folder / FILE_NAME).exists():
            raise InputError(f"{folder} is a project already: open it, or choose another folder.")
        project = cls(folder, [], [])
        with plain_errors(folder / FILE_NAME):
            folder.mkdir(parents=True, exist_ok=True)
            for name in FOLDERS:
                (folder / name).mkdir(exist_ok=True)
        project._keep([], [])
        return project

    @classmethod
    def open(cls, folder: Path | str) -> "Project":
        """Open the project in a folder.

        Raises
        ------
        InputError
            There is no such folder or project, or it is damaged or of a newer program.
        """
        folder = Path(folder).resolve()
        return cls(folder, *read_catalogue(folder))

    @property
    def weights_path(self) -> Path:
        """Where the network's weights are kept; there may be no file yet."""
        return self.folder / "weights" / "weights.safetensors"

    def add_images(self, paths: Iterable[Path | str]) -> list[ProjectImage]:
        """Add image files; those that are in the project already are left out.

        An image that was removed comes back with its sketch.

        Returns
        -------
        The new images.

        Raises
        ------
        InputError
            The project cannot be saved; then nothing is added.
        """
        known = {path_key(image.path) for image in self.images}
        removed = {path_key(image.path): image for image in self._removed}
        names = {image.id.casefold() for image in (*self.images, *self._removed)}
        new: list[ProjectImage] = []
        for path in (Path(each).resolve() for each in paths):
            if path_key(path) in known:
                continue
            image = removed.pop(path_key(path), None) or ProjectImage(new_id(path, names), path)
            known.add(path_key(path))
            names.add(image.id.casefold())
            new.append(image)
        if new:
            self._keep([*self.images, *new], list(removed.values()))
        return new

    def remove_image(self, image_id: str) -> None:
        """Forget an image; its sketch stays on disk. Raises InputError if it cannot be saved."""
        image = self.image(image_id)
        rest = [each for each in self.images if each.id != image_id]
        self._keep(rest, [*self._removed, image])
        self.release(image_id)

    def image(self, image_id: str) -> ProjectImage:
        """Look an image up; raises KeyError if there is none with this id."""
        for image in self.images:
            if image.id == image_id:
                return image
        raise KeyError(image_id)

    def describe(
        self,
        image_id: str,
        *,
        pixel_size_um: float | EllipsisType | None = ...,
        cells: int | EllipsisType | None = ...,
    ) -> None:
        """Save what is known of an image; what is not given stays.

        Raises
        ------
        InputError
            The project cannot be saved; then nothing is changed.
        """
        old = new = self.image(image_id)
        if not isinstance(pixel_size_um, EllipsisType):
            new = replace(new, pixel_size_um=pixel_size_um)
        if not isinstance(cells, EllipsisType):
            new = replace(new, cells=cells)
        if new != old:
            self._keep([new if each is old else each for each in self.images], self._removed)

    def write_masks(
        self, image_id: str, labels: NDArray[np.integer[Any]], pixel_size_um: float | None
    ) -> None:
        """Write the masks of an image, (H, W) with 0 for background; raises as `write_labels`."""
        from .export import write_labels

        write_labels(made(self._masks_path(image_id)), labels, pixel_size_um)

    def read_masks(self, image_id: str) -> NDArray[np.int32] | None:
        """Read the masks of an image, int32 (H, W); None if there are none yet.

        Raises
        ------
        InputError
            The file is damaged.
        """
        from .images import load_labels

        path = self._masks_path(image_id)
        if not path.exists():
            return None
        try:
            return load_labels(path)
        except InputError as error:
            raise InputError(
                f"The masks {path} cannot be read: delete the file, and they are made anew."
            ) from error

    def save_copy(self, folder: Path | str) -> "Project":
        """Copy the project, but not its images, to a new or empty folder, and open the copy.

        Raises
        ------
        InputError
            The folder is not empty or lies in the project, or it cannot be written to; then
            there is no new project.
        """
        target = Path(folder).resolve()
        if target.is_relative_to(self.folder):
            raise InputError(f"{target} lies in the project itself: choose another folder.")
        if target.exists() and not (target.is_dir() and not any(target.iterdir())):
            raise InputError(f"{target} is not empty: choose a new or an empty folder.")
        try:
            with plain_errors(target):
                for name in FOLDERS:
                    (target / name).mkdir(parents=True)
                    _copy_files(self.folder / name, target / name)
            write_catalogue(target, self.images, self._removed)  # last: it makes the project
        except InputError:
            for name in FOLDERS:
                shutil.rmtree(target / name, ignore_errors=True)
            raise
        return Project.open(target)

    def _keep(self, images: list[ProjectImage], removed: list[ProjectImage]) -> None:
        """Save new lists of images; only then they are the project's."""
        write_catalogue(self.folder, images, removed)
        self.images, self._removed = images, removed

    def _masks_path(self, image_id: str) -> Path:
        return self.folder / "masks" / f"{image_id}_masks.tif"


def _copy_files(source: Path, target: Path) -> None:
    """Copy the files of a folder, but not those that are just being written."""
    from .export import atomic_path

    for file in sorted(source.glob("[!.]*")):
        with atomic_path(target / file.name) as temporary:
            shutil.copyfile(file, temporary)
