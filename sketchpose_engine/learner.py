"""One network, trained on the pages of a live session, one step at a time."""

import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace

import numpy as np
import torch

from .device import Device
from .messages import NetworkReady, StepDone, StepSkipped, TrainingEnded
from .network import Network, NetworkShape
from .page import Page
from .scale import choose_eighths
from .settings import TrainSettings
from .trainer import Trainer
from .weights import Model

OTHER_SIZE = 1.25  # cells this much larger or smaller than thought: the network is told


class Learner:
    """Trains for as long as it is asked to.

    Parameters
    ----------
    device
        Where to compute.
    settings
        Of the training; without a budget it goes on until nothing improves.
    start
        Weights to start from; None: random ones.
    diameter_px
        Width of the cells; None: estimated from the sketches, again and again.

    Attributes
    ----------
    model
        What is trained; None before the first lesson.
    finished
        Nothing improves any more; a new lesson changes that.
    steps
        Made so far.
    """

    def __init__(
        self,
        device: Device,
        settings: TrainSettings,
        start: Model | None = None,
        diameter_px: float | None = None,
    ) -> None:
        self._device = device
        self._settings = settings
        self._start = start
        self.diameter_px = diameter_px
        self.model: Model | None = None
        self._trainer: Trainer | None = None
        self._events: Iterator[StepDone | StepSkipped | TrainingEnded] | None = None
        self._pages: dict[str, Page] = {}
        self._seconds = 0.0
        self._reason = ""
        self.steps = 0
        self.finished = False
        if start is not None:
            device.settle(start.network)
            self.model = replace(start, network=deepcopy(start.network))

    def teach(self, pages: dict[str, Page]) -> NetworkReady | None:
        """Learn from these pages from the next step on.

        Parameters
        ----------
        pages
            By image id; at least one, each with an annotated pixel, all with the same number of
            channels.

        Returns
        -------
        NetworkReady or None
            If there is a new network, or its cells are of another size than before.
        """
        self._pages = pages
        news = self._fit_model(list(pages.values()))
        assert self.model is not None
        if self._trainer is None:
            self._trainer = Trainer(self.model.network, self._device, self._settings)
        model = self.model
        self._trainer.submit(
            [page.lesson(model.eighths, model.diameter_px) for page in pages.values()]
        )
        self.finished = False
        return news

    def step(self) -> StepDone | StepSkipped | TrainingEnded:
        """One step of training; teach first."""
        assert self._trainer is not None
        if self._events is None:
            self._events = self._trainer.run()
        start = time.monotonic()
        event = next(self._events)
        self._seconds += time.monotonic() - start
        if isinstance(event, TrainingEnded):
            self.finished = True
            self._events = None
            self._reason = event.reason
            return replace(event, steps=self.steps, seconds=self._seconds)
        self.steps += 1
        if isinstance(event, StepDone):
            return replace(event, step=self.steps, seconds=self._seconds)
        return replace(event, step=self.steps)

    def described(self) -> Model:
        """The model, with a note of where it comes from."""
        assert self.model is not None
        drawn = sum(int(page.points.counts.sum()) for page in self._pages.values())
        self.model.provenance = {
            "trained_on": sorted(self._pages),
            "started_from": dict(self._start.provenance) if self._start else "random weights",
            "steps": self.steps,
            "seconds": round(self._seconds, 1),
            "ended_by": self._reason or "the user",
            "seed": self._settings.seed,
            "annotated_px": drawn,
            "date": time.strftime("%Y-%m-%d"),
        }
        return self.model

    def _fit_model(self, pages: Sequence[Page]) -> NetworkReady | None:
        """Make or adapt the model to the pages; whether it is another than before."""
        channels = len(pages[0].planes)
        model = self.model
        known = self._trainer is not None
        if model is None:
            torch.manual_seed(self._settings.seed)
            diameter_px = self._diameter(pages)
            network = Network(NetworkShape(channels))
            model = Model(network, choose_eighths(diameter_px), diameter_px)
        elif not known:
            model = model.for_channels(channels).for_diameter(self.diameter_px)
        elif self._start is None:
            diameter_px = self._diameter(pages)
            ratio = diameter_px / model.diameter_px
            if max(ratio, 1 / ratio) > OTHER_SIZE or (self.diameter_px and ratio != 1):
                # What it has learned is kept: it soon gets used to the other size.
                model = replace(model, eighths=choose_eighths(diameter_px), diameter_px=diameter_px)
        if model is self.model:
            return None
        self.model = model
        name = "its own beginnings" if self._start is None else "weights"
        return NetworkReady(self._device.name, model.diameter_px, name)

    def _diameter(self, pages: Sequence[Page]) -> float:
        if self.diameter_px is not None:
            return self.diameter_px
        return float(np.median([page.diameter_px() for page in pages]))
