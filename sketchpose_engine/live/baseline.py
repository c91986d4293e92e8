"""Random weights that learn the same strokes, where pretrained ones do not get anywhere."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..training.events import TrainingEnded

if TYPE_CHECKING:
    from .learner import Learner

CHECK_STEPS = 20  # from one check of how well the drawn strokes are separated to the next
POOR = 0.8  # separation of the drawn strokes below which pretrained weights have failed
BETTER = 0.1  # more than that is clearly better
MOST_STEPS = 120  # that random weights are given


class Baseline:
    """Watches a learner that began with pretrained weights, and trains random ones if need be.

    Fields that do not separate what is drawn have collapsed, or stand still: no colour or contrast
    that the pretrained network was made for. The method of the paper needs no such knowledge.

    Parameters
    ----------
    make
        Makes a learner that begins with random weights, taught the strokes of this one.

    Attributes
    ----------
    learner
        The one with random weights; None: there is no need for it.
    """

    def __init__(self, make: "Callable[[], Learner]") -> None:
        self._make = make
        self.learner: Learner | None = None
        self._tried = False

    def restart(self) -> None:
        """There are other strokes: what was found out does not count any more."""
        self.learner, self._tried = None, False

    def check(self, separation: float | None) -> float | None:
        """Begin, go on or end, by how well the pretrained weights separate the strokes.

        Returns
        -------
        float or None
            The separation by random weights, if these are to take over.
        """
        if separation is None or separation >= POOR:
            self.learner = None
        elif self.learner is None:
            if not self._tried:
                self.learner, self._tried = self._make(), True
        elif (found := self.learner.separation()) is not None and found > separation + BETTER:
            return found
        elif self.learner.steps >= MOST_STEPS:
            self.learner = None
        return None

    def step(self) -> None:
        """One step of the random weights, if they are learning."""
        if self.learner is not None and isinstance(self.learner.step(), TrainingEnded):
            self.learner = None
