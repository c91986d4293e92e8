"""Functions shared by `run` and `train`: session, progress, report."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..core.resources import GENERAL_WEIGHTS, resource
from ..images.label_images import load_sketch
from ..images.load import Image, contents_of
from ..images.readers.base import PageAxis
from ..inference.prediction import PredictSettings
from ..live.messages import BaselineAdopted, Event
from ..models.device import Device, choose_device
from ..models.model import Model
from ..models.weights import load_weights
from ..offline.sketch_dataset import one_kind_advice
from ..results.file_kinds import FileStems
from ..results.overwriting import refuse_overwriting
from ..results.provenance import without_folders
from ..sketch.edits import Sketch
from ..sketch.strokes import count_strokes
from ..training.events import StepDone, StepSkipped, TrainingEnded
from ..training.settings import TrainSettings
from ..training.train_step import NOT_FINITE
from .batch_plan import notes_on
from .options import FROM_GENERAL, FROM_NOTHING
from .progress import ProgressLine
from .training_session import TrainingSession

SWITCHED = (
    "What the network knew before does not fit these images: it learns from the sketch alone now."
)
FEW_STEPS = 40
TOO_SHORT = "this computer made few steps in that time: masks get better with more --seconds"


def new_session(
    images: Sequence[Image], sketches: Sequence[Path], arguments: argparse.Namespace
) -> tuple[TrainingSession, Device, int, dict[str, list[str]]]:
    """Create a session with its sketches; also return device, number of strokes, and warnings."""
    drawn = [
        load_sketch(path, image.planes.shape[-2:])
        for path, image in zip(sketches, images, strict=True)
    ]
    start = initial_model(arguments.init)
    device = choose_device(arguments.device)
    stems = FileStems()  # stored in the weights, so without the user's folders
    names = [f"{stems.take(image.path.stem)}{image.path.suffix}" for image in images]
    session = TrainingSession(
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


def learned_model(session: TrainingSession, arguments: argparse.Namespace) -> Model:
    """Return the session's model, with the names of its classes."""
    assert session.model is not None
    return replace(session.model, class_names=arguments.class_names)


def initial_model(init: str) -> Model | None:
    """Load the weights given by `--init`; None: random ones."""
    if init == FROM_NOTHING:
        return None
    model = load_weights(resource(GENERAL_WEIGHTS) if init == FROM_GENERAL else init)
    return replace(model, provenance=without_folders(model.provenance))


def train_only(events: Iterator[Event], arguments: argparse.Namespace) -> TrainingEnded:
    """Train to the end with a progress line."""
    progress = ProgressLine("Learning")
    loss = float("nan")
    for event in events:
        match event:
            case StepDone():
                loss = event.loss
                part = _part(event, arguments)
                progress.show(part, f"step {event.step}, {event.seconds:.0f} s, loss {loss:.3f}")
            case StepSkipped():
                progress.show(0, f"step {event.step} was not finite, going on more slowly")
            case BaselineAdopted():
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


def training_report(model: Model, end: TrainingEnded, device: Device) -> dict[str, Any]:
    """Return the facts about a training run for the report."""
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
    """Return the note about the initial weights, if any."""
    start = model.provenance.get("started_from")
    return str(start.get("note", "")) if isinstance(start, dict) else ""


def refuse_replacing(
    planned: Sequence[Path], inputs: Sequence[Path], arguments: argparse.Namespace
) -> None:
    """Reject outputs that would replace inputs, initial weights, or files of other origin."""
    start = [] if arguments.init in (FROM_GENERAL, FROM_NOTHING) else [Path(arguments.init)]
    refuse_overwriting(planned, [*inputs, *start], overwrite=arguments.overwrite)


def _warnings(sketches: Sequence[NDArray[np.uint8]]) -> dict[str, list[str]]:
    """Return advice if all sketches lack the same."""
    advice = [*map(one_kind_advice, sketches)]
    return {"warnings": [advice[0]]} if advice[0] and len(set(advice)) == 1 else {}


def image_notes(images: Sequence[Image], pages: PageAxis | None) -> dict[str, list[str]]:
    """Describe how ambiguous files were interpreted."""
    notes = [
        note
        for image in images
        for note in notes_on(image.path.name, contents_of(image.path, pages), pages)
    ]
    return {"notes": notes} if notes else {}
