"""What went wrong, below the picture; and what stands there while no image is open."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from app.core.bus import Bus
from app.core.payloads import Problem
from app.core.translation import tr
from app.ui.icons import Icons


class ProblemStrip(QFrame):
    """The last problem, until it is dismissed; details on demand."""

    def __init__(self, bus: Bus, icons: Icons) -> None:
        super().__init__()
        self.setObjectName("problem")
        self._sentence = QLabel(wordWrap=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = QPlainTextEdit(readOnly=True)
        self._details.setMaximumHeight(140)
        self._more = QPushButton(tr("Details"))
        self._more.setCheckable(True)
        self._copy = QPushButton(tr("Copy"))
        close = QToolButton(autoRaise=True)
        close.setToolTip(tr("Close"))
        close.setAccessibleName(tr("Close"))
        icons.set_icon(close, "x")
        row = QHBoxLayout()
        for widget, stretch in ((self._sentence, 1), (self._more, 0), (self._copy, 0), (close, 0)):
            row.addWidget(widget, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 6, 4)
        layout.addLayout(row)
        layout.addWidget(self._details)
        self._more.toggled.connect(self._details.setVisible)
        self._copy.clicked.connect(self._copy_all)
        close.clicked.connect(self.hide)
        self._of_project = False  # another project makes it void
        bus.notices.problem_met.connect(self._say)
        bus.notices.crash_found.connect(lambda problem: self._say(problem, of_project=False))
        bus.project.switching.connect(self._leave_project)
        self.hide()

    def _leave_project(self) -> None:
        if self._of_project:
            self.hide()

    def _say(self, problem: Problem, *, of_project: bool = True) -> None:
        self._of_project = of_project
        self._sentence.setText(problem.sentence)
        self._details.setPlainText(problem.details)
        self._more.setChecked(False)
        self._details.hide()
        self._more.setVisible(bool(problem.details))
        self._copy.setVisible(bool(problem.details))
        self.show()

    def _copy_all(self) -> None:
        text = f"{self._sentence.text()}\n\n{self._details.toPlainText()}"
        QGuiApplication.clipboard().setText(text)
