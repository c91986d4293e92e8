"""Filters of cells by their measurements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = Mapping[str, NDArray[Any]]  # of `measurements`, not imported for the sake of the window
TOUCHES = "touches_border"


@dataclass(frozen=True)
class Filter:
    """Inclusive limits of one column of the measurements.

    Attributes
    ----------
    column
        Column of `measurements.measure`; tables without it are not filtered.
    low, high
        In the unit of the column; None: no limit. True and false count as 1 and 0.
    """

    column: str
    low: float | None = None
    high: float | None = None

    @property
    def needs_pixel_size(self) -> bool:
        """Whether the limits are lengths or areas in µm."""
        return self.column.endswith(("_um", "_um2"))

    def sentence(self) -> str:
        """Describe in words which cells pass."""
        low, high = self.low, self.high
        if self.column == TOUCHES and high == 0:
            return "no contact with the edge of the image"
        limits = [f"at least {low:g}" if low is not None else ""]
        limits.append(f"at most {high:g}" if high is not None else "")
        return f"{_plain(self.column)} of {' and '.join(each for each in limits if each)}"


def _plain(column: str) -> str:
    """Name a column as in running text."""
    for unit, words in (("_um2", " (µm²)"), ("_um", " (µm)"), ("_px", " (pixels)")):
        column = column.removesuffix(unit) + words if column.endswith(unit) else column
    return column.replace("_", " ")


def kept(table: Table, filters: Iterable[Filter]) -> NDArray[np.bool_]:
    """Return which rows of a table are within all limits; unknown values are not.

    Parameters
    ----------
    table
        Table of `measurements.measure`, N rows.
    filters
        Those of missing or non-numeric columns are ignored.

    Returns
    -------
    NDArray
        (N,) bool.
    """
    keep = np.ones(len(table["label"]), bool)
    for each in filters:
        values = table.get(each.column)
        if values is None or values.dtype.kind not in "biuf":
            continue
        if each.low is not None:
            keep &= values >= each.low
        if each.high is not None:
            keep &= values <= each.high
    return keep


def without(
    labels: NDArray[np.int32], table: Table, filters: Iterable[Filter]
) -> NDArray[np.int32]:
    """Return masks (H, W) without cells that do not pass; the others keep their numbers."""
    counted = np.zeros(int(labels.max(initial=0)) + 1, bool)
    counted[table["label"][kept(table, filters)]] = True
    return np.where(counted[labels], labels, 0)
