"""Outlines of the cells that are selected."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from app.canvas.viewport import Viewport
from sketchpose_engine.core.box import Box

WIDEST_PX = 5.0  # of the outline on the screen
DARK, LIGHT = QColor(0, 0, 0, 210), QColor(255, 255, 255)


class CellHighlight:
    """Outlines of cells; traced again when masks have changed, at the next drawing.

    Attributes
    ----------
    labels
        Of the cells.
    """

    def __init__(self) -> None:
        self.labels: tuple[int, ...] = ()
        self._path: QPainterPath | None = None  # in pixels of the image; None: not traced yet

    def choose(self, labels: tuple[int, ...]) -> None:
        """Mark other cells, or none."""
        self.labels = labels
        self.forget()

    def forget(self) -> None:
        """Discard the outlines, because masks have changed."""
        self._path = None

    def draw(self, painter: QPainter, viewport: Viewport, labels: NDArray[np.int32]) -> None:
        """Draw the outlines in two tones, which are seen on any image."""
        self._trace(labels)
        if self._path is None or self._path.isEmpty():
            return
        top, left = viewport.to_screen((0.0, 0.0))
        scale = viewport.scale
        path = QTransform(scale, 0, 0, scale, left, top).map(self._path)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((DARK, WIDEST_PX), (LIGHT, WIDEST_PX / 2)):
            pen = QPen(colour, width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPath(path)
        painter.restore()

    def _trace(self, labels: NDArray[np.int32]) -> None:
        if self._path is not None:
            return
        self._path = QPainterPath()
        if not self.labels:
            return
        chosen = np.isin(labels, self.labels)
        if (box := Box.around(chosen)) is None:
            return
        # Imported here: it takes a while, and the window need not wait for it.
        from sketchpose_engine.masks.outlines import trace_outlines

        outlines = trace_outlines(np.where(chosen[box.slices], labels[box.slices], 0))
        for ring in (ring for parts in outlines.values() for part in parts for ring in part):
            # Corners of pixels, while a pixel's middle is its coordinate.
            corners = (ring + np.array([box.left, box.top]) - 0.5).tolist()
            self._path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
            self._path.closeSubpath()
