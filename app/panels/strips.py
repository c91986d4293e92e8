"""What went wrong, below the picture; and what stands there while no image is open."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.payloads import Problem
from app.ui.icons import ON_ACCENT, Icons


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
        bus.notices.problem_met.connect(self._say)
        bus.notices.crash_found.connect(self._say)
        self.hide()

    def _say(self, problem: Problem) -> None:
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


class EmptyState(QWidget):
    """Before an image is open: open some, go on where one was, or try a sample."""

    def __init__(
        self,
        bus: Bus,
        icons: Icons,
        samples: dict[str, QIcon],
        open_sample: Callable[[str], None],
        last_project: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        super().__init__()
        heading = QLabel("Open images, or try a sample")
        heading.setObjectName("heading")
        explanation = QLabel(
            "Draw a few strokes on cells and background. Masks appear while you draw."
        )
        explanation.setObjectName("faint")
        open_images = QPushButton("Open images…")
        open_images.setObjectName("primary")
        icons.set_icon(open_images, "photo-plus", ON_ACCENT)
        open_images.clicked.connect(lambda: bus.view.action_requested.emit(ActionKey.OPEN))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch()
        for name, picture in samples.items():
            row.addWidget(_sample_button(name, picture, open_sample))
        row.addStretch()
        drop = QLabel("You can also drop files or a folder anywhere in this window.")
        drop.setObjectName("faint")
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addStretch()
        for widget in (heading, explanation, open_images):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        if last_project is not None:
            name, go_on = last_project
            button = QPushButton(f"Go on with “{name}”")
            button.setToolTip("Open the project you had last")
            button.clicked.connect(go_on)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(row)
        layout.addWidget(drop, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()


def _sample_button(name: str, picture: QIcon, open_sample: Callable[[str], None]) -> QToolButton:
    button = QToolButton(autoRaise=True)
    button.setText(name)
    button.setToolTip(f"Open the sample: {name}")
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setIcon(picture)
    button.setIconSize(QSize(160, 120))
    button.clicked.connect(lambda: open_sample(name))
    return button
