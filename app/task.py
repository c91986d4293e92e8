"""Work that takes long, tells how far it is, and can be stopped."""

from collections.abc import Iterator

from app.bus import Bus


class Task:
    """Tells the window of work in another thread; it is stopped between two steps.

    Parameters
    ----------
    bus
        Told how far the work is; tells that it is to be stopped.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._stopped = False
        bus.stop_wanted.connect(self._stop)

    def follow(self, text: str, steps: Iterator[float]) -> bool:
        """Take all steps, in whatever thread this is called.

        Parameters
        ----------
        text
            What the user is told.
        steps
            Each does some work, and yields the part that is done, 0..1. A generator that is
            stopped is closed.

        Returns
        -------
        bool
            Whether it came to its end.
        """
        self._stopped = False
        self._bus.task_changed.emit(text, 0.0, "")
        try:
            for part in steps:
                self._bus.task_changed.emit(text, part, "")
                if self._stopped and part < 1:
                    steps.close()  # type: ignore[attr-defined]
                    return False
        finally:
            self._bus.task_changed.emit("", 1.0, "")
        return True

    def _stop(self) -> None:
        self._stopped = True
