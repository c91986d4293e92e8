"""Learners of a live session: one for each number of channels of its images.

What is a cell in fluorescence says nothing about stains: a network that went on from one to the
other would lose what it has learned from the first.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from ..core.errors import InputError, Phrase
from ..core.resources import GENERAL_WEIGHTS, resource
from ..models.model_set import files_beside
from ..models.weights import load_weights
from ..training.annotated_image import AnnotatedImage
from .learner import Learner
from .requests import LoadWeights
from .result_history import HeldResult
from .validation import Prequential

UNREADABLE = Phrase(
    "What was learned up to this result cannot be read ({file}): only its masks are shown."
)


class Learners:
    """The learner in use, and those of images with other numbers of channels.

    Parameters
    ----------
    first
        Learner in use at first.
    others
        Further ones, each with its number of channels.

    Attributes
    ----------
    current
        Learner in use.
    """

    def __init__(self, first: Learner, others: Iterable[Learner] = ()) -> None:
        self.current = first
        self._others = {each.channels: each for each in others if each.channels != first.channels}

    @property
    def others(self) -> Mapping[int, Learner]:
        """Learners that are not in use, by their number of channels."""
        return {key: each for key, each in self._others.items() if key is not None}

    def turn_to(self, channels: int) -> bool:
        """Use the learner of images with so many channels; return whether it was another one.

        Without one, the present learner stays in use.
        """
        if channels == self.current.channels or channels not in self._others:
            return False
        self._use(self._others.pop(channels))
        return True

    def prepare(self, images: Mapping[str, AnnotatedImage]) -> bool:
        """Use a learner that fits images to learn from; return whether it was another one.

        Parameters
        ----------
        images
            By frame key; at least one, all with the same number of channels.
        """
        channels = len(next(iter(images.values())).planes)
        if self.turn_to(channels):
            return True
        if self.current.channels in (None, channels):
            return False
        self._use(_beginner(self.current, images))
        return True

    def _use(self, learner: Learner) -> None:
        if self.current.channels is not None:
            self._others[self.current.channels] = self.current
        self.current = learner


def _beginner(known: Learner, images: Mapping[str, AnnotatedImage]) -> Learner:
    """Return a learner that begins with images unlike those that a learner has learned from.

    Of the general weights, the initial and the learned ones it begins from those that separate the
    strokes best: the images may be the same in other colours.
    """
    same = known.fresh_copy()
    if not same.is_pretrained:
        return same
    candidates = [same, known.copy()]
    if not same.is_general:
        candidates.insert(0, known.begun_from(load_weights(resource(GENERAL_WEIGHTS))))
    for each in candidates:
        each.prequential = Prequential()
        each.set_training_data(dict(images))
    return max(candidates, key=lambda each: each.separation() or 0.0)


def loaded(request: LoadWeights, known: Learner) -> tuple[Learners, list[InputError]]:
    """Return learners that start from requested weights, otherwise the same as a known one.

    Returns
    -------
    learners
        Those of a project include all numbers of channels.
    damaged
        What is wrong with weights for further numbers of channels.

    Raises
    ------
    InputError
        If the weights cannot be read.
    """
    if request.path is None:
        return Learners(known.begun_from(None)), []
    if not request.of_project:
        return Learners(known.begun_from(load_weights(request.path))), []
    others, damaged = [], []
    first = _learned_up_to(request.path, known)
    for file in files_beside(request.path):
        try:
            others.append(_learned_up_to(file, known))
        except InputError as error:
            damaged.append(error)
    return Learners(first, others), damaged


def learner_of(held: HeldResult, channels: int, known: Learner) -> Learner | None:
    """Return a learner that goes on from a result; None: its network is not known.

    If only images with other numbers of channels had been learned from, it begins anew.

    Parameters
    ----------
    held
        Result.
    channels
        Number of channels of its image.
    known
        Learner that is otherwise the same.

    Raises
    ------
    InputError
        If the file with its weights cannot be read.
    """
    if held.learner is not None:
        is_other = held.learner.channels not in (None, channels)
        return held.learner.fresh_copy() if is_other else held.learner.copy()
    if (path := held.result.weights) is None:
        return None
    try:
        return _learned_up_to(path, known)
    except InputError:
        raise InputError(UNREADABLE, file=path.name) from None


def _learned_up_to(path: Path, known: Learner) -> Learner:
    """Return a learner that goes on from weights that were learned from images of a project."""
    start = load_weights(path)
    learner = known.begun_from(start)
    if not start.general:
        learner.channels = start.network.shape.channels
    return learner
