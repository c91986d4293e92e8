"""One pair of keys for two histories: edits of the sketch, and corrections of links."""

from typing import Protocol

from app.core.bus import Bus
from app.core.payloads import History
from app.state.document import Document


class LinkEdits(Protocol):
    """What can be undone and redone of the corrections of links."""

    def undo(self) -> None:
        """Take back the last one."""

    def redo(self) -> None:
        """Bring back the one that was undone last."""


class UndoChoice:
    """Undoes in the history whose edit came last, or else in the other one.

    Parameters
    ----------
    bus
        Source of edits.
    document
        Edits of the sketch.
    links
        Corrections of links.
    """

    def __init__(self, bus: Bus, document: Document, links: LinkEdits) -> None:
        self._bus = bus
        self._document = document
        self._links = links
        self._of_links = History(False, False)
        self._last_is_link = False
        bus.links.history_changed.connect(self._take)
        bus.frame.sketch_changed.connect(lambda change: setattr(self, "_last_is_link", False))

    def undo(self) -> None:
        """Take back the last edit, and the note on it."""
        self._bus.notices.note_ended.emit()
        drawn = self._document.annotations
        other = drawn is not None and drawn.can_undo
        if self._of_links.can_undo and (self._last_is_link or not other):
            self._links.undo()
        else:
            self._document.undo()

    def redo(self) -> None:
        """Bring back what was undone."""
        drawn = self._document.annotations
        other = drawn is not None and drawn.can_redo
        if self._of_links.can_redo and (self._last_is_link or not other):
            self._links.redo()
        else:
            self._document.redo()

    def _take(self, history: History) -> None:
        self._of_links = history
        self._last_is_link = history.can_undo or history.can_redo
