"""GeoJSON export, imported by QuPath as detections."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..core.files import atomic_path
from ..images.frames import parse_code
from ..masks.outlines import Part, Ring
from ..masks.palette import PALETTE
from .measurements import Table
from .overwriting import PROGRAM
from .result import Result

NO_MEASUREMENT = ("label", "class", "pixel_size_um")


def write_geojson(
    path: Path | str, result: Result, outlines: Mapping[int, Sequence[Part]], table: Table
) -> None:
    """Write outlines and measurements of an image, one feature per object.

    Coordinates are pixels, x and y from the upper left corner of the image, as QuPath requires.
    Measurements that are not numbers are omitted; `touches_border` is 0 or 1.

    Parameters
    ----------
    result
        Image with the masks.
    outlines
        Result of `outlines.trace_outlines`.
    table
        Table of `measurements.measure`.

    Raises
    ------
    InputError
        As in `atomic_path`.
    """
    columns = {name: values.tolist() for name, values in table.items()}
    rows = dict(zip(columns["label"], range(len(table["label"])), strict=True))
    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        origin = f'"generator": "{PROGRAM}"'  # ignored by readers
        file.write(f'{{"type": "FeatureCollection", {origin}, "features": [')
        for number, (label, parts) in enumerate(outlines.items()):
            row = rows[label]
            measured = {name: values[row] for name, values in columns.items()}
            file.write(",\n" if number else "\n")
            json.dump(_feature(result, label, parts, measured), file)
        file.write("\n]}\n")


def _feature(
    result: Result, label: int, parts: Sequence[Part], measured: Mapping[str, Any]
) -> dict[str, Any]:
    properties: dict[str, Any] = {"objectType": "detection", "name": str(label)}
    if kind := result.class_of(label):
        colour = PALETTE[1 + result.class_names.index(kind) % (len(PALETTE) - 1)]
        properties["classification"] = {"name": kind, "color": colour.tolist()}
    properties["measurements"] = {
        name: int(value) if isinstance(value, bool) else value
        for name, value in measured.items()
        if name not in NO_MEASUREMENT and math.isfinite(value)
    }
    return {"type": "Feature", "geometry": _geometry(result, parts), "properties": properties}


def _geometry(result: Result, parts: Sequence[Part]) -> dict[str, Any]:
    polygons = [[_closed(ring) for ring in part] for part in parts]
    one = len(polygons) == 1
    geometry: dict[str, Any] = {
        "type": "Polygon" if one else "MultiPolygon",
        "coordinates": polygons[0] if one else polygons,
    }
    if result.frame:  # QuPath's key for the place in a stack; c -1: all channels
        frame = parse_code(result.frame)
        geometry["plane"] = {"c": -1, "z": frame.depth or 0, "t": frame.time}
    return geometry


def _closed(ring: Ring) -> list[list[int]]:
    corners: list[list[int]] = ring.tolist()
    return [*corners, corners[0]]
