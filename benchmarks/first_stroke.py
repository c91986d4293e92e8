"""A live session as in the window: time to the first masks, and quality second by second.

    python benchmarks/first_stroke.py --data DATA/bench --json FILE

First one stroke is drawn on a cell, and the time until there are masks is measured; then all
strokes of the sketch, and the masks shown 1, 5, 15 and 30 seconds later are scored. `--init
scratch` starts with random weights, as in the paper.
"""

import argparse
import json
import threading
import time
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage as ndi

from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.images.load import load_image
from sketchpose_engine.live.messages import Guidance, MasksReady
from sketchpose_engine.live.requests import Learn, LoadWeights, OpenImage
from sketchpose_engine.live.session import LiveSession
from sketchpose_engine.masks.matching import evaluate
from sketchpose_engine.sketch.edits import Change, Sketch
from sketchpose_engine.sketch.pixel_index import AnnotatedPixels
from sketchpose_engine.training.events import StepDone

SKETCHES = ["cells", "windows", "strokes"]
SECONDS = [1.0, 5.0, 15.0, 30.0]
PATIENCE_S = 5.0  # to wait for masks of the first stroke
SCRATCH, DEFAULT = "scratch", "default"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a case")
    parser.add_argument("--cases", nargs="*", help="default: all")
    parser.add_argument("--sketches", nargs="*", default=SKETCHES)
    parser.add_argument("--seconds", nargs="*", type=float, default=SECONDS)
    parser.add_argument("--init", nargs="*", default=[DEFAULT, SCRATCH], help="or a file")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    cases = arguments.cases or sorted(p.name for p in arguments.data.iterdir() if p.is_dir())
    rows = []
    for init in arguments.init:
        for sketch in arguments.sketches:
            for case in cases:
                row = {"init": Path(init).name, "sketch": sketch, "case": case}
                rows.append(row | measure(arguments.data / case, sketch, init, arguments.seconds))
                print(*(f"{value!s:<20}" for value in rows[-1].values()), flush=True)
                if arguments.json:
                    arguments.json.write_text(json.dumps(rows, indent=1))
            print_means(rows, init, sketch)


def measure(folder: Path, sketch: str, init: str, seconds: list[float]) -> dict:
    """Run one session, from the first stroke on."""
    planes = load_image(folder / "image.tif").planes
    drawn = load_sketch(folder / f"sketch_{sketch}.tif", planes.shape[-2:])
    gold = load_labels(folder / "masks.tif")
    user = User(planes, init)
    start = time.monotonic()
    user.draw(one_cell(drawn))
    first_s = user.wait_for_masks(PATIENCE_S) - start
    start = time.monotonic()
    user.draw(drawn)
    row = {"first_masks_s": round(first_s, 2)}
    for moment in seconds:
        time.sleep(max(0.0, start + moment - time.monotonic()))
        row[f"f1_{moment:g}s"] = round(float(evaluate(user.masks(), gold).as_dict()["f1@0.5"]), 3)
    row |= {"steps": user.steps, "unseen": user.unseen}
    user.leave()
    return row


class User:
    """User who draws and reads the masks."""

    def __init__(self, planes: np.ndarray, init: str) -> None:
        self._session = LiveSession()
        self._labels = np.zeros(planes.shape[-2:], np.uint8)
        self._masks = np.zeros(planes.shape[-2:], np.int32)
        self._revision = 0
        self._there = threading.Event()
        self.steps, self.unseen = 0, None
        start = {SCRATCH: None, DEFAULT: resource(GENERAL_WEIGHTS)}
        self._session.post(LoadWeights(start[init] if init in start else Path(init)))
        self._session.post(OpenImage("a", planes, Sketch("a", 0, self._labels.copy())))
        self._session.post(Learn(True))
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()
        time.sleep(0.5)  # as users do not draw at the moment when an image opens

    def draw(self, labels: np.ndarray) -> None:
        """Add all strokes of a sketch."""
        self._there.clear()
        height, width = labels.shape
        tiles = {
            tile.grown(0, (height, width)): labels[tile.slices].copy()
            for tile in AnnotatedPixels(labels).tiles()
        }
        self._revision += 1
        self._session.post(Change("a", self._revision, tiles, ()))

    def wait_for_masks(self, seconds: float) -> float:
        """Return when there were masks; infinity: never."""
        return time.monotonic() if self._there.wait(seconds) else np.inf

    def masks(self) -> np.ndarray:
        """Return the current masks."""
        return self._masks.copy()

    def leave(self) -> None:
        """Close the window."""
        self._session.stop()
        self._thread.join()

    def _follow(self) -> None:
        for event in self._session.run():
            match event:
                case MasksReady():
                    self._masks[event.box.slices] = event.labels
                    if event.labels.any():
                        self._there.set()
                case StepDone():
                    self.steps = event.step
                case Guidance():
                    self.unseen = event.unseen


def one_cell(drawn: np.ndarray) -> np.ndarray:
    """Return the largest stroke on a cell of a sketch."""
    strokes, count = ndi.label(drawn == 2)
    sizes = ndi.sum_labels(drawn == 2, strokes, range(1, count + 1))
    return np.where(strokes == 1 + int(np.argmax(sizes)), drawn, 0).astype(np.uint8)


def print_means(rows: list[dict], init: str, sketch: str) -> None:
    chosen = [r for r in rows if (r["init"], r["sketch"]) == (Path(init).name, sketch)]
    means = {
        name: round(float(np.mean([row[name] for row in chosen])), 3)
        for name in chosen[0]
        if name.startswith("f")
    }
    print("MEAN", init, sketch, means, flush=True)


if __name__ == "__main__":
    main()
