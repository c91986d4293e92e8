"""What each command does; the words it was called with come from `cli`."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import cli
from .batch_plan import notes_on
from .device import Device, choose_device
from .errors import InputError
from .evaluate_command import evaluate as evaluate
from .exports import export_results
from .findings import made_folder, methods_of, result_of
from .images import Image, contents_of, load_image, load_sketch
from .kinds import Stems, planned_files
from .messages import (
    Event,
    MasksReady,
    Sketch,
    StepDone,
    StepSkipped,
    Switched,
    TileDone,
    TrainingEnded,
)
from .methods import count_strokes
from .overwriting import refuse_overwriting
from .progress import Progress
from .provenance import without_folders
from .readers import PageAxis
from .resources import GENERAL_WEIGHTS, resource
from .segment_command import segment as segment
from .session import NOT_FINITE, Session
from .settings import PredictSettings, TrainSettings
from .sketched_set import check_one_frame, one_kind_advice
from .tables import DIALECTS
from .train_command import check_words, train_set
from .weights import Model, load_weights, save_weights

SWITCHED = (
    "What the network knew before does not fit these images: it learns from the sketch alone now."
)
FEW_STEPS = 40
TOO_SHORT = "this computer made few steps in that time: masks get better with more --seconds"


def run(arguments: argparse.Namespace) -> cli.Report:
    """Learn from one sketched image, segment it, write all results and the weights."""
    image = load_image(arguments.image, pages=arguments.pages)
    check_one_frame(image)
    stem, out = image.path.stem, arguments.out
    weights = out / f"{stem}_weights.safetensors"
    planned = [*planned_files([stem], out, arguments.kinds), weights]
    _refuse_overwriting(planned, [arguments.image, arguments.sketch], arguments)
    session, device, strokes, warnings = _session([image], [arguments.sketch], arguments)
    made_folder(out)
    masks, end = _follow(session.run(), arguments)
    model = _learned(session, arguments)
    result = result_of(image, masks.labels, masks.classes, model)
    sizes_um = [image.pixel_size_um]
    methods = methods_of(model, 1, sketched_images=1, strokes=strokes, pixel_sizes_um=sizes_um)
    dialect = DIALECTS[arguments.csv]
    files = list(export_results([result], out, arguments.kinds, methods, dialect=dialect))
    save_weights(weights, model)
    return {
        "image": str(image.path),
        "cells": int(masks.labels.max()),
        **_notes([image], arguments.pages),
        **warnings,
        **_training_report(model, end, device),
        "files": [str(path) for path in (*files, weights)],
    }


def train(arguments: argparse.Namespace) -> cli.Report:
    """Learn from sketched images, a few or folders of them, and save the weights."""
    check_words(arguments)
    if arguments.out.is_dir():
        raise InputError(f"{arguments.out} is a folder: name a file in it for the weights.")
    if arguments.sketches is not None:
        return train_set(arguments, _start(arguments.init))
    if len(arguments.image) != len(arguments.sketch):
        raise InputError(
            f"{len(arguments.image)} images but {len(arguments.sketch)} sketches were given: "
            "name one sketch for each image, in the same order."
        )
    if len({path.resolve() for path in arguments.image}) < len(arguments.image):
        raise InputError("An image was named twice: name each one once, with one sketch.")
    images = [load_image(path, pages=arguments.pages) for path in arguments.image]
    _check_same_channels(images)
    _refuse_overwriting([arguments.out], [*arguments.image, *arguments.sketch], arguments)
    made_folder(arguments.out.parent)
    for image in images:
        check_one_frame(image)
    session, device, _, warnings = _session(images, arguments.sketch, arguments)
    end = _train_only(session.run(), arguments)
    model = _learned(session, arguments)
    save_weights(arguments.out, model)
    return {
        "images": len(images),
        **_notes(images, arguments.pages),
        **warnings,
        **_training_report(model, end, device),
        "files": [str(arguments.out)],
    }


def demo(arguments: argparse.Namespace) -> cli.Report:
    """Run the whole way on a shipped sample with its shipped sketch."""
    arguments.image = resource(f"{cli.DEMO_SAMPLE}/image.tif")
    arguments.sketch = resource(f"{cli.DEMO_SAMPLE}/sketch.tif")
    arguments.pages = None
    if arguments.seconds is None and arguments.steps is None:
        arguments.seconds = cli.DEMO_SECONDS
    report = run(arguments)
    return {**report, "results_are_in": str(arguments.out.resolve())}


def _session(
    images: Sequence[Image], sketches: Sequence[Path], arguments: argparse.Namespace
) -> tuple[Session, Device, int, dict[str, list[str]]]:
    """A session with its sketches submitted, the number of strokes in them, and warnings."""
    drawn = [
        load_sketch(path, image.planes.shape[-2:])
        for path, image in zip(sketches, images, strict=True)
    ]
    start = _start(arguments.init)
    device = choose_device(arguments.device)
    stems = Stems()  # the weights keep these names, without the user's folders
    names = [f"{stems.take(image.path.stem)}{image.path.suffix}" for image in images]
    session = Session(
        {name: image.planes for name, image in zip(names, images, strict=True)},
        device,
        TrainSettings(arguments.steps, arguments.seconds, arguments.seed),
        PredictSettings(),
        start,
        arguments.diameter,
    )
    for name, labels in zip(names, drawn, strict=True):
        session.submit(Sketch(name, 1, labels))
    return session, device, sum(map(count_strokes, drawn)), _warnings(drawn)


def _learned(session: Session, arguments: argparse.Namespace) -> Model:
    """The session's model, with the names of its classes."""
    assert session.model is not None
    return replace(session.model, class_names=arguments.class_names)


def _follow(
    events: Iterator[Event], arguments: argparse.Namespace
) -> tuple[MasksReady, TrainingEnded]:
    """Masks of the one image, showing progress."""
    end = _train_only(events, arguments)
    progress = Progress("Segmenting")
    for event in events:
        if isinstance(event, TileDone):
            progress.show(event.done / event.total, "", last=event.done == event.total)
        elif isinstance(event, MasksReady):
            return event, end
    raise AssertionError("segmentation has no end")


def _start(init: str) -> Model | None:
    """Weights to start from, by the word or the file of `--init`; None: random ones."""
    if init == cli.FROM_NOTHING:
        return None
    model = load_weights(resource(GENERAL_WEIGHTS) if init == cli.FROM_GENERAL else init)
    return replace(model, provenance=without_folders(model.provenance))


def _train_only(events: Iterator[Event], arguments: argparse.Namespace) -> TrainingEnded:
    """Follow the training to its end, showing progress."""
    progress = Progress("Learning")
    loss = float("nan")
    for event in events:
        match event:
            case StepDone():
                loss = event.loss
                part = _part(event, arguments)
                progress.show(part, f"step {event.step}, {event.seconds:.0f} s, loss {loss:.3f}")
            case StepSkipped():
                progress.show(0, f"step {event.step} was not finite, going on more slowly")
            case Switched():
                sys.stderr.write(f"{SWITCHED}\n")
            case TrainingEnded():
                detail = f"{event.steps} steps, {event.seconds:.0f} s, loss {loss:.3f}"
                progress.show(1, detail, last=True)
                if event.reason == "not finite":
                    raise InputError(NOT_FINITE)
                return event
    raise AssertionError("training has no end")


def _part(event: StepDone, arguments: argparse.Namespace) -> float:
    if arguments.steps:
        return float(event.step / arguments.steps)
    return float(event.seconds / arguments.seconds) if arguments.seconds else 0.5


def _training_report(model: Model, end: TrainingEnded, device: Device) -> dict[str, Any]:
    return {
        "cell_diameter_px": round(model.diameter_px, 1),
        "steps": end.steps,
        "seconds": round(end.seconds, 1),
        "ended_by": end.reason,
        "device": device.name,
        **({"note": note} if (note := _note_of(model)) else {}),
        **({"hint": TOO_SHORT} if end.reason == "seconds" and end.steps < FEW_STEPS else {}),
    }


def _note_of(model: Model) -> str:
    """What is to be known of the weights that it began with."""
    start = model.provenance.get("started_from")
    return str(start.get("note", "")) if isinstance(start, dict) else ""


def _refuse_overwriting(
    planned: Sequence[Path], inputs: Sequence[Path], arguments: argparse.Namespace
) -> None:
    start = [] if arguments.init in (cli.FROM_GENERAL, cli.FROM_NOTHING) else [Path(arguments.init)]
    refuse_overwriting(planned, [*inputs, *start], overwrite=arguments.overwrite)


def _warnings(sketches: Sequence[NDArray[np.uint8]]) -> dict[str, list[str]]:
    """Advice where all sketches together show one kind of thing only."""
    advice = [*map(one_kind_advice, sketches)]
    return {"warnings": [advice[0]]} if advice[0] and len(set(advice)) == 1 else {}


def _notes(images: Sequence[Image], pages: PageAxis | None) -> dict[str, list[str]]:
    """How the files were understood where they do not say so themselves."""
    notes = [
        note
        for image in images
        for note in notes_on(image.path.name, contents_of(image.path, pages), pages)
    ]
    return {"notes": notes} if notes else {}


def _check_same_channels(images: Sequence[Image]) -> None:
    first = images[0]
    for image in images[1:]:
        if len(image.planes) != len(first.planes):
            raise InputError(
                f"{image.path.name} has {len(image.planes)} channels but {first.path.name} has "
                f"{len(first.planes)}: train on images of one kind at a time."
            )
