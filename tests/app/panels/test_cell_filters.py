"""Filters as their user meets them: limits of measurements leave cells out, everywhere at once."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from app.panels.cells.filter_row import FilterRow
from app.ui.range_slider import RangeSlider
from sketchpose_engine.project.project_image import CellClass
from sketchpose_engine.results.filters import TOUCHES, Filter
from tests.app.helpers.looker import LEFT, NONE


def test_limits_that_are_typed_leave_cells_out_everywhere(looker):
    areas = looker.user.scene.areas_px
    row = looker.adds_filter("Area")
    assert looker.count == "4"
    looker.types(row, 0, str(int(np.sort(areas[1:])[2])))
    looker.waits_for_rows(2)
    assert looker.count == "2"
    assert looker.program.docks.results._hidden.text() == "2 hidden by filters"
    assert looker.filters._count.text() == "<b>2</b> of 4 cells counted"
    scene = looker.user.scene
    shown = scene.looks[scene.labels]
    assert not shown[scene.hidden_pixels()].any()
    assert shown[(scene.labels > 0) & ~scene.hidden_pixels()].all()


def test_it_is_said_that_filters_are_those_of_all_images(looker):
    said = [label.text() for label in looker.filters.findChildren(QLabel) if label.isVisible()]
    assert "Filters count for all images of the project." in said


def test_the_word_is_on_the_line_of_the_number_before_an_image_is_open(user):
    results = user().program.docks.results
    QApplication.processEvents()
    ends = [
        label.mapTo(results, QPoint()).y()
        + label.contentsRect().bottom()
        - label.fontMetrics().descent()
        for label in (results._count, results._unit)
    ]
    assert abs(ends[0] - ends[1]) <= 3


def test_the_count_reads_like_a_sentence(looker):
    """4 cells, and once a filter hides some: 2 cells, and below it how many are hidden."""
    results = looker.program.docks.results

    def place(label):
        return label.mapTo(results, label.contentsRect().bottomLeft())

    def is_on_line_of_count():
        below = [
            label.contentsRect().bottom() - label.fontMetrics().descent()
            for label in (results._count, results._unit)
        ]
        tops = [label.mapTo(results, QPoint()).y() for label in (results._count, results._unit)]
        return abs(tops[0] + below[0] - tops[1] - below[1]) <= 3

    QApplication.processEvents()
    assert is_on_line_of_count()
    row = looker.adds_filter("Area")
    looker.types(row, 0, str(int(np.sort(looker.user.scene.areas_px[1:])[2])))
    looker.waits_for_rows(2)
    looker.user.wait_until(results._hidden.isVisible)
    QApplication.processEvents()
    assert place(results._count).x() < place(results._unit).x()
    assert place(results._unit).x() == place(results._hidden).x()
    assert place(results._unit).y() < place(results._hidden).y()
    looker.types(row, 0, "0")
    looker.waits_for_rows(4)
    looker.user.wait_until(is_on_line_of_count)


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


def test_the_lower_limit_of_a_new_filter_can_be_typed_at_once(looker):
    row = looker.adds_filter("Area")
    looker.user.wait_until(lambda: row._fields[0].hasFocus())


@pytest.mark.parametrize(
    ("name", "column"),
    [("Area", "area_px"), ("Circularity", "circularity"), ("Brightness", "mean_intensity_ch1")],
)
def test_the_usual_filters_are_suggested(looker, name, column):
    from PySide6.QtWidgets import QPushButton

    (button,) = [b for b in looker.filters.findChildren(QPushButton) if b.text() == name]
    QTest.mouseClick(button, LEFT)
    (row,) = looker.filters.findChildren(FilterRow)
    assert row.filter == Filter(column)
    assert not button.isVisible()


def test_an_emptied_field_is_no_limit_and_a_comma_is_a_point(looker):
    row = looker.adds_filter("Circularity")
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
    looker.program.bus.project.filters_changed.emit(
        (Filter("area_px", 10, 700), Filter(TOUCHES, None, 0))
    )
    (row,) = looker.filters.findChildren(FilterRow)
    assert [field.text() for field in row.findChildren(QLineEdit)] == ["10", "700"]
    assert looker.filters._edge.isChecked()


def test_a_limit_beyond_the_cells_of_this_image_is_kept_for_the_others(looker):
    looker.program.bus.project.filters_changed.emit((Filter("area_px", None, 9000),))
    (row,) = looker.filters.findChildren(FilterRow)
    slider = row.findChild(RangeSlider)
    QTest.mouseClick(slider, LEFT, NONE, QPoint(slider.width() // 4, slider.height() // 2))
    assert row.filter.low is not None
    assert row.filter.high == 9000


def test_a_filter_of_a_channel_that_is_not_there_leaves_out_nothing(looker):
    looker.program.bus.project.filters_changed.emit((Filter("mean_intensity_ch2", 10, None),))
    looker.waits_for_rows(4)
    (row,) = looker.filters.findChildren(FilterRow)
    assert not row.findChild(RangeSlider).isEnabled()
    assert row._name.text() == "Brightness, channel 2"
    assert row.filter == Filter("mean_intensity_ch2", 10, None)


def test_cells_are_counted_by_class_if_there_are_several(looker):
    results = looker.program.docks.results
    assert results._classes.isHidden()
    scene, bus = looker.user.scene, looker.program.bus
    scene.classes = np.array([0, 1, 2, 2, 1], np.uint8)
    bus.project.classes_changed.emit(
        (CellClass("Round", (0, 0, 255)), CellClass("A & B", (255, 0, 0)))
    )
    assert "Round: 2" in results._classes.text()
    assert "A &amp; B: 2" in results._classes.text()
    looker.types(looker.adds_filter("Area"), 0, "100000")
    looker.waits_for_rows(0)
    assert "Round: 0" in results._classes.text()
    bus.project.classes_changed.emit((CellClass("Round", (0, 0, 255)),))
    assert results._classes.isHidden()


def limits(row):
    return [field.text() for field in row.findChildren(QLineEdit)]


@pytest.fixture
def limited(looker):
    """A limit of 800 px², and then each pixel is half a micrometre wide."""
    row = looker.adds_filter("Area")
    looker.types(row, 0, "800")
    looker.program.project_controller.settings.set_pixel_size(0.5, False)
    looker.user.wait_until(lambda: row.shown_column == "area_um2")
    return row


def test_a_limit_in_pixels_is_shown_in_the_unit_of_the_table(looker, limited):
    titles = [label.text() for label in limited.findChildren(QLabel)]
    assert "Area (µm²)" in titles
    assert limits(limited)[0] == "200"
    assert limited.filter == Filter("area_px", 800.0)


def test_a_limit_that_is_typed_in_micrometres_is_one_for_any_pixel_size(looker, limited):
    looker.types(limited, 0, "150.5")
    assert limits(limited)[0] == "150.5"
    assert limited.filter == Filter("area_um2", 150.5)
    looker.program.project_controller.settings.set_pixel_size(0.25, False)
    looker.waits_for_rows(0)  # no cell is that large now
    assert limits(limited)[0] == "150.5"


def test_another_pixel_size_converts_the_limit(looker, limited):
    looker.program.project_controller.settings.set_pixel_size(0.25, False)
    looker.user.wait_until(lambda: limits(limited)[0] == "50")
    assert limited.filter == Filter("area_px", 800.0)
    looker.program.project_controller.settings.set_pixel_size(None, False)
    looker.user.wait_until(lambda: limits(limited)[0] == "800")


def test_leaving_a_field_does_not_round_its_limit(looker, limited):
    looker.program.project_controller.settings.set_pixel_size(0.123, False)
    looker.user.wait_until(lambda: limits(limited)[0] == "12.1")
    field = limited.findChildren(QLineEdit)[0]
    QTest.mouseClick(field, LEFT)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert limited.filter == Filter("area_px", 800.0)


def test_a_measurement_with_a_limit_in_pixels_is_not_offered_again(looker, limited):
    looker.filters._menu.aboutToShow.emit()
    texts = [each.text() for each in looker.filters._menu.actions()]
    assert "Area" not in texts
    assert "Area (µm²)" not in texts
