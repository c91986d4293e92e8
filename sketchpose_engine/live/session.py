"""The live session: strokes come in, and masks go out, for as long as the window is open.

One thread posts requests and never waits; another one runs the session. Between two steps of
training, or two parts of a prediction, the requests are answered: so a stroke is learned from at
the next step, and stopping takes no longer than what is under way.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from functools import singledispatchmethod
from typing import Literal

from ..core.box import Box
from ..core.errors import InputError
from ..inference.jobs import FrameSegmented, SegmentingEnded, TileDone
from ..models.adabn import with_adapted_norms
from ..models.device import Device, card_is_unused, choose_device
from ..models.model import Model
from ..models.weights import load_weights, save_weights
from ..sketch.edits import Change
from ..training.annotated_image import AnnotatedImage, shows_cell, trainable_images
from ..training.events import TrainingEnded
from ..training.settings import TrainSettings
from ..training.train_step import NOT_FINITE
from .field_export import export_fields
from .image_state import ImageState
from .learner import Learner
from .messages import (
    CloseImage,
    CloseImages,
    Event,
    ExportFields,
    Idle,
    ImagesClosed,
    Learn,
    LoadWeights,
    LookAt,
    NetworkReady,
    Notice,
    OpenImage,
    Request,
    RequestFailed,
    SaveWeights,
    SegmentAll,
    SetDiameter,
    SetMasks,
    StopSegmenting,
    UnusedGpu,
    WeightsLoaded,
    WeightsSaved,
)
from .prediction_schedule import FIRST_STEPS, NEWS_STEPS
from .project_batch import ProjectBatch
from .region_predictor import RegionPredictor
from .snapshots import everything_of, masks_in, valid_set_of

NOTHING_LEARNED = "There are no weights to save yet: draw a few strokes and let it learn first."


class LiveSession:
    """Learns from sketches while they are drawn, and keeps the masks up to date.

    Parameters
    ----------
    device
        Where to compute; None: the best there is.
    settings
        Of the training.
    """

    def __init__(self, device: Device | None = None, settings: TrainSettings | None = None) -> None:
        self._device = device or choose_device()
        self._sentences: deque[str] = deque()
        self._device.tell = self._sentences.append
        self._settings = settings or TrainSettings()
        self._inbox: deque[Request] = deque()
        self._wake = threading.Event()
        self._stopped = False
        self._learn = Learn(False)
        self._learner = Learner(self._device, self._settings)
        self._images: dict[str, ImageState] = {}
        self._region_predictor = RegionPredictor(self._device)
        self._looked_at = ""
        self._news_since: int | None = None  # step of the oldest stroke that has not been looked at
        self._batch: ProjectBatch | None = None
        self._exports: deque[Iterator[Event]] = deque()  # of fields, under way tile by tile
        self._version = 0  # of the network; another one, another version
        self._adapted: tuple[tuple[str, int], Model] | None = None  # to an image, of a version
        self._training_data_changed = False

    def post(self, request: Request) -> None:
        """Ask for something; answered soon. Safe from any thread."""
        self._inbox.append(request)
        self._wake.set()

    def stop(self) -> None:
        """End `run` after the step or part under way and what was asked. Safe from any thread."""
        self._stopped = True
        self._wake.set()

    def run(self) -> Iterator[Event]:
        """Work until stopped.

        Yields
        ------
        Event
            As they happen.
        """
        rest: Idle | None = None
        if card_is_unused():
            yield UnusedGpu()
        while True:
            self._wake.clear()
            stopped = self._stopped  # before the last look: all that was asked before is done
            while self._inbox:
                rest = None
                yield from self._answer(self._inbox.popleft())
            yield from self._told()
            if stopped:
                while self._exports:
                    yield from self._export()
                return
            if self._exports:
                yield from self._export()
                continue
            if self._batch is not None:
                yield from self._segment()
                continue
            if self._training_data_changed and self._learn.on:  # paused: all stays as it is
                yield from self._teach()
            part = self._next_part()
            if part is not None:
                yield from self._look(*part)
            elif self._is_learning():
                yield from self._step()
            elif rest is None:
                rest = Idle(self._reason())
                yield rest
            else:
                self._wake.wait()

    def _told(self) -> Iterator[Event]:
        """What the device has to say: it may even be another one now."""
        while self._sentences:
            yield Notice(self._sentences.popleft())
            if (model := self._learner.model) is not None:
                yield NetworkReady(self._device.name, model.diameter_px)

    @singledispatchmethod
    def _answer(self, request: Request) -> Iterator[Event]:
        raise TypeError(f"nobody answers {type(request).__name__}")

    @_answer.register
    def _(self, request: OpenImage) -> Iterator[Event]:
        name = request.image_id
        lessons = set(self._training_images())
        known = self._images.get(name)
        if known is None or request.sketch.revision > known.page.revision:
            self._images[name] = ImageState.of(request)
            self._training_data_changed = True
        elif request.look and request.masks is not None:  # a result that stays until it is drawn on
            self._images[name].masks_frozen = True
        if not request.look:
            return
        self._looked_at = name
        self._training_data_changed |= set(self._training_images()) != lessons
        yield from everything_of(name, self._images[name], request.masks)

    @_answer.register
    def _(self, request: CloseImage) -> Iterator[Event]:
        self._images.pop(request.image_id, None)
        if request.image_id == self._looked_at:
            self._looked_at = ""
        self._training_data_changed = True
        yield from ()

    @_answer.register
    def _(self, request: CloseImages) -> Iterator[Event]:
        self._images.clear()
        self._looked_at = ""
        self._training_data_changed = True
        yield ImagesClosed(request.number)

    @_answer.register
    def _(self, request: Change) -> Iterator[Event]:
        state = self._images.get(request.image_id)
        if state is None:
            return
        affected, changed = state.apply(request)
        if affected is not None:
            self._training_data_changed = True
            self._forget_what_is_undone()
            if self._news_since is None:
                self._news_since = self._learner.steps
            yield valid_set_of(request.image_id, state.page, affected)
        if changed is not None:
            yield masks_in(request.image_id, state, changed)

    @_answer.register
    def _(self, request: LookAt) -> Iterator[Event]:
        if request.image_id in self._images:
            self._images[request.image_id].schedule.viewport = request.box
            lessons = set(self._training_images())
            self._looked_at = request.image_id
            self._training_data_changed |= set(self._training_images()) != lessons
        yield from ()

    @_answer.register
    def _(self, request: Learn) -> Iterator[Event]:
        # Asked again after nothing improved any more: then it goes on all the same.
        again = request.on and self._learner.finished
        self._training_data_changed |= again or request.from_all != self._learn.from_all
        self._learn = request
        yield from ()

    @_answer.register
    def _(self, request: LoadWeights) -> Iterator[Event]:
        if request.number:
            yield WeightsLoaded(request.number)
        try:
            start = None if request.path is None else load_weights(request.path)
        except InputError as error:
            yield RequestFailed(str(error))
            return
        diameter_px = self._learner.diameter_px
        self._turn_to(Learner(self._device, self._settings, start, diameter_px))
        self._training_data_changed = True
        self._news_since = 0
        for state in self._images.values():
            state.masks_frozen = False
        if (model := self._learner.model) is not None:
            yield NetworkReady(self._device.name, model.diameter_px)

    @_answer.register
    def _(self, request: SaveWeights) -> Iterator[Event]:
        if not self._learner.can_predict:
            yield RequestFailed(NOTHING_LEARNED, request)
            return
        try:
            self._learner.described()
            assert self._learner.prediction_model is not None
            save_weights(request.path, self._learner.prediction_model)
        except InputError as error:
            yield RequestFailed(str(error), request)
        else:
            yield WeightsSaved(request.path)

    @_answer.register
    def _(self, request: SetDiameter) -> Iterator[Event]:
        self._learner.diameter_px = request.diameter_px
        self._training_data_changed = True
        yield from self._another(self._learner.resize())

    @_answer.register
    def _(self, request: SetMasks) -> Iterator[Event]:
        state = self._images.get(request.image_id)
        if state is not None:
            state.replace(request.masks, None)
            yield masks_in(request.image_id, state, Box.whole(state.page.shape))

    @_answer.register
    def _(self, request: ExportFields) -> Iterator[Event]:
        state, model = self._images.get(request.image_id), self._learner.prediction_model
        if state is None or model is None or not self._learner.can_predict:
            yield RequestFailed(NOTHING_LEARNED)
            return
        self._exports.append(export_fields(request, state.page.planes, model, self._device))

    @_answer.register
    def _(self, request: SegmentAll) -> Iterator[Event]:
        model = None
        if self._learner.can_predict:
            self._learner.described()  # before the copy that is saved is taken
            model = self._learner.prediction_model
        try:
            self._batch = ProjectBatch(request, model, self._device, self._images)
        except InputError as error:
            yield RequestFailed(str(error))
            yield SegmentingEnded(0, (), stopped=True)

    @_answer.register
    def _(self, request: StopSegmenting) -> Iterator[Event]:
        if self._batch is not None:
            batch, self._batch = self._batch, None
            yield batch.stopped()

    def _export(self) -> Iterator[Event]:
        """Go on with the oldest export of fields, by one tile."""
        try:
            yield next(self._exports[0])
        except StopIteration:
            self._exports.popleft()
        except Exception:
            self._exports.popleft()  # what failed once cannot go on
            raise

    def _segment(self) -> Iterator[Event]:
        """Go on with the segmentation of many frames, by one tile."""
        batch = self._batch
        assert batch is not None
        try:
            event = batch.next()
        except InputError as error:  # the disk is full
            self._batch = None
            yield RequestFailed(str(error))
            yield batch.stopped()
            return
        except Exception:
            self._batch = None  # what failed once cannot go on
            yield batch.stopped()
            raise
        if isinstance(event, SegmentingEnded):
            self._batch = None
        yield event
        if isinstance(event, FrameSegmented) and event.page == self._looked_at:
            state = self._images.get(event.page)
            if state is not None:
                yield masks_in(event.page, state, Box.whole(state.page.shape))

    def _training_images(self) -> dict[str, AnnotatedImage]:
        """The pages to learn from; none while they show too little."""
        pages = {name: state.page for name, state in self._images.items()}
        return trainable_images(pages, self._looked_at, self._learn.from_all)

    def _teach(self) -> Iterator[Event]:
        self._training_data_changed = False
        here = self._images.get(self._looked_at)
        if lessons := self._training_images():
            yield from self._another(self._learner.set_training_data(lessons))
        elif here is not None and self._learner.is_pretrained and shows_cell(here.page):
            # Too little to learn from, enough to look.
            yield from self._another(self._learner.adapt({self._looked_at: here.page}))

    def _forget_what_is_undone(self) -> None:
        """Go back to where learning started, once all it was learned from is erased or undone.

        A wrong first stroke would be remembered for long. Strokes of one kind that are left are
        reason enough to keep what was learned: the others are being drawn anew.
        """
        drawn = any(len(state.page.points.kinds()) for state in self._images.values())
        if not drawn and self._learner.steps and self._learner.is_pretrained:
            self._turn_to(self._learner.fresh_copy())

    def _turn_to(self, learner: Learner) -> None:
        """Begin with another learner: nothing that was predicted before counts."""
        self._learner = learner
        self._version += 1
        for state in self._images.values():
            state.schedule.invalidate()

    def _another(self, ready: NetworkReady | None) -> Iterator[Event]:
        """Predict anew, if the network is another one."""
        if ready is not None:
            self._version += 1
            yield ready

    def _is_learning(self) -> bool:
        return self._learn.on and not self._learner.finished and bool(self._training_images())

    def _reason(self) -> Literal["strokes", "paused", "finished"]:
        if not self._training_images():
            return "strokes"
        return "finished" if self._learn.on else "paused"

    def _step(self) -> Iterator[Event]:
        event = self._learner.step()
        self._version += self._learner.prediction_model_changed
        yield event
        if self._learner.switched is not None:
            yield self._learner.switched
            self._learner.switched = None
        if isinstance(event, TrainingEnded) and event.reason == "not finite":
            yield RequestFailed(NOT_FINITE)

    def _next_part(self) -> tuple[Box, bool] | None:
        """What to predict now, and whether it is what the user looks at."""
        state, model = self._images.get(self._looked_at), self._learner.prediction_model
        if state is None or model is None or not self._learner.can_predict:
            return None
        learning = self._is_learning()
        if state.masks_frozen and not learning:
            return None
        schedule = state.schedule
        schedule.eighths = model.eighths
        steps = self._learner.steps
        at_once = self._learner.is_pretrained and schedule.nothing_predicted
        young = steps < FIRST_STEPS and not self._learner.is_pretrained
        news = self._news_since is not None and self._news_since + NEWS_STEPS > steps
        if learning and not at_once and (young or news):
            return None
        if schedule.view_is_due(self._version, learning, self._news_since is not None):
            return schedule.region_in_view(), True
        far = schedule.next_background_tile(self._version, learning)
        return None if far is None else (far, False)

    def _model_here(self) -> Model:
        """The model for the image that is looked at: adapted to it, if others were learned from."""
        model, key = self._learner.prediction_model, (self._looked_at, self._version)
        assert model is not None
        if not self._learner.steps or self._looked_at in self._learner.trained_on:
            return model
        if self._adapted is None or self._adapted[0] != key:
            page = self._images[self._looked_at].page
            view = page.training_sample(model.eighths, model.diameter_px).image  # made once
            model = with_adapted_norms(model.for_channels(len(page.planes)), view, self._device)
            self._adapted = key, model
        return self._adapted[1]

    def _look(self, core: Box, near: bool) -> Iterator[Event]:
        """Renew the masks of a part of the image that is looked at."""
        start = time.monotonic()
        name, model, version = self._looked_at, self._model_here(), self._version
        state = self._images[name]
        if (
            near and not state.schedule.nothing_predicted
        ):  # the very first look comes before anything was learned
            self._news_since = None
        unseen = self._learner.prequential.separation
        yield from self._region_predictor.renew(
            name, state, model, core, explain=near, unseen=unseen
        )
        state.schedule.mark_predicted(core, version, time.monotonic() - start)
        yield TileDone(core, *state.schedule.progress(version))
