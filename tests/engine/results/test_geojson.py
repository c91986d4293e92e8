"""GeoJSON for QuPath: shapely reads the same shapes, the measurements are those of the table."""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.masks.outlines import trace_outlines
from sketchpose_engine.masks.palette import PALETTE
from sketchpose_engine.results.geojson import write_geojson
from sketchpose_engine.results.measurements import measure
from tests.engine.helpers.objects import hard_masks, random_masks, result


def features(path, one):
    write_geojson(path, one, trace_outlines(one.labels), measure(one))
    collection = json.loads(path.read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    return collection["features"]


def check(found, labels):
    assert [feature["properties"]["name"] for feature in found] == [
        str(value) for value in np.unique(labels[labels > 0])
    ]
    y, x = np.mgrid[: labels.shape[0], : labels.shape[1]] + 0.5
    for feature in found:
        shape = shapely.geometry.shape(feature["geometry"])
        mask = labels == int(feature["properties"]["name"])
        assert shape.is_valid
        assert shape.area == mask.sum() == feature["properties"]["measurements"]["area_px"]
        np.testing.assert_array_equal(shapely.contains_xy(shape, x, y), mask)


def test_hard_masks(tmp_path):
    found = features(tmp_path / "a.geojson", result())
    check(found, hard_masks())
    kinds = {feature["properties"]["name"]: feature["geometry"]["type"] for feature in found}
    assert [name for name, kind in kinds.items() if kind == "MultiPolygon"] == ["2", "5", "6"]


@settings(deadline=None, max_examples=60)
@given(random_masks())
def test_any_masks(tmp_path_factory, labels):
    check(features(tmp_path_factory.mktemp("json") / "a.geojson", result(labels)), labels)


def test_rings_are_closed(tmp_path):
    for feature in features(tmp_path / "a.geojson", result()):
        geometry = feature["geometry"]
        many = geometry["type"] == "MultiPolygon"
        for polygon in geometry["coordinates"] if many else [geometry["coordinates"]]:
            assert all(ring[0] == ring[-1] and len(ring) >= 5 for ring in polygon)


def test_every_object_is_a_detection_with_its_measurements(tmp_path):
    one = result(channels=2, pixel_size_um=0.5)
    table = measure(one)
    for row, feature in enumerate(features(tmp_path / "a.geojson", one)):
        properties = feature["properties"]
        assert properties["objectType"] == "detection"
        assert "classification" not in properties
        measured = properties["measurements"]
        assert measured["area_um2"] == table["area_px"][row] / 4
        assert measured["touches_border"] is not True  # QuPath takes nothing but numbers
        assert measured["touches_border"] == table["touches_border"][row]
        for name, value in measured.items():
            assert value == table[name][row]
        left_out = set(table) - set(measured)
        assert left_out <= {"label", "pixel_size_um", "circularity"}


def test_classes_have_names_and_colours(tmp_path):
    labels = np.zeros((9, 9), np.int32)
    labels[2, 2], labels[5, 5] = 1, 2
    one = result(labels, classes=np.array([0, 2, 1]), class_names=("µ dead", "alive"))
    found = [f["properties"]["classification"] for f in features(tmp_path / "a.geojson", one)]
    assert found == [
        {"name": "alive", "color": PALETTE[2].tolist()},
        {"name": "µ dead", "color": PALETTE[1].tolist()},
    ]


@pytest.mark.parametrize(
    ("frame", "plane"),
    [("t014", {"c": -1, "z": 0, "t": 13}), ("t2z03", {"c": -1, "z": 2, "t": 1}), ("", None)],
)
def test_the_plane_is_that_of_the_frame(tmp_path, frame, plane):
    for feature in features(tmp_path / "a.geojson", result(frame=frame)):
        assert feature["geometry"].get("plane") == plane


def test_no_object(tmp_path):
    assert features(tmp_path / "a.geojson", result(0 * hard_masks())) == []


def test_a_full_disk_keeps_the_old_file(tmp_path, full_disk):
    path = tmp_path / "a.geojson"
    features(path, result())
    old = path.read_bytes()
    with full_disk(), pytest.raises(InputError, match=r"a\.geojson .* the disk is full"):
        features(path, result(0 * hard_masks()))
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]
