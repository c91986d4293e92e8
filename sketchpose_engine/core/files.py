"""Files on disk: atomic writes, and errors of the operating system as plain sentences.

A write is atomic: afterwards, either the complete new file exists, or the unchanged old one.
"""

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import DiskError, InputError

REASONS = {
    **dict.fromkeys(
        [errno.ENOSPC, errno.EDQUOT], "the disk is full: free some space and try again"
    ),
    **dict.fromkeys(
        [errno.EACCES, errno.EPERM, errno.EROFS],
        "it may not be written: close it in other programs, or choose another folder",
    ),
    **dict.fromkeys([errno.ENOENT, errno.ENOTDIR], "there is no such folder: create it first"),
}


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
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Convert OSError to a DiskError with one sentence about the file.

    Raises
    ------
    DiskError
        As in `atomic_path`.
    """
    try:
        yield
    except OSError as error:
        # OSErrors of numpy have no number, but the missing bytes in their text.
        number = errno.ENOSPC if error.errno is None else error.errno
        reason = REASONS.get(number, f"{error.strerror or error}: choose another folder")
        raise DiskError(f"{path.name} cannot be saved in {path.parent}: {reason}.") from error


def damaged_path(path: Path, ending: str = "damaged") -> Path:
    """Return an unused path with this ending, to which an unusable file can be renamed."""
    names = (f"{path.name}{count}.{ending}" for count in ("", *(f".{n}" for n in range(2, 1000))))
    return next(free for name in names if not (free := path.with_name(name)).exists())


@contextmanager
def disk_errors_as(path: Path, done: str = "saved") -> Iterator[None]:
    """Convert OSError to an InputError with one sentence."""
    try:
        yield
    except OSError as error:
        reason = REASONS.get(error.errno or 0, error.strerror or str(error))
        kind = DiskError if done == "saved" else InputError
        raise kind(f"{path.name} cannot be {done} in {path.parent}: {reason}.") from error


def create_folder(path: Path) -> Path:
    """Create a folder if missing; return its path."""
    if path.is_file():
        raise InputError(f"{path} is a file where a folder is needed: choose another name.")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"The folder {path} cannot be made ({error.strerror}): choose another one."
        ) from error
    return path


def digest(path: Path) -> str:
    """Compute the SHA-256 of a file; raises InputError if it is unreadable."""
    with disk_errors_as(path, "read"), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def modification_stamp(path: Path) -> list[int]:
    """Return size and modification time, which change with a file; empty if unreadable."""
    try:
        status = path.stat()
    except OSError:
        return []
    return [status.st_size, status.st_mtime_ns]
