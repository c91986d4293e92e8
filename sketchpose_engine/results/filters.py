"""Which of the cells found count: those whose measurements lie within limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = Mapping[str, NDArray[Any]]  # of `measurements`, which the window need not wait for
TOUCHES = "touches_border"


@dataclass(frozen=True)
class Filter:
    """Limits of one column of the measurements, both included.

    Attributes
    ----------
    column
        Of `measurements.measure`; a table that does not have it is not filtered by it.
    low, high
        In the column's unit; None: no limit. True and false count as 1 and 0.
    """

    column: str
    low: float | None = None
    high: float | None = None

    def sentence(self) -> str:
        """Tell in words what cells have that count."""
        low, high = self.low, self.high
        if self.column == TOUCHES and high == 0:
            return "no contact with the edge of the image"
        limits = [f"at least {low:g}" if low is not None else ""]
        limits.append(f"at most {high:g}" if high is not None else "")
        return f"{_plain(self.column)} of {' and '.join(each for each in limits if each)}"


def _plain(column: str) -> str:
    """Name a column as one would in a text."""
    for unit, told in (("_um2", " (µm²)"), ("_um", " (µm)"), ("_px", " (pixels)")):
        column = column.removesuffix(unit) + told if column.endswith(unit) else column
    return column.replace("_", " ")


def kept(table: Table, filters: Iterable[Filter]) -> NDArray[np.bool_]:
    """Which rows of a table lie within all limits; a value that is unknown lies within none.

    Parameters
    ----------
    table
        Of `measurements.measure`, N rows.
    filters
        Those of columns that are not numbers, or not there, are passed over.

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
    """Masks (H, W) without the cells that do not count; the others keep their numbers."""
    counted = np.zeros(int(labels.max(initial=0)) + 1, bool)
    counted[table["label"][kept(table, filters)]] = True
    return np.where(counted[labels], labels, 0)
