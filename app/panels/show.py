"""What is shown, and how strongly: layers of strokes and masks, contrast of each channel."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.actions import ROWS
from app.bus import Bus
from app.preferences import LAYERS, Preferences
from app.scene import Channel, Scene

NAMES = {name: ROWS[f"show_{name}"] for name in LAYERS}
KNOB_PX = 12


class RangeSlider(QWidget):
    """Two knobs on one groove: the darkest and the brightest intensity that is told apart."""

    moved = Signal(float, float)

    def __init__(self, lowest: float, highest: float, low: float, high: float) -> None:
        super().__init__()
        self._ends = lowest, max(highest, lowest + 1e-9)
        self._values = [low, high]
        self._held: int | None = None
        self.setMinimumHeight(20)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tell()

    def sizeHint(self) -> QSize:
        """As high as a slider."""
        return QSize(120, 20)

    def set_values(self, low: float, high: float) -> None:
        """Move both knobs."""
        self._values = [low, high]
        self._tell()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw groove, range and knobs."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, (left, right) = self.height() / 2, map(self._place, self._values)
        painter.setBrush(self.palette().mid())
        painter.drawRoundedRect(QRectF(0, middle - 2, self.width(), 4), 2, 2)
        painter.setBrush(self.palette().highlight())
        painter.drawRect(QRectF(left, middle - 2, right - left, 4))
        painter.setPen(self.palette().mid().color())
        painter.setBrush(self.palette().button())
        for place in (left, right):
            painter.drawEllipse(QRectF(place - KNOB_PX / 2, middle - KNOB_PX / 2, KNOB_PX, KNOB_PX))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the nearer knob."""
        x = event.position().x()
        away = [abs(x - self._place(value)) for value in self._values]
        # Knobs that lie on each other: the one that can move to this side.
        self._held = int(away[1] < away[0] or (away[0] == away[1] and x > self._place(self.low)))
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the knob that is held."""
        if self._held is None:
            return
        lowest, highest = self._ends
        room = max(self.width() - KNOB_PX, 1)
        part = min(max((event.position().x() - KNOB_PX / 2) / room, 0.0), 1.0)
        value = lowest + part * (highest - lowest)
        least = (highest - lowest) / 1000  # low stays below high
        if self._held:
            self._values[1] = max(value, self._values[0] + least)
        else:
            self._values[0] = min(value, self._values[1] - least)
        self._tell()
        self.update()
        self.moved.emit(*self._values)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = None

    @property
    def low(self) -> float:
        """Intensity that is shown black."""
        return self._values[0]

    def _place(self, value: float) -> float:
        lowest, highest = self._ends
        part = min(max((value - lowest) / (highest - lowest), 0.0), 1.0)
        return KNOB_PX / 2 + part * (self.width() - KNOB_PX)

    def _tell(self) -> None:
        self.setToolTip(f"Black below {self._values[0]:.4g}, full above {self._values[1]:.4g}")


class ShowPanel(QWidget):
    """Switches and sliders of the layers, and the channels' contrast."""

    def __init__(self, bus: Bus, preferences: Preferences) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._switches: dict[str, QCheckBox] = {}
        self._automatic: dict[int, tuple[float, float]] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 2, 10, 8)
        layout.setSpacing(2)
        layout.addLayout(self._layers())
        self._channels = QWidget()
        layout.addWidget(self._channels)
        layout.addStretch()
        bus.preference_changed.connect(self._follow)
        bus.image_opened.connect(self._open)
        bus.image_closed.connect(lambda: self._open(None))

    def sizeHint(self) -> QSize:
        """As wide as the other panels."""
        return QSize(250, max(self.layout().sizeHint().height(), 186))

    def _layers(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        for row, (name, action) in enumerate(NAMES.items()):
            switch = QCheckBox(action.text)
            switch.setChecked(self._preferences[f"show_{name}"])
            switch.setToolTip(f"{action.tip or action.text}  ({action.keys[0]})")
            switch.toggled.connect(
                lambda on, key=f"show_{name}": self._preferences.__setitem__(key, on)
            )
            slider = QSlider(Qt.Orientation.Horizontal, toolTip=f"{action.text}: how strong")
            slider.setRange(0, 100)
            slider.setMinimumWidth(60)
            slider.setValue(self._preferences[f"{name}_percent"])
            slider.valueChanged.connect(
                lambda percent, key=f"{name}_percent": self._preferences.__setitem__(key, percent)
            )
            grid.addWidget(switch, row, 0)
            grid.addWidget(slider, row, 1)
            self._switches[f"show_{name}"] = switch
        return grid

    def _follow(self, key: str, value: object) -> None:
        if key in self._switches:
            self._switches[key].setChecked(bool(value))

    def _open(self, scene: Scene | None) -> None:
        """Offer the image's channels."""
        fresh = QWidget()
        self.layout().replaceWidget(self._channels, fresh)
        self._channels.deleteLater()
        self._channels = fresh
        if scene is None:
            return
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 3, 0, 0)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        automatic = QPushButton("Auto", toolTip="Contrast without the darkest and brightest 1 %")
        grid.addWidget(QLabel("Contrast", objectName="faint"), 0, 0)
        grid.addWidget(automatic, 0, 1, Qt.AlignmentFlag.AlignRight)
        sliders = [
            self._channel(scene, channel, grid, row)
            for row, channel in enumerate(scene.channels, 1)
        ]

        def reset() -> None:
            for channel, slider, (low, high) in sliders:
                channel.low, channel.high = low, high
                slider.set_values(low, high)
            self._bus.layer_painted.emit("image", scene.box)

        automatic.clicked.connect(reset)

    def _channel(
        self, scene: Scene, channel: Channel, grid: QGridLayout, row: int
    ) -> tuple[Channel, RangeSlider, tuple[float, float]]:
        switch = QCheckBox(channel.name if len(scene.channels) > 1 else "Picture")
        switch.setChecked(channel.shown)
        switch.setToolTip("Show this channel")
        slider = RangeSlider(channel.darkest, channel.brightest, channel.low, channel.high)

        def show(on: bool) -> None:
            channel.shown = on
            self._bus.layer_painted.emit("image", scene.box)

        def stretch(low: float, high: float) -> None:
            channel.low, channel.high = low, high
            self._bus.layer_painted.emit("image", scene.box)

        switch.toggled.connect(show)
        slider.moved.connect(stretch)
        grid.addWidget(switch, row, 0)
        grid.addWidget(slider, row, 1)
        return channel, slider, (channel.low, channel.high)
