"""A short time in which clicks on widgets that have just changed are ignored."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

GUARD_MS = 400  # a click within this time was aimed at what was there before
PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class ClickGuard(QObject):
    """Ignores mouse presses on widgets for a moment after `start`; the keyboard is unaffected."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)

    def watch(self, widget: QWidget) -> None:
        """Ignore presses on this widget, too, while the time runs."""
        widget.installEventFilter(self)

    def start(self) -> None:
        """Ignore presses from now on for `GUARD_MS`."""
        if GUARD_MS:
            self._timer.start(GUARD_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ignore presses while the time runs."""
        return self._timer.isActive() and event.type() in PRESSES
