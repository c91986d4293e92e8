"""The strip below the picture while something takes long: how far it is, and a way to stop it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton

from app.bus import Bus

STEPS = 1000


class TaskStrip(QFrame):
    """One line: what is done, a bar, how long it still takes, and a button."""

    def __init__(self, bus: Bus) -> None:
        super().__init__(objectName="task")
        self._text, self._detail = QLabel(), QLabel(objectName="faint")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(14)
        self._stop = QPushButton("Cancel", toolTip="What is done until then stays")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 4)
        layout.addWidget(self._text)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._detail)
        layout.addWidget(self._stop)
        self._stop.clicked.connect(self._ask)
        self._stop.clicked.connect(bus.stop_wanted)
        bus.task_changed.connect(self._show)
        self.hide()

    def _show(self, text: str, part: float, detail: str) -> None:
        if self.isHidden() or not text:
            self._stop.setEnabled(True)
        self.setVisible(bool(text))
        self._text.setText(text)
        self._detail.setText(detail)
        self._bar.setRange(0, 0 if part < 0 else STEPS)
        self._bar.setValue(round(STEPS * max(part, 0)))

    def _ask(self) -> None:
        self._stop.setEnabled(False)  # it stops between two steps
