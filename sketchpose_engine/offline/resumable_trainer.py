"""A long training on a stream of lessons, that can be stopped and goes on as without a pause."""

import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..core.errors import InputError
from ..core.files import atomic_path
from ..models.device import Device
from ..models.unet import FieldNetwork
from ..training.ema import update_ema
from ..training.losses import TargetBatch
from ..training.optimiser import Optimiser
from ..training.sampling import sample_batch
from ..training.schedule import WARM_UP_STEPS, level_then_fall
from ..training.settings import LossSettings
from ..training.train_step import learn
from .loss_log import LossLog, Terms
from .prefetch import Make, Prefetcher

EMA_PART = 0.005  # of the newest step in the mean of the weights
CHECKPOINT_S = 120.0
LOG_STEPS = 20  # that one row of the log is the mean of
MOST_SKIPPED = 20  # steps in a row, before training gives up
FORMAT = "sketchpose-pretraining-1"

Augmentation = Callable[[Tensor, np.random.Generator], Tensor]


@dataclass(frozen=True)
class ResumableTrainerSettings:
    """One course; it ends after `steps` or `seconds`, whichever comes first."""

    steps: int | None = None
    seconds: float | None = None
    seed: int = 0
    crop_px: int = 80
    batch: int = 8
    hidden_rate: float = 0.05
    rate: float = 1e-2
    weight_decay: float = 0.2
    warm_up_steps: int = WARM_UP_STEPS
    level_part: float = 0.0  # of the budget at the full rate, before it falls to zero
    pool: int = 64  # lessons at a time
    steps_a_lesson: int = 1  # steps before the oldest lesson gives way to a new one
    keep_norms: bool = False  # batch norm's means stay those of the start
    loss: LossSettings = field(default_factory=LossSettings)


class ResumableTrainer:
    """Goes from step to step; each step's lessons and chance follow from the seed and its number.

    Parameters
    ----------
    make
        Makes the lesson of a number.
    network
        Trained in place.
    device
        Where to compute.
    settings
        Budget, seed, rates.
    disguise
        Changes crops (N, C, H, W) further, by chance; None: they are as they are drawn.
    purpose
        What is learned, in plain values: a checkpoint goes on only with the same.

    Attributes
    ----------
    calm
        The mean of the network's last weights: the result.
    step_number
        Steps made, all runs together; likewise `seconds`.
    skipped
        Steps that were not finite, from which nothing was learned.
    """

    def __init__(
        self,
        make: Make,
        network: FieldNetwork,
        device: Device,
        settings: ResumableTrainerSettings,
        augment: Augmentation | None = None,
        fingerprint: Mapping[str, Any] | None = None,
    ) -> None:
        self.settings, self._device, self._augment = settings, device, augment
        self._fingerprint = dict(fingerprint or {})
        self.network = device.settle(network)
        self.ema = deepcopy(self.network)
        self._optimiser = Optimiser(
            self.network, settings.hidden_rate, settings.rate, settings.weight_decay
        )
        self._pool = Prefetcher(make, settings.pool, settings.steps_a_lesson)
        self.step_number = 0
        self.seconds = 0.0
        self.skipped = self._skipped_in_a_row = 0

    @property
    def progress(self) -> float:
        """Part of the budget that is used up; 1 is the end."""
        used = 0.0
        if self.settings.steps is not None:
            used = self.step_number / self.settings.steps
        if self.settings.seconds is not None:
            used = max(used, self.seconds / self.settings.seconds)
        return min(used, 1.0)

    def step(self) -> Terms:
        """Make one step; its terms of the loss, which are not finite if nothing was learned.

        Raises
        ------
        InputError
            No lesson can be made, or nothing was finite for long.
        """
        start = time.monotonic()
        rng = np.random.default_rng([self.settings.seed, 2, self.step_number])
        samples = self._pool.at(self.step_number)
        images, targets = sample_batch(samples, self.settings.batch, self.settings.crop_px, rng)
        if self._augment is not None:
            images = self._augment(images, rng)
        settings = self.settings
        factor = level_then_fall(
            self.progress, self.step_number + 1, settings.warm_up_steps, settings.level_part
        )
        self.step_number += 1
        terms = self._learn(images, targets, factor)
        self.seconds += time.monotonic() - start
        if self._skipped_in_a_row >= MOST_SKIPPED:
            raise InputError(
                "The numbers of these images cannot be learned from: "
                "check that their intensities are not damaged."
            )
        return terms

    def _learn(self, images: Tensor, targets: TargetBatch, factor: float) -> Terms:
        """Follow the gradients, if they are finite."""
        self.network.train(not self.settings.keep_norms)
        terms, learned = learn(
            self.network,
            self._device,
            self._optimiser,
            (images, targets),
            self.settings.loss,
            factor,
        )
        if learned:
            self._average()
            self._skipped_in_a_row = 0
        else:
            self.skipped += 1
            self._skipped_in_a_row += 1
        return terms

    def _average(self) -> None:
        """Let the calm copy follow, at first closely: it is the result."""
        part = max(10 / (self.step_number + 9), EMA_PART)
        self._device.keep_up(self.ema)
        update_ema(self.ema, self.network, part)

    def save(self, path: Path) -> None:
        """Write a checkpoint, all of it or nothing; raises InputError if it cannot be written."""
        kept: dict[str, Any] = {
            "format": FORMAT,
            "seed": self.settings.seed,
            "purpose": self._fingerprint,
            "step": self.step_number,
            "seconds": self.seconds,
            "skipped": self.skipped,
            "network": self.network.state_dict(),
            "calm": self.ema.state_dict(),
            "optimiser": self._optimiser.state(),
        }
        with atomic_path(path) as temporary:
            torch.save(kept, temporary)

    def resume(self, path: Path) -> None:
        """Go on from a checkpoint as if there had been no pause.

        Raises
        ------
        InputError
            It is damaged, or of another course. Then this one is as it was, or of no use.
        """
        damaged = InputError(f"{path.name} is no checkpoint, or it is damaged: remove it.")
        try:
            with zipfile.ZipFile(path) as file:
                if file.testzip() is not None:  # PyTorch does not look at the checksums
                    raise damaged
            kept = torch.load(path, map_location=self._device.name, weights_only=True)
            known = kept["format"] == FORMAT
            other = self._other(kept["seed"], kept.get("purpose", {}))
            if known and not other:
                self._restore(kept)
                return
        except Exception as error:  # a damaged file raises anything
            raise damaged from error
        raise InputError(
            f"{path.name} is a checkpoint of another training, with other "
            f"{' and '.join(other) or 'rules'}: name another file, or remove it."
        )

    def _other(self, seed: int, fingerprint: Mapping[str, Any]) -> list[str]:
        """In what a checkpoint differs from this course."""
        differing = [
            name for name, own in self._fingerprint.items() if fingerprint.get(name) != own
        ]
        return differing or (["settings"] if seed != self.settings.seed else [])

    def _restore(self, kept: dict[str, Any]) -> None:
        self.network.load_state_dict(kept["network"])
        self.ema.load_state_dict(kept["calm"])
        self._optimiser.restore(kept["optimiser"])
        self.step_number, self.seconds = int(kept["step"]), float(kept["seconds"])
        self.skipped = int(kept["skipped"])

    def facts(self) -> dict[str, Any]:
        """For the provenance of what was learned."""
        settings = {name: value for name, value in asdict(self.settings).items() if name != "loss"}
        return {
            "steps": self.step_number,
            "training_seconds": round(self.seconds),
            "settings": settings,
            "date": time.strftime("%Y-%m-%d"),
        }

    def close(self) -> None:
        """End the thread that prepares lessons."""
        self._pool.close()


def follow(
    course: ResumableTrainer, checkpoint: Path | None, log: LossLog | None
) -> Iterator[Terms]:
    """Train to the end of the budget, keeping checkpoints and a log on the way.

    Yields
    ------
    dict
        The terms of the loss, after each step: between two one can stop.

    Raises
    ------
    InputError
        As `ResumableTrainer.step` and `ResumableTrainer.save`.
    """
    saved, rows = time.monotonic(), list[Terms]()
    while course.progress < 1:
        rows.append(terms := course.step())
        if log is not None and (course.step_number % LOG_STEPS == 0 or course.progress == 1):
            log.append(course.step_number, course.seconds, rows)
            rows = []
        if checkpoint is not None and time.monotonic() - saved >= CHECKPOINT_S:
            course.save(checkpoint)
            saved = time.monotonic()
        yield terms
    if checkpoint is not None:
        course.save(checkpoint)
