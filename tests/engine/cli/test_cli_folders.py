"""Folders on the command line: what is segmented, once each, and what is passed over in words."""

import json
import re
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import tifffile

from sketchpose_engine.cli import segment
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.folder_listing import list_folder
from sketchpose_engine.images.label_images import load_labels
from sketchpose_engine.results.file_kinds import distinct_names
from tests.engine.helpers.command_line import PLANES
from tests.engine.images.test_load_series import write_positions

SEGMENT = ("segment", "--weights", "tiny.safetensors", "--out", "out")
PICTURE = PLANES[0]


def write(path, pixels=PICTURE, **options):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    tifffile.imwrite(path, pixels, **options)


def counts(folder="out"):
    rows = [line.split(",") for line in Path(folder, "counts.csv").read_text().splitlines()[1:]]
    return {(image, frame): int(count) for image, frame, count, *_ in rows}


def refusal(call, *words):
    code, out, err = call(*words)
    assert (code, out) == (2, "")
    return err


# ---- what lies in a folder ----


def test_a_listing_names_what_is_passed_over(tmp_path):
    names = ["a.tif", "b.PNG", "a_masks.tif", "a_overlay.png", "c.vsi", "d.gif", "e.csv", ".f.tif"]
    for name in names:
        (tmp_path / name).touch()
    for name in ("deep/g.tif", "deep/deeper/h.tif", ".git/i.tif", "own/j.tif", "out/k.tif"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "own" / "project.json").touch()
    found = list_folder(tmp_path, without=[tmp_path / "out"])
    assert [path.name for path in found.images] == ["a.tif", "b.PNG"]
    assert found.passed_over() == [
        "2 files named like results of Sketchpose (_masks, _colours, _overlay, _fields, _sketch): "
        "a_masks.tif, a_overlay.png.",
        "2 files in a format that Sketchpose cannot read: c.vsi, d.gif.",
        "2 subfolders (--recursive looks into subfolders): deep, own.",
    ]
    deep = list_folder(tmp_path, recursive=True, without=[tmp_path / "out"])
    assert [path.name for path in deep.images] == ["a.tif", "b.PNG", "g.tif", "h.tif"]
    assert deep.subfolders == ()
    with pytest.raises(InputError, match="There is no folder"):
        list_folder(tmp_path / "none")


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["x/a.tif", "x/b.tif"], ["a.tif", "b.tif"]),
        (["x/a.tif", "y/A.tif", "y/b.tif"], ["x/a.tif", "y/A.tif", "b.tif"]),
        (["1/x/a.tif", "2/x/a.tif", "a.tif"], ["1/x/a.tif", "2/x/a.tif", "a.tif"]),
    ],
)
def test_names_tell_files_apart_with_as_few_folders_as_it_takes(paths, names):
    assert distinct_names([Path(path) for path in paths]) == names


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "There is no image to segment: name images, or a folder"),
        (["notes.txt"], "There is no image to segment"),
        (["deep/a.tif"], "1 subfolder (--recursive looks into subfolders): deep"),
        (["a_masks.tif"], "1 file named like results of Sketchpose"),
        (["scan.vsi", "b.ims"], "2 files in a format that Sketchpose cannot read: b.ims, scan.vsi"),
    ],
    ids=str,
)
def test_when_there_is_nothing_to_do_that_is_an_error(call, files, names, said):
    Path("in").mkdir()
    for name in names:
        write(f"in/{name}")
    assert said in refusal(call, *SEGMENT, "in")
    assert not Path("out").exists()


def test_what_was_passed_over_is_reported(report_of, files):
    for name in ("a.tif", "a_masks.tif", "deep/b.tif"):
        write(f"in/{name}")
    Path("in/c.zvi").touch()
    report = report_of(*SEGMENT, "in", "--files", "counts")
    assert len(report["passed_over"]) == 3
    assert [row["image"] for row in report["images"]] == ["a.tif"]


def test_recursive_looks_into_subfolders_and_not_into_the_results(report_of, files):
    for day in (1, 2):
        write(f"in/day{day}/img.tif")
    words = ("segment", "in", "--weights", "tiny.safetensors", "--out", "in/out", "--recursive")
    for _ in range(2):
        report = report_of(*words, "--files", "masks,counts")
        names = ["day1/img.tif", "day2/img.tif"]
        assert [row["image"] for row in report["images"]] == names
        assert list(counts("in/out")) == [(name, "") for name in names]
        files_made = {path.name for path in Path("in/out").iterdir()}
        assert files_made == {"img_masks.tif", "img_2_masks.tif", "counts.csv"}


def test_an_image_named_twice_is_segmented_once(report_of, files):
    report = report_of(*SEGMENT, "a.tif", files / "a.tif", ".", "--files", "counts")
    assert [row["image"] for row in report["images"]] == ["a.tif", "b.tif"]


# ---- files that hold more than one plain picture ----


def test_positions_in_files_of_their_own_are_counted_once(report_of, files):
    Path("in").mkdir()
    write_positions(Path("in"))
    report = report_of(*SEGMENT, "in", "--files", "counts")
    assert [row["image"] for row in report["images"]] == [f"p{k}.ome.tif" for k in range(3)]


def write_times(count):
    """A movie whose frames lie in files of their own, each of which describes all."""
    movie = np.stack([PICTURE] * count)
    write("in/t0.ome.tif", movie, ome=True, metadata={"axes": "TYX"}, photometric="minisblack")
    text = tifffile.tiffcomment("in/t0.ome.tif")
    head, tail = text[: text.index("<TiffData")], text[text.index("</Pixels>") :]
    planes = "".join(
        f'<TiffData FirstT="{k}" IFD="0" PlaneCount="1"><UUID FileName="t{k}.ome.tif">urn:uuid:{k}'
        "</UUID></TiffData>"
        for k in range(count)
    )
    for k, plane in enumerate(movie):
        start = re.sub('UUID="[^"]*"', f'UUID="urn:uuid:{k}"', head)
        write(f"in/t{k}.ome.tif", plane, description=start + planes + tail, metadata=None)


def test_times_in_files_of_their_own_are_counted_once(report_of, files):
    write_times(2)
    report = report_of(*SEGMENT, "in", "--files", "counts")
    assert [row["image"] for row in report["images"]] == ["t0.ome.tif t1", "t0.ome.tif t2"]
    assert "parts of a series, not again by themselves: t1.ome.tif" in report["notes"][0]
    report_of("segment", "a.tif", *SEGMENT[1:-1], "one", "--files", "counts")
    assert report["images"][0]["cells"] == counts("one")["a.tif", ""]


def test_of_a_part_that_is_alone_only_its_own_frame_is_counted(call, files):
    write_times(3)
    for k in (0, 2):
        Path(f"in/t{k}.ome.tif").unlink()
    code, out, err = call(*SEGMENT, "in", "--files", "counts", "--json")
    assert (code, list(counts())) == (0, [("t1.ome.tif", "t2")])
    assert json.loads(out)["problems"] == [
        "t1.ome.tif lacks the files that hold its other frames, such as t0.ome.tif: copy all "
        "files of the series into one folder."
    ]
    assert "tifffile" not in err


def test_a_file_of_mixed_content_is_explained(report_of, files):
    with tifffile.TiffWriter("slide.tif") as tiff:
        tiff.write(PICTURE[::2, ::2], metadata=None)
        tiff.write(PICTURE, metadata=None)
        tiff.write(PICTURE[::4, ::4], metadata=None, subfiletype=1)
    report = report_of(*SEGMENT, "slide.tif", "--files", "counts")
    assert [row["image"] for row in report["images"]] == ["slide.tif s1", "slide.tif s2"]
    assert "its 2 scenes are of other size or kind" in report["notes"][0]
    assert "left out: 1 reduced copy" in report["notes"][1]


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_pages_without_a_named_axis_are_explained_and_can_be_chosen(report_of, files, count):
    with tifffile.TiffWriter("s.tif") as tiff:
        for _ in range(count):
            tiff.write(PICTURE, metadata=None)
    report = report_of(*SEGMENT, "s.tif", "--files", "counts")
    assert len(report["images"]) == count
    assert f"its {count} pages are taken for frames in time" in report["notes"][0]
    for pages, codes in (
        ("channels", [""]),
        ("depths", [f" z{k + 1}" for k in range(count)]),
        ("times", [f" t{k + 1}" for k in range(count)]),
    ):
        report = report_of(*SEGMENT, "s.tif", "--pages", pages, "--files", "counts")
        assert [row["image"] for row in report["images"]] == [f"s.tif{code}" for code in codes]
        assert "notes" not in report


# ---- one rule for names; a run that goes on completes its files ----


def interrupted(call, monkeypatch, after, *words):
    """Run a command that is stopped when it writes the image after so many."""
    whole, written = segment.Exporter.write, []

    def write_some(exporting, *more):
        if len(written) == after:
            raise KeyboardInterrupt
        written.append(1)
        return whole(exporting, *more)

    with monkeypatch.context() as patch:
        patch.setattr(segment.Exporter, "write", write_some)
        assert call(*words)[0] == 130


def test_a_frame_and_a_file_of_one_name_keep_their_own_cells(call, report_of, files, monkeypatch):
    movie = np.stack([PICTURE, 0 * PICTURE])
    write("in/movie.tif", movie, imagej=True, metadata={"axes": "TYX"})
    write("in/movie_t1.tif", PICTURE[:40, :40])
    words = (*SEGMENT, "in", "--files", "masks,counts")
    interrupted(call, monkeypatch, 2, *words)
    report_of(*words)
    found = {key: load_labels(f"out/{stem}_masks.tif") for key, stem in {
        ("movie.tif", "t1"): "movie_t1",
        ("movie.tif", "t2"): "movie_t2",
        ("movie_t1.tif", ""): "movie_t1_2",
    }.items()}  # fmt: skip
    assert counts() == {key: np.count_nonzero(np.unique(labels)) for key, labels in found.items()}
    assert [labels.shape[0] for labels in found.values()] == [72, 72, 40]


def test_more_kinds_of_files_reach_what_is_done(call, report_of, files, monkeypatch):
    interrupted(call, monkeypatch, 1, *SEGMENT, "a.tif", "b.tif", "--files", "masks,counts")
    before = Path("out/a_masks.tif").stat().st_mtime_ns
    report_of(*SEGMENT, "a.tif", "b.tif", "--files", "masks,counts,rois,objects")
    each = {f"{n}_{end}" for n in "ab" for end in ("masks.tif", "rois.zip", "objects.csv")}
    assert {path.name for path in Path("out").iterdir()} == each | {"counts.csv"}
    assert Path("out/a_masks.tif").stat().st_mtime_ns == before


def test_what_an_older_run_has_left_is_written_again(call, report_of, files, monkeypatch):
    picture = Path("a.tif").read_bytes()
    write("a.tif", PICTURE[:40, :40])
    report_of(*SEGMENT, "a.tif", "--files", "rois")
    Path("a.tif").write_bytes(picture)
    older = Path("out/a_rois.zip").read_bytes()
    interrupted(call, monkeypatch, 1, *SEGMENT, "a.tif", "b.tif", "--files", "masks")
    report_of(*SEGMENT, "a.tif", "b.tif", "--files", "masks,rois")
    assert Path("out/a_rois.zip").read_bytes() == Path("out/b_rois.zip").read_bytes() != older


def test_fields_need_the_network_again(call, report_of, files, monkeypatch):
    interrupted(call, monkeypatch, 1, *SEGMENT, "a.tif", "b.tif", "--files", "masks")
    report_of(*SEGMENT, "a.tif", "b.tif", "--files", "masks,fields")
    found = {path.name for path in Path("out").glob("*_fields.tif")}
    assert found == {"a_fields.tif", "b_fields.tif"}


# ---- nothing is replaced that is not ours ----


@pytest.mark.parametrize("name", ["a_masks.tif", "a_overlay.png", "counts.csv", "methods.txt"])
def test_a_file_of_another_origin_is_not_replaced(call, report_of, files, name):
    Path("out").mkdir()
    path = Path("out", name)
    if name.endswith("tif"):
        tifffile.imwrite(path, PICTURE)
    elif name.endswith("png"):
        PIL.Image.fromarray(PICTURE.astype(np.uint8)).save(path)
    else:
        path.write_text("mine")
    before = path.read_bytes()
    err = refusal(call, *SEGMENT, "a.tif")
    assert f"{path} would be replaced, but Sketchpose has not written" in err
    assert path.read_bytes() == before
    assert list(Path("out").iterdir()) == [path]
    report_of(*SEGMENT, "a.tif", "--overwrite")
    assert path.read_bytes() != before


def test_what_sketchpose_has_written_is_replaced(report_of, files):
    kinds = "masks,colours,overlay,fields,objects,rois,geojson,all_objects,counts,coco,methods"
    for _ in range(2):
        report_of(*SEGMENT, "a.tif", "--files", kinds)
        report_of(*SEGMENT, "a.tif", "--files", kinds, "--csv", "excel-de")


def test_what_another_program_saved_since_is_not_replaced(call, report_of, files):
    report_of(*SEGMENT, "a.tif")
    tifffile.imwrite("out/a_masks.tif", load_labels("out/a_masks.tif"), software="a hand")
    text = Path("out/counts.csv").read_text().replace(",", "\t")
    Path("out/counts.csv").write_text(text)
    err = refusal(call, *SEGMENT, "a.tif")
    assert "a_masks.tif" in err and "counts.csv" in err


@pytest.mark.parametrize("more", [(), ("--overwrite",)])
def test_an_input_is_never_replaced(call, report_of, files, more):
    report_of(*SEGMENT, "a.tif")  # these masks are ours, and are now an input
    before = Path("out/a_masks.tif").read_bytes()
    err = refusal(call, *SEGMENT, "a.tif", "out/a_masks.tif", *more)
    assert f"{Path('out/a_masks.tif')} is one of the inputs" in err
    assert Path("out/a_masks.tif").read_bytes() == before


def test_a_link_to_an_input_is_one(call, files):
    Path("out").mkdir()
    Path("out/a_masks.tif").symlink_to(files / "a.tif")
    assert "is one of the inputs" in refusal(call, *SEGMENT, "a.tif", "--overwrite")


def test_the_folder_of_the_images_may_take_the_results(report_of, files):
    report_of("segment", "a.tif", "--weights", "tiny.safetensors", "--out", ".")
    assert Path("a_masks.tif").is_file()


# ---- tables for countries with decimal commas ----


def test_tables_with_decimal_commas(report_of, files):
    write("c.tif", imagej=True, resolution=(2, 2), metadata={"unit": "um"})
    report_of(*SEGMENT, "c.tif", "--csv", "excel-de")
    header, row = Path("out/counts.csv").read_text().splitlines()
    assert header == "image;frame;count;pixel_size_um"
    assert row.endswith(";0,5")
    assert ";" in Path("out/objects.csv").read_text()
    assert "with a pixel size of 0.5 µm" in Path("out/methods.txt").read_text("utf-8-sig")


def test_segment_says_that_it_has_no_sketches(call):
    assert "leave 'sketch' out" in refusal(call, *SEGMENT, "a.tif", "--files", "masks,sketch")
