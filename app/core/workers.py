"""Work that must not hold up the window."""

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

Listeners = tuple[Callable[[Any], None], Callable[[Exception], None]]  # of a result, of an error


class _Outcomes(QObject):
    """Carries results into the thread that it was made in, by the number of the job.

    It outlives every job: a Qt object with connections must not be destroyed in another thread.
    That thread would hold a lock of Qt and wait for Python's, and the window's thread the other way
    round.
    """

    done = Signal(int, object)
    failed = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.ended: set[int] = set()  # jobs whose outcome is on its way


class _Job(QRunnable):
    def __init__(self, number: int, work: Callable[[], Any], outcomes: _Outcomes) -> None:
        super().__init__()
        self._number, self._work, self._outcomes = number, work, outcomes

    def run(self) -> None:
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001  handed to the one who asked
            self._emit(self._outcomes.failed, error)
        else:
            self._emit(self._outcomes.done, result)

    def _emit(self, signal: Any, payload: Any) -> None:
        with suppress(RuntimeError):  # the window is closed: the result is not needed
            self._outcomes.ended.add(self._number)
            signal.emit(self._number, payload)


class Workers:
    """Runs functions one after the other in another thread.

    Each is called without arguments; what it returns is handed to `done`, what it raises to
    `failed`, in the thread that asked.
    """

    def __init__(self) -> None:
        self._pool = QThreadPool()  # first: it is destroyed first, which waits for its jobs
        self._pool.setMaxThreadCount(1)
        self._outcomes = _Outcomes()
        self._outcomes.done.connect(self._take_result)
        self._outcomes.failed.connect(self._take_error)
        self._numbers = count()
        self._listeners: dict[int, Listeners] = {}

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        *,
        soon: bool = False,
    ) -> None:
        """Run `work` after what was asked before; `soon`: before what is not."""
        number = next(self._numbers)
        self._listeners[number] = done, failed
        self._pool.start(_Job(number, work, self._outcomes), 1 if soon else 0)

    def finish(self) -> None:
        """Wait until everything is done."""
        self._pool.waitForDone()

    def drop(self) -> None:
        """Drop what has not begun, and wait for what has."""
        self._pool.clear()
        self._pool.waitForDone()
        for number in self._listeners.keys() - self._outcomes.ended:
            del self._listeners[number]

    def _take_result(self, number: int, result: Any) -> None:
        done, _ = self._take_listeners(number)
        done(result)

    def _take_error(self, number: int, error: Exception) -> None:
        _, failed = self._take_listeners(number)
        failed(error)

    def _take_listeners(self, number: int) -> Listeners:
        self._outcomes.ended.discard(number)
        return self._listeners.pop(number)
