"""The status bar: values only, as position, pixel size, zoom, processor and state."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QProgressBar, QPushButton, QStatusBar, QToolButton

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.numbers import significant
from app.core.payloads import Busy
from app.core.translation import tr, tr_noop
from app.state.learning import LEARNING
from app.state.scene import Scene
from sketchpose_engine.live.messages import NetworkReady

ZOOMS_PERCENT = (50, 100, 200, 300, 400, 800)
PROCESSORS = {"cpu": tr_noop("CPU"), "cuda": tr_noop("GPU"), "mps": tr_noop("Apple GPU")}


class StatusBar(QStatusBar):
    """Values of the open image and of the engine.

    Parameters
    ----------
    bus
        Source of them.
    """

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self._bus = bus
        self._pointer, self._zoom = QLabel(), self._zoom_button()
        self._processor, self._state = QLabel(), QLabel()
        self.busy, self._progress = QLabel(), QProgressBar()
        self._progress.setFixedSize(120, 14)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Progress"))
        self._pointer.setMinimumWidth(230)
        self._pixel = QPushButton(flat=True)
        self._pixel.setObjectName("quiet")
        self._pixel.setToolTip(tr("Change the pixel size"))
        self._pixel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pixel.clicked.connect(lambda: bus.view.action_requested.emit(ActionKey.PIXEL_SIZE))
        self._pixel.hide()
        for passing in (self.busy, self._progress):
            self.addWidget(passing)
            passing.hide()
        self.setContentsMargins(0, 0, 8, 0)  # the last value does not touch the window's edge
        values = (self._pointer, self._pixel, self._zoom, self._processor, self._state)
        for widget in values:
            self.addPermanentWidget(widget)
        bus.frame.opened.connect(self._show_pixel_size)
        bus.frame.pixel_size_changed.connect(self._show_pixel_size)
        bus.frame.closed.connect(self._close)
        bus.notices.busy_changed.connect(self._show_busy)
        bus.canvas.zoom_changed.connect(self._show_zoom)
        bus.engine.network_ready.connect(self._show_processor)
        bus.engine.learning_changed.connect(
            lambda state: self._state.setText(f"{'●' if state == LEARNING else '○'} {tr(state)}")
        )

    def show_pointer(self, text: str) -> None:
        """Show position and value under the pointer."""
        self._pointer.setText(text)

    def _zoom_button(self) -> QToolButton:
        """Button that shows the zoom and offers others."""
        button = QToolButton(autoRaise=True)
        button.setToolTip(tr("Choose the zoom"))
        button.setAccessibleName(tr("Zoom"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for percent in ZOOMS_PERCENT:
            chosen = menu.addAction(f"{percent} %")
            chosen.triggered.connect(partial(self._choose_zoom, percent / 100))
        fit = menu.addAction(tr("Fit to window"))
        fit.triggered.connect(lambda: self._bus.view.action_requested.emit(ActionKey.FIT))
        button.setMenu(menu)
        button.hide()
        return button

    def _choose_zoom(self, scale: float, checked: bool = False) -> None:
        self._bus.view.scale_chosen.emit(scale)

    def _show_zoom(self, scale: float) -> None:
        self._zoom.setText(f"{100 * scale:.0f} %")
        self._zoom.show()

    def _show_pixel_size(self, scene: Scene) -> None:
        size_um = scene.pixel_size_um
        known = (
            tr("1 px = {size} µm", size=significant(size_um))
            if size_um
            else tr("Pixel size unknown")
        )
        self._pixel.setText(known)
        self._pixel.show()

    def _show_processor(self, ready: NetworkReady) -> None:
        processor = tr(PROCESSORS.get(ready.device, ready.device))
        self._processor.setText(tr("Running on: {processor}", processor=processor))
        self._processor.setToolTip(
            tr("Cells are taken to be about {width} px wide", width=round(ready.diameter_px))
        )

    def _show_busy(self, busy: Busy) -> None:
        for widget in (self.busy, self._progress):
            widget.setVisible(bool(busy.text))
        self.busy.setText(busy.text)
        self._progress.setRange(0, 0 if busy.part < 0 else 100)
        self._progress.setValue(round(100 * max(busy.part, 0)))

    def _close(self) -> None:
        self._pointer.clear()
        self._zoom.hide()
        self._pixel.hide()
