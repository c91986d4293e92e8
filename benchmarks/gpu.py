"""Speed and quality on this computer's graphics card, beside its processor.

    python benchmarks/gpu.py --data DATA/bench --json FILE

Needs no window and no reader but that of TIFF files: PyTorch, NumPy, SciPy, scikit-image, tifffile
and safetensors are enough. Without a card only the processor is measured. Takes less than five
minutes. Without `--data` the image of the tests is used. With `--memory-gb 4`, the card is used as
if it had no more memory than that.
"""

import argparse
import json
import platform
import time
from pathlib import Path

import numpy as np
import torch
from speed import SHIPPED, enlarged, seconds

from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.images.load import load_image
from sketchpose_engine.inference.prediction import Fields, PredictSettings, masks_of, predict
from sketchpose_engine.inference.segment import segment_whole
from sketchpose_engine.live.learner import Learner
from sketchpose_engine.masks.matching import evaluate
from sketchpose_engine.models.device import CHOICES, Device, choose_device
from sketchpose_engine.models.weights import load_weights
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.training.annotated_image import AnnotatedImage
from sketchpose_engine.training.batch_size import SIZES, choose_batch
from sketchpose_engine.training.sampling import sample_batch
from sketchpose_engine.training.settings import TrainSettings

STEPS = 20  # timed, after as many that are not
TIMES_S = [1.0, 2.0, 5.0]
SIDES_PX = [1024, 4096]
QUICK_STEPS, QUICK_TIMES_S, QUICK_SIDES_PX = 2, [0.5], [256]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with one folder a case")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--device", choices=CHOICES, help="default: the fastest, and the processor")
    parser.add_argument("--memory-gb", type=float, help="of the card, if it has more")
    parser.add_argument("--quick", action="store_true", help="small sizes, to try the program")
    arguments = parser.parse_args()
    cases = sorted(arguments.data.iterdir()) if arguments.data else [SHIPPED]
    cases = [case for case in cases if (case / "masks.tif").is_file()]
    devices = [choose_device(arguments.device or "auto")]
    if arguments.device is None and devices[0].name != "cpu":
        devices.append(choose_device("cpu"))
    if arguments.memory_gb:
        limit_memory(arguments.memory_gb)
    rows = []
    for device in devices:
        rows.append(measure(device, cases, arguments.quick))
        print(json.dumps(rows[-1], indent=1), flush=True)
        if arguments.json:
            arguments.json.write_text(json.dumps(rows, indent=1))


def limit_memory(gigabytes: float) -> None:
    """Let this process use no more of the card's memory than a smaller card has."""
    there = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction(min(gigabytes * 2**30 / there, 1.0))


def measure(device: Device, cases: list[Path], quick: bool) -> dict:
    """Return all figures of a device."""
    steps = QUICK_STEPS if quick else STEPS
    row = {
        "device": name_of(device),
        "pytorch": torch.__version__,
        "bfloat16": device.half_training,
    }
    learner = started(device, cases[0], "strokes")
    row["batch"] = choose_batch(device, learner.model.network, TrainSettings().crop_px)
    for batch in dict.fromkeys([*SIZES[:: len(SIZES) - 1], row["batch"]]):
        row[f"step_{batch}_ms"] = step_ms(device, cases[0], batch, steps)
        row[f"crops_{batch}_ms"] = crops_ms(device, cases[0], batch, steps)
    row["crops_per_second"] = round(1000 * row["batch"] / row[f"step_{row['batch']}_ms"])
    for side_px in QUICK_SIDES_PX if quick else SIDES_PX:
        row |= prediction(device, cases[0], side_px)
    times_s = QUICK_TIMES_S if quick else TIMES_S
    row["f1"] = {case.name: quality(device, case, times_s) for case in cases}
    return row


def name_of(device: Device) -> str:
    if device.name == "cuda":
        return torch.cuda.get_device_name()
    if device.name == "mps":
        return f"{platform.processor()} (MPS)"
    with_lines = Path("/proc/cpuinfo")
    lines = with_lines.read_text().splitlines() if with_lines.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()}, {torch.get_num_threads()} threads"


def annotated(case: Path, hand: str) -> AnnotatedImage:
    planes = load_image(case / "image.tif").planes
    file = case / f"sketch_{hand}.tif"
    file = file if file.exists() else case / "sketch_cells.tif"
    return AnnotatedImage.of(planes, Sketch("a", 1, load_sketch(file, planes.shape[-2:])))


def started(device: Device, case: Path, hand: str, batch: int | None = None) -> Learner:
    """Return a learner with training data, before its first step."""
    learner = Learner(device, TrainSettings(batch=batch), load_weights(resource(GENERAL_WEIGHTS)))
    learner.set_training_data({"a": annotated(case, hand)})
    return learner


def step_ms(device: Device, case: Path, batch: int, steps: int) -> float:
    """Return the time of a whole step with this many crops."""
    learner = started(device, case, "strokes", batch)
    for _ in range(steps):
        learner.step()
    device.synchronise()
    start = time.perf_counter()
    for _ in range(steps):
        learner.step()
    device.synchronise()
    return round(1000 * (time.perf_counter() - start) / steps, 2)


def crops_ms(device: Device, case: Path, batch: int, steps: int) -> float:
    """Return the time to cut the crops of a step."""
    sample, rng = annotated(case, "strokes").training_sample(8, 20.0), np.random.default_rng(0)
    crop_px = TrainSettings().crop_px
    taken = []
    for _ in range(steps):
        start = time.perf_counter()
        sample_batch([sample], batch, crop_px, rng, device)
        device.synchronise()
        taken.append(time.perf_counter() - start)
    return round(1000 * float(np.median(taken)), 2)


def prediction(device: Device, case: Path, side_px: int) -> dict:
    """Return the times of fields and masks of a large image."""
    learner = started(device, case, "cells")
    for _ in range(STEPS):
        learner.step()
    model, settings = learner.prediction_model, PredictSettings()
    planes = enlarged(load_image(case / "image.tif").planes, side_px)
    fields = Fields.empty(planes.shape[-2:])
    fields_s = seconds(lambda: list(predict(model, planes, device, settings, fields)))
    masks_s = seconds(lambda: masks_of(fields.distance, fields.flow, model))
    return {f"fields_{side_px}_s": fields_s, f"masks_{side_px}_s": masks_s}


def quality(device: Device, case: Path, times_s: list[float]) -> dict[str, float]:
    """Return F1 at an IoU of 0.5 after some seconds of learning from whole cells."""
    image, gold = annotated(case, "cells"), load_labels(case / "masks.tif")
    learner = Learner(device, TrainSettings(), load_weights(resource(GENERAL_WEIGHTS)))
    start, scores, spent_s = time.monotonic(), {}, 0.0
    learner.set_training_data({"a": image})
    for time_s in times_s:
        while time.monotonic() - start - spent_s < time_s:
            learner.step()
        device.synchronise()
        asked = time.monotonic()  # scoring does not count
        shown = learner.prediction_model
        masks = segment_whole(shown, image.planes, device, PredictSettings(), image.labels).labels
        scores[str(time_s)] = round(float(evaluate(masks, gold).as_dict()["f1@0.5"]), 3)
        spent_s += time.monotonic() - asked
    return scores | {"steps": learner.steps}


if __name__ == "__main__":
    main()
