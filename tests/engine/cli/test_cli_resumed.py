"""A segmentation that was interrupted goes on with other options, or after files were changed."""

from pathlib import Path

import numpy as np
import tifffile

from sketchpose_engine.images.label_images import load_labels
from tests.engine.cli.test_cli_folders import PICTURE, SEGMENT, counts, interrupted, refusal, write

KINDS = ("--files", "masks,objects,counts,all_objects")


def test_tables_of_frames_that_are_done_follow_the_decimal_comma(
    call, report_of, files, monkeypatch
):
    interrupted(call, monkeypatch, 1, *SEGMENT, "a.tif", "b.tif", *KINDS)
    before = Path("out/a_masks.tif").stat().st_mtime_ns
    report_of(*SEGMENT, "a.tif", "b.tif", *KINDS, "--csv", "excel-de")
    headers = {path.name: path.read_text().splitlines()[0] for path in Path("out").glob("*.csv")}
    assert set(headers) == {"a_objects.csv", "b_objects.csv", "objects.csv", "counts.csv"}
    assert all(header.startswith("image;frame;") for header in headers.values())
    assert Path("out/a_masks.tif").stat().st_mtime_ns == before


def test_tables_of_frames_that_are_done_follow_the_decimal_point(
    call, report_of, files, monkeypatch
):
    interrupted(call, monkeypatch, 1, *SEGMENT, "a.tif", "b.tif", *KINDS, "--csv", "excel-de")
    report_of(*SEGMENT, "a.tif", "b.tif", *KINDS)
    for name in "ab":
        assert Path(f"out/{name}_objects.csv").read_text().startswith("image,frame,")


def test_masks_that_another_program_saved_since_are_not_taken_for_results(
    call, report_of, files, monkeypatch
):
    report_of(*SEGMENT, "a.tif", "b.tif", *KINDS)
    expected, tables = counts(), Path("out/a_objects.csv").read_text()
    Path("out/a_masks.tif").unlink()
    interrupted(call, monkeypatch, 1, *SEGMENT, "a.tif", "b.tif", *KINDS)
    tifffile.imwrite("out/a_masks.tif", np.zeros(PICTURE.shape, np.uint16), software="a hand")
    Path("out/a_objects.csv").write_text("mine")
    assert "a_masks.tif" in refusal(call, *SEGMENT, "a.tif", "b.tif", *KINDS)
    report_of(*SEGMENT, "a.tif", "b.tif", *KINDS, "--overwrite")
    assert counts() == expected
    assert np.count_nonzero(np.unique(load_labels("out/a_masks.tif"))) == expected["a.tif", ""] > 0
    assert Path("out/a_objects.csv").read_text() == tables


def test_tables_that_another_program_saved_since_are_written_again(
    call, report_of, files, monkeypatch
):
    interrupted(call, monkeypatch, 1, *SEGMENT, "a.tif", "b.tif", *KINDS)
    Path("out/a_objects.csv").write_text("mine")
    report_of(*SEGMENT, "a.tif", "b.tif", *KINDS, "--overwrite")
    assert Path("out/a_objects.csv").read_text().startswith("image,frame,label")


def test_images_of_one_name_keep_their_files_when_it_goes_on(call, report_of, files, monkeypatch):
    for number, folder in enumerate(("d1", "d2", "d3")):
        write(f"in/{folder}/cells.tif", np.roll(PICTURE, 20 * number, 1)[: 72 - 8 * number])
    words = (*SEGMENT, "in", "--recursive", "--files", "masks,counts,all_objects,objects")
    interrupted(call, monkeypatch, 2, *words)
    report_of(*words)
    names = {"d1/cells.tif": "cells", "d2/cells.tif": "cells_2", "d3/cells.tif": "cells_3"}
    masks = {name: load_labels(f"out/{stem}_masks.tif") for name, stem in names.items()}
    assert [labels.shape[0] for labels in masks.values()] == [72, 64, 56]
    assert counts() == {
        (name, ""): np.count_nonzero(np.unique(found)) for name, found in masks.items()
    }
    for name, stem in names.items():
        rows = Path(f"out/{stem}_objects.csv").read_text().splitlines()[1:]
        assert {row.split(",")[0] for row in rows} == {name}
        assert set(rows) <= set(Path("out/objects.csv").read_text().splitlines())
