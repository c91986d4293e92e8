"""What columns of measurements are called, and how their values are written."""

import numpy as np
import pytest
from PySide6.QtCore import QLocale

from app.core.numbers import decimals_of, significant
from app.panels.cells.columns import (
    as_text,
    meaning_of,
    number_columns,
    shown_columns,
    title_of,
    written,
)

TABLE = {
    "label": np.array([3, 7]),
    "class": np.array(["round", "long"]),
    "area_px": np.array([100, 200]),
    "area_um2": np.array([25.0, 50.0]),
    "perimeter_px": np.array([35.123456789, np.nan]),
    "perimeter_um": np.array([17.5617283945, np.nan]),
    "solidity": np.array([1.0, 0.9]),
    "bbox_left_px": np.array([0, 5]),
    "touches_border": np.array([True, False]),
    "pixel_size_um": np.array([0.5, 0.5]),
}


def test_lengths_are_shown_in_one_unit_and_technical_columns_not_at_all():
    shown = ["label", "class", "area_um2", "perimeter_um", "solidity", "touches_border"]
    assert shown_columns(TABLE) == shown


def test_only_measurements_are_drawn_and_limited():
    assert number_columns(TABLE) == ["area_um2", "perimeter_um", "solidity"]


@pytest.mark.parametrize(
    ("column", "channels", "title"),
    [
        ("area_um2", 1, "Area (µm²)"),
        ("feret_max_px", 1, "Longest extent (px)"),
        ("orientation_rad", 1, "Direction (rad)"),
        ("circularity", 1, "Circularity"),
        ("mean_intensity_ch1", 1, "Brightness"),
        ("mean_intensity_ch2", 3, "Brightness, channel 2"),
        ("something_new_um", 1, "Something new (µm)"),
    ],
)
def test_columns_have_names_and_units_for_people(column, channels, title):
    assert title_of(column, channels) == title
    assert meaning_of(column).endswith(f"In exported tables: {column}")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.int64(123456), "123456"),
        (12.34567, "12.35"),
        (0.00123456, "0.001235"),
        (123456.7, "123457"),
        (np.nan, "–"),
        (np.bool_(True), "yes"),
        (np.str_("round"), "round"),
    ],
)
def test_numbers_are_written_with_four_digits(value, text):
    assert written(value) == text


def test_a_copied_table_has_headings_and_exact_numbers():
    text = as_text(TABLE, np.array([1, 0]), ["label", "perimeter_um", "touches_border"])
    assert text == "Cell\tPerimeter (µm)\tAt edge\n7\t\tno\n3\t17.56172839\tyes\n"


def test_numbers_of_a_column_have_the_same_decimals():
    values = np.array([7.047, 30.7, 107.0])
    decimals = decimals_of(values)
    texts = [written(value, decimals) for value in values]
    assert texts == ["7.05", "30.70", "107.00"]
    assert decimals_of(np.array([np.nan, 0.0])) == 0


def test_numbers_have_the_decimal_sign_of_the_language():
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    try:
        assert written(1234.5, 2) == "1234,50"
        assert significant(0.65) == "0,65"
    finally:
        QLocale.setDefault(before)
