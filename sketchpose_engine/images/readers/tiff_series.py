"""Series of pages in a TIFF: which are scenes, and which are left out."""

import logging
import math
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import tifffile

from .base import counted
from .tiff_ome import OmeDescription, read_description

# In formats of slide scanners, additional images of a scan have these names.
SLIDE_KINDS = ("svs", "scn", "ndpi", "bif", "philips", "qpi", "avs")
SLIDE_EXTRAS = ("thumbnail", "label", "macro", "map", "overview")
MOST_CHECKED = 500  # pages compared when a file is opened; of more, each is checked when read
COPIES = ("reduced copy or transparency mask", "reduced copies or transparency masks")
REGIONS = "R"  # axis of the positions in a stack of Micro-Manager

# Its warnings are replaced by errors; without a handler they would appear on the terminal.
logging.getLogger("tifffile").addHandler(logging.NullHandler())

Series = tifffile.TiffPageSeries
Page = tifffile.TiffPage | tifffile.TiffFrame


class SeriesFile(tifffile.TiffFile):  # type: ignore[misc]
    """TIFF whose OME description is reduced to the images in this file."""

    @cached_property
    def description(self) -> OmeDescription | None:
        """OME description; None if there is none."""
        text = super().ome_metadata
        if not text:
            return None
        return read_description(Path(self.filehandle.path), text, self.pages.first)

    @cached_property
    def micromanager_metadata(self) -> dict[str, Any] | None:
        """Metadata of Micro-Manager, reduced to the frames in this file.

        Files with one position each, or with some time points, are then independent. All files are
        read only if a frame continues in the next file.
        """
        stated = super().micromanager_metadata
        if not stated or "IndexMap" not in stated or not isinstance(stated.get("Summary"), dict):
            return stated
        index = np.array(stated["IndexMap"])
        counts: dict[str, Any] = {}
        for column, axis in enumerate(("Channels", "Slices", "Frames", "Positions")):
            numbers, index[:, column] = np.unique(index[:, column], return_inverse=True)
            counts[axis] = len(numbers)
        if math.prod(counts.values()) != len(index):
            if _goes_on(Path(self.filehandle.path)):
                return stated
            counts["Prefix"] = "/"  # of no file: others with the same prefix may be unrelated
        return {**stated, "IndexMap": index, "Summary": {**stated["Summary"], **counts}}

    @property
    def ome_metadata(self) -> str | None:
        """Text of the reduced description."""
        return None if self.description is None else self.description.text


def _goes_on(path: Path) -> bool:
    """Return whether there are further files of Micro-Manager for the same position."""
    start = re.sub(r"(_\d+)?\.ome\.tiff?$", "", path.name)
    pattern = re.compile(re.escape(start) + r"(_\d+)?\.ome\.tiff?")
    return any(
        other.name != path.name and pattern.fullmatch(other.name) for other in path.parent.iterdir()
    )


def find_series(tiff: SeriesFile) -> tuple[list[Series], tuple[str, ...]]:
    """Return the series that are scenes, in order, and descriptions of those left out."""
    try:
        found = list(tiff.series)
    except RuntimeError:  # pages of several kinds, where tifffile expected one
        tiff.pages.useframes = False
        return _runs_of_pages([page.aspage() for page in tiff.pages])
    if found[0].kind == "generic" or (found[0].kind == "uniform" and not _are_alike(found[0])):
        levels = [level for series in found for level in series.levels]
        return _runs_of_pages([page.aspage() for level in levels for page in level if page])
    if found[0].kind in SLIDE_KINDS:
        kept = [series for series in found if series.name.lower() not in SLIDE_EXTRAS]
    else:
        kept = [series for series in found if not series.keyframe.is_reduced]
    kept = kept or found
    left = [_named(series) for series in found if series not in kept]
    if copies := sum(len(series.levels) - 1 for series in kept):
        left.append(counted(copies, "reduced copy", "reduced copies"))
    return kept, (*left, *_images_without_pages(tiff, found), *_further_pages(tiff, found))


def pages_of(series: Series) -> Iterator[Page | None]:
    """Iterate over the listed pages of a series; for a single large block, the first one."""
    return iter(series._pages)


def _are_alike(series: Series) -> bool:
    """Check all pages, as tifffile checks only a few; not if there are very many."""
    if len(series) > MOST_CHECKED:
        return True
    return all(page is None or _kind(page.aspage()) == _kind(series.keyframe) for page in series)


def _runs_of_pages(listed: list[tifffile.TiffPage]) -> tuple[list[Series], tuple[str, ...]]:
    """Combine consecutive pages that are alike to scenes, in file order.

    Pages of different size, type, colours or resolution are different images, wherever they are.
    """
    pages = sorted(listed, key=lambda page: page.treeindex)
    full = [page for page in pages if not _is_copy(page)] or pages
    runs = [list(run) for _, run in groupby(full, _kind)]
    series = [
        Series(run, (len(run), *run[0].shape), run[0].dtype, "I" + run[0].axes, kind="generic")
        for run in runs
    ]
    copies = len(pages) - len(full)
    left = (counted(copies, *COPIES),) if copies else ()
    return series, left


def _is_copy(page: tifffile.TiffPage) -> bool:
    """Return whether a page is a reduced copy or a transparency mask of another one."""
    return bool(page.subfiletype & 0b101)


def _kind(page: tifffile.TiffPage) -> tuple[object, ...]:
    return page.hash, page.resolution, page.resolutionunit


def _named(series: Series) -> str:
    """Describe a series that is left out."""
    size = " x ".join(map(str, reversed(series.keyframe.shape[:2])))
    return f"{(series.name or 'a reduced copy').lower()} of {size} pixels"


def _further_pages(tiff: SeriesFile, found: list[Series]) -> list[str]:
    """Describe the pages that are not mentioned in the description of a file."""
    if not all(series.kind in ("ome", "imagej") for series in found) or len(tiff.pages) == 1:
        return []
    described = 0
    for series in found:
        own = sum(page is not None and page.parent is tiff for page in pages_of(series))
        count = series.size // series.keyframe.size
        described += count if own == 1 else min(own, count)
    more = len(tiff.pages) - described
    pages = counted(more, "further page")
    return [f"{pages} that its description does not mention"] if more > 0 else []


def _images_without_pages(tiff: SeriesFile, found: list[Series]) -> list[str]:
    """Describe the images of an OME description that have no series."""
    if tiff.description is None or not any(series.kind == "ome" for series in found):
        return []
    there = {series.name for series in found}
    return [
        f"image {number + 1} of the description{f' ({name})' if name else ''}"
        for number, name in enumerate(tiff.description.names)
        if str(number) not in there
    ]
