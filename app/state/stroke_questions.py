"""Strokes in question: each is asked about, and marked, until it is answered or gone."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.core.bus import Bus
from app.core.payloads import Message, MessageButton, StrokeQuestion
from app.core.translation import counted, tr, tr_noop
from app.state.learning import FINISHED
from app.state.scene import Scene
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import MasksReady
from sketchpose_engine.sketch.edits import Change

if TYPE_CHECKING:
    from sketchpose_engine.masks.stroke_check import StrokeMistake

KEY = "stroke"  # of the message
LEAST_LEFT = 0.5  # of a stroke; if less of it is left, it is not asked about any more

# By name of the kind of mistake. All but the line are not learned from until they are confirmed; a
# line that is not complete has no effect on other cells.
SENTENCES = {
    "TWO_CELLS_IN_ONE": tr_noop(
        "This stroke joins two cells into one. Are they two? Then undo it, and draw inside one "
        "cell at a time. Nothing is learned from it until you answer."
    ),
    "LINE_ENDS_IN_CELL": tr_noop(
        "This line ends inside a cell: draw it right across to split the cell."
    ),
    "CELL_ON_BACKGROUND": tr_noop(
        "There seems to be no cell under this stroke. Is there one? Nothing is learned from it "
        "until you answer."
    ),
}
NOT_LEARNED = ("BACKGROUND_OVER_CELLS", "TWO_CELLS_IN_ONE", "CELL_ON_BACKGROUND")


@dataclass(frozen=True, eq=False)
class QuestionedStroke:
    """A stroke that is probably a mistake, in a window of its frame.

    Attributes
    ----------
    scene
        Its frame.
    window
        Part of the frame.
    pixels
        (window) bool, what it painted.
    value
        What it painted with.
    mistake
        What is probably wrong; its places are in the window.
    revision
        Of the sketch with the stroke.
    """

    scene: Scene
    window: Box
    pixels: NDArray[np.bool_] = field(repr=False)
    value: int
    mistake: "StrokeMistake"
    revision: int

    @property
    def waits(self) -> bool:
        """Whether it is not learned from until it is answered."""
        return self.mistake.kind.name in NOT_LEARNED

    @property
    def places(self) -> list[tuple[int, int]]:
        """Doubtful places (y, x) in the frame."""
        return [(y + self.window.top, x + self.window.left) for y, x in self.mistake.places]

    def left(self) -> NDArray[np.bool_]:
        """Return the pixels (window) that the frame still has of it."""
        return self.pixels & (self.scene.sketch[self.window.slices] == self.value)


class StrokeQuestions:
    """Questions about strokes of all frames that are held, the newest first.

    Parameters
    ----------
    bus
        Receiver of the message and of the marked places.
    undo
        Takes back the last edit.
    erase
        Erases pixels (box) of the open frame.
    """

    def __init__(
        self,
        bus: Bus,
        undo: Callable[[], None],
        erase: Callable[[Box, NDArray[np.bool_]], None],
    ) -> None:
        self._bus = bus
        self._undo = undo
        self._erase = erase
        self._scene: Scene | None = None
        self._revision = 0  # of the sketch
        self._asked: list[QuestionedStroke] = []  # oldest first
        self._put_off = False  # the message was closed
        bus.frame.masks_changed.connect(self._look_again)
        bus.frame.sketch_changed.connect(self._note_change)
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        bus.project.switching.connect(self._asked.clear)
        bus.engine.learning_changed.connect(self._remind)

    def ask(self, stroke: QuestionedStroke) -> None:
        """Ask about a stroke, and do not learn from it if it may do harm."""
        self._asked.append(stroke)
        self._revision, self._put_off = stroke.revision, False
        self._show()
        if not stroke.waits:
            return
        doubtful = stroke.pixels
        if stroke.mistake.kind.name != "CELL_ON_BACKGROUND":
            doubtful = doubtful & (stroke.scene.labels[stroke.window.slices] > 0)
        pixels = np.argwhere(doubtful) + np.array([stroke.window.top, stroke.window.left])
        self._bus.frame.stroke_questioned.emit(StrokeQuestion(stroke.revision, pixels))

    def _of_frame(self) -> list[QuestionedStroke]:
        """Strokes of the open frame that are asked about, oldest first."""
        scene = self._scene
        return [each for each in self._asked if scene and each.scene.image_id == scene.image_id]

    def _open(self, scene: Scene | None) -> None:
        self._scene, self._revision, self._put_off = scene, 0, False
        if scene is not None:  # its arrays may be others than before
            self._asked = [
                replace(each, scene=scene) if each.scene.image_id == scene.image_id else each
                for each in self._asked
                if each.waits
            ]
        self._show()

    def _note_change(self, change: Change) -> None:
        """Ask no longer about strokes that are gone, nor about lines once the next one is drawn."""
        self._revision = change.revision
        for asked in self._of_frame():
            is_passed = not asked.waits and asked.revision != change.revision
            if is_passed or asked.left().sum() < LEAST_LEFT * asked.pixels.sum():
                self._asked.remove(asked)
        self._show()

    def _look_again(self, ready: MasksReady) -> None:
        """Ask no longer about a line once masks made from it have settled the question."""
        for asked in self._of_frame():
            if asked.waits or ready.revision < asked.revision or not ready.box.meets(asked.window):
                continue
            from sketchpose_engine.masks.stroke_check import is_settled

            if is_settled(asked.scene.labels[asked.window.slices], asked.mistake):
                self._asked.remove(asked)
                self._show()

    def _remind(self, state: str) -> None:
        """Ask again when learning has ended without the strokes in question."""
        if state == FINISHED and self._put_off:
            self._put_off = False
            self._show()

    def _confirm(self, asked: QuestionedStroke) -> None:
        self._asked.remove(asked)
        self._show()
        self._bus.frame.stroke_confirmed.emit(asked.revision)

    def _take_back(self, asked: QuestionedStroke) -> None:
        if asked.revision == self._revision:
            self._bus.view.mistake_undone.emit(asked.revision)
            self._undo()
        else:
            self._erase(asked.window, asked.left())

    def _close(self) -> None:
        self._put_off = True
        self._asked = [each for each in self._asked if each.waits]
        self._show()

    def _show(self) -> None:
        """Ask about the newest stroke; mark all that wait."""
        asked = self._of_frame()
        waiting = sum(each.waits for each in asked)
        self._bus.frame.strokes_waiting.emit(waiting)
        self._bus.view.places_marked.emit([place for each in asked for place in each.places])
        if not asked or self._put_off:
            self._bus.notices.message_ended.emit(KEY)
            return
        newest = asked[-1]
        sentence = _sentence(newest.mistake)
        if others := waiting - newest.waits:
            more = counted(
                others,
                "One more stroke waits for an answer.",
                "%n more strokes wait for an answer.",
            )
            sentence = f"{sentence} {more}"
        message = Message(
            KEY,
            sentence,
            self._buttons(newest),
            self._close,
            is_urgent=newest.revision == self._revision,
        )
        self._bus.notices.message_shown.emit(message)

    def _buttons(self, asked: QuestionedStroke) -> tuple[MessageButton, ...]:
        is_last = asked.revision == self._revision
        back = MessageButton(
            tr("Undo") if is_last else tr("Erase it"),
            lambda: self._take_back(asked),
            tr("Take the stroke back"),
        )
        mean = MessageButton(
            tr("I mean it"), lambda: self._confirm(asked), tr("Learn from the stroke")
        )
        where = MessageButton(
            tr("Show me"), lambda: self._point_at(asked), tr("Bring the stroke into view")
        )
        return (back, mean) if is_last else (where, back, mean)

    def _point_at(self, asked: QuestionedStroke) -> None:
        self._bus.view.place_chosen.emit(asked.window)
        self._show()  # a click on a button ends the message


def _sentence(found: "StrokeMistake") -> str:
    """What is doubtful, in one sentence."""
    if (sentence := SENTENCES.get(found.kind.name)) is not None:
        return tr(sentence)
    return counted(
        len(found.places),
        "The program found a cell under this background stroke. Is there none? Nothing is "
        "learned from it there until you answer.",
        "The program found %n cells under this background stroke. Are there none? Nothing is "
        "learned from it there until you answer.",
    )
