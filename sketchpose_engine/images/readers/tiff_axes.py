"""Axes of a series of TIFF pages: sides, channels, depths, times and positions."""

import math

import numpy as np
import tifffile

from .base import PageAxis
from .tiff_colours import PHOTOMETRIC
from .tiff_series import REGIONS, Series, SeriesFile, pages_of

UNNAMED = "QI"
ROLES: dict[PageAxis, str] = {"times": "T", "depths": "Z", "channels": "C"}


def axis_roles(
    tiff: SeriesFile, series: Series, region: int | None, pages: PageAxis | None
) -> list[str]:
    """Map each axis to its role: Y, X, C, Z, T, or a position.

    Unnamed axes are time, unless `pages` specifies another; colours are never frames of a series.
    """
    coloured = series.keyframe.photometric == PHOTOMETRIC.PALETTE
    unnamed = _unnamed_axes(tiff, series)
    coloured |= "S" in series.axes and "S" not in unnamed
    chosen = ROLES["times" if pages is None or (coloured and pages == "channels") else pages]
    roles = []
    for axis in series.axes:
        if axis in "YXCZ" or (axis == REGIONS and region is not None):
            roles.append(axis)
        elif axis == "S":
            roles.append(chosen if pages and axis in unnamed else "C")
        else:
            roles.append(chosen if axis in unnamed else "T")
    return roles


def _unnamed_axes(tiff: SeriesFile, series: Series) -> str:
    """Return axes whose meaning is not stated in the file.

    An array of 3 or 4 planes is always written by tifffile as one page with planes of colour.
    """
    unnamed = "".join(axis for axis in series.axes if axis in UNNAMED)
    stated = (tiff.shaped_metadata or ()) if series.kind == "shaped" else ()
    page = series.keyframe
    separate = page.planarconfig == tifffile.PLANARCONFIG.SEPARATE
    planar = separate and page.photometric == PHOTOMETRIC.RGB
    if stated and planar and not any("axes" in each for each in stated):
        unnamed += "S"
    return unnamed


def unnamed_pages(tiff: SeriesFile, series: Series) -> int:
    """Count the pages along unnamed axes; 0 if there are no such pages."""
    unnamed = _unnamed_axes(tiff, series)
    sizes = zip(series.axes, series.shape, strict=True)
    count = math.prod(n for axis, n in sizes if axis in unnamed)
    return count if count > 1 else 0


def own_regions(tiff: SeriesFile, series: Series) -> list[int | None]:
    """List positions with at least one plane in this file; [None] if there is no such axis."""
    if series.kind != "mmstack" or REGIONS not in series.axes:
        return [None]
    place = series.axes.index(REGIONS)
    pages = series.shape[: len(series.shape) - axes_within(series)]
    own = [
        int(np.unravel_index(number, pages)[place])
        for number, page in enumerate(pages_of(series))
        if page is not None and page.parent is tiff
    ]
    regions: list[int | None] = [*sorted(set(own))]
    return regions or [0]


def axes_within(series: tifffile.TiffPageSeries) -> int:
    """Count the axes of a series that are within a page."""
    for split in range(len(series.shape) + 1):
        if math.prod(series.shape[split:]) == series.keyframe.size:
            axes = series.axes[split:]
            if axes.count("Y") == axes.count("X") == 1:
                return len(axes)
    raise ValueError(f"pages of axes {series.axes} are no pictures")
