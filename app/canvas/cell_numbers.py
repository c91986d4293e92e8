"""Numbers of cells, in the middle of each: of all, or of those that a sentence names.

Where two would overlap, only the larger cell has its number; closer up, there is room for both.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QRegion

from app.canvas import overlays
from app.canvas.viewport import Viewport
from app.state.scene import Scene

SAMPLE_PX = 2048  # side of the part of the labels that middles are computed from
SMALLEST_PX = 16  # width on the screen of a cell that has room for its number
GAP_PX = 3  # between two numbers, or they would be read as one
Positions = tuple[NDArray[np.intp], NDArray[np.floating], NDArray[np.floating]]
Shown = tuple[float, frozenset[int], bool, str]  # scale and what else the writings depend on


@dataclass(frozen=True)
class Writings:
    """Numbers of the whole image at one scale: what is drawn does not depend on what is in view.

    Attributes
    ----------
    texts
        N numbers.
    middles, sizes
        (N, 2) y and x in screen px from the image's first pixel, height and width.
    """

    texts: list[str]
    middles: NDArray[np.floating]
    sizes: NDArray[np.floating]

    def within(self, region: QRegion, viewport: Viewport) -> list[tuple[str, QPointF]]:
        """Return those in a part of the widget, each with the start of its base line."""
        area = QRectF(region.boundingRect()).adjusted(-GAP_PX, -GAP_PX, GAP_PX, GAP_PX)
        centres = self.middles + viewport.to_screen((0.0, 0.0))
        low, high = centres - self.sizes / 2, centres + self.sizes / 2
        inside = (low <= (area.bottom(), area.right())) & (high >= (area.top(), area.left()))
        near = np.flatnonzero(inside.all(axis=1)).tolist()
        rects = [
            QRectF(QPointF(*low[number, ::-1]), QPointF(*high[number, ::-1])) for number in near
        ]
        return [
            (self.texts[number], rect.bottomLeft())
            for number, rect in zip(near, rects, strict=True)
            if region.intersects(overlays.around(rect, GAP_PX))
        ]


class CellNumbers:
    """Middles and widths of all cells; computed again when masks have changed, when drawn."""

    def __init__(self) -> None:
        self._cells: Positions | None = None
        self._written: tuple[Shown, Writings] | None = None  # those of the last painting

    def forget(self) -> None:
        """Discard the positions, because masks or numbers have changed."""
        self._cells = self._written = None

    def draw(
        self,
        painter: QPainter,
        region: QRegion,
        viewport: Viewport,
        scene: Scene,
        named: frozenset[int],
        *,
        every: bool,
    ) -> None:
        """Draw the numbers of the cells in a part of the widget.

        Parameters
        ----------
        region
            In logical px.
        named
            Are numbered in any case.
        every
            Number all others, too, where there is room.
        """
        painter.save()
        painter.setFont(overlays.bold(painter.font()))
        writings = self._writings(painter.font(), viewport.scale, scene, named, every)
        for text, place in writings.within(region, viewport):
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
        writings = self._writings(overlays.bold(font), viewport.scale, scene, named, every)
        if not writings.texts:
            return False
        return bool(writings.within(QRegion(area.toAlignedRect()), viewport))

    def _writings(
        self, font: QFont, scale: float, scene: Scene, named: frozenset[int], every: bool
    ) -> Writings:
        if not every and not named:
            return Writings([], np.empty((0, 2)), np.empty((0, 2)))
        shown = (scale, named, every, font.key())
        if self._written is None or self._written[0] != shown:
            self._written = shown, self._placed(font, scale, scene, named, every)
        return self._written[1]

    def _placed(
        self, font: QFont, scale: float, scene: Scene, named: frozenset[int], every: bool
    ) -> Writings:
        """Place the numbers for which there is room: those of named cells, then by size."""
        labels, middles, widths = self._positions(scene)
        is_named = np.isin(labels, list(named))
        order = np.lexsort((-widths, ~is_named))
        order = order[is_named[order] | (widths[order] * scale >= SMALLEST_PX) & every]
        texts = [str(scene.number_of(label)) for label in labels[order].tolist()]
        metrics = QFontMetricsF(font)
        digit_px = max(metrics.horizontalAdvance(digit) for digit in "0123456789")
        sizes = np.array([(metrics.capHeight(), digit_px * len(text)) for text in texts])
        sizes, middles = sizes.reshape(-1, 2), middles[order] * scale
        _move_apart(middles[: np.count_nonzero(is_named)], sizes)
        free = _free(middles, sizes)
        return Writings([texts[n] for n in np.flatnonzero(free)], middles[free], sizes[free])

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


def _move_apart(middles: NDArray[np.floating], sizes: NDArray[np.floating]) -> None:
    """Move numbers that overlap one before them beside their middles, in place.

    Parameters
    ----------
    middles
        (M, 2) of the cells that are named: all of them need their number.
    sizes
        (N, 2), those of the named cells first.
    """
    for number in range(1, len(middles)):
        down, across = sizes[number] + GAP_PX
        for shift in ((0, 0), (0, across / 2), (0, -across / 2), (down, 0), (-down, 0)):
            apart = np.abs(middles[:number] - (middles[number] + shift))
            room = (sizes[:number] + sizes[number]) / 2 + GAP_PX
            if (apart >= room).any(axis=1).all():
                middles[number] += shift
                break


def _free(middles: NDArray[np.floating], sizes: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return which numbers overlap none before them that is written itself, (N,)."""
    from scipy.spatial import cKDTree  # takes a while to load, and few number their cells

    free = np.ones(len(middles), bool)
    if len(middles) < 2:
        return free
    near = cKDTree(middles).query_pairs(sizes.max() + GAP_PX, p=np.inf, output_type="ndarray")
    near.sort(axis=1)
    apart = np.abs(middles[near[:, 0]] - middles[near[:, 1]])
    room = (sizes[near[:, 0]] + sizes[near[:, 1]]) / 2 + GAP_PX
    overlapping = near[(apart < room).all(axis=1)]
    for before, after in overlapping[np.argsort(overlapping[:, 0], kind="stable")].tolist():
        free[after] &= not free[before]
    return free
