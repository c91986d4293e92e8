"""Sketches of a project on disk: each is one file, and a journal of later edits.

<id>_sketch.tif        the sketch when last compacted; missing if it was empty
<id>_sketch.journal    every finished edit since then, corrections of the masks, revision
<id>_sketch.questions  strokes that are not learned from until the user confirms them
"""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..core.errors import InputError
from ..core.files import damaged_path, disk_errors
from ..sketch.edits import Change
from ..sketch.questioned import QuestionedStroke
from .journal import Journal, replay
from .journal_records import Corrections, read_changes
from .manifest import split_key
from .question_files import count_questions, read_questions, write_questions
from .sketch_files import is_sound, is_there, load_sketch_file, made


class SketchStore:
    """Sketches in a folder, by frame key.

    Parameters
    ----------
    folder
        Created when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self._sketches = folder
        self._journals: dict[str, Journal] = {}
        self._opening = threading.Lock()  # one journal per key
        self._filing = threading.Lock()  # protects pairs of sketch and journal
        self._shapes: dict[str, tuple[int, int]] = {}  # of sketches, if known
        self._revisions: dict[str, int] = {}  # of sketch files read or written successfully
        self._places = (self._sketch_path, self._journal_path, self._questions_path)

    def read(
        self, image_id: str, shape: tuple[int, int]
    ) -> tuple[NDArray[np.uint8], Corrections, int]:
        """Read the sketch of a frame of this shape (H, W), including the last finished edit.

        Returns
        -------
        Labels uint8 (H, W), corrections of the masks, and the revision, as needed by `Annotations`.
        Without a sketch all pixels are 0, there are no corrections, and the revision is 0.

        Raises
        ------
        InputError
            If the sketch is damaged, or of another size.
        """
        path = self._sketch_path(image_id)
        with self._filing:
            found = is_there(path)
            labels = load_sketch_file(path, shape) if found else np.zeros(shape, np.uint8)
            self._shapes[image_id] = shape
            self._revisions.setdefault(image_id, 0)
            return labels, *replay(self._journal_path(image_id), labels)

    def journal(self, image_id: str) -> Journal:
        """Open the journal of a sketch for appending; the same object until `close`."""
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
        """Write a whole sketch, and restart its journal.

        A crash at any moment loses nothing, and concurrent edits stay in the journal, so this may
        run in another thread. An unreadable sketch file is never overwritten but renamed to end
        with `.damaged`.

        Parameters
        ----------
        labels, corrections, revision
            (H, W) uint8 and more, at one moment; may be older than the last record. If a newer one
            was compacted before, nothing is done.

        Raises
        ------
        InputError
            If the disk is full, or read-only.
        """
        from ..results.tiff import write_sketch

        path, journal = self._sketch_path(image_id), self.journal(image_id)
        with self._filing:
            if revision < self._revisions.get(image_id, 0):
                return  # outdated: a newer one has been written
            journal.retry()
            journal.sync()  # or a power cut may leave an older journal, which undoes the sketch
            if image_id not in self._revisions and not is_sound(path, labels):
                self.set_aside(image_id)
            if labels.any():
                write_sketch(made(path), labels)
            else:
                with disk_errors(path):
                    path.unlink(missing_ok=True)
            self._revisions[image_id] = revision
            journal.restart(Change(image_id, revision, {}, corrections))

    def questions(self, image_id: str, shape: tuple[int, int]) -> tuple[QuestionedStroke, ...]:
        """Read the strokes in question of a frame of this shape (H, W), oldest first.

        Raises InputError if they cannot be read.
        """
        return read_questions(self._questions_path(image_id), shape)

    def count_questions(self, image_id: str) -> int:
        """Count the strokes in question of a frame, fast; see `question_files.count_questions`."""
        return count_questions(self._questions_path(image_id))

    def save_questions(self, image_id: str, strokes: Sequence[QuestionedStroke]) -> None:
        """Write the strokes in question; raises InputError if the disk is full, or read-only."""
        write_questions(made(self._questions_path(image_id)), strokes)

    def set_aside(self, image_id: str) -> None:
        """Rename an unusable sketch file to end with `.damaged`.

        Afterwards, `read` starts with an empty sketch and the records of the journal. Raises
        InputError if the file cannot be renamed.
        """
        path = self._sketch_path(image_id)
        with disk_errors(path):
            if path.exists():
                path.rename(damaged_path(path))

    def move_aside(self, image_id: str, ending: str) -> None:
        """Rename the files of a sketch to have this ending, so that there is no sketch.

        Raises InputError if a file cannot be renamed.
        """
        self.release(image_id)
        with self._filing:
            for place in self._places:
                path = place(image_id)
                with disk_errors(path):
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
        """Fit a sketch to an image of another shape (H, W), aligned at the upper left corner.

        Parameters
        ----------
        before
            Previous shape of the image; None: that of the sketch.
        ending
            Ending of the renamed previous sketch and journal.

        Raises
        ------
        InputError
            If the sketch cannot be read or written.
        """
        if self.fits(image_id, shape) and before in (None, shape):
            return
        if before is None or not self.fits(image_id, before):
            before = self._sketch_shape(image_id)
        labels, _, revision = self.read(image_id, before)
        questions = self.questions(image_id, before)
        self.move_aside(image_id, ending)
        height, width = min(before[0], shape[0]), min(before[1], shape[1])
        fitted = np.zeros(shape, np.uint8)
        fitted[:height, :width] = labels[:height, :width]
        self._shapes[image_id] = shape
        self.compact(image_id, fitted, (), revision + 1)
        inside = [q for q in questions if q.box.bottom <= height and q.box.right <= width]
        self.save_questions(image_id, inside)

    def rename(self, old_id: str, new_id: str) -> None:
        """Change the key of a sketch, unless the new one exists."""
        self.release(old_id)
        if self._sketch_path(new_id).exists() or self._journal_path(new_id).exists():
            return
        with self._filing:
            for place in self._places:
                with disk_errors(place(old_id)):
                    if place(old_id).exists():
                        place(old_id).rename(place(new_id))
            self._forget(old_id)

    def fits(self, image_id: str, shape: tuple[int, int]) -> bool:
        """Return whether a sketch may belong to an image of this shape (H, W).

        True if it is damaged: its remains are read.
        """
        try:
            height, width = self._sketch_shape(image_id)
        except InputError:
            return True
        if self._sketch_path(image_id).exists():
            return (height, width) == tuple(shape)
        return height <= shape[0] and width <= shape[1]

    def _sketch_shape(self, image_id: str) -> tuple[int, int]:
        """Return the shape of a sketch file; without one, the smallest that fits its journal."""
        path, journal = self._sketch_path(image_id), self._journal_path(image_id)
        if is_there(path):
            height, width = load_sketch_file(path, None).shape
            return height, width
        boxes: list[Box] = []
        with disk_errors(journal, "read"):
            for _, change in read_changes(journal):
                boxes += [*change.tiles, *(each.box for each in change.corrections)]
        return max((b.bottom for b in boxes), default=0), max((b.right for b in boxes), default=0)

    def _forget(self, image_id: str) -> None:
        self._shapes.pop(image_id, None)
        self._revisions.pop(image_id, None)

    def annotated(self, image_id: str) -> bool:
        """Return whether there are strokes or corrections of a frame, judged by the files.

        Fast, for lists: a sketch erased since it was last compacted may still count.
        """
        if self._sketch_path(image_id).exists():
            return True
        drawn: dict[Box, bool] = {}
        corrections: Corrections = ()
        path = self._journal_path(image_id)
        with disk_errors(path, "read"):
            for _, change in read_changes(path):
                drawn.update((box, bool(tile.any())) for box, tile in change.tiles.items())
                corrections = change.corrections
        return any(drawn.values()) or bool(corrections)

    def drawn_keys(self, image_id: str) -> list[str]:
        """Return the keys of frames of an image with strokes or corrections, see `annotated`."""
        return [key for key in self.keys().get(image_id, ()) if self.annotated(key)]

    def keys(self) -> dict[str, list[str]]:
        """Return the keys of frames that have files here, by image id; reads the folder once."""
        keys = {
            path.name.rpartition("_sketch.")[0]
            for path in self._sketches.glob("*_sketch.*")
            if path.suffix in (".tif", ".journal")
        }
        by_image: dict[str, list[str]] = {}
        for key in sorted(keys):
            by_image.setdefault(split_key(key)[0], []).append(key)
        return by_image

    def corrections(self, image_id: str) -> Corrections:
        """Return the corrections of a frame, from its journal; fast."""
        found: Corrections = ()
        path = self._journal_path(image_id)
        with disk_errors(path, "read"):
            for _, change in read_changes(path):
                found = change.corrections
        return found

    def release(self, image_id: str) -> None:
        """Close the journal of a frame, if it is open."""
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

    def _questions_path(self, image_id: str) -> Path:
        return self._sketches / f"{image_id}_sketch.questions"
