"""The command that segments every frame of many images, and goes on where it was interrupted."""

import argparse
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from . import cli
from .batch import counted
from .classes import read_note
from .device import Device, choose_device
from .errors import InputError
from .exports import Exporting, Sources
from .findings import made_folder, methods_of, result_of
from .images import Image, image_files, load_image, load_labels, look_into
from .journal import plain_errors
from .messages import FrameRefused, FrameSegmented, Job, Segmenting, SegmentingEnded
from .progress import Progress
from .results import Result
from .segmenting import Ledger, Segmented, digest, segment_all
from .weights import Model, load_weights


def segment(arguments: argparse.Namespace) -> cli.Report:
    """Segment images, all frames of each, with saved weights; what was done before is kept."""
    model = load_weights(arguments.weights).for_diameter(arguments.diameter)
    device = choose_device(arguments.device)
    out = made_folder(arguments.out)
    paths = _all_images(arguments.image)
    _check_different_names(paths)
    jobs, problems = _jobs(paths, out, arguments.depths == "max")
    ledger_path = out / cli.LEDGER
    if arguments.again:
        with plain_errors(ledger_path):
            ledger_path.unlink(missing_ok=True)
    ledger = Ledger(ledger_path, f"{digest(arguments.weights)} {arguments.diameter}")
    with closing(Exporting(out, arguments.kinds)) as exporting:
        rows = _segmented(jobs, model, device, ledger, exporting, problems)
        if problems and not rows:
            raise InputError(" ".join(problems))
        for _ in exporting.finish(methods_of(model, len(rows))):
            pass
    with plain_errors(ledger_path):
        ledger_path.unlink(missing_ok=True)
    counts = [{"image": name, "cells": found.cells} for name, found in rows.items()]
    return {"images": counts, "problems": problems, "results_are_in": str(out)}


def _jobs(paths: Sequence[Path], out: Path, projected: bool) -> tuple[list[Job], list[str]]:
    """Every frame of every image; and what is wrong with those that cannot be read."""
    jobs, problems = [], []
    for path in paths:
        try:
            extent = look_into(path)
        except InputError as error:
            problems.append(str(error))
            continue
        for frame in extent.frames(projected=projected):
            code = extent.code(frame)
            stem = f"{path.stem}_{code}" if code else path.stem
            jobs.append(Job(f"{path.name} {code}".strip(), path, frame, out / f"{stem}_masks.tif"))
    return jobs, problems


def _segmented(
    jobs: Sequence[Job],
    model: Model,
    device: Device,
    ledger: Ledger,
    exporting: Exporting,
    problems: list[str],
) -> dict[str, FrameSegmented]:
    """What was found in each frame, showing progress; what went wrong joins the problems."""
    kept: set[str] = set()

    def keep(job: Job, image: Image, found: Segmented) -> FrameSegmented:
        result = result_of(image, found.labels, found.classes, model)
        fields = np.concatenate([found.fields.distance[None], found.fields.flow])
        for _ in exporting.write(result, Sources(fields=lambda _: fields)):
            pass
        kept.add(job.page)
        return counted(job.page, result)

    rows: dict[str, FrameSegmented] = {}
    progress, of_page = Progress("Segmenting"), {job.page: job for job in jobs}
    for event in segment_all(jobs, model, device, keep, ledger):
        match event:
            case Segmenting():
                left = "" if event.seconds_left is None else f", {event.seconds_left:.0f} s left"
                number = min(int(event.done) + 1, event.total)
                told = f"{number}/{event.total} {event.page}{left}"
                progress.show(event.done / event.total, told)
            case FrameSegmented():
                rows[event.page] = event
                if event.page not in kept:  # done by a run that was interrupted
                    exporting.note(_from_disk(of_page[event.page], model))
            case FrameRefused():
                problems.append(event.sentence)
            case SegmentingEnded():
                if jobs:
                    progress.show(1, f"{event.done} of {len(jobs)} done", last=True)
    return rows


def _from_disk(job: Job, model: Model) -> Result:
    """What was found in a frame, read again: the files for all images are made of it."""
    assert job.masks_path is not None
    image = load_image(job.path, job.frame)
    return result_of(image, load_labels(job.masks_path), read_note(job.masks_path), model)


def _all_images(paths: Sequence[Path]) -> list[Path]:
    """Every image named, and those in the folders named."""
    return [file for path in paths for file in (image_files(path) if path.is_dir() else [path])]


def _check_different_names(paths: Sequence[Path]) -> None:
    """Refuse images whose results, named after them, would overwrite each other."""
    first: dict[str, Path] = {}
    for path in paths:
        other = first.setdefault(path.stem.casefold(), path)
        if other is not path:
            raise InputError(
                f"{other} and {path} would both become {path.stem}_masks.tif: "
                "segment them into different folders."
            )
