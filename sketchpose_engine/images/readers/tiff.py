"""Reader for TIFF and formats based on it (OME-TIFF, ImageJ, LSM)."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from ...core.errors import InputError
from ..frames import Extent
from .base import (
    NEVER_ACQUIRED,
    PageAxis,
    Planes,
    SceneMetadata,
    Source,
    refuse_too_large,
)
from .stored_pixels import upright
from .tiff_axes import axes_within, axis_roles, own_regions, unnamed_pages
from .tiff_colours import PHOTOMETRIC, check_photometric, displayed, is_lossy, orientation_of
from .tiff_metadata import scene_metadata
from .tiff_pages import decode_page, is_one_block, refuse_incomplete, refuse_missing_pages
from .tiff_series import REGIONS, Series, SeriesFile, find_series, pages_of


class _Tiff:
    """Scenes of a TIFF: its series."""

    def __init__(self, path: Path, tiff: SeriesFile, indexed: bool, pages: PageAxis | None) -> None:
        if not all(isinstance(side, int) for side in tiff.pages.first.shape):
            raise ValueError("a width of several numbers")
        found, self.left_out = find_series(tiff)
        refuse_missing_pages(tiff, found)
        self._scenes = [
            _Scene(path.name, tiff, series, region, indexed, pages)
            for series in found
            for region in own_regions(tiff, series)
        ]
        self.parts = _parts(path, tiff, found)
        missing = tuple(part for part in self.parts if not part.is_file())
        for scene in self._scenes:
            scene.missing = missing
        alone = (series for series in found if not series.is_multifile)
        if not missing and any(page is None for series in alone for page in pages_of(series)):
            self.left_out += (NEVER_ACQUIRED,)
        self.extent = Extent.of([(scene.length("T"), scene.length("Z")) for scene in self._scenes])
        self.scenes: Sequence[SceneMetadata] = [scene.metadata for scene in self._scenes]
        self.unnamed_pages = max(scene.unnamed_pages for scene in self._scenes)
        self.lossy = any(is_lossy(series.keyframe) for series in found)

    def read(self, scene: int, time: int, depth: int) -> Planes:
        """See `Source.read`."""
        return self._scenes[scene].read(time, depth)


class _Scene:
    """Series of a TIFF.

    An axis of the series is a side of the image (Y, X), a channel (C, or S: samples), a depth
    (Z), or otherwise time. The last axes are within a page, the others count pages.

    Parameters
    ----------
    name
        Name of the file.
    tiff, series
        Open file and its series.
    region
        Number along the axis of positions; None if there is no such axis.
    indexed
        Return palette indices instead of colours.
    pages
        Meaning of an unnamed axis; None: the most likely one.
    """

    missing: tuple[Path, ...] = ()

    def __init__(
        self,
        name: str,
        tiff: SeriesFile,
        series: Series,
        region: int | None,
        indexed: bool,
        pages: PageAxis | None,
    ) -> None:
        self._name, self._tiff, self.series, self._indexed = name, tiff, series, indexed
        self._region = region
        check_photometric(name, series.keyframe)
        self._axes = axis_roles(tiff, series, region, pages)
        self._shape = series.shape
        self._within = axes_within(series)
        refuse_incomplete(tiff, series)
        refuse_too_large(name, *(self.length(role) for role in "CYX"))
        self.unnamed_pages = unnamed_pages(tiff, series)
        shape = self.length("C"), self.length("Y"), self.length("X")
        self.metadata = replace(scene_metadata(tiff, series, region), shape=shape)

    def length(self, role: str) -> int:
        """Return the number of values along all axes of a role."""
        return math.prod(self._lengths(role))

    def read(self, time: int, depth: int) -> Planes:
        """Read one frame."""
        split = len(self._axes) - self._within
        chosen = self._chosen(time, depth)
        within = tuple(slice(None) if n is None else n for n in chosen[split:])
        counts = self._shape[:split]
        pages = product(
            *(range(n) if k is None else (k,) for n, k in zip(counts, chosen[:split], strict=True))
        )
        numbers = [int(np.ravel_multi_index(page, counts)) if page else 0 for page in pages]
        planes = self._planes(numbers, within)
        roles = [role for role, k in zip(self._axes, chosen, strict=True) if k is None]
        outer = [n for n, k in zip(counts, chosen[:split], strict=True) if k is None]
        planes = planes.reshape(*outer, *planes.shape[1:])
        roles += "C" * (planes.ndim - len(roles))
        order = sorted(range(len(roles)), key=lambda i: "YX".find(roles[i]))  # others first
        planes = planes.transpose(order)
        planes = planes.reshape(-1, *planes.shape[-2:])
        return upright(planes, orientation_of(self.series.keyframe))

    def _planes(self, numbers: list[int], within: tuple[Any, ...]) -> Planes:
        """Read the pages of a frame in order; pages that were never acquired are black."""
        planes: Planes | None = None
        for place, number in enumerate(numbers):
            page = self._page(number)
            if page is None:
                continue
            one = self._displayed(number, page[within])
            if planes is None:
                planes = np.zeros((len(numbers), *one.shape), one.dtype)
            planes[place] = one
        if planes is None:
            raise InputError(
                "{file} has no picture there: this frame was planned but never acquired.",
                file=self._name,
            )
        return planes

    def _lengths(self, role: str) -> list[int]:
        return [n for axis, n in zip(self._axes, self._shape, strict=True) if axis == role]

    def _chosen(self, time: int, depth: int) -> list[int | None]:
        """Return the number to read for each axis, or None for all."""
        numbers = {
            role: list(np.unravel_index(number, self._lengths(role)))
            for role, number in (("T", time), ("Z", depth), (REGIONS, self._region))
            if self._lengths(role) and number is not None
        }
        return [int(numbers[axis].pop(0)) if axis in numbers else None for axis in self._axes]

    def _page(self, number: int) -> NDArray[Any] | None:
        """Decode one page, in the shape of the key frame; None if never acquired."""
        series, key = self.series, self.series.keyframe
        if is_one_block(self._tiff, series):
            offset = (series.dataoffset or 0) + number * key.size * series.dtype.itemsize
            typecode = self._tiff.byteorder + series.dtype.char
            pixels = self._tiff.filehandle.read_array(typecode, key.size, offset)
        elif (page := series[number]) is not None:
            if series.kind == "uniform" and page.aspage().hash != key.hash:
                raise InputError(
                    "Page {number} of {file} has another size or type than the first: "
                    "save the pages of each size in a file of their own.",
                    number=number + 1,
                    file=self._name,
                )
            pixels = decode_page(page, key)
        elif self.missing:
            raise InputError(
                "{file} lacks the files that hold its other frames, such as "
                "{missing}: copy all files of the series into one folder.",
                file=self._name,
                missing=self.missing[0].name,
            )
        else:
            return None
        pixels = pixels.reshape(self._shape[len(self._shape) - self._within :])
        return pixels if series.transform is None else series.transform(pixels)

    def _displayed(self, number: int, pixels: NDArray[Any]) -> NDArray[Any]:
        """Convert stored values to those that a viewer shows."""
        key = self.series.keyframe
        # ImageJ's palettes and inverted look-up tables are for display only: the stored numbers are
        # the intensities.
        as_numbers = self._indexed or self._tiff.is_imagej
        if key.photometric == PHOTOMETRIC.PALETTE and not as_numbers:
            key = _with_palette(self.series, number)
        return displayed(key, pixels, as_numbers=as_numbers)


@contextmanager
def open_tiff(path: Path, *, indexed: bool, pages: PageAxis | None = None) -> Iterator[Source]:
    """Open a TIFF; `indexed` returns palette indices instead of colours."""
    tiff = SeriesFile(path)
    with tiff:
        yield _Tiff(path, tiff, indexed, pages)


def _parts(path: Path, tiff: SeriesFile, found: list[Series]) -> tuple[Path, ...]:
    """List other files that contain planes of the scenes, or should."""
    names = set(tiff.description.parts) if tiff.description else set()
    for series in found:
        if series.is_multifile:
            names |= {page.parent.filename for page in pages_of(series) if page is not None}
    return tuple(path.parent / name for name in sorted(names - {path.name}))


def _with_palette(series: Series, number: int) -> tifffile.TiffPage:
    """Return the page with the palette of a page of a series: itself, if it is listed."""
    page = series[number]
    return series.keyframe if page is None or page.is_virtual else page.aspage()
