"""One frame at a time out of a file with many."""

import logging
import re
import tracemalloc

import numpy as np
import PIL.Image
import pytest
import tifffile

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import FIRST, Extent, Frame
from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.images.load import contents_of, load_image, look_into

RNG = np.random.default_rng(0)
TZC = RNG.integers(0, 65536, (3, 4, 2, 12, 16), np.uint16)


def assert_frames(path, expected):
    """`expected[time, depth]` are the planes (C, H, W)."""
    extent = Extent(1, *expected.shape[:2])
    assert look_into(path) == extent
    for frame in extent.frames():
        image = load_image(path, frame)
        assert (image.extent, image.frame) == (extent, frame)
        np.testing.assert_array_equal(image.planes, expected[frame.time, frame.depth])
    if extent.depths > 1:
        image = load_image(path, Frame(0, extent.times - 1, None))
        assert image.frame.depth is None
        np.testing.assert_array_equal(image.planes, expected[-1].max(axis=0))


@pytest.mark.parametrize(
    "options",
    [
        {"imagej": True},
        {"imagej": True, "compression": "zlib"},
        {"ome": True},
        {"ome": True, "bigtiff": True},
        {"ome": True, "compression": "lzw"},
        {"ome": True, "compression": "zstd", "tile": (16, 16)},
        {},
    ],
    ids=str,
)
def test_times_depths_and_channels(tmp_path, options):
    path = tmp_path / "movie.tif"
    tifffile.imwrite(path, TZC, photometric="minisblack", metadata={"axes": "TZCYX"}, **options)
    assert_frames(path, TZC)


@pytest.mark.parametrize("axes", ["ZCTYX", "CTZYX", "CZTYX"])
def test_axes_in_any_order(tmp_path, axes):
    path = tmp_path / "movie.ome.tif"
    pixels = TZC.transpose(["TZCYX".index(axis) for axis in axes])
    tifffile.imwrite(path, pixels, photometric="minisblack", metadata={"axes": axes})
    assert_frames(path, TZC)


def test_imagej_stack_written_as_one_page(tmp_path):
    path = tmp_path / "large.tif"
    tifffile.imwrite(path, TZC, imagej=True, metadata={"axes": "TZCYX"}, truncate=True)
    with tifffile.TiffFile(path) as tiff:
        assert len(tiff.pages) == 1
    assert_frames(path, TZC)


@pytest.mark.parametrize("compression", [None, "zlib", "jpeg"])
@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 9])
def test_plain_pages_are_times_however_many_there_are(tmp_path, compression, count):
    path = tmp_path / "pages.tif"
    pixels = np.repeat(RNG.integers(0, 256, (count, 1, 1), np.uint8), 16, 1).repeat(16, 2)
    with tifffile.TiffWriter(path) as tiff:
        for page in pixels:
            tiff.write(page, metadata=None, compression=compression)
    assert_frames(path, pixels[:, None, None])
    assert contents_of(path).unnamed_pages == count
    assert look_into(path, "depths") == Extent(depths=count)
    assert look_into(path, "channels") == Extent()
    np.testing.assert_array_equal(load_image(path, pages="channels").planes, pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_an_array_of_three_planes_may_be_colours_or_frames(tmp_path, dtype):
    """Whatever they are, tifffile writes them as planes of colour: then the choice counts."""
    path = tmp_path / "array.tif"
    pixels = RNG.integers(0, 256, (3, 12, 16)).astype(dtype)
    tifffile.imwrite(path, pixels, photometric="rgb", planarconfig="separate")
    assert contents_of(path).unnamed_pages == 3
    np.testing.assert_array_equal(load_image(path).planes, pixels)
    assert look_into(path, "times") == Extent(times=3)
    np.testing.assert_array_equal(load_image(path, Frame(time=2), "times").planes[0], pixels[2])
    np.testing.assert_array_equal(load_labels(path, Frame(time=1)), pixels[1])


def test_named_axes_leave_no_choice(tmp_path):
    path = tmp_path / "movie.tif"
    tifffile.imwrite(path, TZC, imagej=True, metadata={"axes": "TZCYX"})
    assert contents_of(path).unnamed_pages == 0
    for pages in ("times", "depths", "channels"):
        assert look_into(path, pages) == Extent(1, 3, 4)


@pytest.mark.parametrize("count", [3, 9])
def test_pictures_in_colour_are_frames_whatever_the_choice(tmp_path, count):
    path = tmp_path / "scan.tif"
    pixels = RNG.integers(0, 256, (count, 12, 16, 3), np.uint8)
    pictures = [PIL.Image.fromarray(each) for each in pixels]
    pictures[0].save(path, save_all=True, append_images=pictures[1:])
    assert_frames(path, np.moveaxis(pixels, 3, 1)[:, None])
    assert look_into(path, "channels") == Extent(times=count)


@pytest.mark.parametrize("photometric", ["rgb", "palette"])
def test_stacks_of_colours(tmp_path, photometric):
    path = tmp_path / "colours.tif"
    pixels = RNG.integers(0, 256, (5, 12, 16, 3), np.uint8)
    options = {"photometric": "rgb"}
    if photometric == "palette":
        colours = RNG.integers(0, 256, (3, 256), np.uint16)
        options = {"photometric": "palette", "colormap": colours * 257}
        indices, pixels = pixels[..., 0], colours.T.astype(np.uint8)[pixels[..., 0]]
    axes = "TYX" if photometric == "palette" else "TYXS"
    written = indices if photometric == "palette" else pixels
    tifffile.imwrite(path, written, metadata={"axes": axes}, **options)
    assert_frames(path, np.moveaxis(pixels, 3, 1)[:, None])


def test_depths_within_a_page(tmp_path):
    path = tmp_path / "volume.tif"
    tifffile.imwrite(
        path,
        TZC[0, :, 0],
        volumetric=True,
        tile=(1, 16, 16),
        photometric="minisblack",
        metadata={"axes": "ZYX"},
    )
    assert_frames(path, TZC[:1, :, :1])


def test_scenes_are_series(tmp_path):
    path = tmp_path / "wells.ome.tif"
    with tifffile.TiffWriter(path, ome=True) as tiff:
        for scene in TZC:
            tiff.write(scene, metadata={"axes": "ZCYX"}, photometric="minisblack")
        tiff.write(TZC[0, 0, 0, :8, :8], metadata={"axes": "YX"})
    assert look_into(path) == Extent(4, 1, 4, ((1, 4), (1, 4), (1, 4), (1, 1)))
    np.testing.assert_array_equal(load_image(path, Frame(3)).planes, TZC[0, 0, :1, :8, :8])
    for scene in range(3):
        planes = load_image(path, Frame(scene, 0, 3)).planes
        np.testing.assert_array_equal(planes, TZC[scene, 3])


def test_ome_in_several_files(tmp_path):
    """As a microscope writes them: each file describes all, and holds one point in time."""
    uuid = "urn:uuid:0000000{}-0000-0000-0000-000000000000"
    template = tmp_path / "one.ome.tif"
    tifffile.imwrite(template, TZC[:, 0, 0], ome=True, metadata={"axes": "TYX"})
    description = tifffile.tiffcomment(template)
    head = description[: description.index("<TiffData")]
    tail = description[description.index("</Pixels>") :]
    data = "".join(
        f'<TiffData FirstT="{t}" IFD="0" PlaneCount="1"><UUID FileName="t{t}.ome.tif">'
        f"{uuid.format(t)}</UUID></TiffData>"
        for t in range(3)
    )
    for t in range(3):
        own = re.sub('UUID="[^"]*"', f'UUID="{uuid.format(t)}"', head)
        tifffile.imwrite(
            tmp_path / f"t{t}.ome.tif",
            TZC[t, 0, 0],
            description=own + data + tail,
            metadata=None,
            compression="zlib",
        )
    assert_frames(tmp_path / "t0.ome.tif", TZC[:, :1, :1])
    (tmp_path / "t2.ome.tif").unlink()
    with pytest.raises(InputError, match=r"t0\.ome\.tif lacks the files .*: copy all files"):
        load_image(tmp_path / "t0.ome.tif", Frame(time=2))


def test_a_frame_that_was_never_acquired_is_refused(tmp_path, caplog):
    path = tmp_path / "aborted.ome.tif"
    tifffile.imwrite(path, TZC[:, 0, 0], ome=True, metadata={"axes": "TYX"})
    longer = tifffile.tiffcomment(path).replace('SizeT="3"', 'SizeT="4"')
    tifffile.tiffcomment(path, longer)
    with caplog.at_level(logging.CRITICAL):
        assert look_into(path).times == 4
        np.testing.assert_array_equal(load_image(path, Frame(time=2)).planes[0], TZC[2, 0, 0])
        with pytest.raises(InputError, match=r"aborted\.ome\.tif has no picture there: .* never"):
            load_image(path, Frame(time=3))


def test_names_of_channels(tmp_path):
    path = tmp_path / "named.ome.tif"
    metadata = {"axes": "CYX", "Channel": {"Name": ["DAPI", "Membrane"]}}
    tifffile.imwrite(path, TZC[0, 0], photometric="minisblack", metadata=metadata)
    assert load_image(path).channels == ("DAPI", "Membrane")
    tifffile.imwrite(path, TZC[0, 0], photometric="minisblack", metadata={"axes": "CYX"})
    assert load_image(path).channels == ()


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (Frame(time=3), r"movie\.tif has no point in time 4: choose one from 1 to 3\."),
        (Frame(depth=4), r"movie\.tif has no depth 5: choose one from 1 to 4\."),
        (Frame(scene=1), r"movie\.tif has no scene 2: there is only one\."),
        (Frame(time=-1), "no point in time 0"),
    ],
)
def test_frames_that_are_not_there(tmp_path, frame, sentence):
    path = tmp_path / "movie.tif"
    tifffile.imwrite(path, TZC, imagej=True, metadata={"axes": "TZCYX"})
    with pytest.raises(InputError, match=sentence):
        load_image(path, frame)


def test_the_maximum_over_one_depth_is_that_depth(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, TZC[0, 0, 0])
    assert load_image(path, Frame(depth=None)).frame == FIRST


@pytest.mark.parametrize("options", [{"imagej": True}, {"ome": True, "compression": "zlib"}])
def test_memory_does_not_grow_with_the_stack(tmp_path, options):
    path = tmp_path / "long.tif"
    tifffile.imwrite(path, np.zeros((80, 256, 256), np.uint16), metadata={"axes": "TYX"}, **options)
    load_image(path)
    tracemalloc.start()
    load_image(path, Frame(time=70))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 256 * 256 * 2


def test_a_stack_of_labels(tmp_path):
    path = tmp_path / "masks.tif"
    tifffile.imwrite(path, TZC[:, 0, 0], imagej=True, metadata={"axes": "TYX"})
    np.testing.assert_array_equal(load_labels(path), TZC[0, 0, 0])
    np.testing.assert_array_equal(load_labels(path, Frame(time=2)), TZC[2, 0, 0])
    with pytest.raises(InputError, match="no point in time 4"):
        load_labels(path, Frame(time=3))


def test_a_sketch_is_no_stack(tmp_path):
    path = tmp_path / "s.tif"
    tifffile.imwrite(path, TZC[:, 0, 0] % 4, imagej=True, metadata={"axes": "TYX"})
    with pytest.raises(InputError, match=r"The sketch s\.tif is a stack of 3 frames: save"):
        load_sketch(path, (12, 16))
