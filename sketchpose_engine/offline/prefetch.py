"""A stream of lessons, of which few are in memory at a time."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from ..training.sampling import TrainingSample

AHEAD = 2  # lessons that are prepared while the network learns

Make = Callable[[int], TrainingSample]


class Prefetcher:
    """The lessons of each step, prepared by a thread of their own.

    Parameters
    ----------
    make
        Makes the lesson of a number, counted from 0, from that number alone: so the lessons of a
        step are the same after a pause as without one.
    size
        Lessons at a time.
    steps_a_lesson
        Steps before the oldest lesson gives way to a new one.
    """

    def __init__(self, make: Make, size: int, steps_a_lesson: int = 1) -> None:
        self._make, self._size, self._steps_a_lesson = make, size, steps_a_lesson
        self._thread = ThreadPoolExecutor(1, "lessons")
        self._kept: dict[int, Future[TrainingSample]] = {}

    def at(self, step: int) -> list[TrainingSample]:
        """The lessons of a step, oldest first; raises what made them fail."""
        first = step // self._steps_a_lesson
        wanted = range(first, first + self._size + AHEAD)
        kept = {number: self._kept[number] for number in wanted if number in self._kept}
        self._kept.clear()  # those that have had their time go before others are made
        for number in wanted:
            self._kept[number] = kept.get(number) or self._thread.submit(self._make, number)
        return [self._kept[number].result() for number in wanted[: self._size]]

    def close(self) -> None:
        """End the thread; lessons it has not begun are not made."""
        self._kept.clear()
        self._thread.shutdown(cancel_futures=True)
