"""Files out and in again; a write that fails leaves what was there."""

import errno
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.measure import label

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.core.files import atomic_path
from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.images.load import load_image
from sketchpose_engine.masks.colouring import COLOURS, colour_labels
from sketchpose_engine.masks.palette import BRIGHT_PALETTE, PALETTE
from sketchpose_engine.results.pictures import colour_picture, overlay, write_colours, write_overlay
from sketchpose_engine.results.tiff import write_fields, write_labels, write_sketch

CELLS = np.zeros((40, 60), np.int32)
CELLS[5:20, 5:20], CELLS[5:20, 20:35], CELLS[25:39, 40:60] = 1, 2, 3


# ---- TIFF ----


@pytest.mark.parametrize(("top", "dtype"), [(3, "u2"), (65535, "u2"), (65536, "u4")])
@pytest.mark.parametrize("pixel_size_um", [None, 0.065, 0.1234567, 1.0, 4.2])
def test_labels_come_back_with_their_pixel_size(tmp_path, top, dtype, pixel_size_um):
    path = tmp_path / "a_masks.tif"
    labels = np.where(CELLS == 3, top, CELLS).astype(np.int32)
    write_labels(path, labels, pixel_size_um)
    with tifffile.TiffFile(path) as tiff:
        assert (tiff.series[0].axes, tiff.series[0].dtype) == ("YX", np.dtype(dtype))
        assert tiff.pages[0].compression == tifffile.COMPRESSION.ADOBE_DEFLATE
    np.testing.assert_array_equal(load_labels(path), labels)
    assert load_image(path).pixel_size_um == pytest.approx(pixel_size_um)


def test_labels_without_an_object(tmp_path):
    write_labels(tmp_path / "a.tif", 0 * CELLS, None)
    assert not load_labels(tmp_path / "a.tif").any()


def test_sketch_comes_back(tmp_path):
    write_sketch(tmp_path / "a_sketch.tif", CELLS.astype(np.uint8))
    assert tifffile.imread(tmp_path / "a_sketch.tif").dtype == np.uint8
    np.testing.assert_array_equal(load_sketch(tmp_path / "a_sketch.tif", (40, 60)), CELLS)


@pytest.mark.parametrize("pixel_size_um", [None, 0.065, 4.2])
def test_fields_are_a_stack_of_three_for_imagej(tmp_path, pixel_size_um):
    fields = np.random.default_rng(0).standard_normal((3, 40, 60)).astype(np.float32)
    write_fields(tmp_path / "a_fields.tif", fields, pixel_size_um)
    with tifffile.TiffFile(tmp_path / "a_fields.tif") as tiff:
        assert tiff.is_imagej
        assert tiff.series[0].axes == "CYX"
        assert tiff.imagej_metadata["Labels"] == ["distance", "flow y", "flow x"]
    image = load_image(tmp_path / "a_fields.tif")
    np.testing.assert_array_equal(image.planes, fields)
    assert image.pixel_size_um == pytest.approx(pixel_size_um)


def test_more_objects_than_16_bits_hold(tmp_path):
    labels = np.arange(300 * 300, dtype=np.int32).reshape(300, 300)
    write_labels(tmp_path / "a_masks.tif", labels, 0.5)
    assert tifffile.imread(tmp_path / "a_masks.tif").dtype == np.uint32
    np.testing.assert_array_equal(load_labels(tmp_path / "a_masks.tif"), labels)


# ---- colours and overlay ----


def touching_pairs(labels):
    pairs = set()
    for one, other in ((labels[:, 1:], labels[:, :-1]), (labels[1:], labels[:-1])):
        meet = (one != other) & (one > 0) & (other > 0)
        pairs |= set(zip(one[meet].tolist(), other[meet].tolist(), strict=True))
    return pairs


@settings(deadline=None, max_examples=60)
@given(arrays(np.int8, (12, 15), elements=st.integers(0, 6)))
def test_touching_cells_never_have_the_same_colour(kinds):
    labels = label(kinds, background=0, connectivity=1)
    colours = colour_labels(labels)
    assert colours.dtype == np.uint8
    np.testing.assert_array_equal(colours == 0, labels == 0)
    assert colours.max(initial=0) <= COLOURS
    of = dict(zip(labels.ravel().tolist(), colours.ravel().tolist(), strict=True))
    np.testing.assert_array_equal(colours, np.vectorize(of.get)(labels))  # one colour an object
    assert all(of[one] != of[other] for one, other in touching_pairs(labels))


def test_a_star_of_cells_and_sparse_large_labels():
    labels = np.full((41, 41), 2_000_000_000, np.int64)
    labels[1:-1:2, 1:-1:2] = 7 * np.arange(1, 401).reshape(20, 20)  # 400 neighbours of one cell
    colours = colour_labels(labels)
    assert colours[0, 0] not in colours[1:-1:2, 1:-1:2]


def test_cells_that_cannot_all_differ_are_still_coloured():
    labels = np.random.default_rng(0).integers(1, 30, (50, 50))  # all touch all
    assert set(np.unique(colour_labels(labels))) == set(range(1, COLOURS + 1))


def test_cells_a_small_gap_apart_differ():
    labels = np.zeros((20, 400), np.int32)
    for value in range(1, 30):
        labels[5:15, 13 * value : 13 * value + 11] = COLOURS * value  # would start at one colour
    colours = colour_labels(labels)[10, 18::13]
    assert (colours[1:29] != colours[:28]).all()


@pytest.mark.parametrize("channels", [1, 2, 3, 5])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_overlay(channels, dtype):
    planes = np.tile(np.linspace(0, 250, 60), (channels, 40, 1)).astype(dtype)
    shown = overlay(planes, CELLS)
    assert (shown.shape, shown.dtype) == ((40, 60, 3), np.uint8)
    bare = overlay(planes, 0 * CELLS)
    assert (bare.max(axis=2) == bare.min(axis=2)).all()  # grey stays grey
    assert (bare[0, 0] == 0).all() and (bare[0, -1] == 255).all()
    np.testing.assert_array_equal(shown[CELLS == 0], bare[CELLS == 0])
    paint = BRIGHT_PALETTE[colour_labels(CELLS)]
    np.testing.assert_array_equal(shown[5:20, 19:21], paint[5:20, 19:21])  # both outlines
    inside = 0.65 * bare[10, 10] + 0.35 * paint[10, 10]
    np.testing.assert_allclose(shown[10, 10], inside, atol=1)


def test_a_dark_image_has_other_colours():
    planes = np.zeros((1, 40, 60), np.uint8)
    planes[0, :4] = 250
    shown = overlay(planes, CELLS)
    np.testing.assert_array_equal(shown[10, 19], PALETTE[colour_labels(CELLS)[10, 19]])


def test_overlay_keeps_the_hues_of_a_colour_picture():
    planes = np.zeros((3, 40, 60), np.uint8)
    planes[0], planes[1, :, 30:], planes[2, 20:] = 200, 100, 10
    bare = overlay(planes, 0 * CELLS)
    assert bare[30, 50].tolist() == pytest.approx([255, 128, 13], abs=1)


@pytest.mark.parametrize(("pixel_size_um", "bar_px"), [(0.5, 40), (0.1, 50), (3.0, 33)])
def test_the_overlay_has_a_scale_bar_of_a_round_length(tmp_path, pixel_size_um, bar_px):
    planes = np.zeros((1, 200, 250), np.uint8)
    nothing = np.zeros((200, 250), np.int32)
    path = tmp_path / "overlay.png"
    write_overlay(path, planes, nothing, pixel_size_um)
    with PIL.Image.open(path) as picture:
        white = np.array(picture).min(axis=2) == 255
    rows = white.sum(axis=1)
    assert rows.max() == bar_px  # 20 µm, 5 µm, 100 µm
    assert np.count_nonzero(rows == bar_px) == 3
    assert not white[:, :125].any()


def test_a_small_overlay_or_one_of_unknown_pixel_size_has_none(tmp_path):
    path = tmp_path / "overlay.png"
    for size, pixel_size_um in ((100, 0.5), (250, None)):
        nothing = np.zeros((size, size), np.int32)
        write_overlay(path, nothing[None].astype(np.uint8), nothing, pixel_size_um)
        with PIL.Image.open(path) as picture:
            assert not np.array(picture).any()


def test_overlay_file(tmp_path):
    planes = np.tile(np.arange(60, dtype=np.uint16), (1, 40, 1))
    write_overlay(tmp_path / "a_overlay.png", planes, CELLS)
    with PIL.Image.open(tmp_path / "a_overlay.png") as picture:
        np.testing.assert_array_equal(np.array(picture), overlay(planes, CELLS))


def test_the_picture_of_masks_is_bright_on_black(tmp_path):
    write_colours(tmp_path / "a_colours.png", CELLS)
    with PIL.Image.open(tmp_path / "a_colours.png") as file:
        shown = np.array(file)
    np.testing.assert_array_equal(shown, colour_picture(CELLS))
    paint = PALETTE[colour_labels(CELLS)]
    assert (shown[CELLS == 0] == 0).all()
    np.testing.assert_array_equal(shown[5:20, 19:21], paint[5:20, 19:21])  # both outlines
    np.testing.assert_allclose(shown[10, 10], 0.6 * paint[10, 10], atol=1)
    assert not colour_picture(0 * CELLS).any()


# ---- writes that fail ----


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with atomic_path(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_any_error_removes_the_temporary_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), atomic_path(path) as temporary:
        temporary.write_text("half")
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, r"a_masks\.tif cannot be saved in .*: the disk is full: free some space"),
        (errno.EROFS, "it may not be written: close it in other programs, or choose another"),
        (errno.EIO, "Input/output error: choose another folder"),
    ],
)
@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_failing_write_keeps_the_old_file(tmp_path, monkeypatch, number, sentence, step):
    path = tmp_path / "a_masks.tif"
    write_labels(path, CELLS, 0.5)
    old = path.read_bytes()

    def fail(*args, **kwargs):
        if step == "write":
            Path(args[0]).write_bytes(b"half a file")
        raise OSError(number, "Input/output error")

    targets = {
        "write": "tifffile.imwrite",
        "fsync": "os.fsync",
        "replace": "pathlib.Path.replace",
    }
    monkeypatch.setattr(targets[step], fail)
    with pytest.raises(InputError, match=sentence):
        write_labels(path, 2 * CELLS, 0.5)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(InputError, match="there is no such folder: create it first"):
        write_sketch(tmp_path / "none" / "a_sketch.tif", CELLS)


def test_a_folder_in_the_place_of_the_file(tmp_path):
    (tmp_path / "a_sketch.tif").mkdir()
    with pytest.raises(InputError, match=r"a_sketch\.tif cannot be saved in"):
        write_sketch(tmp_path / "a_sketch.tif", CELLS)
    assert [path.name for path in tmp_path.iterdir()] == ["a_sketch.tif"]
