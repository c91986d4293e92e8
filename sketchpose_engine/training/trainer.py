"""Training as a generator: one yield per optimisation step."""

from collections.abc import Iterator

import numpy as np

from ..models.device import Device
from ..models.unet import FieldNetwork
from .events import StepDone, StepSkipped, TrainingEnded
from .optimiser import Optimiser
from .sampling import TrainingSample, sample_batch
from .schedule import Schedule
from .settings import TrainSettings
from .train_step import learn

MOST_SKIPPED = 20  # steps in a row, before training gives up


class Trainer:
    """Trains one network on lessons that may be replaced at any moment.

    Parameters
    ----------
    network
        Trained in place, on the device.
    device
        Where to compute.
    settings
        Budget, seed, rates, size of the crops.
    age_steps
        Made before, by another trainer of the same weights: rates are as low as after these.
    pretrained
        Network whose fields are kept where nothing is drawn; None: there is none.
    """

    def __init__(
        self,
        network: FieldNetwork,
        device: Device,
        settings: TrainSettings,
        age_steps: int = 0,
        pretrained: FieldNetwork | None = None,
    ) -> None:
        self._pretrained = pretrained
        self.network = device.settle(network)
        self.device = device
        self.settings = settings
        self._lessons: list[TrainingSample] = []
        self._age_steps = age_steps  # made in all runs
        self._rng = np.random.default_rng(settings.seed)
        self._optimiser = Optimiser(
            network, settings.hidden_rate, settings.rate, settings.weight_decay
        )

    def submit(self, samples: list[TrainingSample]) -> None:
        """Replace the lessons; the next step learns from these. Safe from any thread.

        Parameters
        ----------
        lessons
            At least one, each with an annotated pixel.
        """
        self._lessons = samples  # one reference, swapped at once

    def run(self) -> Iterator[StepDone | StepSkipped | TrainingEnded]:
        """Train until the budget is used up or nothing improves any more.

        Yields
        ------
        StepDone
            After each step.
        StepSkipped
            Instead, when the loss or a gradient was not finite: nothing is learned from this
            step and the next one is half as long.
        TrainingEnded
            Last.
        """
        schedule = Schedule(self.settings, self._age_steps)
        step = skipped = 0
        caution = 1.0
        known: list[TrainingSample] = []
        while not (reason := schedule.reason(step)):
            step += 1
            self._age_steps += 1
            samples = self._lessons
            if samples is not known:
                known = samples
                schedule.restart_watch(step)
            terms = self._learn(samples, caution * schedule.factor(step))
            if terms is None:
                skipped += 1
                caution /= 2
                yield StepSkipped(step, caution)
                if skipped >= MOST_SKIPPED:
                    reason = "not finite"
                    break
                continue
            skipped = 0
            caution = min(1.0, 2 * caution)
            total = terms.pop("total")
            schedule.watch(step, total)
            newest = max(sample.revision for sample in samples)
            yield StepDone(step, total, terms, schedule.elapsed_s(), newest)
        yield TrainingEnded(reason, step, schedule.elapsed_s())

    def _learn(self, samples: list[TrainingSample], factor: float) -> dict[str, float] | None:
        """One step; the terms of the loss, or nothing if it was not finite."""
        batch = sample_batch(samples, self.settings.batch, self.settings.crop_px, self._rng)
        self.network.train(not self.settings.keep_norms)  # only batch norm knows the difference
        terms, learned = learn(
            self.network,
            self.device,
            self._optimiser,
            batch,
            self.settings.loss,
            factor,
            self._pretrained,
        )
        return terms if learned else None
