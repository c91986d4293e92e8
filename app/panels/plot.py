"""A small plot for a panel: one axis, nothing to click on."""

from typing import Any

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

HEIGHT_PX = 66


def place_for_plot() -> QWidget:
    """Keep the room of a plot that is made later."""
    place = QWidget()
    place.setFixedHeight(HEIGHT_PX)
    return place


def small_plot(tip: str, palette: QPalette) -> Any:
    """An empty plot; the first one imports its library, which takes a while."""
    import pyqtgraph as pg

    plot = pg.PlotWidget(background=None)
    plot.setFixedHeight(HEIGHT_PX)
    plot.setMouseEnabled(False, False)
    plot.hideButtons()
    plot.setToolTip(tip)
    item = plot.getPlotItem()
    item.setMenuEnabled(False)
    item.ctrlMenu.deleteLater()  # belongs to no window, and would outlive this one
    item.ctrlMenu = None
    item.hideAxis("left")
    item.getAxis("bottom").setHeight(18)
    item.getAxis("bottom").setStyle(tickLength=-3)
    dress_plot(plot, palette)
    return plot


def dress_plot(plot: Any, palette: QPalette) -> None:
    """Draw the axis in the window's colours."""
    plot.setStyleSheet("background: transparent; border: 0")
    faint = palette.placeholderText().color()
    axis = plot.getPlotItem().getAxis("bottom")
    axis.setPen(faint)
    axis.setTextPen(faint)
