"""The lock of a project: one window at a time works on it."""

import os
from pathlib import Path

from PySide6.QtCore import QLockFile, QSysInfo

from app.core.translation import tr
from sketchpose_engine.core.errors import InputError

FILE_NAME = ".lock"
WAIT_MS = 200


def lock_of(folder: Path) -> QLockFile:
    """Make the lock of the project in a folder, not locked yet."""
    lock = QLockFile(str(folder / FILE_NAME))
    lock.setStaleLockTime(0)  # a lock is void when its process is gone, and only then
    return lock


def acquire(lock: QLockFile, folder: Path) -> None:
    """Lock a project; a folder that is read-only needs no lock.

    Raises
    ------
    InputError
        Another window, perhaps on another computer, works on the project.
    """
    if lock.tryLock(WAIT_MS) or lock.error() != QLockFile.LockError.LockFailedError:
        return
    _, computer, _ = lock.getLockInfo()
    # Whether a process of another computer is gone cannot be known here.
    if computer.casefold() not in _own_names():
        raise InputError(
            tr(
                "{project} is open on the computer {computer}: close it there first. If "
                "Sketchpose does not run there any more, delete the file {file} in {folder}.",
                project=folder.name,
                computer=computer,
                file=FILE_NAME,
                folder=folder,
            )
        )
    raise InputError(
        tr("{project} is open in another window: close it there first.", project=folder.name)
    )


def _own_names() -> set[str]:
    """Names of this computer, and none; Qt writes the older one of Windows, in capitals."""
    names = (QSysInfo.machineHostName(), os.environ.get("COMPUTERNAME", ""), "")
    return {name.casefold() for name in names}
