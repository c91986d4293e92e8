"""Every cell as its user meets it: in a table, in a plot, and on the picture."""

import io
import re

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget

from app.panels.cells.panel import MEASURING, NO_CELLS, NO_IMAGE
from tests.app.helpers.looker import LEFT, NONE, Looker

# The table


def test_the_table_is_out_of_the_way_until_it_is_asked_for(user):
    one = user()
    dock = one.program.window.findChild(QDockWidget, "cells")
    assert not dock.isVisible()
    one.presses("Ctrl+T")
    assert dock.isVisible()
    one.presses("Ctrl+T")
    assert not dock.isVisible()


def test_in_a_small_window_it_shows_several_measurements(looker):
    QApplication.processEvents()
    table = looker.table
    right = table.viewport().width()
    ends = [table.columnViewportPosition(n) + table.columnWidth(n) for n in range(5)]
    assert sum(end <= right for end in ends) >= 3


def test_an_open_table_is_open_again_the_next_day(looker, user):
    looker.user.leaves()
    other = user()
    assert other.program.window.findChild(QDockWidget, "cells").isVisible()


def test_opening_it_leaves_the_panels_beside_the_picture_as_they_are(user):
    one = user()
    one.program.preferences["theme"] = "dark"
    QApplication.processEvents()
    docks = one.program.window.findChildren(QDockWidget)
    before = {dock: dock.size() for dock in docks if dock.isVisible()}
    one.presses("Ctrl+T")
    assert {dock: dock.size() for dock in before} == before


def test_the_results_have_a_button_for_it(user):
    from PySide6.QtWidgets import QPushButton

    one = user()
    buttons = one.program.docks.results.findChildren(QPushButton)
    (button,) = [each for each in buttons if each.text() == "Table and filters…"]
    assert not button.isEnabled()  # as Export
    one.opens(one.makes_image())
    QTest.mouseClick(button, LEFT)
    assert one.program.docks.cells.isVisible()


def test_an_empty_table_says_what_is_missing(user):
    one = user()
    one.presses("Ctrl+T")
    panel = one.program.docks.cells
    assert panel._empty.text() == NO_IMAGE
    one.opens(one.makes_image())
    assert panel._empty.text() == NO_CELLS
    one.draws_cells_and_background()
    one.wait_until(lambda: panel._empty.text() == MEASURING)
    one.wait_until(lambda: panel._empty.isHidden())


def test_each_cell_has_a_row_with_its_measurements(looker):
    assert looker.labels == [1, 2, 3, 4]
    areas = looker.user.scene.areas_px[1:]
    assert looker.values("area_px") == areas.tolist()
    title = looker.model.headerData(looker.column("area_px"), Qt.Orientation.Horizontal)
    assert title == "Area (px²)"


def test_the_arrow_stands_behind_the_title_of_the_sorted_column(looker):
    def title(name):
        return looker.model.headerData(looker.column(name), Qt.Orientation.Horizontal)

    assert title("label") == "Cell ▲"
    looker.table.sortByColumn(looker.column("area_px"), Qt.SortOrder.DescendingOrder)
    assert title("area_px") == "Area (px²) ▼"
    assert title("label") == "Cell"


def test_with_a_pixel_size_there_are_micrometres_instead_of_pixels(user):
    one = user()
    one.opens(one.makes_image(resolution=(2e4, 2e4), resolutionunit="CENTIMETER"))
    one.draws_cells_and_background()
    one.presses("Ctrl+T")
    found = Looker(one)
    found.waits_for_rows(2)
    titles = [
        found.model.headerData(column, Qt.Orientation.Horizontal)
        for column in range(found.model.columnCount())
    ]
    assert "Area (µm²)" in titles
    axis = one.program.docks.results._plot.getPlotItem().getAxis("bottom")
    assert axis.labelText == "Area (µm²)"
    assert axis.labelStyle["color"] == axis.textPen().color().name()  # also in a dark window
    averages = one.program.docks.results._averages.text()
    assert re.fullmatch(r"Area: median [\d.]+, mean [\d.]+ µm²", averages)
    assert not [title for title in titles if "(px)" in title]


def test_numbers_are_sorted_as_numbers(looker):
    looker.clicks_header("area_px")
    areas = looker.values("area_px")
    assert areas == sorted(areas)
    assert looker.labels != [1, 2, 3, 4]
    looker.clicks_header("area_px")
    assert looker.values("area_px") == sorted(areas, reverse=True)


def test_a_selected_row_stays_selected_when_the_order_changes(looker):
    looker.clicks_row(1)
    looker.clicks_header("area_px")
    looker.clicks_header("area_px")
    assert looker.table.currentIndex().row() == looker.labels.index(2)


def test_new_masks_are_measured_and_the_order_stays(looker):
    looker.clicks_header("area_px")
    looker.user.presses("1")
    looker.user.draws((95, 130), (95, 150))
    looker.waits_for_rows(5)
    areas = looker.values("area_px")
    assert areas == sorted(areas)


# Choosing a cell


def test_a_click_on_a_row_brings_its_cell_into_view_and_marks_it(looker):
    canvas = looker.user.canvas
    looker.program.actions.trigger("actual")
    for _ in range(6):
        looker.program.actions.trigger("zoom_in")
    looker.clicks_row(1)
    assert looker.chosen[-1] == 2
    rows, columns = np.nonzero(looker.user.scene.labels == 2)
    seen = canvas.viewport.visible_box()
    assert seen.top <= rows.min() and rows.max() < seen.bottom
    assert seen.left <= columns.min() and columns.max() < seen.right
    assert canvas.interaction.marks.highlight.labels == (2,)


def test_the_chosen_cell_is_outlined_on_the_picture(looker):
    looker.user.presses("V")
    QApplication.processEvents()
    y, _ = np.nonzero(looker.user.scene.labels == 3)
    looker.clicks_row(2)
    edge = looker.user.at(y.min() - 0.5, looker.middle(3)[1])
    assert looker.user.canvas.grab().toImage().pixelColor(edge).lightness() > 240
    QTest.keyClick(looker.user.canvas, Qt.Key.Key_Escape)
    assert looker.user.canvas.grab().toImage().pixelColor(edge).lightness() < 240


@pytest.mark.parametrize("tool", ["V", "C"])
def test_a_click_on_a_cell_selects_its_row_and_says_its_size(looker, tool):
    looker.user.presses(tool)
    looker.user.clicks(*looker.middle(4))
    assert looker.chosen[-1] == 4
    assert looker.table.currentIndex().row() == 3
    assert looker.table.selectionModel().isRowSelected(3)
    assert looker.user.notes[-1] == f"Cell 4: area {looker.user.scene.areas_px[4]} px²"


def test_a_click_beside_the_cells_chooses_none(looker):
    looker.clicks_row(0)
    looker.user.presses("V")
    looker.user.clicks(112, 100)
    assert looker.chosen[-1] == 0
    assert not looker.table.selectionModel().hasSelection()


def test_escape_chooses_none(looker):
    for place in (looker.user.canvas, looker.table):
        looker.clicks_row(0)
        assert looker.chosen[-1] == 1
        QTest.keyClick(place, Qt.Key.Key_Escape)
        assert looker.chosen[-1] == 0
        assert looker.user.canvas.interaction.marks.highlight.labels == ()


def test_dragging_the_picture_or_across_a_cell_chooses_nothing(looker):
    before = looker.user.scene.labels.max()
    looker.user.presses("V")
    looker.user.draws((20, 30), (60, 60))
    looker.program.canvas.view.fit()
    looker.user.presses("C")
    looker.user.draws((35, 80), (56, 80))
    looker.user.wait_until(lambda: looker.user.scene.labels.max() > before)
    assert looker.chosen == []


def test_a_hand_that_trembles_in_a_click_cuts_nothing(looker):
    looker.user.presses("C")
    at = looker.user.at(*looker.middle(2))
    QTest.mousePress(looker.user.canvas, LEFT, NONE, at)
    QTest.mouseMove(looker.user.canvas, at + QPoint(1, 1))
    QTest.mouseRelease(looker.user.canvas, LEFT, NONE, at + QPoint(2, 1))
    assert looker.chosen[-1] == 2
    assert not looker.program.document.annotations.corrections
    assert not looker.user.canvas.interaction.tools.is_drawing


def test_brushes_paint_and_choose_nothing(looker):
    looker.user.presses("1")
    looker.user.clicks(105, 140)
    assert looker.user.sketch[105, 140] > 0
    assert looker.chosen == []


def test_a_cell_that_is_gone_is_no_longer_chosen(looker):
    looker.clicks_row(0)
    looker.user.presses("C")
    looker.user.clicks(*looker.middle(1), modifiers=Qt.KeyboardModifier.ControlModifier)
    looker.user.wait_until(lambda: looker.chosen[-1] == 0)
    looker.waits_for_rows(3)


def test_another_image_has_no_chosen_cell(looker):
    looker.clicks_row(0)
    looker.user.opens(looker.user.makes_image("other.tif"))
    looker.user.wait_until(lambda: looker.user.canvas.interaction.marks.highlight.labels == ())
    assert looker.chosen[-1] == 0


# Plots


def test_the_histogram_counts_every_cell_that_counts(looker):
    assert sum(looker.plot._bars.opts["height"]) == 4
    looker.types(looker.adds_filter("Area"), 0, "100000")
    looker.waits_for_rows(0)
    assert sum(looker.plot._bars.opts["height"]) == 0


def test_a_click_on_a_dot_chooses_its_cell(looker):
    looker.plot._kind.setCurrentText("Scatter")
    QApplication.processEvents()
    looker.plot._plot.grab()
    QApplication.processEvents()  # the axes have taken the width of their numbers
    dots = looker.plot._dots
    spot = dots.points()[2]
    place = looker.plot._plot.mapFromScene(dots.mapToScene(spot.pos()))
    QTest.mouseMove(looker.plot._plot.viewport(), place)
    QTest.mouseClick(looker.plot._plot.viewport(), LEFT, NONE, place)
    assert looker.chosen[-1] == 3
    assert looker.table.currentIndex().row() == 2
    assert len(looker.plot._ring.points()) == 1


def test_plot_and_table_follow_the_colours_of_the_window(looker):
    looker.program.preferences["theme"] = "dark"
    axis = looker.plot._plot.getPlotItem().getAxis("left")
    dark = axis.textPen().color()
    looker.program.preferences["theme"] = "light"
    assert axis.textPen().color() != dark
    assert axis.textPen().color() == looker.panel.palette().placeholderText().color()


# Copies


def read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), sep="\t")


def test_the_copied_table_is_what_a_spreadsheet_reads(looker):
    looker.clicks_header("area_px")
    QTest.mouseClick(looker.panel._copy, LEFT)
    copied = read(QApplication.clipboard().text())
    assert copied["Cell"].tolist() == looker.labels
    assert copied["Area (px²)"].tolist() == looker.values("area_px")
    exact = looker.panel._measured.table["perimeter_px"]
    assert copied.sort_values("Cell")["Perimeter (px)"].to_numpy() == pytest.approx(exact)
    assert "4 rows" in looker.user.notes[-1]


def test_copies_have_decimal_commas_where_exported_tables_have(looker):
    exact = looker.panel._measured.table["perimeter_px"]
    for csv, decimal in (("excel-de", ","), ("standard", ".")):
        looker.user.program.preferences["export_csv"] = csv
        QTest.mouseClick(looker.panel._copy, LEFT)
        text = QApplication.clipboard().text()
        copied = pd.read_csv(io.StringIO(text), sep="\t", decimal=decimal)
        assert copied.sort_values("Cell")["Perimeter (px)"].to_numpy() == pytest.approx(exact)


def test_selected_rows_are_copied_with_their_headings(looker):
    looker.clicks_row(0)
    place = looker.table.visualRect(looker.model.index(2, 0)).center()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(looker.table.viewport(), LEFT, control, place)
    QTest.keyClick(looker.table, Qt.Key.Key_C, control)
    assert read(QApplication.clipboard().text())["Cell"].tolist() == [1, 3]
