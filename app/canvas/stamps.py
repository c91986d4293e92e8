"""Marks that stand at many places: each is drawn once, then copied."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap

from app.canvas import overlays

LINE_PX = 3.0  # room around a ring for its line, and around letters for what surrounds them
MOST = 32  # pictures: rings around magnified pixels have another size at each zoom


class Stamps:
    """Pictures of a ring to be answered later, one that is asked about now, and a question mark.

    Antialiased lines take fifty times as long as their copies, and after many strokes in question
    they would be felt when the image is moved.
    """

    def __init__(self) -> None:
        self._pictures: dict[tuple[object, ...], QPixmap] = {}
        self._ratio = 0.0  # device px per logical px, of the screen that they are for

    def ring(self, painter: QPainter, ring: QRectF, *, asked: bool) -> None:
        """Draw a ring: a double line if it is asked about now, else dashed."""

        def draw(on: QPainter, at: QRectF) -> None:
            overlays.draw_two_tone(on, at, dashed=not asked)
            if asked:
                overlays.draw_two_tone(on, at.adjusted(4, 4, -4, -4))

        self._draw(painter, ring, ("asked" if asked else "waiting",), draw)

    def letters(self, painter: QPainter, letters: QRectF, text: str, base: QPointF) -> None:
        """Draw a short text, in the painter's font.

        Parameters
        ----------
        letters
            Where they are.
        base
            Start of their base line.
        """
        font, to_base = painter.font(), base - letters.topLeft()

        def draw(on: QPainter, at: QRectF) -> None:
            on.setFont(font)
            overlays.draw_writing(on, at.topLeft() + to_base, text)

        self._draw(painter, letters, (text, font.key()), draw)

    def _draw(
        self,
        painter: QPainter,
        rect: QRectF,
        kind: tuple[object, ...],
        draw: Callable[[QPainter, QRectF], None],
    ) -> None:
        """Copy the picture of a mark to the nearest whole pixel of the device."""
        ratio = painter.deviceTransform().m11()
        size = rect.size()
        if ratio != self._ratio or len(self._pictures) > MOST:
            self._pictures.clear()
            self._ratio = ratio
        key = (*kind, round(size.width(), 2), round(size.height(), 2))
        if key not in self._pictures:
            self._pictures[key] = _picture(size, ratio, draw)
        corner = rect.topLeft() - QPointF(LINE_PX, LINE_PX)
        x, y = round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio
        painter.drawPixmap(QPointF(x, y), self._pictures[key])


def _picture(size: QSizeF, ratio: float, draw: Callable[[QPainter, QRectF], None]) -> QPixmap:
    """Draw a mark of this size, in logical px, with room for its lines."""
    sides = size.width() + 2 * LINE_PX + 1, size.height() + 2 * LINE_PX + 1
    picture = QPixmap(*(int(side * ratio) + 1 for side in sides))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw(painter, QRectF(QPointF(LINE_PX, LINE_PX), size))
    painter.end()
    return picture
