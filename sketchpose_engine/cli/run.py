"""Commands `run` and `demo`: training on one sketched image, and its segmentation."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.files import create_folder
from ..core.resources import resource
from ..images.label_images import load_sketch
from ..images.load import load_image
from ..inference.jobs import TileDone
from ..live.messages import Event, MasksReady
from ..models.weights import save_weights
from ..offline.sketch_dataset import check_one_frame
from ..results.exporter import Sources, export_results
from ..results.file_kinds import planned_files
from ..results.result import Result
from ..results.tables import DIALECTS
from ..training.events import TrainingEnded
from . import options
from .outputs import methods_of, result_of
from .progress import ProgressLine
from .training import (
    image_notes,
    learned_model,
    new_session,
    refuse_replacing,
    train_only,
    training_report,
)
from .training_session import TrainingSession


def run(arguments: argparse.Namespace) -> options.Report:
    """Train on one sketched image, segment it, write all results and the weights."""
    image = load_image(arguments.image, pages=arguments.pages)
    check_one_frame(image)
    stem, out = image.path.stem, arguments.out
    weights = out / f"{stem}_weights.safetensors"
    planned = [*planned_files([stem], out, arguments.kinds), weights]
    refuse_replacing(planned, [arguments.image, arguments.sketch], arguments)
    session, device, strokes, warnings = new_session([image], [arguments.sketch], arguments)
    create_folder(out)
    masks, end = _follow(session.run(), arguments)
    model = learned_model(session, arguments)
    result = result_of(image, masks.labels, masks.classes, model)
    methods = methods_of(model, sketched_images=1, strokes=strokes)
    dialect = DIALECTS[arguments.csv]
    files = list(
        export_results(
            [result], out, arguments.kinds, methods, _sources(session, arguments.sketch), dialect
        )
    )
    save_weights(weights, model)
    return {
        "image": str(image.path),
        "cells": int(masks.labels.max()),
        **image_notes([image], arguments.pages),
        **warnings,
        **training_report(model, end, device),
        "files": [str(path) for path in (*files, weights)],
    }


def _sources(session: TrainingSession, sketch: Path) -> Sources:
    """Return the sketch as given, and the predicted fields, as sources of exported files."""

    def fields(_: Result) -> NDArray[np.floating[Any]] | None:
        seen = session.fields
        return None if seen is None else np.concatenate([seen.distance[None], seen.flow])

    def drawn(result: Result) -> NDArray[np.uint8]:
        height, width = result.labels.shape
        return load_sketch(sketch, (height, width))

    return Sources(drawn, fields)


def demo(arguments: argparse.Namespace) -> options.Report:
    """Run the whole workflow on a sample image and sketch that are included."""
    arguments.image = resource(f"{options.DEMO_SAMPLE}/image.tif")
    arguments.sketch = resource(f"{options.DEMO_SAMPLE}/sketch.tif")
    arguments.pages = None
    if arguments.seconds is None and arguments.steps is None:
        arguments.seconds = options.DEMO_SECONDS
    report = run(arguments)
    return {**report, "results_are_in": str(arguments.out.resolve())}


def _follow(
    events: Iterator[Event], arguments: argparse.Namespace
) -> tuple[MasksReady, TrainingEnded]:
    """Train and segment with a progress line; return the masks of the image."""
    end = train_only(events, arguments)
    progress = ProgressLine("Segmenting")
    for event in events:
        if isinstance(event, TileDone):
            progress.show(event.done / event.total, "", last=event.done == event.total)
        elif isinstance(event, MasksReady):
            return event, end
    raise AssertionError("segmentation has no end")
