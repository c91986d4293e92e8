"""The sketches of a project on disk: each one file, and a journal that is newer than it.

<id>_sketch.tif        the sketch as it was when last compacted; none: it was empty
<id>_sketch.journal    every finished edit since then, corrections of the masks, revision
"""

import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..core.errors import InputError
from ..core.files import damaged_path, disk_errors_as
from ..sketch.edits import Change
from .journal import Journal, replay
from .journal_records import Corrections, read_changes
from .manifest import split_key
from .sketch_files import is_sound, is_there, load_sketch_file, made


class SketchStore:
    """Sketches in a folder, by image id.

    Parameters
    ----------
    folder
        Made when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self._sketches = folder
        self._journals: dict[str, Journal] = {}
        self._opening = threading.Lock()  # one journal for each id
        self._filing = threading.Lock()  # a sketch is read with the journal that belongs to it
        self._shapes: dict[str, tuple[int, int]] = {}  # of sketches, as far as known
        self._revisions: dict[str, int] = {}  # of the sketch files that were read or written well

    def read(
        self, image_id: str, shape: tuple[int, int]
    ) -> tuple[NDArray[np.uint8], Corrections, int]:
        """Read the sketch of an image of this shape (H, W), up to the last finished edit.

        Returns
        -------
        Labels uint8 (H, W), corrections of the masks, and the revision: what `Annotations`
        begins with. Without a sketch all pixels are 0, there are no corrections, the revision is 0.

        Raises
        ------
        InputError
            The sketch is damaged, or that of an image of another size.
        """
        path = self._sketch_path(image_id)
        with self._filing:
            found = is_there(path)
            labels = load_sketch_file(path, shape) if found else np.zeros(shape, np.uint8)
            self._shapes[image_id] = shape
            self._revisions.setdefault(image_id, 0)
            return labels, *replay(self._journal_path(image_id), labels)

    def journal(self, image_id: str) -> Journal:
        """Open the journal of an image's sketch for append; the same one until `close`."""
        with self._opening:
            if image_id not in self._journals:
                path = made(self._journal_path(image_id))
                self._journals[image_id] = Journal(path, self._shapes.get(image_id))
            return self._journals[image_id]

    def compact(
        self,
        image_id: str,
        labels: NDArray[np.uint8],
        corrections: Corrections,
        revision: int,
    ) -> None:
        """Write a sketch as a whole, and begin its journal anew.

        A crash at any moment loses nothing, and what is appended meanwhile stays in the journal:
        it may run in another thread. A sketch file that could not be read is never overwritten
        but kept under a name that ends with `.damaged`.

        Parameters
        ----------
        labels, corrections, revision
            (H, W) uint8 and more, as at one moment; may be older than the last record. If a
            newer one was compacted before, nothing is done.

        Raises
        ------
        InputError
            The disk is full, or may not be written to.
        """
        from ..results.tiff import write_sketch

        path, journal = self._sketch_path(image_id), self.journal(image_id)
        with self._filing:
            if revision < self._revisions.get(image_id, 0):
                return  # came late: a newer one has been written
            journal.retry()
            journal.sync()  # else, after a power cut, a shorter journal would undo a newer sketch
            if image_id not in self._revisions and not is_sound(path, labels):
                self.set_aside(image_id)
            if labels.any():
                write_sketch(made(path), labels)
            else:
                with disk_errors_as(path):
                    path.unlink(missing_ok=True)
            self._revisions[image_id] = revision
            journal.restart(Change(image_id, revision, {}, corrections))

    def set_aside(self, image_id: str) -> None:
        """Keep a sketch file that cannot be used under a name that ends with `.damaged`.

        Then `read` begins with an empty sketch, and what the journal still holds. Raises
        InputError if the file cannot be renamed.
        """
        path = self._sketch_path(image_id)
        with disk_errors_as(path):
            if path.exists():
                path.rename(damaged_path(path))

    def move_aside(self, image_id: str, ending: str) -> None:
        """Keep sketch and journal under names with this ending; then there is no sketch any more.

        Raises InputError if a file cannot be renamed.
        """
        self.release(image_id)
        with self._filing:
            for path in (self._sketch_path(image_id), self._journal_path(image_id)):
                with disk_errors_as(path):
                    if path.exists():
                        path.rename(damaged_path(path, ending))
            self._forget(image_id)

    def fit(
        self,
        image_id: str,
        shape: tuple[int, int],
        ending: str,
        before: tuple[int, int] | None = None,
    ) -> None:
        """Fit a sketch to an image of another shape (H, W), by its upper left corner.

        Parameters
        ----------
        before
            Shape of the image before; None: as the sketch says.
        ending
            Of the names under which the sketch and journal of before are kept.

        Raises
        ------
        InputError
            The sketch cannot be read, or not be written.
        """
        if self.fits(image_id, shape) and before in (None, shape):
            return
        if before is None or not self.fits(image_id, before):
            before = self._sketch_shape(image_id)
        labels, _, revision = self.read(image_id, before)
        self.move_aside(image_id, ending)
        height, width = min(before[0], shape[0]), min(before[1], shape[1])
        fitted = np.zeros(shape, np.uint8)
        fitted[:height, :width] = labels[:height, :width]
        self._shapes[image_id] = shape
        self.compact(image_id, fitted, (), revision + 1)

    def rename(self, old_id: str, new_id: str) -> None:
        """Give a sketch another id, unless there is one of that id already."""
        self.release(old_id)
        if self._sketch_path(new_id).exists() or self._journal_path(new_id).exists():
            return
        with self._filing:
            for place in (self._sketch_path, self._journal_path):
                with disk_errors_as(place(old_id)):
                    if place(old_id).exists():
                        place(old_id).rename(place(new_id))
            self._forget(old_id)

    def fits(self, image_id: str, shape: tuple[int, int]) -> bool:
        """Return whether a sketch may be that of an image of this shape (H, W).

        One that is damaged may be: what is left of it is read.
        """
        try:
            height, width = self._sketch_shape(image_id)
        except InputError:
            return True
        if self._sketch_path(image_id).exists():
            return (height, width) == tuple(shape)
        return height <= shape[0] and width <= shape[1]

    def _sketch_shape(self, image_id: str) -> tuple[int, int]:
        """Shape of a sketch file; without one, the smallest shape that holds its journal."""
        path, journal = self._sketch_path(image_id), self._journal_path(image_id)
        if is_there(path):
            height, width = load_sketch_file(path, None).shape
            return height, width
        boxes: list[Box] = []
        with disk_errors_as(journal, "read"):
            for _, change in read_changes(journal):
                boxes += [*change.tiles, *(each.box for each in change.corrections)]
        return max((b.bottom for b in boxes), default=0), max((b.right for b in boxes), default=0)

    def _forget(self, image_id: str) -> None:
        self._shapes.pop(image_id, None)
        self._revisions.pop(image_id, None)

    def annotated(self, image_id: str) -> bool:
        """Whether anything is drawn on an image or corrected in its masks, as far as files tell.

        Quick, for lists: a sketch that was erased since it was last compacted may still count.
        """
        if self._sketch_path(image_id).exists():
            return True
        drawn: dict[Box, bool] = {}
        corrections: Corrections = ()
        path = self._journal_path(image_id)
        with disk_errors_as(path, "read"):
            for _, change in read_changes(path):
                drawn.update((box, bool(tile.any())) for box, tile in change.tiles.items())
                corrections = change.corrections
        return any(drawn.values()) or bool(corrections)

    def drawn_keys(self, image_id: str) -> list[str]:
        """Keys of the pages of an image on which anything is drawn, as `annotated` tells."""
        return [key for key in self.keys().get(image_id, ()) if self.annotated(key)]

    def keys(self) -> dict[str, list[str]]:
        """Keys of the pages that have files here, by image id; the folder is read once."""
        keys = {
            path.name.rpartition("_sketch.")[0]
            for path in self._sketches.glob("*_sketch.*")
            if path.suffix in (".tif", ".journal")
        }
        pages: dict[str, list[str]] = {}
        for key in sorted(keys):
            pages.setdefault(split_key(key)[0], []).append(key)
        return pages

    def corrections(self, image_id: str) -> Corrections:
        """Corrections of the masks of a page, as its journal tells; quick."""
        found: Corrections = ()
        path = self._journal_path(image_id)
        with disk_errors_as(path, "read"):
            for _, change in read_changes(path):
                found = change.corrections
        return found

    def release(self, image_id: str) -> None:
        """Close the journal of an image, if it is open."""
        with self._opening:
            journal = self._journals.pop(image_id, None)
        if journal is not None:
            journal.close()

    def close(self) -> None:
        """Close the journals; the next call of `journal` opens one again."""
        for image_id in list(self._journals):
            self.release(image_id)

    def _sketch_path(self, image_id: str) -> Path:
        return self._sketches / f"{image_id}_sketch.tif"

    def _journal_path(self, image_id: str) -> Path:
        return self._sketches / f"{image_id}_sketch.journal"
