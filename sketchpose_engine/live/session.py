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

from ..core.box import Box
from ..inference.jobs import TileDone
from ..models.device import Device, card_is_unused, choose_device
from ..training.annotated_image import shows_cell
from ..training.settings import TrainSettings
from . import messages
from .activity import Activity, Predict, SessionState, Work, next_activity
from .best_weights import BestWeights
from .messages import Event, Idle
from .region_predictor import RegionPredictor
from .request_answers import RequestAnswers
from .requests import Request
from .thread_count import ThreadCount


class LiveSession(RequestAnswers):
    """Session that learns from sketches while they are drawn, and keeps the masks up to date.

    Parameters
    ----------
    device
        Compute device; the fastest available if None.
    settings
        Training settings.
    threads
        Number of threads, adapted to the load of the computer; None: constant.
    """

    def __init__(
        self,
        device: Device | None = None,
        settings: TrainSettings | None = None,
        threads: ThreadCount | None = None,
    ) -> None:
        super().__init__(device or choose_device(), settings or TrainSettings(), threads)
        self._sentences: deque[str] = deque()
        self._device.report = self._sentences.append
        self._inbox: deque[Request] = deque()
        self._wake = threading.Event()
        self._ending = False
        self._region_predictor = RegionPredictor(self._device)
        self._best_weights = BestWeights()

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
                yield from self._record()
                yield (idle := activity)
            else:
                self._wake.wait()

    def _do(self, activity: Activity) -> Iterator[Event]:
        """Perform one unit of work."""
        match activity:
            case Work.EXPORT:
                yield from self._work.export()
            case Work.SEGMENT:
                for event in self._work.segment(self._images):
                    yield event
                    if isinstance(event, messages.MasksReady) and self._results.note_masks():
                        yield self._results.held()
            case Work.CORRECT_RESULT:
                yield from self._correct_result()
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
            finished=self._learner.finished or self._is_steady,
            unchanged_s=self._steadiness.unchanged_s,
            training_data_changed=self._training_data_changed,
            is_pretrained=self._learner.is_pretrained,
            steps=self._learner.steps,
            news_since=self._news_since,
        )
        if image is not None and self._results.lacks_corrections(self._images.in_view, image):
            state = replace(state, results_lack_corrections=True)
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

    def _correct_result(self) -> Iterator[Event]:
        """Apply the corrections of the image in view to one of its earlier results."""
        state = self._images.current
        if state is not None and self._results.correct_next(self._images.in_view, state):
            yield self._results.held()

    def _set_training_data(self) -> Iterator[Event]:
        self._training_data_changed = False
        self._steadiness.restart()
        state = self._images.current
        if images := self._training_images():
            yield from self._model.set_training_data(images)
        elif state is not None and self._learner.is_pretrained and shows_cell(state.image):
            # Too little to learn from, enough to predict.
            yield from self._model.adapt({self._images.in_view: state.image})

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
            is_guess=self._learner.is_guess(len(state.image.planes)),
            provenance=self._model.provenance_for(len(state.image.planes)),
        )
        now_s = time.monotonic()
        state.schedule.mark_predicted(region, version, now_s - start)
        if in_view:
            labels = state.masks.labels[region.slices]
            self._steadiness.note(name, labels, self._learner.steps, now_s)
            if self._results.note_prediction(name, state, self._learner):
                yield self._results.held()
            yield from self._return_to_better(name, region)
        yield TileDone(region, *state.schedule.progress(version))

    def _return_to_better(self, name: str, region: Box) -> Iterator[Event]:
        """Go back to earlier weights if the masks of the region in view have become worse."""
        error = self._region_predictor.flow_error
        if error is None:
            return
        better = self._best_weights.note(name, region, error, self._learner)
        if better is not None:
            self._replace_learner(better)
            self._training_data_changed = True
            yield messages.WeightsRestored()
            yield from self._model.ready()
