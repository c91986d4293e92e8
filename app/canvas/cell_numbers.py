"""Numbers of cells, in the middle of each: of all, or of those that a sentence names."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from app.canvas import overlays
from app.canvas.viewport import Viewport
from app.state.scene import Scene

SAMPLE_PX = 2048  # side of the part of the labels that middles are computed from
SMALLEST_PX = 16  # width on the screen of a cell that has room for its number
REACH_PX = 30  # of a number around the middle of its cell
Positions = tuple[NDArray[np.intp], NDArray[np.floating], NDArray[np.floating]]


class CellNumbers:
    """Middles and widths of all cells; computed again when masks have changed, when drawn."""

    def __init__(self) -> None:
        self._cells: Positions | None = None

    def forget(self) -> None:
        """Discard the positions, because masks have changed."""
        self._cells = None

    def draw(
        self,
        painter: QPainter,
        area: QRect,
        viewport: Viewport,
        scene: Scene,
        named: frozenset[int],
        *,
        every: bool,
    ) -> None:
        """Draw the numbers of the cells in an area of the widget.

        Parameters
        ----------
        area
            In logical px.
        named
            Are numbered in any case.
        every
            Number all others, too, where there is room.
        """
        if not every and not named:
            return
        labels, middles, widths = self._positions(scene)
        chosen = np.isin(labels, list(named)) | (widths * viewport.scale >= SMALLEST_PX) & every
        top, left = viewport.to_screen((0.0, 0.0))
        y, x = (middles * viewport.scale + (top, left)).T
        chosen &= (area.top() - REACH_PX <= y) & (y <= area.bottom() + REACH_PX)
        chosen &= (area.left() - REACH_PX <= x) & (x <= area.right() + REACH_PX)
        font = QFont(painter.font())
        font.setBold(True)
        metrics = QFontMetricsF(font)
        painter.save()
        painter.setFont(font)
        for number in np.flatnonzero(chosen).tolist():
            text = str(scene.number_of(int(labels[number])))
            left_px = x[number] - metrics.horizontalAdvance(text) / 2
            place = QPointF(left_px, y[number] + metrics.capHeight() / 2)
            overlays.draw_writing(painter, place, text)
        painter.restore()

    def _positions(self, scene: Scene) -> Positions:
        """Labels of the cells that count, their middles (N, 2) and widths in px."""
        if self._cells is None:
            step = max(1, max(scene.shape) // SAMPLE_PX)
            sampled = scene.labels[::step, ::step]
            rows, columns = np.nonzero(sampled)
            numbers = sampled[rows, columns]
            areas = np.bincount(numbers, minlength=1)
            labels = np.flatnonzero(areas)
            counts = scene.counts()
            labels = labels[(labels < len(counts)) & counts[np.minimum(labels, len(counts) - 1)]]
            sums = [np.bincount(numbers, each, len(areas))[labels] for each in (rows, columns)]
            middles = np.stack(sums, 1) * (step / areas[labels, None])
            self._cells = labels, middles, 2 * step * np.sqrt(areas[labels] / np.pi)
        return self._cells
