"""A careless user: the count of cells never falls by a third without a notice.

    python benchmarks/careless_user.py --data DATA/bench --json FILE

The strokes of a sketch are drawn one after another in a live session that learns between them. One
stroke in ten is careless: background that runs through the middle of cells, or a cell stroke from
one cell into another. For each stroke it is noted whether the check of strokes reported it, and
after each prediction whether fewer than two thirds of the most cells are left, and whether the
session still holds the result that the window then offers to return to.
"""

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage as ndi

from sketchpose_engine.core.box import Box
from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.images.load import load_image
from sketchpose_engine.live.messages import Event, Idle, MasksReady, ResultsHeld
from sketchpose_engine.live.requests import Learn, LoadWeights, OpenImage, ReturnToResult
from sketchpose_engine.live.result import FALL, fallen_from
from sketchpose_engine.live.session import LiveSession
from sketchpose_engine.masks.matching import evaluate
from sketchpose_engine.masks.stroke_check import check_stroke
from sketchpose_engine.models.device import choose_device
from sketchpose_engine.sketch.annotations import Annotations, Brush
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND
from sketchpose_engine.training.events import StepDone

CASES = ["nuclei_u2os", "nuclei_purple", "bacteria_dense", "plant_cells"]
CARELESS_EVERY = 10  # strokes
RADIUS_PX = 4.0


@dataclass
class Record:
    """What happened to one user."""

    strokes: int = 0
    careless: int = 0
    careless_reported: int = 0
    careful_reported: int = 0
    predictions: int = 0
    most: int = 0
    fallen: int = 0  # predictions with fewer than two thirds of the most cells
    unnoticed: int = 0  # of these, without a result to return to
    counts: list[int] = field(default_factory=list)


class CarelessUser:
    """User of a session in this thread; time is counted in steps of training.

    Parameters
    ----------
    folder
        Folder of the case.
    hand
        Kind of sketch, whose strokes are drawn.
    apart
        Steps between two strokes.
    seed
        Seed of the order of strokes and of the careless ones.
    """

    def __init__(self, folder: Path, hand: str, apart: int, seed: int) -> None:
        self._planes = load_image(folder / "image.tif").planes
        self.gold = load_labels(folder / "masks.tif")
        self._planned = load_sketch(folder / f"sketch_{hand}.tif", self.gold.shape)
        self._apart, self._rng = apart, np.random.default_rng(seed)
        self._sketch = Annotations("a", np.zeros(self.gold.shape, np.uint8))
        self._session = LiveSession(choose_device("cpu"))
        self._session.post(LoadWeights(resource(GENERAL_WEIGHTS)))
        self._session.post(OpenImage("a", self._planes, Sketch("a", 0, self._sketch.labels.copy())))
        self._session.post(Learn(True))
        self._events = self._session.run()
        self._results = ResultsHeld((), None)
        self.masks = np.zeros(self.gold.shape, np.int32)
        self.record = Record()

    def use(self, strokes: int) -> Record:
        """Draw so many strokes, with learning between them."""
        for number, (value, pixels) in enumerate(self._planned_strokes(strokes), 1):
            if number % CARELESS_EVERY:
                self._draw(value, pixels, careless=False)
            else:
                self._draw(*self._careless_stroke(number), careless=True)
            self._learn()
        return self.record

    def return_to_most(self) -> None:
        """Return to the result with most cells, as the window offers."""
        most = max(self._results.results, key=lambda result: result.cells)
        self._session.post(Learn(False))
        self._session.post(ReturnToResult(most.number))
        while not isinstance(self._next(), Idle):
            pass

    def _planned_strokes(self, count: int) -> list[tuple[int, np.ndarray]]:
        """Connected strokes of the sketch, cells first and then in random order."""
        strokes = []
        for value in np.unique(self._planned[self._planned > 0]):
            parts, found = ndi.label(self._planned == value)
            strokes += [(int(value), parts == part) for part in range(1, found + 1)]
        order = self._rng.permutation(len(strokes))
        strokes = [strokes[place] for place in order]
        first = [next(s for s in strokes if s[0] == value) for value in (FOREGROUND, BACKGROUND)]
        return (first + [s for s in strokes if not any(s is f for f in first)])[:count]

    def _careless_stroke(self, number: int) -> tuple[int, np.ndarray]:
        """A line between the centres of two neighbours: as background, or as one cell."""
        cells = np.unique(self.gold)[1:]
        centres = np.array(ndi.center_of_mass(self.gold > 0, self.gold, cells))
        one = self._rng.integers(len(cells))
        away = np.hypot(*(centres - centres[one]).T)
        other = int(np.argsort(away)[1])
        value = BACKGROUND if number // CARELESS_EVERY % 2 else FOREGROUND
        line = Annotations("", np.zeros(self.gold.shape, np.uint8))
        ends = centres[one], centres[other]
        if value == BACKGROUND:  # it comes from outside and goes on
            ends = 2 * ends[0] - ends[1], 2 * ends[1] - ends[0]
        line.paint(tuple(ends[0]), tuple(ends[1]), Brush(value, RADIUS_PX))
        return value, line.labels == value

    def _draw(self, value: int, pixels: np.ndarray, *, careless: bool) -> None:
        box = Box.around(pixels)
        if box is None:
            return
        self._sketch.stamp(box, np.where(pixels[box.slices], value, 0).astype(np.uint8))
        change = self._sketch.finish()
        painted = self._sketch.painted(value)
        if change is None or painted is None:
            return
        around, new = painted
        stroke = np.zeros(self.gold.shape, bool)
        stroke[around.slices] = new
        reported = check_stroke(self.masks, self._sketch.labels, stroke, value) is not None
        self.record.strokes += 1
        self.record.careless += careless
        self.record.careless_reported += careless and reported
        self.record.careful_reported += reported and not careless
        self._session.post(change)

    def _learn(self) -> None:
        """Follow the session for some steps, or until it rests."""
        steps = 0
        while steps < self._apart:
            event = self._next()
            steps += isinstance(event, StepDone)
            if isinstance(event, Idle):
                return

    def _next(self) -> Event:
        event = next(self._events)
        if isinstance(event, MasksReady):
            self.masks[event.box.slices] = event.labels
            self._note_count(int(np.count_nonzero(event.areas_px)))
        elif isinstance(event, ResultsHeld):
            self._results = event
        return event

    def _note_count(self, cells: int) -> None:
        record = self.record
        record.predictions += 1
        record.counts.append(cells)
        record.most = max(record.most, cells)
        if cells < FALL * record.most:
            record.fallen += 1
            record.unnoticed += fallen_from(cells, self._results.results) is None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a case")
    parser.add_argument("--cases", nargs="*", default=CASES)
    parser.add_argument("--hand", default="strokes", help="kind of sketch")
    parser.add_argument("--strokes", type=int, default=30)
    parser.add_argument("--apart", type=int, default=12, help="steps from a stroke to the next")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    rows = []
    for case in arguments.cases:
        folder = arguments.data / case
        user = CarelessUser(folder, arguments.hand, arguments.apart, arguments.seed)
        row = {
            "case": case,
            **vars(user.use(arguments.strokes)),
            "cells": len(np.unique(user.gold)) - 1,
        }
        row["f1"] = round(float(evaluate(user.masks, user.gold).as_dict()["f1@0.5"]), 3)
        user.return_to_most()
        row["f1_most"] = round(float(evaluate(user.masks, user.gold).as_dict()["f1@0.5"]), 3)
        rows.append(row)
        print({name: value for name, value in row.items() if name != "counts"}, flush=True)
        if arguments.json:
            arguments.json.write_text(json.dumps(rows, indent=1))
    if sum(row["unnoticed"] for row in rows):
        raise SystemExit("The count fell by a third without a notice.")


if __name__ == "__main__":
    main()
