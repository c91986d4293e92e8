"""A robot that draws: number of strokes until the masks are good, and the best places to draw.

    python benchmarks/robot.py --data DATA/bench --json FILE

In each round it draws one stroke, the network is trained for some steps, and the masks are scored.
The robot uses the gold standard to draw correctly, at a place chosen by a strategy: at the largest
error (worst), where the program asks for a stroke (advice), or anywhere (random). With `cells` it
paints whole cells and their surroundings, with `strokes` only short lines. A case SET:NUMBER is an
image of a data set in the folder --sets.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from other_images import example
from scipy import ndimage as ndi
from skimage.graph import route_through_array

from sketchpose_engine.core.box import Box
from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.images.label_images import load_labels
from sketchpose_engine.images.load import load_image
from sketchpose_engine.inference.prediction import PredictSettings
from sketchpose_engine.inference.segment import segment_whole
from sketchpose_engine.live.guidance import uncertainty, where_to_draw
from sketchpose_engine.live.learner import Learner
from sketchpose_engine.live.stability import least_stable_place, mirrored_masks, unstable_pixels
from sketchpose_engine.masks.matching import evaluate
from sketchpose_engine.models.device import choose_device
from sketchpose_engine.models.weights import load_weights
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.sketch.from_masks import strokes_of
from sketchpose_engine.sketch.values import BOUNDARY, FOREGROUND
from sketchpose_engine.training.annotated_image import AnnotatedImage
from sketchpose_engine.training.settings import TrainSettings

CASES = ["bacteria_dense", "nuclei_crowded", "nuclei_u2os", "bacteria_filaments"]
STRATEGIES = ["worst", "advice", "random"]
HANDS = ["cells", "strokes"]
RING_PX = 4
SCRATCH, DEFAULT = "scratch", "default"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a case")
    parser.add_argument("--cases", nargs="*", default=CASES)
    parser.add_argument("--sets", type=Path, help="folder of data sets")
    parser.add_argument("--hands", nargs="*", default=HANDS)
    parser.add_argument("--strategies", nargs="*", default=STRATEGIES)
    parser.add_argument("--init", default=DEFAULT, help="default, scratch or a file")
    parser.add_argument("--steps", type=int, default=60, help="a round")
    parser.add_argument("--most", type=int, default=15, help="strokes")
    parser.add_argument("--enough", type=float, default=0.9, help="F1 at an IoU of 0.5")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    rows = []
    for case in arguments.cases:
        for hand in arguments.hands:
            for strategy in arguments.strategies:
                scores = Robot(arguments, case, hand, strategy).run()
                good = [n for n, f1 in enumerate(scores, 1) if f1 >= arguments.enough]
                row = {"case": case, "hand": hand, "strategy": strategy, "f1": scores}
                row["mean_f1"] = round(float(np.mean(scores)), 3)
                rows.append(row | {"strokes": good[0] if good else None})
                print(rows[-1], flush=True)
                if arguments.json:
                    arguments.json.write_text(json.dumps(rows, indent=1))


def loaded(arguments: argparse.Namespace, case: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the image and the gold standard of a case."""
    name, _, number = case.partition(":")
    if number:
        return example(sorted((arguments.sets / name / "images").iterdir())[int(number)])
    folder = arguments.data / case
    return load_image(folder / "image.tif").planes, load_labels(folder / "masks.tif")


class Robot:
    """Robot that draws on one image."""

    def __init__(self, arguments: argparse.Namespace, case: str, hand: str, strategy: str):
        self._arguments, self._hand, self._strategy = arguments, hand, strategy
        self._planes, self._gold = loaded(arguments, case)
        self._truth = strokes_of(self._gold)
        self._sketch = np.zeros(self._gold.shape, np.uint8)
        self._rng = np.random.default_rng(arguments.seed)
        self._width_px = float(np.sqrt(np.median(np.bincount(self._gold.ravel())[1:])))
        self._device = choose_device("cpu")
        start = {DEFAULT: resource(GENERAL_WEIGHTS)}.get(arguments.init, arguments.init)
        model = None if arguments.init == SCRATCH else load_weights(start)
        self._learner = Learner(self._device, TrainSettings(seed=arguments.seed), model)
        self._annotated: AnnotatedImage | None = None
        self._tried: list[tuple[int, int]] = []

    def run(self) -> list[float]:
        """Return F1 after each stroke, until it is good."""
        scores: list[float] = []
        masks = np.zeros(self._gold.shape, np.int32)
        place = self._first()
        while len(scores) < self._arguments.most:
            self._draw(*place, masks)
            if not scores:
                self._dab(*self._background())  # a cell alone is not sufficient for training
            self._learn(len(scores) + 1)
            found = segment_whole(
                self._learner.prediction_model,
                self._planes,
                self._device,
                PredictSettings(),
                self._sketch,
            )
            masks = found.labels
            scores.append(round(float(evaluate(masks, self._gold).as_dict()["f1@0.5"]), 3))
            if scores[-1] >= self._arguments.enough:
                break
            place = self._next(masks, found.fields)
        return scores

    def _first(self) -> tuple[int, int]:
        """Return the centre of a cell of median size."""
        areas = np.bincount(self._gold.ravel())
        areas[0] = 0
        usual = int(abs(areas - np.median(areas[areas > 0])).argmin())
        return self._deepest(self._gold == usual)

    def _background(self) -> tuple[int, int]:
        return self._deepest(self._gold == 0)

    def _deepest(self, where: np.ndarray) -> tuple[int, int]:
        depth = ndi.distance_transform_edt(np.pad(where, 1))[1:-1, 1:-1]
        y, x = np.unravel_index(int(depth.argmax()), depth.shape)
        return int(y), int(x)

    def _learn(self, revision: int) -> None:
        drawn = Sketch("a", revision, self._sketch.copy())
        if self._annotated is None:
            self._annotated = AnnotatedImage.of(self._planes, drawn)
        else:
            self._annotated.replace_sketch(drawn)
        self._learner.set_training_data({"a": self._annotated})
        for _ in range(self._arguments.steps):
            self._learner.step()

    def _next(self, masks: np.ndarray, fields) -> tuple[int, int]:
        """Choose the place of the next stroke."""
        if self._strategy == "advice" and (place := self._advised(masks, fields)) is not None:
            return place
        if self._strategy == "worst":
            errors, _ = ndi.label(self._wrong(masks) & (self._sketch == 0))
            areas = np.bincount(errors.ravel())
            areas[[0, *errors[tuple(np.transpose(self._tried))]]] = 0  # not twice in one place
            if areas.any():
                return self._deepest(errors == int(areas.argmax()))
        free = np.argwhere(self._sketch == 0)
        return tuple(map(int, free[self._rng.integers(len(free))]))

    def _advised(self, masks: np.ndarray, fields) -> tuple[int, int] | None:
        """Return where the program would ask for a stroke."""
        model = self._learner.prediction_model.for_channels(len(self._planes))
        near_px = model.diameter_px / 2
        whole = Box.whole(self._gold.shape)
        mirrored = mirrored_masks(model, self._annotated, whole, self._device)
        unstable = unstable_pixels(masks, mirrored)
        place = least_stable_place(unstable, self._sketch, near_px)
        if place is None:
            unsure = uncertainty(
                fields.distance, fields.flow, None, model.diameter_px / 8, unstable
            )
            place = where_to_draw(unsure, self._sketch, near_px)
        return place

    def _wrong(self, masks: np.ndarray) -> np.ndarray:
        """Return the pixels whose mask is not that of their cell."""
        pairs = np.stack([self._gold.ravel(), masks.ravel()]).astype(np.int64)
        size = int(masks.max()) + 1
        shared = np.bincount(pairs[0] * size + pairs[1], minlength=(self._gold.max() + 1) * size)
        shared = shared.reshape(-1, size)
        best_of_cell, best_of_mask = shared.argmax(1), shared.argmax(0)
        right = (best_of_cell[self._gold] == masks) & (best_of_mask[masks] == self._gold)
        return ~right

    def _draw(self, y: int, x: int, masks: np.ndarray) -> None:
        """Draw the truth at a place."""
        self._tried.append((y, x))
        cell = int(self._gold[y, x])
        if not cell:
            self._dab(y, x)
        elif self._hand == "cells":
            inside = self._gold == cell
            around = ndi.binary_dilation(inside, iterations=RING_PX) & (self._gold == 0)
            self._paint(inside | around)
        elif masks[y, x] and self._merged(cell, masks == masks[y, x]):
            self._line_around(cell)
        else:
            self._line_along(cell)

    def _merged(self, cell: int, mask: np.ndarray) -> bool:
        """Return whether a mask (H, W) contains most of another cell, too."""
        sizes = np.bincount(self._gold.ravel())
        inside = np.bincount(self._gold[mask], minlength=len(sizes))
        inside[[0, cell]] = 0
        return bool((inside > 0.5 * sizes).any())

    def _dab(self, y: int, x: int) -> None:
        """Draw a short stroke of background."""
        reach = np.hypot(*(np.indices(self._gold.shape) - np.array([y, x])[:, None, None]))
        self._paint((reach < 0.6 * self._width_px + 2) & (self._gold == 0))

    def _line_along(self, cell: int) -> None:
        """Draw a line along the middle of a cell, from end to end."""
        depth = ndi.distance_transform_edt(np.pad(self._gold == cell, 1))[1:-1, 1:-1]
        core = np.argwhere(depth > 0.6 * depth.max())
        far = core[((core - core.mean(0)) ** 2).sum(1).argmax()]
        other = core[((core - far) ** 2).sum(1).argmax()]
        cost = np.where(depth > 0, 1 / np.maximum(depth, 0.5) ** 2, -1)  # -1: never through there
        path, _ = route_through_array(cost, far, other)
        stroke = np.zeros(self._gold.shape, bool)
        stroke[tuple(np.transpose(path))] = True
        stroke = ndi.binary_dilation(stroke, iterations=max(1, int(0.3 * depth.max())))
        self._sketch[stroke & (depth > 1)] = FOREGROUND

    def _line_around(self, cell: int) -> None:
        """Draw the line where a cell touches others."""
        near = ndi.binary_dilation(self._gold == cell)
        self._sketch[near & (self._truth == BOUNDARY)] = BOUNDARY

    def _paint(self, where: np.ndarray) -> None:
        self._sketch[where] = self._truth[where]


if __name__ == "__main__":
    main()
