"""State of a live session, and the answers to the requests that change it."""

from collections.abc import Iterator
from functools import singledispatchmethod

from ..core.box import Box
from ..core.errors import InputError
from ..models.device import Device
from ..sketch.edits import Change
from ..training.annotated_image import AnnotatedImage
from ..training.settings import TrainSettings
from . import messages, requests
from .background_work import BackgroundWork
from .field_export import export_fields
from .forgotten import FORGOTTEN, Forgotten
from .image_registry import ImageRegistry
from .learner import Learner
from .learners import learner_of, loaded
from .live_model import NOTHING_LEARNED, LiveModel, save_result_weights
from .messages import Event, RequestFailed
from .requests import Learn, Request
from .result_recorder import ResultRecorder
from .snapshots import everything_of, masks_in, valid_set_of
from .steadiness import Steadiness
from .thread_count import ThreadCount


class RequestAnswers:
    """Network, images and work of a live session.

    Parameters
    ----------
    device
        Compute device.
    settings
        Training settings.
    threads
        See `LiveModel`.
    """

    def __init__(
        self, device: Device, settings: TrainSettings, threads: ThreadCount | None
    ) -> None:
        self._device, self._settings = device, settings
        self._learn = Learn(False)
        self._model = LiveModel(Learner(device, settings), device, threads)
        self._images = ImageRegistry()
        self._news_since: int | None = None  # step of the oldest stroke that no prediction includes
        self._work = BackgroundWork()
        self._steadiness, self._results = Steadiness(), ResultRecorder()
        self._training_data_changed = False
        self._forgotten = Forgotten()

    @property
    def _learner(self) -> Learner:
        return self._model.learner

    @property
    def _is_steady(self) -> bool:
        """Whether the masks have stopped changing, and learning is to stop then."""
        return self._learn.until_steady and self._steadiness.unchanged_s is not None

    @singledispatchmethod
    def _answer(self, request: Request) -> Iterator[Event]:
        raise TypeError(f"no answer to {type(request).__name__}")

    @_answer.register
    def _(self, request: requests.OpenImage) -> Iterator[Event]:
        before = set(self._training_images())
        self._training_data_changed |= self._images.open(request)
        if not request.look:
            return
        self._training_data_changed |= set(self._training_images()) != before
        yield from self._turn_to_view()
        name = request.image_id
        state = self._images.states[name]
        yield from everything_of(name, state, request.masks)
        if (guidance := state.present_guidance) is not None:
            yield guidance  # its masks may stay as they are

    @_answer.register
    def _(self, request: requests.CloseImage) -> Iterator[Event]:
        self._images.close(request.image_id)
        self._training_data_changed = True
        if self._results.forget(request.image_id):
            yield self._results.held()

    @_answer.register
    def _(self, request: requests.CloseImages) -> Iterator[Event]:
        self._images.close_all()
        self._training_data_changed = True
        yield messages.ImagesClosed(request.number)
        if self._results.forget():
            yield self._results.held()

    @_answer.register
    def _(self, request: Change) -> Iterator[Event]:
        state = self._images.states.get(request.image_id)
        if state is None:
            return
        if request.tiles and request.image_id == self._images.in_view:
            yield from self._record()
        channels = len(state.image.planes)
        before_px = self._images.drawn_px(channels)
        affected, changed = state.apply(request)
        if affected is not None:
            self._training_data_changed = True
            after_px = self._images.drawn_px(channels)
            other = None
            if self._learner.is_for(channels):
                other = self._forgotten.successor(self._learner, before_px, after_px)
            if other is not None:
                self._replace_learner(other)
                yield from [] if other.steps else [messages.Notice(FORGOTTEN)]
            if self._news_since is None:
                self._news_since = self._learner.steps
            yield valid_set_of(request.image_id, state.image, affected)
        if changed is not None:
            yield masks_in(request.image_id, state, changed)

    @_answer.register
    def _(self, request: requests.QuestionStroke) -> Iterator[Event]:
        if (state := self._images.states.get(request.image_id)) is not None:
            state.image.hidden.hide(request.pixels, request.revision, request.since)
            self._training_data_changed = True
        yield from ()

    @_answer.register
    def _(self, request: requests.ConfirmStroke) -> Iterator[Event]:
        if (state := self._images.states.get(request.image_id)) is not None:
            state.image.hidden.show(request.revision)
            self._training_data_changed = True
        yield from ()

    @_answer.register
    def _(self, request: requests.LookAt) -> Iterator[Event]:
        if (image := self._images.states.get(request.image_id)) is not None:
            image.schedule.viewport = request.box
            before = set(self._training_images())
            self._images.in_view = request.image_id
            self._training_data_changed |= set(self._training_images()) != before
            yield from self._turn_to_view()

    @_answer.register
    def _(self, request: Learn) -> Iterator[Event]:
        # Switched on again after convergence: training continues all the same.
        again = request.on and (self._learner.finished or self._is_steady)
        self._training_data_changed |= again or request.from_all != self._learn.from_all
        self._learn = request
        yield from ()

    @_answer.register
    def _(self, request: requests.LoadWeights) -> Iterator[Event]:
        if request.number:
            yield messages.WeightsLoaded(request.number)
        try:
            learners, damaged = loaded(request, self._learner)
        except InputError as error:
            yield RequestFailed(error)
            return
        yield from map(RequestFailed, damaged)
        self._model.restart(learners)
        self._forgotten = Forgotten()
        self._invalidate_predictions()
        self._training_data_changed = True
        self._news_since = 0
        for state in self._images.states.values():
            state.masks_frozen = False
        yield from self._model.ready()
        yield from self._turn_to_view()

    @_answer.register
    def _(self, request: requests.SaveWeights) -> Iterator[Event]:
        yield from self._model.save(request)

    @_answer.register
    def _(self, request: requests.SetMasks) -> Iterator[Event]:
        state = self._images.states.get(request.image_id)
        if state is not None:
            yield from self._record()
            state.replace(request.masks, None)
            yield masks_in(request.image_id, state, Box.whole(state.image.shape))
            if self._results.note_masks():
                yield self._results.held()

    @_answer.register
    def _(self, request: requests.FindMasks) -> Iterator[Event]:
        state = self._images.states.get(request.image_id)
        if state is None or request.image_id != self._images.in_view:
            return
        if not state.masks_frozen or not self._learner.can_predict:
            return
        if self._results.record_older(request.image_id, state, self._learner):
            yield self._results.held()
        state.masks_frozen = False

    @_answer.register
    def _(self, request: requests.ReturnToResult) -> Iterator[Event]:
        yield from self._record()
        held = self._results.history.find(request.number)
        if held is None or (state := self._images.states.get(held.result.image_id)) is None:
            return
        try:
            learner = learner_of(held, len(state.image.planes), self._learner)
        except InputError as error:
            learner = None
            self._results.history.forget_weights(held.result.number)
            yield RequestFailed(error)
        if learner is not None:
            self._replace_learner(learner)
            self._training_data_changed = True
        self._news_since = None
        self._results.show(held, state, self._learner)
        yield masks_in(held.result.image_id, state, Box.whole(state.image.shape))
        yield self._results.held()
        yield from self._model.ready()

    @_answer.register
    def _(self, request: requests.RestoreResults) -> Iterator[Event]:
        name = request.image_id
        if (state := self._images.states.get(name)) is not None:
            self._results.restore(name, request.results, state, self._learner)
            yield self._results.held()

    @_answer.register
    def _(self, request: requests.SaveResultWeights) -> Iterator[Event]:
        held = self._results.history.find(request.number)
        if held is not None and held.learner is not None:
            yield from save_result_weights(held.learner, request.path)

    @_answer.register
    def _(self, request: requests.KeepResult) -> Iterator[Event]:
        yield from self._record()
        number = self._results.number_of(request, self._images.in_view)
        if request.on and (refusal := self._results.history.refusal(number)) is not None:
            yield messages.Notice(refusal)
        elif self._results.history.keep(number, request.on):
            yield self._results.held()

    @_answer.register
    def _(self, request: requests.RecordForExport) -> Iterator[Event]:
        state = self._images.states.get(request.image_id)
        if state is not None and self._results.record_for_export(request, state, self._learner):
            yield self._results.held()

    @_answer.register
    def _(self, request: requests.NoteExport) -> Iterator[Event]:
        if self._results.history.note_export(request.image_id, request.exported_at):
            yield self._results.held()

    @_answer.register
    def _(self, request: requests.ExportFields) -> Iterator[Event]:
        state = self._images.states.get(request.image_id)
        if state is None or not self._learner.can_predict:
            yield RequestFailed(InputError(NOTHING_LEARNED))
            return
        model = self._model.for_image(request.image_id, state.image)
        self._work.exports.append(export_fields(request, state.image.planes, model, self._device))

    @_answer.register
    def _(self, request: requests.SegmentAll) -> Iterator[Event]:
        models = self._model.shareable_set()
        yield from self._work.begin_batch(request, models, self._device, self._images)

    @_answer.register
    def _(self, request: requests.StopSegmenting) -> Iterator[Event]:
        if self._work.batch is not None:
            yield self._work.end_batch()

    def _turn_to_view(self) -> Iterator[Event]:
        """Continue with the learner that has learned from images like the one in view."""
        if (state := self._images.current) is not None:
            yield from self._model.turn_to(len(state.image.planes))

    def _record(self) -> Iterator[Event]:
        """Record the masks of the image in view, if they are not recorded."""
        state = self._images.current
        if state is not None and self._results.record(self._images.in_view, state, self._learner):
            yield self._results.held()

    def _training_images(self) -> dict[str, AnnotatedImage]:
        """Return the images to learn from; none while they show too little."""
        return self._images.training_images(self._learn.from_all)

    def _replace_learner(self, learner: Learner) -> None:
        """Replace the learner and invalidate all predictions."""
        self._model.replace(learner)
        self._invalidate_predictions()

    def _invalidate_predictions(self) -> None:
        for state in self._images.states.values():
            state.schedule.invalidate()
