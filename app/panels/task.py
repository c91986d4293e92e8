"""The strips below the picture while something takes long: one for each task, to stop it alone."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout

from app.core.bus import Bus
from app.core.tasks import Progress, Task
from app.core.translation import tr
from app.ui.labels import faint_label

STEPS = 1000


class TaskStrip(QFrame):
    """One line for each task that is under way."""

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self.setObjectName("task")
        self._lines: dict[Task, TaskLine] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(10, 4, 10, 4)
        bus.notices.task_changed.connect(self._show)
        self.hide()

    def _show(self, progress: Progress) -> None:
        line = self._lines.get(progress.task)
        if not progress.text:
            if line is not None:
                del self._lines[progress.task]
                self._layout.removeWidget(line)
                line.hide()
                line.deleteLater()
        else:
            if line is None:
                line = self._lines[progress.task] = TaskLine(progress.task)
                self._layout.addWidget(line)
                line.show()
            line.show_progress(progress)
        self.setVisible(bool(self._lines))


class TaskLine(QFrame):
    """What is done, a bar, how long it still takes, and a button that stops this task."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self._text, self._detail = QLabel(), faint_label()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(14)
        self._stop = QPushButton(tr("Cancel"))
        self._stop.setToolTip(tr("What is done by then is kept"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._detail)
        layout.addWidget(self._stop)
        self._stop.clicked.connect(lambda: self._stop.setEnabled(False))  # between two steps
        self._stop.clicked.connect(task.stop)

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        self._text.setText(progress.text)
        self._detail.setText(progress.detail)
        self._bar.setRange(0, 0 if progress.part < 0 else STEPS)
        self._bar.setValue(round(STEPS * max(progress.part, 0)))
