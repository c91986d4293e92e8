"""A rectangle that is drawn to select what lies in it."""

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.canvas.viewport import Viewport
from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch.raster import Point

FILL, DARK, LIGHT = QColor(47, 127, 196, 50), QColor(0, 0, 0, 160), QColor(255, 255, 255)


class RubberBand:
    """From where the button was pressed to where the pointer is, in screen px of a widget."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._start: Point | None = None
        self._end: Point = (0.0, 0.0)

    @property
    def is_held(self) -> bool:
        """Whether it is being drawn."""
        return self._start is not None

    def begin(self, screen: Point) -> None:
        """Start at a point."""
        self._start = self._end = screen

    def drag(self, screen: Point) -> None:
        """Reach to a point."""
        self._widget.update(self._area())
        self._end = screen
        self._widget.update(self._area())

    def release(self) -> None:
        """End, whatever it covers."""
        self._widget.update(self._area())
        self._start = None

    def _rect(self) -> QRectF:
        """What it covers on the screen."""
        start = self._start if self._start is not None else self._end
        corners = QPointF(start[1], start[0]), QPointF(self._end[1], self._end[0])
        return QRectF(*corners).normalized()

    def _area(self) -> QRect:
        """Where it is drawn."""
        return self._rect().toAlignedRect().adjusted(-2, -2, 2, 2)

    def box(self, viewport: Viewport) -> Box:
        """Pixels of the image that it covers."""
        rect = self._rect()
        top, left = viewport.to_image((rect.top(), rect.left()))
        bottom, right = viewport.to_image((rect.bottom(), rect.right()))
        covered = Box(round(top), round(left), round(bottom) + 1, round(right) + 1)
        return covered.intersection(Box.whole(viewport.shape))

    def draw(self, painter: QPainter) -> None:
        """Draw it in two tones, which are seen on any image."""
        if self._start is None:
            return
        painter.fillRect(self._rect(), FILL)
        for pen in (QPen(DARK, 1), QPen(LIGHT, 1)):
            if pen.color() == LIGHT:
                pen.setDashPattern((4.0, 4.0))
            painter.setPen(pen)
            painter.drawRect(self._rect())
