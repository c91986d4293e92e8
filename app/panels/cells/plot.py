"""The measurements as a picture: how they are spread, and how two of them go together."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.core.translation import tr, tr_noop
from app.panels.cells.columns import channels_of, number_columns, title_of
from app.ui.plot import bare_plot, style_plot
from sketchpose_engine.results.filters import Table

HISTOGRAM, SCATTER = tr_noop("Histogram"), tr_noop("Scatter")
MOST_BINS, FEWEST_BINS = 60, 8
BLUE = "#2f7fc4"
DOT_PX, SMALL_DOT_PX, MANY = 7, 4, 3000  # dots are smaller when there are so many
FIRST_X, FIRST_Y = ("area_um2", "area_px"), ("mean_intensity_ch1", "circularity")


class CellPlot(QWidget):
    """Histogram of one column, or dots for two of them."""

    picked = Signal(int)  # label of the dot that was clicked

    def __init__(self) -> None:
        super().__init__()
        self._table: Table = {}
        self._keep: NDArray[np.bool_] = np.zeros(0, bool)
        self._with_hidden = False
        self._chosen = 0
        self._plot: Any = None
        self._kind, self._x, self._y = (_combo(name) for name in (tr("Kind of plot"), "x", "y"))
        for kind in (HISTOGRAM, SCATTER):
            self._kind.addItem(tr(kind), kind)
        self._kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._kind.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._cells = QLabel(tr("Cells"))
        self._cells.setObjectName("faint")
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._cells, 1)
        top.addWidget(self._y, 1)
        top.addWidget(self._kind)
        bottom.addStretch(1)
        bottom.addWidget(self._x, 2)
        self._place = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)
        self._layout.addLayout(top)
        self._layout.addWidget(self._place, 1)
        self._layout.addLayout(bottom)
        for combo in (self._kind, self._x, self._y):
            combo.currentIndexChanged.connect(self._draw)

    def sizeHint(self) -> QSize:
        """Room for a few dots."""
        return QSize(260, 200)

    def minimumSizeHint(self) -> QSize:
        """Narrow, but still a picture."""
        return QSize(150, 130)

    def add_plot(self) -> None:
        """Make the plot; after the window is on screen, since its library takes a while."""
        import pyqtgraph as pg

        self._plot = plot = bare_plot(self.palette())
        self._bars = pg.BarGraphItem(x=[], height=[], width=1, brush=BLUE, pen=None)
        self._line = pg.InfiniteLine(angle=90)
        self._hidden_dots, self._dots, self._ring = (
            pg.ScatterPlotItem(pen=None, brush=brush, hoverable=False)
            for brush in (None, BLUE, None)
        )
        self._dots.setZValue(1)
        self._ring.setZValue(2)
        for item in (self._bars, self._line, self._hidden_dots, self._dots, self._ring):
            plot.addItem(item)
        for dots in (self._hidden_dots, self._dots):
            dots.sigClicked.connect(self._pick)
        self._layout.replaceWidget(self._place, plot)
        self._place.deleteLater()
        self.update_colours()

    def show_cells(self, table: Table, keep: NDArray[np.bool_], with_hidden: bool) -> None:
        """Draw cells that count, and faintly the others if wished."""
        self._table, self._keep = table, keep
        self._with_hidden = with_hidden
        columns, channels = number_columns(table), channels_of(table)
        for combo, first in ((self._x, FIRST_X), (self._y, FIRST_Y)):
            _offer(combo, columns, [title_of(name, channels) for name in columns], first)
        self._draw()

    def choose(self, labels: tuple[int, ...]) -> None:
        """Mark the cell that was selected last."""
        self._chosen = labels[-1] if labels else 0
        self._draw_chosen()

    def update_colours(self) -> None:
        """Draw in the window's colours."""
        if self._plot is None:
            return
        import pyqtgraph as pg

        palette = self.palette()
        style_plot(self._plot, palette)
        text = palette.text().color()
        self._hidden_dots.setBrush(pg.mkBrush(palette.mid().color()))
        self._ring.setPen(pg.mkPen(text, width=2))
        self._ring.setBrush(pg.mkBrush("#ffb000"))
        self._line.setPen(pg.mkPen(text, width=2))
        self._draw()

    def _draw(self) -> None:
        is_scatter = self._kind.currentData() == SCATTER
        self._y.setVisible(is_scatter)
        self._cells.setVisible(not is_scatter)
        if self._plot is None or self._x.currentIndex() < 0:
            return
        self._bars.setVisible(not is_scatter)
        for dots in (self._hidden_dots, self._dots):
            dots.setVisible(is_scatter)
        if is_scatter:
            self._draw_dots()
        else:
            self._draw_bars()
        self._draw_chosen()

    def _draw_bars(self) -> None:
        values = self._values(self._x)[self._keep]
        values = values[np.isfinite(values)]
        least, most = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
        if most <= least:
            least, most = least - 0.5, most + 0.5
        bins = int(np.clip(2 * len(values) ** 0.5, FEWEST_BINS, MOST_BINS))
        heights, edges = np.histogram(values, bins, (least, most))
        self._bars.setOpts(x0=edges[:-1], height=heights, width=0.92 * (edges[1] - edges[0]))
        self._plot.setXRange(least, most, padding=0.03)
        self._plot.setYRange(0, max(float(heights.max()), 1.0), padding=0.04)

    def _draw_dots(self) -> None:
        x, y, labels = self._values(self._x), self._values(self._y), self._table["label"]
        known = np.isfinite(x) & np.isfinite(y)
        for dots, which in (
            (self._hidden_dots, known & ~self._keep & self._with_hidden),
            (self._dots, known & self._keep),
        ):
            size = SMALL_DOT_PX if which.sum() > MANY else DOT_PX
            dots.setData(x=x[which], y=y[which], data=labels[which], size=size)
        seen = known & (self._keep | self._with_hidden)
        if seen.any():
            self._plot.setXRange(float(x[seen].min()), float(x[seen].max()), padding=0.05)
            self._plot.setYRange(float(y[seen].min()), float(y[seen].max()), padding=0.06)

    def _draw_chosen(self) -> None:
        if self._plot is None or "label" not in self._table:
            return
        is_scatter = self._kind.currentData() == SCATTER
        seen = self._keep | self._with_hidden
        rows = np.flatnonzero((self._table["label"] == self._chosen) & seen)
        self._line.setVisible(not is_scatter and len(rows) > 0)
        self._ring.setVisible(is_scatter)
        x = self._values(self._x)[rows]
        if len(rows) and np.isfinite(x[0]):
            self._line.setValue(float(x[0]))
        self._ring.setData(x=x, y=self._values(self._y)[rows], size=11)

    def _values(self, combo: QComboBox) -> NDArray[np.float64]:
        return np.asarray(self._table[combo.currentData()], float)

    def _pick(self, dots: object, points: Any, event: object) -> None:
        if len(points):
            self.picked.emit(int(points[0].data()))


def _combo(name: str) -> QComboBox:
    """A choice that may be narrower than its longest text."""
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return combo


def _offer(combo: QComboBox, columns: list[str], titles: list[str], first: tuple[str, ...]) -> None:
    """Offer columns; the one that was chosen stays so, or one of the first is."""
    if [combo.itemData(number) for number in range(combo.count())] == columns:
        return
    wanted = [combo.currentData(), *first]
    combo.blockSignals(True)
    combo.clear()
    for column, title in zip(columns, titles, strict=True):
        combo.addItem(title, column)
    there = [column for column in wanted if column in columns]
    combo.setCurrentIndex(columns.index(there[0]) if there else 0)
    combo.blockSignals(False)
