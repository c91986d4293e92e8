"""A careless user: the count of cells never falls by a third without a notice.

    python benchmarks/careless_user.py --data DATA/bench --json FILE

Strokes that follow the gold standard are drawn one after another in a live session that learns
between them; with `--sketch`, the careful ones are those of a sketch of the case. One in ten is
careless: background that runs through the middle of cells, a cell stroke from one cell into
another, one that goes on over background, one on background. For each stroke it is noted whether
the check of strokes reported it, and after each prediction whether fewer than two thirds of the
most cells are left, and whether the session still holds the result that the window then offers to
return to.
"""

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage as ndi
from skimage.segmentation import find_boundaries

from sketchpose_engine.core.box import Box
from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.images.label_images import load_labels
from sketchpose_engine.images.load import load_image
from sketchpose_engine.live.guidance import VERY_UNCERTAIN, certain_parts
from sketchpose_engine.live.messages import (
    Event,
    FieldsReady,
    Guidance,
    Idle,
    MasksReady,
    ResultsHeld,
)
from sketchpose_engine.live.requests import Learn, LoadWeights, OpenImage, ReturnToResult
from sketchpose_engine.live.result import FALL, fallen_from
from sketchpose_engine.live.session import LiveSession
from sketchpose_engine.masks.drawn_cells import CellsFound
from sketchpose_engine.masks.matching import evaluate
from sketchpose_engine.masks.stroke_check import check_stroke, is_reliable
from sketchpose_engine.models.device import choose_device
from sketchpose_engine.sketch.annotations import Annotations, Brush
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND
from sketchpose_engine.training.events import StepDone

CASES = ["nuclei_u2os", "nuclei_purple", "bacteria_dense", "plant_cells"]
CARELESS_EVERY = 10  # strokes
RADIUS_PX = 4.0  # of a careless stroke
ANGLES = np.linspace(0, 2 * np.pi, 24, endpoint=False)
STROKE_PX = 10  # radius of a careful one beside cells
AWAY_PX = 8  # from all cells, at least: a careless cell stroke on background
LEAST_GROUND = 0.05  # of an image: with less background, cells fill it, and lines are drawn


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
    apart
        Steps between two strokes.
    seed
        Seed of the order of strokes and of the careless ones.
    sketch
        Name of the sketch with the careful strokes; "": they are made.
    """

    def __init__(self, folder: Path, apart: int, seed: int, sketch: str = "") -> None:
        self._planes = load_image(folder / "image.tif").planes
        self.gold = load_labels(folder / "masks.tif")
        self._cells = np.unique(self.gold)[1:]
        self._edges = find_boundaries(self.gold)
        self._ground = ndi.binary_erosion(self.gold == 0, iterations=2)
        self._fills_image = self._ground.mean() < LEAST_GROUND
        self._apart, self._rng = apart, np.random.default_rng(seed)
        self._sketch = Annotations("a", np.zeros(self.gold.shape, np.uint8))
        self._session = LiveSession(choose_device("cpu"))
        self._session.post(LoadWeights(resource(GENERAL_WEIGHTS)))
        self._session.post(OpenImage("a", self._planes, Sketch("a", 0, self._sketch.labels.copy())))
        self._session.post(Learn(True))
        self._events = self._session.run()
        self._results = ResultsHeld((), None)
        self._fields: FieldsReady | None = None
        self._found: CellsFound | None = None
        self._is_guess = False
        self._given = strokes_of(folder / f"sketch_{sketch}.tif") if sketch else []
        self._rng.shuffle(self._given)
        self.masks = np.zeros(self.gold.shape, np.int32)
        self.record = Record()

    def use(self, strokes: int) -> Record:
        """Draw so many strokes, with learning between them."""
        for number in range(1, strokes + 1):
            if number % CARELESS_EVERY:
                self._draw(*self._careful_stroke(number), careless=False)
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

    def _careful_stroke(self, number: int) -> tuple[int, np.ndarray]:
        """A stroke in the middle of a cell; every other one on background, or between cells."""
        if self._given:
            return self._given.pop()
        if number % 2:
            cell = self.gold == self._rng.choice(self._cells)
            depth = ndi.distance_transform_edt(cell)
            return FOREGROUND, depth > depth.max() / 2
        between = self._edges if self._fills_image else self._ground
        places = np.argwhere(between)
        place = places[self._rng.integers(len(places))]
        near = np.hypot(*(np.indices(self.gold.shape) - place[:, None, None])) < STROKE_PX
        return (BOUNDARY if self._fills_image else BACKGROUND), between & near

    def _careless_stroke(self, number: int) -> tuple[int, np.ndarray]:
        """A line between two neighbours, or from a cell over background, or on background."""
        kind = number // CARELESS_EVERY % 4
        away = ndi.distance_transform_edt(self.gold == 0)
        if kind == 0 and (away > AWAY_PX).any():
            places = np.argwhere(away > AWAY_PX)
            place = places[self._rng.integers(len(places))]
            near = np.hypot(*(np.indices(self.gold.shape) - place[:, None, None]))
            return FOREGROUND, near < RADIUS_PX
        centres = np.array(ndi.center_of_mass(self.gold > 0, self.gold, self._cells))
        one = self._rng.integers(len(centres))
        other = int(np.argsort(np.hypot(*(centres - centres[one]).T))[1])
        value = BACKGROUND if kind == 1 else FOREGROUND
        line = Annotations("", np.zeros(self.gold.shape, np.uint8))
        ends = centres[one], centres[other]
        if kind == 3:
            ends = centres[one], self._over_background(one, centres[one])
        if value == BACKGROUND:  # it comes from outside and goes on
            ends = 2 * ends[0] - ends[1], 2 * ends[1] - ends[0]
        line.paint(tuple(ends[0]), tuple(ends[1]), Brush(value, RADIUS_PX))
        return value, line.labels == value

    def _over_background(self, index: int, centre: np.ndarray) -> np.ndarray:
        """Return where a stroke from a cell ends that lies on background for its longer part."""
        cell = self._cells[index]
        reach = 4 * np.sqrt(np.count_nonzero(self.gold == cell) / np.pi)
        ends = centre + reach * np.stack([np.sin(ANGLES), np.cos(ANGLES)], axis=1)

        def ground(end: np.ndarray) -> float:
            line = np.linspace(centre, end, 50).round().astype(int)
            inside = ((line >= 0) & (line < self.gold.shape)).all(axis=1)
            owners = self.gold[tuple(line[inside].T)]
            return np.count_nonzero(owners == 0) - 50 * np.count_nonzero(
                (owners > 0) & (owners != cell)
            )

        return max(ends, key=ground)

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
        reported = self._is_reported(stroke, value)
        self.record.strokes += 1
        self.record.careless += careless
        self.record.careless_reported += careless and reported
        self.record.careful_reported += reported and not careless
        self._session.post(change)

    def _is_reported(self, stroke: np.ndarray, value: int) -> bool:
        """Whether the window would ask about a stroke, see `StrokeWatch`."""
        doubtful = np.full(stroke.shape, self._is_guess and value == BACKGROUND)
        background, cell = np.zeros((2, *stroke.shape), bool)
        if (fields := self._fields) is not None:
            doubtful[fields.box.slices] |= fields.uncertainty > VERY_UNCERTAIN
            certain = certain_parts(fields.flow, fields.uncertainty)
            background[fields.box.slices], cell[fields.box.slices] = certain
        reliable = is_reliable(self._found)
        mistake = check_stroke(
            self.masks,
            self._sketch.labels,
            stroke,
            value,
            doubtful=doubtful,
            background=background if reliable else None,
            cell=cell if reliable else None,
        )
        return mistake is not None

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
            self._is_guess = event.is_guess
            self._note_count(int(np.count_nonzero(event.areas_px)))
        elif isinstance(event, FieldsReady):
            self._fields = event
        elif isinstance(event, Guidance):
            self._found = event.cells
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


def strokes_of(file: Path) -> list[tuple[int, np.ndarray]]:
    """Values and pixels of the strokes of a sketch."""
    sketch = load_labels(file)
    strokes = []
    for value in np.unique(sketch)[1:].tolist():
        parts, count = ndi.label(sketch == value, np.ones((3, 3)))
        strokes += [(value, parts == part) for part in range(1, count + 1)]
    return strokes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a case")
    parser.add_argument("--cases", nargs="*", default=CASES)
    parser.add_argument("--strokes", type=int, default=30)
    parser.add_argument("--apart", type=int, default=12, help="steps from a stroke to the next")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sketch", default="", help="of the careful strokes, such as strokes")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    rows = []
    for case in arguments.cases:
        folder = arguments.data / case
        user = CarelessUser(folder, arguments.apart, arguments.seed, arguments.sketch)
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
