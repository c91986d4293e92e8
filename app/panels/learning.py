"""What the program is doing: state, time, the curve of its mistakes, results, drawn cells."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.payloads import PreferenceChange
from app.core.preferences import Preferences
from app.core.translation import Translatable, counted, tr, tr_noop
from app.panels.cells_found import CellsFoundLabel
from app.panels.gpu_notice import CardNotice
from app.panels.learning_curve import LearningCurve
from app.panels.result_history import ResultHistory
from app.state.earlier_results import clock, described
from app.state.learning import FINISHED, LEARNING, PAUSED, PROBLEM, WAITING
from app.state.scene import Scene
from app.ui.icons import ON_ACCENT, Icons
from app.ui.plot import HEIGHT_PX, place_for_plot, small_plot, style_plot
from app.ui.tips import enable_button
from sketchpose_engine.live.messages import Idle, ResultsHeld
from sketchpose_engine.live.result import Result
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.training.events import StepDone

if TYPE_CHECKING:
    import pyqtgraph as pg

WIDTH_PX = 250
DRAW_MS = 250  # between two drawings of the curve


@dataclass(frozen=True)
class Offer:
    """What the button offers."""

    text: Translatable
    icon: str
    action: ActionKey
    tip: Translatable


START = Offer("Start", "player-play", ActionKey.LIVE, "Start or pause  (L)")
PAUSE = Offer("Pause", "player-pause", ActionKey.LIVE, "Start or pause  (L)")
DRAW_CELLS = Offer("Draw cells", "circle", ActionKey.TOOL_CELL, "Use the brush for cells  (1)")
DRAW_GROUND = Offer(
    "Draw background",
    "circle",
    ActionKey.TOOL_BACKGROUND,
    "Use the brush for background  (2)",
)
GUESS = tr_noop("First guess")
MEANING = {
    WAITING: tr_noop("Draw on a cell and on the background to start."),
    GUESS: tr_noop("Draw a few cells and some background to improve it."),
    PROBLEM: tr_noop("It stopped; press Start to go on."),
}
NOTHING_YET = tr_noop("Nothing was learned since this project was opened. Press Start to go on.")


class LearningPanel(QWidget):
    """The button that starts and pauses learning, and how it goes."""

    def __init__(self, bus: Bus, preferences: Preferences, icons: Icons) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._icons = icons
        self._learning_state = WAITING
        self._unchanged_s: float | None = None  # since when nothing has changed, if it has ended
        self._cells_found = CellsFoundLabel(bus)
        self._held: tuple[Result, ...] = ()
        self._outdated: set[str] = set()  # names of results of other weights
        self._image_id = ""
        self._result: Result | None = None  # earlier one that is shown
        self._is_guess = False  # nothing was learned before the masks were made
        self._strokes_wait = False  # some were drawn while learning was paused
        self._mistakes = LearningCurve()
        self._plot: pg.PlotWidget | None = None
        self._place = place_for_plot()
        self._button = QPushButton(tr(START.text))
        self._button.setObjectName("primary")
        self._button.setEnabled(False)
        self._state = _value(tr(WAITING))
        self._state.setWordWrap(True)
        self._meaning = QLabel(tr(MEANING[WAITING]), wordWrap=True)
        self._meaning.setObjectName("faint")
        self._meaning.setMinimumHeight(HEIGHT_PX)
        self._meaning.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._time = _value("")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(10, 2, 10, 6)
        self._layout.setSpacing(4)
        self._fill()
        self._timer = QTimer(self, singleShot=True, interval=DRAW_MS)
        self._timer.timeout.connect(self._draw)
        self._next = ActionKey.LIVE  # what the button does
        self._button.clicked.connect(lambda: bus.view.action_requested.emit(self._next))
        self._listen()

    def sizeHint(self) -> QSize:
        """Wide enough for the curve."""
        return QSize(WIDTH_PX, self._layout.totalHeightForWidth(WIDTH_PX))

    def add_plot(self) -> None:
        """Make the curve; after the window is on screen, since its library takes a while."""
        import pyqtgraph as pg

        tip = tr("How wrong the program still is on your strokes, by seconds of learning")
        plot = small_plot(tip, self.palette(), tr("Time of learning (s)"), tr("Mistakes"), 5)
        self._plot = plot
        plot.setVisible(not self._meaning.text())
        self._curve = plot.plot(pen=pg.mkPen("#2f7fc4", width=2))
        self._layout.replaceWidget(self._place, plot)
        self._place.deleteLater()

    def _fill(self) -> None:
        where = QPushButton(tr("Show me where to draw"))
        where.clicked.connect(lambda: self._bus.view.action_requested.emit(ActionKey.WHERE))
        enable_button(where, ActionKey.WHERE, False)
        self._bus.engine.guidance_ready.connect(
            lambda found: enable_button(where, ActionKey.WHERE, found.has_place)
        )
        self._bus.frame.opened.connect(lambda scene: enable_button(where, ActionKey.WHERE, False))
        heading = QHBoxLayout()
        heading.addWidget(self._state, 1)
        heading.addWidget(self._time)
        self._layout.addWidget(self._button)
        self._layout.addLayout(heading)
        self._layout.addWidget(self._cells_found)
        self._layout.addWidget(self._place)
        self._layout.addWidget(self._meaning)
        self._layout.addWidget(ResultHistory(self._bus))
        self._layout.addWidget(where)
        self._layout.addWidget(CardNotice(self._bus, self._preferences, self._icons))
        self._layout.addStretch()

    def _listen(self) -> None:
        bus = self._bus
        bus.frame.opened.connect(lambda scene: self._button.setEnabled(True))
        bus.frame.closed.connect(lambda: self._button.setEnabled(False))
        bus.engine.learning_changed.connect(self._show_state)
        bus.engine.idle.connect(self._show_rest)
        bus.engine.learning_restarted.connect(self._forget_curve)
        bus.view.preference_changed.connect(self._follow)
        bus.frame.sketch_changed.connect(self._note_edit)
        bus.engine.step_done.connect(self._show_step)
        bus.engine.results_held.connect(self._take_results)
        bus.frame.opened.connect(self._open)
        bus.frame.counted.connect(
            lambda count: self._note_guess(count.is_guess and count.cells > 0)
        )
        bus.view.theme_changed.connect(lambda dark: self._style())
        self._cells_found.judged.connect(self._describe)
        self._show_state(WAITING)

    def _show_state(self, state: str) -> None:
        self._learning_state = state
        self._strokes_wait &= state != LEARNING or not self._preferences["live"]
        if state != FINISHED:
            self._unchanged_s = None
        self._describe()

    def _show_rest(self, resting: Idle) -> None:
        """Show for how long nothing has changed."""
        self._unchanged_s = resting.unchanged_s
        self._describe()

    def _open(self, scene: Scene) -> None:
        self._image_id = scene.image_id
        self._note_guess(False)
        self._mistakes.channels = len(scene.levels[0])
        self._show_time()
        self._show_curve()

    def _take_results(self, held: ResultsHeld) -> None:
        self._held = held.results
        self._result = next((each for each in held.results if each.number == held.shown), None)
        self._show_time()
        self._describe()

    def _show_time(self) -> None:
        """Show how long it was learned for the masks that are shown; nothing if that is unknown."""
        result = self._result
        if result is None and (latest := self._mistakes.latest) is not None:
            steps, seconds = latest.total_steps, latest.total_s
        else:
            own = [each for each in self._held if each.image_id == self._image_id]
            last = own[-1] if own and own[-1].name not in self._outdated else None
            if (known := result or last) is None or not known.total_steps:
                self._time.setText("")
                self._time.setToolTip("")
                return
            steps, seconds = known.total_steps, known.total_s
        self._time.setText(clock(seconds))
        self._time.setToolTip(counted(steps, "%n step of learning", "%n steps of learning"))

    def _note_guess(self, is_guess: bool) -> None:
        if is_guess != self._is_guess:
            self._is_guess = is_guess
            self._describe()

    def _note_edit(self, change: Change) -> None:
        if change.tiles and not self._preferences["live"]:
            self._strokes_wait = True
            self._describe()

    def _describe(self) -> None:
        """Show the state, and offer the next action."""
        state, rests = self._learning_state, self._learning_state in (WAITING, PAUSED)
        named = GUESS if self._is_guess and state == WAITING else state
        text = tr(named)
        if state == FINISHED:
            text = done_text(self._unchanged_s, is_right=not self._cells_found.shortcoming)
        if self._strokes_wait and state == PAUSED:
            text = tr("Paused: new strokes wait for Start")
        elif state == LEARNING and not self._preferences["live"]:
            text = tr("Pausing…")
        elif self._result is not None and rests:
            text = tr("Paused at {result}", result=described(self._result))
            if self._result.is_restored:
                text = tr("Paused at a stored result")  # its date would need a second line
        self._state.setText(text)
        # One line is enough for these sentences alone.
        self._time.setVisible(state != FINISHED and not self._strokes_wait)
        meaning = MEANING.get(named, "") if self._result is None else ""
        if state == PAUSED and not self._mistakes.points:
            meaning = NOTHING_YET  # an empty curve would look broken
        self._meaning.setText(tr(meaning) if meaning else "")
        self._meaning.setVisible(bool(meaning))  # where the curve is otherwise
        (self._plot or self._place).setVisible(not meaning)
        waits = state == WAITING and self._result is None
        running = self._preferences["live"] and (state == LEARNING or waits)
        offer = START
        if running:
            lacks_ground = self._is_guess and self._cells_found.judges_cells
            offer = PAUSE if not waits else DRAW_GROUND if lacks_ground else DRAW_CELLS
        self._next = offer.action
        self._button.setText(tr(offer.text))
        self._button.setToolTip(tr(offer.tip))
        calm = offer is PAUSE or state == FINISHED
        self._icons.set_icon(self._button, offer.icon, "" if calm else ON_ACCENT)
        self._button.setProperty("calm", calm)
        self._button.style().polish(self._button)

    def _follow(self, change: PreferenceChange) -> None:
        if change.key == "live":
            self._describe()

    def _forget_curve(self) -> None:
        """Show no time and no curve: those of other weights mean nothing."""
        self._strokes_wait = False
        self._outdated = {result.name for result in self._held}
        self._mistakes.clear()
        self._show_time()
        self._show_curve()

    def _show_step(self, done: StepDone) -> None:
        self._mistakes.add(done)
        if not self._timer.isActive():
            self._timer.start()

    def _draw(self) -> None:
        if self._mistakes.points and self._result is None:
            self._show_time()
            self._show_curve()

    def _show_curve(self) -> None:
        if self._plot is not None:
            x_y: tuple[Any, ...] = tuple(zip(*self._mistakes.points, strict=True)) or ([], [])
            self._curve.setData(*x_y)

    def _style(self) -> None:
        if self._plot is not None:
            style_plot(self._plot, self.palette())


def done_text(unchanged_s: float | None, *, is_right: bool) -> str:
    """Sentence on learning that has ended; None: it has converged."""
    if not is_right:
        return tr("Done, but not right yet")
    if unchanged_s is None:
        return tr("Done: more learning changes nothing")
    return tr("Done: hardly anything has changed for {seconds} s", seconds=round(unchanged_s))


def _value(text: str) -> QLabel:
    """A value that can be selected and copied."""
    label = QLabel(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
