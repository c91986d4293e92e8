"""The training of the general network: many kinds of images, all of each annotated."""

import csv
import time
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from math import cos, pi
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..augment import draw_batch
from ..device import Device
from ..errors import InputError
from ..export import atomic_path
from ..losses import TargetBatch, total_loss
from ..network import Network, NetworkShape
from ..optimiser import Optimiser
from ..scale import EIGHTHS
from ..settings import NETWORK_DIAMETER_PX, LossSettings
from ..weights import Model
from .disguise import disguise
from .lessons import Draw, Pool

WARM_UP_STEPS = 50
LEVEL_PART = 0.4  # of the budget at the full rate, before it falls to zero
CALM_PART = 0.005  # of the newest step in the mean of the weights
CHECKPOINT_S = 120.0
LOG_STEPS = 20  # that one row of the log is the mean of
FORMAT = "sketchpose-pretraining-1"


@dataclass(frozen=True)
class PretrainSettings:
    """One pre-training; it ends after `steps` or `seconds`, whichever comes first."""

    steps: int | None = None
    seconds: float | None = None
    seed: int = 0
    crop_px: int = 80
    batch: int = 8
    hidden_rate: float = 0.04
    rate: float = 6e-3
    weight_decay: float = 0.1
    loss: LossSettings = field(default_factory=LossSettings)


class Pretraining:
    """Goes from step to step; each step's lessons and chance follow from the seed and its number.

    Parameters
    ----------
    draw
        Makes lessons.
    settings
        Budget, seed, rates.
    device
        Where to compute.
    shape
        Of the network.
    """

    def __init__(
        self,
        draw: Draw,
        settings: PretrainSettings,
        device: Device,
        shape: NetworkShape | None = None,
    ) -> None:
        torch.manual_seed(settings.seed)
        self.settings, self._device = settings, device
        self.network = device.settle(Network(shape or NetworkShape()))
        self.calm = deepcopy(self.network)
        self._optimiser = Optimiser(
            self.network, settings.hidden_rate, settings.rate, settings.weight_decay
        )
        self._pool = Pool(draw, settings.seed)
        self.step_number = 0
        self.seconds = 0.0
        self.skipped = 0

    @property
    def progress(self) -> float:
        """Part of the budget that is used up; 1 is the end."""
        used = 0.0
        if self.settings.steps is not None:
            used = self.step_number / self.settings.steps
        if self.settings.seconds is not None:
            used = max(used, self.seconds / self.settings.seconds)
        return min(used, 1.0)

    def step(self) -> dict[str, float]:
        """Make one step; its terms of the loss, which are not finite if nothing was learned."""
        start = time.monotonic()
        rng = np.random.default_rng([self.settings.seed, 2, self.step_number])
        images, targets = draw_batch(
            self._pool.at(self.step_number), self.settings.batch, self.settings.crop_px, rng
        )
        factor = self._factor()
        self.step_number += 1
        self.network.train()
        before = [buffer.clone() for buffer in self.network.buffers()]
        with self._device.arithmetic():
            fields = self.network(self._device.place(disguise(images, rng)))
        distance, flow, _ = (part.float() for part in fields)
        there = TargetBatch(*(target.to(self._device.name) for target in targets))
        total, terms = total_loss(distance, flow, there, self.settings.loss)
        total.backward()  # type: ignore[no-untyped-call]
        if self._is_finite(total):
            self._optimiser.step(factor)
            self._average()
        else:
            self.skipped += 1
            self.network.zero_grad(set_to_none=True)
            for buffer, kept in zip(self.network.buffers(), before, strict=True):
                buffer.copy_(kept)
        self.seconds += time.monotonic() - start
        return {"total": total.item(), **{name: term.item() for name, term in terms.items()}}

    def _factor(self) -> float:
        """Of the learning rates: a short rise, a level, then half a cosine down to zero."""
        falling = max(0.0, (self.progress - LEVEL_PART) / (1 - LEVEL_PART))
        return min(1.0, (self.step_number + 1) / WARM_UP_STEPS) * (1 + cos(pi * falling)) / 2

    def _is_finite(self, total: torch.Tensor) -> bool:
        gradients = [p.grad for p in self.network.parameters() if p.grad is not None]
        norms = torch.stack([total.detach(), *torch._foreach_norm(gradients)])
        return bool(norms.isfinite().all())

    def _average(self) -> None:
        """Let the calm copy follow, at first closely: it is the result."""
        part = max(10 / (self.step_number + 9), CALM_PART)
        with torch.no_grad():
            pairs = zip(self.calm.state_dict().values(), self._values(), strict=True)
            for calm, wild in pairs:
                if calm.is_floating_point():
                    calm.lerp_(wild, part)
                else:
                    calm.copy_(wild)

    def _values(self) -> list[torch.Tensor]:
        return list(self.network.state_dict().values())

    def model(self, trained_on: list[str]) -> Model:
        """The mean of the last weights, with a note of where it comes from."""
        settings = {name: value for name, value in asdict(self.settings).items() if name != "loss"}
        provenance = {
            "general": "many kinds of images",
            "trained_on": trained_on,
            "started_from": "random weights",
            "steps": self.step_number,
            "training_seconds": round(self.seconds),
            "settings": settings,
            "date": time.strftime("%Y-%m-%d"),
        }
        network = deepcopy(self.calm).to("cpu")
        return Model(network, EIGHTHS, NETWORK_DIAMETER_PX, provenance, general=True)

    def save(self, path: Path) -> None:
        """Write a checkpoint, all of it or nothing."""
        kept: dict[str, Any] = {
            "format": FORMAT,
            "seed": self.settings.seed,
            "step": self.step_number,
            "seconds": self.seconds,
            "skipped": self.skipped,
            "network": self.network.state_dict(),
            "calm": self.calm.state_dict(),
            "optimiser": self._optimiser.state(),
        }
        with atomic_path(path) as temporary:
            torch.save(kept, temporary)

    def resume(self, path: Path) -> None:
        """Go on from a checkpoint as if there had been no pause."""
        kept = torch.load(path, map_location=self._device.name, weights_only=True)
        if kept.get("format") != FORMAT or kept["seed"] != self.settings.seed:
            raise InputError(f"{path.name} is a checkpoint of another training: name another file.")
        self.network.load_state_dict(kept["network"])
        self.calm.load_state_dict(kept["calm"])
        self._optimiser.restore(kept["optimiser"])
        self.step_number, self.seconds = int(kept["step"]), float(kept["seconds"])
        self.skipped = int(kept["skipped"])


def follow(training: Pretraining, checkpoint: Path | None, log: Path | None) -> None:
    """Train to the end of the budget, keeping checkpoints and a log (CSV) on the way."""
    saved, rows = time.monotonic(), list[dict[str, float]]()
    while training.progress < 1:
        rows.append(training.step())
        if training.step_number % LOG_STEPS == 0:
            if log is not None:
                _append(log, training, rows)
            rows = []
        if checkpoint is not None and time.monotonic() - saved >= CHECKPOINT_S:
            training.save(checkpoint)
            saved = time.monotonic()
    if checkpoint is not None:
        training.save(checkpoint)


def _append(log: Path, training: Pretraining, rows: list[dict[str, float]]) -> None:
    means = {name: round(float(np.nanmean([row[name] for row in rows])), 5) for name in rows[0]}
    row = {"step": training.step_number, "seconds": round(training.seconds, 1), **means}
    fresh = not log.exists()
    with log.open("a", newline="") as file:
        writer = csv.DictWriter(file, row)
        if fresh:
            writer.writeheader()
        writer.writerow(row)
