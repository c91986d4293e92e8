"""Schedule of the learning rate, and criteria for stopping."""

import time
from math import cos, pi

from .settings import TrainSettings

WARM_UP_STEPS = 8
PATIENCE_STEPS = 60  # without improvement, before the rate starts to fall
SETTLE_STEPS = 100  # duration of the fall to zero, after which training has converged
SMOOTHING = 0.97  # of the monitored loss
RIPE_STEPS = 100  # time scale of the decay without a budget, with the root of the steps
IMPROVEMENT = 0.05  # minimum relative decrease of the smoothed loss


def level_then_fall(progress: float, step: int, warm_up_steps: int, level_part: float) -> float:
    """Return the factor of the learning rates: warm-up, plateau, then half a cosine to zero.

    Parameters
    ----------
    progress
        Fraction of the budget that is used, 0 to 1.
    step
        Step number, from 1.
    warm_up_steps
        Duration of the warm-up.
    level_part
        Fraction of the budget spent at the full rates.
    """
    falling = max(0.0, (progress - level_part) / (1 - level_part))
    return min(1.0, step / warm_up_steps) * (1 + cos(pi * falling)) / 2


class Schedule:
    """Learning rate of each step: warm-up, then, given a budget, half a cosine to its end.

    Without a budget the rate decays slowly, with the root of all steps; after `PATIENCE_STEPS`
    without improvement it falls to zero, and training has converged. New strokes reset this.

    Parameters
    ----------
    settings
        `steps` and `seconds` are the budget.
    age_steps
        Steps made before this run: trained weights need a lower rate than new ones.
    """

    def __init__(self, settings: TrainSettings, age_steps: int = 0) -> None:
        self._settings = settings
        self._age_steps = age_steps
        self._start = time.monotonic()
        self._smoothed = self._best = float("inf")
        self._best_step = 0
        self._settling_since: int | None = None

    def elapsed_s(self) -> float:
        """Return the seconds since training began."""
        return time.monotonic() - self._start

    def progress(self, step: int) -> float:
        """Return the used fraction of the budget, or of the final fall, after `step` steps."""
        used = 0.0
        if self._settings.steps is not None:
            used = max(used, step / max(self._settings.steps, 1))
        if self._settings.seconds is not None:
            used = max(used, self.elapsed_s() / max(self._settings.seconds, 1e-9))
        if self._settling_since is not None:
            used = max(used, (step - self._settling_since) / SETTLE_STEPS)
        return min(used, 1.0)

    def factor(self, step: int) -> float:
        """Return the factor of the learning rates at a step, from 1."""
        shape = level_then_fall(self.progress(step - 1), step, WARM_UP_STEPS, level_part=0.0)
        return shape * self._ripeness(step)

    def _ripeness(self, step: int) -> float:
        if self._settings.has_budget:
            return 1.0  # the cosine of the budget is enough
        return (1 + (self._age_steps + step - 1) / RIPE_STEPS) ** -0.5

    def reason(self, step: int) -> str:
        """Return why training ends after `step` steps; empty if it does not."""
        if self._settings.steps is not None and step >= self._settings.steps:
            return "steps"
        if self._settings.seconds is not None and self.elapsed_s() >= self._settings.seconds:
            return "seconds"
        return "converged" if self.progress(step) >= 1 else ""

    def restart_watch(self, step: int) -> None:
        """Reset the best loss: the training data change at this step."""
        self._smoothed = self._best = float("inf")
        self._best_step = step
        self._settling_since = None

    def watch(self, step: int, loss: float) -> None:
        """Record the finite loss of a step; steps count from 1."""
        if self._smoothed == float("inf"):
            self._smoothed = loss
        self._smoothed = SMOOTHING * self._smoothed + (1 - SMOOTHING) * loss
        if self._smoothed < (1 - IMPROVEMENT) * self._best:
            self._best, self._best_step = self._smoothed, step
        elif self._settling_since is None and step - self._best_step >= PATIENCE_STEPS:
            self._settling_since = step
