"""Masks made elsewhere become masks, or a complete sketch."""

import os
import pickle

import numpy as np
import PIL.Image
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import Extent, Frame
from sketchpose_engine.images.import_masks import import_masks, read_masks
from sketchpose_engine.sketch.from_masks import strokes_of
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND
from tests.engine.helpers.support import sketch_of, voronoi

LABELS = voronoi((24, 30), 7, 3, 0.3).astype(np.int32)


def cellpose(path, **changes):
    """What Cellpose saves: a dictionary in an array of objects."""
    content = {
        "masks": LABELS.astype(np.uint16),
        "outlines": np.zeros(LABELS.shape, np.uint16),
        "filename": "/home/somebody/cells.tif",
        "flows": [np.zeros((3, 4), np.float32), [np.float64(3.5)]],
        "ismanual": np.zeros(7, bool),
        "est_diam": np.float32(17.0),
        "chan_choose": [0, 0],
        "colors": None,
    }
    np.save(path, content | changes, allow_pickle=True)
    return path


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32, np.int64])
def test_label_images_and_plain_arrays(tmp_path, dtype):
    tifffile.imwrite(tmp_path / "napari.tif", LABELS.astype(dtype if dtype != np.int64 else "i4"))
    np.save(tmp_path / "labels.npy", LABELS.astype(dtype))
    for name in ("napari.tif", "labels.npy"):
        found = read_masks(tmp_path / name, LABELS.shape)
        assert found.dtype == np.int32
        np.testing.assert_array_equal(found, LABELS)


def test_masks_of_cellpose(tmp_path):
    path = cellpose(tmp_path / "cells_seg.npy")
    np.testing.assert_array_equal(read_masks(path, LABELS.shape), LABELS)
    path = cellpose(tmp_path / "stack_seg.npy", masks=LABELS[None])
    np.testing.assert_array_equal(read_masks(path, LABELS.shape), LABELS)


def test_a_file_of_an_older_numpy_is_read(tmp_path):
    path = cellpose(tmp_path / "a_seg.npy")
    content = np.load(path, allow_pickle=True)
    with path.open("wb") as file:
        header = {"descr": "|O", "fortran_order": False, "shape": ()}
        np.lib.format.write_array_header_1_0(file, header)
        pickle.dump(content, file, protocol=2)
    path.write_bytes(path.read_bytes().replace(b"numpy._core.", b"numpy.core."))
    np.testing.assert_array_equal(read_masks(path, LABELS.shape), LABELS)


# ---- stacks, and masks in black and white ----

STACK = np.stack([np.where(n < LABELS, LABELS, 0) for n in range(5)])


@pytest.mark.parametrize("axes", ["TYX", "ZYX", None])
@pytest.mark.parametrize(
    ("extent", "frame"),
    [
        (Extent(times=5), Frame(time=3)),
        (Extent(depths=5), Frame(depth=3)),
        (Extent(5), Frame(3)),
        (None, Frame(time=3)),
        (None, Frame(depth=3)),
    ],
)
def test_a_stack_of_labels_fits_whatever_its_axis_is_called(tmp_path, axes, extent, frame):
    path = tmp_path / "l.tif"
    named = {"imagej": True, "metadata": {"axes": axes}} if axes else {}
    tifffile.imwrite(path, STACK.astype(np.uint16), **named)
    np.testing.assert_array_equal(read_masks(path, LABELS.shape, frame, extent), STACK[3])


@pytest.mark.parametrize("seg", [True, False])
@pytest.mark.parametrize(
    ("extent", "frame"),
    [(Extent(depths=5), Frame(depth=3)), (Extent(times=5), Frame(time=3)), (None, Frame(depth=3))],
)
def test_an_array_of_labels_of_several_frames(tmp_path, seg, extent, frame):
    path = tmp_path / "l.npy"
    if seg:
        cellpose(path, masks=STACK)
    else:
        np.save(path, STACK)
    np.testing.assert_array_equal(read_masks(path, LABELS.shape, frame, extent), STACK[3])


def test_an_array_of_labels_of_another_number_of_frames_is_refused(tmp_path):
    np.save(tmp_path / "l.npy", STACK)
    for frame, extent in ((Frame(), None), (Frame(time=3), Extent(times=9)), (Frame(), Extent())):
        with pytest.raises(InputError, match=r"l\.npy holds no masks of .* but a stack of 5: open"):
            read_masks(tmp_path / "l.npy", LABELS.shape, frame, extent)


def test_a_stack_of_labels_of_times_and_depths_in_one_row(tmp_path):
    path = tmp_path / "l.tif"
    six = np.concatenate([STACK, STACK[:1]])
    tifffile.imwrite(path, six.astype(np.uint16), photometric="minisblack")
    found = read_masks(path, LABELS.shape, Frame(0, 1, 1), Extent(1, 2, 3))
    np.testing.assert_array_equal(found, six[4])


def test_a_single_label_image_fits_any_frame(tmp_path):
    tifffile.imwrite(tmp_path / "l.tif", LABELS)
    for frame in (Frame(time=3), Frame(depth=2), Frame(depth=None)):
        found = read_masks(tmp_path / "l.tif", LABELS.shape, frame, Extent(1, 5, 5))
        np.testing.assert_array_equal(found, LABELS)


@pytest.mark.parametrize(
    ("frame", "extent"),
    [
        (Frame(time=7), Extent(times=9)),
        (Frame(time=2), Extent(times=9)),  # of which of the nine they are, nobody knows
        (Frame(depth=2), Extent(1, 9, 5)),
        (Frame(depth=None), Extent(depths=5)),  # of the depths, not of their maximum
    ],
)
def test_a_stack_of_labels_of_other_frames_is_refused(tmp_path, frame, extent):
    tifffile.imwrite(tmp_path / "l.tif", STACK.astype(np.uint16))
    with pytest.raises(InputError, match=r"l\.tif holds masks of 5 frames, but the image has"):
        read_masks(tmp_path / "l.tif", LABELS.shape, frame, extent)


@pytest.mark.parametrize(
    ("frame", "extent"),
    [(Frame(1, 0, 3), Extent(3, 1, 5)), (Frame(0, 3, None), Extent(1, 5, 4))],
)
def test_a_stack_of_labels_may_be_that_of_one_scene_or_of_projections(tmp_path, frame, extent):
    tifffile.imwrite(tmp_path / "l.tif", STACK.astype(np.uint16))
    np.testing.assert_array_equal(
        read_masks(tmp_path / "l.tif", LABELS.shape, frame, extent), STACK[3]
    )


@pytest.mark.parametrize("value", [1, 255])
@pytest.mark.parametrize("name", ["m.tif", "m.png", "m.npy"])
def test_a_mask_in_black_and_white_is_split_and_that_is_said(tmp_path, value, name):
    apart = np.zeros((24, 30), np.uint8)
    for y, x in ((2, 2), (2, 20), (15, 10)):
        apart[y : y + 6, x : x + 6] = value
    apart[8, 8] = value  # touches the first one at a corner
    match name[-3:]:
        case "tif":
            tifffile.imwrite(tmp_path / name, apart)
        case "png":
            PIL.Image.fromarray(apart).save(tmp_path / name)
        case "npy":
            np.save(tmp_path / name, apart > 0)
    found = import_masks(tmp_path / name, (24, 30))
    assert np.unique(found.labels).tolist() == [0, 1, 2, 3]
    np.testing.assert_array_equal(found.labels > 0, apart > 0)
    assert f"{name} is a mask in black and white: each of its 3 connected areas" in found.note


def test_one_cell_alone_is_left_as_it_is(tmp_path):
    one = np.where(LABELS.max() == LABELS, 7, 0)
    one[np.nonzero(one)[0].min() + 3 :] = 0
    tifffile.imwrite(tmp_path / "m.tif", one.astype(np.uint8))
    found = import_masks(tmp_path / "m.tif", LABELS.shape)
    assert (np.unique(found.labels).tolist(), found.note) == ([0, 7], "")


def test_a_mask_whose_cells_are_black_is_suspected(tmp_path):
    white = np.full((24, 30), 255, np.uint8)
    for x in (3, 12, 21):
        white[8:14, x : x + 6] = 0
    tifffile.imwrite(tmp_path / "m.tif", white)
    found = import_masks(tmp_path / "m.tif", (24, 30))
    assert np.unique(found.labels).tolist() == [0, 255]
    assert "m.tif is a mask in black and white with one white area and 3 holes" in found.note


def test_an_image_of_classes_is_no_label_image(tmp_path):
    """As ilastik writes it: 1 for one kind of pixels, 2 for the other."""
    classes = np.where(LABELS > 0, 1, 2).astype(np.uint8)
    classes[:, 15] = 2
    tifffile.imwrite(tmp_path / "m.tif", classes)
    with pytest.raises(
        InputError, match=r"m\.tif holds nothing but 1 and 2.*: make the background"
    ):
        import_masks(tmp_path / "m.tif", LABELS.shape)
    halves = np.ones((24, 30), np.uint8)
    halves[12:] = 2  # two cells may fill an image
    tifffile.imwrite(tmp_path / "m.tif", halves)
    np.testing.assert_array_equal(read_masks(tmp_path / "m.tif", (24, 30)), halves)


class Evil:
    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


def test_code_in_a_file_is_never_executed(tmp_path):
    mark = tmp_path / "executed"
    path = cellpose(tmp_path / "evil_seg.npy", flows=Evil(f"touch {mark}"))
    with pytest.raises(InputError, match=r"evil_seg\.npy holds no masks that can be read"):
        read_masks(path, LABELS.shape)
    assert not mark.exists()
    np.load(path, allow_pickle=True)
    assert mark.exists()  # the test would have noticed


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x93NUMPY",
        b"not numpy",
        pickle.dumps({"masks": 3}),
    ],
)
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "x.npy").write_bytes(content)
    with pytest.raises(InputError, match=r"x\.npy holds no masks"):
        read_masks(tmp_path / "x.npy", LABELS.shape)


@pytest.mark.parametrize(
    "masks",
    [np.zeros((2, 24, 30), int), LABELS / 2, -LABELS, None, "masks", LABELS.astype(np.int64) << 40],
)
def test_what_cannot_be_masks_is_refused(tmp_path, masks):
    path = cellpose(tmp_path / "x_seg.npy", masks=masks)
    with pytest.raises(InputError, match="holds no masks"):
        read_masks(path, LABELS.shape)


def test_masks_of_another_image_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"are 30 x 24 pixels but the image is 40 x 20: choose"):
        read_masks(cellpose(tmp_path / "x_seg.npy"), (20, 40))
    with pytest.raises(InputError, match="There is no file"):
        read_masks(tmp_path / "none.npy", (20, 40))


@given(st.integers(1, 9), st.integers(0, 99), st.floats(0, 1))
def test_masks_become_the_sketch_that_shows_everything(cells, seed, background):
    labels = voronoi((13, 17), cells, seed, background).astype(np.int32)
    sketch = strokes_of(labels)
    np.testing.assert_array_equal(sketch, sketch_of(labels))
    assert set(np.unique(sketch)) <= {BACKGROUND, FOREGROUND, BOUNDARY}
