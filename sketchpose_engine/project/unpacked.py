"""Packed files that were unpacked before: their projects are found again.

A second double-click on a packed project would otherwise make a second copy, without the strokes
that were drawn in the first one.
"""

from pathlib import Path

from ..core.files import atomic_path
from .fingerprint import fingerprint_of
from .manifest import FILE_NAME

ORIGIN = ".packed"  # file in the folder of a project: fingerprint of the file it was packed in


def note_origin(folder: Path, packed: Path) -> None:
    """Save which file a project was unpacked from; raises InputError if that fails."""
    with atomic_path(folder / ORIGIN) as temporary:
        temporary.write_text(_identity(packed), encoding="utf-8")


def find_unpacked(packed: Path, parent: Path) -> Path | None:
    """Return the project that was unpacked from this very file, the latest one, or None.

    Parameters
    ----------
    packed
        Packed project; another file of the same name is not the same.
    parent
        Folder with projects.
    """
    if not parent.is_dir():
        return None
    identity = _identity(packed)
    found = [
        note
        for note in parent.glob(f"*/{ORIGIN}")
        if note.with_name(FILE_NAME).is_file() and note.read_text("utf-8", "replace") == identity
    ]
    return max(found, key=lambda note: note.stat().st_mtime).parent if found else None


def _identity(packed: Path) -> str:
    found = fingerprint_of(packed)
    return f"{found.size_bytes} {found.digest}" if found is not None else ""
