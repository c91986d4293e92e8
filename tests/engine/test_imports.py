"""Masks made elsewhere become masks, or a complete sketch."""

import os
import pickle

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.annotations import BACKGROUND, BOUNDARY, FOREGROUND
from sketchpose_engine.errors import InputError
from sketchpose_engine.imports import read_masks, strokes_of
from tests.engine.support import sketch_of, voronoi

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
