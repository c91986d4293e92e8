"""Tables of counts and measurements as CSV, equally readable by Excel, Fiji, R and pandas."""

import csv
import math
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from ..core.files import atomic_path, disk_errors
from .measurements import Table
from .result import Result

Row = Mapping[str, object]  # column name -> cell
SIGNS = {
    "+": "pos", ">": "gt", "<": "lt", "\u2265": "ge", "\u2264": "le", "=": "eq", "&": "and",
    "%": "percent", "!": "not", "*": "star",
}  # fmt: skip
GREEK = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?(\w+)$")
WORDS = re.compile(r"[^\W_]+")
LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Dialect:
    """CSV dialect of a table.

    Attributes
    ----------
    separator
        Separator of columns.
    decimal
        Decimal sign of numbers.
    """

    separator: str = ","
    decimal: str = "."


STANDARD = Dialect()
# The second is read by Excel in countries with decimal commas: Germany, France, Brazil, ...
DIALECTS = {"standard": STANDARD, "excel-de": Dialect(";", ",")}


def count_row(result: Result) -> dict[str, object]:
    """Count the objects of one image: a row of `write_counts`, with a column per class."""
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
    """Convert names of classes to unique parts of column names: letters, digits and _ only.

    Meaningful signs are spelt out: `CD4+` is `CD4_pos`, `CD4-` is `CD4_neg`.
    """
    columns: list[str] = []
    for number, name in enumerate(names, 1):
        column = re.sub(r"_+", "_", _spelt_out(name)).strip("_") or f"class_{number}"
        free = column
        while free in columns:
            free = f"{column}_{number}"
            number += 1
        columns.append(free)
    return columns


def _spelt_out(name: str) -> str:
    """Replace all characters except letters and digits by words or _; accents are dropped."""
    text = unicodedata.normalize("NFKD", re.sub("[\u2010-\u2015\u2212]", "-", name))
    parts = []
    for place, sign in enumerate(text):
        if sign == "-":
            parts.append("_neg_" if _is_minus(text, place) else "_")
        elif sign in SIGNS:
            parts.append(f"_{SIGNS[sign]}_")
        elif (letter := GREEK.match(unicodedata.name(sign, ""))) is not None:
            parts.append(letter[1].lower())
        elif sign == "ß":
            parts.append("ss")
        elif sign.isalnum():
            parts.append(sign)
        elif not unicodedata.combining(sign):
            parts.append("_")
    return "".join(parts)


def _is_minus(text: str, place: int) -> bool:
    """Distinguish a sign, as in `CD4-` and `CD4-CD8+`, from a hyphen, as in `IL-2+`."""
    before, after = text[:place], text[place + 1 :]
    if not before.strip():
        return True
    if before.endswith(" "):
        after = after.lstrip()
    if not after[:1].isalnum():
        return True
    words = WORDS.findall(before)
    start = LETTERS.match(words[-1]) if words else None
    return start is not None and words[-1] != start[0] and after.startswith(start[0])


def write_counts(path: Path | str, rows: Iterable[Row], dialect: Dialect = STANDARD) -> None:
    """Write counts as CSV, one row per image; errors as in `atomic_path`.

    Parameters
    ----------
    rows
        Rows of `count_row`. Columns missing in a row are left empty.
    dialect
        Format of numbers and columns.
    """
    rows = list(rows)
    header = ["image", "frame", "count", "pixel_size_um"]
    for row in rows:
        header = joined(header, list(row))
    texts = "".join(value for row in rows for value in row.values() if isinstance(value, str))
    cells = ([format_cell(row.get(name), dialect) for name in header] for row in rows)
    write_csv(path, header, cells, texts, dialect)


def write_objects(
    path: Path | str, result: Result, table: Table, dialect: Dialect = STANDARD
) -> None:
    """Write the measurements of an image as CSV, one row per object; errors as in `atomic_path`."""
    header = ["image", "frame", *table]
    write_csv(path, header, _object_rows(result, table, dialect), _texts(result), dialect)


def joined(header: Sequence[str], other: Sequence[str]) -> list[str]:
    """Merge the columns of two headers; new ones of the second follow their predecessor there."""
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
    """Measurements of many images in one table, collected in a temporary file.

    Parameters
    ----------
    path
        CSV file for `write`.
    dialect
        Format of numbers and columns.
    """

    def __init__(self, path: Path, dialect: Dialect = STANDARD) -> None:
        self._path, self._dialect = path, dialect
        self._texts = ""
        self._headers: list[tuple[list[str], int]] = []  # of each image, with its number of rows
        with disk_errors(path):
            self._rows: IO[str] = tempfile.TemporaryFile(  # noqa: SIM115
                "w+", encoding="utf-8", newline=""
            )

    def add(self, result: Result, table: Table) -> None:
        """Add the objects of one image; errors as in `atomic_path`."""
        self._headers.append((["image", "frame", *table], len(table["label"])))
        if self._texts.isascii():  # only whether it is ASCII matters
            self._texts = _texts(result)
        with disk_errors(self._path):
            csv.writer(self._rows).writerows(_object_rows(result, table, self._dialect))

    def write(self) -> None:
        """Write the table; missing columns are left empty; errors as in `atomic_path`."""
        header = ["image", "frame", "label"]
        for columns, _ in self._headers:
            header = joined(header, columns)
        with disk_errors(self._path):
            self._rows.seek(0)
        write_csv(self._path, header, self._aligned(header), self._texts, self._dialect)

    def close(self) -> None:
        """Remove the temporary file."""
        with suppress(OSError):  # the data are discarded anyway
            self._rows.close()

    def _aligned(self, header: Sequence[str]) -> Iterator[list[str]]:
        """Yield every row with the columns of the whole table."""
        rows = csv.reader(self._rows)
        for columns, count in self._headers:
            places = [columns.index(name) if name in columns else -1 for name in header]
            for _ in range(count):
                row = [*next(rows), ""]  # place -1: unknown
                yield [row[place] for place in places]


def _object_rows(result: Result, table: Table, dialect: Dialect) -> Iterator[list[object]]:
    columns = [values.tolist() for values in table.values()]
    for row in zip(*columns, strict=True):
        yield [format_cell(value, dialect) for value in (result.image, result.frame, *row)]


def _texts(result: Result) -> str:
    """Return all text in the rows of an image."""
    return "".join((result.image, *result.class_names))


def write_csv(
    path: Path | str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    texts: str,
    dialect: Dialect,
) -> None:
    """Write rows as CSV; `texts` contains all their text. Errors as in `atomic_path`."""
    # Excel reads UTF-8 correctly only with a BOM; other programs handle a BOM badly.
    encoding = "utf-8" if (texts + "".join(header)).isascii() else "utf-8-sig"
    with (
        atomic_path(path) as temporary,
        temporary.open("w", encoding=encoding, newline="") as file,
    ):
        writer = csv.writer(file, delimiter=dialect.separator)
        writer.writerow(header)
        writer.writerows(rows)


def format_cell(value: object, dialect: Dialect) -> object:
    """Format a value: six significant digits, 1 and 0 for true and false, empty for unknown."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return f"{value:.6g}".replace(".", dialect.decimal) if math.isfinite(value) else ""
    return "" if value is None else value
