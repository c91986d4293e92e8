"""Check of each stroke against the masks that it was drawn over, with a question if in doubt.

Until the question is answered, masks agree with the stroke, but what it paints over cells is not
learned from: a few wrong pixels can spoil all masks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.core.bus import Bus
from app.core.payloads import Message, MessageButton, StrokeQuestion
from app.core.translation import counted, tr, tr_noop
from app.state.scene import Scene
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import MasksReady
from sketchpose_engine.sketch.annotations import Annotations
from sketchpose_engine.sketch.edits import Change

if TYPE_CHECKING:
    from sketchpose_engine.masks.stroke_check import StrokeMistake

KEY = "stroke"  # of the message
MARGIN_PX = 100  # around a stroke: masks that reach farther are judged by their part within

SENTENCES = {  # by name of the kind of mistake
    "TWO_CELLS_IN_ONE": tr_noop(
        "This stroke joins two cells into one. Are they two? Then undo it, "
        "and draw inside one cell at a time."
    ),
    "LINE_ENDS_IN_CELL": tr_noop(
        "This line ends inside a cell: draw it right across to split the cell."
    ),
}

# Kinds that are not learned from in the cells concerned until they are confirmed. An incomplete
# line has no effect on other cells.
NOT_LEARNED = ("BACKGROUND_OVER_CELLS", "TWO_CELLS_IN_ONE")


@dataclass(frozen=True)
class _Asked:
    """A stroke that is asked about, in a window of its frame."""

    scene: Scene
    window: Box
    mistake: "StrokeMistake"


class StrokeWatch:
    """Watch over strokes that are probably mistakes; the user answers whether they are meant.

    Parameters
    ----------
    bus
        Receiver of the message and of the marked places.
    undo
        Takes back the last edit.
    """

    def __init__(self, bus: Bus, undo: Callable[[], None]) -> None:
        self._bus = bus
        self._undo = undo
        self._revision = 0  # of the sketch with the stroke that is asked about; 0: none is
        self._asked: _Asked | None = None  # the same stroke
        bus.frame.masks_changed.connect(self._look_again)
        bus.frame.sketch_changed.connect(self._note_change)
        bus.frame.opened.connect(lambda scene: self._end())
        bus.frame.closed.connect(self._end)

    def check(self, scene: Scene, drawn: Annotations, value: int) -> None:
        """Check the stroke that was finished last.

        Parameters
        ----------
        scene
            With the masks before the stroke.
        drawn
            With the stroke.
        value
            What it paints.
        """
        # Imported here: it takes a while, and the window need not wait for it.
        from sketchpose_engine.masks.stroke_check import check_stroke

        self._end()
        painted = drawn.painted(value)
        if painted is None:
            return
        box, pixels = painted
        window = box.grown(MARGIN_PX, scene.shape)
        stroke = np.zeros(window.shape, bool)
        stroke[box.within(window).slices] = pixels
        found = check_stroke(
            scene.labels[window.slices], drawn.labels[window.slices], stroke, value
        )
        if found is None:
            return
        self._revision = revision = drawn.revision
        self._asked = _Asked(scene, window, found)
        buttons = (
            MessageButton(
                tr("Undo"), lambda: self._take_back(revision), tr("Take the stroke back")
            ),
            MessageButton(
                tr("I mean it"), lambda: self._confirm(revision), tr("Learn from the stroke")
            ),
        )
        self._bus.notices.message_shown.emit(
            Message(KEY, _sentence(found), buttons, self._end, is_urgent=True)
        )
        self._bus.view.places_marked.emit(
            [(y + window.top, x + window.left) for y, x in found.places]
        )
        if found.kind.name in NOT_LEARNED:
            cells = stroke & (scene.labels[window.slices] > 0)  # the rest is true in any case
            pixels = np.argwhere(cells) + np.array([window.top, window.left])
            self._bus.frame.stroke_questioned.emit(StrokeQuestion(revision, pixels))

    def _confirm(self, revision: int) -> None:
        self._end()
        self._bus.frame.stroke_confirmed.emit(revision)

    def _take_back(self, revision: int) -> None:
        self._bus.view.mistake_undone.emit(revision)
        self._undo()

    def _note_change(self, change: Change) -> None:
        if change.revision != self._revision:
            self._end()

    def _look_again(self, ready: MasksReady) -> None:
        """Ask no longer about a stroke once masks made from it have settled the question."""
        asked = self._asked
        if asked is None or ready.revision < self._revision or not ready.box.meets(asked.window):
            return
        from sketchpose_engine.masks.stroke_check import is_settled

        if is_settled(asked.scene.labels[asked.window.slices], asked.mistake):
            self._end()

    def _end(self) -> None:
        if self._revision:
            self._revision, self._asked = 0, None
            self._bus.notices.message_ended.emit(KEY)
            self._bus.view.places_marked.emit([])


def _sentence(found: "StrokeMistake") -> str:
    """What is doubtful, in one sentence."""
    if (sentence := SENTENCES.get(found.kind.name)) is not None:
        return tr(sentence)
    return counted(
        len(found.places),
        "Your background stroke crosses a cell. Is that right? It is not learned until then.",
        "Your background stroke crosses %n cells. Is that right? It is not learned until then.",
    )
