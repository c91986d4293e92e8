"""One network, trained on the pages of a live session, one step at a time."""

import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace

from .augment import Lesson
from .device import Device
from .ema import update_ema
from .exam import Best, Exam
from .fitting import fitted, new_model
from .messages import NetworkReady, StepDone, StepSkipped, TrainingEnded
from .network import FieldsNetwork
from .norms import fit_norms
from .page import Page
from .settings import TrainSettings
from .trainer import Trainer
from .weights import Model

CALM_PART = 0.04  # of the newest step in the mean that predicts: it spans some 25 steps
FEWEST_ASKED = 3  # cells held out in an image, for an exam: of fewer the result is chance
EXAM_STEPS = 20  # from one look at the held-out strokes to the next
STALE_STEPS = 60  # without an improvement there: new strokes are learned from the best state on
PATIENCE_STEPS = 400  # without an improvement there: enough is learned


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
    examines
        Some strokes are held out, and only what does not get worse on them is shown.

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
    """

    def __init__(
        self,
        device: Device,
        settings: TrainSettings,
        start: Model | None = None,
        diameter_px: float | None = None,
        *,
        examines: bool = False,
    ) -> None:
        self._device, self._given = device, settings
        self._examines = examines
        if start is not None and (start.general or start.warm):
            settings = settings.warm()
        self._settings = settings
        self._start = start
        self.diameter_px = diameter_px
        self.model: Model | None = None
        self._trainer: Trainer | None = None
        self._events: Iterator[StepDone | StepSkipped | TrainingEnded] | None = None
        self._pages: dict[str, Page] = {}
        self._seconds = 0.0
        self._reason = ""
        self._calm: FieldsNetwork | None = None
        self._followed = 0  # steps that the calm copy has seen
        self._best: Best | None = None  # None: nothing is held out
        self._pretrained: FieldsNetwork | None = None  # as it was before the first step
        self._foreign = start is not None and start.general  # it has not seen these images yet
        self.steps = 0
        self.finished = False
        self.renewed = False
        if start is not None:
            device.settle(start.network)
            own = replace(start, network=deepcopy(start.network))
            self.model = own.for_diameter(diameter_px)

    def restarted(self) -> "Learner":
        """A learner that begins where this one began."""
        learner = Learner(self._device, self._given, self._start, examines=self._examines)
        learner.diameter_px = self.diameter_px
        return learner

    @property
    def shown(self) -> Model | None:
        """The model to predict with: the mean of its last weights, of the best state there was."""
        best = self._best.network if self._best is not None else None
        network = best or self._calm
        if self.model is None or network is None:
            return self.model
        return replace(self.model, network=network)

    @property
    def mistakes(self) -> float | None:
        """Of what is shown, on the held-out strokes; None: there are none, or no exam was yet."""
        return self._best.mistakes if self._best is not None and self._best.network else None

    @property
    def starts_warm(self) -> bool:
        """Whether it knew something before its first step."""
        return self._start is not None

    @property
    def knows_something(self) -> bool:
        """Whether its predictions mean anything: weights not random, the cells' width known."""
        if self.steps > 0 or self._start is None:
            return self.steps > 0
        return self.model is not None and not self.model.general

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
        self._return_to_best()
        news = self.meet(pages)
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
        self._hold_out()
        self._trainer.submit(self._lessons())
        self.finished = False
        return news

    def meet(self, pages: dict[str, Page]) -> NetworkReady | None:
        """Fit the network to the pages without learning anything: as `teach`, but for the steps."""
        news = self._fit_model(list(pages.values()))
        if self._foreign and self.model is not None:
            model = self.model
            views = [p.lesson(model.eighths, model.diameter_px).image for p in pages.values()]
            fit_norms(model.network, self._device, views)
            self._foreign = False
            self._pretrained = deepcopy(model.network)
        return news

    def _pretrained_like(self, network: FieldsNetwork) -> FieldsNetwork | None:
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

    def _lessons(self) -> list[Lesson]:
        assert self.model is not None
        eighths, diameter_px = self.model.eighths, self.model.diameter_px
        return [page.lesson(eighths, diameter_px) for page in self._pages.values()]

    def _hold_out(self) -> None:
        """Choose what is held out; from now on states are compared on that."""
        self._best = None
        if not self._examines:
            return
        questions = []
        for page in self._pages.values():
            page.held_out.follow(page.labels, page.points.tiles())
            held = page.held_out.blocks
            if held is not None and len(page.held_out.boxes) >= FEWEST_ASKED:
                assert self.model is not None
                lesson = page.lesson(self.model.eighths, self.model.diameter_px)
                pixels = page.held_out.pixels(page.labels)
                questions.append((replace(lesson, hidden=~held), pixels))
        # Of an image that is not asked about the exam would know nothing.
        if len(questions) == len(self._pages):
            exam = Exam(questions, self._settings.crop_px, self._settings.loss)
            self._best = Best(exam, self._device, self.steps)

    def _return_to_best(self) -> None:
        """Go on from the state that is shown, if it has only got worse since."""
        best = self._best
        if best is None or best.network is None or self.steps - best.step < STALE_STEPS:
            return
        assert self.model is not None and self._calm is not None
        for network in (self.model.network, self._calm):
            network.load_state_dict(best.network.state_dict())

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
        self.renewed = False
        if isinstance(event, TrainingEnded):
            return self._end(event.reason)
        self.steps += 1
        if isinstance(event, StepSkipped):
            return replace(event, step=self.steps)
        self._average()
        self._examine()
        if self._best is not None and self.steps - self._best.step >= PATIENCE_STEPS:
            return self._end("converged")
        return replace(event, step=self.steps, seconds=self._seconds)

    def _end(self, reason: str) -> TrainingEnded:
        self.finished = True
        self._events = None
        self._reason = reason
        return TrainingEnded(reason, self.steps, self._seconds)

    def _examine(self) -> None:
        """Show the newest state, unless an exam says that an earlier one is better."""
        best = self._best
        if best is None:
            self.renewed = True
        elif self.steps % EXAM_STEPS == 0:
            assert self._calm is not None
            self.renewed = best.examine(self._calm, self.steps)
        else:
            self.renewed = best.network is None

    def _average(self) -> None:
        """Let the calm copy follow the network that learns.

        At the high rates that learn quickly, each step throws the network about; the mean over the
        last steps is where they lead (Polyak & Juditsky 1992). It is what predicts and is saved.
        """
        assert self.model is not None
        if self._calm is None:
            self._calm, self._followed = deepcopy(self.model.network), 0
        self._device.keep_up(self._calm)
        self._followed += 1
        part = max(4 / (self._followed + 3), CALM_PART)  # at first the newest counts most
        update_ema(self._calm, self.model.network, part)

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

    def _fit_model(self, pages: Sequence[Page]) -> NetworkReady | None:
        """Make or adapt the model to the pages; whether it is another than before."""
        model = self.model
        if model is None:
            model = new_model(pages, self.diameter_px, self._settings.seed)
        else:
            model = fitted(model, self._start, pages, self.diameter_px)
        if model is self.model:
            return None
        if self.model is None or model.network is not self.model.network:
            self._calm = self._best = None  # it begins anew with the other network
        self.model = model
        return NetworkReady(self._device.name, model.diameter_px)
