"""What the program is doing: state, time, the curve of its mistakes, agreement with the strokes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QGridLayout,
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
from app.panels.gpu_notice import CardNotice
from app.state.learning import LEARNING, PROBLEM, WAITING
from app.state.scene import Scene
from app.ui.icons import ON_ACCENT, Icons
from app.ui.labels import faint_label
from app.ui.plot import HEIGHT_PX, place_for_plot, small_plot, style_plot
from sketchpose_engine.live.messages import Guidance, NetworkReady
from sketchpose_engine.training.events import StepDone

if TYPE_CHECKING:
    import pyqtgraph as pg

DRAW_MS = 250  # between two drawings of the curve
SMOOTHING = 0.9  # of the curve, from one step to the next
MOST_POINTS = 600  # then every other one is dropped

MEANING = {
    WAITING: "Draw on a cell and on the background, and it begins.",
    PROBLEM: "It stopped; press Start to go on.",
}
ALL_STROKES = (
    "Of what you drew as cell and background, the part that the network has learned.\n"
    "The masks follow your strokes in any case; elsewhere, look at the picture."
)
BEFORE_DRAWN = (
    "What part of each new stroke was right before you drew it; the last strokes count most.\n"
    "Where you draw only to correct mistakes, it is lower than elsewhere in the image."
)


class LearningPanel(QWidget):
    """The button that starts and pauses learning, and how it goes."""

    def __init__(self, bus: Bus, preferences: Preferences, icons: Icons) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._icons = icons
        self._shown = ""  # frame that is open
        self._losses: list[tuple[float, float]] = []  # seconds, smoothed loss
        self._smoothed: float | None = None
        self._plot: pg.PlotWidget | None = None
        self._place = place_for_plot()
        self._button = QPushButton("Start")
        self._button.setObjectName("primary")
        self._button.setToolTip("Start or pause  (L)")
        self._button.setEnabled(False)
        self._state = _value(WAITING)
        self._meaning = QLabel(MEANING[WAITING], wordWrap=True)
        self._meaning.setObjectName("faint")
        self._meaning.setMinimumHeight(HEIGHT_PX)
        self._meaning.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._time, self._agreement, self._unseen, self._device = (_value("–") for _ in range(4))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(10, 2, 10, 8)
        self._layout.setSpacing(4)
        self._fill()
        self._timer = QTimer(self, singleShot=True, interval=DRAW_MS)
        self._timer.timeout.connect(self._draw)
        self._button.clicked.connect(lambda: bus.view.action_requested.emit(ActionKey.LIVE))
        self._listen()

    def sizeHint(self) -> QSize:
        """Wide enough for the curve."""
        return QSize(250, self._layout.sizeHint().height())

    def add_plot(self) -> None:
        """Make the curve; after the window is on screen, since its library takes a while."""
        import pyqtgraph as pg

        tip = "How wrong the program still is on your strokes, by seconds of learning"
        plot = small_plot(tip, self.palette(), "Time of learning (s)", "Mistakes")
        self._plot = plot
        plot.setVisible(self._state.text() not in MEANING)
        self._curve = plot.plot(pen=pg.mkPen("#2f7fc4", width=2))
        self._layout.replaceWidget(self._place, plot)
        self._place.deleteLater()

    def _fill(self) -> None:
        where = QPushButton("Show me where to draw")
        where.setToolTip("Where a stroke helps most  (G)")
        where.clicked.connect(lambda: self._bus.view.action_requested.emit(ActionKey.WHERE))
        where.setEnabled(False)
        self._bus.engine.guidance_ready.connect(
            lambda told: where.setEnabled(bool(told.where or told.touching))
        )
        self._bus.frame.opened.connect(lambda scene: where.setEnabled(False))
        heading = QHBoxLayout()
        heading.addWidget(self._state)
        heading.addStretch()
        heading.addWidget(self._time)
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        for row, (name, value, tip) in enumerate(
            (
                ("Learned of your strokes", self._agreement, ALL_STROKES),
                ("… before you drew them", self._unseen, BEFORE_DRAWN),
                ("Computes on", self._device, ""),
            )
        ):
            title = faint_label(name)
            title.setToolTip(tip)
            grid.addWidget(title, row, 0)
            grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignRight)
        self._layout.addWidget(self._button)
        self._layout.addLayout(heading)
        self._layout.addWidget(self._place)
        self._layout.addWidget(self._meaning)
        self._layout.addLayout(grid)
        self._layout.addWidget(where)
        self._layout.addWidget(CardNotice(self._bus, self._preferences, self._icons))
        self._layout.addStretch()

    def _listen(self) -> None:
        bus = self._bus
        bus.frame.opened.connect(lambda scene: self._button.setEnabled(True))
        bus.frame.closed.connect(lambda: self._button.setEnabled(False))
        bus.engine.learning_changed.connect(self._show_state)
        bus.engine.learning_restarted.connect(self._forget_curve)
        bus.view.preference_changed.connect(self._follow)
        bus.engine.step_done.connect(self._show_step)
        bus.engine.guidance_ready.connect(self._show_guidance)
        bus.engine.network_ready.connect(self._show_network)
        bus.frame.opened.connect(self._open)
        bus.view.theme_changed.connect(lambda dark: self._style())
        self._show_state(WAITING)

    def _show_state(self, state: str) -> None:
        self._state.setText(state)
        self._meaning.setText(MEANING.get(state, ""))
        self._meaning.setVisible(state in MEANING)  # where the curve is otherwise
        (self._plot or self._place).setVisible(state not in MEANING)
        running = self._preferences["live"] and state in (LEARNING, WAITING)
        self._button.setText("Pause" if running else "Start")
        self._icons.set_icon(self._button, "player-pause" if running else "player-play", ON_ACCENT)

    def _follow(self, change: PreferenceChange) -> None:
        if change.key == "live":
            self._show_state(self._state.text())

    def _forget_curve(self) -> None:
        """Show no time and no curve: those of other weights mean nothing."""
        self._losses.clear()
        self._smoothed = None
        self._time.setText("–")
        self._time.setToolTip("")
        self._forget_agreement()
        if self._plot is not None:
            self._curve.setData([], [])

    def _show_step(self, done: StepDone) -> None:
        if done.step == 1:
            self._losses.clear()
            self._smoothed = None
        before = done.loss if self._smoothed is None else self._smoothed
        self._smoothed = SMOOTHING * before + (1 - SMOOTHING) * done.loss
        self._losses.append((done.seconds, self._smoothed))
        if len(self._losses) > MOST_POINTS:
            del self._losses[1::2]
        self._latest = done
        if not self._timer.isActive():
            self._timer.start()

    def _draw(self) -> None:
        if not self._losses:
            return
        self._time.setText(_clock(self._latest.seconds))
        self._time.setToolTip(f"{self._latest.step} steps of learning")
        if self._plot is not None:
            self._curve.setData(*zip(*self._losses, strict=True))

    def _show_guidance(self, told: Guidance) -> None:
        if told.image_id != self._shown:
            return
        for label, part in ((self._agreement, told.agreement), (self._unseen, told.unseen)):
            label.setText("–" if part is None else f"{100 * part:.0f} %")

    def _open(self, scene: Scene) -> None:
        self._shown = scene.image_id
        self._forget_agreement()

    def _forget_agreement(self) -> None:
        """Clear values that belong to another image."""
        for label in (self._agreement, self._unseen):
            label.setText("–")

    def _show_network(self, ready: NetworkReady) -> None:
        names = {"cpu": "processor", "cuda": "graphics card", "mps": "Apple graphics"}
        self._device.setText(names.get(ready.device, ready.device))
        self._device.setToolTip(f"Cells are taken to be about {ready.diameter_px:.0f} px wide")

    def _style(self) -> None:
        if self._plot is not None:
            style_plot(self._plot, self.palette())


def _value(text: str) -> QLabel:
    """A value that can be selected and copied."""
    label = QLabel(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
