"""Whether learning from nothing, as in the paper, would do better than from what was known."""

from .device import Device
from .learner import Learner
from .messages import Comparing, Switched, TrainingEnded
from .page import Page
from .settings import TrainSettings

STEPS = 300  # that random weights are given: by then they have caught up on most images
CLEARLY = 0.9  # times the mistakes: less is better by more than chance


class Comparison:
    """Lets random weights learn the same strokes, when there is time for that.

    Both are judged by the strokes that are held out from both.

    Parameters
    ----------
    device
        Where to compute.
    settings
        Of the training.

    Attributes
    ----------
    rival
        Who learned from random weights; None: it has not begun.
    """

    def __init__(self, device: Device, settings: TrainSettings) -> None:
        self._device, self._settings = device, settings
        self.rival: Learner | None = None
        self._done = False

    def restart(self) -> None:
        """There are other strokes: what was found out does not count any more."""
        self.rival, self._done = None, False

    def is_due(self, learner: Learner) -> bool:
        """Whether there is something to find out about this learner, and a way to."""
        ended = learner.finished and learner.starts_warm
        return ended and not self._done and learner.mistakes is not None

    def step(self, learner: Learner, pages: dict[str, Page]) -> Comparing | Switched:
        """Go on by one step of the rival, on the pages that the learner has learned from."""
        if self.rival is None:
            self.rival = Learner(
                self._device, self._settings, None, learner.diameter_px, examines=True
            )
            self.rival.teach(pages)
        ended = isinstance(self.rival.step(), TrainingEnded)
        if not ended and self.rival.steps < STEPS:
            return Comparing(self.rival.steps / STEPS)
        self._done = True
        mine, others = learner.mistakes, self.rival.mistakes
        if mine is None or others is None or others > CLEARLY * mine:
            return Comparing(1.0)
        return Switched(1 - others / mine)
