"""One network, trained on the pages of a live session, one step at a time."""

import time
from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace

import numpy as np

from ..inference.mask_diameter import predicted_diameter
from ..models.adabn import adapt_batch_norm
from ..models.device import Device
from ..models.model import Model
from ..models.unet import FieldNetwork
from ..training.annotated_image import AnnotatedImage
from ..training.ema import update_ema
from ..training.events import StepDone, StepSkipped, TrainingEnded
from ..training.sampling import TrainingSample
from ..training.settings import TrainSettings
from ..training.trainer import Trainer
from .baseline import CHECK_STEPS, Baseline
from .messages import BaselineAdopted, NetworkReady
from .model_adaptation import fitted, new_model
from .validation import Prequential, StrokeCrops, only

EMA_PART = 0.04  # of the newest step in the mean that predicts: it spans some 25 steps
ENOUGH_CELLS = 5  # that are completely drawn, to know their width without a network
CHANCE, SURE = 0.5, 0.9  # separation from which pretrained fields are trusted, and fully so
ASKED_PX = 4  # of each kind, in each image, to see how well what is drawn is separated


class Learner:
    """Trains for as long as it is asked to.

    Parameters
    ----------
    device
        Where to compute.
    settings
        Of the training; without a budget it goes on until nothing improves.
    start
        Weights to start from; None: random ones. They know how wide cells are, unless they are
        general.
    diameter_px
        Width of the cells; None: estimated from the sketches, again and again.

    Attributes
    ----------
    diameter_px
        As above; heeded from the next lesson on.
    model
        What is trained; None before the first lesson.
    finished
        Nothing improves any more; a new lesson changes that.
    steps
        Made so far.
    renewed
        What is shown is another state than before the last step.
    prequential
        What was made of strokes before they were learned from.
    switched
        Set where random weights took over from pretrained ones.
    """

    def __init__(
        self,
        device: Device,
        settings: TrainSettings,
        start: Model | None = None,
        diameter_px: float | None = None,
    ) -> None:
        self._device, self._given = device, settings
        if start is not None and (start.general or start.warm):
            settings = settings.warm()
        self._settings = settings
        self._start = self._began_as = start
        self.diameter_px = diameter_px
        self.model: Model | None = None
        self._trainer: Trainer | None = None
        self._events: Iterator[StepDone | StepSkipped | TrainingEnded] | None = None
        self._pages: dict[str, AnnotatedImage] = {}
        self._seconds = 0.0
        self._reason = ""
        self._ema: FieldNetwork | None = None
        self._followed = 0  # steps that the calm copy has seen
        self._trust: float | None = None  # in the pretrained fields, from 0 to 1
        self._baseline = Baseline(self._from_scratch)
        self.prequential = Prequential()
        self.switched: BaselineAdopted | None = None
        self._pretrained: FieldNetwork | None = None  # as it was before the first step
        self._foreign = start is not None and start.general  # it has not seen these images yet
        self._expected_px: float | None = None  # width of cells, as the pretrained network sees it
        self.steps = 0
        self.finished = False
        self.prediction_model_changed = False
        if start is not None:
            device.settle(start.network)
            own = replace(start, network=deepcopy(start.network))
            self.model = own.for_diameter(diameter_px)

    def fresh_copy(self) -> "Learner":
        """A learner that begins where this one began."""
        return Learner(self._device, self._given, self._began_as, self.diameter_px)

    @property
    def prediction_model(self) -> Model | None:
        """The model to predict with: the mean of its last weights."""
        if self.model is None or self._ema is None:
            return self.model
        return replace(self.model, network=self._ema)

    @property
    def trained_on(self) -> Collection[str]:
        """Ids of the images that it learns from."""
        return self._pages.keys()

    @property
    def is_pretrained(self) -> bool:
        """Whether it knew something before its first step."""
        return self._start is not None

    @property
    def can_predict(self) -> bool:
        """Whether its predictions mean anything: weights not random, the cells' width known."""
        if self.steps > 0 or self._start is None:
            return self.steps > 0
        return self.model is not None and not self.model.general

    def set_training_data(self, pages: dict[str, AnnotatedImage]) -> NetworkReady | None:
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
        self._ask_about_news()
        self._baseline.restart()
        news = self.adapt(pages)
        model = self.model
        assert model is not None
        if self._trainer is None or self._trainer.network is not model.network:
            # The same weights with another head or stem must not be thrown about like random ones.
            self._trainer = Trainer(
                model.network,
                self._device,
                self._settings,
                self.steps,
                self._pretrained_like(model.network),
            )
            self._events = None
        self._trainer.settings = self._trusting(self._settings)
        self._trainer.submit(self._training_images())
        self.finished = False
        return news

    def adapt(self, pages: dict[str, AnnotatedImage]) -> NetworkReady | None:
        """Adapt the network to images without training: the first half of `set_training_data`."""
        news = self._fit_model(list(pages.values()))
        if self._foreign and self.model is not None:
            self._foreign = False
            self._expected_px = self._predicted_diameter(pages)
            if self._expected_px is not None:
                news = self._fit_model(list(pages.values())) or news
            self._fit_norms(self.model, pages)
            self._pretrained = deepcopy(self.model.network)
        return news

    def _fit_norms(self, model: Model, pages: dict[str, AnnotatedImage]) -> None:
        views = [p.training_sample(model.eighths, model.diameter_px).image for p in pages.values()]
        adapt_batch_norm(model.network, self._device, views)

    def _predicted_diameter(self, pages: dict[str, AnnotatedImage]) -> float | None:
        """Width of cells in px as the pretrained network sees them; None: it is known already."""
        drawn = sum(len(page.sketched_widths().complete) for page in pages.values())
        if self.diameter_px is not None or drawn >= ENOUGH_CELLS:
            return None
        assert self.model is not None
        model = replace(self.model, network=deepcopy(self.model.network))
        self._fit_norms(model, pages)
        found = [
            predicted_diameter(
                model, page.planes, (page.low, page.high), page.annotated(ASKED_PX), self._device
            )
            for page in pages.values()
        ]
        widths = [width_px for width_px in found if width_px is not None]
        return float(np.median(widths)) if widths else None

    def _pretrained_like(self, network: FieldNetwork) -> FieldNetwork | None:
        """The network that learning started from, with the channels and classes of this one."""
        known = self._pretrained
        if known is None or known.shape == network.shape:
            return known
        if known.shape.channels != network.shape.channels:
            known = known.with_channels(network.shape.channels)
        if known.shape.classes != network.shape.classes:
            known = known.with_classes(network.shape.classes)
        self._pretrained = self._device.settle(known)
        return known

    def _trusting(self, settings: TrainSettings) -> TrainSettings:
        """Keep to the pretrained fields as far as these are right, and the sketch says too little.

        They are right as far as they separate what is drawn, before any step. Cells that are drawn
        up to their edges say all there is to say: what they do not teach need not stay as it was.
        """
        if self._pretrained is None:
            return settings
        crops = self._drawn()
        if self._trust is None:
            separation = self.separation() or 1.0
            self._trust = min(max((separation - CHANCE) / (SURE - CHANCE), 0.0), 1.0)
        part = self._trust * (1 - crops.known)
        return replace(
            settings, loss=replace(settings.loss, distillation=part * settings.loss.distillation)
        )

    def _training_images(self) -> list[TrainingSample]:
        assert self.model is not None
        eighths, diameter_px = self.model.eighths, self.model.diameter_px
        return [page.training_sample(eighths, diameter_px) for page in self._pages.values()]

    def _ask_about_news(self) -> None:
        """Note what is made of strokes that are new, before they are learned from."""
        model, strokes = self.prediction_model, []
        if model is not None:  # it may have seen images with other channels until now
            model = model.for_channels(len(next(iter(self._pages.values())).planes))
        for page in self._pages.values():
            drawn = page.take_drawn()
            if self.steps and model is not None and len(drawn):
                sample = page.training_sample(model.eighths, model.diameter_px)
                strokes.append((only(sample, drawn), drawn))
        if strokes and model is not None:
            crops = StrokeCrops(strokes, self._settings.crop_px)
            self.prequential.note(crops.separation(model.network, self._device))

    def separation(self) -> float | None:
        """How well the weights that predict separate all that is drawn, see `StrokeCrops`."""
        model = self.prediction_model
        assert model is not None
        return self._drawn().separation(model.network, self._device)

    def _drawn(self) -> StrokeCrops:
        """Crops around all that is drawn."""
        model = self.model
        assert model is not None
        strokes = [
            (page.training_sample(model.eighths, model.diameter_px), page.annotated(ASKED_PX))
            for page in self._pages.values()
        ]
        return StrokeCrops(strokes, self._settings.crop_px)

    def step(self) -> StepDone | StepSkipped | TrainingEnded:
        """One step of training; teach first."""
        assert self._trainer is not None
        if self._events is None:
            self._events = self._trainer.run()
        start = time.monotonic()
        try:
            event = next(self._events)
        except Exception:
            self._events = None  # what failed once cannot go on, but begin again
            raise
        self._seconds += time.monotonic() - start
        self.prediction_model_changed = False
        if isinstance(event, TrainingEnded):
            return self._end(event.reason)
        self.steps += 1
        if isinstance(event, StepSkipped):
            return replace(event, step=self.steps)
        self._average()
        self.prediction_model_changed = True
        self._watch()
        return replace(event, step=self.steps, seconds=self._seconds)

    def _end(self, reason: str) -> TrainingEnded:
        self.finished = True
        self._events = None
        self._reason = reason
        return TrainingEnded(reason, self.steps, self._seconds)

    def _watch(self) -> None:
        """Let random weights learn beside pretrained ones that fail; then take these over."""
        if self._pretrained is None:
            return
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
        """Go on as another learner, with the steps of both."""
        self.model, self._settings = other.model, other._settings
        self._trainer, self._events = other._trainer, other._events
        self._ema, self._followed = other._ema, other._followed
        self._start = self._pretrained = None
        self._baseline.restart()

    def _from_scratch(self) -> "Learner":
        """A learner with random weights that is taught the same."""
        diameter_px = self.model.diameter_px if self.model else self.diameter_px
        learner = Learner(self._device, self._given, None, diameter_px)
        learner.set_training_data(self._pages)
        return learner

    def _average(self) -> None:
        """Let the calm copy follow the network that learns.

        At the high rates that learn quickly, each step throws the network about; the mean over the
        last steps is where they lead (Polyak & Juditsky 1992). It is what predicts and is saved.
        """
        assert self.model is not None
        if self._ema is None:
            self._ema, self._followed = deepcopy(self.model.network), 0
        self._device.keep_up(self._ema)
        self._followed += 1
        part = max(4 / (self._followed + 3), EMA_PART)  # at first the newest counts most
        update_ema(self._ema, self.model.network, part)

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

    def resize(self) -> NetworkReady | None:
        """Take weights of a file to `diameter_px` before there is anything to learn from."""
        return self._fit_model([]) if self._start is not None else None

    def _fit_model(self, pages: Sequence[AnnotatedImage]) -> NetworkReady | None:
        """Make or adapt the model to the pages; whether it is another than before."""
        model = self.model
        if model is None:
            model = new_model(pages, self.diameter_px, self._settings.seed)
        else:
            model = fitted(model, self._start, pages, self.diameter_px, self._expected_px)
        if model is self.model:
            return None
        if self.model is None or model.network is not self.model.network:
            self._ema = None  # it begins anew with the other network
        self.model = model
        return NetworkReady(self._device.name, model.diameter_px)
