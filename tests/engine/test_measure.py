"""Measurements against closed forms."""

import numpy as np
import pytest

from sketchpose_engine.errors import InputError
from sketchpose_engine.measure import measure

Y, X = np.mgrid[:200, :300]


def image(channels=1, value=0):
    return np.full((channels, 200, 300), value, np.uint16)


def test_disc():
    labels = (np.hypot(Y - 90, X - 120) <= 60).astype(np.int32)
    table = {name: values[0] for name, values in measure(labels, image(), None).items()}
    assert table["area_px"] == pytest.approx(np.pi * 60**2, rel=0.002)
    assert table["equivalent_diameter_px"] == pytest.approx(120, rel=0.001)
    assert (table["centroid_x_px"], table["centroid_y_px"]) == pytest.approx((120, 90))
    assert table["perimeter_px"] == pytest.approx(2 * np.pi * 60, rel=0.06)
    assert table["major_axis_px"] == pytest.approx(120, rel=0.002)
    assert table["minor_axis_px"] == pytest.approx(120, rel=0.002)
    assert table["eccentricity"] == pytest.approx(0, abs=0.05)
    assert table["solidity"] > 0.97
    assert 0.9 < table["circularity"] <= 1
    assert not table["touches_border"]


def test_rectangle():
    labels = np.zeros((200, 300), np.uint16)
    labels[50:70, 100:180] = 9
    table = {name: values[0] for name, values in measure(labels, image(), None).items()}
    assert (table["label"], table["area_px"]) == (9, 20 * 80)
    box = [table[f"bbox_{side}_px"] for side in ("left", "top", "right", "bottom")]
    assert box == [100, 50, 180, 70]
    assert (table["centroid_x_px"], table["centroid_y_px"]) == (139.5, 59.5)
    # An ellipse with the second moments of a rectangle has axes of 2 / sqrt(3) times its sides.
    assert table["major_axis_px"] == pytest.approx(80 * 2 / np.sqrt(3), rel=0.001)
    assert table["minor_axis_px"] == pytest.approx(20 * 2 / np.sqrt(3), rel=0.003)
    assert table["eccentricity"] == pytest.approx(np.sqrt(1 - (20 / 80) ** 2), rel=0.001)
    assert abs(table["orientation_rad"]) == pytest.approx(np.pi / 2)
    assert table["solidity"] == 1
    assert table["perimeter_px"] == 2 * (19 + 79)  # from pixel centre to pixel centre
    assert table["circularity"] == pytest.approx(4 * np.pi * 1600 / 196**2)


def test_orientation_turns_counter_clockwise_from_vertical():
    labels = np.zeros((200, 300), np.int32)
    labels[(abs(X - Y) <= 4) & (Y > 50) & (Y < 150)] = 1  # falls from left to right
    table = measure(labels, image(), None)
    assert table["orientation_rad"][0] == pytest.approx(np.pi / 4, abs=0.01)


def test_intensities_of_each_channel():
    labels = np.zeros((200, 300), np.int32)
    labels[:10, :10], labels[20:30, 20:30] = 3, 2_000_000_000
    planes = np.stack([np.where(labels == 3, 500, 100), labels % 1000 + 8]).astype(np.uint16)
    table = measure(labels, planes, None)
    assert table["label"].tolist() == [3, 2_000_000_000]
    assert table["mean_intensity_ch1"].tolist() == [500, 100]
    assert table["mean_intensity_ch2"].tolist() == [11, 8]
    assert "mean_intensity_ch3" not in table


def test_border():
    labels = np.zeros((200, 300), np.int32)
    for value, (top, left) in enumerate([(0, 50), (190, 50), (50, 0), (50, 290), (50, 50)], 1):
        labels[top : top + 10, left : left + 10] = value
    assert measure(labels, image(), None)["touches_border"].tolist() == [1, 1, 1, 1, 0]


def test_pixel_size_adds_calibrated_columns():
    labels = np.zeros((200, 300), np.int32)
    labels[50:70, 100:180] = 1
    plain, table = measure(labels, image(), None), measure(labels, image(), 0.5)
    assert not any(name.endswith(("_um", "_um2")) for name in plain)
    assert list(table)[: len(plain)] == list(plain)
    assert table["area_um2"][0] == 10 * 40
    for name in ("equivalent_diameter", "centroid_x", "perimeter", "major_axis", "minor_axis"):
        assert table[f"{name}_um"][0] == pytest.approx(table[f"{name}_px"][0] / 2)
    assert list(table)[-1] == "pixel_size_um"
    assert table["pixel_size_um"].tolist() == [0.5]


@pytest.mark.parametrize("pixel_size_um", [None, 0.3])
def test_no_object_gives_the_same_columns(pixel_size_um):
    labels = np.zeros((200, 300), np.int32)
    empty = measure(labels, image(2), pixel_size_um)
    labels[5, 5] = 1
    full = measure(labels, image(2), pixel_size_um)
    assert {name: values.dtype for name, values in empty.items()} == {
        name: values.dtype for name, values in full.items()
    }
    assert list(empty) == list(full)
    assert all(values.shape == (0,) for values in empty.values())


def test_specks_and_lines_are_measured_without_a_warning():
    labels = np.zeros((200, 300), np.int32)
    labels[5, 5], labels[9, 5:9], labels[20:22, 20:22] = 1, 2, 3
    labels[30, 30] = labels[31, 31] = 4
    table = measure(labels, image(), None)
    assert table["area_px"].tolist() == [1, 4, 4, 2]
    assert np.isnan(table["circularity"][[0, 3]]).all()
    assert (table["circularity"][[1, 2]] <= 1).all()


def test_masks_of_another_image_are_refused():
    with pytest.raises(InputError, match="masks are 200 x 300 pixels but the image is 300 x 200"):
        measure(np.zeros((300, 200), np.int32), image(), None)
