"""One clear sentence for every file that cannot be used; label images and sketches."""

import imagecodecs
import numpy as np
import PIL.Image
import pytest
import tifffile

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.images.load import load_image

RNG = np.random.default_rng(0)
GREY8 = RNG.integers(0, 256, (12, 16), np.uint8)
RGB8 = RNG.integers(0, 256, (12, 16, 3), np.uint8)


@pytest.mark.parametrize(
    ("pixels", "sentence"),
    [
        (np.full((12, 16), np.nan, np.float32), r"a\.tif has 192 pixel\(s\) that are not a number"),
        (np.full((12, 16), np.inf), "not a number or infinite"),
        (np.zeros((12, 16), np.complex64), "complex numbers: save"),
        (np.zeros((7, 16), np.uint8), "only 16 x 7 pixels: choose an image of at least 8 x 8"),
        (np.zeros((1, 1), np.uint8), "only 1 x 1 pixels"),
        (np.zeros((1, 16), np.uint8), "only 16 x 1 pixels"),
    ],
)
def test_unusable_pixels(tmp_path, pixels, sentence):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels)
    with pytest.raises(InputError, match=sentence):
        load_image(path)


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(InputError, match=r"There is no file .*none\.tif: check"):
        load_image(tmp_path / "none.tif")
    with pytest.raises(InputError, match="is a folder: choose an image"):
        load_image(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"II*\0", b"II*\0\x08\0\0\0", b"\x89PNG\r\n\x1a\n", b"hi"]
)
def test_files_that_are_no_images(tmp_path, content):
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.tif is damaged, incomplete or not a TIFF"):
        load_image(path)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(
    "name",
    ["none.tif", "zlib.tif", "jpeg.tif", "stack.tif", "pages.tif", "a.png", "deep.png", "a.jpg"],
)
def test_truncated_files(tmp_path, name, kept):
    path = tmp_path / name
    pixels = RNG.integers(0, 256, (96, 128), np.uint8)
    if name == "deep.png":
        path.write_bytes(imagecodecs.png_encode(pixels.astype(np.uint16) * 257))
    elif name == "pages.tif":
        with tifffile.TiffWriter(path) as tiff:
            for _ in range(3):
                tiff.write(pixels, metadata=None)
    elif name == "stack.tif":
        tifffile.imwrite(path, np.stack([pixels] * 4), imagej=True, metadata={"axes": "CYX"})
    elif name.endswith("tif"):
        tifffile.imwrite(path, pixels, compression=path.stem)
    else:
        PIL.Image.fromarray(pixels).save(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    with pytest.raises(InputError, match="is damaged, incomplete"):
        load_image(path)


# ---- labels and sketches ----


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32, np.int32, np.float32])
def test_labels_of_any_type(tmp_path, dtype):
    path = tmp_path / "m.tif"
    tifffile.imwrite(path, GREY8.astype(dtype))
    labels = load_labels(path)
    assert labels.dtype == np.int32
    np.testing.assert_array_equal(labels, GREY8)


@pytest.mark.parametrize(
    ("pixels", "sentence"),
    [
        (RGB8, r"m\.tif has 3 channels where one number a pixel is needed"),
        (GREY8.astype(np.int16) - 300, "cannot number an object"),
        (GREY8 / 2, "cannot number an object"),
        (np.full((12, 16), 2**31, np.uint32), "cannot number an object"),
    ],
)
def test_unusable_labels(tmp_path, pixels, sentence):
    tifffile.imwrite(tmp_path / "m.tif", pixels)
    with pytest.raises(InputError, match=sentence):
        load_labels(tmp_path / "m.tif")


@pytest.mark.parametrize("top", [4, 2])  # all kinds, or background only
def test_sketch(tmp_path, top):
    path = tmp_path / "a_sketch.tif"
    tifffile.imwrite(path, GREY8 % top)
    sketch = load_sketch(path, (12, 16))
    assert sketch.dtype == np.uint8
    np.testing.assert_array_equal(sketch, GREY8 % top)


@pytest.mark.parametrize(
    ("pixels", "sentence"),
    [
        (np.ones((16, 12), np.uint8), "is 12 x 16 pixels but its image is 16 x 12: give"),
        (np.full((12, 16), 255, np.uint8), "unknown value.s. 255: use 0 for nothing, 1 for"),
        (GREY8, r"unknown value.s. \d+, \d+, \d+, \d+, \d+, \.\.\.: use"),
        (np.zeros((12, 16), np.uint8), r"The sketch s\.tif is empty: draw a few strokes"),
        (RGB8, "has 3 channels"),
    ],
)
def test_unusable_sketches(tmp_path, pixels, sentence):
    tifffile.imwrite(tmp_path / "s.tif", pixels)
    with pytest.raises(InputError, match=sentence):
        load_sketch(tmp_path / "s.tif", (12, 16))
