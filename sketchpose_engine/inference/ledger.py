"""Ledger: progress of a segmentation of many frames, on disk; readable without PyTorch."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from ..core.files import atomic_path, disk_errors, modification_stamp
from ..results.overwriting import is_own_file
from .jobs import FrameJob, FrameSegmented

WEIGHTS, LEDGER = "segment_all.safetensors", "segment_all.jsonl"


def is_unfinished(folder: Path) -> bool:
    """Return whether this folder contains a segmentation that was begun but not finished."""
    return (folder / WEIGHTS).is_file() and (folder / LEDGER).is_file()


class Ledger:
    """Record of the finished frames of a batch, on disk, to resume it after a crash.

    Parameters
    ----------
    path
        File with one line of JSON per frame; the first line contains `tools`.
    tools
        Everything that the results depend on, e.g. the `digest` of the weights: if the file was
        begun with other tools, it is overwritten.
    kinds
        Kinds of the files that are written for each frame.

    Raises
    ------
    InputError
        If the file cannot be written.
    """

    def __init__(self, path: Path, tools: str, kinds: Sequence[str] = ()) -> None:
        self._path, self._kinds = path, kinds
        self._done: dict[str, _Entry] = {}
        with disk_errors(path, "read"):
            text = path.read_text("utf-8", "replace") if path.is_file() else ""
        first, *lines = text.splitlines() or [""]
        begin = json.dumps({"tools": tools})
        known: list[str] = []
        for line in lines if first == begin else []:
            entry = _noted(line)
            if entry is None:
                break  # truncated by a crash, or damaged
            self._done[entry.found.page] = entry
            known.append(line)
        whole = "".join(f"{line}\n" for line in (begin, *known))
        if whole != text:  # never append to half a line
            with atomic_path(path) as temporary:
                temporary.write_text(whole, "utf-8", newline="\n")

    def done(self, job: FrameJob) -> FrameSegmented | None:
        """Return the results if the frame is done and neither image nor files have changed."""
        entry = self._done.get(job.page)
        if (
            entry is None
            or entry.stamp != modification_stamp(job.path)
            or entry.masks != _name_of(job)
        ):
            return None
        files = [*([job.masks_path] if job.masks_path else []), *job.files]
        ours = all(path.is_file() and is_own_file(path) for path in files)
        return entry.found if ours else None

    def kinds_of(self, job: FrameJob) -> tuple[str, ...]:
        """Return the kinds of the files that were written for a finished frame."""
        return self._done[job.page].kinds if job.page in self._done else ()

    def note(self, job: FrameJob, found: FrameSegmented) -> None:
        """Record the results of a frame; raises InputError if they cannot be written."""
        facts = {
            "file": modification_stamp(job.path),
            "masks": _name_of(job),
            "kinds": list(self._kinds),
        }
        line = json.dumps({**asdict(found), **facts}).encode() + b"\n"
        with disk_errors(self._path), self._path.open("ab", buffering=0) as file:
            end, written = file.seek(0, os.SEEK_END), 0
            try:
                while written < len(line):
                    written += file.write(line[written:])
            except OSError:
                file.truncate(end)  # later lines must not be appended to half a line
                raise


@dataclass(frozen=True)
class _Entry:
    """Entry of a frame: its results, the stamp of its image, and the files written for it."""

    found: FrameSegmented
    stamp: list[int]
    masks: str
    kinds: tuple[str, ...]


def _name_of(job: FrameJob) -> str:
    return job.masks_path.name if job.masks_path else ""


def _noted(line: str) -> _Entry | None:
    """Parse a line of `Ledger.note`; None if it is something else."""
    try:
        entry = json.loads(line)
        stamp, masks, kinds = (entry.pop(name) for name in ("file", "masks", "kinds"))
        found = FrameSegmented(**{**entry, "cells_of_class": tuple(entry["cells_of_class"])})
        numbers = [found.cells, *found.cells_of_class]
        median = found.median_area_px
        sound = all(type(each) is int and each >= 0 for each in numbers)
        sound &= median is None or 0 < median < np.inf
        if not (sound and isinstance(found.page, str)):
            return None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return _Entry(found, stamp, str(masks), tuple(map(str, kinds)))
