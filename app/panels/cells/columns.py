"""What the columns of the measurements are called for people, and how their values are written."""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.numbers import fixed, significant
from app.core.translation import tr, tr_noop
from sketchpose_engine.results.filters import TOUCHES, Table

TRACK = "track"
# Column without its unit -> what people call it, and what it means.
NAMES = {
    "label": (tr_noop("Cell"), tr_noop("Number of the cell")),
    TRACK: (tr_noop("Track"), tr_noop("Number of the cell through all frames")),
    "class": (tr_noop("Kind"), tr_noop("Kind of the cell")),
    "area": (tr_noop("Area"), tr_noop("Area of the cell")),
    "equivalent_diameter": (tr_noop("Diameter"), tr_noop("Diameter of a circle of the same area")),
    "perimeter": (tr_noop("Perimeter"), tr_noop("Length of the outline")),
    "major_axis": (tr_noop("Length"), tr_noop("Length of the ellipse that fits best")),
    "minor_axis": (tr_noop("Width"), tr_noop("Width of the ellipse that fits best")),
    "feret_max": (
        tr_noop("Longest extent"),
        tr_noop("Largest distance between two points of the outline"),
    ),
    "orientation": (
        tr_noop("Direction"),
        tr_noop("Angle of the long axis from straight down, counter-clockwise"),
    ),
    "eccentricity": (
        tr_noop("Elongation"),
        tr_noop("Eccentricity of the ellipse: 0 is a circle, near 1 a rod"),
    ),
    "solidity": (
        tr_noop("Solidity"),
        tr_noop("Area divided by that of the convex hull: 1 has no dents"),
    ),
    "circularity": (
        tr_noop("Circularity"),
        tr_noop("1 is a circle, less is longer or more ragged"),
    ),
    "centroid_x": ("X", tr_noop("Middle of the cell, from the left")),
    "centroid_y": ("Y", tr_noop("Middle of the cell, from the top")),
    TOUCHES: (tr_noop("At edge"), tr_noop("Whether the cell touches the edge of the image")),
}
INTENSITIES = {
    "mean": (tr_noop("Brightness"), tr_noop("Mean brightness of the cell's pixels")),
    "sum": (tr_noop("Total brightness"), tr_noop("Sum of the brightness of the cell's pixels")),
    "min": (tr_noop("Darkest"), tr_noop("Brightness of its darkest pixel")),
    "max": (tr_noop("Brightest"), tr_noop("Brightness of its brightest pixel")),
    "std": (
        tr_noop("Brightness spread"),
        tr_noop("Standard deviation of the brightness of its pixels"),
    ),
}
INTENSITY = re.compile(r"(mean|sum|min|max|std)_intensity_ch(\d+)")
UNITS = {"px": "px", "um": "µm", "um2": "µm²", "rad": "rad"}
UNSEEN = ("bbox_", "pixel_size_um")  # prefixes of columns that are not shown


def shown_columns(table: Table) -> list[str]:
    """Columns for people, in order: in micrometres where these are known, else in pixels."""
    return [
        name
        for name in table
        if not name.startswith(UNSEEN) and in_um(name) not in table and table[name].ndim == 1
    ]


def number_columns(table: Table) -> list[str]:
    """Those of them that measure something: they can be drawn, and have limits."""
    return [
        name
        for name in shown_columns(table)
        if name not in ("label", TRACK, TOUCHES) and table[name].dtype.kind in "iuf"
    ]


def title_of(column: str, channels: int = 1) -> str:
    """What a column is called, with its unit; of several channels, with the channel."""
    if found := INTENSITY.fullmatch(column):
        name = tr(INTENSITIES[found[1]][0])
        if channels == 1:
            return name
        return tr("{name}, channel {number}", name=name, number=found[2])
    name, unit = _parted(column)
    said = tr(NAMES[name][0]) if name in NAMES else name.replace("_", " ").capitalize()
    shown = "px²" if (name, unit) == ("area", "px") else UNITS.get(unit)
    return f"{said} ({shown})" if shown else said


def meaning_of(column: str) -> str:
    """One sentence on a column, and its name in exported tables."""
    if found := INTENSITY.fullmatch(column):
        meaning = INTENSITIES[found[1]][1]
    else:
        meaning = NAMES.get(_parted(column)[0], ("", ""))[1]
    name = tr("In exported tables: {column}", column=column)
    return f"{tr(meaning)}\n{name}" if meaning else name


def shown_unit(column: str, table: Table) -> tuple[str, float]:
    """Return how a column is shown: as in the table for people.

    Returns
    -------
    tuple
        The column that is shown, and the factor from the values of the other to its values.
    """
    in_micrometres = in_um(column)
    if in_micrometres not in table or not len(table["label"]):
        return column, 1.0
    pixel_size_um = float(table["pixel_size_um"][0])
    return in_micrometres, pixel_size_um ** (2 if column == "area_px" else 1)


def channels_of(table: Table) -> int:
    """How many channels were measured."""
    return sum(name.startswith("mean_intensity_ch") for name in table)


def written(value: Any, decimals: int | None = None) -> str:
    """A value for people; decimals: None for about four digits."""
    if isinstance(value, (bool, np.bool_)):
        return tr("yes") if value else tr("no")
    if isinstance(value, (int, np.integer, str)):
        return str(value)
    if not np.isfinite(value):
        return "–"
    return significant(value) if decimals is None else fixed(value, decimals)


def as_text(table: Table, rows: NDArray[np.intp], columns: list[str], decimal: str = ".") -> str:
    """Rows of a table for a spreadsheet: cells between tabs, headings first, numbers in full."""
    channels = channels_of(table)
    lines = ["\t".join(title_of(name, channels) for name in columns)]
    parts = [[_exact(value, decimal) for value in table[name][rows].tolist()] for name in columns]
    lines += ["\t".join(row) for row in zip(*parts, strict=True)]
    return "\n".join(lines) + "\n"


def _exact(value: Any, decimal: str) -> str:
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.10g}".replace(".", decimal)
    return str(value).replace("\t", " ")


def _parted(column: str) -> tuple[str, str]:
    """Name and unit of a column; the unit may be empty."""
    name, _, unit = column.rpartition("_")
    return (name, unit) if unit in UNITS and name else (column, "")


def in_um(column: str) -> str:
    """What a column in pixels would be called in micrometres; "" for columns in other units."""
    if column == "area_px":
        return "area_um2"
    return f"{column.removesuffix('_px')}_um" if column.endswith("_px") else ""
