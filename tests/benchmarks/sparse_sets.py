"""Many images of which few pixels are annotated: quality against the part that is annotated.

    python tests/benchmarks/sparse_sets.py --data DATA/dsb2018_train --simulate TOOL.py \
        --json FILE --table FILE.md --figure docs/sparse_sets.png

The experiment of the paper's table 2 and figure 10, on another set. DATA holds `images/`, `masks/`
(gold standard) and `splits.json` with the names of `train` and `val`. TOOL.py has a function
`sketch_random(masks, fraction, sigma, seed)`: the sketch of that part of the pixels, chosen by
smoothed noise. For each seed and part a network learns from random weights, all for the same number
of steps and with images in the same order; it is tested on all of `val`. With one seed, what is
annotated of a smaller part is annotated of a larger one, too. Rows that the JSON holds already are
kept.
"""

import argparse
import importlib.util
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from sketchpose_engine.course import CourseSettings, follow
from sketchpose_engine.device import choose_device
from sketchpose_engine.export import write_sketch
from sketchpose_engine.images import load_image, load_labels
from sketchpose_engine.metrics import THRESHOLDS, Scores, evaluate, pooled
from sketchpose_engine.segmenting import segment
from sketchpose_engine.set_course import SetCourse
from sketchpose_engine.settings import PredictSettings
from sketchpose_engine.sketched_set import SketchedSet
from sketchpose_engine.weights import Model, save_weights

PARTS = [10, 25, 50, 100]
SIGMA_PX = 20.0  # of the noise
COLUMNS = {
    "precision": "precision@0.5",
    "recall": "recall@0.5",
    "F1": "f1@0.5",
    "DICE": "dice",
    "Jaccard": "jaccard",
    "DQ": "dq",
    "SQ": "sq",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--simulate", type=Path, required=True, metavar="TOOL.py")
    parser.add_argument("--parts", type=int, nargs="+", default=PARTS, help="percent")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--table", type=Path, help="markdown")
    parser.add_argument("--figure", type=Path, help="PNG")
    parser.add_argument("--weights", type=Path, help="folder to keep the weights in")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    rows = json.loads(arguments.json.read_text()) if arguments.json.exists() else []
    known = {(row["seed"], row["part"], row["steps"]) for row in rows}
    for seed in arguments.seeds:
        for part in arguments.parts:
            if (seed, part, arguments.steps) in known:
                continue
            rows.append(measure(arguments, seed, part))
            arguments.json.write_text(json.dumps(rows, indent=1))
            print(table(rows), flush=True)
    if arguments.table:
        arguments.table.write_text(table(rows))


def measure(arguments: argparse.Namespace, seed: int, part: int) -> dict:
    """One network: sketches, training, test."""
    names = json.loads((arguments.data / "splits.json").read_text())
    with tempfile.TemporaryDirectory() as folder:
        annotated = sketch_all(arguments, names["train"], seed, part, Path(folder))
        model, seconds = learned(arguments, seed, Path(folder))
    if arguments.weights:
        save_weights(arguments.weights / f"{part}_{seed}.safetensors", model)
    began = time.monotonic()
    scores = tested(model, arguments.data, names["val"])
    return {
        "seed": seed,
        "part": part,
        "steps": arguments.steps,
        "images": len(names["train"]),
        "annotated": round(annotated, 4),
        "diameter_px": round(model.diameter_px, 1),
        "train_s": round(seconds),
        "test_s": round(time.monotonic() - began),
        "tested_on": len(names["val"]),
        "objects": scores.objects_gold,
        **{name: round(float(scores.as_dict()[key]), 4) for name, key in COLUMNS.items()},
        "f1": [round(scores.detections[threshold].f1, 4) for threshold in THRESHOLDS],
    }


def sketch_all(
    arguments: argparse.Namespace, names: list[str], seed: int, part: int, folder: Path
) -> float:
    """Write a sketch for each image of the training part; the mean part that is annotated."""
    (folder / "images").mkdir()
    (folder / "sketches").mkdir()
    tool = tool_of(arguments.simulate)
    files = {path.stem: path for path in (arguments.data / "images").iterdir()}
    seen = []
    for number, name in enumerate(names):
        masks = load_labels(arguments.data / "masks" / f"{name}.tif").astype(np.int64)
        sketch = tool.sketch_random(masks, part / 100, SIGMA_PX, 10_000 * seed + number)
        write_sketch(folder / "sketches" / f"{name}.tif", sketch)
        (folder / "images" / files[name].name).symlink_to(files[name].resolve())
        seen.append((sketch > 0).mean())
    return float(np.mean(seen))


def tool_of(path: Path):
    """The module in a file."""
    spec = importlib.util.spec_from_file_location("simulated", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def learned(arguments: argparse.Namespace, seed: int, folder: Path) -> tuple[Model, float]:
    """A network that has learned from a folder of images and sketches, and how long it took."""
    sketched = SketchedSet(folder / "images", folder / "sketches")
    settings = CourseSettings(steps=arguments.steps, seed=seed)
    course = SetCourse(sketched, settings, choose_device("cpu"))
    for _ in follow(course, None, None):
        pass
    course.close()
    if sketched.problems:
        raise SystemExit("\n".join(sketched.problems.values()))
    return course.model(), course.seconds


def tested(model: Model, data: Path, names: list[str]) -> Scores:
    """Scores over all images that were not learned from."""
    files = {path.stem: path for path in (data / "images").iterdir()}
    device, scores = choose_device("cpu"), []
    for name in names:
        tiles = segment(model, load_image(files[name]).planes, device, PredictSettings())
        masks = ended(tiles).labels
        scores.append(evaluate(masks, load_labels(data / "masks" / f"{name}.tif")))
    return pooled(scores)


def ended(events):
    """What a generator returns."""
    while True:
        try:
            next(events)
        except StopIteration as end:
            return end.value


def table(rows: list[dict]) -> str:
    """Markdown: mean over the seeds, and half the distance between the least and the greatest."""
    lines = [f"| annotated | {' | '.join(COLUMNS)} |", "|---" * (1 + len(COLUMNS)) + "|"]
    for part in sorted({row["part"] for row in rows}):
        cells = []
        for name in COLUMNS:
            values = [row[name] for row in rows if row["part"] == part]
            cells.append(f"{np.mean(values):.3f} ± {np.ptp(values) / 2:.3f}")
        lines.append(f"| {part} % | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
