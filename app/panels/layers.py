"""What is shown, and how strongly: masks and strokes; more layers and contrast on demand."""

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.payloads import LayerChange, PreferenceChange
from app.core.preferences import LAYERS, Preferences
from app.core.translation import tr, tr_noop
from app.state.scene import Channel, Scene
from app.ui.action_table import ROWS
from app.ui.colour_maps import distance_colours, uncertainty_colours
from app.ui.labels import faint_label
from app.ui.legend import bar_legend, wheel_legend
from app.ui.range_slider import RangeSlider

NAMES = {name: ROWS[ActionKey(f"show_{name}")] for name in LAYERS}
FIRST = ("masks", "outlines", "strokes")  # the other layers are below More
CONTRAST = tr_noop("Black below {low}, full above {high}")
WIDTH_PX = 250


class ShowPanel(QWidget):
    """Switches and sliders of the layers, and the channels' contrast."""

    def __init__(self, bus: Bus, preferences: Preferences) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._switches: dict[str, QCheckBox] = {}
        self._legends = {
            "show_distance": bar_legend(tr("edge"), distance_colours(), tr("middle")),
            "show_flow": wheel_legend(tr("Direction to the middle of the cell")),
            "show_uncertainty": bar_legend(tr("certain"), uncertainty_colours(), tr("uncertain")),
        }
        self._more = QToolButton(autoRaise=True)
        self._more.setCheckable(True)
        self._more.setText(tr("More"))
        self._more.setToolTip(tr("More layers, and the contrast of the image"))
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._rest = QWidget()  # folds away
        self._channels = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(10, 2, 10, 6)
        self._layout.setSpacing(2)
        self._arrange()
        self._more.toggled.connect(partial(preferences.__setitem__, "more_layers"))
        bus.view.preference_changed.connect(self._follow)
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        self.setEnabled(False)  # until there is something to show
        self._fold()

    def sizeHint(self) -> QSize:
        """As wide as the other panels."""
        return QSize(WIDTH_PX, self._layout.sizeHint().height())

    def _arrange(self) -> None:
        self._layout.addLayout(self._layers(FIRST))
        for legend in self._legends.values():
            self._layout.addWidget(legend)
        self._layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        rest = QVBoxLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setSpacing(2)
        rest.addLayout(self._layers(tuple(name for name in LAYERS if name not in FIRST)))
        rest.addWidget(self._channels)
        self._layout.addWidget(self._rest)
        self._layout.addStretch()

    def _layers(self, names: tuple[str, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(3)
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate(names):
            action = NAMES[name]
            switch = QCheckBox(tr(action.text))
            switch.setChecked(self._preferences[f"show_{name}"])
            switch.setToolTip(f"{tr(action.tip or action.text)}  ({action.keys[0]})")
            switch.toggled.connect(partial(self._preferences.__setitem__, f"show_{name}"))
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setToolTip(tr("Opacity: {layer}", layer=tr(action.text)))
            slider.setAccessibleName(slider.toolTip())
            slider.setRange(0, 100)
            slider.setMinimumWidth(36)  # beside the longest name
            slider.setValue(self._preferences[f"{name}_percent"])
            slider.valueChanged.connect(partial(self._preferences.__setitem__, f"{name}_percent"))
            grid.addWidget(switch, row, 0)
            grid.addWidget(slider, row, 1)
            self._switches[f"show_{name}"] = switch
        return grid

    def _follow(self, change: PreferenceChange) -> None:
        if change.key in self._switches:
            self._switches[change.key].setChecked(bool(change.value))
        if change.key == "more_layers" or change.key in self._legends:
            self._fold()

    def _fold(self) -> None:
        """Show the rest only if it is wanted, and legends of the layers that are shown."""
        unfolded = bool(self._preferences["more_layers"])
        self._more.setChecked(unfolded)
        self._more.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        self._rest.setVisible(unfolded)
        for key, legend in self._legends.items():
            legend.setVisible(self._preferences[key])
        self.updateGeometry()

    def _open(self, scene: Scene | None) -> None:
        """Offer the image's channels."""
        fresh = QWidget()
        layout = self._rest.layout()
        assert layout is not None
        layout.replaceWidget(self._channels, fresh)
        self._channels.deleteLater()
        self._channels = fresh
        self.setEnabled(scene is not None)
        if scene is None:
            return
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 3, 0, 0)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        automatic = QPushButton(tr("Auto"))
        automatic.setToolTip(tr("Contrast without the darkest 0.5 % and the brightest 0.2 %"))
        grid.addWidget(faint_label(tr("Contrast")), 0, 0)
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
        name = channel.name if len(scene.channels) > 1 else tr("Picture")
        switch = QCheckBox(name)
        switch.setChecked(channel.shown)
        switch.setToolTip(tr("Show this channel"))
        slider = RangeSlider(
            channel.darkest,
            channel.brightest,
            channel.low,
            channel.high,
            tr(CONTRAST),
            tr("Contrast: {channel}", channel=name),
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
