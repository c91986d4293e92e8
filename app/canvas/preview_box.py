"""The frame around what is kept up to date first: moved by its edge, resized by its corners."""

from math import sqrt

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.canvas.viewport import Viewport
from app.core.translation import tr, tr_noop
from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch.raster import Point

FIRST_PART = 0.4  # of the viewport, in area
SMALLEST_PX = 32  # of the image
GRIP_PX = 7  # around edges and corners, on the screen
CORNER_PX = 12
TITLE = tr_noop("Preview")
FRAME = QColor(255, 255, 255, 235)
SHADE = QColor(0, 0, 0, 140)

# What is held: which of top, left, bottom, right move along.
MOVE = (True, True, True, True)
CORNERS = {
    (True, True, False, False): Qt.CursorShape.SizeFDiagCursor,
    (False, False, True, True): Qt.CursorShape.SizeFDiagCursor,
    (True, False, False, True): Qt.CursorShape.SizeBDiagCursor,
    (False, True, True, False): Qt.CursorShape.SizeBDiagCursor,
}
Grip = tuple[bool, bool, bool, bool]


class PreviewBox:
    """A box of the image that the user can move.

    Attributes
    ----------
    box
        None: it is not shown.
    """

    def __init__(self) -> None:
        self.box: Box | None = None
        self._grip: Grip | None = None
        self._from: Point = (0.0, 0.0)
        self._before = Box(0, 0, 0, 0)

    @property
    def is_held(self) -> bool:
        """Whether it is being moved."""
        return self._grip is not None

    def appear(self, visible: Box) -> None:
        """Show the box in the middle of the viewport."""
        height, width = visible.shape
        part = sqrt(FIRST_PART)
        rows = min(max(round(height * part), SMALLEST_PX), height)
        columns = min(max(round(width * part), SMALLEST_PX), width)
        top = visible.top + (height - rows) // 2
        left = visible.left + (width - columns) // 2
        self.box = Box(top, left, top + rows, left + columns)

    def disappear(self) -> None:
        """Hide the box."""
        self.box = self._grip = None

    def frame(self, viewport: Viewport) -> QRectF:
        """Its edge on the screen."""
        assert self.box is not None
        top, left = viewport.to_screen((self.box.top - 0.5, self.box.left - 0.5))
        bottom, right = viewport.to_screen((self.box.bottom - 0.5, self.box.right - 0.5))
        return QRectF(left, top, right - left, bottom - top)

    def area(self, viewport: Viewport) -> QRectF:
        """All that it covers on the screen, title and grips included."""
        return self.frame(viewport).adjusted(-GRIP_PX - 2, -34, 90, GRIP_PX + 2)

    def grip_at(self, viewport: Viewport, screen: Point) -> Grip | None:
        """Find the part of the box that a press there would grab."""
        if self.box is None:
            return None
        frame = self.frame(viewport)
        at = QPointF(screen[1], screen[0])
        near = (
            abs(at.y() - frame.top()) <= CORNER_PX,
            abs(at.x() - frame.left()) <= CORNER_PX,
            abs(at.y() - frame.bottom()) <= CORNER_PX,
            abs(at.x() - frame.right()) <= CORNER_PX,
        )
        if near in CORNERS:
            return near
        if _title_rect(frame).contains(at):
            return MOVE
        around = frame.adjusted(-GRIP_PX, -GRIP_PX, GRIP_PX, GRIP_PX)
        inside = frame.adjusted(GRIP_PX, GRIP_PX, -GRIP_PX, -GRIP_PX)
        return MOVE if around.contains(at) and not inside.contains(at) else None

    def grab(self, grip: Grip, point: Point) -> None:
        """Grab the box at an image point."""
        assert self.box is not None
        self._grip, self._from, self._before = grip, point, self.box

    def drag(self, point: Point, shape: tuple[int, int]) -> None:
        """Move what was grabbed to an image point, within the image."""
        if self._grip is None:
            return
        steps = round(point[0] - self._from[0]), round(point[1] - self._from[1])
        self.box = moved(self._before, self._grip, steps, shape)

    def let_go(self) -> Box | None:
        """Release the box; return it if it was moved."""
        was_held, self._grip = self.is_held, None
        return self.box if was_held and self.box != self._before else None

    def draw(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw frame, corners and title."""
        if self.box is None:
            return
        frame = self.frame(viewport)
        title = _title_rect(frame)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((SHADE, 3.5), (FRAME, 1.5)):
            painter.setPen(QPen(colour, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame)
        painter.setPen(QPen(SHADE, 1))
        painter.setBrush(FRAME)
        for corner in (frame.topLeft(), frame.topRight(), frame.bottomLeft(), frame.bottomRight()):
            painter.drawRoundedRect(QRectF(corner.x() - 4, corner.y() - 4, 8, 8), 2, 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(SHADE)
        painter.drawRoundedRect(title, 5, 5)
        painter.setPen(FRAME)
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(tr(TITLE), Qt.TextElideMode.ElideRight, title.width() - 10)
        painter.drawText(title, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


def moved(box: Box, grip: Grip, steps: tuple[int, int], shape: tuple[int, int]) -> Box:
    """Move the edges that are held by (down, right) steps, inside an image of this shape."""
    edges = list(box)
    for axis, (step, size) in enumerate(zip(steps, shape, strict=True)):
        low, high = edges[axis], edges[axis + 2]
        smallest = min(SMALLEST_PX, size)
        if grip[axis] and grip[axis + 2]:
            step = min(max(step, -low), size - high)
            edges[axis], edges[axis + 2] = low + step, high + step
        elif grip[axis]:
            edges[axis] = max(min(low + step, high - smallest), 0)
        elif grip[axis + 2]:
            edges[axis + 2] = min(max(high + step, low + smallest), size)
    return Box(*edges)


def _title_rect(frame: QRectF) -> QRectF:
    """Above the top edge; inside it where the frame leaves the canvas."""
    top = frame.top() - 28 if frame.top() >= 28 else frame.top() + 8
    return QRectF(frame.left() + CORNER_PX, top, 72, 22)
