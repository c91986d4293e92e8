"""What is shown, and how strongly: layers of strokes and masks, contrast of each channel."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.payloads import LayerChange, PreferenceChange
from app.core.preferences import LAYERS, Preferences
from app.state.scene import Channel, Scene
from app.ui.action_table import ROWS
from app.ui.labels import faint_label
from app.ui.range_slider import RangeSlider

NAMES = {name: ROWS[ActionKey(f"show_{name}")] for name in LAYERS}
CONTRAST = "Black below {:.4g}, full above {:.4g}"


class ShowPanel(QWidget):
    """Switches and sliders of the layers, and the channels' contrast."""

    def __init__(self, bus: Bus, preferences: Preferences) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._switches: dict[str, QCheckBox] = {}
        self._automatic: dict[int, tuple[float, float]] = {}
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 2, 10, 8)
        layout.setSpacing(2)
        layout.addLayout(self._layers())
        self._channels = QWidget()
        layout.addWidget(self._channels)
        layout.addStretch()
        bus.view.preference_changed.connect(self._follow)
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))

    def sizeHint(self) -> QSize:
        """As wide as the other panels."""
        return QSize(250, max(self._layout.sizeHint().height(), 186))

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
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setToolTip(f"{action.text}: how strong")
            slider.setAccessibleName(f"Opacity of {action.text.lower()}")
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

    def _follow(self, change: PreferenceChange) -> None:
        if change.key in self._switches:
            self._switches[change.key].setChecked(bool(change.value))

    def _open(self, scene: Scene | None) -> None:
        """Offer the image's channels."""
        fresh = QWidget()
        self._layout.replaceWidget(self._channels, fresh)
        self._channels.deleteLater()
        self._channels = fresh
        if scene is None:
            return
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 3, 0, 0)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        automatic = QPushButton("Auto")
        automatic.setToolTip("Contrast without the darkest and brightest 1 %")
        grid.addWidget(faint_label("Contrast"), 0, 0)
        grid.addWidget(automatic, 0, 1, Qt.AlignmentFlag.AlignRight)
        sliders = [
            self._channel(scene, channel, grid, row)
            for row, channel in enumerate(scene.channels, 1)
        ]

        def reset() -> None:
            for channel, slider, (low, high) in sliders:
                channel.low, channel.high = low, high
                slider.set_values(low, high)
            self._bus.frame.layer_changed.emit(LayerChange("image", scene.box))

        automatic.clicked.connect(reset)

    def _channel(
        self, scene: Scene, channel: Channel, grid: QGridLayout, row: int
    ) -> tuple[Channel, RangeSlider, tuple[float, float]]:
        switch = QCheckBox(channel.name if len(scene.channels) > 1 else "Picture")
        switch.setChecked(channel.shown)
        switch.setToolTip("Show this channel")
        slider = RangeSlider(
            channel.darkest,
            channel.brightest,
            channel.low,
            channel.high,
            CONTRAST,
            f"Contrast of {channel.name}",
        )

        def show(on: bool) -> None:
            channel.shown = on
            self._bus.frame.layer_changed.emit(LayerChange("image", scene.box))

        def stretch(low: float, high: float) -> None:
            channel.low, channel.high = low, high
            self._bus.frame.layer_changed.emit(LayerChange("image", scene.box))

        switch.toggled.connect(show)
        slider.moved.connect(stretch)
        grid.addWidget(switch, row, 0)
        grid.addWidget(slider, row, 1)
        return channel, slider, (channel.low, channel.high)
