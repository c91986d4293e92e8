"""Training on one image, tested on others of the same set.

    python benchmarks/other_images.py --data DATA --simulate simulate_sketch.py --json FILE

Eight cells of one image are sketched, the network is trained for some steps, and segments other
images as "Segment all images" does. If the network was pretrained on a set, name weights that
were trained without it with --init.
"""

import argparse
import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from sparse_sets import tool_of

from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.images.intensity import percentile_range
from sketchpose_engine.images.label_images import load_labels
from sketchpose_engine.images.load import load_image
from sketchpose_engine.inference.prediction import PredictSettings
from sketchpose_engine.inference.segment import segment_whole
from sketchpose_engine.live.learner import Learner
from sketchpose_engine.masks.matching import evaluate
from sketchpose_engine.models.adabn import adapt_batch_norm
from sketchpose_engine.models.device import choose_device
from sketchpose_engine.models.network_image import NetworkImage
from sketchpose_engine.models.weights import load_weights
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.training.annotated_image import AnnotatedImage
from sketchpose_engine.training.settings import TrainSettings

SETS = ["usiigaci_phase", "dic_cho_bbbc030", "em_axons_sem", "u2os_bbbc039", "mnfinder_nuclei"]
HANDS = ["cells", "strokes"]
MOST_PX = 512  # maximum side of an image, cut around its centre
SCRATCH, DEFAULT = "scratch", "default"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of data sets")
    parser.add_argument("--simulate", type=Path, required=True, help="simulate_sketch.py")
    parser.add_argument("--sets", nargs="*", default=SETS)
    parser.add_argument("--hands", nargs="*", default=HANDS)
    parser.add_argument("--init", default=DEFAULT, help="default, scratch or a file")
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--others", type=int, default=5)
    parser.add_argument("--norms", nargs="*", type=float, default=[], help="parts to try as well")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    rows = []
    for name in arguments.sets:
        for hand in arguments.hands:
            rows.append(measure(arguments, name, hand))
            print(rows[-1], flush=True)
            if arguments.json:
                arguments.json.write_text(json.dumps(rows, indent=1))


def measure(arguments: argparse.Namespace, name: str, hand: str) -> dict:
    """Train on the first image, score it and the others."""
    files = sorted((arguments.data / name / "images").iterdir())
    chosen = [files[n] for n in np.linspace(0, len(files) - 1, arguments.others + 1).astype(int)]
    (planes, gold), *others = (example(path) for path in chosen)
    sketch = getattr(tool_of(arguments.simulate), f"sketch_{hand}")(gold.astype(np.int64), seed=1)
    start = {DEFAULT: resource(GENERAL_WEIGHTS)}.get(arguments.init, arguments.init)
    model = None if arguments.init == SCRATCH else load_weights(start)
    device = choose_device("cpu")
    learner = Learner(device, TrainSettings(seed=arguments.seed), model)
    learner.set_training_data({"a": AnnotatedImage.of(planes, Sketch("a", 1, sketch))})
    for _ in range(arguments.steps):
        learner.step()
    shown = learner.prediction_model
    row = {"set": name, "hand": hand, "own": score(shown, planes, gold, device)}
    row["others"] = mean_of(score(shown, *each, device) for each in others)
    for part in arguments.norms:
        row[f"own, norms {part}"] = score(shown, planes, gold, device, part)
        row[f"others, norms {part}"] = mean_of(score(shown, *each, device, part) for each in others)
    return row


def example(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return the centre of an image, and its masks."""
    planes = load_image(path).planes
    gold = load_labels(path.parents[1] / "masks" / f"{path.stem}.tif")
    top, left = (max(size - MOST_PX, 0) // 2 for size in gold.shape)
    part = np.s_[top : top + MOST_PX, left : left + MOST_PX]
    return planes[:, *part], gold[part]


def score(shown, planes, gold, device, part: float = 0.0) -> float:
    """Return F1 of the masks of an image, with norms adapted to it by `part`."""
    if part:
        shown = replace(shown, network=deepcopy(shown.network))
        view = NetworkImage(planes, *percentile_range(planes), shown.eighths)
        adapt_batch_norm(shown.network, device, [view], part)
    masks = segment_whole(shown, planes, device, PredictSettings()).labels
    return round(float(evaluate(masks, gold).as_dict()["f1@0.5"]), 3)


def mean_of(scores) -> float:
    return round(float(np.mean(list(scores))), 3)


if __name__ == "__main__":
    main()
