"""Strokes in question: each is asked about, and marked, until it is answered or gone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

from app.core.bus import Bus
from app.core.payloads import MarkedPlaces, Message, MessageButton, StrokeQuestion
from app.core.translation import counted, tr, tr_noop
from app.state.learning import FINISHED
from app.state.scene import Scene
from sketchpose_engine.live.messages import FieldsReady, MasksReady
from sketchpose_engine.sketch.annotations import Annotations
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.sketch.questioned import KINDS, QuestionedStroke
from sketchpose_engine.sketch.raster import Point
from sketchpose_engine.sketch.undo import Edit

KEY = "stroke"  # of the message
MARGIN_PX = 100  # around a stroke that is brought into view

# By name of the kind of mistake. All but the line are not learned from until they are confirmed; a
# line that is not complete has no effect on other cells.
SENTENCES = {
    "TWO_CELLS_IN_ONE": tr_noop(
        "This stroke joins two cells into one. Are they two? Then undo it, and draw inside one "
        "cell at a time. Until you answer, masks follow it, but nothing is learned from it."
    ),
    "LINE_ENDS_IN_CELL": tr_noop(
        "This line ends inside a cell: draw it right across to split the cell."
    ),
    "CELL_ON_BACKGROUND": tr_noop(
        "There seems to be no cell under this stroke, or under a large part of it. Is there one? "
        "Until you answer, masks follow it, but nothing is learned from it there."
    ),
}


class StrokeQuestions:
    """Questions about strokes of the open frame, the newest first.

    Those that are not learned from until they are answered belong to the scene, and are stored
    with it.

    Parameters
    ----------
    bus
        Receiver of the message and of the marked places.
    undo
        Takes back the last edit.
    take_back
        Erases an earlier stroke of the open frame, and brings back what lay under it.
    """

    def __init__(
        self,
        bus: Bus,
        undo: Callable[[], None],
        take_back: Callable[[QuestionedStroke], None],
    ) -> None:
        self._bus = bus
        self._undo = undo
        self._restore = take_back
        self._scene: Scene | None = None
        self._drawn: Annotations | None = None
        self._revision = 0  # of the sketch
        self._back: list[QuestionedStroke] = []  # by the last edit
        self._asked: list[QuestionedStroke] = []  # oldest first
        self._shown: QuestionedStroke | None = None
        self._put_off = False  # the message was closed
        self._ended: WeakKeyDictionary[Edit, list[QuestionedStroke]] = WeakKeyDictionary()
        self._meant: set[tuple[str, str]] = set()  # frame and kind of strokes that were meant
        bus.frame.masks_changed.connect(self._look_again)
        bus.engine.fields_ready.connect(self._compare)
        bus.engine.learning_changed.connect(self._remind)

    def open(self, scene: Scene | None, drawn: Annotations | None) -> None:
        """Ask about the strokes of a frame that are in question; None: no frame is open."""
        self._scene, self._drawn = scene, drawn
        self._revision, self._back, self._put_off = 0, [], False
        self._asked = [] if scene is None else list(scene.questions)
        self._show()

    def ask(self, stroke: QuestionedStroke) -> None:
        """Ask about a stroke of the open frame, and do not learn from it if it may do harm."""
        self._revision = max(self._revision, stroke.revision)
        self._ask([stroke])
        self._hold_back(stroke)

    def note_change(self, change: Change) -> None:
        """Ask no longer about strokes that are gone, and again about those that are back.

        A line is asked about until the next one is drawn.
        """
        assert self._scene is not None and self._drawn is not None
        self._revision, sketch, edit = change.revision, self._scene.sketch, self._drawn.edit
        ended = None if edit is None else self._ended.pop(edit, None)  # None: the edit is new
        gone = [each for each in self._asked if each.is_gone(sketch)]
        self._asked = [
            each
            for each in self._asked
            if (_waits(each) or each.revision == change.revision) and each not in gone
        ]
        if edit is not None:
            self._ended[edit] = gone
        self._back = [self._brought_back(each) for each in ended or ()]
        if self._back:
            self._ask(self._back)
        else:
            self._store()
            self._show()
        if ended is not None:
            for each in self._asked:
                self._hold_back(each)

    def _ask(self, strokes: list[QuestionedStroke]) -> None:
        self._asked += strokes
        self._put_off = False
        self._store()
        self._show()

    def _hold_back(self, stroke: QuestionedStroke) -> None:
        """Do not learn from a stroke if it may do harm."""
        if self._scene is not None and _waits(stroke):
            pixels = stroke.to_hide(self._scene.sketch)
            question = StrokeQuestion(stroke.revision, pixels, self._revision)
            self._bus.frame.stroke_questioned.emit(question)

    def _brought_back(self, stroke: QuestionedStroke) -> QuestionedStroke:
        """Return the stroke as that of the present revision if it is the last edit again."""
        assert self._drawn is not None
        painted = self._drawn.painted(stroke.value)
        if painted is None or painted[0] != stroke.box or (painted[1] != stroke.pixels).any():
            return stroke
        return replace(stroke, revision=self._revision)

    def is_contested(self, kind: str) -> bool:
        """Whether such a stroke was meant in this frame, or waits for an answer."""
        assert self._scene is not None
        waits = any(each.kind == kind for each in self._scene.questions)
        return waits or (self._scene.image_id, kind) in self._meant

    def _store(self) -> None:
        """Put the strokes that wait for an answer into the scene, if they are others."""
        waiting = tuple(each for each in self._asked if _waits(each))
        if self._scene is not None and waiting != self._scene.questions:
            self._scene.questions = waiting
            self._bus.frame.questions_changed.emit(self._scene)

    def _end(self, asked: QuestionedStroke) -> None:
        self._asked.remove(asked)
        self._store()
        self._show()

    def _look_again(self, ready: MasksReady) -> None:
        """Ask no longer about a line once masks made from it have settled the question."""
        for asked in [each for each in self._asked if not _waits(each)]:
            if ready.revision < asked.revision or not ready.box.meets(asked.box):
                continue
            from sketchpose_engine.masks.stroke_check import is_settled

            if self._scene is not None and is_settled(self._scene.labels, asked.places[0]):
                self._end(asked)

    def _compare(self, ready: FieldsReady) -> None:
        """Learn from strokes that the network agrees with by now: there is nothing to ask."""
        scene = self._scene
        if scene is None or ready.image_id != scene.image_id:
            return
        for asked in scene.questions:
            if ready.box.intersection(asked.box) != asked.box:
                continue
            from sketchpose_engine.live.guidance import certain_parts
            from sketchpose_engine.masks.stroke_check import Mistake, agrees

            seen = asked.box.within(ready.box).slices
            pixels = asked.doubtful & asked.left(scene.sketch)
            background, _ = certain_parts(ready.flow[:, *seen], ready.uncertainty[seen])
            if agrees(Mistake[asked.kind], ready.distance[seen][pixels], background[pixels]):
                self._confirm(asked)

    def _remind(self, state: str) -> None:
        """Ask again when learning has ended without the strokes in question."""
        if state == FINISHED and self._put_off:
            self._put_off = False
            self._show()

    def _confirm(self, asked: QuestionedStroke) -> None:
        self._end(asked)
        self._bus.frame.stroke_confirmed.emit(asked.revision)

    def _insist(self, asked: QuestionedStroke) -> None:
        if self._scene is not None:
            self._meant.add((self._scene.image_id, asked.kind))
        self._confirm(asked)

    def _take_back(self, asked: QuestionedStroke) -> None:
        if asked.revision == self._revision:
            self._bus.view.mistake_undone.emit(asked.revision)
            self._undo()
        elif self._scene is not None:
            self._restore(asked)

    def _close(self) -> None:
        self._put_off = True
        self._asked = [each for each in self._asked if _waits(each)]
        self._show()

    def _show(self) -> None:
        """Ask about the newest stroke; mark all that wait."""
        asked = self._asked
        waiting = sum(map(_waits, asked))
        self._bus.frame.strokes_waiting.emit(waiting)
        now = asked[-1:] if not self._put_off else []
        before_shown, self._shown = self._shown, now[-1] if now else None
        before = asked[: len(asked) - len(now)]
        self._bus.view.places_marked.emit(MarkedPlaces(_places(now), _places(before)))
        if self._shown is not before_shown:  # another question is another message
            self._bus.notices.message_ended.emit(KEY)
        if not now:
            return
        newest = asked[-1]
        sentence = _sentence(newest)
        if others := waiting - _waits(newest):
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
            is_urgent=newest.revision == self._revision or newest in self._back,
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
            tr("I mean it"), lambda: self._insist(asked), tr("Learn from the stroke")
        )
        where = MessageButton(
            tr("Show me"), lambda: self._point_at(asked), tr("Bring the stroke into view")
        )
        return (back, mean) if is_last else (where, back, mean)

    def _point_at(self, asked: QuestionedStroke) -> None:
        assert self._scene is not None
        self._bus.view.place_chosen.emit(asked.box.grown(MARGIN_PX, self._scene.shape))
        self._show()  # a click on a button ends the message


def _places(strokes: Sequence[QuestionedStroke]) -> tuple[Point, ...]:
    return tuple(place for each in strokes for place in each.places)


def _waits(stroke: QuestionedStroke) -> bool:
    """Whether a stroke is not learned from until the question is answered."""
    return stroke.kind in KINDS


def _sentence(stroke: QuestionedStroke) -> str:
    """What is doubtful, in one sentence."""
    if (sentence := SENTENCES.get(stroke.kind)) is not None:
        return tr(sentence)
    return counted(
        len(stroke.places),
        "The program found a cell under this background stroke. Is it really background? Until "
        "you answer, masks follow it, but nothing is learned from it there.",
        "The program found %n cells under this background stroke. Is it really background? Until "
        "you answer, masks follow it, but nothing is learned from it there.",
    )
