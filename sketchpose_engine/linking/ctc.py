"""Files of the Cell Tracking Challenge: masks of each frame, and a table of the tracks.

The masks are 16-bit TIFF files, `mask000.tif` and so on, in which each pixel has the number of its
track; `res_track.txt` has a line with number, first frame, last frame and parent for each track.
In a reference the files are called `man_track000.tif` and `man_track.txt`. A track has a mask in
each of its frames, so one with gaps is written as several tracks, each the parent of the next.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import tifffile
from numpy.typing import NDArray

from ..core.errors import InputError
from ..core.files import atomic_path
from .numbering import make_tracks
from .objects import Labels, Objects, objects_of
from .tracks import NO_PREVIOUS, Tracks, relabel

NAMES = {"result": ("mask", "res_track.txt"), "reference": ("man_track", "man_track.txt")}
HIGHEST = 65535
FEWEST_DIGITS = 3
SUBFOLDER = "TRA"  # of a reference, in the folders of the challenge
LINE = re.compile(r"\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*")


@dataclass(frozen=True)
class Row:
    """A line of the table: a run of frames without a gap, counted from 0; parent 0 if none."""

    number: int
    start: int
    end: int
    parent: int


def write_ctc(
    folder: Path,
    tracks: Tracks,
    frames: Iterable[Labels],
    kind: Literal["result", "reference"] = "result",
) -> None:
    """Write tracks in the format of the challenge.

    Parameters
    ----------
    folder
        Where the files are written; it exists.
    frames
        (H, W) label images of all frames that were linked.
    kind
        How the files are called.

    Raises
    ------
    InputError
        There are more tracks than 16 bits can number, or another number of frames.
    DiskError
        A file cannot be written.
    """
    stem, table = NAMES[kind]
    rows, numbers = _runs(tracks)
    if rows and rows[-1].number > HIGHEST:
        raise InputError(
            "{number} tracks are more than the 65535 that these files can hold: cut the "
            "movie or the images into parts.",
            number=rows[-1].number,
        )
    digits = max(FEWEST_DIGITS, len(str(max(len(tracks) - 1, 0))))
    for frame, labels in enumerate(relabel(tracks, frames)):
        names = numbers[frame]
        lookup = np.zeros(int(labels.max(initial=0)) + 1, np.uint16)
        lookup[list(names)] = list(names.values())
        with atomic_path(folder / f"{stem}{frame:0{digits}d}.tif") as temporary:
            tifffile.imwrite(temporary, lookup[labels], compression="zlib", metadata=None)
    text = "".join(f"{row.number} {row.start} {row.end} {row.parent}\n" for row in rows)
    with atomic_path(folder / table) as temporary:
        temporary.write_text(text, encoding="ascii")


def _runs(tracks: Tracks) -> tuple[list[Row], list[dict[int, int]]]:
    """All runs by their numbers, and for each frame the run of each track."""
    count = max(tracks.tracks, default=0)
    running: dict[int, Row] = {}
    done: list[Row] = []
    numbers: list[dict[int, int]] = []
    for frame, ids in enumerate(tracks.ids):
        here = {}
        for track in ids[ids > 0].tolist():
            run = running.get(track)
            if run is None:
                parent = tracks.tracks[track].parent
                run = Row(track, frame, frame, running[parent].number if parent else 0)
            elif run.end == frame - 1:
                run = Row(run.number, run.start, frame, run.parent)
            else:
                done.append(run)
                count += 1
                run = Row(count, frame, frame, run.number)
            running[track] = run
            here[track] = run.number
        numbers.append(here)
    return sorted([*done, *running.values()], key=lambda row: row.number), numbers


def find_ctc(path: Path) -> Path | None:
    """Find the folder with tracks of the challenge that a path leads to.

    Parameters
    ----------
    path
        The folder, the folder with the subfolder `TRA` of a reference, or the table of the tracks.

    Returns
    -------
    None if there are no such tracks.
    """
    tables = {table for _, table in NAMES.values()}
    if path.name in tables and path.is_file():
        return path.parent
    for folder in (path, path / SUBFOLDER):
        if any((folder / table).is_file() for table in tables):
            return folder
    return None


def read_ctc(
    folder: Path, shape: tuple[int, int] | None = None, frames: int | None = None
) -> tuple[Tracks, list[Path]]:
    """Read tracks of the challenge, results or a reference.

    The numbers of the tracks become their ids. Tracks with a parent that has no other daughter
    continue the parent.

    Parameters
    ----------
    shape
        (H, W) that the masks must have; None: any.
    frames
        How many there must be; None: any number.

    Returns
    -------
    Tracks, and the mask files in the order of the frames, for `read_masks`.

    Raises
    ------
    InputError
        Files are missing, or do not fit together.
    """
    kind = next((one for one, names in NAMES.items() if (folder / names[1]).is_file()), None)
    if kind is None:
        raise InputError(
            "{file} has neither res_track.txt nor man_track.txt: choose a folder in the "
            "format of the Cell Tracking Challenge.",
            file=folder.name,
        )
    stem, table = NAMES[kind]
    rows = _read_table(folder / table)
    paths = _mask_files(folder, stem)
    if frames is not None and len(paths) != frames:
        raise InputError(
            "{file} has masks of {count} frames, but the movie has {frames}: choose the tracks "
            "of this movie.",
            file=folder.name,
            count=len(paths),
            frames=frames,
        )
    objects: list[Objects] = []
    previous: list[NDArray[np.int64]] = []
    last: dict[int, int] = {}
    for frame, labels in enumerate(read_masks(paths)):
        if shape is not None and labels.shape != shape:
            raise InputError(
                "{file} is {width} x {height} pixels, but the movie has frames of {own}: choose "
                "the tracks of this movie.",
                file=paths[frame].name,
                width=labels.shape[1],
                height=labels.shape[0],
                own=f"{shape[1]} x {shape[0]}",
            )
        one = objects_of(labels)[0]
        objects.append(one)
        previous.append(_links(folder / table, frame, one, rows, last))
        last |= dict.fromkeys(one.labels.tolist(), frame)
    return make_tracks(objects, previous, wanted=[one.labels for one in objects]), paths


def _links(
    table: Path, frame: int, objects: Objects, rows: dict[int, Row], last: dict[int, int]
) -> NDArray[np.int64]:
    """(N, 2) frame and label of the object before each object of a frame."""
    links = np.tile(np.array(NO_PREVIOUS, np.int64), (len(objects), 1))
    for place, label in enumerate(objects.labels.tolist()):
        row = rows.get(label)
        if row is None or not row.start <= frame <= row.end:
            raise InputError(
                "{file} does not say that track {label} is in frame {frame}, but its "
                "mask is there: the files do not fit together.",
                file=table.name,
                label=label,
                frame=frame,
            )
        source = label if label in last else row.parent
        if source in last:
            links[place] = last[source], source
    return links


def _read_table(path: Path) -> dict[int, Row]:
    rows = {}
    text = path.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = LINE.fullmatch(line)
        if found is None:
            raise InputError(
                "Line {number} of {file} is not four whole numbers: track, first frame, "
                "last frame, parent.",
                number=number,
                file=path.name,
            )
        row = Row(*map(int, found.groups()))
        rows[row.number] = row
    return rows


def _mask_files(folder: Path, stem: str) -> list[Path]:
    pattern = re.compile(rf"{stem}(\d+)\.tif", re.IGNORECASE)
    found = {}
    for path in folder.iterdir():
        if (match := pattern.fullmatch(path.name)) is not None:
            found[int(match[1])] = path
    if not found or sorted(found) != list(range(len(found))):
        raise InputError(
            "{file} lacks masks: it needs one file {stem}000.tif, {stem}001.tif and so "
            "on for each frame.",
            file=folder.name,
            stem=stem,
        )
    return [found[frame] for frame in sorted(found)]


def read_masks(paths: Iterable[Path]) -> Iterator[Labels]:
    """Read mask files one after the other, each (H, W) whole numbers.

    Raises
    ------
    InputError
        A file is no TIFF of one plane.
    """
    for path in paths:
        try:
            labels = np.asarray(tifffile.imread(path))
        except (OSError, ValueError) as error:
            raise InputError(
                "{file} cannot be read as TIFF: {error}",
                file=path.name,
                error=error,
            ) from error
        if labels.ndim != 2:
            raise InputError(
                "{file} has {ndim} dimensions: only planes can be read.",
                file=path.name,
                ndim=labels.ndim,
            )
        yield labels
