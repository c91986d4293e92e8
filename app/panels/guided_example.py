"""Guided example: one step after the other on the picture of a sample, until the user leaves."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.core.bus import Bus
from app.core.payloads import CellCount
from app.core.translation import Translatable, tr
from app.ui.card import Card
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND

SHEET = """
QFrame#guide { background: rgba(18, 36, 52, 235); border-radius: 10px; }
QFrame#guide QLabel { color: white; }
QFrame#guide QLabel#step { color: rgba(255, 255, 255, 150); }
QFrame#guide QPushButton {
    color: white; background: transparent; padding: 3px 10px; border-radius: 6px;
    border: 1px solid rgba(255, 255, 255, 140);
}
QFrame#guide QPushButton:hover, QFrame#guide QPushButton:focus { border-color: white; }
"""
WIDTH_PX, TOP_PX = 520, 12
LEARNED_CELLS = 1  # found after learning, before the step of watching is done


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Attributes
    ----------
    sentence
        What to do, and why.
    done_by
        What ends the step: "cell", "background", "learned", "correction", "table"; "" for the
        button only.
    times
        How often it is to be done.
    """

    sentence: Translatable
    done_by: str = ""
    times: int = 1


STEPS = (
    Step(
        "Some of these nuclei touch. Draw a short stroke inside a few cells with the blue brush.",
        "cell",
        3,
    ),
    Step(
        "Each dashed outline is a cell that was found: a first guess. Press 2 for Background, and "
        "draw between the nuclei.",
        "background",
    ),
    Step(
        "Sketchpose learns from your strokes now. Watch the outlines, and the count on the right.",
        "learned",
    ),
    Step(
        "Is something wrong? Press G: Sketchpose shows where a stroke helps most, and asks what is "
        "there. Answer with a button, or draw what is right. A line (key 3) belongs between two "
        "nuclei that touch, never through one.",
        "correction",
    ),
    Step(
        "Press Ctrl+T for the table: the size and shape of every cell. A click on a row shows its "
        "cell.",
        "table",
    ),
    Step(
        "Export… saves masks, tables, and a paragraph for your methods section. Undo (Ctrl+Z) "
        "takes back any step, and all that you draw is saved at once. Now open images of your own.",
    ),
)


class GuidedExample(Card):
    """A card on the picture with one step at a time.

    Parameters
    ----------
    canvas
        Widget with the picture.
    bus
        Source of what the user does.
    """

    def __init__(self, canvas: QWidget, bus: Bus) -> None:
        super().__init__(canvas)
        self.setObjectName("guide")
        self.setStyleSheet(SHEET)
        self.setAccessibleName(tr("Guided example"))
        self._canvas = canvas
        self._number = 0
        self._times = 0  # that what ends the present step was done
        self._is_starting = False
        self._counter = QLabel()
        self._counter.setObjectName("step")
        self._sentence = QLabel(wordWrap=True)
        self._next = self._button("", self._go_on)
        self._leave = self._button(tr("Leave"), self.leave)
        self._leave.setToolTip(tr("End the guided example; what you drew stays"))
        buttons = QHBoxLayout()
        buttons.addWidget(self._counter, 1)
        buttons.addWidget(self._leave)
        buttons.addWidget(self._next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 10, 10)
        layout.addWidget(self._sentence)
        layout.addLayout(buttons)
        self.setFixedWidth(WIDTH_PX)
        self.hide()
        canvas.installEventFilter(self)
        bus.project.opened.connect(lambda project: self._note_project())
        bus.frame.sketch_changed.connect(self._note_edit)
        bus.frame.counted.connect(self._note_count)

    @property
    def step(self) -> Step | None:
        """The present step; None: the example is not running."""
        return STEPS[self._number] if self.isVisibleTo(self._canvas) else None

    def start(self, open_example: Callable[[], None]) -> None:
        """Open the example, and show the first step."""
        self._is_starting = True
        try:
            open_example()
        finally:
            self._is_starting = False
        self._show(0)

    def leave(self) -> None:
        """End the example."""
        self.hide()

    def note_table(self, visible: bool) -> None:
        """Note that the table of cells was opened or closed."""
        if visible:
            self._note("table")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle at the top of the picture."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _button(self, text: str, clicked: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(clicked)
        return button

    def _note_project(self) -> None:
        """End the example when the user goes on with another project."""
        if not self._is_starting:
            self.leave()

    def _note_edit(self, change: Change) -> None:
        values = {int(v) for pixels in change.tiles.values() for v in np.unique(pixels)}
        if FOREGROUND in values:
            self._note("cell")
        if BACKGROUND in values:
            self._note("background")
        if values & {FOREGROUND, BACKGROUND, BOUNDARY}:
            self._note("correction")

    def _note_count(self, count: CellCount) -> None:
        if count.cells >= LEARNED_CELLS and not count.is_guess:
            self._note("learned")

    def _note(self, done: str) -> None:
        """Go on if this ends the present step."""
        if self.step is None or self.step.done_by != done:
            return
        self._times += 1
        if self._times >= self.step.times:
            self._go_on()

    def _go_on(self) -> None:
        if self._number + 1 < len(STEPS):
            self._show(self._number + 1)
        else:
            self.leave()

    def _show(self, number: int) -> None:
        self._number, self._times = number, 0
        last = number == len(STEPS) - 1
        self._counter.setText(tr("Step {number} of {steps}", number=number + 1, steps=len(STEPS)))
        self._sentence.setText(tr(STEPS[number].sentence))
        self._next.setText(tr("Done") if last else tr("Next"))
        self._next.setToolTip("" if last else tr("Go on without doing this"))
        self._leave.setVisible(not last)
        self.show()
        self.raise_()
        self._place()

    def _place(self) -> None:
        self.setFixedHeight(self.heightForWidth(WIDTH_PX))
        self.move(max((self._canvas.width() - self.width()) // 2, 0), TOP_PX)
