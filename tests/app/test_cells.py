"""Every cell as its user meets it: in a table, a plot, the picture, and left out by limits."""

import io

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QLineEdit

from app import measuring
from app.panels.cells import MEASURING, NO_CELLS, NO_IMAGE
from app.panels.filter_row import FilterRow
from app.panels.range_slider import RangeSlider
from sketchpose_engine.catalogue import CellClass
from sketchpose_engine.filters import TOUCHES, Filter

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
# Row of each stroke, and where it ends: their areas have three and four digits.
STROKES = ((20, 40), (45, 150), (70, 30), (95, 110))


class Looker:
    """A user who looks at the table."""

    def __init__(self, user):
        self.user = user
        self.program = user.program
        self.panel = user.program._cells_panel
        self.table = self.panel._table
        self.plot = self.panel._plot
        self.filters = self.panel._filters
        self.chosen: list[int] = []
        self.program.bus.cell_chosen.connect(self.chosen.append)

    @property
    def model(self):
        return self.table.model()

    @property
    def labels(self) -> list[int]:
        """Labels of the rows, from top to bottom."""
        return [self.model.label_at(row) for row in range(self.model.rowCount())]

    @property
    def count(self) -> str:
        return self.program._results_panel._count.text()

    def column(self, name: str) -> int:
        return self.model.columns.index(name)

    def values(self, name: str) -> list[float]:
        shown = range(self.model.rowCount())
        return [float(self.model.index(row, self.column(name)).data()) for row in shown]

    def middle(self, label: int) -> tuple[float, float]:
        y, x = np.nonzero(self.user.scene.labels == label)
        return float(y.mean()), float(x.mean())

    def waits_for_rows(self, count: int) -> None:
        self.user.wait_until(lambda: self.model.rowCount() == count)

    def clicks_row(self, row: int) -> None:
        place = self.table.visualRect(self.model.index(row, 0)).center()
        QTest.mouseClick(self.table.viewport(), LEFT, NONE, place)

    def clicks_header(self, name: str) -> None:
        header = self.table.horizontalHeader()
        x = header.sectionViewportPosition(self.column(name)) + 20
        QTest.mouseClick(header.viewport(), LEFT, NONE, QPoint(x, header.height() // 2))

    def adds_filter(self, text: str) -> FilterRow:
        """Adds a filter by its name in the menu."""
        self.filters._menu.aboutToShow.emit()
        (action,) = [each for each in self.filters._menu.actions() if each.text() == text]
        action.trigger()
        QApplication.processEvents()
        return self.filters.findChildren(FilterRow)[-1]

    def types(self, row: FilterRow, which: int, text: str) -> None:
        """Types a limit: the lower one is 0, the upper one 1."""
        field = row.findChildren(QLineEdit)[which]
        QTest.mouseClick(field, LEFT)
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.fixture
def looker(user, monkeypatch):
    """A user with four cells of different sizes, who has opened the table."""
    monkeypatch.setattr(measuring, "CALM_MS", 50)
    one = user()
    one.opens(one.makes_image())
    for row, end in STROKES:
        one.draws((row, 20), (row, end))
    one.presses("2")
    one.draws((112, 5), (112, 60))
    one.wait_until(lambda: one.scene.labels.max() == 4)
    found = Looker(one)
    one.presses("Ctrl+T")
    found.waits_for_rows(4)
    return found


# The table


def test_the_table_is_out_of_the_way_until_it_is_asked_for(user):
    one = user()
    dock = one.program.window.findChild(QDockWidget, "cells")
    assert not dock.isVisible()
    one.presses("Ctrl+T")
    assert dock.isVisible()
    one.presses("Ctrl+T")
    assert not dock.isVisible()


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
    buttons = one.program._results_panel.findChildren(QPushButton)
    (button,) = [each for each in buttons if each.text() == "Table and filters…"]
    QTest.mouseClick(button, LEFT)
    assert one.program._cells_panel.isVisible()


def test_an_empty_table_says_what_is_missing(user):
    one = user()
    one.presses("Ctrl+T")
    panel = one.program._cells_panel
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
    assert title == "Area (px)"


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
    assert "µm²" in one.program._results_panel._size.text()
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


def test_a_click_on_a_row_brings_its_cell_to_the_middle_and_marks_it(looker):
    canvas = looker.user.canvas
    looker.program.actions.trigger("actual")
    for _ in range(6):
        looker.program.actions.trigger("zoom_in")
    looker.clicks_row(1)
    assert looker.chosen[-1] == 2
    assert canvas.viewport.centre == pytest.approx(looker.middle(2))
    assert canvas._cell.label == 2


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
    assert looker.user.notes[-1] == f"Cell 4: area {looker.user.scene.areas_px[4]} px"


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
        assert looker.user.canvas._cell.label == 0


def test_dragging_the_picture_or_across_a_cell_chooses_nothing(looker):
    before = looker.user.scene.labels.max()
    looker.user.presses("V")
    looker.user.draws((20, 30), (60, 60))
    looker.program.canvas.fit()
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
    assert not looker.user.canvas._hand.is_drawing


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
    looker.user.wait_until(lambda: looker.user.canvas._cell.label == 0)
    assert looker.chosen[-1] == 0


# Filters


def test_limits_that_are_typed_leave_cells_out_everywhere(looker):
    areas = looker.user.scene.areas_px
    row = looker.adds_filter("Area")
    assert looker.count == "4"
    looker.types(row, 0, str(int(np.sort(areas[1:])[2])))
    looker.waits_for_rows(2)
    assert looker.count == "2"
    assert looker.program._results_panel._hidden.text() == "2 hidden by filters"
    assert looker.filters._count.text() == "<b>2</b> of 4 cells count"
    scene = looker.user.scene
    assert not scene.colours[scene.hidden_pixels()].any()
    assert scene.colours[(scene.labels > 0) & ~scene.hidden_pixels()].all()


def test_a_knob_that_is_dragged_leaves_cells_out_while_it_is_held(looker):
    row = looker.adds_filter("Area")
    slider = row.findChild(RangeSlider)
    middle = slider.height() // 2
    QTest.mousePress(slider, LEFT, NONE, QPoint(6, middle))
    for x in range(6, slider.width() // 2, 4):
        QTest.mouseMove(slider, QPoint(x, middle))
    looker.user.wait_until(lambda: int(looker.count) < 4)
    assert row.findChildren(QLineEdit)[0].text() != ""
    QTest.mouseMove(slider, QPoint(0, middle))
    QTest.mouseRelease(slider, LEFT, NONE, QPoint(0, middle))
    looker.waits_for_rows(4)
    assert row.filter == Filter("area_px")


@pytest.mark.parametrize(
    ("name", "column"),
    [("Area", "area_px"), ("Roundness", "circularity"), ("Brightness", "mean_intensity_ch1")],
)
def test_the_usual_filters_are_suggested(looker, name, column):
    from PySide6.QtWidgets import QPushButton

    (button,) = [b for b in looker.filters.findChildren(QPushButton) if b.text() == name]
    QTest.mouseClick(button, LEFT)
    (row,) = looker.filters.findChildren(FilterRow)
    assert row.filter == Filter(column)
    assert not button.isVisible()


def test_an_emptied_field_is_no_limit_and_a_comma_is_a_point(looker):
    row = looker.adds_filter("Roundness (circularity)")
    looker.types(row, 1, "0,5")
    looker.user.wait_until(lambda: int(looker.count) < 4)
    assert row.filter == Filter("circularity", None, 0.5)
    looker.types(row, 1, "\b")
    looker.waits_for_rows(4)


def test_what_is_no_number_is_no_limit(looker):
    row = looker.adds_filter("Area")
    looker.types(row, 0, "many")
    assert row.filter == Filter("area_px")
    assert row.findChildren(QLineEdit)[0].text() == ""


def test_cells_at_the_edge_are_left_out_by_one_click(looker):
    looker.user.presses("1")
    looker.user.draws((60, 2), (60, 10))
    looker.waits_for_rows(5)
    box = looker.filters._edge
    QTest.mouseClick(box, LEFT, NONE, QPoint(8, box.height() // 2))
    looker.waits_for_rows(4)
    assert looker.program.measurer.filters == (Filter(TOUCHES, None, 0),)


def test_hidden_cells_are_listed_in_grey_when_wished(looker):
    row = looker.adds_filter("Area")
    looker.types(row, 0, "100000")
    looker.waits_for_rows(0)
    looker.panel._with_hidden.click()
    assert looker.labels == [1, 2, 3, 4]
    grey = looker.model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole)
    assert grey == QApplication.palette().placeholderText()


def test_clearing_the_filters_brings_every_cell_back(looker):
    looker.types(looker.adds_filter("Area"), 0, "100000")
    looker.waits_for_rows(0)
    QTest.mouseClick(looker.filters._clear, LEFT)
    looker.waits_for_rows(4)
    assert looker.count == "4"
    assert not looker.filters._clear.isEnabled()
    assert not looker.filters._delete.isEnabled()


def test_a_filter_that_is_taken_away_no_longer_holds(looker):
    from PySide6.QtWidgets import QToolButton

    row = looker.adds_filter("Area")
    looker.types(row, 0, "100000")
    looker.waits_for_rows(0)
    QTest.mouseClick(row.findChild(QToolButton), LEFT)
    looker.waits_for_rows(4)


def test_hidden_cells_are_deleted_at_once_and_come_back_with_undo(looker):
    areas = looker.user.scene.areas_px[1:]
    looker.types(looker.adds_filter("Area"), 0, str(int(np.sort(areas)[2])))
    looker.waits_for_rows(2)
    QTest.mouseClick(looker.filters._delete, LEFT)
    looker.user.wait_until(lambda: len(np.unique(looker.user.scene.labels)) == 3)
    looker.user.wait_until(lambda: "of 2 cells" in looker.filters._count.text())
    looker.user.presses("Ctrl+Z")
    looker.user.wait_until(lambda: "of 4 cells" in looker.filters._count.text())
    looker.user.wait_until(lambda: looker.count == "2")


def test_filters_of_a_project_are_shown(looker):
    looker.program.bus.filters_changed.emit((Filter("area_px", 10, 700), Filter(TOUCHES, None, 0)))
    (row,) = looker.filters.findChildren(FilterRow)
    assert [field.text() for field in row.findChildren(QLineEdit)] == ["10", "700"]
    assert looker.filters._edge.isChecked()


def test_a_limit_beyond_the_cells_of_this_image_is_kept_for_the_others(looker):
    looker.program.bus.filters_changed.emit((Filter("area_px", None, 9000),))
    (row,) = looker.filters.findChildren(FilterRow)
    slider = row.findChild(RangeSlider)
    QTest.mouseClick(slider, LEFT, NONE, QPoint(slider.width() // 4, slider.height() // 2))
    assert row.filter.low is not None
    assert row.filter.high == 9000


def test_a_filter_of_a_channel_that_is_not_there_leaves_out_nothing(looker):
    looker.program.bus.filters_changed.emit((Filter("mean_intensity_ch2", 10, None),))
    looker.waits_for_rows(4)
    (row,) = looker.filters.findChildren(FilterRow)
    assert not row.findChild(RangeSlider).isEnabled()
    assert row._name.text() == "Brightness, channel 2"
    assert row.filter == Filter("mean_intensity_ch2", 10, None)


def test_cells_are_counted_by_class_if_there_are_several(looker):
    results = looker.program._results_panel
    assert results._classes.isHidden()
    scene, bus = looker.user.scene, looker.program.bus
    scene.classes = np.array([0, 1, 2, 2, 1], np.uint8)
    bus.classes_changed.emit((CellClass("Round", (0, 0, 255)), CellClass("A & B", (255, 0, 0))))
    assert "Round: 2" in results._classes.text()
    assert "A &amp; B: 2" in results._classes.text()
    looker.types(looker.adds_filter("Area"), 0, "100000")
    looker.waits_for_rows(0)
    assert "Round: 0" in results._classes.text()
    bus.classes_changed.emit((CellClass("Round", (0, 0, 255)),))
    assert results._classes.isHidden()


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
    assert copied["Area (px)"].tolist() == looker.values("area_px")
    exact = looker.panel._measured.table["perimeter_px"]
    assert copied.sort_values("Cell")["Perimeter (px)"].to_numpy() == pytest.approx(exact)
    assert "4 rows" in looker.user.notes[-1]


def test_selected_rows_are_copied_with_their_headings(looker):
    looker.clicks_row(0)
    place = looker.table.visualRect(looker.model.index(2, 0)).center()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(looker.table.viewport(), LEFT, control, place)
    QTest.keyClick(looker.table, Qt.Key.Key_C, control)
    assert read(QApplication.clipboard().text())["Cell"].tolist() == [1, 3]
