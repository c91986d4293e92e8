"""Reader for Nikon ND2, with the optional package nd2."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ...core.errors import InputError, Phrase
from ..frames import Extent
from .base import (
    MOST_EXPANSION,
    Planes,
    SceneMetadata,
    Source,
    blaming_the_file,
    positive,
    refuse_empty_promise,
    refuse_too_large,
    square_um,
)

PICTURE = "CYXS"  # axes within a stored frame


class _Nd2:
    """Scenes of an ND2: positions (P); of axes besides T and Z, the first value is read."""

    parts: tuple[Path, ...] = ()
    unnamed_pages = 0
    lossy = False

    def __init__(self, path: Path, file: Any) -> None:
        if file.attributes.compressionType == "lossy":
            raise InputError(
                "{file} is a Nikon ND2 image with lossy compression, which cannot be "
                "read: save it as OME-TIFF in NIS-Elements.",
                file=path.name,
            )
        self._file = file
        self._sizes = dict(file.sizes)
        self._loops = [axis for axis in self._sizes if axis not in PICTURE]
        height, width = self._size("Y"), self._size("X")
        count = self._size("C") * self._size("S")
        refuse_too_large(path.name, count, height, width)
        packed = file.attributes.compressionType is not None
        nbytes = count * height * width * file.dtype.itemsize
        refuse_empty_promise(nbytes, path.stat().st_size, MOST_EXPANSION if packed else 1)
        self._shape = (count, height, width)
        self.extent = Extent(self._size("P"), self._size("T"), self._size("Z"))
        pixel_size_um, names = _described(file)
        channels = names if len(names) == count else ()
        metadata = SceneMetadata(pixel_size_um, *_steps(file), channels, self._shape)
        self.scenes: Sequence[SceneMetadata] = [metadata] * self.extent.scenes
        self.left_out: tuple[str, ...] = tuple(
            Phrase("{count} more along the axis {axis}", count=self._size(axis) - 1, axis=axis)
            for axis in self._loops
            if axis not in "PTZ" and self._size(axis) > 1
        )

    def read(self, scene: int, time: int, depth: int) -> Planes:
        """See `Source.read`."""
        place = {"P": scene, "T": time, "Z": depth}
        number = 0
        for axis in self._loops:
            number = number * self._size(axis) + place.get(axis, 0)
        pixels = np.array(self._file.read_frame(number))  # the file owns its memory
        axes = [axis for axis in PICTURE if self._size(axis) > 1]
        if "S" in axes:
            pixels = np.moveaxis(pixels, -1, 1 if "C" in axes else 0)
        return pixels.reshape(self._shape)

    def _size(self, axis: str) -> int:
        return int(self._sizes.get(axis, 1))


@contextmanager
def open_nd2(path: Path, *, indexed: bool) -> Iterator[Source]:
    """Open an ND2; `indexed` has no effect, as there are no palettes."""
    try:
        from nd2 import ND2File
    except ImportError as error:
        raise InputError(
            "{file} is a Nikon ND2 image, which this installation cannot read: save it "
            "as OME-TIFF in NIS-Elements or Fiji.",
            file=path.name,
        ) from error
    with blaming_the_file():
        file = ND2File(path)
    with file:
        with blaming_the_file():
            source = _Nd2(path, file)
        yield source


def _described(file: Any) -> tuple[float | None, tuple[str, ...]]:
    """Read pixel size and channel names, unless they are missing or invalid.

    The package's own functions fail for channels without a fluorescent dye.
    """
    key = "ImageMetadataSeqLV|0" if file.version >= (3, 0) else "ImageMetadataSeq|0"
    try:
        stated = file.unstructured_metadata(strip_prefix=False, include={key})[key]
        stated = stated.get("SLxPictureMetadata", stated)
        side = float(stated["dCalibration"]) if stated["bCalibrated"] else 0.0
        planes = stated["sPicturePlanes"]
        planes = (planes.get("sPlaneNew") or planes["sPlane"]).values()
        names = tuple(str(plane.get("sDescription", "")) for plane in planes)
    except Exception:  # noqa: BLE001  the package may raise any exception
        return None, ()
    return square_um(side, side, "µm"), names if all(names) else ()


def _steps(file: Any) -> tuple[float | None, float | None]:
    """Read the steps in depth (µm) and time (s), unless the file does not state them."""
    steps: dict[str, float | None] = {}
    try:
        for loop in file.experiment:
            parameters = loop.parameters
            if loop.type == "ZStackLoop":
                steps["depth"] = positive(parameters.stepUm)
            elif loop.type == "TimeLoop":
                steps["time"] = positive(parameters.periodMs, 1e-3)
    except Exception:  # noqa: BLE001  the package may raise any exception
        return None, None
    return steps.get("depth"), steps.get("time")
