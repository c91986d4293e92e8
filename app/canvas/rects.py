"""Rectangles of whole pixels."""

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget


def rects_of(region: QRegion) -> list[QRect]:
    """The rectangles of a region; none overlap."""
    return list(cast(Iterable[QRect], region))  # Qt's own declaration forgets that it is one


def scaled(rect: QRect, factor: float) -> QRect:
    """Smallest rectangle of whole pixels that holds this one, enlarged."""
    corner = QPointF(rect.x() * factor, rect.y() * factor)
    end = QPointF((rect.x() + rect.width()) * factor, (rect.y() + rect.height()) * factor)
    return QRectF(corner, end).toAlignedRect()


def update_scaled(widget: QWidget, region: QRegion, factor: float) -> None:
    """Ask for the repainting of a region, enlarged; many rectangles take time one by one."""
    if factor == 1:
        widget.update(region)
        return
    for rect in rects_of(region):
        widget.update(scaled(rect, factor))
