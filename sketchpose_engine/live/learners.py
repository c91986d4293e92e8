"""Learners of a live session: one for each number of channels of its images.

What is a cell in fluorescence says nothing about stains: a network that went on from one to the
other would lose what it has learned from the first.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from ..core.errors import InputError, Phrase
from ..core.resources import GENERAL_WEIGHTS, resource
from ..models.model import Model
from ..models.model_set import files_beside
from ..models.weights import load_weights
from ..training.annotated_image import AnnotatedImage
from .learner import Learner
from .requests import LoadWeights
from .result_history import HeldResult

UNREADABLE = Phrase(
    "What was learned up to this result cannot be read ({file}): only its masks are shown."
)


class Learners:
    """The learner in use, and those of images with other numbers of channels.

    Parameters
    ----------
    first
        Learner in use at first.
    initial
        Weights that learning from further kinds of images starts from; None: random ones.
    others
        Further ones, each with its number of channels.

    Attributes
    ----------
    current
        Learner in use.
    """

    def __init__(
        self, first: Learner, initial: Model | None = None, others: Iterable[Learner] = ()
    ) -> None:
        self.current = first
        self._initial = initial
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
        if self.current.is_for(channels):
            return False
        self._use(self.current.begun_from(self._initial))
        return True

    def guessing_model(self) -> Model | None:
        """Return the model for images unlike those that the present learner has learned from.

        What it has learned may be wrong there: bright cells say nothing about dark ones. General
        weights, at the width of the cells, are a better guess. None: there are no such weights.
        """
        initial, model = self._initial, self.current.model
        if initial is None or not initial.general or model is None or model.general:
            return None
        return initial.for_diameter(model.diameter_px)

    def _use(self, learner: Learner) -> None:
        if self.current.channels is not None:
            self._others[self.current.channels] = self.current
        self.current = learner


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
        start = load_weights(request.path)
        return Learners(known.begun_from(start), start), []
    others, damaged = [], []
    first, general = _learned_up_to(request.path, known), load_weights(resource(GENERAL_WEIGHTS))
    for file in files_beside(request.path):
        try:
            others.append(_learned_up_to(file, known))
        except InputError as error:
            damaged.append(error)
    return Learners(first, general, others), damaged


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
        is_alike = held.learner.is_for(channels)
        return held.learner.copy() if is_alike else held.learner.fresh_copy()
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
