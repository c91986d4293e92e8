"""Crashes of C code: a note is written to a file, and reported at the next start.

Each process has a file of its own, so that two windows at once do not confuse each other.
"""

import faulthandler
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLockFile

from app.core.bus import Bus
from app.core.error_reporting import log
from app.core.payloads import Problem
from app.core.translation import tr, tr_noop

SENTENCE = tr_noop(
    "Sketchpose ended unexpectedly last time; what you drew is saved. If this happens again, "
    "Help, Check this installation, tells whether something is missing."
)
MOST_CHARACTERS = 20_000


@contextmanager
def noted(path: Path) -> Iterator[list[str]]:
    """Write a note if the process crashes within this context.

    Parameters
    ----------
    path
        Of `paths.crash_file`.

    Yields
    ------
    list[str]
        Notes of processes that have crashed before; they are taken away, and in the log.
    """
    earlier = _taken_in(path)
    lock = _lock_of(path)
    lock.tryLock(0)
    try:
        with path.open("w", encoding="utf-8") as file:
            faulthandler.enable(file)
            try:
                yield earlier
            finally:
                faulthandler.disable()
    finally:
        path.unlink(missing_ok=True)  # ended, and not by a crash
        lock.unlock()


def report_notes(bus: Bus, notes: Sequence[str]) -> None:
    """Report earlier crashes to the user."""
    if notes:
        bus.notices.crash_found.emit(Problem(tr(SENTENCE), "\n\n".join(notes)))


def _taken_in(own: Path) -> list[str]:
    """Read the notes of processes that have ended, and remove the files."""
    notes = []
    for path in sorted(own.parent.glob("crash-*.txt")):
        lock = _lock_of(path)
        if path == own:
            Path(lock.fileName()).unlink(missing_ok=True)  # an earlier process had this number
        if not lock.tryLock(0):
            continue  # another window is open
        if note := _read(path).strip():
            log.error("A crash of an earlier time, %s:\n%s", path.name, note)
            notes.append(note)
        path.unlink(missing_ok=True)
        lock.unlock()
    return notes


def _lock_of(path: Path) -> QLockFile:
    lock = QLockFile(f"{path}.lock")
    lock.setStaleLockTime(0)  # void when its process is gone, and only then
    return lock


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(MOST_CHARACTERS)
    except FileNotFoundError:  # another window that starts just now was quicker
        return ""
