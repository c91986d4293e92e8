"""Measurements against closed forms, and against other libraries."""

import warnings

import numpy as np
import pytest
import shapely
from scipy import ndimage
from skimage.draw import polygon2mask
from skimage.measure import label, regionprops_table

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.results import measurements as module
from sketchpose_engine.results.result import Result

Y, X = np.mgrid[:200, :300]


def measure(labels, planes, pixel_size_um, classes=None, class_names=()):
    labels = labels.astype(np.int32)
    return module.measure(Result("a.tif", "", planes, labels, pixel_size_um, classes, class_names))


def one_row(labels):
    return {name: values[0] for name, values in measure(labels, image(), None).items()}


def image(channels=1, value=0):
    return np.full((channels, 200, 300), value, np.uint16)


def test_disc():
    labels = (np.hypot(Y - 90, X - 120) <= 60).astype(np.int32)
    table = one_row(labels)
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
    table = one_row(labels)
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


def test_pixel_size_puts_a_calibrated_column_beside_each_in_pixels():
    labels = np.zeros((200, 300), np.int32)
    labels[50:70, 100:180] = 1
    plain, table = measure(labels, image(), None), measure(labels, image(), 0.5)
    assert [name for name in table if not name.endswith(("_um", "_um2"))] == list(plain)
    names = list(table)
    assert table["area_um2"][0] == 10 * 40
    assert names.index("area_um2") == names.index("area_px") + 1
    for name in [
        *("equivalent_diameter", "centroid_x", "centroid_y", "perimeter", "major_axis"),
        *("minor_axis", "feret_max"),
    ]:
        assert table[f"{name}_um"][0] == pytest.approx(table[f"{name}_px"][0] / 2)
        assert names.index(f"{name}_um") == names.index(f"{name}_px") + 1
    assert names[-1] == "pixel_size_um"
    assert table["pixel_size_um"].tolist() == [0.5]


def test_columns_are_in_the_order_in_which_they_are_read():
    assert list(measure(np.zeros((200, 300)), image(), None)) == [
        *("label", "area_px", "equivalent_diameter_px", "perimeter_px"),
        *("major_axis_px", "minor_axis_px", "feret_max_px", "orientation_rad"),
        *("eccentricity", "solidity", "circularity", "centroid_x_px", "centroid_y_px"),
        *("bbox_left_px", "bbox_top_px", "bbox_right_px", "bbox_bottom_px", "touches_border"),
        *("mean_intensity_ch1", "sum_intensity_ch1", "min_intensity_ch1"),
        *("max_intensity_ch1", "std_intensity_ch1"),
    ]


def test_classes_are_named():
    labels = np.zeros((200, 300), np.int32)
    labels[5:9, 5:9], labels[20:30, 20:30] = 2, 3
    classes = np.array([0, 1, 2, 1], np.uint8)
    table = measure(labels, image(), None, classes, ("dead", "lebendig"))
    assert list(table)[:2] == ["label", "class"]
    assert table["class"].tolist() == ["lebendig", "dead"]


@pytest.mark.parametrize("degrees", [0, 20, 45, 70])
def test_a_rectangle_at_any_angle(degrees):
    angle = np.deg2rad(degrees)
    along, across = (
        np.array([np.cos(angle), -np.sin(angle)]),
        np.array([np.sin(angle), np.cos(angle)]),
    )
    corners = [
        np.array([100.3, 150.2]) + a * along + b * across
        for a, b in ((-60, -20), (60, -20), (60, 20), (-60, 20))
    ]
    table = one_row(polygon2mask((200, 300), corners))
    assert table["area_px"] == pytest.approx(120 * 40, rel=0.02)
    assert table["major_axis_px"] == pytest.approx(120 * 2 / np.sqrt(3), rel=0.02)
    assert table["minor_axis_px"] == pytest.approx(40 * 2 / np.sqrt(3), rel=0.03)
    assert table["feret_max_px"] == pytest.approx(np.hypot(120, 40), rel=0.015)
    assert table["perimeter_px"] == pytest.approx(320, rel=0.07)  # a chain of pixels
    turned = (table["orientation_rad"] + angle + np.pi / 2) % np.pi - np.pi / 2
    assert turned == pytest.approx(0, abs=0.01)  # counter-clockwise from straight down


def test_a_ring_has_a_hole():
    radius = np.hypot(Y - 100, X - 150)
    table = one_row((radius <= 80) & (radius > 40))
    assert table["area_px"] == pytest.approx(np.pi * (80**2 - 40**2), rel=0.002)
    assert table["feret_max_px"] == pytest.approx(161, abs=1)
    assert table["solidity"] == pytest.approx(0.75, abs=0.01)
    assert table["perimeter_px"] == pytest.approx(2 * np.pi * (80 + 40), rel=0.07)  # both circles
    # Second moment of an annulus: (R² + r²) / 4, so the ellipse has twice its root as half axis.
    assert table["major_axis_px"] == pytest.approx(2 * np.sqrt(80**2 + 40**2), rel=0.002)


# ---- other libraries ----


@pytest.fixture(scope="module")
def blobs():
    """Objects of many shapes: with holes, in several parts, single pixels, at the border."""
    rng = np.random.default_rng(0)
    smooth = ndimage.gaussian_filter(rng.standard_normal((200, 300)), 4)
    labels = label(smooth > 0.04, connectivity=1)
    labels[labels == 5] = 4
    labels[rng.random(labels.shape) < 0.05] = 0
    labels[7, 7], labels[9, 5:9] = 900, 901
    return labels


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_scipy_agrees_on_area_position_and_intensities(blobs, dtype):
    planes = (np.random.default_rng(1).random((2, 200, 300)) * 250).astype(dtype)
    table = measure(blobs, planes, None)
    index = table["label"]
    assert index.tolist() == np.unique(blobs[blobs > 0]).tolist()
    assert table["area_px"].tolist() == ndimage.sum_labels(blobs > 0, blobs, index).tolist()
    centres = ndimage.center_of_mass(blobs > 0, blobs, index)
    found = np.stack([table["centroid_y_px"], table["centroid_x_px"]], 1)
    np.testing.assert_allclose(found, centres)
    boxes = ndimage.find_objects(blobs)
    assert table["bbox_left_px"].tolist() == [boxes[n - 1][1].start for n in index]
    assert table["bbox_bottom_px"].tolist() == [boxes[n - 1][0].stop for n in index]
    for channel, plane in enumerate(planes, 1):
        for name, function in (
            ("mean", ndimage.mean),
            ("sum", ndimage.sum_labels),
            ("min", ndimage.minimum),
            ("max", ndimage.maximum),
            ("std", lambda *a: ndimage.labeled_comprehension(*a, np.std, float, 0)),
        ):
            expected = function(plane.astype(float), blobs, index)
            found = table[f"{name}_intensity_ch{channel}"]
            np.testing.assert_allclose(found, expected, rtol=2e-5, atol=1e-4)


def test_the_own_shortcuts_agree_with_scikit_image(blobs):
    planes = np.random.default_rng(1).integers(0, 65535, (1, 200, 300), np.uint16)
    table = measure(blobs, planes, None)
    expected = regionprops_table(
        blobs, planes[0], properties=("label", "area", "feret_diameter_max", "intensity_mean")
    )
    np.testing.assert_allclose(table["feret_max_px"], expected["feret_diameter_max"], rtol=1e-12)
    sums = expected["intensity_mean"] * expected["area"]
    np.testing.assert_allclose(table["sum_intensity_ch1"], sums, rtol=1e-12)
    assert table["sum_intensity_ch1"].dtype == table["max_intensity_ch1"].dtype == np.int64


def test_shapely_agrees_on_the_convex_hull(blobs):
    table = measure(blobs, image(), None)
    big = np.flatnonzero(table["area_px"] > 50)
    assert len(big) > 20
    for row in big:
        y, x = np.nonzero(blobs == table["label"][row])
        middles = [(x - 0.5, y), (x + 0.5, y), (x, y - 0.5), (x, y + 0.5)]  # of pixel edges
        hull = shapely.MultiPoint(np.concatenate([np.stack(m, 1) for m in middles])).convex_hull
        solidity = table["area_px"][row] / hull.area
        assert table["solidity"][row] == pytest.approx(solidity, rel=0.06)
        corners = shapely.points(shapely.get_coordinates(hull))
        furthest = shapely.distance(corners[:, None], corners).max()
        assert table["feret_max_px"][row] == pytest.approx(furthest, abs=0.8)


def test_a_large_object_is_measured_quickly():
    labels = np.eye(3000, dtype=np.int32)
    labels[:-1, 1:] |= np.eye(2999, dtype=np.int32)
    table = measure(labels, np.zeros((1, 3000, 3000), np.uint8), None)
    assert table["feret_max_px"][0] == pytest.approx(3000 * np.sqrt(2), abs=1)


def test_objects_in_parts_and_with_holes_give_no_warning(blobs):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = measure(blobs, image(3), 0.1)
    for name, values in table.items():
        assert np.isfinite(values).all() or name == "circularity"


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
    with pytest.raises(
        InputError, match=r"masks of a\.tif are 200 x 300 pixels but the image is 300 x 200"
    ):
        measure(np.zeros((300, 200), np.int32), image(), None)


def test_a_grey_image_saved_in_colour_has_one_intensity():
    grey = np.random.default_rng(0).integers(0, 255, (1, 30, 40), np.uint8)
    labels = np.zeros((30, 40), np.int32)
    labels[5:20, 5:20] = 1
    one = module.measure(Result("a.png", "", grey, labels))
    colour = module.measure(Result("a.png", "", np.repeat(grey, 3, 0), labels))
    assert colour.keys() == one.keys()
    assert colour["mean_intensity_ch1"] == one["mean_intensity_ch1"]
    other = np.repeat(grey, 3, 0)
    other[2, 0, 0] += 1
    assert "mean_intensity_ch3" in module.measure(Result("a.png", "", other, labels))
