"""Return to earlier weights when further learning made the masks worse.

The strokes do not reveal that cells without strokes have begun to merge. The flow error of all
masks in view does: on strokes of a person, drawn one after the other on crowded filaments, it rose
as the F1 score fell. So weights with a low flow error are kept, and learning goes on from there at
lower rates, as if a plateau had been reached.
"""

from math import isfinite
from typing import NamedTuple

from ..core.box import Box
from .learner import Learner

WORSE = 0.16  # rise of the flow error from which learning goes back
AS_GOOD = 0.02  # by which the strokes may be separated worse by the earlier weights
SLOWER = 0.5  # factor of the learning rates at each return
MOST_SLOWED = 3  # returns with which the rates fall; new cells must remain learnable


class View(NamedTuple):
    """What a flow error was measured for; only errors of the same view can be compared."""

    image_id: str
    region: Box
    eighths: int


class BestWeights:
    """Weights with the lowest flow error in the present view."""

    def __init__(self) -> None:
        self._view: View | None = None
        self._best: Learner | None = None
        self._error = 0.0
        self._of: Learner | None = None  # learner that the weights were taken from
        self._returns = 0

    def note(self, image_id: str, region: Box, error: float, learner: Learner) -> Learner | None:
        """Compare the masks in view with the best ones so far.

        Parameters
        ----------
        image_id, region
            Frame key and region in view.
        error
            Flow error of its masks; infinite: there are none.
        learner
            Learner that predicted them.

        Returns
        -------
        Learner or None
            Learner to go on with; None: the present one.
        """
        model = learner.prediction_model
        if model is None or not learner.is_pretrained:
            return None
        view = View(image_id, region, model.eighths)
        if learner is not self._of:
            self._returns = 0
        if learner is not self._of or view != self._view:
            self._best, self._of, self._view = None, learner, view
        if self._best is not None and error > self._error + WORSE:
            return self._return_from(learner)
        if isfinite(error) and (self._best is None or error <= self._error):
            self._best, self._error = learner.copy(), error
        return None

    def _return_from(self, learner: Learner) -> Learner | None:
        """Return to the best weights, unless these know less of what is drawn by now."""
        assert self._best is not None
        part = SLOWER if self._returns < MOST_SLOWED else 1.0
        again = self._best.resumed(learner, part)
        before, now = again.separation(), learner.separation()
        self._best = None
        if before is not None and now is not None and before < now - AS_GOOD:
            return None
        self._of = again
        self._returns += 1
        return again
