"""What every reader offers, and what it must refuse before it takes memory."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from numpy.typing import NDArray

from ..errors import InputError
from ..frames import Extent

Planes = NDArray[Any]  # (C, H, W)

MOST_VALUES = 2**31  # of one frame
MOST_EXPANSION = 2**16  # decoded bytes per stored byte: no codec writes an empty image smaller
PLENTY_BYTES = 2**28  # any computer that runs the program has so much
UNITS_UM = {
    **dict.fromkeys(["µm", "um", "micron", "microns", "micrometer", "micrometre"], 1.0),
    **dict.fromkeys(["pm", "picometer", "picometre"], 1e-6),
    **dict.fromkeys(["å", "angstrom"], 1e-4),
    **dict.fromkeys(["nm", "nanometer", "nanometre"], 1e-3),
    **dict.fromkeys(["mm", "millimeter", "millimetre"], 1e3),
    **dict.fromkeys(["cm", "centimeter", "centimetre"], 1e4),
    **dict.fromkeys(["m", "meter", "metre"], 1e6),
}


class Source(Protocol):
    """An open image file.

    Attributes
    ----------
    extent
        How many frames it holds.
    pixel_size_um
        Side of a pixel in micrometres; None: unknown.
    channels
        Names of the channels; empty: not stated.
    """

    extent: Extent
    pixel_size_um: float | None
    channels: tuple[str, ...]

    def read(self, scene: int, time: int, depth: int) -> Planes:
        """Read one frame, (C, H, W) in the file's dtype, without alpha. Nothing else is decoded."""
        ...


def refuse_too_large(name: str, channels: int, height: int, width: int) -> None:
    """Refuse a frame that no laptop can work on, before memory is taken for it."""
    if channels * height * width > MOST_VALUES:
        raise InputError(
            f"{name} is {width} x {height} pixels large, with {channels} channel(s): "
            "crop or shrink it to less than 2 billion pixels in all."
        )


def refuse_empty_promise(promised_bytes: int, stored_bytes: int, expansion: int) -> None:
    """Refuse a size that the stored data cannot fill: the header is damaged."""
    if promised_bytes > expansion * stored_bytes:
        raise EOFError(f"{stored_bytes} bytes cannot hold {promised_bytes}")


@contextmanager
def blaming_the_file(promised_bytes: int = 0) -> Iterator[None]:
    """Take lack of memory for less than `promised_bytes` as what it is: a damaged length."""
    try:
        yield
    except MemoryError as error:
        if promised_bytes > PLENTY_BYTES:
            raise
        raise EOFError("a length beyond all memory") from error


def square_um(x: float, y: float, unit: str) -> float | None:
    """Convert a pixel's sides to µm, unless the unit is unknown or they differ."""
    name = unit.strip().lower().replace("\\u00b5", "µ").replace("\u03bc", "µ")
    scale = UNITS_UM.get(name, 0.0)
    known = scale > 0 and x > 0 and math.isfinite(x) and math.isclose(x, y, rel_tol=0.01)
    return x * scale if known else None
