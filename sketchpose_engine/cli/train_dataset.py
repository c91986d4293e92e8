"""The command that learns from a folder of sketched images, and goes on where it was stopped."""

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
from ..core.files import create_folder, digest, disk_errors_as, modification_stamp
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

SETTINGS_IN_FILES = "CourseSettings"  # what checkpoints call the class, whatever its name is now
MOST_PROBLEMS = 20  # that are told one by one
FINISHED = "it was finished before, and nothing was learned now: --again begins anew"


@dataclass(frozen=True)
class _Files:
    """What is written: the weights, and three files beside them."""

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
    """Learn from a folder of images and a folder of sketches; a stopped training goes on."""
    sketched = SketchDataset(arguments.image[0], arguments.sketches, arguments.pages)
    device = choose_device(arguments.device)
    files = _Files(arguments.out)
    inputs = [path for pair in sketched.pairs for path in (pair.image, pair.sketch)]
    if arguments.init not in (options.FROM_GENERAL, options.FROM_NOTHING):
        inputs.append(Path(arguments.init))
    written = (files.weights, files.log, files.curve)  # a checkpoint is looked into before
    refuse_overwriting(written, inputs, overwrite=arguments.overwrite)
    create_folder(files.weights.parent)
    steps = arguments.steps or (arguments.epochs and arguments.epochs * len(sketched.pairs))
    settings = ResumableTrainerSettings(steps, arguments.seconds, arguments.seed)
    course = DatasetTrainer(
        sketched,
        settings,
        device,
        start,
        arguments.diameter,
        arguments.class_names,
        {"settings": _settings_of(arguments, settings), "images": _images_of(sketched)},
    )
    with closing(course):
        if arguments.again:
            with disk_errors_as(files.checkpoint):
                files.checkpoint.unlink(missing_ok=True)
        if files.checkpoint.is_file():
            course.resume(files.checkpoint)
        finished = course.progress == 1
        if not finished:
            _learn(course, files, len(sketched.pairs))
        if not (finished and files.weights.is_file()):
            save_weights(files.weights, course.model())
    return _report(arguments, sketched, course, device, files, finished)


def _learn(course: DatasetTrainer, files: _Files, epoch_steps: int) -> None:
    """Learn to the end of the budget, showing progress; stopped with Ctrl+C, keep a checkpoint."""
    progress, began, before = ProgressLine("Learning"), time.monotonic(), course.progress
    detail = ""
    with _stopping() as stop:
        log = LossLog(files.log, course.step_number)
        for terms in follow(course, files.checkpoint, log):
            spent_s, part = time.monotonic() - began, course.progress
            left = lasting(spent_s * (1 - part) / max(part - before, 1e-9))
            detail = (
                f"step {course.step_number}, epoch {course.step_number / epoch_steps:.1f}, "
                f"loss {terms['total']:.3f}"
            )
            progress.show(part, f"{detail}, {left} left")
            if stop.is_set() and part < 1:
                course.save(files.checkpoint)
                log.draw(files.curve)
                raise KeyboardInterrupt(
                    f"Stopped after step {course.step_number}. The same command goes on there."
                )
    progress.show(1, detail, last=True)
    log.draw(files.curve)


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Ctrl+C is heeded between two steps; pressed again, at once."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    usual = signal.getsignal(signal.SIGINT)

    def heed(number: int, frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, usual)

    signal.signal(signal.SIGINT, heed)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, usual)


def _settings_of(arguments: argparse.Namespace, settings: ResumableTrainerSettings) -> str:
    """All that the result depends on, besides the images."""
    init = arguments.init
    if init != options.FROM_NOTHING:
        init = digest(resource(GENERAL_WEIGHTS) if init == options.FROM_GENERAL else Path(init))
    pages = (arguments.pages,) if arguments.pages else ()
    told = repr((settings, init, arguments.diameter, arguments.class_names, *pages))
    return told.replace(type(settings).__name__, SETTINGS_IN_FILES, 1)


def _images_of(sketched: SketchDataset) -> str:
    """Fingerprint of the files' names, sizes and times."""
    files = [file for pair in sketched.pairs for file in (pair.image, pair.sketch)]
    told = repr([(file.name, *modification_stamp(file)) for file in files])
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()


def _report(
    arguments: argparse.Namespace,
    sketched: SketchDataset,
    course: DatasetTrainer,
    device: Device,
    files: _Files,
    finished: bool,
) -> dict[str, Any]:
    model, problems = course.model(), list(sketched.problems.values())
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
        "epochs": round(course.step_number / len(sketched.pairs), 2),
        "steps": course.step_number,
        "seconds": round(course.seconds, 1),
        "ended_by": next(name for name in budgets if getattr(arguments, name)),
        "device": device.name,
        **({"hint": FINISHED} if finished else {}),
        "files": [str(path) for path in written if path.is_file()],
    }


def check_words(arguments: argparse.Namespace) -> None:
    """Refuse what does not go together; raises InputError."""
    if arguments.sketches is None:
        for word in ("epochs", "again"):
            if getattr(arguments, word):
                raise InputError(f"--{word} is for a folder of images with --sketches FOLDER.")
        return
    if len(arguments.image) > 1 or not arguments.image[0].is_dir():
        raise InputError("With --sketches FOLDER, name one folder that exists, of the images.")
    if not (arguments.epochs or arguments.steps or arguments.seconds):
        raise InputError("Say how long to learn from the folder: --epochs N, or --steps N.")
