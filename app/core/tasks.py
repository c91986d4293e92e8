"""Work that takes long: how far it is, and a way to stop it and nothing else."""

import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from app.core.bus import Bus


@dataclass(frozen=True)
class Progress:
    """How far a task is.

    Attributes
    ----------
    task
        Whose progress it is; each has its own bar.
    text
        What is being done; "" when the task has ended.
    part
        Done, 0..1; -1: unknown.
    detail
        For instance how long it still takes.
    """

    task: "Task"
    text: str
    part: float
    detail: str = ""


class Task:
    """Handle of one piece of work, from its start to its end.

    Parameters
    ----------
    bus
        Where its progress is announced.
    on_stop
        Called when the user stops it, in the window's thread.
    """

    def __init__(self, bus: Bus, on_stop: Callable[[], None] | None = None) -> None:
        self._bus = bus
        self._on_stop = on_stop
        self._stopped = threading.Event()  # set in another thread than that of the steps

    @property
    def stopped(self) -> bool:
        """Whether it was stopped."""
        return self._stopped.is_set()

    def show(self, text: str, part: float, detail: str = "") -> None:
        """Report what is being done, and the progress."""
        self._bus.notices.task_changed.emit(Progress(self, text, part, detail))

    def end(self) -> None:
        """Report the end, successful or not."""
        self._bus.notices.task_changed.emit(Progress(self, "", 1.0))

    def stop(self) -> None:
        """Stop between two steps."""
        if not self.stopped:
            self._stopped.set()
            if self._on_stop is not None:
                self._on_stop()

    def follow(self, text: str, steps: Iterator[float]) -> bool:
        """Run all steps, in any thread.

        Parameters
        ----------
        text
            What is being done.
        steps
            Each does some work, and yields the part that is done, 0..1. A generator that is
            stopped is closed.

        Returns
        -------
        bool
            Whether it came to its end.
        """
        self.show(text, 0.0)
        try:
            if self._stopped.is_set():
                return False
            for part in steps:
                self.show(text, part)
                if self._stopped.is_set() and part < 1:
                    return False
        finally:
            if isinstance(steps, Generator):
                steps.close()
            self.end()
        return True
