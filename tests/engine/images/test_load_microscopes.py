"""CZI, LIF and ND2: frames, mosaics, colours and calibration."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import Extent, Frame
from sketchpose_engine.images.label_images import load_labels
from sketchpose_engine.images.load import image_files, load_image, look_into
from tests.engine.helpers.microscopes import write_czi, write_lif, write_nd2

ROOT = Path(__file__).parents[3]
RNG = np.random.default_rng(0)
STZC = RNG.integers(0, 65536, (2, 3, 4, 2, 12, 16), np.uint16)
BLUE_FIRST = RNG.integers(0, 256, (12, 16, 3), np.uint8)
RGB = BLUE_FIRST[..., ::-1].transpose(2, 0, 1)


def assert_all_frames(path, expected=STZC):
    """`expected[scene, time, depth]` are the planes (C, H, W)."""
    extent = Extent(*expected.shape[:3])
    assert look_into(path) == extent
    for frame in extent.frames():
        planes = load_image(path, frame).planes
        assert planes.dtype == expected.dtype
        np.testing.assert_array_equal(planes, expected[frame.scene, frame.time, frame.depth])
    highest = load_image(path, Frame(1, 2, None)).planes
    np.testing.assert_array_equal(highest, expected[1, 2].max(axis=0))


def write_stzc_czi(path, **options):
    """In a disorder, its numbers not from 0, and the scenes side by side."""
    tiles = [
        ({"S": s, "T": t + 5, "Z": z, "C": c, "X": 100 * s - 50, "Y": -7}, STZC[s, t, z, c])
        for s, t, z, c in np.ndindex(STZC.shape[:4])
    ]
    write_czi(path, tiles[::-1], **options)


# ---- CZI ----


@pytest.mark.parametrize("compression", ["raw", "lzw", "jpegxr", "zstd", "zstd1", "halves"])
def test_czi_frames(tmp_path, compression):
    write_stzc_czi(tmp_path / "a.czi", compression=compression, thumbnails=3)
    assert_all_frames(tmp_path / "a.czi")


def test_czi_calibration_and_names(tmp_path):
    path = tmp_path / "a.czi"
    write_stzc_czi(path, pixel_size_m=(2.5e-7, 2.5e-7), names=("DAPI", "GFP"))
    image = load_image(path, Frame(1, 2, 3))
    assert image.pixel_size_um == pytest.approx(0.25)
    assert image.channels == ("DAPI", "GFP")
    write_stzc_czi(path)
    assert load_image(path).pixel_size_um is None
    assert load_image(path).channels == ()


def test_czi_mosaic_is_put_together(tmp_path):
    """Tiles overlap, the later ones lie on top; where there is none, it is black."""
    whole = np.zeros((20, 28), np.uint16)
    tiles = []
    for m, (y, x) in enumerate([(0, 0), (0, 12), (8, 0)]):
        tile = RNG.integers(0, 65536, (12, 16), np.uint16)
        whole[y : y + 12, x : x + 16] = tile
        tiles.append(({"M": m, "C": 0, "X": x - 3, "Y": y + 9}, tile))
    write_czi(tmp_path / "a.czi", tiles[::-1])
    np.testing.assert_array_equal(load_image(tmp_path / "a.czi").planes, whole[None])


def test_czi_scenes_may_differ_in_size(tmp_path):
    small, large = np.ones((9, 10), np.uint8), np.full((12, 16), 2, np.uint8)
    write_czi(tmp_path / "a.czi", [({"S": 0}, small), ({"S": 1, "X": 50}, large)])
    for scene, pixels in enumerate((small, large)):
        planes = load_image(tmp_path / "a.czi", Frame(scene)).planes
        np.testing.assert_array_equal(planes[0], pixels)


@pytest.mark.parametrize("compression", ["raw", "jpegxr", "zstd"])
def test_czi_colours(tmp_path, compression):
    stored = BLUE_FIRST[..., ::-1] if compression == "jpegxr" else BLUE_FIRST
    write_czi(
        tmp_path / "a.czi", [({"C": 0}, np.ascontiguousarray(stored))], compression=compression
    )
    np.testing.assert_array_equal(load_image(tmp_path / "a.czi").planes, RGB)


def test_czi_alpha_is_dropped(tmp_path):
    stored = np.dstack([BLUE_FIRST, np.full((12, 16), 255, np.uint8)])
    write_czi(tmp_path / "a.czi", [({"C": 0}, stored)])
    np.testing.assert_array_equal(load_image(tmp_path / "a.czi").planes, RGB)


def test_czi_channels_of_several_types(tmp_path):
    grey = STZC[0, 0, 0, 0]
    write_czi(tmp_path / "a.czi", [({"C": 1}, BLUE_FIRST), ({"C": 0}, grey)])
    expected = np.concatenate([grey[None], RGB.astype(np.uint16)])
    np.testing.assert_array_equal(load_image(tmp_path / "a.czi").planes, expected)


def test_czi_only_the_first_phase_is_read(tmp_path):
    tiles = [({"H": phase}, STZC[0, 0, phase, 0]) for phase in range(3)]
    write_czi(tmp_path / "a.czi", tiles)
    np.testing.assert_array_equal(load_image(tmp_path / "a.czi").planes, STZC[0, 0, :1, 0])


def test_czi_whose_tiles_lie_absurdly_far_apart(tmp_path):
    tile = np.ones((12, 16), np.uint8)
    write_czi(tmp_path / "a.czi", [({"M": 0}, tile), ({"M": 1, "X": 2**30}, tile)])
    with pytest.raises(InputError, match=r"a\.czi is 1073741840 x 12 pixels large.*: crop"):
        look_into(tmp_path / "a.czi")
    write_czi(tmp_path / "a.czi", [({"M": 0}, tile), ({"M": 1, "X": 2**25}, tile)])
    with pytest.raises(InputError, match=r"a\.czi is damaged"):
        look_into(tmp_path / "a.czi")


# ---- LIF ----


@pytest.mark.parametrize("axes", ["TZCYX", "CTZYX", "TCZYX"])
def test_lif_frames(tmp_path, axes):
    order = ["TZCYX".index(axis) for axis in axes]
    images = [(np.ascontiguousarray(scene.transpose(order)), axes) for scene in STZC]
    write_lif(tmp_path / "a.lif", images)
    assert_all_frames(tmp_path / "a.lif")
    assert load_image(tmp_path / "a.lif").channels == ("Green", "Red")
    assert load_image(tmp_path / "a.lif").pixel_size_um == pytest.approx(0.25)


def test_lif_tiles_are_scenes(tmp_path):
    write_lif(tmp_path / "a.lif", [(STZC[0, :, 0, 0], "MYX"), (STZC[1, :, 0, 0], "MYX")])
    assert look_into(tmp_path / "a.lif") == Extent(scenes=6)
    for scene in range(6):
        planes = load_image(tmp_path / "a.lif", Frame(scene)).planes
        np.testing.assert_array_equal(planes[0], STZC[scene // 3, scene % 3, 0, 0])


def test_lif_colours(tmp_path):
    write_lif(tmp_path / "a.lif", [(np.stack([BLUE_FIRST] * 2), "TYXS")])
    planes = load_image(tmp_path / "a.lif", Frame(time=1)).planes
    np.testing.assert_array_equal(planes, RGB[::-1])


# ---- ND2 ----


def test_nd2_frames(tmp_path):
    pytest.importorskip("nd2")
    path = tmp_path / "a.nd2"
    stored = np.ascontiguousarray(STZC.transpose(1, 0, 2, 4, 5, 3))
    write_nd2(path, stored, "TPZYXC", pixel_size_um=0.32, names=("DAPI", "GFP"))
    assert_all_frames(path)
    image = load_image(path)
    assert image.pixel_size_um == pytest.approx(0.32)
    assert image.channels == ("DAPI", "GFP")


def test_nd2_of_one_plane(tmp_path):
    pytest.importorskip("nd2")
    pixels = STZC[0, 0, 0, 0]
    write_nd2(tmp_path / "a.nd2", pixels[..., None], "YXC")
    image = load_image(tmp_path / "a.nd2")
    np.testing.assert_array_equal(image.planes, pixels[None])
    assert image.extent == Extent()
    assert image.pixel_size_um is None
    np.testing.assert_array_equal(load_labels(tmp_path / "a.nd2"), pixels)


def test_nd2_without_its_reader(tmp_path, monkeypatch):
    write_nd2(tmp_path / "a.nd2", STZC[0, 0, 0, 0, ..., None], "YXC")
    monkeypatch.setitem(sys.modules, "nd2", None)
    with pytest.raises(InputError, match=r"a\.nd2 is a Nikon ND2 image.*: save it as OME-TIFF"):
        load_image(tmp_path / "a.nd2")


def test_nd2_with_loss_is_refused(tmp_path):
    pytest.importorskip("nd2")
    path = tmp_path / "a.nd2"
    write_nd2(path, STZC[0, 0, 0, 0, ..., None], "YXC", compression=1)
    with pytest.raises(InputError, match=r"a\.nd2 is .* with lossy compression.*: save it as"):
        load_image(path)


# ---- all ----


def test_no_reader_is_imported_before_it_is_needed():
    readers = {"tifffile", "imagecodecs", "liffile", "nd2", "PIL", "torch"}
    code = f"import sys, sketchpose_engine.images.load; print({readers} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "set()"


def test_they_are_listed_as_images(tmp_path):
    for name in ("a.czi", "b.lif", "c.lsm", "d.ims"):
        (tmp_path / name).touch()
    assert [path.name for path in image_files(tmp_path)] == ["a.czi", "b.lif", "c.lsm"]


def test_the_content_tells_the_format_not_the_ending(tmp_path):
    write_lif(tmp_path / "really_a_lif.czi", [(STZC[0], "TZCYX")])
    np.testing.assert_array_equal(load_image(tmp_path / "really_a_lif.czi").planes, STZC[0, 0, 0])


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.vsi", b"II*\0\x08\0\0\0", "an Olympus cellSens image"),
        ("a.oir", b"OLYMPUSRAWFORMAT", "an Olympus FluoView image"),
        ("a.oib", b"\xd0\xcf\x11\xe0\xa1\xb1", "an Olympus FluoView image"),
        ("a.ims", b"\x89HDF\r\n\x1a\n", "an Imaris"),
        ("a.tif", b"\x89HDF\r\n\x1a\n", "an Imaris"),
        ("a.zvi", b"\xd0\xcf\x11\xe0\xa1\xb1", "a Zeiss AxioVision image"),
        ("a.dv", bytes(96) + b"\xa0\xc0", "a DeltaVision image"),
    ],
)
def test_formats_that_are_not_read_are_named(tmp_path, name, content, kind):
    (tmp_path / name).write_bytes(content)
    for load in (load_image, look_into):
        with pytest.raises(InputError, match=f"{name} is {kind}.*save it as OME-TIFF in .*Fiji|Q"):
            load(tmp_path / name)
