"""Recording of results while a live session learns."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..masks.instance_masks import InstanceMasks
from ..results.provenance import duration_of
from ..sketch.strokes import count_strokes
from .image_state import ImageState
from .learner import Learner
from .messages import ResultsHeld
from .requests import KeepResult, RecordForExport
from .result import Result, packed, reduced
from .result_history import HeldResult, ResultHistory
from .steadiness import changed_fraction

MOST_PX = 16_000_000  # larger images have no history
APART_S = 10.0  # of learning, between two results that are recorded while nothing is drawn


class ResultRecorder:
    """Records the masks of the image in view.

    Attributes
    ----------
    history
        Results that are held.
    """

    def __init__(self) -> None:
        self.history = ResultHistory()
        self._shown: int | None = None  # result that was returned to, while it is shown
        self._is_new = False  # the masks are not recorded yet
        self._recorded_s = 0.0  # seconds of learning at the last record

    def held(self) -> ResultsHeld:
        """Return the message that lists the results."""
        return ResultsHeld(self.history.results, self._shown, self.history.to_export)

    def forget(self, image_id: str | None = None) -> bool:
        """Drop the results of an image, or of all; return whether there were any."""
        shown = None if self._shown is None else self.history.find(self._shown)
        if shown is None or image_id in (None, shown.result.image_id):
            self._shown = None  # restored results have numbers that others may get
        return self.history.forget(image_id)

    def note_masks(self) -> bool:
        """Note that the image in view has other masks; return whether a result was shown."""
        was_shown = self._shown is not None
        self._is_new, self._shown = True, None
        return was_shown

    def note_prediction(self, image_id: str, state: ImageState, learner: Learner) -> bool:
        """Record the masks if they are a milestone, or more cells than ever.

        Returns
        -------
        bool
            Whether `held` is another list now.
        """
        was_shown = self.note_masks()
        self._recorded_s = min(self._recorded_s, learner.seconds)  # it may be another learner
        elapsed_s = learner.seconds - self._recorded_s
        is_milestone = self.history.last(image_id) is None or elapsed_s >= APART_S
        if is_milestone or state.masks.count > self.history.most_cells(image_id):
            return self.record(image_id, state, learner, is_milestone=is_milestone) or was_shown
        return was_shown

    def record(
        self, image_id: str, state: ImageState, learner: Learner, *, is_milestone: bool = True
    ) -> bool:
        """Record the masks, unless they are recorded already; return whether they were not."""
        last = self.history.last(image_id)
        unknown = last is None or last.result.is_restored
        given = unknown and self._shown is None and state.masks_frozen and state.masks.count > 0
        if not (self._is_new or given) or state.masks.labels.size > MOST_PX:
            return False
        labels = state.masks.uncorrected()
        self._is_new, self._recorded_s = False, learner.seconds
        if (twin := self._twin(image_id, labels)) is not None:
            if twin.learner is not None:
                return False
            self._equip(twin, learner)  # the project's network, which made these masks
            return True
        self._add(image_id, state, learner, is_milestone=is_milestone)
        return True

    def record_for_export(
        self, request: RecordForExport, state: ImageState, learner: Learner
    ) -> bool:
        """Record masks that may be exported, and hold them; return whether this was possible."""
        if not request.masks.any() or request.masks.size > MOST_PX:
            return False
        image_id, masks = request.image_id, state.masks
        if not np.array_equal(masks.labels, request.masks):
            masks = InstanceMasks(request.masks)  # they have changed since the request was posted
        if (same := self._same(image_id, masks.uncorrected())) is not None:
            self.history.hold_for_export(same.result, request.number)
            return True
        result = self._result_of(image_id, state, learner, masks, request.classes)
        self.history.hold_for_export(result, request.number)
        self.history.add(HeldResult(result, learner.copy(), is_milestone=True))
        return True

    def record_older(self, image_id: str, state: ImageState, learner: Learner) -> bool:
        """Record masks that will be found anew; return whether no result had them."""
        masks = state.masks
        if not masks.count or masks.labels.size > MOST_PX:
            return False
        if self._same(image_id, masks.uncorrected()) is not None:
            return False
        self._add(image_id, state, learner)
        return True

    def _add(
        self, image_id: str, state: ImageState, learner: Learner, *, is_milestone: bool = True
    ) -> None:
        """Hold the masks of an image as a result."""
        classes = state.classes.for_labels(len(state.masks.areas_px))
        result = self._result_of(image_id, state, learner, state.masks, classes)
        self.history.add(HeldResult(result, learner.copy(), is_milestone))

    def _result_of(
        self,
        image_id: str,
        state: ImageState,
        learner: Learner,
        masks: InstanceMasks,
        classes: NDArray[np.uint8] | None,
    ) -> Result:
        """Make a result of masks of an image, and of what was drawn and learned until then."""
        labels = masks.uncorrected()
        provenance, steps, seconds = learner.provenance, learner.steps, learner.seconds
        if state.provenance is not None:  # it may have gone on learning since, on other images
            provenance = state.provenance
            total_steps, total_s = duration_of(provenance)
            steps = max(total_steps - learner.earlier_steps, 0)
            seconds = max(total_s - learner.earlier_s, 0.0)
        return Result(
            self.history.next_number(),
            image_id,
            state.image.shape,
            packed(labels),
            reduced(labels),
            masks.colours.copy(),
            masks.count,
            count_strokes(state.image.labels),
            steps,
            seconds,
            is_guess=state.is_guess,
            revision=state.image.revision,
            classes=classes,
            earlier_steps=learner.earlier_steps,
            earlier_s=learner.earlier_s,
            provenance=provenance,
            corrections=state.masks.corrections,
        )

    def lacks_corrections(self, image_id: str, state: ImageState) -> bool:
        """Return whether the corrections of an image are to be applied to one of its results."""
        return self.history.uncorrected(image_id, state.masks.corrections) is not None

    def correct_next(self, image_id: str, state: ImageState) -> bool:
        """Apply the corrections of an image to one of its results; return whether it was the last.

        They take up to a second for a very large image.
        """
        held = self.history.uncorrected(image_id, state.masks.corrections)
        if held is not None:
            self.history.correct(held, state.masks.corrections)
        return not self.lacks_corrections(image_id, state)

    def _same(self, image_id: str, labels: NDArray[np.int32]) -> HeldResult | None:
        """Return the latest result of an image with these masks."""
        small = reduced(labels) > 0
        for each in reversed(self.history.of_image(image_id)):
            if np.array_equal(each.result.small > 0, small) and not changed_fraction(
                each.result.labels(), labels
            ):
                return each
        return None

    def restore(
        self, image_id: str, results: Iterable[Result], state: ImageState, learner: Learner
    ) -> None:
        """Hold results of the project, oldest first.

        The present weights are those of the result that has the masks of the image.
        """
        own = self.history.last(image_id)  # recorded when learning rested, before these were read
        self.history.restore(results)
        twin = self._twin(image_id, own.result.labels() if own else state.masks.uncorrected())
        if twin is None or twin is own:
            return
        if own is not None:
            result = _with_weights(twin.result, own.result.number)
            self.history.supersede((own, twin), replace(own, result=result))
        elif learner.can_predict and state.masks_frozen and state.masks.count:
            self._equip(twin, learner)

    def _twin(self, image_id: str, labels: NDArray[np.int32]) -> HeldResult | None:
        """Return the result of the project with these masks, or the latest one if it has them."""
        latest, small = self.history.last(image_id), reduced(labels) > 0
        restored = self.history.restored(image_id)[::-1]
        similar = [held for held in restored if np.array_equal(held.result.small > 0, small)]
        for each in (*similar, latest):
            if each is not None and not changed_fraction(each.result.labels(), labels):
                return each
        return None

    def _equip(self, restored: HeldResult, learner: Learner) -> None:
        """Add the present weights to a restored result with the present masks."""
        result = _with_weights(restored.result, self.history.next_number())
        self.history.supersede((restored,), HeldResult(result, learner.copy(), is_milestone=True))

    def number_of(self, request: KeepResult, image_id: str) -> int:
        """Return the result meant: by default the one returned to, or recorded last; 0: none."""
        if (number := request.number) is not None or (number := self._shown) is not None:
            return number
        last = self.history.last(image_id)
        return 0 if last is None else last.result.number

    def show(self, held: HeldResult, state: ImageState, learner: Learner) -> None:
        """Give an image the masks of a result; learning goes on with this learner."""
        is_guess = held.result.is_guess
        state.replace(
            held.result.labels(),
            held.result.classes,
            colours=held.result.colours,
            is_guess=is_guess,
            provenance=held.result.provenance,
        )
        self._is_new, self._shown = False, held.result.number
        self._recorded_s = learner.seconds


def _with_weights(result: Result, number: int) -> Result:
    """Return a result whose weights are in memory from now on."""
    return replace(result, number=number, weights=None, weights_dropped=False)
