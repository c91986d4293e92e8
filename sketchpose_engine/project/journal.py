"""The journal of a sketch: every finished edit survives a crash.

An append-only row of `journal_records`, each the whole contents of the tiles that an edit changed.
"""

import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.files import atomic_path, damaged_path, disk_errors_as
from ..sketch.edits import Change
from .journal_records import Corrections, encode_change, is_torn, read_changes


class Journal:
    """The journal of one sketch, open for append.

    A torn last record, from a crash while it was written, is cut off. Damage of another kind
    is cut off as well, for later records must follow whole ones, but a copy of the file is kept
    whose name ends with `.damaged`.

    Parameters
    ----------
    path
        Made if it does not exist; its folder does.
    shape
        (H, W) of the sketch, if known: records that do not fit it are damage.

    Raises
    ------
    InputError
        The file cannot be made, read or written.
    """

    def __init__(self, path: Path | str, shape: tuple[int, int] | None = None) -> None:
        self.path = Path(path)
        self._writing = threading.Lock()  # held by append and restart
        self._closing = threading.Lock()  # held by sync: append need not wait for the disk
        self._corrections: Corrections = ()  # as the last record has them; the first has them all
        self._missed: Change | None = None  # what could not be written
        self._shape = shape
        self._closed = False
        with disk_errors_as(self.path):
            self.path.touch()
            self._end = _mend(self.path, shape)
            self._file = self.path.open("r+b", buffering=0)

    def append(self, change: Change) -> None:
        """Write one record, in one go: once this returns, ending the program loses nothing.

        A power cut may, until `sync`. If it raises, the next append writes what this one should
        have, too.

        Raises
        ------
        InputError
            The disk is full, or may not be written to.
        """
        with self._writing:
            failed = self._missed is not None
            if self._missed is not None:
                change = replace(change, tiles={**self._missed.tiles, **change.tiles})
            self._missed = change
            with disk_errors_as(self.path):
                self._find_again()
                if failed:
                    self._file.truncate(self._end)  # the next record may be shorter than its rest
                record = encode_change(change, self._corrections)
                self._file.seek(self._end)  # over what a failed attempt has left
                written = 0
                while written < len(record):  # once, unless the disk is nearly full
                    written += self._file.write(memoryview(record)[written:])
            self._end += len(record)
            self._corrections = change.corrections
            self._missed = None

    def _find_again(self) -> None:
        """Open the file anew if another one is at its place, or none.

        A drive was gone for a while, or a program that synchronises has put a copy there: what is
        written to a file that has no name any more would be lost without a word.
        """
        try:
            same = os.path.samestat(self.path.stat(), os.fstat(self._file.fileno()))
        except (FileNotFoundError, ValueError):  # ValueError: could not be opened the last time
            same = False
        if same or self._closed:
            return
        self.path.touch()
        self._end, self._corrections = _mend(self.path, self._shape), ()
        self._file.close()
        self._file = self.path.open("r+b", buffering=0)

    def sync(self) -> None:
        """Write the records through to the disk, so that a power cut loses nothing.

        Slow; may run in another thread than `append`, and does nothing after `close`.

        Raises
        ------
        InputError
            As `append`.
        """
        with self._closing, disk_errors_as(self.path):
            if not self._file.closed:
                os.fsync(self._file.fileno())

    def retry(self) -> None:
        """Write what an `append` that raised could not; raises as `append`."""
        if self._missed is not None:
            self.append(self._missed)

    def restart(self, change: Change) -> None:
        """Begin anew with this change; only later ones (by their revision) are taken over.

        May run in another thread than `append`. A crash leaves the old journal or the new one.

        Raises
        ------
        InputError
            As `append`; the old journal goes on.
        """
        with self._writing, self._closing, disk_errors_as(self.path):
            later = [each for _, each in read_changes(self.path) if each.revision > change.revision]
            corrections: Corrections = ()
            records = []
            for each in (change, *later):
                records.append(encode_change(each, corrections))
                corrections = each.corrections
            self._file.close()  # Windows replaces no open file
            try:
                with atomic_path(self.path) as temporary:
                    temporary.write_bytes(b"".join(records))
                self._end, self._corrections = sum(map(len, records)), corrections
            finally:
                self._file = self.path.open("r+b", buffering=0)

    def close(self) -> None:
        """Close the file: nothing can be appended any more."""
        with self._writing, self._closing:
            self._closed = True
            self._file.close()


def replay(
    path: Path | str, labels: NDArray[np.uint8], corrections: Corrections = ()
) -> tuple[Corrections, int]:
    """Bring a sketch up to date with its journal.

    Records hold whole tiles, so a sketch that has some or all of them in it already, or that is
    newer than the first ones, becomes the same. A torn or damaged record ends the journal:
    what comes after it is not looked at. A journal that does not exist changes nothing.

    Parameters
    ----------
    labels
        (H, W) uint8, changed in place.
    corrections
        To begin with.

    Returns
    -------
    The corrections and the revision of the last whole record; revision 0 if there is none.

    Raises
    ------
    InputError
        The operating system does not let the file be read.
    """
    revision = 0
    with disk_errors_as(Path(path), "read"):
        for _, change in read_changes(path, (labels.shape[0], labels.shape[1]), corrections):
            for box, pixels in change.tiles.items():
                labels[box.slices] = pixels
            corrections, revision = change.corrections, change.revision
    return corrections, revision


def _mend(path: Path, shape: tuple[int, int] | None) -> int:
    """Cut off whatever follows the last whole record; return where that ends, in bytes."""
    end, size = 0, path.stat().st_size
    for stop, _ in read_changes(path, shape):
        end = stop
    if end < size:
        if not is_torn(path, end):
            shutil.copyfile(path, damaged_path(path))
        os.truncate(path, end)
    return end
