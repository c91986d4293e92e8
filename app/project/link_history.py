"""Corrections of links that can be undone."""

from typing import TYPE_CHECKING

from app.core.bus import Bus
from app.core.payloads import History

if TYPE_CHECKING:
    from sketchpose_engine.linking.tracks import Tracks

MOST_EDITS = 100


class LinkHistory:
    """Tracks before and after each correction.

    Parameters
    ----------
    bus
        Receiver of what can be undone and redone.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._done: list[Tracks] = []
        self._undone: list[Tracks] = []

    @property
    def state(self) -> History:
        """What can be undone and redone."""
        return History(bool(self._done), bool(self._undone))

    def clear(self) -> None:
        """Forget all corrections: another movie or stack is open."""
        self._done.clear()
        self._undone.clear()
        self._report()

    def add(self, before: "Tracks") -> None:
        """Note a correction that was made, by the tracks before it."""
        self._done.append(before)
        del self._done[:-MOST_EDITS]
        self._undone.clear()
        self._report()

    def next(self, *, undo: bool) -> "Tracks | None":
        """Return the tracks of the next step; None if there is none."""
        source = self._done if undo else self._undone
        return source[-1] if source else None

    def step(self, now: "Tracks", *, undo: bool) -> None:
        """Note that the next step was taken, by the tracks before it."""
        source, target = (self._done, self._undone) if undo else (self._undone, self._done)
        source.pop()
        target.append(now)
        self._report()

    def _report(self) -> None:
        self._bus.links.history_changed.emit(self.state)
