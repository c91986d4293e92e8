"""Pretrained against random weights: quality after a number of training steps, or of seconds.

    python benchmarks/warm_start.py --data DATA/bench --init default scratch --json FILE

One training without a budget for every case and sketch, as in the window; the masks of the EMA of
the weights, which are shown there, are scored on the way. After 0 steps they are those of the
initial network, with norms adapted to the image. Rows already in the JSON are kept. With
`--seconds`, scores are taken after so many seconds that learning kept a core busy, which other
programs on the machine hardly change; the first of them includes the preparation of the sketch.
"""

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch

from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.images.load import load_image
from sketchpose_engine.inference.prediction import PredictSettings
from sketchpose_engine.inference.segment import segment_whole
from sketchpose_engine.live.learner import Learner
from sketchpose_engine.masks.matching import evaluate
from sketchpose_engine.models.device import choose_device
from sketchpose_engine.models.weights import load_weights
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.training.annotated_image import AnnotatedImage
from sketchpose_engine.training.settings import TrainSettings

SKETCHES = ["cells", "windows", "strokes"]
STEPS = [0, 5, 15, 30, 60, 150]
SCRATCH, DEFAULT = "scratch", "default"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a case")
    parser.add_argument("--init", nargs="+", default=[DEFAULT], help="default, scratch or files")
    parser.add_argument("--cases", nargs="*", help="default: all")
    parser.add_argument("--sketches", nargs="*", default=SKETCHES)
    parser.add_argument("--steps", nargs="*", type=int, default=STEPS)
    parser.add_argument("--seconds", nargs="*", type=float, help="of a core, instead of steps")
    parser.add_argument("--seeds", nargs="*", type=int, default=[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    rows = json.loads(arguments.json.read_text()) if arguments.json.exists() else []
    known = {identity(row) for row in rows}
    unit = "seconds" if arguments.seconds else "steps"
    cases = arguments.cases or sorted(p.name for p in arguments.data.iterdir() if p.is_dir())
    for init in arguments.init:
        for sketch in arguments.sketches:
            for case in cases:
                for seed in arguments.seeds:
                    row = {"init": Path(init).name, "sketch": sketch, "case": case, "seed": seed}
                    row["unit"] = unit
                    if identity(row) in known:
                        continue
                    rows.append(row | measure(arguments, init, arguments.data / case, sketch, seed))
                    arguments.json.write_text(json.dumps(rows, indent=1))
            alike = [row for row in rows if row["unit"] == unit]
            print(table(alike, Path(init).name, sketch), flush=True)


def identity(row: dict) -> tuple:
    return tuple(row[name] for name in ("init", "sketch", "case", "seed", "unit"))


def measure(arguments: argparse.Namespace, init: str, folder: Path, sketch: str, seed: int) -> dict:
    """Return F1 at several steps of one training."""
    planes, gold = load_image(folder / "image.tif").planes, load_labels(folder / "masks.tif")
    drawn = Sketch("a", 1, load_sketch(folder / f"sketch_{sketch}.tif", gold.shape))
    start = {DEFAULT: resource(GENERAL_WEIGHTS)}.get(init, init)
    model = None if init == SCRATCH else load_weights(start)
    device = choose_device("cpu")
    learner = Learner(device, TrainSettings(seed=seed), model)
    began, clock = time.monotonic(), Clock()
    learner.set_training_data({"a": AnnotatedImage.of(planes, drawn)})
    scores = {}
    steps = 0
    for mark in sorted(arguments.seconds or arguments.steps):
        while clock.seconds() < mark if arguments.seconds else steps < mark:
            learner.step()
            steps += 1
        if steps or model is not None:
            with clock.stopped():
                shown = learner.prediction_model
                masks = segment_whole(shown, planes, device, PredictSettings(), drawn.labels).labels
                scores[mark] = round(float(evaluate(masks, gold).as_dict()["f1@0.5"]), 4)
    return {"f1": scores, "steps": steps, "seconds": round(time.monotonic() - began, 1)}


class Clock:
    """Clock of the time in which this process kept cores busy."""

    def __init__(self) -> None:
        self._began_s = time.process_time()

    def seconds(self) -> float:
        """Return the seconds since the start, without those in which it was stopped."""
        return time.process_time() - self._began_s

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the clock."""
        now = time.process_time()
        yield
        self._began_s += time.process_time() - now


def table(rows: list[dict], init: str, sketch: str) -> str:
    """Return one line per case, one column per number of steps or seconds; means over the seeds."""
    chosen = [row for row in rows if (row["init"], row["sketch"]) == (init, sketch)]
    marks = sorted({float(mark) for row in chosen for mark in row["f1"]})
    lines = [f"{init[:20]:<21}{sketch:<9}" + "".join(f"{mark:>8g}" for mark in marks)]
    means = []
    for case in sorted({row["case"] for row in chosen}):
        found = [row["f1"] for row in chosen if row["case"] == case]
        scores = [{float(mark): f1 for mark, f1 in each.items()} for each in found]
        f1 = [np.mean([each[mark] for each in scores]) for mark in marks]
        means.append(f1)
        lines.append(f"{case:<30}" + "".join(f"{value:>8.3f}" for value in f1))
    lines.append(f"{'MEAN':<30}" + "".join(f"{value:>8.3f}" for value in np.mean(means, 0)))
    lines.append(f"{'LEAST':<30}" + "".join(f"{value:>8.3f}" for value in np.min(means, 0)))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
