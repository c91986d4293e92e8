"""A panel of the window that scrolls where the window is low."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class ScrolledPanel(QScrollArea):
    """A panel that scrolls in a low window, so that everything can be reached."""

    outgrown = Signal()  # the panel needs more height than it has

    def __init__(self, panel: QWidget, *, last: bool) -> None:
        super().__init__(widgetResizable=True)
        self._last = last  # takes the room that the others leave
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has it
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(panel.sizeHint().width())
        self._panel = panel
        self.setWidget(panel)

    def sizeHint(self) -> QSize:
        """What the panel needs."""
        return self._panel.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Grow no higher than the panel: no gap remains below it."""
        if event.type() == QEvent.Type.LayoutRequest and not self._last:
            needed = self._panel.sizeHint().height()
            self.setMaximumHeight(needed)
            if needed > self.height():
                self.outgrown.emit()
        return super().event(event)
