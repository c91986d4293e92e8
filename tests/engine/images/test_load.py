"""Files of every kind in, planes and pixel size out."""

import imagecodecs
import numpy as np
import PIL.Image
import pytest
import tifffile

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.label_images import load_labels
from sketchpose_engine.images.load import image_files, load_image

RNG = np.random.default_rng(0)
GREY8 = RNG.integers(0, 256, (12, 16), np.uint8)
GREY16 = RNG.integers(0, 65536, (12, 16), np.uint16)
RGB8 = RNG.integers(0, 256, (12, 16, 3), np.uint8)
RGB16 = RNG.integers(0, 65536, (12, 16, 3), np.uint16)


def planes_of(pixels):
    return pixels[None] if pixels.ndim == 2 else np.moveaxis(pixels, 2, 0)


def assert_loads(path, planes):
    image = load_image(path)
    assert image.path == path
    assert image.planes.dtype == planes.dtype
    assert image.planes.flags.c_contiguous
    np.testing.assert_array_equal(image.planes, planes)


# ---- TIFF ----


@pytest.mark.parametrize("compression", [None, "zlib", "lzw", "packbits", "zstd"])
@pytest.mark.parametrize("pixels", [GREY8, GREY16, RGB8, RGB16], ids=str)
def test_tiff_grey_and_rgb(tmp_path, pixels, compression):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, compression=compression)
    assert_loads(path, planes_of(pixels))


@pytest.mark.parametrize("dtype", ["i1", ">u2", "i4", "u4", "f2", "f4", ">f8"])
def test_tiff_keeps_the_type_in_native_byte_order(tmp_path, dtype):
    path = tmp_path / "a.tif"
    pixels = GREY8.astype(dtype) - 3
    tifffile.imwrite(path, pixels, byteorder=">" if dtype[0] == ">" else "<")
    assert_loads(path, pixels[None].astype(pixels.dtype.newbyteorder("=")))


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        ((5, 12, 16), {"imagej": True, "metadata": {"axes": "CYX"}}),
        ((5, 12, 16), {"ome": True, "metadata": {"axes": "CYX"}}),
        ((5, 12, 16), {"photometric": "minisblack", "metadata": {"axes": "CYX"}}),
        # What older tifffile made of four channels: colour planes, the last one "alpha".
        ((4, 12, 16), {"photometric": "rgb", "planarconfig": "separate"}),
        ((1, 5, 1, 12, 16), {"ome": True, "metadata": {"axes": "TCZYX"}}),
        ((1, 12, 16), {"ome": True, "metadata": {"axes": "ZYX"}}),
    ],
)
def test_tiff_channels_come_first(tmp_path, shape, options):
    path = tmp_path / "a.tif"
    pixels = RNG.integers(0, 9999, shape, np.uint16)
    tifffile.imwrite(path, pixels, **options)
    assert_loads(path, pixels.reshape(-1, 12, 16))


def test_tiff_colour_channels_of_a_channel_stack(tmp_path):
    pixels = RNG.integers(0, 256, (2, 12, 16, 3), np.uint8)
    path = tmp_path / "a.ome.tif"
    tifffile.imwrite(path, pixels, photometric="rgb", metadata={"axes": "CYXS"})
    assert_loads(path, pixels.transpose(0, 3, 1, 2).reshape(6, 12, 16))


def test_tiff_alpha_is_dropped(tmp_path):
    path = tmp_path / "a.tif"
    pixels = RNG.integers(0, 256, (12, 16, 4), np.uint8)
    tifffile.imwrite(path, pixels, photometric="rgb", extrasamples=["unassalpha"])
    assert_loads(path, planes_of(pixels[..., :3]))


def test_tiff_palette(tmp_path):
    path = tmp_path / "a.tif"
    colours = RNG.integers(0, 256, (3, 256), np.uint16)
    tifffile.imwrite(path, GREY8, photometric="palette", colormap=colours * 257)
    assert_loads(path, colours[:, GREY8].astype(np.uint8))
    np.testing.assert_array_equal(load_labels(path), GREY8)


def test_tiff_palette_of_imagej_only_colours_the_intensities(tmp_path):
    path = tmp_path / "a.tif"
    colours = RNG.integers(0, 256, (3, 256), np.uint8)
    description = "ImageJ=1.54f\nunit=micron\n"
    tifffile.imwrite(
        path,
        GREY8,
        photometric="palette",
        colormap=colours.astype(np.uint16) * 257,
        description=description,
        metadata=None,
    )
    assert_loads(path, GREY8[None])


def test_tiff_of_one_bit(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, GREY8 > 99, photometric="minisblack")
    assert_loads(path, (GREY8 > 99)[None].astype(np.uint8))


# ---- PNG, JPEG, BMP ----


@pytest.mark.parametrize("name", ["a.png", "a.bmp"])
@pytest.mark.parametrize("pixels", [GREY8, RGB8], ids=["grey", "rgb"])
def test_pictures_of_8_bits(tmp_path, name, pixels):
    PIL.Image.fromarray(pixels).save(tmp_path / name)
    assert_loads(tmp_path / name, planes_of(pixels))


@pytest.mark.parametrize("samples", [0, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_png_depth_is_kept_and_alpha_dropped(tmp_path, samples, dtype):
    shape = (12, 16, samples) if samples else (12, 16)
    pixels = RNG.integers(0, np.iinfo(dtype).max, shape, dtype)
    path = tmp_path / "a.png"
    path.write_bytes(imagecodecs.png_encode(pixels))
    kept = {0: 1, 2: 1, 3: 3, 4: 3}[samples]
    assert_loads(path, planes_of(pixels)[:kept])


@pytest.mark.parametrize("transparency", [None, bytes(range(256))])
def test_png_palette_is_looked_up(tmp_path, transparency):
    picture = PIL.Image.new("P", (16, 12))
    picture.putdata(GREY8.ravel().tolist())
    colours = RNG.integers(0, 256, (256, 3), np.uint8)
    picture.putpalette(colours.tobytes())
    options = {} if transparency is None else {"transparency": transparency}
    picture.save(tmp_path / "a.png", **options)
    assert_loads(tmp_path / "a.png", planes_of(colours[GREY8]))
    np.testing.assert_array_equal(load_labels(tmp_path / "a.png"), GREY8)


def test_palette_of_greys_is_one_channel(tmp_path):
    picture = PIL.Image.new("P", (16, 12))
    picture.putdata(GREY8.ravel().tolist())
    picture.putpalette(bytes(255 - i // 3 for i in range(768)))
    picture.save(tmp_path / "a.bmp")
    assert_loads(tmp_path / "a.bmp", 255 - GREY8[None])


def test_png_of_one_bit(tmp_path):
    PIL.Image.fromarray(GREY8 > 99).save(tmp_path / "a.png")
    assert_loads(tmp_path / "a.png", (GREY8 > 99)[None].astype(np.uint8))


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpeg(tmp_path, mode):
    PIL.Image.new(mode, (16, 12), 77 if mode == "L" else (200,) * len(mode)).save(
        tmp_path / "a.jpg"
    )
    image = load_image(tmp_path / "a.jpg")
    assert image.planes.shape == (1 if mode == "L" else 3, 12, 16)
    assert image.planes.dtype == np.uint8
    assert image.pixel_size_um is None


def test_photos_are_turned_upright(tmp_path):
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    pixels = np.zeros((16, 32), np.uint8)
    pixels[:, :16] = 255
    PIL.Image.fromarray(pixels).save(tmp_path / "a.jpg", exif=exif)
    upright = load_image(tmp_path / "a.jpg").planes
    assert upright.shape == (1, 32, 16)
    assert upright[0, :16].min() > 250


def test_the_content_counts_not_the_suffix(tmp_path):
    path = tmp_path / "really_a_png.tif"
    PIL.Image.fromarray(GREY8).save(path, format="png")
    assert_loads(path, GREY8[None])


# ---- pixel size ----


@pytest.mark.parametrize(
    ("unit", "expected_um"),
    [
        ("micron", 0.25),
        ("um", 0.25),
        ("\\u00B5m", 0.25),
        ("nm", 0.00025),
        ("mm", 250),
        ("pixel", None),
        ("inch", None),
    ],
)
def test_imagej_pixel_size(tmp_path, unit, expected_um):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, GREY16, imagej=True, resolution=(4, 4), metadata={"unit": unit})
    assert load_image(path).pixel_size_um == pytest.approx(expected_um)


@pytest.mark.parametrize(
    ("metadata", "expected_um"),
    [
        ({"PhysicalSizeX": 0.65, "PhysicalSizeY": 0.65}, 0.65),
        ({"PhysicalSizeX": 65, "PhysicalSizeXUnit": "nm", "PhysicalSizeY": 65}, 0.065),
        ({"PhysicalSizeX": 0.65}, 0.65),
        ({"PhysicalSizeX": 0.65, "PhysicalSizeY": 1.3}, None),  # no square
        ({"PhysicalSizeX": 1, "PhysicalSizeXUnit": "pixel", "PhysicalSizeY": 1}, None),
        ({}, None),
    ],
)
def test_ome_pixel_size(tmp_path, metadata, expected_um):
    path = tmp_path / "a.ome.tif"
    tifffile.imwrite(path, GREY16, metadata={"axes": "YX", **metadata})
    assert load_image(path).pixel_size_um == pytest.approx(expected_um)


def test_a_broken_ome_description_leaves_the_size_unknown(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, GREY16, ome=True, metadata={"PhysicalSizeX": 0.65})
    path.write_bytes(path.read_bytes().replace(b'PhysicalSizeX="0.65"', b'PhysicalSizeX="half"'))
    image = load_image(path)
    assert image.pixel_size_um is None
    np.testing.assert_array_equal(image.planes[0], GREY16)


@pytest.mark.parametrize(
    ("per_unit", "unit", "expected_um"),
    [
        (20000, "centimeter", 0.5),
        (28.35, "centimeter", None),  # 72 per inch
        (118.11, "centimeter", None),  # 300 per inch
        (20000, "inch", None),
        (20000, "none", None),
    ],
)
def test_tiff_resolution(tmp_path, per_unit, unit, expected_um):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, GREY16, resolution=(per_unit, per_unit), resolutionunit=unit)
    assert load_image(path).pixel_size_um == pytest.approx(expected_um)


def test_no_calibration_is_unknown_never_one(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", GREY16)
    assert load_image(tmp_path / "a.tif").pixel_size_um is None


# ---- folders ----


def test_image_files(tmp_path):
    images = ["B.PNG", "a.tif", "b.ome.tiff", "c.jpeg"]
    others = ["a_masks.tif", "a_sketch.tif", "a_overlay.png", "._a.tif", "counts.csv"]
    for name in images + others:
        (tmp_path / name).touch()
    (tmp_path / "folder.tif").mkdir()
    assert [path.name for path in image_files(tmp_path)] == images
    with pytest.raises(InputError, match="There is no folder"):
        image_files(tmp_path / "none")
