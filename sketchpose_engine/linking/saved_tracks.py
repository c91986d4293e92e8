"""Tracks on disk, as the window keeps them between two sessions: one compressed NumPy archive."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..core.files import atomic_path
from .objects import Objects
from .tracks import Anchor, Decision, Tracks

FORMAT = 2  # 1 has no decisions of the kind "lone"
KINDS: tuple[Literal["link", "cut", "lone"], ...] = ("link", "cut", "lone")
COLUMNS = {  # of objects: array -> values of each one
    "labels": (),
    "area_px": (),
    "centroid_px": (2,),
    "inner_px": (2,),
}
Stamp = tuple[int, int]  # time of the last change in ns, and size in bytes, of a file of masks


def file_stamp(path: Path) -> Stamp:
    """Return when a file was changed, and its size; (0, 0) if there is none."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def write_saved_tracks(path: Path, tracks: Tracks, stamps: Sequence[Stamp]) -> None:
    """Write tracks with the decisions of the user.

    Parameters
    ----------
    stamps
        Of the files with the masks of all frames, see `file_stamp`.

    Raises
    ------
    DiskError
        The file cannot be written.
    """
    arrays: dict[str, NDArray[Any]] = {
        "format": np.array(FORMAT),
        "axis": np.array(tracks.axis),
        "fewest": np.array(tracks.fewest),
        "counts": np.array([len(each) for each in tracks.objects], np.int64),
        "previous": np.concatenate([np.zeros((0, 2), np.int64), *tracks.previous]),
        "ids": np.concatenate([np.zeros(0, np.int64), *tracks.ids]),
        "decisions": np.array([_row(each) for each in tracks.decisions], np.int64).reshape(-1, 7),
        "stamps": np.array(stamps, np.int64).reshape(-1, 2),
    }
    for name, shape in COLUMNS.items():
        parts = [getattr(each, name) for each in tracks.objects]
        arrays[name] = np.concatenate([np.zeros((0, *shape), np.int64), *parts])
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


def read_saved_tracks(path: Path) -> tuple[Tracks, list[Stamp]] | None:
    """Read tracks and the stamps of the files that were linked; None if there is no file.

    Raises
    ------
    InputError
        The file is damaged, or was written by a newer program.
    """
    if not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if int(arrays["format"]) > FORMAT:
                raise InputError(
                    "The links {file} are from a newer program: update Sketchpose.",
                    file=path,
                )
            return _tracks({name: arrays[name] for name in arrays.files})
    except (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(
            "The links {file} cannot be read: delete the file, and link the cells again.",
            file=path,
        ) from error


def _tracks(arrays: dict[str, NDArray[Any]]) -> tuple[Tracks, list[Stamp]]:
    ends = np.cumsum(arrays["counts"]).astype(np.int64)[:-1]
    parts = {name: np.split(arrays[name], ends) for name in (*COLUMNS, "previous", "ids")}
    objects = tuple(Objects(*each) for each in zip(*(parts[name] for name in COLUMNS), strict=True))
    tracks = Tracks(
        objects,
        tuple(part.astype(np.int64) for part in parts["previous"]),
        tuple(part.astype(np.int64) for part in parts["ids"]),
        tuple(_decision(row) for row in arrays["decisions"].tolist()),
        int(arrays["fewest"]),
        "depth" if str(arrays["axis"]) == "depth" else "time",
    )
    stamps = [(int(time), int(size)) for time, size in arrays["stamps"].tolist()]
    return tracks, stamps


def _row(decision: Decision) -> list[int]:
    return [KINDS.index(decision.kind), *decision.before, *decision.after]


def _decision(row: list[int]) -> Decision:
    return Decision(KINDS[row[0]], Anchor(*row[1:4]), Anchor(*row[4:7]))
