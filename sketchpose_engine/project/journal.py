"""Journal of a sketch: every finished edit survives a crash.

An append-only sequence of `journal_records`, each with the new contents of the tiles that changed.
"""

import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.files import atomic_path, damaged_path, disk_errors
from ..sketch.edits import Change
from .journal_records import Corrections, encode_change, is_torn, read_changes


class Journal:
    """Journal of one sketch, open for appending.

    A torn last record, from a crash while it was written, is cut off. Other damage is cut off as
    well, as later records must follow complete ones, but a copy of the file is kept with the
    ending `.damaged`.

    Parameters
    ----------
    path
        Created if it does not exist, in an existing folder.
    shape
        (H, W) of the sketch, if known: records that do not fit it count as damage.

    Raises
    ------
    InputError
        If the file cannot be created, read or written.
    """

    def __init__(self, path: Path | str, shape: tuple[int, int] | None = None) -> None:
        self.path = Path(path)
        self._writing = threading.Lock()  # held by append and restart
        self._closing = threading.Lock()  # held by sync: append need not wait for the disk
        self._corrections: Corrections = ()  # of the last record; the first has them all
        self._missed: Change | None = None  # a change that could not be written
        self._shape = shape
        self._closed = False
        with disk_errors(self.path):
            self.path.touch()
            self._end = _mend(self.path, shape)
            self._file = self.path.open("r+b", buffering=0)

    def append(self, change: Change) -> None:
        """Write one record at once: when this returns, ending the program loses nothing.

        A power cut may, until `sync`. If this raises, the next append writes the failed change,
        too.

        Raises
        ------
        InputError
            If the disk is full, or read-only.
        """
        with self._writing:
            failed = self._missed is not None
            if self._missed is not None:
                change = replace(change, tiles={**self._missed.tiles, **change.tiles})
            self._missed = change
            with disk_errors(self.path):
                self._find_again()
                if failed:
                    self._file.truncate(self._end)  # the next record may be shorter
                record = encode_change(change, self._corrections)
                self._file.seek(self._end)  # overwrite the remains of a failed attempt
                written = 0
                while written < len(record):  # one iteration, unless the disk is nearly full
                    written += self._file.write(memoryview(record)[written:])
            self._end += len(record)
            self._corrections = change.corrections
            self._missed = None

    def _find_again(self) -> None:
        """Reopen the file if it was replaced or removed.

        This happens if a drive was disconnected, or a synchronising program has replaced the file:
        anything written to an unlinked file would be lost silently.
        """
        try:
            same = os.path.samestat(self.path.stat(), os.fstat(self._file.fileno()))
        except (FileNotFoundError, ValueError):  # ValueError: reopening failed the last time
            same = False
        if same or self._closed:
            return
        self.path.touch()
        self._end, self._corrections = _mend(self.path, self._shape), ()
        self._file.close()
        self._file = self.path.open("r+b", buffering=0)

    def sync(self) -> None:
        """Flush the records to the disk, so that a power cut loses nothing.

        Slow; may run in another thread than `append`, and does nothing after `close`.

        Raises
        ------
        InputError
            As in `append`.
        """
        with self._closing, disk_errors(self.path):
            if not self._file.closed:
                os.fsync(self._file.fileno())

    def retry(self) -> None:
        """Write the change of an `append` that failed; raises like `append`."""
        if self._missed is not None:
            self.append(self._missed)

    def restart(self, change: Change) -> None:
        """Replace all records by this change, followed by later ones (by their revision).

        May run in another thread than `append`. A crash leaves either the old journal or the new
        one.

        Raises
        ------
        InputError
            As in `append`; the old journal remains in use.
        """
        with self._writing, self._closing, disk_errors(self.path):
            later = [each for _, each in read_changes(self.path) if each.revision > change.revision]
            corrections: Corrections = ()
            records = []
            for each in (change, *later):
                records.append(encode_change(each, corrections))
                corrections = each.corrections
            self._file.close()  # Windows cannot replace an open file
            try:
                with atomic_path(self.path) as temporary:
                    temporary.write_bytes(b"".join(records))
                self._end, self._corrections = sum(map(len, records)), corrections
            finally:
                self._file = self.path.open("r+b", buffering=0)

    def close(self) -> None:
        """Close the file: nothing can be appended afterwards."""
        with self._writing, self._closing:
            self._closed = True
            self._file.close()


def replay(
    path: Path | str, labels: NDArray[np.uint8], corrections: Corrections = ()
) -> tuple[Corrections, int]:
    """Apply a journal to a sketch.

    Records contain whole tiles, so the result is the same if the sketch already includes some or
    all of them. A torn or damaged record ends the journal: later ones are ignored. A missing
    journal changes nothing.

    Parameters
    ----------
    labels
        (H, W) uint8, changed in place.
    corrections
        Initial corrections.

    Returns
    -------
    The corrections and the revision of the last complete record; revision 0 if there is none.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    revision = 0
    with disk_errors(Path(path), "read"):
        for _, change in read_changes(path, (labels.shape[0], labels.shape[1]), corrections):
            for box, pixels in change.tiles.items():
                labels[box.slices] = pixels
            corrections, revision = change.corrections, change.revision
    return corrections, revision


def _mend(path: Path, shape: tuple[int, int] | None) -> int:
    """Cut off everything after the last complete record; return its end in bytes."""
    end, size = 0, path.stat().st_size
    for stop, _ in read_changes(path, shape):
        end = stop
    if end < size:
        if not is_torn(path, end):
            shutil.copyfile(path, damaged_path(path))
        os.truncate(path, end)
    return end
