"""Training from scratch beside a pretrained network that fails on the strokes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..training.events import TrainingEnded

if TYPE_CHECKING:
    from .learner import Learner

CHECK_STEPS = 20  # between checks of how well the drawn strokes are separated
POOR = 0.8  # separation of the drawn strokes below which pretrained weights have failed
BETTER = 0.1  # minimum improvement of the separation
MOST_STEPS = 120  # budget of the random weights


class Baseline:
    """Monitor of a learner with pretrained weights, which trains random ones if these fail.

    Fields that do not separate what is drawn have collapsed, or do not improve: the image is
    unlike anything the network was pretrained on. The method of the paper needs no pretraining.

    Parameters
    ----------
    make
        Function that returns a learner with random weights and the strokes of the monitored one.

    Attributes
    ----------
    learner
        The learner with random weights; None if it is not needed.
    """

    def __init__(self, make: "Callable[[], Learner]") -> None:
        self._make = make
        self.learner: Learner | None = None
        self._tried = False

    def restart(self) -> None:
        """Reset all results: the strokes have changed."""
        self.learner, self._tried = None, False

    def check(self, separation: float | None) -> float | None:
        """Start, continue or end, given how well the pretrained weights separate the strokes.

        Returns
        -------
        float or None
            The separation by random weights, if these are better.
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
        """Train the random weights for one step, if they are in training."""
        if self.learner is not None and isinstance(self.learner.step(), TrainingEnded):
            self.learner = None
