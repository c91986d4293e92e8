"""Plots for panels: without a menu, in the colours of the window."""

from itertools import count
from math import floor, log10
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QWidget

HEIGHT_PX = 76
TITLE_PT = 8
LABEL_GAP_PX = 10  # at least, between two labels of an axis


def place_for_plot() -> QWidget:
    """Keep the room of a plot that is made later."""
    place = QWidget()
    place.setFixedHeight(HEIGHT_PX)
    return place


def small_plot(
    tip: str, palette: QPalette, x_title: str, y_title: str, least_x_range: float = 0.0
) -> Any:
    """An empty plot with titles, but without values of y; nothing to click on."""
    plot = bare_plot(palette)
    plot.setLimits(minXRange=least_x_range)  # the numbers along less would touch each other
    plot.setFixedHeight(HEIGHT_PX)
    plot.setToolTip(tip)
    plot.setAccessibleName(tip)
    item = plot.getPlotItem()
    item.getAxis("left").setStyle(showValues=False)
    item.getAxis("left").setWidth(20)
    item.getAxis("bottom").setHeight(31)
    set_titles(plot, x_title, y_title)
    return plot


def set_titles(plot: Any, x_title: str, y_title: str) -> None:
    """Write what the axes are, with their units."""
    for side, title in (("bottom", x_title), ("left", y_title)):
        colour = plot.getPlotItem().getAxis(side).textPen().color().name()
        style = {"font-size": f"{TITLE_PT}pt", "color": colour}  # without it, the default
        plot.getPlotItem().setLabel(side, title, **style)


def bare_plot(palette: QPalette) -> Any:
    """An empty plot; the first one imports its library, which takes a while."""
    import pyqtgraph as pg

    plot = pg.PlotWidget(background=None)
    plot.setMouseEnabled(False, False)
    for part in (plot, plot.viewport()):
        part.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing in it is done by keyboard
    plot.hideButtons()
    item = plot.getPlotItem()
    item.setMenuEnabled(False)
    item.ctrlMenu.deleteLater()  # belongs to no window, and would outlive this one
    item.ctrlMenu = None
    for side in ("left", "bottom"):
        item.getAxis(side).setStyle(tickLength=-3)
        item.getAxis(side).enableAutoSIPrefix(False)
    # pyqtgraph adds labels as long as any room is left, and then they look like one long number.
    item.getAxis("bottom").tickSpacing = lambda least, most, size_px: [
        (label_step(least, most, size_px, plot.fontMetrics()), 0)
    ]
    style_plot(plot, palette)
    return plot


def label_step(least: float, most: float, size_px: float, font: QFontMetrics) -> float:
    """Smallest round distance between labels of an axis at which these stay apart.

    Parameters
    ----------
    least, most
        Ends of the axis.
    size_px
        Its length on the screen.
    font
        That of the labels.
    """
    span = max(most - least, 1e-12)
    lowest = floor(log10(span)) - 2
    steps = (digit * 10.0**power for power in count(lowest) for digit in (1, 2, 5))
    for step in steps:
        ends = [f"{floor(end / step) * step:.6g}" for end in (least, most)]
        width_px = max(font.horizontalAdvance(label) for label in ends) + LABEL_GAP_PX
        if step * size_px >= width_px * span or step > span:
            return step
    raise AssertionError("steps have no end")


def style_plot(plot: Any, palette: QPalette) -> None:
    """Draw the axes in the window's colours."""
    plot.setStyleSheet("PlotWidget { background: transparent; border: 0 }")  # not its tooltips
    faint = palette.placeholderText().color()
    for side in ("left", "bottom"):
        axis = plot.getPlotItem().getAxis(side)
        axis.setPen(faint)
        axis.setTextPen(faint)
