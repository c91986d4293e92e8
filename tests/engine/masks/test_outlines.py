"""Outlines enclose the pixels of their mask and no others, and never touch themselves."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from skimage.measure import label

from sketchpose_engine.masks.outlines import trace_outlines
from tests.engine.helpers.objects import hard_masks, random_masks


def polygons(parts):
    return [shapely.Polygon(outer, holes) for outer, *holes in parts]


def filled(parts, shape):
    """Pixels whose middle is inside."""
    y, x = np.mgrid[: shape[0], : shape[1]] + 0.5
    return shapely.contains_xy(shapely.MultiPolygon(polygons(parts)), x, y)


def check(labels):
    outlines = trace_outlines(labels)
    assert list(outlines) == np.unique(labels[labels > 0]).tolist()
    for value, parts in outlines.items():
        shape = shapely.MultiPolygon(polygons(parts))
        assert shape.is_valid, shapely.is_valid_reason(shape)
        assert shape.area == (labels == value).sum()
        np.testing.assert_array_equal(filled(parts, labels.shape), labels == value)
        assert len(parts) == label(labels == value, connectivity=1).max()
        for outer, *holes in parts:
            assert shapely.LinearRing(outer).is_ccw  # y down: clockwise on the screen
            assert not any(shapely.LinearRing(hole).is_ccw for hole in holes)
    return outlines


def test_hard_masks():
    outlines = check(hard_masks())
    assert {value: len(parts) for value, parts in outlines.items() if len(parts) > 1} == {
        2: 2,
        5: 2,
        6: 2,
    }
    assert [len(part) - 1 for part in outlines[2]] == [1, 0]
    assert [len(part) - 1 for part in outlines[11]] == [1]


@settings(deadline=None, max_examples=300)
@given(random_masks())
def test_any_masks(labels):
    check(labels)


def test_a_rectangle_has_four_corners():
    labels = np.zeros((9, 9), np.uint16)
    labels[2:5, 3:8] = 70
    ((ring,),) = trace_outlines(labels)[70]
    assert ring.tolist() == [[3, 2], [8, 2], [8, 5], [3, 5]]


def test_an_object_that_fills_the_image():
    check(np.ones((5, 7), np.int32))


@pytest.mark.parametrize("shape", [(0, 0), (4, 5)])
def test_no_object(shape):
    assert trace_outlines(np.zeros(shape, np.int32)) == {}
