"""ROIs for ImageJ: read again by another library and filled, they are the masks."""

import zipfile

import numpy as np
import pytest
import roifile
import shapely
from hypothesis import given, settings

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.masks.outlines import trace_outlines
from sketchpose_engine.results.imagej_rois import write_rois
from tests.engine.helpers.objects import hard_masks, random_masks, result


def written(path, one):
    write_rois(path, one, trace_outlines(one.labels))
    return roifile.roiread(path)


def filled(roi, shape):
    """Pixels whose middle is inside an odd number of the region's rings, as ImageJ counts."""
    y, x = np.mgrid[: shape[0], : shape[1]] + 0.5
    inside = np.zeros(shape, bool)
    rings = roi.coordinates(multi=True) if roi.composite else [roi.coordinates()]
    for ring in rings:
        inside ^= shapely.contains_xy(shapely.Polygon(ring), x, y)
    return inside


def masks_of(rois, shape):
    labels = np.zeros(shape, np.int32)
    for roi in rois:
        inside = filled(roi, shape)
        assert not labels[inside].any()
        labels[inside] = int(roi.name.split()[0])
    return labels


def test_hard_masks_come_back(tmp_path):
    rois = written(tmp_path / "a_rois.zip", result())
    np.testing.assert_array_equal(masks_of(rois, (60, 80)), hard_masks())
    assert [roi.name for roi in rois] == [f"{n:02}" for n in range(1, 13)]
    composite = [int(roi.name) for roi in rois if roi.composite]
    assert composite == [2, 5, 6, 11]
    assert all(roi.roitype == roifile.ROI_TYPE.TRACED for roi in rois if not roi.composite)


@settings(deadline=None, max_examples=60)
@given(random_masks())
def test_any_masks_come_back(tmp_path_factory, labels):
    rois = written(tmp_path_factory.mktemp("rois") / "a_rois.zip", result(labels))
    np.testing.assert_array_equal(masks_of(rois, labels.shape), labels)


def test_the_box_is_that_of_the_mask(tmp_path):
    for roi in written(tmp_path / "a_rois.zip", result()):
        y, x = np.nonzero(hard_masks() == int(roi.name))
        box = (roi.top, roi.left, roi.bottom, roi.right)
        assert box == (y.min(), x.min(), y.max() + 1, x.max() + 1)


def test_corners_beyond_16_bits_come_back(tmp_path):
    labels = np.zeros((4, 70_000), np.int32)
    labels[1:3, 69_000:69_005] = 1
    labels[1:3, 40_000:40_005] = 2
    for roi, left in zip(
        written(tmp_path / "a.zip", result(labels)), (69_000, 40_000), strict=True
    ):
        (ring,) = roi.coordinates(multi=True)
        assert shapely.Polygon(ring).bounds == (left, 1, left + 5, 3)


def test_more_corners_than_16_bits_count_come_back(tmp_path):
    y, x = np.mgrid[:400, :400]
    labels = ((x % 4 == 0) | (y == 0) | ((y % 2 == 0) & (x % 4 == 1))).astype(np.int32)
    (roi,) = written(tmp_path / "a.zip", result(labels))
    (ring,) = roi.coordinates(multi=True)
    assert len(ring) > 65535
    assert shapely.Polygon(ring).area == labels.sum()


def test_the_class_is_in_the_name(tmp_path):
    labels = np.zeros((9, 9), np.int32)
    labels[2, 2], labels[5, 5] = 1, 2
    one = result(labels, classes=np.array([0, 2, 1]), class_names=("µ dead", "G1/S"))
    assert [roi.name for roi in written(tmp_path / "a.zip", one)] == ["1 G1/S", "2 µ dead"]
    with zipfile.ZipFile(tmp_path / "a.zip") as file:
        assert file.namelist() == ["1 G1_S.roi", "2 µ dead.roi"]


@pytest.mark.parametrize(
    ("frame", "channels", "place"),
    [
        ("", 1, (0, 0, 0)),
        ("t014", 1, (14, 0, 0)),  # (in a plain stack, point in time, depth)
        ("z03", 1, (3, 0, 0)),
        ("t014", 2, (0, 14, 0)),
        ("t2z03", 1, (0, 2, 3)),
        ("s2t014max", 3, (0, 14, 0)),
        ("max", 1, (0, 0, 0)),
    ],
)
def test_the_position_is_that_of_the_frame(tmp_path, frame, channels, place):
    one = result(frame=frame, channels=channels)
    for roi in written(tmp_path / "a.zip", one):
        assert (roi.position, roi.t_position, roi.z_position) == place


def test_an_old_file_is_replaced_and_not_added_to(tmp_path):
    path = tmp_path / "a_rois.zip"
    written(path, result())
    first = path.read_bytes()
    assert len(written(path, result())) == 12
    assert path.read_bytes() == first
    assert written(path, result(0 * hard_masks())) == []


def test_a_full_disk_keeps_the_old_file(tmp_path, full_disk):
    path = tmp_path / "a_rois.zip"
    written(path, result())
    old = path.read_bytes()
    with full_disk(), pytest.raises(InputError, match=r"a_rois\.zip .* the disk is full"):
        written(path, result(3 * hard_masks()))
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]
