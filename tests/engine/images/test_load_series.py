"""Files that are parts of a series, and files of mixed content: every picture once, none twice."""

import logging
import re

import numpy as np
import PIL.Image
import pytest
import tifffile

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import Extent, Frame
from sketchpose_engine.images.load import contents_of, load_image, look_into
from tests.engine.helpers.microscopes import write_czi, write_lif, write_mmstack

RNG = np.random.default_rng(0)
PLANES = RNG.integers(0, 65536, (3, 2, 2, 12, 16), np.uint16)  # position, time, channel
SHAPES = ((12, 16), (20, 24), (12, 16))


@pytest.fixture(autouse=True)
def quiet(caplog):
    """What tifffile logs about files that are not there."""
    with caplog.at_level(logging.CRITICAL):
        yield


def plane(height, width):
    return RNG.integers(0, 256, (height, width), np.uint8)


def assert_scenes(path, expected):
    """Each scene has one frame, with these planes."""
    assert look_into(path) == Extent(len(expected))
    for scene, planes in enumerate(expected):
        np.testing.assert_array_equal(load_image(path, Frame(scene)).planes, planes)


# ---- OME-TIFF in several files ----


def uuid(number):
    return f"urn:uuid:0000000{number}-0000-0000-0000-000000000000"


def write_positions(folder, compression=None, named=True, creator=""):
    """One position in each file; each file describes all, with a head of another length."""
    for number in range(3):
        images = "".join(
            f'<Image ID="Image:{k}" Name="Pos{k}"><Pixels ID="Pixels:{k}" DimensionOrder="XYZCT" '
            'Type="uint16" SizeX="16" SizeY="12" SizeZ="1" SizeC="1" SizeT="1" '
            f'PhysicalSizeX="{k + 1}" PhysicalSizeY="{k + 1}"><Channel ID="Channel:{k}:0" '
            'SamplesPerPixel="1"/><TiffData IFD="0" PlaneCount="1"><UUID '
            f'FileName="p{k}.ome.tif">{uuid(k)}</UUID></TiffData></Pixels></Image>'
            for k in range(3)
        )
        own = f'UUID="{uuid(number)}" ' if named else ""
        tifffile.imwrite(
            folder / f"p{number}.ome.tif",
            PLANES[number, 0, 0],
            metadata=None,
            compression=compression,
            description='<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/'
            f'OME/2016-06" {own}Creator="{"x" * 40 * number}">{images}</OME>',
        )


@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("named", [True, False], ids=["with own id", "without"])
def test_a_file_of_one_position_stands_for_itself(tmp_path, compression, named):
    write_positions(tmp_path, compression, named)
    for number in range(3):
        path = tmp_path / f"p{number}.ome.tif"
        assert_scenes(path, PLANES[number, :1, :1])
        assert load_image(path).pixel_size_um == number + 1
        assert contents_of(path).parts == ()


def test_a_position_without_the_other_files_is_read_as_with_them(tmp_path):
    write_positions(tmp_path)
    for number in (0, 2):
        (tmp_path / f"p{number}.ome.tif").unlink()
    assert_scenes(tmp_path / "p1.ome.tif", PLANES[1, :1, :1])


def test_a_renamed_file_is_known_by_its_id(tmp_path):
    write_positions(tmp_path)
    (tmp_path / "p1.ome.tif").rename(tmp_path / "treated.tif")
    assert_scenes(tmp_path / "treated.tif", PLANES[1, :1, :1])


@pytest.mark.parametrize("own", ["urn:uuid:a", "urn:uuid:b", ""])
@pytest.mark.parametrize("name", ["old.ome.tif", "folder/old.ome.tif"])
def test_a_renamed_file_that_was_alone_is_read(tmp_path, own, name):
    path = tmp_path / "new.ome.tif"
    tifffile.imwrite(path, PLANES[0, 0, 0], ome=True, metadata={"axes": "YX"})
    text = re.sub(
        'UUID="[^"]*"', f'UUID="{own}"' if own else "", tifffile.tiffcomment(path), count=1
    )
    data = f'<TiffData IFD="0" PlaneCount="1"><UUID FileName="{name}">urn:uuid:b</UUID></TiffData>'
    text = re.sub("<TiffData[^>]*/>|<TiffData.*</TiffData>", data, text)
    tifffile.imwrite(path, PLANES[1, 0, 0], description=text, metadata=None)
    assert_scenes(path, PLANES[1, :1, :1])


def test_a_renamed_file_without_an_id_is_refused(tmp_path):
    write_positions(tmp_path, named=False)
    (tmp_path / "p1.ome.tif").rename(tmp_path / "treated.tif")
    with pytest.raises(InputError, match=r"treated\.tif is one of several files .*: give it"):
        load_image(tmp_path / "treated.tif")


def test_a_file_described_by_another_one_says_which(tmp_path):
    tifffile.imwrite(tmp_path / "all.ome.tif", PLANES[0, 0, 0], metadata={"axes": "YX"})
    part = (
        '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">'
        '<BinaryOnly MetadataFile="all.ome.tif" UUID="urn:uuid:1"/></OME>'
    )
    tifffile.imwrite(tmp_path / "b.ome.tif", PLANES[1, 0, 0], metadata=None, description=part)
    with pytest.raises(InputError, match=r"b\.ome\.tif is a part of .*: open all\.ome\.tif"):
        load_image(tmp_path / "b.ome.tif")
    (tmp_path / "all.ome.tif").unlink()
    assert_scenes(tmp_path / "b.ome.tif", PLANES[1, :1, :1])


# ---- Micro-Manager ----

SET = {"Channels": 2, "Slices": 1, "Frames": 2, "Positions": 3}


def write_set(path, places):
    """Planes of (position, time, channel)."""
    planes = {(c, 0, t, p): PLANES[p, t, c] for p, t, c in places}
    write_mmstack(path, planes, SET)


def assert_times(path, expected):
    assert look_into(path) == Extent(times=len(expected))
    for time, planes in enumerate(expected):
        np.testing.assert_array_equal(load_image(path, Frame(time=time)).planes, planes)


@pytest.mark.parametrize("alone", [False, True])
def test_a_stack_of_micromanager_of_one_position(tmp_path, alone):
    for p in (1,) if alone else range(3):
        write_set(
            tmp_path / f"exp_MMStack_Pos{p}.ome.tif", [(p, t, c) for t, c in np.ndindex(2, 2)]
        )
    assert_times(tmp_path / "exp_MMStack_Pos1.ome.tif", PLANES[1])


def test_positions_in_one_stack_of_micromanager_are_scenes(tmp_path):
    path = tmp_path / "exp_MMStack.ome.tif"
    write_set(path, np.ndindex(3, 2, 2))
    assert look_into(path) == Extent(3, 2)
    for p, t in np.ndindex(3, 2):
        np.testing.assert_array_equal(load_image(path, Frame(p, t)).planes, PLANES[p, t])


def test_what_micromanager_states(tmp_path):
    stated = {"PixelSize_um": 0.65, "z-step_um": 0, "Interval_ms": 500, "ChNames": ["a", "b"]}
    planes = {(c, 0, t, 0): PLANES[0, t, c] for t, c in np.ndindex(2, 2)}
    write_mmstack(tmp_path / "a_MMStack.ome.tif", planes, SET | stated)
    image = load_image(tmp_path / "a_MMStack.ome.tif")
    assert (image.pixel_size_um, image.channels) == (0.65, ("a", "b"))
    assert (image.depth_step_um, image.time_step_s) == (None, 0.5)


def test_a_frame_that_goes_on_in_the_next_file_is_put_together(tmp_path):
    first, second = (tmp_path / f"exp_MMStack_Pos0{end}.ome.tif" for end in ("", "_1"))
    write_set(first, [(0, 0, 0), (0, 0, 1), (0, 1, 0)])
    write_set(second, [(0, 1, 1)])
    assert_times(first, PLANES[0])
    assert contents_of(first).parts == (second,)


def test_masks_beside_an_aborted_stack_are_not_taken_for_a_part_of_it(tmp_path):
    path = tmp_path / "exp_MMStack_Pos0.ome.tif"
    write_set(path, [(0, 0, 0), (0, 0, 1), (0, 1, 0)])
    tifffile.imwrite(tmp_path / "exp_MMStack_Pos0.ome_masks.tif", PLANES[0, 0, 0])
    np.testing.assert_array_equal(load_image(path).planes, PLANES[0, 0])
    assert "never acquired" in contents_of(path).left_out[0]


# ---- several pictures in one file ----


def test_pages_of_several_sizes_are_scenes_in_their_order(tmp_path):
    path = tmp_path / "crops.tif"
    pages = [plane(*shape) for shape in SHAPES]
    with tifffile.TiffWriter(path) as tiff:
        for page in pages:
            tiff.write(page, metadata=None)
    assert_scenes(path, [page[None] for page in pages])
    assert contents_of(path).mixed


def test_one_page_of_another_size_among_many(tmp_path):
    path = tmp_path / "pages.tif"
    pages = [plane(10 if k == 3 else 12, 16) for k in range(10)]
    with tifffile.TiffWriter(path) as tiff:
        for page in pages:
            tiff.write(page, metadata=None)
    assert look_into(path) == Extent(3, 6, 1, ((3, 1), (1, 1), (6, 1)))
    found = [load_image(path, frame).planes[0] for frame in look_into(path).frames()]
    for one, page in zip(found, pages, strict=True):
        np.testing.assert_array_equal(one, page)
    with pytest.raises(InputError, match=r"has no point in time 2: there is only one"):
        load_image(path, Frame(1, 1))


def test_one_page_of_another_size_among_very_many_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sketchpose_engine.images.readers.tiff_series.MOST_CHECKED", 9)
    path = tmp_path / "pages.tif"
    with tifffile.TiffWriter(path) as tiff:
        for k in range(10):
            tiff.write(plane(10 if k == 3 else 12, 16), metadata=None)
    load_image(path, Frame(time=2))
    with pytest.raises(InputError, match=r"Page 4 of pages\.tif has another size"):
        load_image(path, Frame(time=3))


@pytest.mark.parametrize("axes", ["YX", None], ids=["OME", "plain"])
def test_an_overview_and_the_picture_are_both_scenes(tmp_path, axes):
    path = tmp_path / f"slide{'.ome' * bool(axes)}.tif"
    pages = [plane(16, 16), plane(64, 64)]
    with tifffile.TiffWriter(path) as tiff:
        for page in pages:
            tiff.write(page, metadata=axes and {"axes": axes})
    assert_scenes(path, [page[None] for page in pages])


def test_pages_of_several_types_and_colours_are_scenes(tmp_path):
    path = tmp_path / "scan.tif"
    colours = RNG.integers(0, 256, (12, 16, 3), np.uint8)
    grey, deep = plane(12, 16), PLANES[0, 0, 0]
    with tifffile.TiffWriter(path) as tiff:
        tiff.write(colours, metadata=None, photometric="rgb")
        for page in (grey, deep):
            tiff.write(page, metadata=None)
    assert_scenes(path, [np.moveaxis(colours, 2, 0), grey[None], deep[None]])


@pytest.mark.parametrize("first", [True, False])
def test_a_reduced_copy_is_left_out_and_named(tmp_path, first):
    path = tmp_path / "a.tif"
    picture = plane(32, 32)
    with tifffile.TiffWriter(path) as tiff:
        for copy in (first, not first):
            if copy:
                tiff.write(picture[::4, ::4], metadata=None, subfiletype=1)
            else:
                tiff.write(picture, metadata=None)
    assert_scenes(path, [picture[None]])
    assert contents_of(path).left_out == ("1 reduced copy or transparency mask",)


@pytest.mark.parametrize("options", [{"imagej": True}, {"ome": True}], ids=str)
@pytest.mark.parametrize("compression", [None, "zlib"])
def test_pages_that_the_description_does_not_mention_are_named(tmp_path, options, compression):
    path = tmp_path / "a.tif"
    movie = np.stack([plane(12, 16) for _ in range(3)])
    options |= {"metadata": {"axes": "TYX"}, "photometric": "minisblack"}
    tifffile.imwrite(path, movie, compression=compression, **options)
    alike = {"metadata": None, "append": "force", "compression": compression}
    tifffile.imwrite(path, plane(12, 16), **alike)
    assert_times(path, movie[:, None])
    assert contents_of(path).left_out == ("1 further page that its description does not mention",)
    tifffile.imwrite(path, plane(10, 9), **alike)
    there = [load_image(path, frame).planes[0] for frame in look_into(path).frames()]
    assert len(there) + sum("further" in each for each in contents_of(path).left_out) >= 4
    for one, expected in zip(there, movie, strict=False):
        np.testing.assert_array_equal(one, expected)


def test_an_animation_is_its_first_picture_and_that_is_said(tmp_path):
    pictures = [PIL.Image.fromarray(plane(12, 16)) for _ in range(3)]
    pictures[0].save(tmp_path / "a.png", save_all=True, append_images=pictures[1:])
    assert contents_of(tmp_path / "a.png").left_out == ("2 further pictures of an animation",)


@pytest.mark.parametrize("name", ["a.ome.tif", "a.tif"])
def test_the_levels_of_a_pyramid_are_left_out_and_named(tmp_path, name):
    picture = plane(64, 64)
    with tifffile.TiffWriter(tmp_path / name) as tiff:
        tiff.write(picture, subifds=2, metadata={"axes": "YX"})
        for step in (2, 4):
            tiff.write(picture[::step, ::step], subfiletype=1)
    assert_scenes(tmp_path / name, [picture[None]])
    assert contents_of(tmp_path / name).left_out == ("2 reduced copies",)


def test_unmarked_pages_that_get_smaller_are_offered(tmp_path):
    """They may be a pyramid, or crops of that size."""
    path = tmp_path / "a.tif"
    pages = [plane(64 // k, 64 // k) for k in (1, 2, 4)]
    with tifffile.TiffWriter(path) as tiff:
        for page in pages:
            tiff.write(page, metadata=None)
    assert_scenes(path, [page[None] for page in pages])


def test_label_and_overview_of_a_slide_scanner_are_left_out_and_named(tmp_path):
    path = tmp_path / "slide.svs"
    sizes = {"": (64, 64), " ": (10, 12), "label": (10, 14), "macro": (10, 16)}
    with tifffile.TiffWriter(path) as tiff:
        for name, size in sizes.items():
            pixels = RNG.integers(0, 256, (*size, 3), np.uint8)
            options = {"tile": (32, 32)} if not name else {"subfiletype": int(name != " ")}
            text = f"Aperio Image Library v1\r\n{name}"
            tiff.write(pixels, photometric="rgb", metadata=None, description=text, **options)
    assert look_into(path) == Extent()
    assert load_image(path).planes.shape == (3, 64, 64)
    assert len(contents_of(path).left_out) == 3


def test_every_image_of_a_lif_is_a_scene(tmp_path):
    path = tmp_path / "day.lif"
    overview, picture, both = plane(40, 40), plane(12, 16), PLANES[0, 0]
    movie = PLANES[1, :, 0]
    write_lif(path, [(overview, "YX"), (picture, "YX"), (both, "CYX"), (movie, "TYX")])
    assert look_into(path) == Extent(4, 2, 1, ((1, 1), (1, 1), (1, 1), (2, 1)))
    for scene, planes in enumerate((overview[None], picture[None], both, movie[:1])):
        np.testing.assert_array_equal(load_image(path, Frame(scene)).planes, planes)
    assert [look_into(path).code(frame) for frame in look_into(path).frames()] == [
        "s1t1",
        "s2t1",
        "s3t1",
        "s4t1",
        "s4t2",
    ]


def test_scenes_of_a_czi_may_differ_in_channels_and_depths(tmp_path):
    path = tmp_path / "a.czi"
    tiles = [({"S": 0, "C": c, "Z": z}, PLANES[z, 0, c]) for c, z in np.ndindex(2, 3)]
    tiles += [({"S": 1, "C": 1, "Z": 0, "X": 99}, PLANES[0, 1, 1].astype(np.uint8))]
    write_czi(path, tiles, names=("DAPI", "GFP"))
    assert look_into(path) == Extent(2, 1, 3, ((1, 3), (1, 1)))
    one = load_image(path, Frame(0, 0, 2))
    np.testing.assert_array_equal(one.planes, PLANES[2, 0])
    other = load_image(path, Frame(1))
    assert (other.channels, other.planes.dtype) == (("GFP",), np.uint8)
    np.testing.assert_array_equal(other.planes[0], PLANES[0, 1, 1].astype(np.uint8))
    assert load_image(path, Frame(1, 0, None)).frame == Frame(1)


def test_what_a_czi_holds_besides_its_frames_is_named(tmp_path):
    write_czi(tmp_path / "a.czi", [({"H": phase}, PLANES[0, 0, 0]) for phase in range(3)])
    assert contents_of(tmp_path / "a.czi").left_out == ("2 further phases",)


def test_a_channel_of_a_czi_that_was_not_always_acquired_is_named(tmp_path):
    path = tmp_path / "a.czi"
    write_czi(path, [({"T": t, "C": c}, PLANES[t, 0, c]) for t, c in ((0, 0), (0, 1), (1, 0))])
    assert "never acquired" in contents_of(path).left_out[0]
    np.testing.assert_array_equal(load_image(path, Frame(0, 1)).planes[0], PLANES[1, 0, 0])


def test_a_frame_of_a_czi_that_was_never_acquired_is_refused(tmp_path):
    path = tmp_path / "a.czi"
    write_czi(path, [({"T": t, "Z": z}, PLANES[t, 0, z]) for t, z in ((0, 0), (0, 1), (1, 0))])
    load_image(path, Frame(0, 0, 1))
    with pytest.raises(InputError, match=r"a\.czi has no picture there: .* never acquired"):
        load_image(path, Frame(0, 1, 1))


# ---- pixel size and steps ----


def test_each_scene_of_an_ome_tiff_has_its_own_pixel_size(tmp_path):
    path = tmp_path / "two.ome.tif"
    stated = [
        {"PhysicalSizeX": 0.65, "PhysicalSizeY": 0.65},
        {"PhysicalSizeX": 162.5, "PhysicalSizeXUnit": "nm", "PhysicalSizeY": 162.5},
        {},
    ]
    with tifffile.TiffWriter(path, ome=True) as tiff:
        for metadata in stated:
            tiff.write(plane(12, 16), metadata={"axes": "YX", **metadata})
    found = [load_image(path, Frame(scene)).pixel_size_um for scene in range(3)]
    assert found == [0.65, pytest.approx(0.1625), None]


def test_each_page_has_the_pixel_size_that_it_states(tmp_path):
    path = tmp_path / "pages.tif"
    with tifffile.TiffWriter(path) as tiff:
        for per_cm in (20000, 40000):
            tiff.write(
                plane(12, 16), metadata=None, resolution=(per_cm,) * 2, resolutionunit="CENTIMETER"
            )
    sizes = [load_image(path, frame).pixel_size_um for frame in look_into(path).frames()]
    assert sizes == [0.5, 0.25]


def test_each_image_of_a_lif_has_its_own_pixel_size(tmp_path):
    write_lif(tmp_path / "a.lif", [(plane(12, 16), "YX")] * 2, [6.5e-7, 1.625e-7])
    sizes = [load_image(tmp_path / "a.lif", Frame(k)).pixel_size_um for k in range(2)]
    assert sizes == [pytest.approx(0.65), pytest.approx(0.1625)]


def test_steps_in_depth_and_time(tmp_path):
    pixels = RNG.integers(0, 9, (2, 3, 12, 16), np.uint8)
    ome = {"PhysicalSizeZ": 500, "PhysicalSizeZUnit": "nm", "TimeIncrement": 2}
    ome |= {"TimeIncrementUnit": "min"}
    tifffile.imwrite(tmp_path / "a.ome.tif", pixels, metadata={"axes": "TZYX", **ome})
    imagej = {"axes": "TZYX", "spacing": 0.5, "unit": "um", "finterval": 120}
    tifffile.imwrite(tmp_path / "b.tif", pixels, imagej=True, metadata=imagej, resolution=(1, 1))
    tifffile.imwrite(tmp_path / "c.tif", pixels, imagej=True, metadata={"axes": "TZYX"})
    images = [load_image(tmp_path / name) for name in ("a.ome.tif", "b.tif", "c.tif")]
    steps = [(image.depth_step_um, image.time_step_s) for image in images]
    assert steps == [(0.5, 120), (0.5, 120), (None, None)]
