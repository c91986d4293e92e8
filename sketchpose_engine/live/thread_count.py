"""Number of threads of PyTorch, fewer while other programs use the processor.

Each of the many small operations of a step ends when its last thread ends. If other programs use
some of the cores, all threads wait for the one that has no core, and a step takes several times as
long as with fewer threads.
"""

from collections import deque
from collections.abc import Callable
from statistics import median

import torch

SLOW = 2.0  # times the least time of a step with as many threads: other programs have started
SLOW_STEPS = 3  # in a row, before fewer threads are tried
TRIAL_STEPS = 3  # with another number, of which the fastest counts
FIRST_STEPS = 4  # before fewer threads are tried for the first time: others may already run
RETRY_STEPS = 60  # with fewer threads, before more are tried
FORGET = 1.01  # growth of the least time per step, as images and sketches change


class ThreadCount:
    """Number of threads, adapted to the times of the steps.

    Results can differ in their last bits with the number of threads: not for repeatable trainings.

    Parameters
    ----------
    most
        Number of threads without other programs.
    apply
        Called with each new number.
    """

    def __init__(
        self, most: int | None = None, apply: Callable[[int], None] = torch.set_num_threads
    ) -> None:
        self._most = torch.get_num_threads() if most is None else most
        self._apply = apply
        self._count = self._usual = self._most
        self._least_s: dict[int, float] = {}  # by number of threads
        self._recent_s = deque[float](maxlen=2 * SLOW_STEPS - 1)
        self._usual_s = 0.0  # median of the recent steps with the usual number
        self._slow = self._steps = 0
        self._tried = False

    def record(self, seconds: float) -> None:
        """Adapt the number of threads to the time of one more step."""
        self._steps += 1
        least_s = min(FORGET * self._least_s.get(self._count, seconds), seconds)
        self._least_s[self._count] = least_s
        if self._count != self._usual:
            self._judge(seconds)
            return
        self._recent_s.append(seconds)
        self._slow = self._slow + 1 if seconds > SLOW * least_s else 0
        first = not self._tried and self._steps >= FIRST_STEPS
        if first or self._slow >= SLOW_STEPS:
            self._tried = True
            self._use(max(self._count // 2, 1))
        elif self._count < self._most and self._steps >= RETRY_STEPS:
            self._use(min(2 * self._count, self._most))

    def _use(self, count: int) -> None:
        """Use another number of threads."""
        if self._recent_s:
            self._usual_s = median(self._recent_s)
        self._recent_s.clear()
        self._slow = self._steps = 0
        if count != self._count:
            self._count = count
            self._apply(count)

    def _judge(self, seconds: float) -> None:
        """Keep the number of threads that is tried if a step is faster with it."""
        if seconds < self._usual_s:
            self._usual = self._count
            self._slow = self._steps = 0
        elif self._steps >= TRIAL_STEPS:
            self._use(self._usual)
