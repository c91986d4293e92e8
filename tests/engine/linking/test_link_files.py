"""Files of linked movies and stacks: other programs read back what was linked."""

import csv
import re
import tracemalloc
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sketchpose_engine.core.errors import DiskError, InputError
from sketchpose_engine.linking import stacks
from sketchpose_engine.linking.ctc import read_ctc, read_masks, write_ctc
from sketchpose_engine.linking.depth_linker import link_slices
from sketchpose_engine.linking.link import KINDS, link, mask_files
from sketchpose_engine.linking.scale import Scale
from sketchpose_engine.linking.settings import DepthSettings, TimeSettings
from sketchpose_engine.linking.stacks import write_label_stack
from sketchpose_engine.linking.time_linker import link_frames
from sketchpose_engine.linking.track_tables import write_tracks
from sketchpose_engine.linking.trackmate import write_trackmate
from sketchpose_engine.results.tables import DIALECTS
from sketchpose_engine.results.tiff import write_labels
from tests.engine.linking.movies import links, movie, shuffled, truth, without
from tests.engine.linking.solids import ball
from tests.engine.linking.test_linking_movies import disc

SCALE = Scale(pixel_size_um=0.5, z_step_um=2.0, interval_s=30)
GAP = [disc((20, 20), (60, 60)), disc((60, 60)), disc((20, 20), (60, 60))]
DIVISION = [disc((40, 40), radius=9), disc((36, 34), (44, 46))]


def rows_of(path, encoding="ascii", delimiter=","):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


# ---- tables ----


def test_tracks_as_a_table(tmp_path):
    write_tracks(tmp_path / "a.csv", "a.tif", link_frames(DIVISION), SCALE)
    first, second, third = rows_of(tmp_path / "a.csv")
    assert list(first) == [
        "image", "track", "frame", "time_s", "x_px", "y_px", "area_px", "x_um", "y_um",
        "area_um2", "parent",
    ]  # fmt: skip
    assert (first["image"], first["track"], first["frame"], first["time_s"]) == (
        "a.tif",
        "1",
        "1",
        "0",
    )
    assert (first["x_px"], first["x_um"], first["parent"]) == ("40", "20", "")
    assert [(row["track"], row["frame"], row["parent"]) for row in (second, third)] == [
        ("2", "2", "1"),
        ("3", "2", "1"),
    ]


def test_tables_of_other_countries(tmp_path):
    frames = [DIVISION[1]] * 2
    write_tracks(tmp_path / "a.csv", "zähl.tif", link_frames(frames), SCALE, DIALECTS["excel-de"])
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    row = rows_of(tmp_path / "a.csv", "utf-8-sig", ";")[0]
    assert "," in row["area_um2"] and row["image"] == "zähl.tif"


# ---- TrackMate ----


def test_trackmate(tmp_path):
    tracks = link_frames([*DIVISION, disc((36, 34), (44, 46), (10, 70))])
    image = tmp_path / "a <movie>.tif"
    write_trackmate(tmp_path / "a.xml", tracks, image, (80, 90), SCALE)
    root = ET.parse(tmp_path / "a.xml").getroot()
    assert root.tag == "TrackMate" and re.match(r"\d+\.\d+", root.get("version"))
    model = root.find("Model")
    assert (model.get("spatialunits"), model.get("timeunits")) == ("µm", "sec")
    frames = model.findall("AllSpots/SpotsInFrame")
    assert [len(frame) for frame in frames] == [1, 2, 3]
    spots = {spot.get("ID"): spot for spot in model.iter("Spot")}
    assert len(spots) == 6 == int(model.find("AllSpots").get("nspots"))
    assert float(spots["0"].get("POSITION_X")) == 20 and float(spots["1"].get("POSITION_T")) == 30
    declared = {one.get("feature") for one in model.findall("FeatureDeclarations/SpotFeatures/*")}
    assert set(spots["0"].keys()) - {"ID", "name"} == declared
    (lineage,) = model.findall("AllTracks/Track")
    ends = [(one.get("SPOT_SOURCE_ID"), one.get("SPOT_TARGET_ID")) for one in lineage]
    assert sorted(ends) == [("0", "1"), ("0", "2"), ("1", "4"), ("2", "5")]
    frames_of = [[int(spots[end].get("FRAME")) for end in pair] for pair in ends]
    assert all(source < target for source, target in frames_of)
    shown = [one.get("TRACK_ID") for one in model.findall("FilteredTracks/TrackID")]
    assert shown == [lineage.get("TRACK_ID")]
    data = root.find("Settings/ImageData")
    assert (data.get("filename"), data.get("nframes"), data.get("width")) == (image.name, "3", "90")


def test_spots_of_trackmate_have_the_outlines_of_their_masks(tmp_path):
    frames = [disc((40, 30), radius=9), disc((44, 32), radius=9)]
    write_trackmate(
        tmp_path / "a.xml", link_frames(frames), tmp_path / "a.tif", (80, 80), SCALE, frames
    )
    spots = list(ET.parse(tmp_path / "a.xml").getroot().iter("Spot"))
    for spot, labels in zip(spots, frames, strict=True):
        points = np.array(spot.text.split(), float).reshape(-1, 2)
        assert len(points) == int(spot.get("ROI_N_POINTS"))
        x, y = points.T  # from the centre of the spot, in micrometres
        area = abs((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) / 2
        assert area == pytest.approx((labels > 0).sum() * 0.25, rel=0.002)
        assert np.hypot(x, y).max() == pytest.approx(float(spot.get("RADIUS")), rel=0.15)
        assert abs(points.mean(axis=0)).max() < 0.3


def test_the_outline_of_a_square_is_exact(tmp_path):
    square = np.zeros((20, 20), np.int32)
    square[4:10, 6:12] = 3
    write_trackmate(
        tmp_path / "a.xml", link_frames([square]), tmp_path / "a.tif", (20, 20), frames=[square]
    )
    (spot,) = ET.parse(tmp_path / "a.xml").getroot().iter("Spot")
    points = np.array(spot.text.split(), float).reshape(-1, 2)
    assert sorted(map(tuple, points)) == [(-3, -3), (-3, 3), (3, -3), (3, 3)]


def test_trackmate_without_units(tmp_path):
    write_trackmate(tmp_path / "a.xml", link_frames(GAP), tmp_path / "a.tif", (80, 80))
    model = ET.parse(tmp_path / "a.xml").getroot().find("Model")
    assert (model.get("spatialunits"), model.get("timeunits")) == ("pixel", "frame")
    assert len(model.findall("AllTracks/Track")) == 2


# ---- Cell Tracking Challenge ----


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32 - 1), st.sampled_from(["result", "reference"]))
def test_what_is_written_is_read(tmp_path_factory, seed, kind):
    one = movie(seed, frames=6)
    frames = without(one, 0.1, seed)
    tracks = truth(one, frames=frames)
    folder = tmp_path_factory.mktemp("ctc")
    write_ctc(folder, tracks, frames, kind)
    again, paths = read_ctc(folder)
    masks = list(read_masks(paths))
    assert links(again, masks) == links(tracks, frames)
    assert sorted(track.parent > 0 for track in again.tracks.values()) == sorted(
        track.parent > 0 for track in tracks.tracks.values()
    )


def test_a_gap_is_written_as_two_tracks(tmp_path):
    write_ctc(tmp_path, link_frames(GAP), GAP)
    assert (tmp_path / "res_track.txt").read_text() == "1 0 0 0\n2 0 2 0\n3 2 2 1\n"
    last = tifffile.imread(tmp_path / "mask002.tif")
    assert last.dtype == np.uint16 and set(np.unique(last)) == {0, 2, 3}
    assert len(read_ctc(tmp_path)[0].tracks) == 2


def test_too_many_tracks_for_16_bits(tmp_path):
    labels = np.arange(1, 256 * 257 + 1).reshape(256, 257)
    with pytest.raises(InputError, match="65792 tracks are more"):
        write_ctc(tmp_path, link_frames([labels]), [labels])


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "res_track.txt").unlink(), "neither"),
        (lambda folder: (folder / "res_track.txt").write_text("1 0 x 0"), "Line 1"),
        (lambda folder: (folder / "res_track.txt").write_text("1 0 0 0\n\n"), "do not fit"),
        (lambda folder: (folder / "mask001.tif").unlink(), "lacks masks"),
        (lambda folder: (folder / "mask001.tif").write_bytes(b"no"), "cannot be read"),
        (
            lambda folder: tifffile.imwrite(folder / "mask001.tif", np.zeros((2, 4, 4), np.uint16)),
            "3 dimensions",
        ),
    ],
)
def test_folders_that_do_not_fit(tmp_path, damage, message):
    write_ctc(tmp_path, link_frames(GAP), GAP)
    damage(tmp_path)
    with pytest.raises(InputError, match=message):
        read_ctc(tmp_path)


# ---- label stacks ----


def test_imagej_hyperstack(tmp_path):
    frames = shuffled(GAP, 0)
    write_label_stack(tmp_path / "a.tif", link_frames(frames), frames, (80, 80), SCALE)
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert file.is_imagej and file.series[0].axes == "TYX"
        assert file.imagej_metadata["finterval"] == 30 and file.imagej_metadata["unit"] == "um"
        assert file.pages[0].tags["XResolution"].value == (2, 1)
        labels = file.asarray()
    assert labels.dtype == np.uint16 and [len(np.unique(one)) for one in labels] == [3, 2, 3]
    assert labels[0, 20, 20] == labels[2, 20, 20] != 0


def test_ome_of_a_stack(tmp_path):
    slices = list(ball((7, 20, 20), (3, 10, 10), (3, 6, 6)))
    write_label_stack(tmp_path / "a.ome.tif", link_slices(slices), slices, (20, 20), SCALE, "ome")
    with tifffile.TiffFile(tmp_path / "a.ome.tif") as file:
        assert file.is_ome and file.series[0].axes == "ZYX"
        assert 'PhysicalSizeZ="2.0"' in file.ome_metadata
        assert np.array_equal(file.asarray(), np.stack(slices))


def test_large_stacks_are_bigtiff_and_no_hyperstack(tmp_path, monkeypatch):
    monkeypatch.setattr(stacks, "LARGE", 1000)
    tracks = link_frames(GAP)
    with pytest.raises(InputError, match=r"choose\s+OME"):
        write_label_stack(tmp_path / "a.tif", tracks, GAP, (80, 80))
    write_label_stack(tmp_path / "a.ome.tif", tracks, GAP, (80, 80), form="ome")
    with tifffile.TiffFile(tmp_path / "a.ome.tif") as file:
        assert file.is_bigtiff and file.asarray().shape == (3, 80, 80)


def test_many_objects_have_32_bits(tmp_path):
    labels = np.arange(1, 256 * 257 + 1).reshape(256, 257)
    write_label_stack(tmp_path / "a.tif", link_frames([labels]), [labels], (256, 257), form="ome")
    assert tifffile.imread(tmp_path / "a.tif").max() == 65792


def test_a_stack_that_lacks_frames_is_not_written(tmp_path):
    with pytest.raises(InputError, match="3 frames were linked"):
        write_label_stack(tmp_path / "a.tif", link_frames(GAP), GAP[:2], (80, 80))
    assert list(tmp_path.iterdir()) == []


# ---- all files ----


@pytest.mark.parametrize("along", ["time", "depth"])
def test_all_files(tmp_path, along):
    (tmp_path / "out").mkdir()
    paths = []
    for number, labels in enumerate(GAP):
        paths.append(tmp_path / f"a_t{number}_masks.tif")
        write_labels(paths[-1], labels, 0.5)
    frames = mask_files(paths)
    found = link(
        frames, tmp_path / "out", tmp_path / "a.tif", along=along, scale=SCALE, kinds=KINDS[along]
    )
    assert sorted((tmp_path / "out").iterdir()) == sorted(found.written)
    assert len(found.written) == len(KINDS[along])
    assert {one.reason for one in found.doubts} == ({"gap"} if along == "time" else set())


def test_the_usual_files(tmp_path):
    found = link(lambda: GAP, tmp_path, tmp_path / "a.tif", along="time")
    names = [path.name for path in found.written]
    assert names == ["a_tracks.csv", "a_track_measurements.csv", "a_labels.tif"]
    found = link(lambda: GAP, tmp_path, tmp_path / "a.tif", along="depth")
    row = rows_of(tmp_path / "a_objects_3d.csv")[0]
    assert row["image"] == "a.tif" and row["slices"] == "1" and "volume_um3" not in row


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"along": "depth", "kinds": ["ctc"]}, "no file of the kind 'ctc'"),
        ({"along": "time", "settings": DepthSettings()}, "not those of links along time"),
        ({"along": "depth", "settings": TimeSettings()}, "not those of links along depth"),
    ],
)
def test_what_does_not_fit_the_axis(tmp_path, options, message):
    with pytest.raises(InputError, match=message):
        link(lambda: GAP, tmp_path, tmp_path / "a.tif", **options)


def test_nothing_to_link(tmp_path):
    with pytest.raises(InputError, match="no masks to link"):
        link(lambda: [], tmp_path, tmp_path / "a.tif", along="time")


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(DiskError, match="no such folder"):
        link(lambda: GAP, tmp_path / "none", tmp_path / "a.tif", along="time")


def test_memory_does_not_grow_with_the_frames():
    """Label images are not kept: what grows are some numbers for each object."""

    def peak(count):
        frames = (np.roll(np.kron(GAP[0], np.ones((6, 6), np.int32)), n, 0) for n in range(count))
        tracemalloc.start()
        link_frames(frames)
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    assert peak(24) < 1.2 * peak(6)
