"""The strip below the picture: one sentence of advice, or what went wrong."""

from collections.abc import Callable

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
from app.state.advice import Advice
from app.ui.action_table import ROWS
from app.ui.icons import Icons


class AdviceStrip(QFrame):
    """One sentence on what to do next; a click goes there."""

    def __init__(self, bus: Bus, icons: Icons, dismiss: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("advice")
        self._bus = bus
        self._advice: Advice | None = None
        picture = QLabel()
        picture.setPixmap(icons.icon("bulb").pixmap(18, 18))
        bus.view.theme_changed.connect(
            lambda dark: picture.setPixmap(icons.icon("bulb").pixmap(18, 18))
        )
        self._sentence = QLabel(wordWrap=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._go = QPushButton("Show me")
        close = QToolButton(autoRaise=True)
        close.setToolTip("Do not say this again")
        close.setAccessibleName("Do not say this again")
        icons.set_icon(close, "x")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 6, 4)
        layout.addWidget(picture)
        layout.addWidget(self._sentence, 1)
        layout.addWidget(self._go)
        layout.addWidget(close)
        self._go.clicked.connect(self._follow)
        close.clicked.connect(dismiss)
        bus.notices.advised.connect(self._say)
        self.setMinimumHeight(40)
        room = self.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # or the picture would jump under the brush
        self.setSizePolicy(room)
        self.hide()

    def _say(self, advice: Advice | None) -> None:
        self._advice = advice
        self.setVisible(advice is not None)
        if advice is not None:
            self._sentence.setText(advice.sentence)
            self._go.setVisible(advice.question is not None or advice.action is not None)
            takes_brush = advice.action is not None and bool(ROWS[advice.action].tool)
            what = "Take the brush" if takes_brush else "Do it"
            self._go.setText("Show me" if advice.question else what)

    def _follow(self) -> None:
        if self._advice is None:
            return
        if self._advice.question is not None:
            self._bus.view.question_shown.emit(self._advice.question)
        elif self._advice.action:
            self._bus.view.action_requested.emit(self._advice.action)


class ProblemStrip(QFrame):
    """The last problem, until it is dismissed; details on demand."""

    def __init__(self, bus: Bus, icons: Icons) -> None:
        super().__init__()
        self.setObjectName("problem")
        self._sentence = QLabel(wordWrap=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = QPlainTextEdit(readOnly=True)
        self._details.setMaximumHeight(140)
        self._more = QPushButton("Details")
        self._more.setCheckable(True)
        self._copy = QPushButton("Copy")
        close = QToolButton(autoRaise=True)
        close.setToolTip("Close")
        close.setAccessibleName("Close")
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
