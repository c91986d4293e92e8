"""Methods from fields to masks, at every stage of training.

    python benchmarks/masks.py --data DATA/bench --json FILE

For each case and each number of steps one network is trained from the sketch; its fields are
converted by each method. Euler integration and cores with a watershed use the best of five
thresholds for each image, chosen with the gold standard; our method has none.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import ndimage as ndi
from skimage.segmentation import watershed

from sketchpose_engine.cli.training_session import TrainingSession
from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.images.load import load_image
from sketchpose_engine.inference.prediction import Fields, PredictSettings, predict
from sketchpose_engine.masks.from_fields import FOREGROUND_ABOVE, masks_from_fields, number
from sketchpose_engine.masks.matching import match
from sketchpose_engine.models.device import choose_device
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.training.settings import TrainSettings

THRESHOLDS = (0.1, 0.2, 0.35, 0.5, 0.65)
Method = Callable[[np.ndarray, np.ndarray, float], np.ndarray]


def cores(distance: np.ndarray, _flow: np.ndarray, threshold: float) -> np.ndarray:
    """Label the parts above a threshold, and grow them by a watershed."""
    seeds, _ = ndi.label(distance > threshold)
    return number(watershed(-distance, seeds, mask=distance > FOREGROUND_ABOVE), 8)


def euler(distance: np.ndarray, flow: np.ndarray, threshold: float) -> np.ndarray:
    """Take twenty half steps along the flow; end points closer than a threshold are one cell."""
    foreground = distance > FOREGROUND_ABOVE
    place = np.argwhere(foreground).T.astype(np.float32)
    for _ in range(20):
        step = [ndi.map_coordinates(part, place, order=1, mode="nearest") for part in flow]
        place = place + 0.5 * np.stack(step)
    end = tuple(np.clip(place.round().astype(int), 0, np.array(distance.shape)[:, None] - 1))
    ends = np.zeros(distance.shape, bool)
    ends[end] = True
    together, _ = ndi.label(ndi.binary_dilation(ends, iterations=round(5 * threshold)) | ends)
    masks = np.zeros(distance.shape, np.int32)
    masks[foreground] = together[end]
    return number(masks, 8)


def ours(distance: np.ndarray, flow: np.ndarray, _threshold: float) -> np.ndarray:
    return masks_from_fields(distance, flow)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a case")
    parser.add_argument("--steps", type=int, nargs="*", default=[20, 60, 200])
    parser.add_argument("--sketches", nargs="*", default=["cells", "windows"])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rows = []
    for steps in arguments.steps:
        for case in sorted(p for p in arguments.data.iterdir() if p.is_dir()):
            for sketch in arguments.sketches:
                fields = train(case, sketch, steps)
                gold = load_labels(case / "masks.tif")
                rows.append({"steps": steps, "case": case.name, "sketch": sketch})
                for method, tries in ((cores, THRESHOLDS), (euler, THRESHOLDS), (ours, (0.0,))):
                    rows[-1][method.__name__] = best_f1(method, tries, fields, gold)
                print("  ".join(f"{key} {value}" for key, value in rows[-1].items()), flush=True)
        chosen = [row for row in rows if row["steps"] == steps]
        for name in ("cores", "euler", "ours"):
            print(f"MEAN {steps} steps {name} {np.mean([row[name] for row in chosen]):.3f}")
        if arguments.json:
            arguments.json.write_text(json.dumps(rows, indent=1))


def train(case: Path, sketch: str, steps: int) -> Fields:
    planes = load_image(case / "image.tif").planes
    device, settings = choose_device(), PredictSettings()
    session = TrainingSession({case.name: planes}, device, TrainSettings(steps=steps), settings)
    drawn = load_sketch(case / f"sketch_{sketch}.tif", planes.shape[-2:])
    session.submit(Sketch(case.name, 1, drawn))
    list(session.run())
    fields = Fields.empty(planes.shape[-2:])
    list(predict(session.model, planes, device, settings, fields))
    return fields


def best_f1(method: Method, tries: tuple, fields: Fields, gold: np.ndarray) -> float:
    flow = fields.flow.astype(np.float32)
    scores = [match(method(fields.distance, flow, t), gold).at(0.5).f1 for t in tries]
    return round(float(max(scores)), 3)


if __name__ == "__main__":
    main()
