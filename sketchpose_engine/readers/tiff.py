"""A TIFF file -> image planes, and the pixel size that it states."""

import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import tifffile
from numpy.typing import NDArray

from .errors import InputError

STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # the first bytes of every TIFF
MOST_UNNAMED_CHANNELS = 4  # pages without a named axis: channels up to here, frames beyond
PLAUSIBLE_UM = (1e-4, 20.0)  # resolutions outside are a screen's or a printer's (1200 dpi: 21 µm)
UNITS_UM = {
    **dict.fromkeys(["µm", "um", "micron", "microns", "micrometer", "micrometre"], 1.0),
    **dict.fromkeys(["pm", "picometer", "picometre"], 1e-6),
    **dict.fromkeys(["å", "angstrom"], 1e-4),
    **dict.fromkeys(["nm", "nanometer", "nanometre"], 1e-3),
    **dict.fromkeys(["mm", "millimeter", "millimetre"], 1e3),
    **dict.fromkeys(["cm", "centimeter", "centimetre"], 1e4),
    **dict.fromkeys(["m", "meter", "metre"], 1e6),
}


def read_tiff(path: Path, *, indexed: bool) -> tuple[NDArray[Any], float | None]:
    """Read the first series of a TIFF.

    Parameters
    ----------
    path
        A TIFF of any compression and layout.
    indexed
        Keep a palette's numbers instead of its colours.

    Returns
    -------
    Planes (C, H, W) without alpha, and the side of a pixel in µm, None if it is not stated.

    Raises
    ------
    InputError
        The file is a stack. Damaged files raise whatever the decoder does.
    """
    with tifffile.TiffFile(path) as tiff:
        series = tiff.series[0]
        axes, page = series.axes, series.keyframe
        _refuse_stack(path, axes, series.shape)
        _refuse_incomplete(tiff, series)
        pixels = series.asarray()
        # ImageJ's palettes are display colours only: the numbers below them are the intensities.
        if page.photometric == tifffile.PHOTOMETRIC.PALETTE and not (indexed or tiff.is_imagej):
            colours = np.asarray(page.colormap).T // 256  # (2 ** bits, 3) of 16 bits
            pixels = look_up(colours.astype(np.uint8), pixels)
            axes += "S" * (pixels.ndim - len(axes))
        # Alpha lies beside the colours; 4 samples in planes of their own are a 4-channel stack.
        elif axes.endswith("S") and any(kind in (1, 2) for kind in page.extrasamples):
            pixels = pixels[..., :-1]
        order = sorted(range(len(axes)), key=lambda i: "YX".find(axes[i]))  # others first
        planes = pixels.transpose(order)
        return planes.reshape(-1, *planes.shape[-2:]), _pixel_size(tiff, page)


def look_up(palette: NDArray[np.uint8], pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Colour an indexed image: (H, W, 3), or (H, W) if all colours in it are grey.

    Parameters
    ----------
    palette
        (N, 3) red, green, blue.
    pixels
        (H, W) rows of the palette.
    """
    colours = palette[pixels]
    grey = (colours == colours[..., :1]).all()  # microscopes write grey images with a palette
    return np.asarray(colours[..., 0] if grey else colours)


def _refuse_stack(path: Path, axes: str, shape: tuple[int, ...]) -> None:
    """Refuse time series and depth stacks, before their pixels are read."""
    frames = 1
    for axis, length in zip(axes, shape, strict=True):
        unnamed_channels = axis in "QI" and length <= MOST_UNNAMED_CHANNELS
        if axis not in "YXCS" and not unnamed_channels:
            frames *= length
    if frames > 1:
        raise InputError(
            f"{path.name} is a stack of {frames} frames: save the frame to segment "
            "as an image of its own."
        )


def _refuse_incomplete(tiff: tifffile.TiffFile, series: tifffile.TiffPageSeries) -> None:
    """Refuse files cut short, which decoders may complete with grey or fewer channels."""
    for part in series.pages:
        if part is not None:
            end = np.add(part.dataoffsets, part.databytecounts).max()
            if end > part.parent.filehandle.size:
                raise EOFError
    promised = (tiff.imagej_metadata or {}).get("images", 1)
    if series.size < promised * series.keyframe.size:
        raise EOFError


def _pixel_size(tiff: tifffile.TiffFile, page: tifffile.TiffPage) -> float | None:
    """Read the side of a pixel in µm; None where it is not stated or the pixel is no square.

    Inches are never trusted: programs write 72 or 300 per inch into any file.
    """
    if tiff.is_ome and tiff.ome_metadata:
        return _ome_um(tiff.ome_metadata)
    x, y = (1 / per_unit if per_unit else 0.0 for per_unit in page.resolution)
    if tiff.is_imagej and (unit := str((tiff.imagej_metadata or {}).get("unit", ""))):
        return _square_um(x, y, unit)
    if page.resolutionunit == tifffile.RESUNIT.CENTIMETER:
        size = _square_um(x, y, "cm")
        return size if size and PLAUSIBLE_UM[0] <= size <= PLAUSIBLE_UM[1] else None
    return None


def _ome_um(xml: str) -> float | None:
    """Read the first PhysicalSizeX; a broken description is no reason to refuse the image."""
    try:
        pixels = ElementTree.fromstring(xml).find(".//{*}Pixels")
        given = {} if pixels is None else pixels.attrib
        x, y = (float(given.get(f"PhysicalSize{axis}", 0)) for axis in "XY")
    except (ElementTree.ParseError, ValueError):
        return None
    return _square_um(x, y or x, given.get("PhysicalSizeXUnit", "µm"))


def _square_um(x: float, y: float, unit: str) -> float | None:
    """Convert a pixel's sides to µm, unless the unit is unknown or they differ."""
    name = unit.strip().lower().replace("\\u00b5", "µ").replace("\u03bc", "µ")
    scale = UNITS_UM.get(name, 0.0)
    known = scale > 0 and x > 0 and math.isfinite(x) and math.isclose(x, y, rel_tol=0.01)
    return x * scale if known else None
