"""The file of a project with what was learned, written when there is anything new."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from sketchpose_engine.live.messages import Event, NothingToSave, RequestFailed, WeightsSaved
from sketchpose_engine.live.requests import Request, SaveWeights

SAVE_MS = 10_000  # between two times that new weights are saved: what a crash may cost
LONGEST_WAIT_S = 20.0  # that the window waits for weights to be saved
Ask = Callable[[Request, Callable[[Event], bool], float], Event | None]


class WeightsFile(QObject):
    """Saves weights in a file, every few seconds and on request.

    Parameters
    ----------
    post
        Posts a request to the engine.
    ask
        Posts a request to the engine and waits for its answer, as `EngineThread.ask`.

    Attributes
    ----------
    path
        None: there is no project.
    unsaved_steps
        Steps of learning that are not in the file.
    """

    def __init__(self, post: Callable[[Request], None], ask: Ask | None) -> None:
        super().__init__()
        self._post = post
        self._ask = ask
        self.path: Path | None = None
        self.unsaved_steps = 0
        self._timer = QTimer(self, interval=SAVE_MS)
        self._timer.timeout.connect(self.save)

    @property
    def can_wait(self) -> bool:
        """Whether `save_now` can do anything."""
        return self.path is not None and self._ask is not None

    def use(self, path: Path | None) -> None:
        """Save in this file from now on."""
        self.path = path
        self._timer.start()

    def save(self) -> None:
        """Save if there is anything new."""
        if self.path is not None and self.unsaved_steps:
            self.unsaved_steps = 0
            self._post(SaveWeights(self.path, automatic=True))

    def save_now(self) -> bool:
        """Save, and wait until it is done; return False if that takes too long."""
        assert self.path is not None and self._ask is not None
        path, self.unsaved_steps = self.path, 0
        request = SaveWeights(path, automatic=True)
        answer = self._ask(request, lambda event: _answers(event, path), LONGEST_WAIT_S)
        return answer is not None


def _answers(event: Event, path: Path) -> bool:
    """Whether an event reports that weights are in a file, or why they are not."""
    if isinstance(event, RequestFailed):
        return isinstance(event.request, SaveWeights) and event.request.path == path
    return isinstance(event, (WeightsSaved, NothingToSave)) and event.path == path
