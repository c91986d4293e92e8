"""Many sparsely annotated images: quality against the annotated fraction.

    python benchmarks/sparse_sets.py --data DATA/dsb2018_train --simulate TOOL.py \
        --json FILE --table FILE.md --figure docs/images/sparse_sets.png

The experiment of the paper's table 2 and figure 10, on another set. DATA contains `images/`,
`masks/` (gold standard) and `splits.json` with the names of `train` and `val`. TOOL.py has a
function `sketch_random(masks, fraction, sigma, seed)`, which sketches that fraction of the pixels,
chosen by smoothed noise. For each seed and fraction a network is trained, all with the same number
of steps and the images in the same order; it is tested on all of `val`. With
equal seeds, the annotation of a smaller fraction is contained in that of a larger one. Rows already
in the JSON are kept.
"""

import argparse
import importlib.util
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont
import torch

from sketchpose_engine.images.label_images import load_labels
from sketchpose_engine.images.load import load_image
from sketchpose_engine.inference.prediction import PredictSettings
from sketchpose_engine.inference.segment import segment_whole
from sketchpose_engine.masks.matching import THRESHOLDS, Scores, evaluate, pooled
from sketchpose_engine.models.device import choose_device
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.weights import load_weights, save_weights
from sketchpose_engine.offline.dataset_trainer import DatasetTrainer
from sketchpose_engine.offline.resumable_trainer import ResumableTrainerSettings, follow
from sketchpose_engine.offline.sketch_dataset import SketchDataset
from sketchpose_engine.results.tiff import write_sketch

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
SIZE_PX, MARGIN_PX, FINER = (560, 340), 48, 3
GROUND, INK, PALE = (250, 250, 248), (70, 70, 70), (222, 222, 220)
# Distinguishable with every type of colour vision.
COLOURS = [(204, 60, 20), (240, 175, 40), (0, 158, 115), (0, 114, 178)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--simulate", type=Path, required=True, metavar="TOOL.py")
    parser.add_argument("--parts", type=int, nargs="+", default=PARTS, help="percent")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--init", type=Path, help="weights to start from; default: random ones")
    parser.add_argument(
        "--consistency", type=float, default=ResumableTrainerSettings.consistency, metavar="WEIGHT"
    )
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
            print(table(rows, arguments.steps), flush=True)
    if arguments.table:
        arguments.table.write_text(table(rows, arguments.steps))
    if arguments.figure:
        picture(rows, arguments.steps).save(arguments.figure, optimize=True)


def measure(arguments: argparse.Namespace, seed: int, part: int) -> dict:
    """Train and test one network."""
    names = json.loads((arguments.data / "splits.json").read_text())
    kept = (
        arguments.weights / f"{part}_{seed}_{arguments.steps}.safetensors"
        if arguments.weights
        else None
    )
    if kept and kept.is_file():
        model = load_weights(kept)
    else:
        with tempfile.TemporaryDirectory() as folder:
            sketch_all(arguments, names["train"], seed, part, Path(folder))
            model = learned(arguments, seed, Path(folder))
        if kept:
            save_weights(kept, model)
    began = time.monotonic()
    scores = tested(model, arguments.data, names["val"])
    together = pooled(scores)
    return {
        "seed": seed,
        "part": part,
        "steps": model.provenance["steps"],
        "images": len(model.provenance["trained_on"]),
        "diameter_px": round(model.diameter_px, 1),
        "train_s": model.provenance["training_seconds"],
        "test_s": round(time.monotonic() - began),
        "tested_on": len(names["val"]),
        "objects": together.objects_gold,
        **{name: round(float(together.as_dict()[key]), 4) for name, key in COLUMNS.items()},
        "f1": [round(together.detections[threshold].f1, 4) for threshold in THRESHOLDS],
        "f1_of_images": [round(one.detections[0.5].f1, 4) for one in scores],
    }


def sketch_all(
    arguments: argparse.Namespace, names: list[str], seed: int, part: int, folder: Path
) -> None:
    """Write a sketch for each training image."""
    (folder / "images").mkdir()
    (folder / "sketches").mkdir()
    tool = tool_of(arguments.simulate)
    files = {path.stem: path for path in (arguments.data / "images").iterdir()}
    for number, name in enumerate(names):
        masks = load_labels(arguments.data / "masks" / f"{name}.tif").astype(np.int64)
        sketch = tool.sketch_random(masks, part / 100, SIGMA_PX, 10_000 * seed + number)
        write_sketch(folder / "sketches" / f"{name}.tif", sketch)
        (folder / "images" / files[name].name).symlink_to(files[name].resolve())


def tool_of(path: Path):
    """Import the module in a file."""
    spec = importlib.util.spec_from_file_location("simulated", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def learned(arguments: argparse.Namespace, seed: int, folder: Path) -> Model:
    """Train a network on a folder of images and sketches."""
    sketched = SketchDataset(folder / "images", folder / "sketches")
    settings = ResumableTrainerSettings(
        steps=arguments.steps, seed=seed, consistency=arguments.consistency
    )
    start = load_weights(arguments.init) if arguments.init else None
    trainer = DatasetTrainer(sketched, settings, choose_device("cpu"), start)
    for _ in follow(trainer, None, None):
        pass
    trainer.close()
    if sketched.problems:
        raise SystemExit("\n".join(sketched.problems.values()))
    return trainer.model()


def tested(model: Model, data: Path, names: list[str]) -> list[Scores]:
    """Return the scores of all test images."""
    files = {path.stem: path for path in (data / "images").iterdir()}
    device, scores = choose_device("cpu"), []
    for name in names:
        planes = load_image(files[name]).planes
        masks = segment_whole(model, planes, device, PredictSettings()).labels
        scores.append(evaluate(masks, load_labels(data / "masks" / f"{name}.tif")))
    return scores


def table(rows: list[dict], steps: int) -> str:
    """Return Markdown: mean over the seeds, and half their range."""
    rows = [row for row in rows if row["steps"] == steps]
    lines = [f"| annotated | {' | '.join(COLUMNS)} |", "|---" * (1 + len(COLUMNS)) + "|"]
    for part in sorted({row["part"] for row in rows}):
        cells = []
        for name in COLUMNS:
            values = [row[name] for row in rows if row["part"] == part]
            cells.append(f"{np.mean(values):.3f} ± {np.ptp(values) / 2:.3f}")
        lines.append(f"| {part} % | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def picture(rows: list[dict], steps: int) -> PIL.Image.Image:
    """Plot F1 against the IoU threshold of a match, one line per fraction."""
    width, height = (FINER * (size - 2 * MARGIN_PX) for size in SIZE_PX)
    margin = FINER * MARGIN_PX
    drawing = PIL.Image.new("RGB", [FINER * size for size in SIZE_PX], GROUND)
    pen = PIL.ImageDraw.Draw(drawing)
    font = PIL.ImageFont.load_default(13 * FINER)

    def place(threshold: float, f1: float) -> tuple[float, float]:
        return margin + (threshold - 0.5) / 0.45 * width, margin + (1 - f1) * height

    for value in np.linspace(0, 1, 6):
        pen.line([place(0.5, value), place(0.95, value)], PALE, FINER)
        pen.text(np.add(place(0.5, value), (-8 * FINER, 0)), f"{value:.1f}", INK, font, "rm")
    for value in np.linspace(0.5, 0.9, 5):
        pen.text(np.add(place(value, 0), (0, 8 * FINER)), f"{value:.1f}", INK, font, "mt")
    pen.text((margin, margin // 2), "F1", INK, font, "mm")
    pen.text((margin + width, margin + height + 26 * FINER), "IoU", INK, font, "rt")
    rows = [row for row in rows if row["steps"] == steps]
    parts = sorted({row["part"] for row in rows})
    for line, (part, colour) in enumerate(zip(parts, COLOURS, strict=False)):
        scores = np.mean([row["f1"] for row in rows if row["part"] == part], axis=0)
        points = [place(*point) for point in zip(THRESHOLDS, scores, strict=True)]
        pen.line(points, colour, 2 * FINER, joint="curve")
        y = margin + (0.05 + 0.085 * line) * height
        pen.line([(margin + 0.68 * width, y), (margin + 0.75 * width, y)], colour, 3 * FINER)
        words = f"{part} % annotated"
        pen.text((margin + 0.77 * width, y), words, INK, font, "lm")
    drawing = drawing.resize(SIZE_PX, PIL.Image.Resampling.LANCZOS)
    return drawing.convert("P", palette=PIL.Image.Palette.ADAPTIVE, colors=256)  # a smaller file


if __name__ == "__main__":
    main()
