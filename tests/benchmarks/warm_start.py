"""From the general network or from random weights: quality after a few steps.

    python tests/benchmarks/warm_start.py --data DATA/bench --init FILE scratch --json FILE

Every case and sketch of `few_strokes.py`, with a budget of steps; of weights also what they find
before any step, at the width of the sketched cells. Rows that the JSON holds already are kept.
"""

import argparse
import json
import time
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import torch

from sketchpose_engine.device import choose_device
from sketchpose_engine.images import load_image, load_labels, load_sketch
from sketchpose_engine.learner import Learner
from sketchpose_engine.messages import MasksReady, Sketch
from sketchpose_engine.metrics import evaluate
from sketchpose_engine.page import Page
from sketchpose_engine.segmenting import segment
from sketchpose_engine.session import Session
from sketchpose_engine.settings import PredictSettings, TrainSettings
from sketchpose_engine.weights import Model, load_weights

SKETCHES = ["cells", "windows", "strokes"]
STEPS = [0, 5, 15, 30, 60, 150]
SCRATCH = "scratch"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a case")
    parser.add_argument("--init", nargs="+", default=[SCRATCH], help="weights files, or scratch")
    parser.add_argument("--cases", nargs="*", help="default: all")
    parser.add_argument("--sketches", nargs="*", default=SKETCHES)
    parser.add_argument("--steps", nargs="*", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="of training")
    parser.add_argument("--json", type=Path, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    rows = json.loads(arguments.json.read_text()) if arguments.json.exists() else []
    known = {identity(row) for row in rows}
    cases = arguments.cases or sorted(p.name for p in arguments.data.iterdir() if p.is_dir())
    for init in arguments.init:
        for steps in arguments.steps:
            for case in cases:
                for sketch in arguments.sketches:
                    row = {"init": Path(init).name, "steps": steps, "case": case, "sketch": sketch}
                    row["set"] = " ".join(arguments.set)
                    if identity(row) in known or (init == SCRATCH and not steps):
                        continue
                    row |= measure(arguments, init, steps, arguments.data / case, sketch)
                    rows.append(row)
                    arguments.json.write_text(json.dumps(rows, indent=1))
    print(table(rows))


def identity(row: dict) -> tuple:
    return tuple(row[name] for name in ("init", "steps", "case", "sketch", "set"))


def measure(
    arguments: argparse.Namespace, init: str, steps: int, folder: Path, sketch: str
) -> dict:
    """One training in this process, through a session as the program has it."""
    planes = load_image(folder / "image.tif").planes
    drawn = Sketch("a", 1, load_sketch(folder / f"sketch_{sketch}.tif", planes.shape[-2:]))
    start = None if init == SCRATCH else load_weights(init)
    train = TrainSettings(steps=steps, seed=arguments.seed)
    types = {field.name: type(getattr(train, field.name)) for field in fields(train)}
    for text in arguments.set:
        name, value = text.split("=")
        train = replace(train, **{name: types[name](float(value))})
    began = time.monotonic()
    masks = found(planes, drawn, train, start)
    seconds = time.monotonic() - began
    scores = evaluate(masks, load_labels(folder / "masks.tif")).as_dict()
    return {"f1": round(float(scores["f1@0.5"]), 4), "seconds": round(seconds, 1)}


def found(
    planes: np.ndarray, drawn: Sketch, train: TrainSettings, start: Model | None
) -> np.ndarray:
    """Masks after the steps of a session; without steps those of the weights as they are."""
    device = choose_device("cpu")
    if train.steps:
        session = Session({"a": planes}, device, train, PredictSettings(), start)
        session.submit(drawn)
        return next(e.labels for e in session.run() if isinstance(e, MasksReady))
    learner = Learner(device, train, start)
    learner.teach({"a": Page.of(planes, drawn)})
    for _ in (events := Last(segment(learner.model, planes, device, PredictSettings()))):
        pass
    return events.result.labels


class Last:
    """A generator, and what it returned."""

    def __init__(self, events):
        self._events = events

    def __iter__(self):
        self.result = yield from self._events


def table(rows: list[dict]) -> str:
    """One line a case and sketch, one column for each start and number of steps."""
    columns = list(dict.fromkeys((row["init"], row["set"], row["steps"]) for row in rows))
    scores = {
        (row["case"], row["sketch"], (row["init"], row["set"], row["steps"])): row["f1"]
        for row in rows
    }
    places = sorted({(row["case"], row["sketch"]) for row in rows})
    lines = [f"{'':<30}" + "".join(f"{init[:7]:>9}" for init, _, _ in columns)]
    lines.append(f"{'steps':<30}" + "".join(f"{steps:>9}" for _, _, steps in columns))
    for case, sketch in places:
        cells = [scores.get((case, sketch, column), np.nan) for column in columns]
        lines.append(f"{case:<21} {sketch:<8}" + "".join(f"{cell:>9.3f}" for cell in cells))
    means = [
        np.mean([scores[(*place, column)] for place in places if (*place, column) in scores])
        for column in columns
    ]
    lines.append(f"{'MEAN':<30}" + "".join(f"{mean:>9.3f}" for mean in means))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
