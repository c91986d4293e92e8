"""A whole image becomes masks, with weights as they are: one image, or many one after another."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .classes import vote
from .device import Device
from .errors import DiskError, InputError
from .export import atomic_path
from .images import Image, Planes, load_image, percentile_range
from .journal import plain_errors
from .memory import ran_out
from .messages import (
    FrameRefused,
    FrameSegmented,
    Job,
    Segmenting,
    SegmentingEnded,
    TileDone,
)
from .norms import adapted
from .overwriting import is_own_file
from .predictor import Fields, masks_of, predict
from .settings import PredictSettings
from .view import View
from .weights import Model

SOON_S = 1.0  # of work, before the time that is left is estimated


@dataclass(frozen=True)
class Segmented:
    """Masks of a whole image.

    Attributes
    ----------
    labels
        (H, W) int32, 0 background, 1..N.
    classes
        (N + 1,) uint8 by label, from 1; None: there is one class only.
    fields
        What they were made of.
    """

    labels: NDArray[np.int32] = field(repr=False)
    classes: NDArray[np.uint8] | None = field(repr=False)
    fields: Fields = field(repr=False)


def segment(
    model: Model, planes: Planes, device: Device, settings: PredictSettings
) -> Generator[TileDone, None, Segmented]:
    """Segment one image, tile by tile.

    Parameters
    ----------
    model
        Adapted to the number of channels.
    planes
        (C, H, W).
    device
        Where to compute.
    settings
        Of the prediction.

    Yields
    ------
    TileDone
        After each tile.

    Returns
    -------
    Segmented
        What `yield from` gives.
    """
    model = model.for_channels(len(planes))
    device.settle(model.network)
    shape = planes.shape[1], planes.shape[2]
    fields = Fields.empty(shape, model.network.shape.classes)
    yield from predict(model, planes, device, settings, fields)
    labels = masks_of(fields.distance, fields.flow, model, settings.min_area_px)
    classes = None if fields.classes is None else vote(labels, fields.classes)
    return Segmented(labels, classes, fields)


def segment_whole(
    model: Model, planes: Planes, device: Device, settings: PredictSettings
) -> Segmented:
    """Segment one image in one call; parameters as `segment`."""
    tiles = segment(model, planes, device, settings)
    while True:
        try:
            next(tiles)
        except StopIteration as end:
            return end.value


def adapted_to(model: Model, planes: Planes, device: Device, names: AbstractSet[str]) -> Model:
    """Fit a model to the channels of an image and, unless it was trained on it, to its intensities.

    Parameters
    ----------
    model
        The weights.
    planes
        (C, H, W).
    device
        Where to compute.
    names
        Names under which the image may have been trained on.
    """
    model = model.for_channels(len(planes))
    if model.warm and not names & set(model.provenance.get("trained_on", ())):
        model = adapted(model, View(planes, *percentile_range(planes), model.eighths), device)
    return model


Told = Segmenting | FrameSegmented | FrameRefused | SegmentingEnded


class Ledger:
    """What is done of many frames, on disk: after a crash the rest is done.

    Parameters
    ----------
    path
        One line of JSON for each frame; the first tells what was used to segment them.
    tools
        Whatever the results depend on, e.g. `digest` of the weights: if the file was begun with
        others, it is begun anew.
    kinds
        Of the files that are written for each frame.

    Raises
    ------
    InputError
        The file cannot be written.
    """

    def __init__(self, path: Path, tools: str, kinds: Sequence[str] = ()) -> None:
        self._path, self._kinds = path, kinds
        self._done: dict[str, _Entry] = {}
        with plain_errors(path, "read"):
            text = path.read_text("utf-8", "replace") if path.is_file() else ""
        first, *lines = text.splitlines() or [""]
        begin = json.dumps({"tools": tools})
        known: list[str] = []
        for line in lines if first == begin else []:
            entry = _noted(line)
            if entry is None:
                break  # torn by a crash, or damaged
            self._done[entry.found.page] = entry
            known.append(line)
        whole = "".join(f"{line}\n" for line in (begin, *known))
        if whole != text:  # nothing is appended to half a line
            with atomic_path(path) as temporary:
                temporary.write_text(whole, "utf-8", newline="\n")

    def done(self, job: Job) -> FrameSegmented | None:
        """What was found, if the frame was done, and neither image nor files changed since."""
        entry = self._done.get(job.page)
        if entry is None or entry.stamp != stamp_of(job.path) or entry.masks != _name_of(job):
            return None
        files = [*([job.masks_path] if job.masks_path else []), *job.files]
        ours = all(path.is_file() and is_own_file(path) for path in files)
        return entry.found if ours else None

    def kinds_of(self, job: Job) -> tuple[str, ...]:
        """Kinds of the files that were written for a frame that is done."""
        return self._done[job.page].kinds if job.page in self._done else ()

    def note(self, job: Job, found: FrameSegmented) -> None:
        """Keep what was found; raises InputError if it cannot be written."""
        facts = {"file": stamp_of(job.path), "masks": _name_of(job), "kinds": list(self._kinds)}
        line = json.dumps({**asdict(found), **facts}).encode() + b"\n"
        with plain_errors(self._path), self._path.open("ab", buffering=0) as file:
            end, written = file.seek(0, os.SEEK_END), 0
            try:
                while written < len(line):
                    written += file.write(line[written:])
            except OSError:
                file.truncate(end)  # what follows is not to be appended to half a line
                raise


@dataclass(frozen=True)
class _Entry:
    """One frame in a ledger: its cells, the stamp of its image, and what was written for it."""

    found: FrameSegmented
    stamp: list[int]
    masks: str
    kinds: tuple[str, ...]


def _name_of(job: Job) -> str:
    return job.masks_path.name if job.masks_path else ""


def _noted(line: str) -> _Entry | None:
    """Read what `Ledger.note` has written; None if it is something else."""
    try:
        entry = json.loads(line)
        stamp, masks, kinds = (entry.pop(name) for name in ("file", "masks", "kinds"))
        found = FrameSegmented(**{**entry, "cells_of_class": tuple(entry["cells_of_class"])})
        numbers = [found.cells, *found.cells_of_class]
        sizes = [each for each in (found.median_area_px, found.pixel_size_um) if each is not None]
        sound = all(type(each) is int and each >= 0 for each in numbers)
        if not (sound and isinstance(found.page, str) and all(0 < each < np.inf for each in sizes)):
            return None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return _Entry(found, stamp, str(masks), tuple(map(str, kinds)))


def digest(path: Path) -> str:
    """Fingerprint of a file's content; raises InputError if it cannot be read."""
    with plain_errors(path, "read"), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def segment_all(
    jobs: Iterable[Job],
    model: Model,
    device: Device,
    keep: Callable[[Job, Image, Segmented], FrameSegmented],
    ledger: Ledger | None = None,
    settings: PredictSettings | None = None,
) -> Iterator[Told]:
    """Segment many frames; one that cannot be read does not stop the others.

    Parameters
    ----------
    jobs
        What to segment. Only one image is held in memory at a time.
    model
        The weights.
    device
        Where to compute.
    keep
        Writes what was found in a frame, and tells it.
    ledger
        Frames that are done in it are passed over.
    settings
        Of the prediction.

    Yields
    ------
    Segmenting
        Before each frame and after each tile: between two yields one can stop.
    FrameSegmented, FrameRefused
        After each frame.
    SegmentingEnded
        Last.

    Raises
    ------
    DiskError
        What was found cannot be written.
    """
    jobs, refused, progress = list(jobs), [], _Progress()
    progress.total = len(jobs)
    for job in jobs:
        found = ledger.done(job) if ledger else None
        if found is None:
            yield progress.at(job.page, 0.0)
            try:
                found = yield from _one(job, model, device, keep, settings, progress)
            except DiskError:
                raise  # nor could the results of the others be written
            except InputError as error:
                refused.append(FrameRefused(job.page, str(error)))
                yield refused[-1]
            else:
                if ledger is not None:
                    ledger.note(job, found)
            progress.worked += 1
        progress.done += 1
        if found is not None:
            yield found
    yield SegmentingEnded(progress.done - len(refused), tuple(refused), stopped=False)


@dataclass
class _Progress:
    """How far it is, and how long the rest will take."""

    total: int = 0
    done: int = 0
    worked: int = 0  # of those done, not known from before
    start_s: float = field(default_factory=time.monotonic)

    def at(self, page: str, part: float) -> Segmenting:
        """What to tell of a part of the frame under way."""
        spent_s = time.monotonic() - self.start_s
        worked = self.worked + part
        left_s = None
        if worked > 0 and spent_s > SOON_S:
            left_s = spent_s / worked * (self.total - self.done - part)
        return Segmenting(page, self.done + part, self.total, left_s)


def _one(
    job: Job,
    model: Model,
    device: Device,
    keep: Callable[[Job, Image, Segmented], FrameSegmented],
    settings: PredictSettings | None,
    progress: _Progress,
) -> Generator[Segmenting, None, FrameSegmented]:
    image = load_image(job.path, job.frame, job.pages)
    model = adapted_to(model, image.planes, device, {job.page, job.path.name})
    tiles = segment(model, image.planes, device, settings or PredictSettings())
    while True:
        try:
            tile = next(tiles)
        except StopIteration as end:
            return keep(job, image, end.value)
        except (MemoryError, RuntimeError) as error:
            if not ran_out(error):
                raise
            raise InputError(
                f"{job.path.name} is too large for this computer's memory: crop it first."
            ) from error
        yield progress.at(job.page, tile.done / tile.total)


def stamp_of(path: Path) -> list[int]:
    """What changes when a file does."""
    try:
        status = path.stat()
    except OSError:
        return []
    return [status.st_size, status.st_mtime_ns]
