"""Three hints for the first minutes, on the picture itself; gone for ever once they are done."""

from typing import Protocol

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.core.bus import Bus
from app.core.payloads import CellCount, PreferenceChange
from app.core.preferences import Preferences
from app.core.translation import tr, tr_noop
from app.state.questions import Question
from app.state.scene import Scene
from app.ui.card import Card
from app.ui.icons import Icons
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, MOST_CLASSES, cell_value

STEPS = (
    tr_noop("Draw inside a few cells"),
    tr_noop(
        "Choose Background (key 2) and draw between them; where all cells touch, draw lines (key 3)"
    ),
    tr_noop("Watch the masks appear, and draw where they are wrong"),
)
CELLS = tuple(cell_value(number) for number in range(MOST_CLASSES))
CLOSE_SHEET = """
QToolButton {
    color: white; padding: 3px 8px; border-radius: 6px; border: 1px solid rgba(255, 255, 255, 140);
}
"""
TOP_PX = 12  # above the card
STEP_VALUES = (CELLS, (BACKGROUND, BOUNDARY))  # what does the first two
SHEET = """
QFrame#hints { background: rgba(18, 36, 52, 225); border-radius: 10px; }
QFrame#hints QLabel { color: white; }
QFrame#hints QLabel[done="true"] { color: rgba(255, 255, 255, 120); }
"""


class KeepFree(Protocol):
    """Shows the whole picture below so many px: at once, or when it is fitted next."""

    def __call__(self, top_px: float, *, now: bool) -> None:
        """Use this height."""


class Hints(Card):
    """A card with three steps that ticks off what was done.

    Parameters
    ----------
    canvas
        Widget with the picture.
    bus, preferences, icons
        The program's.
    keep_free
        Called with the height that the card takes at the top of the picture.
    """

    def __init__(
        self, canvas: QWidget, bus: Bus, preferences: Preferences, icons: Icons, keep_free: KeepFree
    ) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._keep_free = keep_free
        self._takes_room = False  # of the picture
        self.setObjectName("hints")
        self._preferences = preferences
        self._done = [False] * len(STEPS)
        self._question: Question | None = None  # that is open on the picture
        self.setStyleSheet(SHEET)
        self._labels = [QLabel() for _ in STEPS]
        close = QToolButton(autoRaise=True)
        close.setText(tr("Got it"))
        close.setToolTip(tr("Do not show these again"))
        close.setStyleSheet(CLOSE_SHEET)
        close.setCursor(Qt.CursorShape.PointingHandCursor)
        steps = QVBoxLayout()
        steps.setSpacing(3)
        for label in self._labels:
            steps.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 9, 8, 9)
        layout.addLayout(steps)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        close.clicked.connect(self._close)
        canvas.installEventFilter(self)
        bus.frame.sketch_changed.connect(self._tick)
        bus.frame.counted.connect(self._note_count)
        bus.view.preference_changed.connect(self._follow)
        bus.frame.opened.connect(self._open)
        bus.view.question_shown.connect(self._make_room)
        bus.view.question_closed.connect(self._return)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle at the top of the picture."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def show_again(self) -> None:
        """Show the card, whatever was done already."""
        self._preferences["hints_done"] = False
        self._done = [False] * len(STEPS)
        self._show()

    def _open(self, scene: Scene) -> None:
        """Tick what is there; where cells are found already, no step is needed."""
        self._done = [bool(scene.drawn.intersection(kinds)) for kinds in STEP_VALUES]
        found = bool(scene.labels.any())
        self._done = [done or found for done in (*self._done, False)]
        self._question = None
        self._show()

    def _make_room(self, question: Question) -> None:
        """Hide while a question is open: two cards would cover each other."""
        self._question = question
        self._show()

    def _return(self, question: Question) -> None:
        if question == self._question:
            self._question = None
            self._show()

    def _tick(self, change: Change) -> None:
        for step, kinds in enumerate(STEP_VALUES):
            if any(np.isin(pixels, kinds).any() for pixels in change.tiles.values()):
                self._set(step)

    def _note_count(self, count: CellCount) -> None:
        if count.cells and not count.is_guess and all(self._done[:2]):
            self._set(2)

    def _set(self, step: int) -> None:
        if self._done[step] or self._preferences["hints_done"]:
            return
        self._done[step] = True
        if all(self._done):
            self._dismiss()
        self._show()

    def _show(self) -> None:
        for number, (label, text, done) in enumerate(
            zip(self._labels, STEPS, self._done, strict=True), 1
        ):
            in_order = done and all(self._done[:number])
            label.setText(f"{'✓' if in_order else number}   {tr(text)}")
            label.setProperty("done", in_order)
            label.style().unpolish(label)
            label.style().polish(label)
        is_wanted = not self._preferences["hints_done"] and not all(self._done)
        self.setVisible(is_wanted and self._question is None)
        self._place()
        if self._takes_room == self.isHidden():
            self._takes_room = not self.isHidden()
            taken_px = self.height() + 2 * TOP_PX if self._takes_room else 0
            self._keep_free(taken_px, now=self._takes_room)  # nothing moves when it goes by itself

    def _place(self) -> None:
        self.adjustSize()
        self.move(max((self._canvas.width() - self.width()) // 2, 0), TOP_PX)

    def _follow(self, change: PreferenceChange) -> None:
        if change.key == "hints_done":
            self._show()

    def _close(self) -> None:
        self._dismiss()
        self._keep_free(0, now=True)

    def _dismiss(self) -> None:
        self._preferences["hints_done"] = True
