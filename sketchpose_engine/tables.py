"""Counts and measurements as CSV that Excel, Fiji, R and pandas read alike."""

import csv
import math
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import numpy as np

from .export import atomic_path, told_of
from .measure import Table
from .results import Result

Row = Mapping[str, object]  # column name -> cell


def count_row(result: Result) -> dict[str, object]:
    """Number of objects of one image: a row of `write_counts`, with a column for each class."""
    present = np.unique(result.labels)
    present = present[present > 0]
    row: dict[str, object] = {
        "image": result.image,
        "frame": result.frame,
        "count": int(present.size),
    }
    if result.classes is not None and result.class_names:
        length = len(result.class_names) + 1
        each = np.bincount(result.classes[present], minlength=length)[1:].tolist()
        names = class_columns(result.class_names)
        row |= {f"count_{name}": number for name, number in zip(names, each, strict=True)}
    return row | {"pixel_size_um": result.pixel_size_um}


def class_columns(names: Sequence[str]) -> list[str]:
    """Names of classes as parts of column names: letters, digits and _ only, none twice."""
    columns: list[str] = []
    for number, name in enumerate(names, 1):
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        column = re.sub(r"\W+", "_", plain).strip("_") or f"class_{number}"
        columns.append(f"{column}_{number}" if column in columns else column)
    return columns


def write_counts(path: Path | str, rows: Iterable[Row]) -> None:
    """Write counts as CSV, one row an image; errors as `atomic_path`.

    Parameters
    ----------
    rows
        Of `count_row`. A column that only some have is empty for the others.
    """
    rows = list(rows)
    header = ["image", "frame", "count", "pixel_size_um"]
    for row in rows:
        header = joined(header, list(row))
    texts = "".join(value for row in rows for value in row.values() if isinstance(value, str))
    _write_csv(path, header, ([row.get(name) for name in header] for row in rows), texts)


def write_objects(path: Path | str, result: Result, table: Table) -> None:
    """Write the measurements of one image as CSV, one row an object; errors as `atomic_path`."""
    _write_csv(path, ["image", "frame", *table], _object_rows(result, table), _texts(result))


def joined(header: Sequence[str], other: Sequence[str]) -> list[str]:
    """All columns of two headers; those of the second only stand after what precedes them there."""
    both = list(header)
    place = 0
    for name in other:
        if name in both:
            place = both.index(name) + 1
        else:
            both.insert(place, name)
            place += 1
    return both


class AllObjects:
    """Measurements of many images in one table, kept in a temporary file until all are known.

    Parameters
    ----------
    path
        Where `write` puts the CSV.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._texts = ""
        self._headers: list[tuple[list[str], int]] = []  # of each image, and its number of rows
        with told_of(path):
            self._rows: IO[str] = tempfile.TemporaryFile(  # noqa: SIM115
                "w+", encoding="utf-8", newline=""
            )

    def add(self, result: Result, table: Table) -> None:
        """Note the objects of one image; errors as `atomic_path`."""
        self._headers.append((["image", "frame", *table], len(table["label"])))
        if self._texts.isascii():  # once it is not, more of it would change nothing
            self._texts = _texts(result)
        with told_of(self._path):
            writer = csv.writer(self._rows)
            writer.writerows([_cell(value) for value in row] for row in _object_rows(result, table))

    def write(self) -> None:
        """Write the table; images without a column have empty cells; errors as `atomic_path`."""
        header = ["image", "frame", "label"]
        for columns, _ in self._headers:
            header = joined(header, columns)
        with told_of(self._path):
            self._rows.seek(0)
        _write_csv(self._path, header, self._aligned(header), self._texts)

    def close(self) -> None:
        """Remove the temporary file."""
        with suppress(OSError):  # what could not be written to it is thrown away anyhow
            self._rows.close()

    def _aligned(self, header: Sequence[str]) -> Iterator[list[str]]:
        """Every row, with the columns of the whole table."""
        rows = csv.reader(self._rows)
        for columns, count in self._headers:
            places = [columns.index(name) if name in columns else -1 for name in header]
            for _ in range(count):
                row = [*next(rows), ""]  # place -1: nothing is known
                yield [row[place] for place in places]


def _object_rows(result: Result, table: Table) -> Iterator[tuple[object, ...]]:
    columns = [values.tolist() for values in table.values()]
    return ((result.image, result.frame, *row) for row in zip(*columns, strict=True))


def _texts(result: Result) -> str:
    """All that is no number in the rows of an image."""
    return "".join((result.image, *result.class_names))


def _write_csv(
    path: Path | str, header: Sequence[str], rows: Iterable[Sequence[object]], texts: str
) -> None:
    # Excel takes UTF-8 for the local code page unless a mark precedes it; others trip over it.
    encoding = "utf-8" if texts.isascii() else "utf-8-sig"
    with (
        atomic_path(path) as temporary,
        temporary.open("w", encoding=encoding, newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> object:
    """Six significant digits, 1 and 0 for true and false, nothing for what is unknown."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return f"{value:.6g}" if math.isfinite(value) else ""
    return "" if value is None else value
