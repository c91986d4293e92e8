"""Few strokes on one image: quality against time, with pretrained or random initial weights.

    python benchmarks/few_strokes.py --data DATA/bench --pictures PICTURES --json FILE

DATA/bench contains one folder per case: image.tif, masks.tif (gold standard, for scoring only),
sketch_cells.tif (some whole cells), sketch_windows.tif (parts of cells) and sketch_strokes.tif
(short lines). Every figure is measured in a separate process, `python -m sketchpose_engine run`,
as started by a user.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import PIL.Image

from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.images.load import load_image
from sketchpose_engine.masks.matching import evaluate
from sketchpose_engine.results.pictures import overlay

BUDGETS = ["1", "5", "15", "30", "60", "converged"]
SKETCHES = ["cells", "windows", "strokes"]
COLUMNS = ["f1@0.5", "f1@0.7", "ap", "aji", "steps", "seconds", "wall_s", "memory_mb"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a case")
    parser.add_argument("--cases", nargs="*", help="default: all")
    parser.add_argument("--sketches", nargs="*", default=SKETCHES)
    parser.add_argument("--budgets", nargs="*", default=BUDGETS, help="seconds, or converged")
    parser.add_argument("--init", default="default", help="as of `run`: default, scratch or FILE")
    parser.add_argument("--seed", default="0")
    parser.add_argument("--threads", default="2")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--pictures", type=Path, help="where to write image | sketch | masks")
    arguments = parser.parse_args()
    cases = arguments.cases or sorted(p.name for p in arguments.data.iterdir() if p.is_dir())
    rows = []
    for budget in arguments.budgets:
        for sketch in arguments.sketches:
            for case in cases:
                row = measure_one(arguments, case, sketch, budget)
                rows.append(row)
                print_row(row)
                if arguments.json:
                    arguments.json.write_text(json.dumps(rows, indent=1))
            print_mean(rows, budget, sketch)


def measure_one(arguments: argparse.Namespace, case: str, sketch: str, budget: str) -> dict:
    """Train once, in a separate process."""
    folder = arguments.data / case
    drawn = folder / f"sketch_{sketch}.tif"
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "sketchpose_engine", "run", str(folder / "image.tif")]
        command += ["--sketch", str(drawn), "--out", out, "--json", "--seed", arguments.seed]
        command += ["--init", arguments.init]
        command += [] if budget == "converged" else ["--seconds", budget]
        environment = {**os.environ, "OMP_NUM_THREADS": arguments.threads}
        start = time.monotonic()
        report, memory_mb = run(command, environment)
        wall_s = time.monotonic() - start
        masks = load_labels(Path(out) / "image_masks.tif")
    scores = evaluate(masks, load_labels(folder / "masks.tif")).as_dict()
    if arguments.pictures:
        draw(
            folder / "image.tif", drawn, masks, arguments.pictures / f"{case}_{sketch}_{budget}.png"
        )
    return {
        "case": case,
        "sketch": sketch,
        "budget": budget,
        **{name: round(float(scores[name]), 4) for name in COLUMNS[:4]},
        "steps": report["steps"],
        "seconds": report["seconds"],
        "wall_s": round(wall_s, 1),
        "memory_mb": round(memory_mb),
    }


def run(command: list[str], environment: dict[str, str]) -> tuple[dict, float]:
    """Run a command; return its report and peak memory."""
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{' '.join(command)} failed with {child.returncode}")
        output.seek(0)
        return json.load(output), usage.ru_maxrss / 1024


def draw(image: Path, sketch: Path, masks: np.ndarray, target: Path) -> None:
    """Draw an image with the sketch on it, next to the masks."""
    planes = load_image(image).planes
    drawn = load_sketch(sketch, planes.shape[-2:])
    plain = overlay(planes, np.zeros_like(masks))
    colours = np.array([[0, 0, 0], [150, 90, 40], [60, 120, 255], [255, 40, 40]], np.uint8)
    with_sketch = np.where((drawn > 0)[..., None], colours[drawn], plain)
    target.parent.mkdir(parents=True, exist_ok=True)
    PIL.Image.fromarray(np.hstack([with_sketch, overlay(planes, masks)])).save(target)


def print_row(row: dict) -> None:
    figures = " ".join(f"{name} {row[name]:<7}" for name in COLUMNS)
    print(f"{row['budget']:>9} {row['sketch']:<8}{row['case']:<22}{figures}", flush=True)


def print_mean(rows: list[dict], budget: str, sketch: str) -> None:
    chosen = [row for row in rows if (row["budget"], row["sketch"]) == (budget, sketch)]
    means = {name: round(float(np.mean([row[name] for row in chosen])), 3) for name in COLUMNS}
    print_row({"budget": budget, "sketch": sketch, "case": "MEAN", **means})


if __name__ == "__main__":
    main()
