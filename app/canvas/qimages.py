"""From arrays to QImages: sampling, colouring, and patterns that do not grow with the zoom."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from sketchpose_engine.core.box import Box

TRANSLUCENT = QImage.Format.Format_ARGB32_Premultiplied
OPAQUE = QImage.Format.Format_RGB32

Pixels = NDArray[np.uint32]  # (h, w) 0xAARRGGBB, colours premultiplied


def picture_of(pixels: Pixels, kind: QImage.Format = TRANSLUCENT) -> QImage:
    """Copy pixels into a picture that owns its memory."""
    height, width = pixels.shape
    picture = QImage(width, height, kind)
    memory: Any = picture.bits()  # rows of 32-bit pixels have no padding
    np.frombuffer(memory, np.uint32).reshape(height, width)[:] = pixels
    return picture


def packed(colours: NDArray[Any], alpha: NDArray[Any] | float) -> Pixels:
    """Premultiply colours (..., 3) of 0..255 with their alpha (...) of 0..1."""
    alpha = np.broadcast_to(np.asarray(alpha, np.float32), colours.shape[:-1])
    parts = np.empty((*colours.shape[:-1], 4), np.uint8)
    parts[..., :3] = colours[..., ::-1] * alpha[..., None] + 0.5  # memory order: B, G, R, A
    parts[..., 3] = alpha * 255 + 0.5
    return parts.view("<u4")[..., 0].astype(np.uint32, copy=False)


def sampled(array: NDArray[Any], level: int, box: Box) -> NDArray[Any]:
    """Read a box of a level out of an array (..., H, W) of the image's size.

    Parameters
    ----------
    level
        Every 2**level-th pixel is read; below 0 each is read that often.
    box
        In pixels of the level.
    """
    if level < 0:
        rows = np.arange(box.top, box.bottom) >> -level
        columns = np.arange(box.left, box.right) >> -level
        return array[..., rows[:, None], columns]
    step = 1 << level
    return array[
        ..., box.top * step : box.bottom * step : step, box.left * step : box.right * step : step
    ]


def block_maximum(array: NDArray[np.uint8], level: int, box: Box) -> NDArray[np.uint8]:
    """Largest value in every block of 2**level pixels, so that no thin line gets lost."""
    if level == 0:
        return array[box.slices]
    step = 1 << level
    part = array[box.top * step : box.bottom * step, box.left * step : box.right * step]
    height, width = box.shape
    missing = height * step - part.shape[0], width * step - part.shape[1]
    if missing != (0, 0):
        part = np.pad(part, ((0, missing[0]), (0, missing[1])))
    rows: NDArray[np.uint8] = part.reshape(height, step, -1).max(axis=1)
    if not rows.any():
        return np.zeros(box.shape, np.uint8)
    for _ in range(level):
        rows = np.maximum(rows[:, ::2], rows[:, 1::2])
    return rows


@lru_cache(maxsize=16)
def hatch(device_ratio: float, period_px: float = 9.0, width_px: float = 2.2) -> QImage:
    """Diagonal lines that go on from one copy to the next; only their alpha counts."""
    side = round(period_px * device_ratio)
    picture = QImage(side, side, TRANSLUCENT)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0), width_px * device_ratio / 2**0.5))
    for shift in (-side, 0, side):
        painter.drawLine(QLineF(shift - side, 2 * side, shift + 2 * side, -side))
    painter.end()
    return picture


@lru_cache(maxsize=16)
def dots(device_ratio: float, period_px: float = 8.0, radius_px: float = 0.9) -> QImage:
    """Dots in staggered rows; only their alpha counts."""
    side = round(period_px * device_ratio)
    picture = QImage(side, side, TRANSLUCENT)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0))
    for part in (0.25, 0.75):
        middle = QPointF(part * side, part * side)
        painter.drawEllipse(middle, radius_px * device_ratio, radius_px * device_ratio)
    painter.end()
    return picture
