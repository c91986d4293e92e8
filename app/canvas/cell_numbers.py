"""Numbers of cells, in the middle of each: of all, or of those that a sentence names."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from app.canvas import overlays
from app.canvas.viewport import Viewport
from app.state.scene import Scene

SAMPLE_PX = 2048  # side of the part of the labels that middles are computed from
SMALLEST_PX = 16  # width on the screen of a cell that has room for its number
REACH_PX = 30  # of a number around the middle of its cell
Positions = tuple[NDArray[np.intp], NDArray[np.floating], NDArray[np.floating]]
Writing = tuple[str, QPointF, QRectF]


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
        painter.save()
        painter.setFont(_bold(painter.font()))
        for text, place, _ in self._writings(painter.font(), area, viewport, scene, named, every):
            overlays.draw_writing(painter, place, text)
        painter.restore()

    def meet(
        self,
        area: QRectF,
        font: QFont,
        viewport: Viewport,
        scene: Scene,
        named: frozenset[int],
        *,
        every: bool,
    ) -> bool:
        """Return whether a number is written in an area of the widget, see `draw`."""
        around = area.toAlignedRect()
        writings = self._writings(_bold(font), around, viewport, scene, named, every)
        return any(covered.intersects(area) for _, _, covered in writings)

    def _writings(
        self,
        font: QFont,
        area: QRect,
        viewport: Viewport,
        scene: Scene,
        named: frozenset[int],
        every: bool,
    ) -> Iterator[Writing]:
        """Yield the numbers in an area: text, start of the base line, and what it covers."""
        if not every and not named:
            return
        labels, middles, widths = self._positions(scene)
        chosen = np.isin(labels, list(named)) | (widths * viewport.scale >= SMALLEST_PX) & every
        top, left = viewport.to_screen((0.0, 0.0))
        y, x = (middles * viewport.scale + (top, left)).T
        chosen &= (area.top() - REACH_PX <= y) & (y <= area.bottom() + REACH_PX)
        chosen &= (area.left() - REACH_PX <= x) & (x <= area.right() + REACH_PX)
        metrics = QFontMetricsF(font)
        for number in np.flatnonzero(chosen).tolist():
            text = str(scene.number_of(int(labels[number])))
            width_px, height_px = metrics.horizontalAdvance(text), metrics.capHeight()
            place = QPointF(x[number] - width_px / 2, y[number] + height_px / 2)
            covered = QRectF(place.x(), place.y() - height_px, width_px, height_px)
            yield text, place, covered

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


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold
