"""What each command does; the words it was called with come from `cli`."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import cli
from .device import Device, choose_device
from .errors import InputError
from .exports import export_results
from .findings import made_folder, methods_of, result_of
from .images import Image, load_image, load_labels, load_sketch
from .messages import (
    Event,
    MasksReady,
    Sketch,
    StepDone,
    StepSkipped,
    TileDone,
    TrainingEnded,
)
from .methods import count_strokes
from .metrics import evaluate as score
from .progress import Progress
from .resources import GENERAL_WEIGHTS, resource
from .segment_command import segment as segment
from .session import Session
from .settings import PredictSettings, TrainSettings
from .train_command import check_words, train_set
from .weights import Model, load_weights, save_weights

FEW_STEPS = 40
TOO_SHORT = "this computer made few steps in that time: masks get better with more --seconds"


def run(arguments: argparse.Namespace) -> cli.Report:
    """Learn from one sketched image, segment it, write all results and the weights."""
    image = load_image(arguments.image)
    _check_one_frame(image)
    session, device, strokes = _session([image], [arguments.sketch], arguments)
    out = made_folder(arguments.out)
    masks, end = _follow(session.run(), arguments)
    model = _learned(session, arguments)
    result = result_of(image, masks.labels, masks.classes, model)
    methods = methods_of(model, 1, sketched_images=1, strokes=strokes)
    files = list(export_results([result], out, arguments.kinds, methods))
    weights = out / f"{image.path.stem}_weights.safetensors"
    save_weights(weights, model)
    return {
        "image": str(image.path),
        "cells": int(masks.labels.max()),
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
    if len(set(arguments.image)) < len(arguments.image):
        raise InputError("An image was named twice: name each one once, with one sketch.")
    images = [load_image(path) for path in arguments.image]
    _check_same_channels(images)
    made_folder(arguments.out.parent)
    for image in images:
        _check_one_frame(image)
    session, device, _ = _session(images, arguments.sketch, arguments)
    end = _train_only(session.run(), arguments)
    model = _learned(session, arguments)
    save_weights(arguments.out, model)
    return {
        "images": len(images),
        **_training_report(model, end, device),
        "files": [str(arguments.out)],
    }


def evaluate(arguments: argparse.Namespace) -> cli.Report:
    """Compare masks with a gold standard."""
    masks, gold = load_labels(arguments.masks), load_labels(arguments.gold)
    if masks.shape != gold.shape:
        raise InputError(
            f"{arguments.masks.name} is {masks.shape[1]}x{masks.shape[0]} px but "
            f"{arguments.gold.name} is {gold.shape[1]}x{gold.shape[0]}: "
            "compare masks of the same image."
        )
    return {name: round(float(value), 4) for name, value in score(masks, gold).as_dict().items()}


def demo(arguments: argparse.Namespace) -> cli.Report:
    """Run the whole way on a shipped sample with its shipped sketch."""
    arguments.image = resource(f"{cli.DEMO_SAMPLE}/image.tif")
    arguments.sketch = resource(f"{cli.DEMO_SAMPLE}/sketch.tif")
    if arguments.seconds is None and arguments.steps is None:
        arguments.seconds = cli.DEMO_SECONDS
    report = run(arguments)
    return {**report, "results_are_in": str(arguments.out.resolve())}


def _session(
    images: Sequence[Image], sketches: Sequence[Path], arguments: argparse.Namespace
) -> tuple[Session, Device, int]:
    """A session with its sketches submitted, and the number of strokes in them."""
    drawn = [
        load_sketch(path, image.planes.shape[-2:])
        for path, image in zip(sketches, images, strict=True)
    ]
    start = _start(arguments.init)
    device = choose_device(arguments.device)
    session = Session(
        {str(image.path): image.planes for image in images},
        device,
        TrainSettings(arguments.steps, arguments.seconds, arguments.seed),
        PredictSettings(),
        start,
        arguments.diameter,
    )
    for image, labels in zip(images, drawn, strict=True):
        session.submit(Sketch(str(image.path), 1, labels))
    return session, device, sum(map(count_strokes, drawn))


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
    return load_weights(resource(GENERAL_WEIGHTS) if init == cli.FROM_GENERAL else init)


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
            case TrainingEnded():
                detail = f"{event.steps} steps, {event.seconds:.0f} s, loss {loss:.3f}"
                progress.show(1, detail, last=True)
                if event.reason == "not finite":
                    raise InputError(
                        "The numbers of this image cannot be learned from: "
                        "check that its intensities are not damaged."
                    )
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


def _check_one_frame(image: Image) -> None:
    if len(image.extent) > 1:
        raise InputError(
            f"{image.path.name} is a stack of {len(image.extent)} frames: save the frame that "
            "was sketched as an image of its own, or draw on it in the window."
        )


def _check_same_channels(images: Sequence[Image]) -> None:
    first = images[0]
    for image in images[1:]:
        if len(image.planes) != len(first.planes):
            raise InputError(
                f"{image.path.name} has {len(image.planes)} channels but {first.path.name} has "
                f"{len(first.planes)}: train on images of one kind at a time."
            )
