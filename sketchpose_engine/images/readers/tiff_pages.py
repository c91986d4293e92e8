"""Pages of a TIFF: decoding, and detection of truncated files."""

import math
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from .base import MOST_EXPANSION, blaming_the_file, refuse_empty_promise
from .tiff_series import Page, Series, SeriesFile, pages_of


def is_one_block(tiff: SeriesFile, series: Series) -> bool:
    """Return whether the data of all pages are contiguous in this file.

    Possibly a single page represents all of them, as in large files of ImageJ.
    """
    own = series.keyframe.parent is tiff and not series.is_multifile
    return own and series.dataoffset is not None


def refuse_missing_pages(tiff: SeriesFile, found: Sequence[Series]) -> None:
    """Reject a file of ImageJ with fewer pages than stated."""
    promised = (tiff.imagej_metadata or {}).get("images", 1)
    if sum(series.size // series.keyframe.size for series in found) < promised:
        raise EOFError


def refuse_incomplete(tiff: SeriesFile, series: tifffile.TiffPageSeries) -> None:
    """Reject files with fewer pages, or fewer bytes, than stated."""
    if not series.size:
        raise EOFError
    if is_one_block(tiff, series):
        refuse_empty_promise((series.dataoffset or 0) + series.nbytes, tiff.filehandle.size, 1)
    pages = [page for page in pages_of(series) if page is not None and page.parent is tiff]
    if pages:
        _refuse_beyond_end(pages[-1])
    if pages and series.kind in ("generic", "uniform"):
        _refuse_broken_chain(tiff, pages[-1])


def _refuse_broken_chain(tiff: tifffile.TiffFile, page: Page) -> None:
    """Reject a file whose last page has a successor after the end of the file."""
    layout, file = tiff.tiff, tiff.filehandle
    file.seek(page.offset)
    (tags,) = struct.unpack(layout.tagnoformat, file.read(layout.tagnosize))
    file.seek(page.offset + layout.tagnosize + tags * layout.tagsize)
    (following,) = struct.unpack(layout.offsetformat, file.read(layout.offsetsize))
    if following >= file.size:
        raise EOFError


def decode_page(page: Page, key: tifffile.TiffPage) -> NDArray[Any]:
    """Decode a page, which may be in another file of the series."""
    _refuse_cut_short(page, key)
    file = page.parent.filehandle
    closed = file.closed
    if closed:
        file.open()
    try:
        with blaming_the_file(key.nbytes):
            return page.asarray()
    finally:
        if closed:
            file.close()


def _refuse_beyond_end(page: Page) -> None:
    """Reject a page whose data end after the end of its file."""
    if np.add(page.dataoffsets, page.databytecounts).max(initial=0) > page.parent.filehandle.size:
        raise EOFError


def _refuse_cut_short(page: Page, key: tifffile.TiffPage) -> None:
    """Reject truncated pages, which decoders may complete with grey, and implausible sizes."""
    _refuse_beyond_end(page)
    counts = page.databytecounts
    if len(counts) < math.prod(key.chunked):
        raise EOFError
    refuse_empty_promise(key.nbytes, sum(counts), MOST_EXPANSION)  # some tiles may be missing
    tile_bytes = math.prod(key.chunks) * np.dtype(key.dtype).itemsize
    expansion = 8 if key.compression == 1 else MOST_EXPANSION  # 8: for 1 bit per value
    refuse_empty_promise(tile_bytes, max(counts), expansion)
