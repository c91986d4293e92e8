"""What is drawn over the picture: brush, scale bar, the line across cells."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from app.canvas.viewport import Viewport
from app.core.numbers import significant
from sketchpose_engine.results.scale_bar import in_unit, scale_bar_length
from sketchpose_engine.sketch.raster import Point

DARK = QColor(0, 0, 0, 150)
LIGHT = QColor(255, 255, 255, 235)
SHADE = QColor(0, 0, 0, 220)  # around letters
HALO = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
PLATE = QColor(0, 0, 0, 130)  # under writing, so that it is read on any image
SCALE_BAR_SHARE = 0.2  # of the canvas' width, at most
SCALE_BAR_LARGEST_PX = 180
SCALE_BAR_SMALLEST_PX = 24
EDGE_PX = 16  # between the scale bar's plate and the canvas' edges


def draw_two_tone(painter: QPainter, shape: QPolygonF | QRectF, dashed: bool = False) -> None:
    """Trace a line, or the ellipse in a rectangle, so that it is seen on any image."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((DARK, 3.0), (LIGHT, 1.3)):
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dashed and colour is LIGHT:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern((4.0, 3.0))
        painter.setPen(pen)
        if isinstance(shape, QRectF):
            painter.drawEllipse(shape)
        else:
            painter.drawPolyline(shape)
    painter.restore()


def draw_writing(painter: QPainter, place: QPointF, text: str) -> None:
    """Write a short text from a place on its base line, so that it is read on any image."""
    painter.setPen(SHADE)
    for dx, dy in HALO:
        painter.drawText(place + QPointF(dx, dy), text)
    painter.setPen(QColor(Qt.GlobalColor.white))
    painter.drawText(place, text)


def bold(font: QFont) -> QFont:
    """The same font in bold, for short texts on the picture."""
    changed = QFont(font)
    changed.setBold(True)
    return changed


def brush_rect(viewport: Viewport, point: Point, radius_px: float) -> QRectF:
    """Where the tip of a brush is on the screen."""
    y, x = viewport.to_screen(point)
    radius = max(radius_px * viewport.scale, 1.5)
    return QRectF(x - radius, y - radius, 2 * radius, 2 * radius)


def line_on_screen(viewport: Viewport, points: Sequence[Point]) -> QPolygonF:
    """Image points as a line on the screen."""
    corners = (viewport.to_screen(point) for point in points)
    return QPolygonF([QPointF(x, y) for y, x in corners])


def length_text(length_um: float) -> str:
    """A length in the unit in which it is a handy number."""
    number, unit = in_unit(length_um)
    return f"{significant(number)} {unit}"


def draw_scale_bar(
    painter: QPainter, viewport: Viewport, pixel_size_um: float, font: QFont
) -> None:
    """Draw a bar of a round length in the bottom right corner."""
    height, width = viewport.size
    largest_px = min(width * SCALE_BAR_SHARE, SCALE_BAR_LARGEST_PX)
    if largest_px < SCALE_BAR_SMALLEST_PX or pixel_size_um <= 0:
        return
    length_um = scale_bar_length(pixel_size_um, viewport.scale, largest_px)
    bar_px = length_um / pixel_size_um * viewport.scale
    text = length_text(length_um)
    metrics = QFontMetricsF(font)
    inner_px = max(bar_px, metrics.horizontalAdvance(text))
    plate = QRectF(0, 0, inner_px + 20, metrics.height() + 18)
    plate.moveBottomRight(QPointF(width - EDGE_PX, height - EDGE_PX))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE)
    painter.drawRoundedRect(plate, 6, 6)
    painter.setBrush(QColor(Qt.GlobalColor.white))
    painter.drawRect(QRectF(plate.center().x() - bar_px / 2, plate.bottom() - 10, bar_px, 3))
    painter.setFont(font)
    painter.setPen(QColor(Qt.GlobalColor.white))
    painter.drawText(plate.adjusted(0, 4, 0, -12), Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def scale_bar_area(viewport: Viewport) -> QRect:
    """Where the scale bar is, generously."""
    height, width = viewport.size
    return QRectF(width - 240, height - 90, 240, 90).toAlignedRect()


def around(rect: QRectF, margin_px: int = 3) -> QRect:
    """Whole pixels in which something of this size is drawn, its lines' width included."""
    return rect.toAlignedRect().adjusted(-margin_px, -margin_px, margin_px, margin_px)
