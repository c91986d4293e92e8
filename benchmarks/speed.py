"""Times and memory of parts of the engine against the size of the image.

    python benchmarks/speed.py --json FILE [--data FOLDER] [--sizes 512 1024 ...]

Images are made from a tile of `--data` (one folder of the few-strokes benchmark, with image.tif,
masks.tif and sketch_cells.tif), or of the shipped test image, by mirroring it. Times are the
minimum of three (of one above 20 s): compare them within one run only. Peak memory is measured in
a separate process.
"""

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

SIZES = [512, 1024, 2048, 4096, 8192]
SHIPPED = Path(__file__).parents[1] / "tests" / "data" / "nuclei_small"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=SHIPPED)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rows = []
    parts = [valid_set, training_step, prediction]
    for part in parts:
        for size in arguments.sizes:
            rows.append(in_own_process(part, arguments.data, size))
            print("  ".join(f"{key} {value}" for key, value in rows[-1].items()), flush=True)
            if arguments.json:
                arguments.json.write_text(json.dumps(rows, indent=1))


def in_own_process(part: Callable[[Path, int], dict], data: Path, size: int) -> dict:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, (part, data, size))


def measured(part: Callable[[Path, int], dict], data: Path, size: int) -> dict:
    figures = part(data, size)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"part": part.__name__, "size_px": size, **figures, "peak_mb": round(peak_mb)}


def seconds(action: Callable[[], object]) -> float:
    taken = []
    while len(taken) < 3 and sum(taken) < 20:
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return round(min(taken), 4)


def enlarged(picture: np.ndarray, size: int) -> np.ndarray:
    """Mirror the last two axes to size x size."""
    for axis in (-2, -1):
        index = np.arange(size) % (2 * picture.shape[axis])
        index = np.where(index < picture.shape[axis], index, 2 * picture.shape[axis] - 1 - index)
        picture = np.take(picture, index, axis)
    return picture


def load(data: Path, size: int) -> tuple[np.ndarray, np.ndarray]:
    from sketchpose_engine.images.label_images import load_sketch
    from sketchpose_engine.images.load import load_image

    planes = load_image(data / "image.tif").planes
    sketch = load_sketch(data / "sketch_cells.tif", planes.shape[-2:])
    return enlarged(planes, size), enlarged(sketch, size)


def valid_set(data: Path, size: int) -> dict:
    """Measure the valid set of a whole sketch, and its update after one new stroke."""
    from sketchpose_engine.core.box import Box
    from sketchpose_engine.sketch.valid_set import ValidSet
    from sketchpose_engine.sketch.values import FOREGROUND

    _, sketch = load(data, size)
    whole_s = seconds(lambda: ValidSet.of(sketch))
    known = ValidSet.of(sketch)
    stroke = Box(size // 2, size // 2, size // 2 + 12, size // 2 + 80)
    sketch[stroke.slices] = FOREGROUND
    return {"whole_s": whole_s, "one_stroke_s": seconds(lambda: known.update(sketch, stroke))}


def training_step(data: Path, size: int) -> dict:
    """Measure one step, for any size of the image."""
    from sketchpose_engine.cli.training_session import TrainingSession
    from sketchpose_engine.inference.prediction import PredictSettings
    from sketchpose_engine.models.device import choose_device
    from sketchpose_engine.sketch.edits import Sketch
    from sketchpose_engine.training.events import StepDone
    from sketchpose_engine.training.settings import TrainSettings

    planes, sketch = load(data, size)
    session = TrainingSession(
        {"image": planes}, choose_device(), TrainSettings(steps=30), PredictSettings()
    )
    start = time.perf_counter()
    session.submit(Sketch("image", 1, sketch))
    times = []
    for event in session.run():
        if not isinstance(event, StepDone):
            break
        times.append(time.perf_counter())
    return {
        "first_step_s": round(times[0] - start, 3),
        "step_s": round(float(np.median(np.diff(times[5:]))), 4),
    }


def prediction(data: Path, size: int) -> dict:
    """Measure fields and masks with a network that was trained on the image for a short time."""
    from sketchpose_engine.cli.training_session import TrainingSession
    from sketchpose_engine.inference.prediction import Fields, PredictSettings, masks_of, predict
    from sketchpose_engine.models.device import choose_device
    from sketchpose_engine.sketch.edits import Sketch
    from sketchpose_engine.training.settings import TrainSettings

    planes, sketch = load(data, 256)
    device, settings = choose_device(), PredictSettings()
    session = TrainingSession({"small": planes}, device, TrainSettings(steps=60), settings)
    session.submit(Sketch("small", 1, sketch))
    list(session.run())
    planes, _ = load(data, size)
    fields = Fields.empty(planes.shape[-2:])
    fields_s = seconds(lambda: list(predict(session.model, planes, device, settings, fields)))
    masks_s = seconds(lambda: masks_of(fields.distance, fields.flow, session.model))
    megapixels = size * size / 1e6
    return {
        "fields_s": fields_s,
        "masks_s": masks_s,
        "per_megapixel_s": round((fields_s + masks_s) / megapixels, 3),
        "cells": int(masks_of(fields.distance, fields.flow, session.model).max()),
    }


if __name__ == "__main__":
    main()
