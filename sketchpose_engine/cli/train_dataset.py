"""Training on a folder of sketched images, resumed after an interruption."""

import argparse
import hashlib
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from ..core.errors import InputError
from ..core.files import create_folder, digest, disk_errors, modification_stamp
from ..core.resources import GENERAL_WEIGHTS, resource
from ..models.device import Device, choose_device
from ..models.model import Model
from ..models.weights import save_weights
from ..offline.dataset_trainer import DatasetTrainer
from ..offline.loss_log import LossLog
from ..offline.resumable_trainer import ResumableTrainerSettings, follow
from ..offline.sketch_dataset import SketchDataset
from ..results.overwriting import refuse_overwriting
from . import options
from .progress import ProgressLine, lasting

SETTINGS_IN_FILES = "CourseSettings"  # original name of the class, stored in checkpoints
MOST_PROBLEMS = 20  # listed one by one
FINISHED = "it was finished before, and nothing was learned now: --again begins anew"


@dataclass(frozen=True)
class _Files:
    """Written files: the weights, and three files next to them."""

    weights: Path

    @property
    def checkpoint(self) -> Path:
        return self.weights.with_name(f"{self.weights.stem}_checkpoint.pt")

    @property
    def log(self) -> Path:
        return self.weights.with_name(f"{self.weights.stem}_loss.csv")

    @property
    def curve(self) -> Path:
        return self.weights.with_name(f"{self.weights.stem}_loss.png")


def train_set(arguments: argparse.Namespace, start: Model | None) -> options.Report:
    """Train on a folder of images and a folder of sketches; a stopped training is resumed."""
    sketched = SketchDataset(arguments.image[0], arguments.sketches, arguments.pages)
    device = choose_device(arguments.device)
    files = _Files(arguments.out)
    inputs = [path for pair in sketched.pairs for path in (pair.image, pair.sketch)]
    if arguments.init not in (options.FROM_GENERAL, options.FROM_NOTHING):
        inputs.append(Path(arguments.init))
    written = (files.weights, files.log, files.curve)  # the checkpoint is validated when resumed
    refuse_overwriting(written, inputs, overwrite=arguments.overwrite)
    create_folder(files.weights.parent)
    steps = arguments.steps or (arguments.epochs and arguments.epochs * len(sketched.pairs))
    settings = ResumableTrainerSettings(steps, arguments.seconds, arguments.seed)
    trainer = DatasetTrainer(
        sketched,
        settings,
        device,
        start,
        arguments.diameter,
        arguments.class_names,
        {"settings": _settings_of(arguments, settings), "images": _images_of(sketched)},
    )
    with closing(trainer):
        if arguments.again:
            with disk_errors(files.checkpoint):
                files.checkpoint.unlink(missing_ok=True)
        if files.checkpoint.is_file():
            trainer.resume(files.checkpoint)
        finished = trainer.progress == 1
        if not finished:
            _learn(trainer, files, len(sketched.pairs))
        if not (finished and files.weights.is_file()):
            save_weights(files.weights, trainer.model())
    return _report(arguments, sketched, trainer, device, files, finished)


def _learn(trainer: DatasetTrainer, files: _Files, epoch_steps: int) -> None:
    """Train to the end of the budget with a progress line; on Ctrl+C, write a checkpoint."""
    progress, began, before = ProgressLine("Learning"), time.monotonic(), trainer.progress
    detail = ""
    with _stopping() as stop:
        log = LossLog(files.log, trainer.step_number)
        for terms in follow(trainer, files.checkpoint, log):
            spent_s, part = time.monotonic() - began, trainer.progress
            left = lasting(spent_s * (1 - part) / max(part - before, 1e-9))
            detail = (
                f"step {trainer.step_number}, epoch {trainer.step_number / epoch_steps:.1f}, "
                f"loss {terms['total']:.3f}"
            )
            progress.show(part, f"{detail}, {left} left")
            if stop.is_set() and part < 1:
                trainer.save(files.checkpoint)
                log.draw(files.curve)
                raise KeyboardInterrupt(
                    f"Stopped after step {trainer.step_number}. The same command continues there."
                )
    progress.show(1, detail, last=True)
    log.draw(files.curve)


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Delay Ctrl+C until the end of a step; pressed again, it takes effect at once."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    usual = signal.getsignal(signal.SIGINT)

    def request_stop(number: int, frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, usual)

    signal.signal(signal.SIGINT, request_stop)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, usual)


def _settings_of(arguments: argparse.Namespace, settings: ResumableTrainerSettings) -> str:
    """Describe everything that the result depends on, besides the images."""
    init = arguments.init
    if init != options.FROM_NOTHING:
        init = digest(resource(GENERAL_WEIGHTS) if init == options.FROM_GENERAL else Path(init))
    pages = (arguments.pages,) if arguments.pages else ()
    settings_text = repr((settings, init, arguments.diameter, arguments.class_names, *pages))
    return settings_text.replace(type(settings).__name__, SETTINGS_IN_FILES, 1)


def _images_of(sketched: SketchDataset) -> str:
    """Compute a fingerprint of the files' names, sizes and times."""
    files = [file for pair in sketched.pairs for file in (pair.image, pair.sketch)]
    stamps = repr([(file.name, *modification_stamp(file)) for file in files])
    return hashlib.sha256(stamps.encode("utf-8", "surrogateescape")).hexdigest()


def _report(
    arguments: argparse.Namespace,
    sketched: SketchDataset,
    trainer: DatasetTrainer,
    device: Device,
    files: _Files,
    finished: bool,
) -> dict[str, Any]:
    model, problems = trainer.model(), list(sketched.problems.values())
    if (more := len(problems) - MOST_PROBLEMS) > 0:
        problems[MOST_PROBLEMS:] = [f"And {more} more."]
    written = (files.weights, files.log, files.curve, files.checkpoint)
    budgets = ("seconds", "steps", "epochs")
    return {
        "images": len(sketched.pairs),
        "images_without_sketch": sketched.without_sketch,
        "problems": problems,
        **({"warnings": [sketched.advice]} if sketched.advice else {}),
        "channels": model.network.shape.channels,
        "cell_diameter_px": round(model.diameter_px, 1),
        "epochs": round(trainer.step_number / len(sketched.pairs), 2),
        "steps": trainer.step_number,
        "seconds": round(trainer.seconds, 1),
        "ended_by": next(name for name in budgets if getattr(arguments, name)),
        "device": device.name,
        **({"hint": FINISHED} if finished else {}),
        "files": [str(path) for path in written if path.is_file()],
    }


def check_words(arguments: argparse.Namespace) -> None:
    """Reject invalid combinations of arguments; raises InputError."""
    if arguments.sketches is None:
        for word in ("epochs", "again"):
            if getattr(arguments, word):
                raise InputError(f"--{word} is for a folder of images with --sketches FOLDER.")
        return
    if len(arguments.image) > 1 or not arguments.image[0].is_dir():
        raise InputError("With --sketches FOLDER, name one folder that exists, of the images.")
    if not (arguments.epochs or arguments.steps or arguments.seconds):
        raise InputError("Say how long to learn from the folder: --epochs N, or --steps N.")
