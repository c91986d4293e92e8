"""How fast to learn, and when to stop."""

import time
from math import cos, pi

from .settings import TrainSettings

WARM_UP_STEPS = 8
PATIENCE_STEPS = 60  # without improvement, before training settles
SETTLE_STEPS = 100  # the rate falls to zero over these, then training has converged
SMOOTHING = 0.97  # of the loss that is watched
RIPE_STEPS = 100  # without a budget the rate falls with the root of the steps, counted in these
IMPROVEMENT = 0.05  # relative, of the smoothed loss, that counts as one


def level_then_fall(progress: float, step: int, warm_up_steps: int, level_part: float) -> float:
    """Factor of the learning rates: a short rise, a level, then half a cosine down to zero.

    Parameters
    ----------
    progress
        Part of the budget that is used up, from 0 to 1.
    step
        Counted from 1.
    warm_up_steps
        Of the rise.
    level_part
        Of the budget, at the full rates.
    """
    falling = max(0.0, (progress - level_part) / (1 - level_part))
    return min(1.0, step / warm_up_steps) * (1 + cos(pi * falling)) / 2


class Schedule:
    """Rate of each step: a short rise, then with a budget a half cosine down to its end.

    Without a budget the rate falls slowly, with the root of all steps; after `PATIENCE_STEPS`
    without improvement it settles, and training has converged. New strokes start the watch afresh.

    Parameters
    ----------
    settings
        `steps` and `seconds` are the budget.
    age_steps
        That the network has made before: new strokes must not throw an old one about.
    """

    def __init__(self, settings: TrainSettings, age_steps: int = 0) -> None:
        self._settings = settings
        self._age_steps = age_steps
        self._start = time.monotonic()
        self._smoothed = self._best = float("inf")
        self._best_step = 0
        self._settling_since: int | None = None

    def elapsed_s(self) -> float:
        """Seconds since training began."""
        return time.monotonic() - self._start

    def progress(self, step: int) -> float:
        """Part of the budget, or of the settling, that `step` steps have used up; 1 is the end."""
        used = 0.0
        if self._settings.steps is not None:
            used = max(used, step / max(self._settings.steps, 1))
        if self._settings.seconds is not None:
            used = max(used, self.elapsed_s() / max(self._settings.seconds, 1e-9))
        if self._settling_since is not None:
            used = max(used, (step - self._settling_since) / SETTLE_STEPS)
        return min(used, 1.0)

    def factor(self, step: int) -> float:
        """Of the learning rates, at a step counted from 1."""
        shape = level_then_fall(self.progress(step - 1), step, WARM_UP_STEPS, level_part=0.0)
        return shape * self._ripeness(step)

    def _ripeness(self, step: int) -> float:
        if self._settings.has_budget:
            return 1.0  # the budget's own fall is enough
        return (1 + (self._age_steps + step - 1) / RIPE_STEPS) ** -0.5

    def reason(self, step: int) -> str:
        """Why training is over after `step` steps; empty while it is not."""
        if self._settings.steps is not None and step >= self._settings.steps:
            return "steps"
        if self._settings.seconds is not None and self.elapsed_s() >= self._settings.seconds:
            return "seconds"
        return "converged" if self.progress(step) >= 1 else ""

    def restart_watch(self, step: int) -> None:
        """Forget what was best: from this step on there are other strokes to learn."""
        self._smoothed = self._best = float("inf")
        self._best_step = step
        self._settling_since = None

    def watch(self, step: int, loss: float) -> None:
        """Take note of a step's loss, which is finite; steps are counted from 1."""
        if self._smoothed == float("inf"):
            self._smoothed = loss
        self._smoothed = SMOOTHING * self._smoothed + (1 - SMOOTHING) * loss
        if self._smoothed < (1 - IMPROVEMENT) * self._best:
            self._best, self._best_step = self._smoothed, step
        elif self._settling_since is None and step - self._best_step >= PATIENCE_STEPS:
            self._settling_since = step
