"""Exported files, read back as other programs do; the numbers in all of them are compared."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from app.selftest.report import Check, require
from app.state.scene import Scene
from sketchpose_engine import __version__
from sketchpose_engine.results.file_kinds import FILE_KINDS, frame_stem


@dataclass(frozen=True)
class Exported:
    """What was exported, and where to; the numbers of the cells are those in the window."""

    folder: Path
    scene: Scene

    @property
    def stem(self) -> str:
        """What the files of the image are named after."""
        return frame_stem(self.scene.name, self.scene.code)

    @property
    def cells(self) -> list[int]:
        """Numbers of the cells."""
        return [int(number) for number in np.unique(self.scene.labels) if number]


def checks(exported: Exported) -> Iterator[Check]:
    """One for each kind of file."""
    for kind in FILE_KINDS:
        path = exported.folder / f"{exported.stem if kind.each else ''}{kind.ending}"
        yield f"Exported: {path.name}", partial(_check, kind.id, path, exported)


def _check(kind: str, path: Path, exported: Exported) -> None:
    require(kind in READERS, "the self-test cannot read this kind of file")
    require(path.is_file(), "it was not written")
    READERS[kind](path, exported)


def _masks(path: Path, exported: Exported) -> None:
    from sketchpose_engine.images.label_images import load_labels
    from sketchpose_engine.images.load import load_image

    labels = load_labels(path)
    require(np.array_equal(labels, exported.scene.labels), "the masks are not those of the window")
    _require_size(load_image(path).pixel_size_um, exported)


def _picture(path: Path, exported: Exported) -> None:
    import PIL.Image

    with PIL.Image.open(path) as picture:
        pixels = np.asarray(picture)
    require(pixels.shape == (*exported.scene.shape, 3), f"its shape is {pixels.shape}")
    require(pixels[exported.scene.labels > 0].any(), "no cell is on it")


def _fields(path: Path, exported: Exported) -> None:
    import tifffile

    from sketchpose_engine.images.load import load_image

    fields = tifffile.imread(path)
    require(fields.shape == (3, *exported.scene.shape), f"its shape is {fields.shape}")
    require(np.isfinite(fields).all() and fields.std() > 0, "the fields are no fields")
    _require_size(load_image(path).pixel_size_um, exported)


def _sketch(path: Path, exported: Exported) -> None:
    from sketchpose_engine.images.label_images import load_sketch

    drawn = load_sketch(path, exported.scene.shape)
    require(np.array_equal(drawn, exported.scene.sketch), "the strokes are not those of the window")


def _objects(path: Path, exported: Exported) -> None:
    rows = _rows(path)
    _require_cells([int(row["label"]) for row in rows], exported)
    for row in rows:
        _require_size(float(row["pixel_size_um"]), exported)
        area = int(row["area_px"])
        require(area == (exported.scene.labels == int(row["label"])).sum(), "an area is wrong")


def _counts(path: Path, exported: Exported) -> None:
    rows = _rows(path)
    require(len(rows) == 1, f"it has {len(rows)} rows for one image")
    count = int(rows[0]["count"])
    require(count == len(exported.cells), f"it counts {count} cells, not {len(exported.cells)}")
    _require_size(float(rows[0]["pixel_size_um"]), exported)


def _rois(path: Path, exported: Exported) -> None:
    import roifile

    rois = roifile.roiread(path)
    assert isinstance(rois, list)  # as of every file with several
    _require_cells([int(roi.name) for roi in rois], exported)
    height, width = exported.scene.shape
    inside = all(
        0 <= roi.left < roi.right <= width and 0 <= roi.top < roi.bottom <= height for roi in rois
    )
    require(inside, "a region lies outside of the image")


def _geojson(path: Path, exported: Exported) -> None:
    features = _json(path)["features"]
    _require_cells([int(feature["properties"]["name"]) for feature in features], exported)


def _coco(path: Path, exported: Exported) -> None:
    coco = _json(path)
    sizes = [(image["height"], image["width"]) for image in coco["images"]]
    require(sizes == [exported.scene.shape], f"it says that the images are {sizes}")
    _require_cells([each["label"] for each in coco["annotations"]], exported)


def _methods(path: Path, exported: Exported) -> None:
    text = path.read_text(encoding="utf-8-sig")
    require(f"Sketchpose {__version__}" in text and "[1]" in text, "it does not say how")


READERS: dict[str, Callable[[Path, Exported], None]] = {
    "masks": _masks,
    "colours": _picture,
    "overlay": _picture,
    "fields": _fields,
    "sketch": _sketch,
    "objects": _objects,
    "rois": _rois,
    "geojson": _geojson,
    "all_objects": _objects,
    "counts": _counts,
    "coco": _coco,
    "methods": _methods,
}


def _require_cells(found: list[int], exported: Exported) -> None:
    cells = exported.cells
    difference = f"it has {len(found)} cells; the window has {len(cells)}, or others"
    require(sorted(found) == cells, difference)


def _require_size(found_um: float | None, exported: Exported) -> None:
    size_um = exported.scene.pixel_size_um
    assert size_um is not None
    same = found_um is not None and abs(found_um - size_um) < 1e-4 * size_um
    require(same, f"its pixel size is {found_um} µm, not {size_um} µm")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
