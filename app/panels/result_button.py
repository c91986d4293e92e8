"""Button of one earlier result: its small picture, number of cells, and what is known of it."""

from datetime import datetime

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFont,
    QIcon,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QToolButton

from app.core.numbers import date, shown_count
from app.core.translation import counted, tr
from app.state.earlier_results import cells_text, described
from sketchpose_engine.live.result import Result
from sketchpose_engine.masks.palette import PALETTE

PICTURE = QSize(32, 26)
SHARPNESS = 2  # device px per logical px, enough for any screen
SIDES_PX = 4  # of a button, left and right of picture or count, together
STAR_PX = 11  # on the picture of a result that is kept


class ResultButton(QToolButton):
    """One result: seen on the picture under the pointer or with focus, returned to with a click."""

    looked_at = Signal(bool)

    def __init__(self, result: Result) -> None:
        super().__init__(autoRaise=True)
        self.result = result
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIcon(QIcon(picture_of(result)))
        self.setIconSize(PICTURE)
        self.setCheckable(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._show_count()

    def _show_count(self) -> None:
        """Show the number of cells, which changes with corrections by hand."""
        cells = shown_count(self.result.cells, is_guess=self.result.is_guess)
        self.setText(f"~{cells}" if self.result.is_guess else str(cells))
        text_px = self.fontMetrics().horizontalAdvance(self.text())
        self.setFixedWidth(max(PICTURE.width(), text_px) + SIDES_PX)
        self.setAccessibleName(f"{cells_text(self.result)}, {described(self.result)}")

    def update_state(self, result: Result, *, shown: bool) -> None:
        """Show what is known of the result, and whether it is the one on the picture."""
        if result.kept != self.result.kept:
            self.setIcon(QIcon(picture_of(result)))
        self.result = result
        self._show_count()
        self.setChecked(shown)
        self.setToolTip(tip_of(result))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the result on the picture."""
        self.looked_at.emit(True)
        super().enterEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the result on the picture, for those who use the keyboard."""
        self.looked_at.emit(True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the present masks again."""
        self.looked_at.emit(False)
        super().focusOutEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show the present masks again."""
        self.looked_at.emit(False)
        super().leaveEvent(event)


def picture_of(result: Result) -> QPixmap:
    """Masks in their colours, small, with a star if the result is kept."""
    colours = np.zeros((len(result.colours), 4), np.uint8)
    colours[:, :3], colours[:, 3] = PALETTE[result.colours], 255
    pixels = np.ascontiguousarray(colours[result.small])
    height, width = result.small.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    picture = QPixmap.fromImage(image).scaled(PICTURE * SHARPNESS, *ways)
    picture.setDevicePixelRatio(SHARPNESS)
    if result.kept:
        _draw_star(picture)
    return picture


def _draw_star(picture: QPixmap) -> None:
    """Draw a star into the corner of a picture, with an edge that is seen on any colour."""
    font = QFont()
    font.setPixelSize(STAR_PX)
    outline = QPainterPath()
    outline.addText(1, STAR_PX - 1, font, "★")
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.strokePath(outline, QPen(Qt.GlobalColor.black, 3))
    painter.fillPath(outline, Qt.GlobalColor.yellow)
    painter.end()


def tip_of(result: Result) -> str:
    """What is known about a result."""
    known = counted(
        result.strokes,
        "{cells}, {result}, %n separate stroke drawn.",
        "{cells}, {result}, %n separate strokes drawn.",
        cells=cells_text(result),
        result=described(result),
    )
    lines = [
        known,
        tr("Point at it to see it on the picture; click, or press Enter, to go back to it."),
    ]
    lines += [tr("It is kept.")] if result.kept else []
    lines += [] if result.exported_at is None else [_exported(result.exported_at)]
    lines += [] if result.has_weights else [tr("Its masks are stored, what was learned is not.")]
    return "\n".join(lines)


def _exported(seconds: float) -> str:
    """When a result was exported, in seconds since 1970, in words."""
    moment = datetime.fromtimestamp(seconds)
    time = f"{moment:%H:%M}"
    if moment.date() == datetime.now().date():
        return tr("It was exported at {time}.", time=time)
    return tr("It was exported on {date} at {time}.", date=date(seconds), time=time)
