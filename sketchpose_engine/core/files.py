"""Files on disk: atomic writes, and errors of the operating system as plain sentences.

A write is atomic: afterwards, either the complete new file exists, or the unchanged old one.
"""

import errno
import hashlib
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from .errors import DiskError, InputError, Phrase
from .unique_names import unique_name

REASONS = {
    **dict.fromkeys(
        [errno.ENOSPC, errno.EDQUOT], Phrase("the disk is full: free some space and try again")
    ),
    **dict.fromkeys(
        [errno.EACCES, errno.EPERM, errno.EROFS],
        Phrase("it may not be written: close it in other programs, or choose another folder"),
    ),
    **dict.fromkeys(
        [errno.ENOENT, errno.ENOTDIR], Phrase("there is no such folder: create it first")
    ),
}
REASONS_TO_READ = {
    **dict.fromkeys(
        [errno.EACCES, errno.EPERM], Phrase("it may not be read: ask for access to it")
    ),
    **dict.fromkeys(
        [errno.ENOENT, errno.ENOTDIR], Phrase("it is gone: connect its drive or network again")
    ),
}
ON_WINDOWS = sys.platform == "win32"
TOO_LONG = Phrase("its path is too long for this system: choose a folder with a shorter path")
IN_CLOUD = Phrase(
    "its contents are only in the cloud, and could not be fetched: connect to the internet, or "
    "choose Always keep on this device in its menu"
)
# Error numbers of Windows.
HELD = (5, 32, 33)  # access denied, sharing violation, lock violation
NAME_TOO_LONG = 206
CLOUD = (362, 386, 387, 388, 389, 393, 395, 398, 404, 426)  # OneDrive does not run, no network, ...
ONLY_IN_CLOUD = 0x401000  # attributes of a placeholder: offline, recalled when data are accessed
LONGEST_PATH = 259  # characters, unless Windows was set to allow long paths
TEMPORARY_LENGTH = 32  # of the name that `atomic_path` writes to
HELD_WAITS_S = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
# Messages, and what to do for a reason that is not in the tables above.
UNSAVED = Phrase("{file} cannot be saved in {folder}: {reason}."), "choose another folder"
UNREADABLE = Phrase("{file} cannot be read in {folder}: {reason}."), "check its drive or network"


@contextmanager
def atomic_path(path: Path | str) -> Iterator[Path]:
    """Yield a temporary path, which replaces `path` when the block ends.

    If the block raises, the temporary file is removed and the old file is unchanged.

    Raises
    ------
    DiskError
        If the operating system refuses: disk full, no permission, no such folder.
    """
    path = Path(path)
    temporary = path.with_name(f".sketchpose-{secrets.token_hex(8)}.tmp")
    with disk_errors(path):
        try:
            yield temporary
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            _replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def disk_errors(path: Path, done: Literal["saved", "read"] = "saved") -> Iterator[None]:
    """Convert OSError to one sentence about the file.

    Parameters
    ----------
    path
        File named in the sentence.
    done
        What the block does with it.

    Raises
    ------
    DiskError
        If the file cannot be saved.
    InputError
        If it cannot be read.
    """
    try:
        yield
    except OSError as error:
        reading = done == "read"
        # OSErrors of numpy have no number, but the missing bytes in their text.
        number = errno.ENOSPC if error.errno is None and not reading else error.errno
        known = (REASONS_TO_READ if reading else REASONS).get(number or 0)
        kind, message, remedy = (InputError, *UNREADABLE) if reading else (DiskError, *UNSAVED)
        reason = system_reason(error, path) or known or f"{error.strerror or error}: {remedy}"
        raise kind(message, file=path.name, folder=path.parent, reason=reason) from error


def system_reason(error: OSError, path: Path) -> Phrase | None:
    """Return what an error means on Windows or in the cloud, with a remedy; None: nothing special.

    Parameters
    ----------
    error
        Of the operating system.
    path
        File that was accessed.
    """
    number = getattr(error, "winerror", None)  # None for errors of `open`, too
    if number in CLOUD or (error.errno in (errno.EINVAL, errno.EIO) and is_only_in_cloud(path)):
        return IN_CLOUD
    if error.errno == errno.ENAMETOOLONG or number == NAME_TOO_LONG:
        return TOO_LONG
    # Files that have such a path do not exist for Windows, nor do their folders.
    length = len(str(path.parent.absolute())) + 1 + max(len(path.name), TEMPORARY_LENGTH)
    if ON_WINDOWS and error.errno == errno.ENOENT and length > LONGEST_PATH:
        return TOO_LONG
    return None


def is_only_in_cloud(path: Path) -> bool:
    """Return whether reading a file would first fetch it, as in a folder of OneDrive."""
    try:
        return bool(getattr(path.stat(), "st_file_attributes", 0) & ONLY_IN_CLOUD)
    except OSError:
        return False


def try_name_of(length: int, folder: Path) -> None:
    """Create and remove a file whose name has this length; raises OSError if that fails.

    What `disk_errors` makes of it says whether the path is too long, under the name of a file that
    the user knows.
    """
    path = folder / ("x" * length)
    try:
        path.touch()
        path.unlink()
    except OSError as error:
        if system_reason(error, path) == TOO_LONG:
            raise OSError(errno.ENAMETOOLONG, str(TOO_LONG)) from error
        raise


def _replace(temporary: Path, path: Path) -> None:
    """Replace a file; on Windows, wait for a virus scanner or OneDrive that holds it open."""
    for wait_s in HELD_WAITS_S:
        try:
            temporary.replace(path)
            return
        except OSError as error:
            if getattr(error, "winerror", None) not in HELD:
                raise
            time.sleep(wait_s)
    temporary.replace(path)


def damaged_path(path: Path, ending: str = "damaged") -> Path:
    """Return an unused path with this ending, to which an unusable file can be renamed."""

    def ended(name: str) -> Path:
        return path.with_name(f"{name}.{ending}")

    return ended(unique_name(path.name, lambda name: ended(name).exists(), "{name}.{number}"))


def create_folder(path: Path) -> Path:
    """Create a folder if missing; return its path."""
    if path.is_file():
        raise InputError(
            "{file} is a file where a folder is needed: choose another name.",
            file=path,
        )
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            "The folder {folder} cannot be made ({reason}): choose another one.",
            folder=path,
            reason=system_reason(error, path) or error.strerror,
        ) from error
    return path


def digest(path: Path) -> str:
    """Compute the SHA-256 of a file; raises InputError if it is unreadable."""
    with disk_errors(path, "read"), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def modification_stamp(path: Path) -> list[int]:
    """Return size and modification time, which change with a file; empty if unreadable."""
    try:
        status = path.stat()
    except OSError:
        return []
    return [status.st_size, status.st_mtime_ns]
