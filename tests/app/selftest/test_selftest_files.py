"""The self-test sees it when a number in an exported file is not that of the window."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import tifffile

from app.project import export_sources
from app.selftest.files import Exported, checks
from app.selftest.report import CheckFailed
from sketchpose_engine.project.project import Project
from sketchpose_engine.results.exporter import Sources, export_results
from sketchpose_engine.results.file_kinds import FILE_KINDS
from sketchpose_engine.results.methods_text import Methods
from sketchpose_engine.results.tiff import write_fields, write_labels

PIXEL_UM = 0.25


@pytest.fixture
def exported(scene, tmp_path) -> Exported:
    """Three cells with gaps in their numbers, exported as every kind of file."""
    labels, sketch = np.zeros((60, 80), np.int32), np.zeros((60, 80), np.uint8)
    for number, x in ((1, 5), (4, 30), (7, 60)):
        labels[20:35, x : x + 12] = number
        sketch[25, x : x + 5] = 2
    noise = np.random.default_rng(0).integers(0, 200, (1, 60, 80), np.uint8)
    areas_px = np.bincount(labels.ravel())
    areas_px[0] = 0
    known = {"labels": labels, "sketch": sketch, "areas_px": areas_px}
    shown = scene(planes=noise, pixel_size_um=PIXEL_UM, **known)
    sources = Sources(lambda result: sketch, lambda result: np.repeat(noise / 200, 3, axis=0))
    kinds = [kind.id for kind in FILE_KINDS]
    result = export_sources.result_of(Project.create(tmp_path / "project"), shown)
    list(export_results([result], tmp_path, kinds, Methods(), sources))
    return Exported(tmp_path, shown)


def found_wrong(exported: Exported) -> list[str]:
    wrong = []
    for name, check in checks(exported):
        try:
            check()
        except CheckFailed:
            wrong.append(name.removeprefix("Exported: "))
    return wrong


def test_what_is_right_passes(exported):
    assert found_wrong(exported) == []


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.id)
def test_a_file_that_is_missing_is_seen(exported, kind):
    name = f"image{kind.ending}" if kind.each else kind.ending
    (exported.folder / name).unlink()
    assert found_wrong(exported) == [name]


def one_cell_less(path: Path) -> None:
    labels = tifffile.imread(path)
    write_labels(path, np.where(labels == 4, 0, labels), PIXEL_UM)


def other_pixel_size(path: Path) -> None:
    write_labels(path, tifffile.imread(path), 2 * PIXEL_UM)


def fields_of_other_size(path: Path) -> None:
    write_fields(path, tifffile.imread(path), 2 * PIXEL_UM)


def black(path: Path) -> None:
    with PIL.Image.open(path) as picture:
        size = picture.size
    PIL.Image.new("RGB", size).save(path)


def other_strokes(path: Path) -> None:
    tifffile.imwrite(path, np.ones((60, 80), np.uint8))


def one_row_less(path: Path) -> None:
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def another_count(path: Path) -> None:
    path.write_text(path.read_text().replace(",3,", ",4,"))


def one_region_less(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()[1:]}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def one_less(key: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        content = json.loads(path.read_text())
        content[key].pop()
        path.write_text(json.dumps(content))

    return change


def emptied(path: Path) -> None:
    path.write_text("")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("image_masks.tif", one_cell_less),
        ("image_masks.tif", other_pixel_size),
        ("image_fields.tif", fields_of_other_size),
        ("image_colours.png", black),
        ("image_overlay.png", black),
        ("image_sketch.tif", other_strokes),
        ("image_objects.csv", one_row_less),
        ("objects.csv", one_row_less),
        ("counts.csv", another_count),
        ("image_rois.zip", one_region_less),
        ("image.geojson", one_less("features")),
        ("coco.json", one_less("annotations")),
        ("methods.txt", emptied),
    ],
)
def test_a_file_with_other_numbers_is_seen(exported, name, change):
    change(exported.folder / name)
    assert found_wrong(exported) == [name]
