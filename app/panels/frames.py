"""Below the picture: which point in time, depth and scene of the file is shown."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QWidget,
)

from app.core.bus import Bus
from app.core.translation import counted, tr, tr_noop
from app.state.scene import Scene
from app.ui.field_keys import FieldKeys
from app.ui.labels import faint_label
from sketchpose_engine.images.frames import FIRST, Extent, Frame

SETTLE_MS = 150  # while the slider is dragged: not every frame that it passes is read
AXES = {
    "scene": (tr_noop("Scene"), "scenes"),
    "time": (tr_noop("Time"), "times"),
    "depth": (tr_noop("Depth"), "depths"),
}

PAGES = {
    "channels": tr_noop("channels"),
    "times": tr_noop("frames in time"),
    "depths": tr_noop("depths"),
}
PAGES_TIP = tr_noop(
    "The file does not say what its pages are. The choice is kept for all images of this folder."
)


class FramesBar(QFrame):
    """A slider for each axis that the file has; nothing if it holds a single picture."""

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self.setObjectName("frames")
        self._bus = bus
        self._extent = Extent()
        self._axes = {name: _Axis(name, tr(title), self._move) for name, (title, _) in AXES.items()}
        self._most = QCheckBox(tr("Brightest of all depths"))
        self._most.setToolTip(
            tr("The maximum over all depths; it has strokes and cells of its own")
        )
        self._most.toggled.connect(self._project)
        self._pages = QComboBox()
        self._pages.setObjectName("pages")
        self._pages.setAccessibleName(tr("What the pages of the file are"))
        for way, text in PAGES.items():
            self._pages.addItem(tr(text), way)
        self._pages.setToolTip(tr(PAGES_TIP))
        self._pages.activated.connect(
            lambda _: bus.project.page_axis_chosen.emit(self._pages.currentData())
        )
        self._age = faint_label("")
        self._age.setObjectName("mask_age")
        self._age.setToolTip(tr("Segment all images renews the masks of all frames"))
        self._age.hide()
        self._pages_are = QLabel()
        self._pages_are.setObjectName("faint")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 10, 2)
        layout.setSpacing(16)
        for axis in self._axes.values():
            layout.addWidget(axis, 1)
        layout.addWidget(self._most)
        layout.addWidget(self._age)
        layout.addWidget(self._pages_are)
        layout.addWidget(self._pages)
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._report)
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(self.hide)
        bus.frame.masks_aged.connect(self._show_age)
        self.hide()

    def _open(self, scene: Scene) -> None:
        self._timer.stop()
        self._extent = scene.extent
        frame = scene.frame
        one = scene.extent.scene(frame.scene)
        for name, axis in self._axes.items():
            axis.show_at(getattr(frame, name) or 0, getattr(one, AXES[name][1]))
        self._axes["depth"].setEnabled(frame.depth is not None)
        self._most.blockSignals(True)
        self._most.setChecked(frame.depth is None)
        self._most.blockSignals(False)
        self._most.setVisible(one.depths > 1)
        unnamed = scene.unnamed_pages
        for widget in (self._pages, self._pages_are):
            widget.setVisible(unnamed > 0)
        self._pages_are.setText(counted(unnamed, "%n page:", "%n pages:"))
        self._pages.setCurrentIndex(self._pages.findData(_way(one)))
        self.setVisible(len(scene.extent) > 1 or unnamed > 0)

    def _show_age(self, age_s: int) -> None:
        """Mark masks that come from an earlier state of learning."""
        self._age.setVisible(age_s > 0)
        self._age.setText(tr("masks from {seconds} s of learning ago", seconds=age_s))

    def _project(self, on: bool) -> None:
        self._axes["depth"].setEnabled(not on)
        self._move()

    def _move(self) -> None:
        self._timer.start()

    def _report(self) -> None:
        frame = Frame(*(self._axes[name].value for name in ("scene", "time", "depth")))
        if self._most.isChecked():
            frame = replace(frame, depth=None)
        self._bus.project.frame_chosen.emit(self._extent.clipped(frame) if self._extent else FIRST)


def _way(extent: Extent) -> str:
    """What the pages of a file with this extent are taken for."""
    if extent.depths > 1:
        return "depths"
    return "times" if extent.times > 1 else "channels"


class _Axis(QWidget):
    """Name, slider and number of one axis."""

    def __init__(self, name: str, title: str, moved: Callable[[], None]) -> None:
        super().__init__()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName(name)
        self._slider.setMinimumWidth(80)
        self._slider.setAccessibleName(title)
        self._number = QSpinBox()
        self._number.setAccessibleName(tr("{axis}, number", axis=title))
        self._number.setMinimum(1)
        self._number.setKeyboardTracking(False)
        self._number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FieldKeys(self._number)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(faint_label(title))
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._number)
        self._slider.valueChanged.connect(lambda value: self._number.setValue(value + 1))
        self._number.valueChanged.connect(lambda value: self._slider.setValue(value - 1))
        self._slider.valueChanged.connect(lambda value: moved())

    @property
    def value(self) -> int:
        """Where it is, from 0."""
        return self._slider.value()

    def show_at(self, value: int, count: int) -> None:
        """Show so many frames and where one is; nothing if there is only one."""
        for widget in (self._slider, self._number):
            widget.blockSignals(True)
        self._slider.setRange(0, count - 1)
        self._number.setRange(1, count)
        self._number.setSuffix(f" / {count}")
        self._slider.setValue(value)
        self._number.setValue(value + 1)
        for widget in (self._slider, self._number):
            widget.blockSignals(False)
        self.setVisible(count > 1)
