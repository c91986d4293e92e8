"""Work that must not hold up the window."""

import weakref
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from queue import Empty, PriorityQueue
from threading import Lock, Thread
from typing import Any

from PySide6.QtCore import QObject, Signal

Listeners = tuple[Callable[[Any], None], Callable[[Exception], None]]  # of a result, of an error


class _Notifier(QObject):
    """Announces the number of a job in the thread that it was made in."""

    ended = Signal(int)


class _Jobs:
    """Jobs by their numbers, with their outcomes.

    Everything that a job refers to is kept here until its outcome is taken, so that it is
    destroyed in the window's thread. A Qt object with connections that is destroyed in another
    thread may block the window for ever: that thread holds a lock of Qt and waits for Python's,
    and the window's thread the other way round.
    """

    def __init__(self, notifier: _Notifier) -> None:
        self.waiting: PriorityQueue[tuple[bool, int]] = PriorityQueue()  # (can wait, number)
        self.work: dict[int, Callable[[], Any]] = {}
        self.results: dict[int, Any] = {}
        self.errors: dict[int, Exception] = {}
        self._notifier = notifier
        self._thread: Thread | None = None  # the latest
        self._is_running = False
        self._starting_or_ending = Lock()

    def run(self) -> None:
        """Run all that is waiting, in another thread, which ends with it."""
        with self._starting_or_ending:
            if not self._is_running:
                self._is_running = True
                self.finish()  # of one that is about to end
                self._thread = Thread(target=self._run_all, name="workers")
                self._thread.start()

    def finish(self) -> None:
        """Wait until nothing is waiting and nothing runs."""
        if self._thread is not None:
            self._thread.join()

    def _run_all(self) -> None:
        while True:
            with self._starting_or_ending:
                try:
                    _, number = self.waiting.get_nowait()
                except Empty:
                    self._is_running = False
                    return
            self._run(number)

    def _run(self, number: int) -> None:
        try:
            self.results[number] = self.work[number]()  # no local name: see the class
        except Exception as error:  # noqa: BLE001  handed to the one who asked
            self.errors[number] = error
        with suppress(RuntimeError):  # the window is closed: the outcome is not needed
            self._notifier.ended.emit(number)


class Workers:
    """Runs functions one after the other in another thread, which lasts as long as there are any.

    Each is called without arguments; what it returns is handed to `done`, what it raises to
    `failed`, in the thread that asked.
    """

    def __init__(self) -> None:
        self._notifier = _Notifier()
        self._notifier.ended.connect(self._take)
        self._jobs = _Jobs(self._notifier)
        self._numbers = count()
        self._listeners: dict[int, Listeners] = {}
        weakref.finalize(self, self._jobs.finish)  # the notifier outlives the jobs

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
        self._jobs.work[number] = work
        self._jobs.waiting.put((not soon, number))
        self._jobs.run()

    def finish(self) -> None:
        """Wait until everything is done."""
        self._jobs.finish()

    def drop(self) -> None:
        """Drop what has not begun, and wait for what has."""
        with suppress(Empty):
            while True:
                _, number = self._jobs.waiting.get_nowait()
                del self._listeners[number], self._jobs.work[number]
        self.finish()

    def _take(self, number: int) -> None:
        """Hand the outcome of a job to the one who asked."""
        done, failed = self._listeners.pop(number)
        del self._jobs.work[number]
        if number in self._jobs.errors:
            failed(self._jobs.errors.pop(number))
        else:
            done(self._jobs.results.pop(number))
