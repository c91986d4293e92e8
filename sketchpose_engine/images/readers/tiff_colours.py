"""Conversion of stored values of a TIFF page to those that an image viewer shows.

The photometric interpretation of a page defines its numbers: intensities, with black or white
as 0, indices of a palette, or colours as light (RGB), ink (CMYK) or brightness and two
differences (YCbCr).
"""

from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from ...core.errors import InputError
from .stored_pixels import look_up

PHOTOMETRIC = tifffile.PHOTOMETRIC
AS_STORED = (PHOTOMETRIC.MINISBLACK, PHOTOMETRIC.RGB)
ALPHA = (1, 2)  # extra samples: associated, unassociated
INK_SET = 332
CMYK_INKS = 1
YCBCR_COEFFICIENTS, REFERENCE_BLACK_WHITE = 529, 532
COEFFICIENTS = (0.299, 0.587, 0.114)
REFERENCE = (0, 255, 128, 255, 128, 255)
ORIENTATION = 274
DECODED_TO_RGB = (6, 7, 33007, 34892, 50001, 50002, 52546)  # compressions that imply colours
APERIO_YCBCR = 33003
LOSSY = (6, 7, 33003, 33005, 33007, 34892, 50001, 50002, 52546, 22610, 34934, 33004, 34887, 34927)
JPEG_2000 = (34712, 34713, 34714, 34715)
NAMES: dict[int, str] = {
    PHOTOMETRIC.SEPARATED: "inks other than cyan, magenta, yellow and black",
    PHOTOMETRIC.YCBCR: "YCbCr colours of a kind that cannot be converted",
    PHOTOMETRIC.CIELAB: "CIELAB colours",
    PHOTOMETRIC.ICCLAB: "CIELAB colours",
    PHOTOMETRIC.ITULAB: "CIELAB colours",
    PHOTOMETRIC.CFA: "the raw mosaic of a camera's sensor",
    PHOTOMETRIC.LINEAR_RAW: "raw data of a camera",
    PHOTOMETRIC.MINISWHITE: "values of which 0 is white, without a highest one",
}

Pixels = NDArray[Any]


def check_photometric(name: str, page: tifffile.TiffPage) -> None:
    """Reject colours that cannot be converted to those that a viewer shows.

    Raises
    ------
    InputError
        If they cannot; the message names the colours.
    """
    kind = page.photometric
    if not (kind in AS_STORED or kind == PHOTOMETRIC.PALETTE or _can_convert(page)):
        stated = NAMES.get(kind, f"colours of the kind {getattr(kind, 'name', kind)}")
        raise InputError(
            "{name} holds {stated}, which Sketchpose cannot show: save it as a grey or "
            "RGB TIFF, for example with Fiji or Photoshop.",
            name=name,
            stated=stated,
        )


def displayed(page: tifffile.TiffPage, pixels: Pixels, *, as_numbers: bool) -> Pixels:
    """Convert stored values to displayed ones.

    Parameters
    ----------
    page
        Page of the values.
    pixels
        (..., H, W), or (..., H, W, S) if the page has samples.
    as_numbers
        Return stored numbers: palette indices, and values with 0 as white.

    Returns
    -------
    Same axes; a palette with colours adds one of 3 samples. Alpha is dropped.
    """
    # Alpha is next to the colours; 4 samples in separate planes are a 4-channel stack.
    if page.axes.endswith("S") and any(kind in ALPHA for kind in page.extrasamples):
        colours = pixels.shape[-1] - len(page.extrasamples)
        extra = [colours + n for n, kind in enumerate(page.extrasamples) if kind not in ALPHA]
        pixels = pixels[..., [*range(colours), *extra]]
        if page.photometric == PHOTOMETRIC.PALETTE:
            pixels = pixels[..., 0]
    match page.photometric:
        case PHOTOMETRIC.PALETTE if not as_numbers:
            return look_up(_palette(page), pixels)
        case PHOTOMETRIC.MINISWHITE if not as_numbers:
            return _inverted(page, pixels)
        case PHOTOMETRIC.SEPARATED if page.planarconfig == 1:
            return _from_inks(page, pixels)
        case PHOTOMETRIC.SEPARATED:
            return np.moveaxis(_from_inks(page, np.moveaxis(pixels, 0, -1)), -1, 0)
        case PHOTOMETRIC.YCBCR if page.compression not in DECODED_TO_RGB:
            return _from_ycbcr(page, pixels)
        case PHOTOMETRIC.RGB if page.compression == APERIO_YCBCR:
            return _from_ycbcr(page, pixels)
    return pixels


def orientation_of(page: tifffile.TiffPage) -> int:
    """Return the orientation of a page; 1, upright, if not stated."""
    return int(page.tags.valueof(ORIENTATION, 1))


def is_lossy(page: tifffile.TiffPage) -> bool:
    """Return whether the compression of a page may have changed its values."""
    if page.compression in JPEG_2000:
        return not _is_reversible(page)
    return page.compression in LOSSY


def _is_reversible(page: tifffile.TiffPage) -> bool:
    """Return whether the first block of JPEG 2000 is coded with the integer wavelet."""
    file = page.parent.filehandle
    file.seek(page.dataoffsets[0])
    start = file.read(min(page.databytecounts[0], 4096))
    place = start.find(b"\xff\x52")  # marker COD; its last fixed byte is the wavelet
    return place >= 0 and start[place + 13 : place + 14] == b"\x01"


def _can_convert(page: tifffile.TiffPage) -> bool:
    match page.photometric:
        case PHOTOMETRIC.MINISWHITE:
            return page.dtype is not None and page.dtype.kind in "bu"
        case PHOTOMETRIC.SEPARATED:
            inks = page.tags.valueof(INK_SET, CMYK_INKS)
            enough = page.samplesperpixel >= 4 and page.dtype in (np.uint8, np.uint16)
            return inks == CMYK_INKS and enough
        case PHOTOMETRIC.YCBCR:
            if page.planarconfig != 1 or page.compression in DECODED_TO_RGB:
                return page.planarconfig == 1
            whole = page.subsampling in (None, (1, 1)) or page.compression == APERIO_YCBCR
            return whole and page.samplesperpixel == 3 and page.dtype == np.uint8
    return False


def _palette(page: tifffile.TiffPage) -> NDArray[np.uint8]:
    """Return the (N, 3) colours, stored in 16 bits, or by some programs in their lower 8."""
    colours = np.asarray(page.colormap).T
    return (colours if colours.max(initial=0) < 256 else colours // 256).astype(np.uint8)


def _inverted(page: tifffile.TiffPage, pixels: Pixels) -> Pixels:
    if pixels.dtype.kind == "b":
        return ~pixels
    highest = pixels.dtype.type(2**page.bitspersample - 1)
    return np.asarray(highest - pixels)


def _from_inks(page: tifffile.TiffPage, pixels: Pixels) -> Pixels:
    """Convert CMYK to RGB without a colour profile, like Pillow."""
    highest = np.iinfo(pixels.dtype).max
    light = highest - pixels[..., 3:4].astype(np.uint64)
    absorbed = (pixels[..., :3] * light + highest // 2) // highest
    return np.asarray((light - absorbed).astype(pixels.dtype))


def _from_ycbcr(page: tifffile.TiffPage, pixels: Pixels) -> Pixels:
    """Convert YCbCr to RGB, as defined in section 21 of TIFF 6.0."""
    red, green, blue = _numbers(page, YCBCR_COEFFICIENTS, COEFFICIENTS)
    black_white = np.array(_numbers(page, REFERENCE_BLACK_WHITE, REFERENCE)).reshape(3, 2)
    black, white = black_white.T
    y, cb, cr = np.moveaxis(
        (pixels - black) * np.array([255, 127, 127]) / np.maximum(white - black, 1e-9), -1, 0
    )
    r, b = y + (2 - 2 * red) * cr, y + (2 - 2 * blue) * cb
    g = (y - red * r - blue * b) / green
    return np.rint(np.stack([r, g, b], -1)).clip(0, 255).astype(np.uint8)


def _numbers(page: tifffile.TiffPage, tag: int, default: tuple[float, ...]) -> tuple[float, ...]:
    """Return the numbers of a tag; fractions are stored as numerator and denominator."""
    stored = page.tags.valueof(tag, default)
    if len(stored) == 2 * len(default):
        return tuple(
            top / bottom if bottom else 0.0
            for top, bottom in zip(stored[::2], stored[1::2], strict=True)
        )
    return tuple(map(float, stored)) if len(stored) == len(default) else default
