"""Training loop as a generator: one yield per optimisation step."""

from collections.abc import Iterator

import numpy as np

from ..models.device import Device
from ..models.unet import FieldNetwork
from .batch_size import choose_batch
from .events import StepDone, StepSkipped, TrainingEnded
from .optimiser import Optimiser
from .sampling import TrainingSample, sample_batch
from .schedule import Schedule
from .settings import TrainSettings
from .train_step import MOST_SKIPPED, TrainStep


class Trainer:
    """Training of one network on samples that may be replaced at any time.

    Parameters
    ----------
    network
        Trained in place, on the device.
    device
        Compute device.
    settings
        Budget, seed, rates, size of the crops.
    age_steps
        Steps made before with the same weights: the rates continue from there.
    pretrained
        Network whose fields are retained where nothing is drawn; None: trained from scratch.
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
        self.network = device.move_network(network)
        self.device = device
        self.settings = settings
        self._samples: list[TrainingSample] = []
        self._age_steps = age_steps  # in all runs
        self._rng = np.random.default_rng(settings.seed)
        optimiser = Optimiser(network, settings.hidden_rate, settings.rate, settings.weight_decay)
        self._step = TrainStep(self.network, device, optimiser)

    def submit(self, samples: list[TrainingSample]) -> None:
        """Replace the training samples from the next step on. Thread-safe.

        Parameters
        ----------
        samples
            At least one, each with an annotated pixel.
        """
        self._samples = samples  # atomic: a single reference

    def run(self) -> Iterator[StepDone | StepSkipped | TrainingEnded]:
        """Train until the budget is used up or training has converged.

        Yields
        ------
        StepDone
            After each step.
        StepSkipped
            Instead, when the loss or a gradient was not finite: the network is unchanged, and
            the learning rates are halved.
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
            samples = self._samples
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
            channels = self.network.shape.channels
            yield StepDone(step, total, terms, schedule.elapsed_s(), newest, channels=channels)
        yield TrainingEnded(reason, step, schedule.elapsed_s())

    def _learn(self, samples: list[TrainingSample], factor: float) -> dict[str, float] | None:
        """Train one step; return the terms of the loss, or None if it was not finite."""
        settings = self.settings
        crops = settings.batch or choose_batch(self.device, self.network, settings.crop_px)
        batch = sample_batch(samples, crops, settings.crop_px, self._rng, self.device)
        self.network.train(not self.settings.keep_norms)  # only batch norm depends on the mode
        terms, learned = self._step.learn(batch, settings.loss, factor, self._pretrained)
        return terms if learned else None
