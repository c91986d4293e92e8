"""Prefetching of training samples, of which few are in memory at a time."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from ..training.sampling import TrainingSample

AHEAD = 2  # samples prepared during training

Make = Callable[[int], TrainingSample]


class Prefetcher:
    """Prefetcher that prepares the training samples of each step in its own thread.

    Parameters
    ----------
    make
        Function that makes the sample of a number, from 0. It must depend on the number only, so
        that the samples of a step are the same after a pause as without one.
    size
        Number of samples in use at a time.
    steps_a_lesson
        Steps after which the oldest sample is replaced by a new one.
    """

    def __init__(self, make: Make, size: int, steps_a_lesson: int = 1) -> None:
        self._make, self._size, self._steps_a_lesson = make, size, steps_a_lesson
        self._thread = ThreadPoolExecutor(1, "lessons")
        self._kept: dict[int, Future[TrainingSample]] = {}

    def at(self, step: int) -> list[TrainingSample]:
        """Return the samples of a step, oldest first; raises what made them fail."""
        first = step // self._steps_a_lesson
        wanted = range(first, first + self._size + AHEAD)
        kept = {number: self._kept[number] for number in wanted if number in self._kept}
        self._kept.clear()  # expired samples are freed before new ones are made
        for number in wanted:
            self._kept[number] = kept.get(number) or self._thread.submit(self._make, number)
        return [self._kept[number].result() for number in wanted[: self._size]]

    def close(self) -> None:
        """End the thread; samples it has not begun are cancelled."""
        self._kept.clear()
        self._thread.shutdown(cancel_futures=True)
