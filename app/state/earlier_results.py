"""Earlier results of the open image: the way back to them, and a warning when cells are lost."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject

from app.core.bus import Bus
from app.core.numbers import date_and_time, shown_count
from app.core.payloads import Message, MessageButton, UndoneStroke
from app.core.translation import counted, tr, tr_noop
from app.state.learning import Learning
from app.state.scene import Scene
from sketchpose_engine.live.messages import Guidance, MasksReady, ResultsHeld
from sketchpose_engine.live.requests import KeepResult
from sketchpose_engine.live.result import Result, fallen_from
from sketchpose_engine.sketch.edits import Change

RETURNED, FEWER = "returned to a result", "fewer cells"  # keys of messages
WITH_WEIGHTS = tr_noop(
    "Back at {result}: {cells}. All strokes are kept; learning goes on with the next one."
)
MASKS_ONLY = tr_noop(
    "Back at {result}: {cells}. These masks stay until you draw or press Start; then the program "
    "goes on from what it learned last."
)
WITH_UNDONE = tr_noop("They were made with a stroke that you have undone since.")
FEWER_THAN_GUESS = tr_noop(
    "Fewer cells than in the first guess: {cells} instead of about {before}."
)
LEAST_OF_GUESS = 0.1  # of the cells of a first guess, which may be mostly debris
FEWER_THAN_BEFORE = tr_noop("Fewer cells than before: {cells} instead of {before}.")


class EarlierResults(QObject):
    """Returns to results, and offers it when there are far fewer cells than before.

    Parameters
    ----------
    bus
        The program's signals.
    learning
        Posts the requests.
    post
        Posts a request to the engine.
    """

    def __init__(self, bus: Bus, learning: Learning, post: Callable[[KeepResult], None]) -> None:
        super().__init__()
        self._bus = bus
        self._learning = learning
        self._scene: Scene | None = None
        self._held = ResultsHeld((), None)
        self._left: int | None = None  # result that was shown when another one was chosen
        self._wanted: int | None = None  # that one, until it is shown
        self._has_masks = False  # those of the engine have come
        self._since = 0  # results up to this number, and restored ones, are not compared with
        self._removed = 0  # corrections by hand that remove cells
        self._misses_drawn = False  # the network does not find all of the drawn cells
        self._undone: list[UndoneStroke] = []  # on the open frame
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        bus.frame.sketch_changed.connect(self._note_corrections)
        bus.frame.masks_changed.connect(self._note_masks)
        bus.frame.stroke_undone.connect(lambda stroke: self._undone.append(stroke))
        bus.engine.guidance_ready.connect(self._note_drawn_cells)
        bus.engine.results_held.connect(self._take)
        bus.project.opened.connect(lambda project: self._take(ResultsHeld((), None)))
        bus.engine.learning_restarted.connect(self._compare_no_more)
        bus.engine.segmenting_ended.connect(lambda ended: self._compare_no_more())
        bus.view.result_chosen.connect(self.return_to)
        bus.view.mistake_undone.connect(self._undo_learning)
        bus.view.result_kept.connect(post)

    @property
    def returned_to(self) -> Result | None:
        """Result of the open image that is shown, until its masks change."""
        shown = self._held.shown
        return next((each for each in self._results() if each.number == shown), None)

    def recorded(self, number: int) -> Result | None:
        """Result that was recorded for an export; None until it is.

        Parameters
        ----------
        number
            Of the request, see `ExportController.record`.
        """
        return self._held.to_export.get(number)

    def return_to(self, number: int) -> None:
        """Return to a result; what is shown now can be returned to as well."""
        if number != self._held.shown:
            self._left, self._wanted = self._held.shown, number
            chosen = next((each for each in self._results() if each.number == number), None)
            known = chosen is None or chosen.has_weights
            self._learning.return_to(number, with_weights=known)

    def _undo_learning(self, revision: int) -> None:
        """Take back what was learned from a stroke that has cost many cells.

        Learning goes on from the result before, with the change that takes the stroke back.

        Parameters
        ----------
        revision
            Of the sketch with the stroke.
        """
        results = [result for result in self._results() if result.has_weights]
        before = [result for result in results if result.revision < revision][-1:]
        if before and fallen_from(self._cells(), before):
            self._learning.return_to(before[0].number)

    def _open(self, scene: Scene | None) -> None:
        self._scene, self._left, self._wanted = scene, None, None
        self._since, self._removed, self._has_masks = 0, 0, False
        self._misses_drawn = False
        self._undone = []

    def _results(self) -> list[Result]:
        """Results of the open image, oldest first."""
        name = "" if self._scene is None else self._scene.image_id
        return [result for result in self._held.results if result.image_id == name]

    def _cells(self) -> int:
        """Number of masks of the open image, whether they count or not."""
        return 0 if self._scene is None else int(np.count_nonzero(self._scene.areas_px))

    def _take(self, held: ResultsHeld) -> None:
        was_shown, self._held = self._held.shown, held
        if held.shown is None:
            self._bus.notices.message_ended.emit(RETURNED)
        elif held.shown != was_shown and held.shown == self._wanted:
            self._report_return(held.shown)
        self._compare()

    def _report_return(self, number: int) -> None:
        """Offer the way forward again."""
        results = self._results()
        shown = next((each for each in results if each.number == number), None)
        others = [each.number for each in results if each.number != number]
        left = self._left if self._left in others else max(others, default=None)
        self._wanted = self._left = None
        if shown is None:
            return
        undo = () if left is None else (MessageButton(tr("Undo"), lambda: self.return_to(left)),)
        tip = tr("Learn on from this result") if shown.has_weights else ""
        start = MessageButton(tr("Start"), self._learning.toggle, tip)
        sentence = tr(
            WITH_WEIGHTS if shown.has_weights else MASKS_ONLY,
            result=described(shown),
            cells=cells_text(shown),
        )
        if any(each.made <= shown.revision < each.undone for each in self._undone):
            sentence += " " + tr(WITH_UNDONE)
        self._bus.notices.message_shown.emit(Message(RETURNED, sentence, (*undo, start)))

    def _note_corrections(self, change: Change) -> None:
        """Compare with no earlier result once cells were deleted or merged by hand."""
        removed = sum(each.kind in ("delete", "merge") for each in change.corrections)
        if removed > self._removed:
            self._compare_no_more()
        self._removed = removed

    def _note_masks(self, ready: MasksReady) -> None:
        self._has_masks = True
        self._compare()

    def _note_drawn_cells(self, guidance: Guidance) -> None:
        if self._scene is not None and guidance.image_id == self._scene.image_id:
            self._misses_drawn = guidance.cells is not None and guidance.cells.not_seen > 0
            self._compare()

    def _compare_no_more(self) -> None:
        """Compare with results from now on only."""
        self._since = max([0, *(result.number for result in self._held.results)])
        self._compare()

    def _compare(self) -> None:
        """Show a message while there are a third fewer cells than before."""
        scene, before = self._scene, None
        if scene is not None and self._has_masks and self._held.shown is None:
            earlier = [
                each
                for each in self._results()
                if each.number > self._since and (not each.is_guess or self._has_lost(each))
            ]
            before = fallen_from(self._cells(), earlier)
        self._bus.frame.cells_lost.emit(before is not None)
        if scene is None or before is None:
            self._bus.notices.message_ended.emit(FEWER)
            return
        number = before.number
        back = MessageButton(
            tr("Back to the first guess") if before.is_guess else tr("Back to the result before"),
            lambda: self.return_to(number),
            f"{cells_text(before)}, {described(before)}",
        )
        then = FEWER_THAN_GUESS if before.is_guess else FEWER_THAN_BEFORE
        were = shown_count(before.cells, is_guess=before.is_guess)
        sentence = tr(then, cells=self._cells(), before=were)
        self._bus.notices.message_shown.emit(
            Message(FEWER, sentence, (back,), self._compare_no_more)
        )

    def _has_lost(self, guess: Result) -> bool:
        """Whether fewer cells than in a first guess are a loss: the guess may have been wrong."""
        return self._misses_drawn or self._cells() < LEAST_OF_GUESS * guess.cells


def cells_text(result: Result) -> str:
    """Number of cells of a result in words; that of a first guess is rounded, as in the panel."""
    if result.is_guess:
        cells = shown_count(result.cells, is_guess=True)
        return counted(cells, "about %n cell", "about %n cells")
    return counted(result.cells, "%n cell", "%n cells")


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def described(result: Result) -> str:
    """Which result it is, in words."""
    if result.is_restored:
        return tr("the result of {time}", time=date_and_time(result.made_at))
    return (
        tr("the first guess")
        if result.is_guess
        else tr("the result of {time}", time=clock(result.total_s))
    )
