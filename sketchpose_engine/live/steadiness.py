"""Steadiness of the masks during learning: when further steps would change nothing that is seen.

The loss is no criterion: it goes on falling while the masks stay the same, and fluctuates with the
crops. Masks of the region in view are compared cell by cell with a reference, not with the previous
ones, so that a slow drift is noticed as well. Both steps and seconds must pass without a change: a
slow processor makes few steps in these seconds, and a fast one leaves no time to see anything.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAME_CELL = 0.75  # minimum IoU of a cell with itself in the reference
MOST_CHANGED = 0.05  # fraction of the cells that may differ from the reference
LEAST_S, LEAST_STEPS = 20.0, 40  # without a change, until masks are steady
LEAST_RESULTS = 3  # compared with the reference


def changed_fraction(before: NDArray[np.int32], after: NDArray[np.int32]) -> float:
    """Measure the fraction of the cells that appeared, vanished or changed their extent.

    Parameters
    ----------
    before, after
        (H, W) labels of one region, in which a cell keeps its number.

    Returns
    -------
    float
        0 if there are no cells in either.
    """
    size = int(max(before.max(initial=0), after.max(initial=0))) + 1
    areas = [np.bincount(labels.ravel(), minlength=size)[1:] for labels in (before, after)]
    shared = np.bincount(before[before == after], minlength=size)[1:]
    union = areas[0] + areas[1] - shared
    cells = union > 0
    if not cells.any():
        return 0.0
    return float(np.mean(shared[cells] < SAME_CELL * union[cells]))


@dataclass(frozen=True)
class _Reference:
    """Masks that later ones are compared with."""

    image_id: str
    labels: NDArray[np.int32]
    step: int
    time_s: float


class Steadiness:
    """Watch over the masks of the image in view.

    Attributes
    ----------
    unchanged_s
        Seconds for which nothing has changed, once the masks are steady; None before.
    """

    def __init__(self) -> None:
        self.unchanged_s: float | None = None
        self._reference: _Reference | None = None
        self._results = 0

    def restart(self) -> None:
        """Begin anew: the strokes have changed, or learning is switched on again."""
        self.unchanged_s, self._reference, self._results = None, None, 0

    def note(self, image_id: str, labels: NDArray[np.int32], step: int, time_s: float) -> None:
        """Compare new masks with the reference.

        Parameters
        ----------
        image_id
            Frame key.
        labels
            (H, W) masks of the region in view; not kept.
        step
            Number of steps made.
        time_s
            Time of a monotonic clock.
        """
        known = self._reference
        if (
            known is None
            or (known.image_id, known.labels.shape) != (image_id, labels.shape)
            or changed_fraction(known.labels, labels) > MOST_CHANGED
        ):
            self.unchanged_s, self._results = None, 0
            self._reference = _Reference(image_id, labels.copy(), step, time_s)
            return
        if step > known.step:
            self._results += 1
        elapsed_s = time_s - known.time_s
        if (
            elapsed_s >= LEAST_S
            and step - known.step >= LEAST_STEPS
            and self._results >= LEAST_RESULTS
        ):
            self.unchanged_s = elapsed_s
