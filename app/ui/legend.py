"""Legends of the fields: a bar, or a wheel of directions."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.ui.colour_maps import Colours, flow_colours
from app.ui.labels import faint_label

BAR_HEIGHT_PX, WHEEL_PX = 10, 44
FINE = 3  # pixels of the wheel's picture per logical pixel


def bar_legend(low: str, colours: Colours, high: str) -> QWidget:
    """Bar of colours (256, 3) between the meanings of its ends."""
    legend = QWidget()
    layout = QHBoxLayout(legend)
    layout.setContentsMargins(20, 0, 0, 2)
    layout.addWidget(faint_label(low))
    layout.addWidget(_Picture(_image(colours[None]), QSize(60, BAR_HEIGHT_PX), wide=True), 1)
    layout.addWidget(faint_label(high))
    return legend


def wheel_legend(text: str) -> QWidget:
    """Wheel with the colour of each direction, and what directions mean."""
    side = WHEEL_PX * FINE
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    length = np.hypot(y, x)
    rgb = flow_colours(y / np.maximum(length, 1), x / np.maximum(length, 1))
    alpha = 255 * np.clip(side / 2 - length, 0, 1)
    legend = QWidget()
    layout = QHBoxLayout(legend)
    layout.setContentsMargins(20, 0, 0, 2)
    layout.addWidget(_Picture(_image(rgb, alpha), QSize(WHEEL_PX, WHEEL_PX)))
    meaning: QLabel = faint_label(text, wrap=True)
    layout.addWidget(meaning, 1)
    return legend


def _image(rgb: Colours, alpha: NDArray[np.floating] | None = None) -> QImage:
    height, width = rgb.shape[:2]
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., :3] = np.rint(rgb)
    if alpha is not None:
        pixels[..., 3] = np.rint(alpha)
    data = np.ascontiguousarray(pixels)
    return QImage(data.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


class _Picture(QWidget):
    """A picture that fills its place."""

    def __init__(self, image: QImage, size: QSize, *, wide: bool = False) -> None:
        super().__init__()
        self._image = image
        self.setMinimumSize(size)
        self.setMaximumHeight(size.height())
        if not wide:
            self.setMaximumWidth(size.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawImage(QRectF(self.rect()), self._image)
