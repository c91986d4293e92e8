"""Learner: one network, trained on the images of a live session, step by step."""

import time
from collections.abc import Collection, Iterator, Mapping
from copy import copy, deepcopy
from dataclasses import replace
from typing import Any

from ..models.device import Device
from ..models.model import Model
from ..results.provenance import duration_of
from ..training.annotated_image import AnnotatedImage
from ..training.ema import EMA
from ..training.events import StepDone, StepSkipped, TrainingEnded
from ..training.sampling import TrainingSample
from ..training.settings import TrainSettings, fine_tuning
from ..training.trainer import Trainer
from .adapted_model import AdaptedModel
from .baseline import CHECK_STEPS, Baseline
from .messages import BaselineAdopted, NetworkReady
from .model_adaptation import strokes_on_cells, with_provenance
from .validation import Prequential, StrokeCrops, crops_of_all

LEAST_KNOWN = 0.5  # part of the drawn cells in the valid set that random weights need to learn from
EMA_PART, EMA_HEAD_START = 0.02, 3  # spans some 50 steps, see `EMA`


class Learner(AdaptedModel):
    """Network in training, for as long as steps are requested.

    Parameters
    ----------
    device
        Compute device.
    settings
        Training settings; without a budget, training goes on until nothing improves.
    start
        Weights to start from; None: random ones. All but general weights are for cells of a known
        width.
    diameter_px
        Width of the cells; None: estimated from the sketches whenever these change.

    Attributes
    ----------
    finished
        Whether training has converged; new training data reset this.
    steps, seconds
        Number of optimiser steps, and the time that they took.
    earlier_steps, earlier_s
        The same of earlier sessions, whose weights it started from.
    prediction_model_changed
        Whether the last step changed the prediction model.
    prequential
        Separation of strokes before they were learned from.
    switched
        Set when random weights have replaced the pretrained ones.
    """

    def __init__(
        self,
        device: Device,
        settings: TrainSettings,
        start: Model | None = None,
        diameter_px: float | None = None,
    ) -> None:
        super().__init__(device, start, diameter_px, settings.seed)
        self._given, self._began_as = settings, start
        if start is not None and (start.general or start.warm):
            settings = fine_tuning(settings)
        self._settings = settings
        self._trainer: Trainer | None = None
        self._events: Iterator[StepDone | StepSkipped | TrainingEnded] | None = None
        self._images: dict[str, AnnotatedImage] = {}
        self.seconds = 0.0
        self._reason = ""
        self._baseline = Baseline(self._from_scratch)
        self.prequential = Prequential()
        self.switched: BaselineAdopted | None = None
        self._known = 0.0  # part of the drawn cell pixels in the valid set
        self.steps = 0
        self.earlier_steps, self.earlier_s = duration_of(start.provenance if start else None)
        self.finished = False
        self.prediction_model_changed = False

    def fresh_copy(self) -> "Learner":
        """Return a learner that starts where this one started."""
        return self.begun_from(self._began_as)

    def begun_from(self, start: Model | None) -> "Learner":
        """Return a learner that starts from these weights, otherwise the same."""
        return Learner(self._device, self._given, start, self.diameter_px)

    def copy(self) -> "Learner":
        """Return a learner that goes on from the present prediction model."""
        learner, model = self.fresh_copy(), self.prediction_model
        learner.model = model and replace(model, network=deepcopy(model.network))
        learner._settings, learner._images = self._settings, self._images
        learner._start, learner._unseen = self._start, self._unseen
        learner.channels = self.channels
        learner._pretrained = self._pretrained and self._pretrained.copy()
        learner._expected = copy(self._expected)
        learner.prequential = self.prequential
        learner.steps, learner.seconds = self.steps, self.seconds
        return learner

    def resumed(self, later: "Learner", part: float) -> "Learner":
        """Return a learner with these weights in place of a later one's, at a part of its rates."""
        learner, rates = self.copy(), later._settings
        learner._settings = replace(
            rates, hidden_rate=part * rates.hidden_rate, rate=part * rates.rate
        )
        learner._images, learner.prequential = later._images, later.prequential
        learner.steps, learner.seconds = later.steps, later.seconds
        return learner

    @property
    def trained_on(self) -> Collection[str]:
        """Frame keys of the training images."""
        return self._images.keys()

    @property
    def can_predict(self) -> bool:
        """Whether predictions are meaningful: weights not random, width of the cells known."""
        if self.steps > 0 or self._start is None:
            return self.steps > 0
        return self.model is not None and not self.model.general

    def is_guess(self, channels: int) -> bool:
        """Return whether masks of an image with so many channels are no more than a guess.

        They are before the first step from the general network, and for images that differ in their
        channels from those learned from: what is a cell in fluorescence says nothing about stains.
        """
        if self.is_general and not self.steps:
            return True
        return not self.is_for(channels)

    def set_training_data(self, images: dict[str, AnnotatedImage]) -> NetworkReady | None:
        """Train on these images from the next step on.

        Parameters
        ----------
        images
            By frame key; at least one, each with an annotated pixel, all with the same number of
            channels.

        Returns
        -------
        NetworkReady or None
            If there is a new network, or the width of the cells has changed.
        """
        self._images = images
        asked = self.prediction_model if self.steps else None
        self.prequential.ask(images.values(), asked, self._settings.crop_px, self._device)
        self._baseline.restart()
        news = self.adapt(images)
        model = self.model
        assert model is not None
        if self._trainer is None or self._trainer.network is not model.network:
            # The same weights with another head or stem need a lower learning rate than random
            # ones.
            self._trainer = Trainer(
                model.network,
                self._device,
                self._settings,
                self.steps,
                self._pretrained.teacher(model.network) if self._pretrained else None,
            )
            self._events = None
        self._trainer.settings = self._weighted_settings()
        self._trainer.submit(self._training_images())
        self.finished = False
        return news

    def _training_images(self) -> list[TrainingSample]:
        assert self.model is not None
        eighths, diameter_px = self.model.eighths, self.model.diameter_px
        return [image.training_sample(eighths, diameter_px) for image in self._images.values()]

    def separation(self) -> float | None:
        """Return how well the prediction model separates all that is drawn, see `StrokeCrops`."""
        model = self.prediction_model
        assert model is not None
        self._device.move_network(model.network)
        return self._drawn().separation(model.network, self._device)

    def _drawn(self) -> StrokeCrops:
        assert self.model is not None
        return crops_of_all(self._images.values(), self.model, self._settings.crop_px)

    def _weighted_settings(self) -> TrainSettings:
        """Return the training settings, with the weight of pretrained fields for the sketches."""
        model = self.prediction_model
        if self._pretrained is None or model is None:
            return self._settings
        crops = self._drawn()
        fit = crops.fit(self._pretrained.like(model.network), self._device)
        self._pretrained.judge(*fit, strokes_on_cells(self._images.values()))
        self._known = crops.known
        settings = self._pretrained.weighted(self._settings, self._known)
        self._blended = None
        return settings

    def step(self) -> StepDone | StepSkipped | TrainingEnded:
        """Train one step; requires training data."""
        assert self._trainer is not None
        if self._events is None:
            self._events = self._trainer.run()
        start = time.monotonic()
        try:
            event = next(self._events)
        except Exception:
            self._events = None  # a generator that has raised cannot continue: start a new one
            raise
        self.seconds += time.monotonic() - start
        self.prediction_model_changed = False
        if isinstance(event, TrainingEnded):
            return self._end(event.reason)
        self.steps += 1
        if isinstance(event, StepSkipped):
            return replace(event, step=self.steps)
        assert self.model is not None
        if self._ema is None:
            self._ema = EMA(self.model.network, self._device, EMA_PART, EMA_HEAD_START)
        self._ema.update(self.model.network)
        if self._pretrained is not None:
            self._pretrained.follow(self._ema.network)
        self._blended = None
        self.prediction_model_changed = True
        self._watch()
        return replace(
            event,
            step=self.steps,
            seconds=self.seconds,
            earlier_steps=self.earlier_steps,
            earlier_s=self.earlier_s,
        )

    def _end(self, reason: str) -> TrainingEnded:
        self.finished = True
        self._events = None
        self._reason = reason
        return TrainingEnded(reason, self.steps, self.seconds)

    def _watch(self) -> None:
        """Train random weights beside pretrained ones that fail; adopt them if they are better."""
        if self._pretrained is None or self._known < LEAST_KNOWN:
            return  # random weights learn short strokes by heart, and nothing else
        self._baseline.step()
        if self.steps % CHECK_STEPS:
            return
        separation = self.separation()
        better = self._baseline.check(separation)
        if better is not None and separation is not None:
            assert self._baseline.learner is not None
            self._take_over(self._baseline.learner)
            self.switched = BaselineAdopted(1 - (1 - better) / max(1 - separation, 1e-9))

    def _take_over(self, other: "Learner") -> None:
        """Adopt the state of another learner; steps are counted on."""
        self.model, self._settings = other.model, other._settings
        self._trainer, self._events = other._trainer, other._events
        self._ema, self._blended = other._ema, None
        self._start = self._pretrained = None
        self._baseline.restart()

    def _from_scratch(self) -> "Learner":
        """Return a learner with random weights and the same training data."""
        diameter_px = self.model.diameter_px if self.model else self.diameter_px
        learner = Learner(self._device, self._given, None, diameter_px)
        learner.set_training_data(self._images)
        return learner

    @property
    def provenance(self) -> Mapping[str, Any]:
        """Record of the training of the prediction model; before the first step, of its start."""
        model = self.prediction_model
        if model is None or (self._start is None and not self.steps):
            return {}
        return self.with_provenance(model).provenance

    def with_provenance(self, model: Model) -> Model:
        """Return a model with a record of its training; before the first step, of its start."""
        if not self.steps and self._start is not None:
            return replace(model, provenance=dict(self._start.provenance))
        reason = self._reason or "the user"
        learned = (self.steps, self.seconds, reason, self._settings.seed)
        return with_provenance(model, self._start, self._images, *learned)
