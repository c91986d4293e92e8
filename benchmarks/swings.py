"""Stability of masks while strokes are drawn one after another.

    python benchmarks/swings.py --data DATA/bench --json FILE

The strokes of a sketch are drawn one by one, in reading order, with some training steps in between.
The masks are scored on the way: `drop` is the largest decrease of F1 below its previous maximum.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage as ndi

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

HANDS = ["cells", "strokes"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a case")
    parser.add_argument("--cases", nargs="*", help="default: all")
    parser.add_argument("--hands", nargs="*", default=HANDS)
    parser.add_argument("--init", default=resource(GENERAL_WEIGHTS), help="default: as shipped")
    parser.add_argument("--apart", type=int, default=40, help="steps from a stroke to the next")
    parser.add_argument("--every", type=int, default=20, help="steps from a score to the next")
    parser.add_argument("--strokes", type=int, default=8, help="at most; the rest comes at once")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    cases = arguments.cases or sorted(p.name for p in arguments.data.iterdir() if p.is_dir())
    rows = []
    for hand in arguments.hands:
        for case in cases:
            scores = followed(arguments, arguments.data / case, hand)
            drop = float(np.max(np.maximum.accumulate(scores) - scores))
            rows.append({"hand": hand, "case": case, "drop": round(drop, 3), "f1": scores})
            print(rows[-1], flush=True)
            if arguments.json:
                arguments.json.write_text(json.dumps(rows, indent=1))


def followed(arguments: argparse.Namespace, folder: Path, hand: str) -> list[float]:
    """Return F1 of the current masks, from the first stroke on."""
    planes, gold = load_image(folder / "image.tif").planes, load_labels(folder / "masks.tif")
    sketch = load_sketch(folder / f"sketch_{hand}.tif", gold.shape)
    device = choose_device("cpu")
    learner = Learner(device, TrainSettings(), load_weights(arguments.init))
    annotated, scores = None, []
    for revision, labels in enumerate(one_by_one(sketch, arguments.strokes), 1):
        drawn = Sketch("a", revision, labels)
        if annotated is None:
            annotated = AnnotatedImage.of(planes, drawn)
        else:
            annotated.replace_sketch(drawn)
        learner.set_training_data({"a": annotated})
        for step in range(arguments.apart):
            if step % arguments.every == 0:
                shown = learner.prediction_model
                masks = segment_whole(shown, planes, device, PredictSettings(), labels).labels
                scores.append(round(float(evaluate(masks, gold).as_dict()["f1@0.5"]), 3))
            learner.step()
    return scores


def one_by_one(sketch: np.ndarray, most: int) -> list[np.ndarray]:
    """Return the growing sketch: first a cell and the largest background, then stroke by stroke."""
    strokes, count = ndi.label(sketch > 0, np.ones((3, 3)))
    cells = [n for n in range(1, count + 1) if (sketch[strokes == n] > 1).any()]
    others = [n for n in range(1, count + 1) if n not in cells]
    others.sort(key=lambda n: -np.count_nonzero(strokes == n))
    order = [*cells[:1], *others[:1], *cells[1:], *others[1:]]
    ends = [2, *range(3, min(len(order), most) + 1)]
    states = [np.isin(strokes, order[:end]) for end in ends] + [strokes > 0]
    return [np.where(state, sketch, 0).astype(np.uint8) for state in states]


if __name__ == "__main__":
    main()
