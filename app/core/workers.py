"""Work that must not hold up the window."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal


class _Outcome(QObject):
    """Carries a result back into the thread it was made in."""

    done = Signal(object)
    failed = Signal(object)


class _Job(QRunnable):
    def __init__(self, work: Callable[[], Any], outcome: _Outcome) -> None:
        super().__init__()
        self._work = work
        self._outcome = outcome

    def run(self) -> None:
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001  handed to the one who asked
            self._emit(self._outcome.failed, error)
        else:
            self._emit(self._outcome.done, result)

    def _emit(self, signal: Any, payload: Any) -> None:
        with suppress(RuntimeError):  # the window is closed: the result is not needed
            signal.emit(payload)


class Workers:
    """Runs functions one after the other in another thread.

    Each is called without arguments; what it returns is handed to `done`, what it raises to
    `failed`, in the thread that asked.
    """

    def __init__(self) -> None:
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(1)
        self._outcomes: set[_Outcome] = set()

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        *,
        soon: bool = False,
    ) -> None:
        """Run `work` after what was asked before; `soon`: before what is not."""
        outcome = _Outcome()
        self._outcomes.add(outcome)  # Qt keeps no object alive for its signals
        outcome.done.connect(lambda result: self._finish(outcome, done, result))
        outcome.failed.connect(lambda error: self._finish(outcome, failed, error))
        self._pool.start(_Job(work, outcome), 1 if soon else 0)

    def finish(self) -> None:
        """Wait until everything is done."""
        self._pool.waitForDone()

    def drop(self) -> None:
        """Drop what has not begun, and wait for what has."""
        self._pool.clear()
        self._pool.waitForDone()

    def _finish(self, outcome: _Outcome, listener: Callable[[Any], None], payload: Any) -> None:
        self._outcomes.discard(outcome)
        listener(payload)
