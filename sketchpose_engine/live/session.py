"""Live session: strokes in, masks out, for as long as the window is open.

One thread posts requests and never waits; another one runs the session. Requests are answered
between two training steps or two tiles, so a stroke is learned from at the next step, and stopping
takes no longer than the unit of work in progress. `activity.next_activity` chooses the next one.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from functools import singledispatchmethod

from ..core.box import Box
from ..core.errors import InputError
from ..inference.jobs import TileDone
from ..models.device import Device, card_is_unused, choose_device
from ..models.weights import load_weights
from ..sketch.edits import Change
from ..training.annotated_image import AnnotatedImage, shows_cell
from ..training.settings import TrainSettings
from . import messages
from .activity import Activity, Predict, SessionState, Work, next_activity
from .background_work import BackgroundWork
from .field_export import export_fields
from .image_registry import ImageRegistry
from .learner import Learner
from .live_model import NOTHING_LEARNED, LiveModel
from .messages import Event, Idle, Learn, Request, RequestFailed
from .region_predictor import RegionPredictor
from .snapshots import everything_of, masks_in, valid_set_of


class LiveSession:
    """Session that learns from sketches while they are drawn, and keeps the masks up to date.

    Parameters
    ----------
    device
        Compute device; the fastest available if None.
    settings
        Training settings.
    """

    def __init__(self, device: Device | None = None, settings: TrainSettings | None = None) -> None:
        self._device = device or choose_device()
        self._sentences: deque[str] = deque()
        self._device.report = self._sentences.append
        self._settings = settings or TrainSettings()
        self._inbox: deque[Request] = deque()
        self._wake = threading.Event()
        self._ending = False
        self._learn = Learn(False)
        self._model = LiveModel(Learner(self._device, self._settings), self._device)
        self._images = ImageRegistry()
        self._region_predictor = RegionPredictor(self._device)
        self._news_since: int | None = None  # step of the oldest stroke that no prediction includes
        self._work = BackgroundWork()
        self._training_data_changed = False

    @property
    def _learner(self) -> Learner:
        return self._model.learner

    def post(self, request: Request) -> None:
        """Queue a request; answered soon. Thread-safe."""
        self._inbox.append(request)
        self._wake.set()

    def stop(self) -> None:
        """End `run` after the unit of work in progress and all posted requests. Thread-safe."""
        self._ending = True
        self._wake.set()

    def run(self) -> Iterator[Event]:
        """Work until stopped.

        Yields
        ------
        Event
            In order of occurrence.
        """
        idle: Idle | None = None
        if card_is_unused():
            yield messages.UnusedGpu()
        while True:
            self._wake.clear()
            ending = self._ending  # read before the inbox: earlier requests are all answered
            while self._inbox:
                idle = None
                yield from self._answer(self._inbox.popleft())
            yield from self._notices()
            activity = next_activity(self._state(ending))
            if activity is Work.END:
                return
            if not isinstance(activity, Idle):
                yield from self._do(activity)
            elif idle is None:
                yield (idle := activity)
            else:
                self._wake.wait()

    def _do(self, activity: Activity) -> Iterator[Event]:
        """Perform one unit of work."""
        match activity:
            case Work.EXPORT:
                yield from self._work.export()
            case Work.SEGMENT:
                yield from self._work.segment(self._images)
            case Work.SET_TRAINING_DATA:
                yield from self._set_training_data()
            case Predict(region, in_view):
                yield from self._predict(region, in_view)
            case Work.TRAIN:
                yield from self._model.step()

    def _state(self, ending: bool) -> SessionState:
        """Collect the state that determines the next activity."""
        image, model = self._images.current, self._learner.prediction_model
        state = SessionState(
            ending=ending,
            exporting=bool(self._work.exports),
            segmenting=self._work.batch is not None,
            learning_on=self._learn.on,
            enough_strokes=bool(self._training_images()),
            finished=self._learner.finished,
            training_data_changed=self._training_data_changed,
            is_pretrained=self._learner.is_pretrained,
            steps=self._learner.steps,
            news_since=self._news_since,
        )
        if image is None or model is None or not self._learner.can_predict:
            return state
        schedule, version, learning = image.schedule, self._model.version, state.is_learning
        schedule.eighths = model.eighths
        due = schedule.view_is_due(version, learning, self._news_since is not None)
        return replace(
            state,
            region_in_view=schedule.region_in_view() if due else None,
            background_tile=schedule.next_background_tile(version, learning),
            masks_frozen=image.masks_frozen,
            nothing_predicted=schedule.nothing_predicted,
        )

    def _notices(self) -> Iterator[Event]:
        """Yield messages of the device, which may have changed."""
        while self._sentences:
            yield messages.Notice(self._sentences.popleft())
            yield from self._model.ready()

    @singledispatchmethod
    def _answer(self, request: Request) -> Iterator[Event]:
        raise TypeError(f"no answer to {type(request).__name__}")

    @_answer.register
    def _(self, request: messages.OpenImage) -> Iterator[Event]:
        before = set(self._training_images())
        self._training_data_changed |= self._images.open(request)
        if not request.look:
            return
        self._training_data_changed |= set(self._training_images()) != before
        name = request.image_id
        yield from everything_of(name, self._images.states[name], request.masks)

    @_answer.register
    def _(self, request: messages.CloseImage) -> Iterator[Event]:
        self._images.close(request.image_id)
        self._training_data_changed = True
        yield from ()

    @_answer.register
    def _(self, request: messages.CloseImages) -> Iterator[Event]:
        self._images.close_all()
        self._training_data_changed = True
        yield messages.ImagesClosed(request.number)

    @_answer.register
    def _(self, request: Change) -> Iterator[Event]:
        state = self._images.states.get(request.image_id)
        if state is None:
            return
        affected, changed = state.apply(request)
        if affected is not None:
            self._training_data_changed = True
            self._forget_what_is_undone()
            if self._news_since is None:
                self._news_since = self._learner.steps
            yield valid_set_of(request.image_id, state.image, affected)
        if changed is not None:
            yield masks_in(request.image_id, state, changed)

    @_answer.register
    def _(self, request: messages.LookAt) -> Iterator[Event]:
        if (image := self._images.states.get(request.image_id)) is not None:
            image.schedule.viewport = request.box
            before = set(self._training_images())
            self._images.in_view = request.image_id
            self._training_data_changed |= set(self._training_images()) != before
        yield from ()

    @_answer.register
    def _(self, request: Learn) -> Iterator[Event]:
        # Switched on again after convergence: training continues all the same.
        again = request.on and self._learner.finished
        self._training_data_changed |= again or request.from_all != self._learn.from_all
        self._learn = request
        yield from ()

    @_answer.register
    def _(self, request: messages.LoadWeights) -> Iterator[Event]:
        if request.number:
            yield messages.WeightsLoaded(request.number)
        try:
            start = None if request.path is None else load_weights(request.path)
        except InputError as error:
            yield RequestFailed(str(error))
            return
        diameter_px = self._learner.diameter_px
        self._replace_learner(Learner(self._device, self._settings, start, diameter_px))
        self._training_data_changed = True
        self._news_since = 0
        for state in self._images.states.values():
            state.masks_frozen = False
        yield from self._model.ready()

    @_answer.register
    def _(self, request: messages.SaveWeights) -> Iterator[Event]:
        yield from self._model.save(request)

    @_answer.register
    def _(self, request: messages.SetMasks) -> Iterator[Event]:
        state = self._images.states.get(request.image_id)
        if state is not None:
            state.replace(request.masks, None)
            yield masks_in(request.image_id, state, Box.whole(state.image.shape))

    @_answer.register
    def _(self, request: messages.ExportFields) -> Iterator[Event]:
        state, model = self._images.states.get(request.image_id), self._learner.prediction_model
        if state is None or model is None or not self._learner.can_predict:
            yield RequestFailed(NOTHING_LEARNED)
            return
        self._work.exports.append(export_fields(request, state.image.planes, model, self._device))

    @_answer.register
    def _(self, request: messages.SegmentAll) -> Iterator[Event]:
        model = self._model.shareable() if self._learner.can_predict else None
        yield from self._work.begin_batch(request, model, self._device, self._images)

    @_answer.register
    def _(self, request: messages.StopSegmenting) -> Iterator[Event]:
        if self._work.batch is not None:
            yield self._work.end_batch()

    def _training_images(self) -> dict[str, AnnotatedImage]:
        """Return the images to learn from; none while they show too little."""
        return self._images.training_images(self._learn.from_all)

    def _set_training_data(self) -> Iterator[Event]:
        self._training_data_changed = False
        state = self._images.current
        if images := self._training_images():
            yield from self._model.set_training_data(images)
        elif state is not None and self._learner.is_pretrained and shows_cell(state.image):
            # Too little to learn from, enough to predict.
            yield from self._model.adapt({self._images.in_view: state.image})

    def _forget_what_is_undone(self) -> None:
        """Restart from the initial weights once all strokes are erased or undone.

        A wrong first stroke would have a lasting effect. If strokes of one kind are left, the
        learned weights are retained: the others are probably being redrawn.
        """
        learner = self._learner
        if not self._images.annotated() and learner.steps and learner.is_pretrained:
            self._replace_learner(learner.fresh_copy())

    def _replace_learner(self, learner: Learner) -> None:
        """Replace the learner and invalidate all predictions."""
        self._model.replace(learner)
        for state in self._images.states.values():
            state.schedule.invalidate()

    def _predict(self, region: Box, in_view: bool) -> Iterator[Event]:
        """Update the masks of a region of the image in view."""
        start, name, version = time.monotonic(), self._images.in_view, self._model.version
        state = self._images.states[name]
        if in_view and not state.schedule.nothing_predicted:  # the first one precedes learning
            self._news_since = None
        yield from self._region_predictor.update(
            name,
            state,
            self._model.for_image(name, state.image),
            region,
            explain=in_view,
            unseen=self._learner.prequential.separation,
        )
        state.schedule.mark_predicted(region, version, time.monotonic() - start)
        yield TileDone(region, *state.schedule.progress(version))
