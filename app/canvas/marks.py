"""What marks a cell or a place on the image: an outline, a ring that disappears again."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.canvas import overlays
from app.canvas.cell_highlight import CellHighlight
from app.canvas.viewport import Viewport
from app.core.bus import Bus
from app.core.payloads import LayerChange
from sketchpose_engine.sketch.raster import Point

RING_PX, RING_MS = 26.0, 4000  # radius of the ring around a place, and for how long


class Marks(QObject):
    """The cell that was chosen, and the place that the canvas was moved to.

    Parameters
    ----------
    widget
        On which they are.
    bus
        Source of choices.

    Attributes
    ----------
    highlight
        Outline of the cell.
    """

    def __init__(self, widget: QWidget, bus: Bus) -> None:
        super().__init__(widget)
        self._widget = widget
        self.highlight = CellHighlight()
        self._place: Point | None = None
        self._doubtful: list[Point] = []
        self._timer = QTimer(self, singleShot=True, interval=RING_MS)
        self._timer.timeout.connect(self._remove_ring)
        bus.view.cell_chosen.connect(self._mark_cell)
        bus.view.place_chosen.connect(self._mark_place)
        bus.view.places_marked.connect(self._mark_doubtful)
        bus.frame.layer_changed.connect(self._layer_changed)

    def clear(self) -> None:
        """Mark nothing."""
        self._place, self._doubtful = None, []
        self.highlight.choose(0)

    def draw(self, painter: QPainter, viewport: Viewport, labels: NDArray[np.int32]) -> None:
        """Draw outline and rings."""
        self.highlight.draw(painter, viewport, labels)
        for place in [*self._doubtful, *([] if self._place is None else [self._place])]:
            y, x = viewport.to_screen(place)
            ring = QRectF(x - RING_PX, y - RING_PX, 2 * RING_PX, 2 * RING_PX)
            overlays.draw_two_tone(painter, ring, dashed=True)

    def _mark_cell(self, label: int) -> None:
        self.highlight.choose(label)
        if label:
            self._place = None  # the outline shows where it is
        self._widget.update()

    def _mark_place(self, point: Point) -> None:
        self._place = point
        self._timer.start()
        self._widget.update()

    def _mark_doubtful(self, places: list[Point]) -> None:
        self._doubtful = places
        self._widget.update()

    def _layer_changed(self, change: LayerChange) -> None:
        if change.layer == "masks" and self.highlight.label:
            self.highlight.forget()
            self._widget.update()

    def _remove_ring(self) -> None:
        self._place = None
        self._widget.update()
