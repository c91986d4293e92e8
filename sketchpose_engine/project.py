"""A project folder: which images, their sketches and masks, and the weights trained on them.

    project.json   schema, version of the program, images
    sketches/      of `sketch_store`
    masks/         <page>_masks.tif
    weights/       weights.safetensors

What the window does not need is imported in functions: it is on screen before it is loaded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import EllipsisType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .catalogue import (
    FILE_NAME,
    Catalogue,
    CellClass,
    ProjectImage,
    new_id,
    path_key,
    read_catalogue,
    write_catalogue,
)
from .errors import InputError
from .filters import Filter
from .journal import plain_errors
from .readers.source import PageAxis
from .sketch_store import SketchStore, is_there, made

FOLDERS = ("sketches", "masks", "weights")


class Project(SketchStore):
    """An open project; `create` or `open` one. Owned by one thread, but for `compact`.

    Sketch and masks belong to one frame of an image; they go by its `catalogue.page_key`.

    Attributes
    ----------
    folder
        Absolute.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        super().__init__(folder / "sketches")
        self.folder = folder
        self._catalogue = catalogue

    @property
    def catalogue(self) -> Catalogue:
        """All that is known."""
        return self._catalogue

    @property
    def images(self) -> list[ProjectImage]:
        """In the order in which they were added."""
        return list(self._catalogue.images)

    @property
    def classes(self) -> tuple[CellClass, ...]:
        """Of cells, at least one."""
        return self._catalogue.classes

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Which cells count."""
        return self._catalogue.filters

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
        project = cls(folder, Catalogue())
        with plain_errors(folder / FILE_NAME):
            folder.mkdir(parents=True, exist_ok=True)
            for name in FOLDERS:
                (folder / name).mkdir(exist_ok=True)
        project._keep(Catalogue())
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
        return cls(folder, read_catalogue(folder))

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
        old = self._catalogue
        known = {path_key(image.path) for image in old.images}
        removed = {path_key(image.path): image for image in old.removed}
        names = {image.id.casefold() for image in (*old.images, *old.removed)}
        new: list[ProjectImage] = []
        for path in (Path(each).resolve() for each in paths):
            if path_key(path) in known:
                continue
            image = removed.pop(path_key(path), None) or ProjectImage(
                new_id(path, names), path, pages=self._pages_of_folder(path.parent)
            )
            known.add(path_key(path))
            names.add(image.id.casefold())
            new.append(image)
        if new:
            self._keep(replace(old, images=(*old.images, *new), removed=tuple(removed.values())))
        return new

    def remove_image(self, image_id: str) -> None:
        """Forget an image; its sketch stays on disk. Raises InputError if it cannot be saved."""
        image = self.image(image_id)
        old = self._catalogue
        rest = tuple(each for each in old.images if each.id != image_id)
        self._keep(replace(old, images=rest, removed=(*old.removed, image)))
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
        path: Path | None = None,
        pixel_size_um: float | EllipsisType | None = ...,
        cells: Mapping[str, int] | None = None,
        shown: str | None = None,
        scene: int | None = None,
    ) -> None:
        """Save what is known of an image; what is not given stays.

        Parameters
        ----------
        path
            Where its file is now.
        pixel_size_um, shown
            As in `ProjectImage`.
        cells
            Number of cells of some frames, by their code.
        scene
            That the pixel size is for; None: for all scenes of the file.

        Raises
        ------
        InputError
            The project cannot be saved; then nothing is changed.
        """
        old = new = self.image(image_id)
        if path is not None:
            new = replace(new, path=path.resolve())
        if not isinstance(pixel_size_um, EllipsisType):
            new = new.with_size(pixel_size_um, scene)
        if cells is not None:
            new = replace(new, cells={**old.cells, **cells})
        if shown is not None:
            new = replace(new, shown=shown)
        if new != old:
            images = tuple(new if each is old else each for each in self._catalogue.images)
            self._keep(replace(self._catalogue, images=images))

    def set_pages(self, image_id: str, pages: PageAxis) -> list[str]:
        """Save what the pages of an image are, and those of the others in its folder.

        Their frames are other ones then: what was counted is forgotten. Images of the folder on
        which anything is drawn stay as they are.

        Returns
        -------
        Ids of the images that were changed.

        Raises
        ------
        InputError
            Something is drawn on this image, or the project cannot be saved.
        """
        image = self.image(image_id)
        if self.drawn_pages(image_id):
            raise InputError(
                f"Strokes are drawn on {image.path.name}, and they belong to its frames as they "
                "are: erase them first, then choose what its pages are."
            )
        folder = image.path.parent
        changed = [
            each.id
            for each in self.images
            if each.path.parent == folder and each.pages != pages and not self.drawn_pages(each.id)
        ]
        images = tuple(
            replace(each, pages=pages, cells={}, shown="") if each.id in changed else each
            for each in self._catalogue.images
        )
        if changed:
            self._keep(replace(self._catalogue, images=images))
        return changed

    def _pages_of_folder(self, folder: Path) -> PageAxis | None:
        """What was chosen for the pages of the images in a folder."""
        chosen = (each.pages for each in self.images if each.path.parent == folder and each.pages)
        return next(chosen, None)

    def set_classes(self, classes: Sequence[CellClass]) -> None:
        """Save the classes of cells, at least one; raises InputError if that is not possible."""
        self._keep(replace(self._catalogue, classes=tuple(classes)))

    def set_filters(self, filters: Sequence[Filter]) -> None:
        """Save which cells count; raises InputError if that is not possible."""
        self._keep(replace(self._catalogue, filters=tuple(filters)))

    def missing(self) -> list[ProjectImage]:
        """Images whose files are not where they were."""
        return [image for image in self.images if not _is_there(image.path)]

    def relink(self, folder: Path) -> list[ProjectImage]:
        """Look for missing images in a folder and those in it, by their names.

        Returns
        -------
        The images that were found, where they are now.

        Raises
        ------
        InputError
            The project cannot be saved; then nothing is changed.
        """
        wanted = {image.path.name: image.id for image in self.missing()}
        with plain_errors(folder, "read"):
            found = {
                wanted[path.name]: path.resolve()
                for path in sorted(folder.rglob("*"), reverse=True)  # nearest to the top last
                if path.name in wanted and _is_there(path)
            }
        images = tuple(
            replace(image, path=found.get(image.id, image.path)) for image in self.images
        )
        if found:
            self._keep(replace(self._catalogue, images=images))
        return [image for image in images if image.id in found]

    def write_masks(
        self,
        key: str,
        labels: NDArray[np.integer[Any]],
        pixel_size_um: float | None,
        classes: NDArray[np.uint8] | None = None,
    ) -> None:
        """Write the masks of a page, (H, W) with 0 for background; raises as `write_labels`.

        Parameters
        ----------
        classes
            (N + 1,) class of each label, from 1; None: there is one class only.
        """
        from .classes import as_note
        from .export import write_labels

        path = made(self.masks_path(key))
        write_labels(path, labels, pixel_size_um, as_note(classes))

    def read_masks(self, key: str) -> tuple[NDArray[np.int32], NDArray[np.uint8] | None] | None:
        """Read the masks of a page and their classes, as written; None if there are none yet.

        Raises
        ------
        InputError
            The file is damaged.
        """
        from .classes import read_note
        from .images import load_labels

        path = self.masks_path(key)
        if not is_there(path):
            return None
        try:
            labels, classes = load_labels(path), read_note(path)
        except (InputError, OSError) as error:
            raise InputError(
                f"The masks {path} cannot be read: delete the file, and they are made anew."
            ) from error
        fits = classes is not None and len(classes) > labels.max(initial=0)
        return labels, classes if fits else None

    def masks_path(self, key: str) -> Path:
        """Where the masks of a page are kept; there may be no file yet."""
        return self.folder / "masks" / f"{key}_masks.tif"

    def _keep(self, catalogue: Catalogue) -> None:
        """Save what is known; only then it is so."""
        write_catalogue(self.folder, catalogue)
        self._catalogue = catalogue


def _is_there(path: Path) -> bool:
    """Whether a file is there, as far as can be told: its drive may be gone, its path nonsense."""
    try:
        return path.is_file()
    except OSError:
        return False
