"""What each command does; the words it was called with come from `cli`."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import cli
from .device import Device, choose_device
from .errors import InputError
from .export import write_labels, write_overlay
from .images import Image, image_files, load_image, load_labels, load_sketch
from .measure import measure
from .messages import Event, MasksReady, Sketch, StepDone, StepSkipped, TileDone, TrainingEnded
from .metrics import evaluate as score
from .predictor import Fields, masks_of, predict
from .progress import Progress
from .resources import resource
from .results import Result
from .session import Session
from .settings import PredictSettings, TrainSettings
from .tables import count_row, write_counts, write_objects
from .weights import Model, load_weights, save_weights

FEW_STEPS = 40
TOO_SHORT = "this computer made few steps in that time: masks get better with more --seconds"


def run(arguments: argparse.Namespace) -> cli.Report:
    """Learn from one sketched image, segment it, write all results and the weights."""
    image = load_image(arguments.image)
    session, device = _session([image], [arguments.sketch], arguments)
    out = _folder(arguments.out)
    labels, end = _follow(session.run(), arguments)
    assert session.model is not None
    result = _result(image, labels[str(image.path)])
    files = _write_results(out, result)
    weights = out / f"{image.path.stem}_weights.safetensors"
    save_weights(weights, session.model)
    write_counts(out / "counts.csv", [count_row(result)])
    return {
        "image": str(image.path),
        "cells": int(labels[str(image.path)].max()),
        **_training_report(session.model, end, device),
        "files": [*files, str(weights), str(out / "counts.csv")],
    }


def train(arguments: argparse.Namespace) -> cli.Report:
    """Learn from sketched images and save the weights."""
    if len(arguments.image) != len(arguments.sketch):
        raise InputError(
            f"{len(arguments.image)} images but {len(arguments.sketch)} sketches were given: "
            "name one sketch for each image, in the same order."
        )
    if len(set(arguments.image)) < len(arguments.image):
        raise InputError("An image was named twice: name each one once, with one sketch.")
    if arguments.out.is_dir():
        raise InputError(f"{arguments.out} is a folder: name a file in it for the weights.")
    images = [load_image(path) for path in arguments.image]
    _check_same_channels(images)
    _folder(arguments.out.parent)
    session, device = _session(images, arguments.sketch, arguments)
    end = _train_only(session.run(), arguments)
    assert session.model is not None
    save_weights(arguments.out, session.model)
    return {
        "images": len(images),
        **_training_report(session.model, end, device),
        "files": [str(arguments.out)],
    }


def segment(arguments: argparse.Namespace) -> cli.Report:
    """Segment images with saved weights."""
    model = load_weights(arguments.weights).for_diameter(arguments.diameter)
    device = choose_device(arguments.device)
    out = _folder(arguments.out)
    rows, problems = [], []
    paths = _all_images(arguments.image)
    _check_different_names(paths)
    for number, path in enumerate(paths, 1):
        try:
            image = load_image(path)
            labels = _segment_one(model, image, device, f"{number}/{len(paths)} {path.name}")
            result = _result(image, labels)
            _write_results(out, result)
            rows.append(count_row(result))
            write_counts(out / "counts.csv", rows)
        except InputError as error:
            problems.append(str(error))
    if problems and not rows:
        raise InputError(" ".join(problems))
    counts = [{"image": row["image"], "cells": row["count"]} for row in rows]
    return {"images": counts, "problems": problems, "results_are_in": str(out)}


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
) -> tuple[Session, Device]:
    """A session with its sketches submitted."""
    drawn = [
        load_sketch(path, image.planes.shape[-2:])
        for path, image in zip(sketches, images, strict=True)
    ]
    start = None if arguments.init == "scratch" else load_weights(arguments.init)
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
    return session, device


def _follow(
    events: Iterator[Event], arguments: argparse.Namespace
) -> tuple[dict[str, NDArray[np.int32]], TrainingEnded]:
    """Masks by image id, showing progress."""
    end = _train_only(events, arguments)
    labels: dict[str, NDArray[np.int32]] = {}
    progress = Progress("Segmenting")
    for event in events:
        if isinstance(event, TileDone):
            progress.show(event.done / event.total, "", last=event.done == event.total)
        elif isinstance(event, MasksReady):
            labels[event.image_id] = event.labels
    return labels, end


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


def _segment_one(model: Model, image: Image, device: Device, title: str) -> NDArray[np.int32]:
    model = model.for_channels(len(image.planes))
    device.settle(model.network)
    fields = Fields.empty(image.planes.shape[-2:])
    progress = Progress(title)
    for tile in predict(model, image.planes, device, PredictSettings(), fields):
        progress.show(tile.done / tile.total, "", last=tile.done == tile.total)
    return masks_of(fields.distance, fields.flow, model)


def _write_results(out: Path, result: Result) -> list[str]:
    """Label image, overlay and table of one image; the files written."""
    masks, overlay = out / f"{result.stem}_masks.tif", out / f"{result.stem}_overlay.png"
    objects = out / f"{result.stem}_objects.csv"
    write_labels(masks, result.labels, result.pixel_size_um)
    write_overlay(overlay, result.planes, result.labels)
    write_objects(objects, result, measure(result))
    return [str(masks), str(overlay), str(objects)]


def _result(image: Image, labels: NDArray[np.int32]) -> Result:
    return Result(image.path.name, "", image.planes, labels, image.pixel_size_um)


def _training_report(model: Model, end: TrainingEnded, device: Device) -> dict[str, Any]:
    return {
        "cell_diameter_px": round(model.diameter_px, 1),
        "steps": end.steps,
        "seconds": round(end.seconds, 1),
        "ended_by": end.reason,
        "device": device.name,
        **({"hint": TOO_SHORT} if end.reason == "seconds" and end.steps < FEW_STEPS else {}),
    }


def _folder(path: Path) -> Path:
    """The folder, made if it is missing."""
    if path.is_file():
        raise InputError(f"{path} is a file where a folder is needed: choose another name.")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"The folder {path} cannot be made ({error.strerror}): choose another one."
        ) from error
    return path


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


def _check_same_channels(images: Sequence[Image]) -> None:
    first = images[0]
    for image in images[1:]:
        if len(image.planes) != len(first.planes):
            raise InputError(
                f"{image.path.name} has {len(image.planes)} channels but {first.path.name} has "
                f"{len(first.planes)}: train on images of one kind at a time."
            )
