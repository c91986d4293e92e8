"""Project folder: list of images, their sketches and masks, and the weights trained on them.

    project.json   schema, version of the program, images
    sketches/      see `sketch_store`
    masks/         <frame key>_masks.tif
    history/       see `result_store`
    weights/       weights.safetensors

Slow imports are in functions: the window is on screen before they are loaded.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..core.files import disk_errors, is_only_in_cloud, try_name_of
from ..images.frame_key import FrameKey
from ..results.filters import Filter
from .fingerprint import fingerprint_of
from .manifest import (
    FILE_NAME,
    ProjectManifest,
    new_id,
    path_key,
    read_manifest,
    split_key,
    write_manifest,
)
from .mask_store import MaskStore
from .page_axes import pages_of_folder
from .project_image import CellClass, ProjectImage
from .result_store import ResultStore
from .sketch_store import SketchStore

FOLDERS = ("sketches", "masks", "history", "weights")
LONGEST_NAME = 100  # characters of a file in them: image id, frame and ending


class Project:
    """Open project; use `create` or `open`. May be used by several threads.

    Sketch and masks belong to one frame of an image, identified by a `FrameKey`.

    Attributes
    ----------
    folder
        Absolute path.
    sketches, masks, results
        Stores of its sketches, masks and earlier results.
    """

    def __init__(self, folder: Path, manifest: ProjectManifest) -> None:
        self.sketches = SketchStore(folder / "sketches")
        self.masks = MaskStore(folder / "masks")
        self.results = ResultStore(folder / "history")
        self.folder = folder
        self._manifest = manifest
        self._saving = threading.RLock()  # serialises changes of the manifest

    @property
    def manifest(self) -> ProjectManifest:
        """Current manifest."""
        return self._manifest

    @property
    def images(self) -> list[ProjectImage]:
        """Images in the order in which they were added."""
        return list(self._manifest.images)

    @property
    def classes(self) -> tuple[CellClass, ...]:
        """Classes of cells, at least one."""
        return self._manifest.classes

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Filters of the cells that are counted."""
        return self._manifest.filters

    @classmethod
    def create(cls, folder: Path | str) -> "Project":
        """Create a project in a folder, which is created if missing.

        Raises
        ------
        InputError
            If the folder already contains a project, or is not writable.
        """
        folder = Path(folder).resolve()
        project = cls(folder, ProjectManifest())
        with disk_errors(folder / FILE_NAME):
            if (folder / FILE_NAME).exists():
                raise InputError(
                    "{folder} is a project already: open it, or choose another folder.",
                    folder=folder,
                )
            folder.mkdir(parents=True, exist_ok=True)
            for name in FOLDERS:
                (folder / name).mkdir(exist_ok=True)
            try_name_of(LONGEST_NAME, folder / FOLDERS[0])
        project._keep(ProjectManifest())
        return project

    @classmethod
    def open(cls, folder: Path | str) -> "Project":
        """Open the project in a folder.

        Raises
        ------
        InputError
            If there is no such folder or project, or it is damaged or of a newer program.
        """
        folder = Path(folder).resolve()
        return cls(folder, read_manifest(folder))

    @property
    def weights_path(self) -> Path:
        """Path of the weights; the file may be missing."""
        return self.folder / "weights" / "weights.safetensors"

    def close(self) -> None:
        """Close the journals; the next edit opens one again."""
        self.sketches.close()

    def add_images(
        self, paths: Iterable[Path | str], *, fingerprints: bool = True
    ) -> list[ProjectImage]:
        """Add image files; those already in the project are ignored.

        A removed image is restored with its sketch.

        Parameters
        ----------
        paths
            Image files.
        fingerprints
            Whether to compute fingerprints now, which reads a little of each file, or in
            `note_files`.

        Returns
        -------
        The new images.

        Raises
        ------
        InputError
            If the project cannot be saved; then nothing is added.
        """
        with self._saving:
            old = self._manifest
            known = {path_key(image.path) for image in old.images}
            removed = {path_key(image.path): image for image in old.removed}
            names = {image.id.casefold() for image in (*old.images, *old.removed)}
            new: list[ProjectImage] = []
            for path in (Path(each).resolve() for each in paths):
                if path_key(path) in known:
                    continue
                image = removed.pop(path_key(path), None) or ProjectImage(
                    new_id(path, names),
                    path,
                    fingerprint=fingerprint_of(path) if fingerprints else None,
                    pages=pages_of_folder(old, path.parent),
                )
                known.add(path_key(path))
                names.add(image.id.casefold())
                new.append(image)
            if new:
                back = {image.id for image in new}
                rest = tuple(image for image in old.removed if image.id not in back)
                self._keep(replace(old, images=(*old.images, *new), removed=rest))
            return new

    def remove_image(self, image_id: str) -> None:
        """Remove an image; its sketch stays on disk. Raises InputError if this cannot be saved."""
        with self._saving:
            image, old = self.image(image_id), self._manifest
            rest = tuple(each for each in old.images if each.id != image_id)
            self._keep(replace(old, images=rest, removed=(*old.removed, image)))
        for key in self.sketches.keys().get(image_id, [image_id]):
            self.sketches.release(key)

    def image(self, image_id: str) -> ProjectImage:
        """Return the image with this id; raises KeyError if there is none."""
        for image in self.images:
            if image.id == image_id:
                return image
        raise KeyError(image_id)

    def describe(self, image_id: str, **facts: Any) -> None:
        """Save facts about an image; see `describe_many`."""
        self.describe_many({image_id: facts})

    def describe_many(self, facts: Mapping[str, Mapping[str, Any]]) -> None:
        """Save facts about some images at once; other facts are unchanged.

        Parameters
        ----------
        facts
            By image id, those of `ProjectImage.with_facts`.

        Raises
        ------
        InputError
            If the project cannot be saved; then nothing is changed.
        KeyError
            If there is no image with this id.
        """
        with self._saving:
            old = self._manifest
            new = {name: self.image(name).with_facts(given) for name, given in facts.items()}
            images = tuple(new.get(image.id, image) for image in old.images)
            if images != old.images:
                self._keep(replace(old, images=images))

    def save_frame(
        self,
        key: str,
        labels: NDArray[np.integer[Any]],
        pixel_size_um: float | None,
        classes: NDArray[np.uint8] | None,
        cells: int,
        trained_steps: int | None = None,
    ) -> None:
        """Write the masks of a frame, then its cell count; raises like `MaskStore.write`.

        If `trained_steps` is None, those of the image, see `ProjectImage`, stay as they are.
        """
        image_id, code = split_key(key)
        self.masks.write(key, labels, pixel_size_um, classes)
        with self._saving:
            if any(image.id == image_id for image in self.images):  # not removed meanwhile
                steps = {} if trained_steps is None else {code: trained_steps}
                self.describe(image_id, cells={code: cells}, trained_steps=steps)

    def has_changed(self, image: ProjectImage) -> bool:
        """Return whether the file of an image was replaced by another one since strokes were drawn.

        Unreadable files count as missing, not as changed.
        """
        if image.fingerprint is None:
            return False
        found = fingerprint_of(image.path)
        return found is not None and not found.matches(image.fingerprint)

    def is_spelt_otherwise(self, key: str) -> bool:
        """Return whether data of a frame are stored under another spelling of its key.

        This happens if the number of frames of its file has changed: `t1` becomes `t01`.
        """
        frame = FrameKey.parse(key)
        others = self.sketches.keys().get(frame.image_id, []) + self.masks.keys_of(frame.image_id)
        return any(other != key and FrameKey.parse(other) == frame for other in others)

    def has_work(self, image_id: str) -> bool:
        """Return whether any frame of an image has strokes, corrections or masks."""
        return bool(self.masks.keys_of(image_id) or self.sketches.drawn_keys(image_id))

    def note_files(self) -> None:
        """Compute and save missing fingerprints; raises like `describe_many`.

        Reads a little of each file that is not only in the cloud; may run in another thread.
        """
        unknown = [
            image
            for image in self.images
            if image.fingerprint is None and not is_only_in_cloud(image.path)
        ]
        found = {image.id: fingerprint_of(image.path) for image in unknown}
        with self._saving:
            there = {image.id for image in self.images if image.fingerprint is None}
            self.describe_many(
                {name: {"fingerprint": each} for name, each in found.items() if name in there}
            )

    def set_classes(self, classes: Sequence[CellClass]) -> None:
        """Save the classes of cells, at least one; raises InputError if that fails."""
        self.update(lambda old: replace(old, classes=tuple(classes)))

    def update(self, change: Callable[[ProjectManifest], ProjectManifest]) -> None:
        """Change the manifest; raises InputError if it cannot be saved."""
        with self._saving:
            new = change(self._manifest)
            if new != self._manifest:
                self._keep(new)

    def _keep(self, manifest: ProjectManifest) -> None:
        """Save the manifest, then use it."""
        write_manifest(self.folder, manifest)
        self._manifest = manifest
