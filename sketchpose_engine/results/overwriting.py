"""Protection of files: inputs, and files written by another program or a person."""

import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ..core.errors import InputError

PROGRAM = "Sketchpose"
TABLE_COLUMNS = (
    ("image", "frame", "label"),
    ("image", "frame", "count"),
    ("image", "track"),
    ("image", "object"),
    ("step", "seconds"),
)
TABLE_STARTS = tuple(
    mark + separator.join(columns)
    for mark in ("", "\ufeff")
    for separator in (",", ";")
    for columns in TABLE_COLUMNS
)
HEAD_BYTES = 4096
MOST_NAMES = 3  # of files listed in a message


def refuse_overwriting(
    planned: Iterable[Path], inputs: Iterable[Path] = (), *, overwrite: bool = False
) -> None:
    """Raise an error if planned files would replace inputs or files of other origin.

    Parameters
    ----------
    planned
        Files to be written.
    inputs
        Files that are read; these are never replaced.
    overwrite
        Whether files not written by Sketchpose may be replaced.

    Raises
    ------
    InputError
        If there is such a file.
    """
    known = set(_identities(inputs))
    foreign = []
    for path in planned:
        if not path.exists():
            continue
        if known.intersection(_identities([path])):
            raise InputError(
                "{file} is one of the inputs and would be replaced by a result: choose "
                "another folder or name with --out.",
                file=path,
            )
        if not overwrite and not is_own_file(path):
            foreign.append(str(path))
    if foreign:
        more = len(foreign) - MOST_NAMES
        names = ", ".join(foreign[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
        raise InputError(
            "{names} would be replaced, but Sketchpose has not written what is there "
            "now: choose another folder or name with --out, or add --overwrite to "
            "replace it.",
            names=names,
        )


def is_own_file(path: Path) -> bool:
    """Return whether a file was written by Sketchpose and not saved by another program since."""
    with suppress(OSError, ValueError, zipfile.BadZipFile):
        return _is_own(path)
    return False


def _is_own(path: Path) -> bool:
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        return True  # nothing to lose
    if suffix in (".tif", ".tiff"):
        return _software_of_tiff(path).startswith(PROGRAM)
    if suffix == ".png":
        return head.startswith(b"\x89PNG") and f"Software\0{PROGRAM}".encode() in head
    if suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return archive.comment == PROGRAM.encode()
    if suffix == ".safetensors":
        size = int.from_bytes(head[:8], "little")
        with path.open("rb") as file:
            header = json.loads(file.read(8 + min(size, 2**20))[8:])
        return "sketchpose" in header.get("__metadata__", {})
    text = head.decode("utf-8", "replace")
    if suffix == ".csv":
        return text.startswith(TABLE_STARTS)
    if suffix in (".json", ".geojson"):
        return f'"generator": "{PROGRAM}"' in text or f'"Masks of {PROGRAM} ' in text
    return text.lstrip("\ufeff").startswith(f"Objects were segmented with {PROGRAM} ")


def _software_of_tiff(path: Path) -> str:
    import tifffile  # slow

    try:
        with tifffile.TiffFile(path) as tiff:
            return str(tiff.pages.first.software)
    except (tifffile.TiffFileError, IndexError):
        return ""


def _identities(paths: Iterable[Path]) -> Iterator[tuple[int, int]]:
    """Yield an identity that is equal for all names of a file and links to it."""
    for path in paths:
        with suppress(OSError):
            status = os.stat(path)  # noqa: PTH116
            yield status.st_dev, status.st_ino
