"""Curve of the mistakes while learning, for each kind of images that is learned from apart."""

from sketchpose_engine.training.events import StepDone

SMOOTHING = 0.9  # of the curve, from one step to the next
MOST_POINTS = 600  # then every other one is dropped


class LearningCurve:
    """Points of the curve for images with the number of channels of the open one.

    Attributes
    ----------
    channels
        Number of channels of the open image.
    """

    def __init__(self) -> None:
        self.channels = 1
        self._points: dict[int, list[tuple[float, float]]] = {}
        self._latest: dict[int, StepDone] = {}

    @property
    def points(self) -> list[tuple[float, float]]:
        """Seconds of learning, and smoothed mistakes."""
        return self._points.get(self.channels, [])

    @property
    def latest(self) -> StepDone | None:
        """The last step; None: there was none."""
        return self._latest.get(self.channels)

    def add(self, done: StepDone) -> None:
        """Add a step."""
        points = self._points.setdefault(done.channels, [])
        if done.step == 1:
            points.clear()
        mistakes = done.sketch_loss
        before = points[-1][1] if points else mistakes
        points.append((done.total_s, SMOOTHING * before + (1 - SMOOTHING) * mistakes))
        if len(points) > MOST_POINTS:
            del points[1::2]
        while len(points) > 1 and points[-2][0] >= done.total_s:
            del points[-2]  # learned after the result that was returned to
        self._latest[done.channels] = done

    def clear(self) -> None:
        """Remove all points: those of other weights mean nothing."""
        self._points.clear()
        self._latest.clear()
