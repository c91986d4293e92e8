"""Interface of readers, and checks that they must make before allocating memory."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from numpy.typing import NDArray

from ...core.errors import InputError, Phrase
from ..frames import Extent

Planes = NDArray[Any]  # (C, H, W)

MOST_VALUES = 2**31  # of one frame
MOST_EXPANSION = 2**16  # decoded bytes per stored byte: no codec compresses an empty image more
PLENTY_BYTES = 2**28  # available on any computer that runs the program
UNITS_UM = {
    **dict.fromkeys(["µm", "um", "micron", "microns", "micrometer", "micrometre"], 1.0),
    **dict.fromkeys(["pm", "picometer", "picometre"], 1e-6),
    **dict.fromkeys(["å", "angstrom"], 1e-4),
    **dict.fromkeys(["nm", "nanometer", "nanometre"], 1e-3),
    **dict.fromkeys(["mm", "millimeter", "millimetre"], 1e3),
    **dict.fromkeys(["cm", "centimeter", "centimetre"], 1e4),
    **dict.fromkeys(["m", "meter", "metre"], 1e6),
}
UNITS_S = {
    **dict.fromkeys(["s", "sec", "second", "seconds"], 1.0),
    **dict.fromkeys(["ms", "msec", "millisecond", "milliseconds"], 1e-3),
    **dict.fromkeys(["µs", "us", "usec", "microsecond", "microseconds"], 1e-6),
    **dict.fromkeys(["min", "minute", "minutes"], 60.0),
    **dict.fromkeys(["h", "hr", "hour", "hours"], 3600.0),
}

NEVER_ACQUIRED = Phrase(
    "planes that were never acquired: they are black where other channels are there"
)
PageAxis = Literal["times", "depths", "channels"]
PAGE_AXES: tuple[PageAxis, ...] = ("times", "depths", "channels")


@dataclass(frozen=True)
class SceneMetadata:
    """Metadata of a scene in a file; None or empty if not stated.

    Attributes
    ----------
    pixel_size_um
        Side of a pixel in micrometres.
    depth_step_um
        Distance between depths in micrometres.
    time_step_s
        Interval between frames in seconds.
    channels
        Names of the channels.
    shape
        (C, H, W) of a frame as stored, with alpha and before rotation.
    """

    pixel_size_um: float | None = None
    depth_step_um: float | None = None
    time_step_s: float | None = None
    channels: tuple[str, ...] = ()
    shape: tuple[int, int, int] = (1, 0, 0)


class Source(Protocol):
    """Open image file.

    Attributes
    ----------
    extent
        Extent of the file.
    scenes
        Metadata of each scene.
    left_out
        Descriptions of contents that are not available as frames.
    parts
        Other files that contain planes of these frames.
    unnamed_pages
        Number of pages along unnamed axes; 0 if all axes are named.
    lossy
        Whether the pixels have a lossy compression.
    """

    extent: Extent
    scenes: Sequence[SceneMetadata]
    left_out: tuple[str, ...]
    parts: tuple[Path, ...]
    unnamed_pages: int
    lossy: bool

    def read(self, scene: int, time: int, depth: int) -> Planes:
        """Read one frame, (C, H, W) in the dtype of the file, without alpha; decode only that."""
        ...


def refuse_too_large(name: str, channels: int, height: int, width: int) -> None:
    """Reject a frame that is too large for any laptop, before memory is allocated."""
    if channels * height * width > MOST_VALUES:
        raise InputError(
            "{name} is {width} x {height} pixels large, with {channels} channel(s): crop "
            "or shrink it to less than 2 billion pixels in all.",
            name=name,
            width=width,
            height=height,
            channels=channels,
        )


def refuse_empty_promise(promised_bytes: int, stored_bytes: int, expansion: int) -> None:
    """Reject a size that the stored data cannot have: the header is damaged."""
    if promised_bytes > expansion * stored_bytes:
        raise EOFError(f"{stored_bytes} bytes cannot hold {promised_bytes}")


@contextmanager
def blaming_the_file(promised_bytes: int = 0) -> Iterator[None]:
    """Convert a MemoryError for less than `promised_bytes` to EOFError: the length is damaged."""
    try:
        yield
    except MemoryError as error:
        if promised_bytes > PLENTY_BYTES:
            raise
        raise EOFError("a length beyond all memory") from error


def square_um(x: float, y: float, unit: str) -> float | None:
    """Convert the sides of a pixel to µm; None if the unit is unknown or they differ."""
    scale = UNITS_UM.get(_unit_name(unit), 0.0)
    known = scale > 0 and x > 0 and math.isfinite(x) and math.isclose(x, y, rel_tol=0.01)
    return x * scale if known else None


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with a noun: `1 page`, `2 pages`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def positive(value: object, scale: float = 1.0) -> float | None:
    """Convert a number, or its text, times `scale`; None unless it is finite and positive."""
    try:
        number = float(str(value)) * scale
    except ValueError:
        return None
    return number if 0 < number < math.inf else None


def length_um(value: object, unit: str) -> float | None:
    """Convert a length to micrometres; None if its unit is unknown or it is not positive."""
    return positive(value, UNITS_UM.get(_unit_name(unit), 0.0))


def time_s(value: object, unit: str) -> float | None:
    """Convert a time to seconds; None if its unit is unknown or it is not positive."""
    return positive(value, UNITS_S.get(_unit_name(unit), 0.0))


def _unit_name(unit: str) -> str:
    return unit.strip().lower().replace("\\u00b5", "µ").replace("\u03bc", "µ")
