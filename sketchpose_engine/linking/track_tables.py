"""Tables of tracks and of objects in three dimensions as CSV."""

import csv
import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ..export import atomic_path
from ..tables import STANDARD, Dialect
from .measurements import measure_tracks, positions
from .scale import UNKNOWN, Scale
from .tracks import Tracks


def write_tracks(
    path: Path, image: str, tracks: Tracks, scale: Scale = UNKNOWN, dialect: Dialect = STANDARD
) -> None:
    """Write where every track is in every frame, one row a mask.

    Columns are image, track, frame (from 1), time_s where the interval is known, x, y and area in
    pixels and, where the pixel size is known, in micrometres, and parent, empty if there is none.

    Raises
    ------
    DiskError
        The file cannot be written.
    """
    write_columns(path, image, positions(tracks, scale), dialect, blank=("parent",))


def write_track_measurements(
    path: Path, image: str, tracks: Tracks, scale: Scale = UNKNOWN, dialect: Dialect = STANDARD
) -> None:
    """Write the measurements of every track, one row each; errors as `write_tracks`."""
    write_columns(path, image, measure_tracks(tracks, scale), dialect, blank=("parent",))


def write_columns(
    path: Path,
    image: str,
    table: Mapping[str, NDArray[Any]],
    dialect: Dialect = STANDARD,
    blank: Collection[str] = (),
) -> None:
    """Write columns as CSV, the image's name first; errors as `write_tracks`.

    Parameters
    ----------
    table
        Columns (N,) by their names.
    blank
        Columns in which 0 means that there is nothing.
    """
    columns = [
        [_cell(value, dialect, name in blank) for value in values.tolist()]
        for name, values in table.items()
    ]
    # Excel takes UTF-8 for the local code page unless a mark precedes it; others trip over it.
    encoding = "utf-8" if image.isascii() else "utf-8-sig"
    with (
        atomic_path(path) as temporary,
        temporary.open("w", encoding=encoding, newline="") as file,
    ):
        writer = csv.writer(file, delimiter=dialect.separator)
        writer.writerow(["image", *table])
        writer.writerows([image, *row] for row in zip(*columns, strict=True))


def _cell(value: object, dialect: Dialect, blank: bool) -> object:
    """Six significant digits; nothing for what is unknown."""
    if blank and value == 0:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}".replace(".", dialect.decimal) if math.isfinite(value) else ""
    return value
