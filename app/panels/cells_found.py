"""How many of the drawn cells are found, and whether the newest strokes are among them."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QLabel

from app.core.bus import Bus
from app.core.translation import counted, tr, tr_noop
from app.state.learning import FINISHED
from app.state.scene import Scene
from app.state.shortcomings import Shortcomings
from sketchpose_engine.live.messages import Guidance
from sketchpose_engine.masks.drawn_cells import CellsFound
from sketchpose_engine.sketch.edits import Change

MEANING = tr_noop(
    "A cell that you drew is found if one mask covers most of it and no other drawn cell.\n"
    "Cells that only your strokes hold together, not the program, count as missed,\n"
    "and cells that you filled as partly covered if the program sees less than half of them."
)
ONE_MISSED = tr_noop("Your cell is not found: paint all of it, up to its edge")
LINES = 2  # of the longest sentence


class CellsFoundLabel(QLabel):
    """A sentence; grey while the masks are older than the strokes.

    When learning has ended, it says what is wrong with the masks, if anything is.

    Parameters
    ----------
    bus
        The program's signals.

    Attributes
    ----------
    judged
        Emitted when `shortcoming` may be another one.
    """

    judged = Signal()

    def __init__(self, bus: Bus) -> None:
        super().__init__(wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop)
        self.setObjectName("found")
        # Its room is kept while it is hidden or short: nothing below it ever jumps.
        self.setFixedHeight(LINES * self.fontMetrics().lineSpacing())
        room = self.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.setSizePolicy(room)
        self.setToolTip(tr(MEANING))
        self._scene: Scene | None = None
        self._sentence = ""
        self._is_bare = False  # all strokes were erased or undone
        self._revision = 0  # of the strokes
        self._known_revision = 0  # of the strokes that the sentence is about
        self._wrong = Shortcomings()
        self._has_ended = False  # learning
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        bus.frame.sketch_changed.connect(self._note_stroke)
        bus.engine.guidance_ready.connect(self._take)
        bus.engine.learning_restarted.connect(self._forget)
        bus.engine.learning_changed.connect(self._note_state)
        bus.frame.strokes_waiting.connect(lambda count: self._note(waiting=count))
        bus.frame.cells_lost.connect(lambda lost: self._note(has_fewer_cells=lost))
        self.hide()

    @property
    def shortcoming(self) -> str:
        """What is wrong with the masks although learning has ended; "" if nothing is."""
        return self._wrong.sentence if self._has_ended else ""

    @property
    def judges_cells(self) -> bool:
        """Whether cells were drawn when the masks were made."""
        return bool(self._sentence)

    def _note_state(self, state: str) -> None:
        self._has_ended = state == FINISHED
        self._note()

    def _note(self, **facts: object) -> None:
        for name, value in facts.items():
            setattr(self._wrong, name, value)
        self._show()
        self.judged.emit()

    def _open(self, scene: Scene | None) -> None:
        self._scene, self._is_bare = scene, False
        self._forget()

    def _forget(self) -> None:
        """Show nothing that belongs to another image, or to other weights."""
        self._sentence, self._revision, self._known_revision = "", 0, 0
        self.setToolTip(tr(MEANING))
        self._note(drawn=None)

    def _note_stroke(self, change: Change) -> None:
        if change.tiles:
            self._revision = change.revision
            self._is_bare = self._scene is not None and not self._scene.sketch.any()
            self._sentence = "" if self._is_bare else self._sentence
            self._show()

    def _take(self, guidance: Guidance) -> None:
        if self._scene is None or guidance.image_id != self._scene.image_id:
            return
        # Guidance from before all strokes were erased may come late.
        cells = None if self._is_bare else guidance.cells
        self._sentence = "" if cells is None else sentence_on(cells)
        if self._sentence and cells is not None and (others := cells.other_kind):
            kinds = counted(others, "%n taken for another kind", "%n taken for another kind")
            whole = f"{self._sentence}, {kinds}"
            self._sentence = whole if self._holds(whole) else self._sentence
        self._known_revision = guidance.revision
        before = ""
        if guidance.unseen is not None:
            before = "\n" + tr(
                "{percent} % of the newest strokes were right before you drew.",
                percent=round(100 * guidance.unseen),
            )
        self.setToolTip(tr(MEANING) + before)
        self._note(drawn=guidance.cells)

    def _holds(self, text: str) -> bool:
        """Whether there are enough lines for a sentence."""
        room, wrapped = QRect(0, 0, self.width(), 0), Qt.TextFlag.TextWordWrap
        return self.fontMetrics().boundingRect(room, wrapped, text).height() <= self.height()

    def _show(self) -> None:
        is_old = bool(self._sentence) and self._known_revision < self._revision
        if shortcoming := self.shortcoming:
            is_old = False
            self.setText(shortcoming)
        elif is_old:
            whole = tr("{sentence}, before your newest strokes", sentence=self._sentence)
            self.setText(whole if self._holds(whole) else self._sentence)  # it is grey in any case
        else:
            self.setText(self._sentence)
        self.setVisible(bool(self.text()))
        self.setEnabled(not is_old)  # grey otherwise


def sentence_on(cells: CellsFound) -> str:
    """Sentence on the drawn cells; "" if there are none."""
    if not cells.drawn:
        return ""
    if cells.drawn == 1:
        if cells.partly:
            return tr("Your cell is only partly covered")
        return tr("Your cell is found") if cells.found else tr(ONE_MISSED)
    if cells.found == cells.drawn == 2:
        return tr("Both your cells found")
    if cells.found == cells.drawn:
        return counted(cells.drawn, "Your cell is found", "All %n of your cells found")
    parts = [
        counted(
            cells.drawn,
            "{found} of your %n cell found",
            "{found} of your %n cells found",
            found=cells.found,
        )
    ]
    parts += [counted(cells.merged, "%n merged", "%n merged")] if cells.merged else []
    if cells.partly:
        parts.append(counted(cells.partly, "%n partly covered", "%n partly covered"))
    parts += [counted(cells.missed, "%n missed", "%n missed")] if cells.missed else []
    return ", ".join(parts)
