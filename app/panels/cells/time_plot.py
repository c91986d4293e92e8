"""Linked cells over time, or through depth: curves, their mean, and pictures of one cell."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.core.translation import counted, tr, tr_noop
from app.panels.cells.columns import channels_of, number_columns, title_of
from app.state.series_measurements import SeriesMeasurements
from app.ui.plot import bare_plot, set_titles, style_plot

BLUE, FAINT, ORANGE = "#2f7fc4", "#2f7fc470", "#e07a00"
BAND = "#e07a0040"
STRIP_PX = 36  # height of the pictures of one cell
FIRST = ("area_um2", "area_px")
AXIS_PX = 31
SELECT = tr_noop("Select cells in the picture or in the table: they are shown here in all frames.")
UNITS = ((7200.0, 3600.0, "h"), (120.0, 60.0, "min"), (0.0, 1.0, "s"))  # from so many seconds on


class TimePlot(QWidget):
    """Curves of the selected cells over all frames."""

    def __init__(self) -> None:
        super().__init__()
        self._measured: SeriesMeasurements | None = None
        self._plot: Any = None
        self._curves: list[Any] = []
        self._column = QComboBox()
        self._column.setAccessibleName(tr("Measurement over time"))
        self._column.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._column.setMinimumContentsLength(8)
        self._column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._column.currentIndexChanged.connect(self._draw)
        self._says = QLabel(tr(SELECT), wordWrap=True)
        self._says.setObjectName("faint")
        self._says.setToolTip(
            tr("The orange line is the mean of the cells, the band one standard deviation")
        )
        self._pictures = QLabel()
        self._pictures.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._strip = QScrollArea()
        self._strip.setWidget(self._pictures)
        self._strip.setWidgetResizable(True)
        self._strip.setFixedHeight(STRIP_PX + 16)
        self._strip.setFrameShape(QScrollArea.Shape.NoFrame)
        self._strip.setAccessibleName(tr("Pictures of the cell in all frames"))
        self._strip.hide()
        self._place = QWidget()
        top = QHBoxLayout()
        top.addWidget(self._says, 1)
        top.addWidget(self._column, 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)
        self._layout.addLayout(top)
        self._layout.addWidget(self._place, 1)
        self._layout.addWidget(self._strip)

    def minimumSizeHint(self) -> QSize:
        """Narrow, but still a picture."""
        return QSize(150, 130)

    def add_plot(self) -> None:
        """Make the plot; after the window is on screen, since its library takes a while."""
        self._plot = bare_plot(self.palette())
        self._plot.getPlotItem().getAxis("bottom").setHeight(AXIS_PX)
        self._layout.replaceWidget(self._place, self._plot)
        self._place.deleteLater()
        self._draw()

    def update_colours(self) -> None:
        """Draw in the window's colours."""
        if self._plot is not None:
            style_plot(self._plot, self.palette())

    def clear(self) -> None:
        """Show no cells."""
        self._measured = None
        self._says.setText(tr(SELECT))
        self._strip.hide()
        self._draw()

    def show_cells(self, measured: SeriesMeasurements) -> None:
        """Show the cells that were measured."""
        self._measured = measured
        columns = [name for name in number_columns(measured.table) if name != "frame"]
        if [self._column.itemData(n) for n in range(self._column.count())] != columns:
            self._offer(columns, channels_of(measured.table))
        several = len(measured.tracks) > 1
        self._says.setText(
            counted(len(measured.tracks), "%n cell, mean ± SD", "%n cells, mean ± SD")
            if several
            else tr("Cell {number}", number=measured.tracks[0])
        )
        self._show_pictures(measured)
        self._draw()

    def _offer(self, columns: list[str], channels: int) -> None:
        """Offer columns; the one that was chosen stays so, or one of the first is."""
        wanted = [self._column.currentData(), *FIRST]
        self._column.blockSignals(True)
        self._column.clear()
        for name in columns:
            self._column.addItem(title_of(name, channels), name)
        there = [name for name in wanted if name in columns]
        self._column.setCurrentIndex(columns.index(there[0]) if there else 0)
        self._column.blockSignals(False)

    def _draw(self) -> None:
        if self._plot is None:
            return
        for item in self._curves:
            self._plot.removeItem(item)
        self._curves.clear()
        measured, column = self._measured, self._column.currentData()
        self._column.setEnabled(measured is not None)
        if measured is None or column is None or column not in measured.table:
            return
        import pyqtgraph as pg

        several = len(measured.tracks) > 1
        unit, per = self._axis(measured)
        for frames, values in measured.curves(column):
            known = np.isfinite(values)
            pen = pg.mkPen(FAINT if several else BLUE, width=1 if several else 2)
            self._add(pg.PlotDataItem(_x(frames[known], per), values[known], pen=pen, symbol="o",
                                      symbolSize=3, symbolPen=None, symbolBrush=BLUE))  # fmt: skip
        if several:
            frames, mean, spread = measured.mean(column)
            x = _x(frames, per)
            edges = [pg.PlotDataItem(x, mean + sign * spread, pen=None) for sign in (-1, 1)]
            self._add(*edges, pg.FillBetweenItem(*edges, brush=BAND))
            self._add(pg.PlotDataItem(x, mean, pen=pg.mkPen(ORANGE, width=3)))
        set_titles(self._plot, unit, self._column.currentText())
        self._plot.autoRange()

    def _add(self, *items: Any) -> None:
        for item in items:
            self._plot.addItem(item)
            self._curves.append(item)

    def _axis(self, measured: SeriesMeasurements) -> tuple[str, float | None]:
        """Title of the axis, and what a frame counts in its unit; None: frames from 1."""
        if measured.series.along == "depth":
            return tr("Slice"), None
        if measured.interval_s is None:
            return tr("Frame"), None
        whole_s = measured.interval_s * len(measured.series.frames)
        for least_s, unit_s, unit in UNITS:
            if whole_s >= least_s:
                return tr("Time ({unit})", unit=unit), measured.interval_s / unit_s
        return tr("Frame"), None

    def _show_pictures(self, measured: SeriesMeasurements) -> None:
        """Put the pictures of the leading cell beside each other."""
        self._strip.setVisible(len(measured.crops) > 0)
        if not len(measured.crops):
            return
        gap = np.pad(measured.crops, ((0, 0), (0, 0), (0, 2), (0, 0)), constant_values=128)
        row = np.ascontiguousarray(np.concatenate(list(gap), axis=1))
        height, width = row.shape[:2]
        image = QImage(row.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        shown = QPixmap.fromImage(image).scaledToHeight(
            STRIP_PX, Qt.TransformationMode.SmoothTransformation
        )
        self._pictures.setPixmap(shown)
        self._pictures.setMinimumSize(shown.size())
        frames = ", ".join(str(number + 1) for number in measured.crop_frames)
        along_time = measured.series.along == "time"
        tip = (
            tr("Cell {number} in frame {frames}")
            if along_time
            else tr("Cell {number} in slice {frames}")
        )
        self._strip.setToolTip(tip.format(number=measured.tracks[-1], frames=frames))


def _x(frames: NDArray[Any], per_frame: float | None) -> NDArray[np.float64]:
    """Places on the axis; without a known unit, frames count from 1."""
    if per_frame is None:
        return np.asarray(frames + 1, np.float64)
    return np.asarray(frames * per_frame, np.float64)
