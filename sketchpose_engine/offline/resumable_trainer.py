"""Training on a stream of samples that can be stopped and resumed without a difference."""

import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..core.errors import InputError
from ..core.files import atomic_path
from ..models.device import Device
from ..models.unet import FieldNetwork
from ..training.ema import EMA
from ..training.optimiser import Optimiser
from ..training.sampling import cut_batch, jitter_intensity
from ..training.schedule import WARM_UP_STEPS, level_then_fall
from ..training.settings import LossSettings
from ..training.targets import Targets
from ..training.train_step import MOST_SKIPPED, NOT_FINITE, TrainStep
from .loss_log import LossLog, Terms
from .prefetch import Make, Prefetcher

EMA_PART, EMA_HEAD_START = 0.005, 9  # see `EMA`
CONSISTENT_FROM, CONSISTENT_FULLY = 0.2, 0.4  # of the budget: the average is of no use before
CHECKPOINT_S = 120.0
LOG_STEPS = 20  # per row of the log
# What protects pretrained fields from few strokes does not apply to the network's own average.
NO_PRIOR: dict[str, Any] = {"least_px": 1, "contrary": 1.0}
FORMAT = "sketchpose-pretraining-1"

Augmentation = Callable[[Tensor, np.random.Generator], Tensor]


@dataclass(frozen=True)
class ResumableTrainerSettings:
    """Settings of a training run; it ends after `steps` or `seconds`, whichever comes first."""

    steps: int | None = None
    seconds: float | None = None
    seed: int = 0
    crop_px: int = 80
    batch: int = 8
    hidden_rate: float = 0.05
    rate: float = 1e-2
    weight_decay: float = 0.2
    warm_up_steps: int = WARM_UP_STEPS
    level_part: float = 0.0  # fraction of the budget at the full rate, before the fall to zero
    pool: int = 64  # samples in use at a time
    steps_a_lesson: int = 1  # steps after which the oldest sample is replaced by a new one
    keep_norms: bool = False  # batch norm's running means are not updated
    consistency: float = 2.0  # weight of the EMA's fields where nothing is drawn (mean teacher)
    loss: LossSettings = field(default_factory=LossSettings)


class ResumableTrainer:
    """Trainer whose samples and random numbers depend only on the seed and the number of the step.

    Parameters
    ----------
    make
        Function that makes the training sample of a number.
    network
        Trained in place.
    device
        Compute device.
    settings
        Budget, seed, rates.
    augment
        Random augmentation of crops (N, C, H, W), in addition to that of `sample_batch`; or None.
    fingerprint
        Plain values that describe the training: only a checkpoint with equal ones is resumed.

    Attributes
    ----------
    ema
        EMA of the weights: the result.
    step_number
        Steps made in all runs; likewise `seconds`.
    skipped
        Steps with a non-finite loss, in which nothing was learned.
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
        self.network = device.move_network(network)
        self.ema = EMA(self.network, device, EMA_PART, EMA_HEAD_START)
        self._optimiser = Optimiser(
            self.network, settings.hidden_rate, settings.rate, settings.weight_decay
        )
        self._train_step = TrainStep(self.network, device, self._optimiser)
        self._pool = Prefetcher(make, settings.pool, settings.steps_a_lesson)
        self.step_number = 0
        self.seconds = 0.0
        self.skipped = self._skipped_in_a_row = 0

    @property
    def progress(self) -> float:
        """Used fraction of the budget, 0 to 1."""
        used = 0.0
        if self.settings.steps is not None:
            used = self.step_number / self.settings.steps
        if self.settings.seconds is not None:
            used = max(used, self.seconds / self.settings.seconds)
        return min(used, 1.0)

    def step(self) -> Terms:
        """Train one step; return its terms of the loss, which are not finite if it was skipped.

        Raises
        ------
        InputError
            If no sample can be made, or too many consecutive steps were not finite.
        """
        start = time.monotonic()
        rng = np.random.default_rng([self.settings.seed, 2, self.step_number])
        samples = self._pool.at(self.step_number)
        clean, targets = cut_batch(
            samples, self.settings.batch, self.settings.crop_px, rng, self._device
        )
        images = jitter_intensity(clean, rng)
        if self._augment is not None:
            images = self._augment(images, rng)
        settings = self.settings
        factor = level_then_fall(
            self.progress, self.step_number + 1, settings.warm_up_steps, settings.level_part
        )
        self.step_number += 1
        terms = self._learn(images, targets, factor, clean)
        self.seconds += time.monotonic() - start
        if self._skipped_in_a_row >= MOST_SKIPPED:
            raise InputError(NOT_FINITE)
        return terms

    def _learn(self, images: Tensor, targets: Targets, factor: float, clean: Tensor) -> Terms:
        """Apply the gradients of a batch, if they are finite.

        Parameters
        ----------
        images, clean
            (N, C, crop, crop) crops, and the same before their intensities were varied.
        """
        self.network.train(not self.settings.keep_norms)
        loss, teacher = self.settings.loss, None
        if weight := self._consistency():
            loss, teacher = replace(loss, distillation=weight, **NO_PRIOR), self.ema.network
        terms, learned = self._train_step.learn((images, targets), loss, factor, teacher, clean)
        if self.settings.consistency:
            terms.setdefault("distillation", 0.0)  # the log has the same columns in all rows
        if learned:
            self.ema.update(self.network)
            self._skipped_in_a_row = 0
        else:
            self.skipped += 1
            self._skipped_in_a_row += 1
        return terms

    def _consistency(self) -> float:
        """Return the weight of the EMA's fields at this point of the budget."""
        part = (self.progress - CONSISTENT_FROM) / (CONSISTENT_FULLY - CONSISTENT_FROM)
        return self.settings.consistency * min(max(part, 0.0), 1.0)

    def save(self, path: Path) -> None:
        """Write a checkpoint atomically; raises InputError if it cannot be written."""
        kept: dict[str, Any] = {
            "format": FORMAT,
            "seed": self.settings.seed,
            "purpose": self._fingerprint,
            "step": self.step_number,
            "seconds": self.seconds,
            "skipped": self.skipped,
            "network": self.network.state_dict(),
            "calm": self.ema.network.state_dict(),
            "optimiser": self._optimiser.state(),
        }
        with atomic_path(path) as temporary:
            torch.save(kept, temporary)

    def resume(self, path: Path) -> None:
        """Resume from a checkpoint as if there had been no pause.

        Raises
        ------
        InputError
            If it is damaged, or of another training. This trainer may be unusable afterwards.
        """
        damaged = InputError(f"{path.name} is not a checkpoint, or it is damaged: remove it.")
        try:
            with zipfile.ZipFile(path) as file:
                if file.testzip() is not None:  # PyTorch does not verify the checksums
                    raise damaged
            kept = torch.load(path, map_location=self._device.name, weights_only=True)
            known = kept["format"] == FORMAT
            other = self._other(kept["seed"], kept.get("purpose", {}))
            if known and not other:
                self._restore(kept)
                return
        except Exception as error:  # a damaged file may raise any exception
            raise damaged from error
        raise InputError(
            f"{path.name} is a checkpoint of another training, with other "
            f"{' and '.join(other) or 'rules'}: name another file, or remove it."
        )

    def _other(self, seed: int, fingerprint: Mapping[str, Any]) -> list[str]:
        """Return the names of settings in which a checkpoint differs from this training."""
        differing = [
            name for name, own in self._fingerprint.items() if fingerprint.get(name) != own
        ]
        return differing or (["settings"] if seed != self.settings.seed else [])

    def _restore(self, kept: dict[str, Any]) -> None:
        self.network.load_state_dict(kept["network"])
        self.ema.network.load_state_dict(kept["calm"])
        self._optimiser.restore(kept["optimiser"])
        self.step_number, self.seconds = int(kept["step"]), float(kept["seconds"])
        self.skipped = int(kept["skipped"])
        self.ema.steps = self.step_number - self.skipped

    def facts(self) -> dict[str, Any]:
        """Return plain values for the provenance of the weights."""
        settings = {name: value for name, value in asdict(self.settings).items() if name != "loss"}
        return {
            "steps": self.step_number,
            "training_seconds": round(self.seconds),
            "settings": settings,
            "date": time.strftime("%Y-%m-%d"),
        }

    def close(self) -> None:
        """End the thread that prepares samples."""
        self._pool.close()


def follow(
    trainer: ResumableTrainer, checkpoint: Path | None, log: LossLog | None
) -> Iterator[Terms]:
    """Train to the end of the budget, writing checkpoints and a log.

    Yields
    ------
    dict
        Terms of the loss after each step; the caller may stop between steps.

    Raises
    ------
    InputError
        As in `ResumableTrainer.step` and `ResumableTrainer.save`.
    """
    saved, rows = time.monotonic(), list[Terms]()
    while trainer.progress < 1:
        rows.append(terms := trainer.step())
        if log is not None and (trainer.step_number % LOG_STEPS == 0 or trainer.progress == 1):
            log.append(trainer.step_number, trainer.seconds, rows)
            rows = []
        if checkpoint is not None and time.monotonic() - saved >= CHECKPOINT_S:
            trainer.save(checkpoint)
            saved = time.monotonic()
        yield terms
    if checkpoint is not None:
        trainer.save(checkpoint)
