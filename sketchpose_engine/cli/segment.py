"""Command `segment`: segmentation of every frame of many images, resumed after an interruption."""

import argparse
from collections.abc import Sequence
from contextlib import closing

import numpy as np

from ..core.errors import InputError
from ..core.files import create_folder, digest, disk_errors
from ..images.label_images import load_labels
from ..images.load import Image, load_image
from ..inference.batch import segment_all
from ..inference.jobs import FrameJob, FrameRefused, FrameSegmented, Segmenting, SegmentingEnded
from ..inference.ledger import Ledger
from ..inference.segment import Segmented
from ..live.project_batch import counted
from ..masks.cell_classes import read_note
from ..models.device import Device, choose_device
from ..models.model import Model
from ..models.weights import load_weights
from ..results.exporter import Exporter, Sources
from ..results.file_kinds import FILE_KINDS, planned_files
from ..results.overwriting import refuse_overwriting
from ..results.result import Result
from ..results.tables import DIALECTS
from . import options
from .batch_plan import Plan, plan_frames
from .outputs import methods_of, result_of
from .progress import ProgressLine

KINDS_OF_FRAMES = [kind.id for kind in FILE_KINDS if kind.each]
TABLES = ("objects",)  # kinds with one table per frame


def segment(arguments: argparse.Namespace) -> options.Report:
    """Segment all frames of images with saved weights; finished ones of earlier runs are kept."""
    if "sketch" in arguments.kinds:
        raise InputError("There are no sketches to write here: leave 'sketch' out of --files.")
    model = load_weights(arguments.weights).for_diameter(arguments.diameter)
    device = choose_device(arguments.device)
    out = arguments.out
    plan = plan_frames(arguments)
    if not plan.jobs:
        raise InputError(plan.nothing_to_do())
    if arguments.link and "masks" not in arguments.kinds:
        raise InputError("Masks are linked as files: add 'masks' to --files.")
    planned = planned_files(plan.stems.values(), out, arguments.kinds)
    if arguments.link:
        from .link import planned_links  # needs parts of SciPy that nothing else does

        planned += planned_links(plan, arguments)
    inputs = [*plan.inputs, arguments.weights]
    refuse_overwriting(planned, inputs, overwrite=arguments.overwrite)
    create_folder(out)
    ledger_path = out / options.LEDGER
    if arguments.again:
        with disk_errors(ledger_path):
            ledger_path.unlink(missing_ok=True)
    tools = f"{digest(arguments.weights)} {arguments.diameter} {arguments.pages}"
    ledger = Ledger(ledger_path, tools, _noted(arguments.kinds, arguments.csv))
    exporting = Exporter(out, arguments.kinds, dialect=DIALECTS[arguments.csv])
    with closing(exporting):
        rows = _segmented(plan, model, device, ledger, exporting, arguments.csv)
        if not rows:
            raise InputError(" ".join(plan.problems.values()))
        for _ in exporting.finish(methods_of(model)):
            pass
    linked = []
    if arguments.link:
        from .link import link_masks

        linked = link_masks(plan, rows, arguments)
    with disk_errors(ledger_path):
        ledger_path.unlink(missing_ok=True)
    return {
        "images": [{"image": name, "cells": found.cells} for name, found in rows.items()],
        **({"linked": linked} if arguments.link else {}),
        "problems": list(dict.fromkeys(plan.problems.values())),
        **({"notes": plan.notes} if plan.notes else {}),
        **({"passed_over": plan.passed_over} if plan.passed_over else {}),
        "results_are_in": str(out),
    }


def _segmented(
    plan: Plan, model: Model, device: Device, ledger: Ledger, exporting: Exporter, csv: str
) -> dict[str, FrameSegmented]:
    """Segment all frames; return results, and add errors to the problems."""
    kept: set[str] = set()

    def keep(job: FrameJob, image: Image, found: Segmented) -> FrameSegmented:
        result = result_of(image, found.labels, found.classes, model, plan.names[job.path])
        fields = np.concatenate([found.fields.distance[None], found.fields.flow])
        sources = Sources(fields=lambda _: fields)
        for _ in exporting.write(result, sources, plan.stems[job.page]):
            pass
        kept.add(job.page)
        return counted(job.page, result)

    rows: dict[str, FrameSegmented] = {}
    progress, job_of = ProgressLine("Segmenting"), {job.page: job for job in plan.jobs}
    for event in segment_all(plan.jobs, model, device, keep, ledger):
        match event:
            case Segmenting():
                left = "" if event.seconds_left is None else f", {event.seconds_left:.0f} s left"
                number = min(int(event.done) + 1, event.total)
                detail = f"{number}/{event.total} {event.page}{left}"
                progress.show(event.done / event.total, detail)
            case FrameSegmented():
                rows[event.page] = event
                if event.page not in kept:  # done by an interrupted run
                    job = job_of[event.page]
                    result = _from_disk(job, model, plan.names[job.path])
                    there = _still_there(ledger.kinds_of(job), csv)
                    for _ in exporting.complete(result, plan.stems[job.page], there):
                        pass
            case FrameRefused():
                plan.problems[event.page] = event.sentence
            case SegmentingEnded():
                progress.show(1, f"{event.done} of {len(plan.jobs)} done", last=True)
    return rows


def _noted(kinds: Sequence[str], csv: str) -> list[str]:
    """Return the kinds of files as stored in the ledger: tables with their dialect."""
    return [f"{kind} {csv}" if kind in TABLES and csv != "standard" else kind for kind in kinds]


def _still_there(noted: Sequence[str], csv: str) -> list[str]:
    """Return the kinds of files of an interrupted run that this one would write equally."""
    return [kind for kind in KINDS_OF_FRAMES if _noted([kind], csv)[0] in noted]


def _from_disk(job: FrameJob, model: Model, name: str) -> Result:
    """Read the result of a finished frame, as files for all images depend on it."""
    assert job.masks_path is not None
    image = load_image(job.path, job.frame, job.pages)
    labels, classes = load_labels(job.masks_path), read_note(job.masks_path)
    return result_of(image, labels, classes, model, name)
