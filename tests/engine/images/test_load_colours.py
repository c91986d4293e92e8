"""Colours of TIFFs: what is shown and measured is what other viewers show, or a sentence."""

import numpy as np
import PIL.Image
import pytest
import tifffile

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import Frame
from sketchpose_engine.images.label_images import load_labels
from sketchpose_engine.images.load import load_image

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 256, (12, 16), np.uint8)
DEEP = RNG.integers(0, 65536, (12, 16), np.uint16)
COLOURS = RNG.integers(0, 256, (12, 16, 3), np.uint8)
INKS = RNG.integers(0, 256, (12, 16, 4), np.uint8)
PALETTE = RNG.integers(0, 256, (3, 256), np.uint16)
BLOCKS = np.kron(RNG.integers(0, 256, (3, 4, 3), np.uint8), np.ones((8, 8, 1), np.uint8))


def as_pillow(path):
    """Planes that Pillow shows."""
    with PIL.Image.open(path) as picture:
        pixels = np.array(picture if picture.mode in ("L", "1") else picture.convert("RGB"))
    return pixels[None] if pixels.ndim == 2 else np.moveaxis(pixels, 2, 0)


def assert_planes(path, planes, off_by=0):
    found = load_image(path).planes
    assert found.shape == planes.shape
    assert np.abs(found.astype(int) - planes.astype(int)).max() <= off_by


@pytest.mark.parametrize("compression", [None, "zlib", "lzw", "packbits"])
@pytest.mark.parametrize(
    ("pixels", "options"),
    [
        (GREY, {"photometric": "minisblack"}),
        (GREY, {"photometric": "miniswhite"}),
        (GREY > 99, {"photometric": "miniswhite"}),
        (GREY > 99, {"photometric": "minisblack"}),
        (COLOURS, {"photometric": "rgb"}),
        (INKS, {"photometric": "separated"}),
        (GREY, {"photometric": "palette", "colormap": PALETTE * 257}),
    ],
    ids=lambda value: value.get("photometric") if isinstance(value, dict) else value.dtype.name,
)
def test_photometric_interpretations_are_shown_as_pillow_shows_them(
    tmp_path, pixels, options, compression
):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, compression=compression, **options)
    assert_planes(path, as_pillow(path))


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK", "YCbCr", "1", "P"])
@pytest.mark.parametrize("compression", ["raw", "tiff_lzw"])
def test_what_pillow_writes_is_read_as_pillow_reads_it(tmp_path, mode, compression):
    path = tmp_path / "a.tif"
    PIL.Image.fromarray(COLOURS).convert(mode).save(path, compression=compression)
    assert_planes(path, as_pillow(path), off_by=mode == "YCbCr")


@pytest.mark.parametrize("mode", ["RGB", "YCbCr", "CMYK"])
def test_jpeg_within_tiff_has_its_own_colours(tmp_path, mode):
    path = tmp_path / "a.tif"
    PIL.Image.fromarray(BLOCKS).convert(mode).save(path, compression="jpeg")
    assert_planes(path, as_pillow(path), off_by=1)


def test_a_palette_stored_in_8_bits(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, GREY, photometric="palette", colormap=PALETTE)
    assert_planes(path, PALETTE[:, GREY])


@pytest.mark.parametrize("count", [3, 9])
def test_each_page_has_its_own_palette(tmp_path, count):
    pictures = []
    for _ in range(count):
        picture = PIL.Image.fromarray(GREY).convert("P")
        picture.putpalette(RNG.integers(0, 256, 768, np.uint8).tobytes())
        pictures.append(picture)
    pictures[0].save(tmp_path / "a.tif", save_all=True, append_images=pictures[1:])
    for time, picture in enumerate(pictures):
        planes = load_image(tmp_path / "a.tif", Frame(time=time)).planes
        np.testing.assert_array_equal(planes, np.moveaxis(np.array(picture.convert("RGB")), 2, 0))


def test_a_frame_in_one_colour_has_as_many_channels_as_the_others(tmp_path):
    path = tmp_path / "a.tif"
    frames = np.stack([GREY, 0 * GREY])
    options = {"photometric": "palette", "colormap": PALETTE * 257}
    tifffile.imwrite(path, frames, metadata={"axes": "TYX"}, **options)
    assert [load_image(path, Frame(time=k)).planes.shape[0] for k in (0, 1)] == [3, 3]


def test_16_bits_of_which_0_is_white(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", DEEP, photometric="miniswhite")
    assert_planes(tmp_path / "a.tif", 65535 - DEEP[None])


def test_an_inverted_look_up_table_of_imagej_only_shows_the_intensities(tmp_path):
    path = tmp_path / "a.tif"
    description = "ImageJ=1.54f\nunit=micron\n"
    tifffile.imwrite(path, GREY, photometric="miniswhite", description=description, metadata=None)
    assert_planes(path, GREY[None])


def test_labels_keep_their_numbers_whatever_is_white(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", GREY, photometric="miniswhite")
    np.testing.assert_array_equal(load_labels(tmp_path / "a.tif"), GREY)


def test_inks_in_16_bits(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", INKS.astype(np.uint16) * 257, photometric="separated")
    tifffile.imwrite(tmp_path / "b.tif", INKS, photometric="separated")
    assert_planes(tmp_path / "a.tif", as_pillow(tmp_path / "b.tif").astype(int) * 257, off_by=200)


def test_inks_in_planes_of_their_own(tmp_path):
    options = {"photometric": "separated"}
    planes = np.moveaxis(INKS, 2, 0)
    tifffile.imwrite(tmp_path / "a.tif", planes, planarconfig="separate", **options)
    tifffile.imwrite(tmp_path / "b.tif", INKS, **options)
    assert_planes(tmp_path / "a.tif", as_pillow(tmp_path / "b.tif"))


@pytest.mark.parametrize(
    ("pixels", "options", "stated"),
    [
        (COLOURS, {"photometric": "cielab"}, "CIELAB colours"),
        (COLOURS, {"photometric": "icclab"}, "CIELAB colours"),
        (GREY, {"photometric": "cfa"}, "the raw mosaic of a camera's sensor"),
        (GREY.astype(np.float32), {"photometric": "miniswhite"}, "values of which 0 is white"),
        (INKS, {"photometric": "separated", "extratags": [(332, 3, 1, 2, True)]}, "inks other"),
    ],
)
def test_colours_that_cannot_be_shown_are_refused(tmp_path, pixels, options, stated):
    tifffile.imwrite(tmp_path / "a.tif", pixels, **options)
    with pytest.raises(InputError, match=rf"a\.tif holds {stated}.*: save it as a grey or RGB"):
        load_image(tmp_path / "a.tif")


UPRIGHT = {
    1: lambda pixels: pixels,
    2: np.fliplr,
    3: lambda pixels: np.rot90(pixels, 2),
    4: np.flipud,
    5: lambda pixels: np.swapaxes(pixels, 0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: np.rot90(np.swapaxes(pixels, 0, 1), 2),
    8: np.rot90,
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("pixels", [GREY, COLOURS], ids=["grey", "rgb"])
def test_tiffs_are_turned_upright(tmp_path, orientation, pixels):
    path = tmp_path / "a.tif"
    tag = (274, 3, 1, orientation, True)
    photometric = "rgb" if pixels is COLOURS else "minisblack"
    tifffile.imwrite(path, pixels, photometric=photometric, extratags=[tag])
    upright = UPRIGHT[orientation](pixels)
    assert_planes(path, upright[None] if pixels is GREY else np.moveaxis(upright, 2, 0))
    if pixels is GREY:
        np.testing.assert_array_equal(load_labels(path), upright)
    else:
        assert_planes(path, as_pillow(path))


@pytest.mark.parametrize("pixels", [GREY, DEEP], ids=["8 bits", "16 bits"])
def test_pngs_are_turned_upright(tmp_path, pixels):
    exif = PIL.Image.Exif()
    exif[274] = 6
    PIL.Image.fromarray(pixels).save(tmp_path / "a.png", exif=exif)
    assert_planes(tmp_path / "a.png", np.rot90(pixels, -1)[None])


# ---- labels and sketches need their numbers ----


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.tif", {"compression": "jpeg"}),
        ("a.tif", {"compression": "jpeg2000", "compressionargs": {"level": 40}}),
        ("a.tif", {"compression": "jpegxr"}),
        ("a.jpg", {}),
    ],
    ids=str,
)
def test_labels_that_went_through_jpeg_are_refused(tmp_path, name, options):
    path = tmp_path / name
    if name == "a.jpg":
        PIL.Image.fromarray(GREY).save(path)
    else:
        tifffile.imwrite(path, GREY, **options)
    with pytest.raises(InputError, match=r"is compressed in a way that changes its values.*: save"):
        load_labels(path)
    assert load_image(path).planes.shape == (1, 12, 16)


def test_labels_in_jpeg_2000_without_loss_are_read(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", GREY, compression="jpeg2000")
    np.testing.assert_array_equal(load_labels(tmp_path / "a.tif"), GREY)
