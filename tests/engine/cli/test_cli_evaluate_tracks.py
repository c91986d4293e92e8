"""Tracks compared with a gold standard on the command line."""

import numpy as np
import pytest
import tifffile

from sketchpose_engine.linking.ctc import write_ctc
from sketchpose_engine.linking.time_linker import link_frames
from tests.engine.linking.test_linking_movies import disc

WHOLE, PART = disc((20, 20), (60, 60)), disc((20, 20))
GOLD, FOUND = [WHOLE] * 3, [WHOLE, PART, WHOLE]


def write(folder, frames, kind="result"):
    folder.mkdir(parents=True)
    write_ctc(folder, link_frames(frames), frames, kind)


def test_folders_of_the_cell_tracking_challenge(report_of, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "01_GT" / "TRA", GOLD, "reference")
    write(tmp_path / "01_RES", FOUND)
    report = report_of("evaluate", "--masks", "01_RES", "--gold", "01_GT")
    assert (report["frames"], report["false_negatives"]) == (3, 1)
    assert report["det"] == pytest.approx(1 - 10 / 60, abs=1e-4)
    assert report["tra"] == pytest.approx(1 - (10 + 2 * 1.5 + 1) / (60 + 4 * 1.5), abs=1e-4)
    assert report_of("evaluate", "--masks", "01_GT", "--gold", "01_GT")["tra"] == 1


def test_label_images_of_movies(report_of, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    swapped = np.array([0, 2, 1])[WHOLE]
    for name, frames in {"gold": GOLD, "mine": [WHOLE, swapped, swapped]}.items():
        tifffile.imwrite(f"{name}.tif", np.stack(frames).astype(np.uint16), imagej=True,
                         metadata={"axes": "TYX"})  # fmt: skip
    report = report_of("evaluate", "--tracks", "--masks", "mine.tif", "--gold", "gold.tif")
    assert (report["det"], report["missing_edges"], report["redundant_edges"]) == (1, 2, 2)
    assert "tra" not in report_of("evaluate", "--masks", "mine.tif", "--gold", "gold.tif")


def test_a_folder_with_a_file(report_of, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "01_RES", GOLD)
    tifffile.imwrite("gold.tif", np.stack(GOLD).astype(np.uint16), imagej=True,
                     metadata={"axes": "TYX"})  # fmt: skip
    assert report_of("evaluate", "--masks", "01_RES", "--gold", "gold.tif")["tra"] == 1


def test_what_cannot_be_compared(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "long", GOLD)
    write(tmp_path / "short", GOLD[:2])
    (tmp_path / "none").mkdir()
    code, _, error = call("evaluate", "--masks", "short", "--gold", "long")
    assert code == 2 and "short has 2 frame(s) but long has 3" in error
    code, _, error = call("evaluate", "--masks", "none", "--gold", "long")
    assert code == 2 and "none has neither res_track.txt nor man_track.txt" in error
    tifffile.imwrite("deep.tif", np.zeros((2, 3, 8, 8), np.uint16), imagej=True,
                     metadata={"axes": "TZYX"})  # fmt: skip
    code, _, error = call("evaluate", "--tracks", "--masks", "deep.tif", "--gold", "deep.tif")
    assert code == 2 and "more axes than time" in error
