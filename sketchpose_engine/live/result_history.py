"""History of results: earlier masks, with the weights that made them, which can be returned to.

Masks are recorded at milestones (the first guess, before new strokes take effect, after some
seconds of learning, when learning rests) and when there are more cells than ever. The memory is
bounded: the last milestones of an image and some earlier ones, the further apart the older, the
result with most cells, the one exported last, and those that the user keeps are held. Of all images
together, as many have their weights: the others, like those restored from the project, have only
masks, which are small.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..core.errors import Phrase
from ..sketch.edits import Correction
from .learner import Learner
from .result import Result

MILESTONES = 8  # held of each image, and with weights of all images together
LAST = 3  # milestones that are held in any case
MOST_KEPT = 4  # results that the user may keep: with weights, and of each image
FULL = Phrase("{count} results are kept already: right-click one of them to release it first.")
FULL_ELSEWHERE = Phrase(
    "{count} results are kept already, counting other images: right-click one to release it first."
)


@dataclass(frozen=True)
class HeldResult:
    """A result, and what is needed to return to it.

    Attributes
    ----------
    result
        Part that is shown.
    learner
        Copy of the learner that made it; None: its weights were dropped, or the result was
        restored from the project and its weights are in a file, or unknown.
    is_milestone
        False: it is held only while no other result of its image has more cells.
    """

    result: Result
    learner: Learner | None
    is_milestone: bool


class ResultHistory:
    """Results that are held, oldest first."""

    def __init__(self) -> None:
        self._held: list[HeldResult] = []
        self._next_number = 1
        # By image, request for and name of the result that may be exported.
        self._to_export: dict[str, tuple[int, str]] = {}

    @property
    def results(self) -> tuple[Result, ...]:
        """The results, oldest first."""
        return tuple(held.result for held in self._held)

    def next_number(self) -> int:
        """Return a number that no result has had yet."""
        self._next_number += 1
        return self._next_number - 1

    def add(self, held: HeldResult) -> None:
        """Add a result, and drop those that are not to be held any longer."""
        self._held.append(held)
        self._drop()

    def restore(self, results: Iterable[Result]) -> None:
        """Put results of a project, oldest first, before all others; numbers are given to them."""
        there = {(result.image_id, result.name) for result in self.results}
        new = [each for each in results if (each.image_id, each.name) not in there]
        lowest = min((result.number for result in self.results), default=1)
        first = min(lowest, 1) - len(new)
        self._held[:0] = [
            HeldResult(replace(result, number=first + place), None, is_milestone=True)
            for place, result in enumerate(new)
        ]

    def uncorrected(self, image_id: str, corrections: Sequence[Correction]) -> HeldResult | None:
        """Return a result of an image with other corrections than these; None: all have these."""
        wanted = list(map(id, corrections))  # as `InstanceMasks.correct` compares them
        for held in self._held:
            result = held.result
            if result.image_id == image_id and list(map(id, result.corrections)) != wanted:
                return held
        return None

    def correct(self, held: HeldResult, corrections: Sequence[Correction]) -> None:
        """Apply corrections by hand to a result."""
        place = self._held.index(held)
        self._held[place] = replace(held, result=held.result.corrected(corrections))

    def forget_weights(self, number: int) -> None:
        """Note that the file with the weights of a result cannot be read."""
        self._held = [
            replace(held, result=replace(held.result, weights=None))
            if held.result.number == number
            else held
            for held in self._held
        ]

    def supersede(self, old: Collection[HeldResult], new: HeldResult) -> None:
        """Put a result with weights in the place of others with the same masks."""
        self._held = [held for held in self._held if held not in old]
        self.add(new)

    def find(self, number: int) -> HeldResult | None:
        """Return a result by its number; None if it is not held any more."""
        return next((held for held in self._held if held.result.number == number), None)

    def last(self, image_id: str) -> HeldResult | None:
        """Return the latest result of an image."""
        return next((h for h in reversed(self._held) if h.result.image_id == image_id), None)

    def of_image(self, image_id: str) -> list[HeldResult]:
        """Return the results of an image, oldest first."""
        return [held for held in self._held if held.result.image_id == image_id]

    def restored(self, image_id: str) -> list[HeldResult]:
        """Return the results of an image that have no weights in memory, oldest first."""
        return [held for held in self.of_image(image_id) if held.learner is None]

    def most_cells(self, image_id: str) -> int:
        """Return the largest number of cells in a result of an image; -1: there is none."""
        return max((r.cells for r in self.results if r.image_id == image_id), default=-1)

    def keep(self, number: int, on: bool) -> bool:
        """Hold a result for good, or no longer; return whether anything has changed."""
        held = self.find(number)
        if held is None or held.result.kept == on or (on and self.refusal(number) is not None):
            return False
        self._held[self._held.index(held)] = replace(held, result=replace(held.result, kept=on))
        self._drop()
        return True

    def refusal(self, number: int) -> Phrase | None:
        """Say why a result cannot be kept besides those that are; None: it can, or is kept."""
        held = self.find(number)
        if held is None or held.result.kept:
            return None
        image_id = held.result.image_id
        kept = [
            other.result.image_id
            for other in self._held
            if other.result.kept and (other.learner or other.result.image_id == image_id)
        ]
        if len(kept) < MOST_KEPT:
            return None
        message = FULL if set(kept) == {image_id} else FULL_ELSEWHERE
        return Phrase(message, count=len(kept))

    @property
    def to_export(self) -> dict[int, Result]:
        """Results that may be exported, by the number of the request."""
        held = {(result.image_id, result.name): result for result in self.results}
        return {
            number: held[image_id, name]
            for image_id, (number, name) in self._to_export.items()
            if (image_id, name) in held
        }

    def hold_for_export(self, result: Result, number: int = 0) -> None:
        """Hold a result that may be exported, until another one of its image may be.

        Parameters
        ----------
        result
            Held already, or about to be added.
        number
            Of the request.
        """
        self._to_export[result.image_id] = number, result.name

    def note_export(self, image_id: str, exported_at: float) -> bool:
        """Note when the result held for it was exported; return whether there is one."""
        _, name = self._to_export.get(image_id, (0, None))
        for place, held in enumerate(self._held):
            if held.result.image_id == image_id and held.result.name == name:
                result = replace(held.result, exported_at=exported_at)
                self._held[place] = replace(held, result=result)
                return True
        return False

    def forget(self, image_id: str | None = None) -> bool:
        """Drop the results of an image, or of all; return whether there were any."""
        left = [held for held in self._held if image_id not in (None, held.result.image_id)]
        dropped = len(left) < len(self._held)
        self._held = left
        return dropped

    def _drop(self) -> None:
        """Drop results beyond the limits of the memory, and of the image recorded last."""
        if not self._held:
            return
        latest = self._held[-1].result.image_id
        own = [result for result in self.results if result.image_id == latest]
        fullest = max(own, key=lambda result: result.cells)
        spared = {fullest.number} | self._exported()
        excess = _excess([held for held in self._held if held.learner is not None], spared)
        self._held = [_without_weights(h) if h.result.number in excess else h for h in self._held]
        excess = _excess(self.of_image(latest), spared)
        self._held = [held for held in self._held if held.result.number not in excess]

    def _exported(self) -> set[int]:
        """Return the numbers of each image's last exported result, and of those that may be."""
        last: dict[str, tuple[float, int]] = {}
        for each in self.results:
            if each.exported_at is not None:
                before = last.get(each.image_id, (0.0, 0))
                last[each.image_id] = max(before, (each.exported_at, each.number))
        names = {(image_id, name) for image_id, (_, name) in self._to_export.items()}
        waiting = {each.number for each in self.results if (each.image_id, each.name) in names}
        return {number for _, number in last.values()} | waiting


def _without_weights(held: HeldResult) -> HeldResult:
    return replace(held, learner=None, result=replace(held.result, weights_dropped=True))


def _excess(group: Sequence[HeldResult], spared: Collection[int]) -> set[int]:
    """Return the numbers of those that are neither kept, nor chosen milestones, nor spared."""
    loose = [held for held in group if not held.result.kept]
    chosen = _spread_out([held.result for held in loose if held.is_milestone])
    return {held.result.number for held in loose} - chosen - set(spared)


def _spread_out(results: Sequence[Result]) -> set[int]:
    """Choose `MILESTONES` results, oldest first; return their numbers.

    The first and the last ones stay. Of the others those go that are close to their neighbours in
    comparison with their age: a good result is not lost when learning goes wrong for long.
    """
    left = list(results)
    while len(left) > MILESTONES:
        newest = left[-1].number
        gaps = [
            (after.number - before.number) / (newest - one.number + 1)
            for before, one, after in zip(left, left[1:-LAST], left[2:], strict=False)
        ]
        del left[1 + int(np.argmin(gaps))]
    return {result.number for result in left}
