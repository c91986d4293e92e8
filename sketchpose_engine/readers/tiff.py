"""A TIFF file, or one built on it (OME-TIFF, ImageJ, LSM) -> image planes, a frame at a time."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import tifffile
from numpy.typing import NDArray

from ..errors import InputError
from ..frames import Extent
from .picture import look_up
from .source import (
    MOST_EXPANSION,
    Planes,
    Source,
    blaming_the_file,
    refuse_empty_promise,
    refuse_too_large,
    square_um,
)

MOST_UNNAMED_CHANNELS = 4  # pages without a named axis: channels up to here, times beyond
MOST_PLANES = 10**7  # of a description that is believed
PLAUSIBLE_UM = (1e-4, 20.0)  # resolutions outside are a screen's or a printer's (1200 dpi: 21 µm)


class _Tiff:
    """The first series of a TIFF, and those like it as further scenes.

    An axis of the series is a side of the picture (Y, X), a channel (C, or S: samples), a depth
    (Z), or else a time. The last axes lie within a page, the others count pages.
    """

    def __init__(self, name: str, tiff: tifffile.TiffFile, indexed: bool) -> None:
        self._name, self._tiff, self._indexed = name, tiff, indexed
        if not all(isinstance(side, int) for side in tiff.pages.first.shape):
            raise ValueError("a width of several numbers")
        description = _ome_pixels(tiff)
        if description is not None:
            _refuse_many_planes(description, tiff.pages.first)
        first = tiff.series[0]
        self._series = [series for series in tiff.series if _alike(series, first)]
        self._axes = [_role(axis, n) for axis, n in zip(first.axes, first.shape, strict=True)]
        self._shape = first.shape
        self._within = _axes_within(first)
        _refuse_incomplete(tiff, first)
        lengths = {role: math.prod(self._lengths(role)) for role in "TZCYX"}
        refuse_too_large(name, *(lengths[role] for role in "CYX"))
        self.extent = Extent(len(self._series), lengths["T"], lengths["Z"])
        self.pixel_size_um = _pixel_size(tiff, first.keyframe, description)
        self.channels = _channel_names(description)

    def read(self, scene: int, time: int, depth: int) -> Planes:
        """See `Source.read`."""
        series, split = self._series[scene], len(self._axes) - self._within
        chosen = self._chosen(time, depth)
        within = tuple(slice(None) if n is None else n for n in chosen[split:])
        counts = self._shape[:split]
        pages = product(
            *(range(n) if k is None else (k,) for n, k in zip(counts, chosen[:split], strict=True))
        )
        numbers = [int(np.ravel_multi_index(page, counts)) if page else 0 for page in pages]
        planes = self._page(series, numbers[0])[within][None]
        if len(numbers) > 1:
            first, planes = planes, np.empty((len(numbers), *planes.shape[1:]), planes.dtype)
            planes[0] = first[0]
            for place, number in enumerate(numbers[1:], 1):
                planes[place] = self._page(series, number)[within]
        axes = [role for role, k in zip(self._axes, chosen, strict=True) if k is None]
        outer = [n for n, k in zip(counts, chosen[:split], strict=True) if k is None]
        planes = self._coloured(series.keyframe, planes.reshape(*outer, *planes.shape[1:]))
        axes += "C" * (planes.ndim - len(axes))
        order = sorted(range(len(axes)), key=lambda i: "YX".find(axes[i]))  # others first
        planes = planes.transpose(order)
        return planes.reshape(-1, *planes.shape[-2:])

    def _lengths(self, role: str) -> list[int]:
        return [n for axis, n in zip(self._axes, self._shape, strict=True) if axis == role]

    def _chosen(self, time: int, depth: int) -> list[int | None]:
        """For each axis the number to read, or None for all."""
        numbers = {
            role: list(np.unravel_index(number, self._lengths(role)))
            for role, number in (("T", time), ("Z", depth))
            if self._lengths(role)
        }
        return [int(numbers[axis].pop(0)) if axis in numbers else None for axis in self._axes]

    def _page(self, series: tifffile.TiffPageSeries, number: int) -> NDArray[Any]:
        """Decode one page, in the shape of the key frame."""
        key = series.keyframe
        if series.dataoffset is not None and not series.is_multifile:
            # Perhaps one page stands for all, as in large files of ImageJ.
            offset = series.dataoffset + number * key.size * series.dtype.itemsize
            typecode = self._tiff.byteorder + series.dtype.char
            pixels = self._tiff.filehandle.read_array(typecode, key.size, offset)
        elif (page := series[number]) is not None:
            pixels = _decode(page, key)
        elif series.is_multifile:
            raise InputError(
                f"{self._name} lacks the files that hold its other frames: "
                "copy all files of the series into one folder."
            )
        else:  # a plane that was never acquired
            pixels = np.zeros(key.shape, series.dtype)
        pixels = pixels.reshape(self._shape[len(self._shape) - self._within :])
        return pixels if series.transform is None else series.transform(pixels)

    def _coloured(self, key: tifffile.TiffPage, pixels: NDArray[Any]) -> NDArray[Any]:
        """Look up a palette's colours; drop alpha."""
        # ImageJ's palettes are display colours only: the numbers below them are the intensities.
        if key.photometric == tifffile.PHOTOMETRIC.PALETTE:
            if self._indexed or self._tiff.is_imagej:
                return pixels
            colours = np.asarray(key.colormap).T // 256  # (2 ** bits, 3) of 16 bits
            return look_up(colours.astype(np.uint8), pixels)
        # Alpha lies beside the colours; 4 samples in planes of their own are a 4-channel stack.
        if key.axes.endswith("S") and any(kind in (1, 2) for kind in key.extrasamples):
            return pixels[..., :-1]
        return pixels


@contextmanager
def open_tiff(path: Path, *, indexed: bool) -> Iterator[Source]:
    """Open a TIFF; `indexed` keeps a palette's numbers instead of its colours."""
    with tifffile.TiffFile(path) as tiff:
        yield _Tiff(path.name, tiff, indexed)


def _alike(series: tifffile.TiffPageSeries, first: tifffile.TiffPageSeries) -> bool:
    """Tell a further scene from a thumbnail or a label."""
    return (series.axes, series.shape, series.dtype, series.keyframe.shape) == (
        first.axes,
        first.shape,
        first.dtype,
        first.keyframe.shape,
    )


def _role(axis: str, length: int) -> str:
    """Say what an axis is for us: Y, X, C, Z or T."""
    if axis in "YXCZ":
        return axis
    channels = axis == "S" or (axis in "QI" and length <= MOST_UNNAMED_CHANNELS)
    return "C" if channels else "T"


def _axes_within(series: tifffile.TiffPageSeries) -> int:
    """Count the axes of a series that lie within a page."""
    for split in range(len(series.shape) + 1):
        if math.prod(series.shape[split:]) == series.keyframe.size:
            axes = series.axes[split:]
            if axes.count("Y") == axes.count("X") == 1:
                return len(axes)
    raise ValueError(f"pages of axes {series.axes} are no pictures")


def _refuse_incomplete(tiff: tifffile.TiffFile, series: tifffile.TiffPageSeries) -> None:
    """Refuse files with fewer pages, or fewer bytes, than they promise."""
    promised = (tiff.imagej_metadata or {}).get("images", 1)
    if not series.size or series.size < promised * series.keyframe.size:
        raise EOFError
    if series.dataoffset is not None and not series.is_multifile:
        refuse_empty_promise(series.dataoffset + series.nbytes, tiff.filehandle.size, 1)


def _decode(page: tifffile.TiffPage | tifffile.TiffFrame, key: tifffile.TiffPage) -> NDArray[Any]:
    """Decode a page, that may lie in another file of the series."""
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


def _refuse_cut_short(page: tifffile.TiffPage | tifffile.TiffFrame, key: tifffile.TiffPage) -> None:
    """Refuse pages cut short, which decoders may complete with grey, and promises of size."""
    offsets, counts = page.dataoffsets, page.databytecounts
    if np.add(offsets, counts).max() > page.parent.filehandle.size:
        raise EOFError
    if len(counts) < math.prod(key.chunked):
        raise EOFError
    refuse_empty_promise(key.nbytes, sum(counts), MOST_EXPANSION)  # some tiles may be left out
    tile_bytes = math.prod(key.chunks) * np.dtype(key.dtype).itemsize
    expansion = 8 if key.compression == 1 else MOST_EXPANSION  # 8: of 1 bit a value
    refuse_empty_promise(tile_bytes, max(counts), expansion)


def _ome_pixels(tiff: tifffile.TiffFile) -> ElementTree.Element | None:
    """Find the description of OME; a broken one is no reason to refuse the image."""
    if not (tiff.is_ome and tiff.ome_metadata):
        return None
    try:
        return ElementTree.fromstring(tiff.ome_metadata)
    except ElementTree.ParseError:
        return ElementTree.Element("broken")


def _refuse_many_planes(description: ElementTree.Element, page: tifffile.TiffPage) -> None:
    """Refuse sizes for which a list of pages would fill the memory."""
    for pixels in description.iterfind(".//{*}Pixels"):
        sizes = [int(pixels.get(f"Size{axis}", 1)) for axis in "CZTYX"]
        most = MOST_PLANES * page.imagelength * page.imagewidth
        if min(sizes) < 1 or math.prod(sizes) > most:
            raise ValueError(f"{sizes} pixels")


def _channel_names(description: ElementTree.Element | None) -> tuple[str, ...]:
    """Read the names of OME's channels, if all have one."""
    pixels = None if description is None else description.find(".//{*}Pixels")
    channels = [] if pixels is None else pixels.findall("{*}Channel")
    names = tuple(channel.get("Name", "") for channel in channels)
    return names if all(names) else ()


def _pixel_size(
    tiff: tifffile.TiffFile, page: tifffile.TiffPage, description: ElementTree.Element | None
) -> float | None:
    """Read the side of a pixel in µm; None where it is not stated or the pixel is no square.

    Inches are never trusted: programs write 72 or 300 per inch into any file.
    """
    if description is not None:
        return _ome_um(description)
    if tiff.is_lsm:
        sides = tiff.lsm_metadata or {}
        return square_um(sides.get("VoxelSizeX", 0.0), sides.get("VoxelSizeY", 0.0), "m")
    x, y = (1 / per_unit if per_unit else 0.0 for per_unit in page.resolution)
    if tiff.is_imagej and (unit := str((tiff.imagej_metadata or {}).get("unit", ""))):
        return square_um(x, y, unit)
    if page.resolutionunit == tifffile.RESUNIT.CENTIMETER:
        size = square_um(x, y, "cm")
        return size if size and PLAUSIBLE_UM[0] <= size <= PLAUSIBLE_UM[1] else None
    return None


def _ome_um(description: ElementTree.Element) -> float | None:
    """Read the first PhysicalSizeX."""
    pixels = description.find(".//{*}Pixels")
    given = {} if pixels is None else pixels.attrib
    try:
        x, y = (float(given.get(f"PhysicalSize{axis}", 0)) for axis in "XY")
    except ValueError:
        return None
    return square_um(x, y or x, given.get("PhysicalSizeXUnit", "µm"))
