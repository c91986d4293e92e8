"""Qt's application, and the files that the desktop asks it to open."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Qt's application; macOS sends a double-clicked file as an event, not as an argument."""

    file_wanted = Signal(str)  # path

    def event(self, event: QEvent) -> bool:
        """Handle files to open; an event filter would slow down every event."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_wanted.emit(event.file())
            return True
        return super().event(event)
