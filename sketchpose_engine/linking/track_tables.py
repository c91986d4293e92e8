"""Tables of tracks and of objects in three dimensions as CSV."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ..results.tables import STANDARD, Dialect, format_cell, write_csv
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
        [
            format_cell(None if name in blank and value == 0 else value, dialect)
            for value in values.tolist()
        ]
        for name, values in table.items()
    ]
    rows = ([image, *row] for row in zip(*columns, strict=True))
    write_csv(path, ["image", *table], rows, image, dialect)
