"""TIFF files of labels, sketches and fields; every write is atomic, see `core.files`."""

from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from ..core.files import atomic_path
from .overwriting import PROGRAM


def write_labels(
    path: Path | str,
    labels: NDArray[np.integer[Any]],
    pixel_size_um: float | None,
    note: str | None = None,
) -> None:
    """Write a label image as TIFF that Fiji reads: uint16, or uint32 for labels above 65535.

    Parameters
    ----------
    labels
        (H, W), 0 is background.
    pixel_size_um
        Side of a pixel in micrometres, stored as resolution per centimetre; None if unknown.
    note
        ASCII, stored as the description of the file.

    Raises
    ------
    InputError
        As in `atomic_path`.
    """
    dtype = np.uint16 if labels.max(initial=0) <= np.iinfo(np.uint16).max else np.uint32
    # An ImageJ description could specify micrometres, but that format has no uint32.
    scale: dict[str, Any] = {}
    if pixel_size_um is not None:
        scale = {"resolution": (1e4 / pixel_size_um,) * 2, "resolutionunit": "CENTIMETER"}
    _write_tiff(path, labels.astype(dtype), description=note, **scale)


def write_sketch(path: Path | str, labels: NDArray[np.uint8]) -> None:
    """Write a sketch (H, W), see `sketch.values`, as uint8 TIFF; errors as in `atomic_path`."""
    _write_tiff(path, labels.astype(np.uint8))


def write_fields(
    path: Path | str, fields: NDArray[np.floating[Any]], pixel_size_um: float | None
) -> None:
    """Write predicted fields as float32 TIFF, a stack of three channels in Fiji.

    Parameters
    ----------
    fields
        (3, H, W) distance in units of half a cell's width, flow along y, flow along x.
    pixel_size_um
        Side of a pixel in micrometres; None if unknown.

    Raises
    ------
    InputError
        As in `atomic_path`.
    """
    metadata: dict[str, Any] = {"axes": "CYX", "Labels": ["distance", "flow y", "flow x"]}
    scale: dict[str, Any] = {}
    if pixel_size_um is not None:
        metadata["unit"] = "um"
        scale = {"resolution": (1 / pixel_size_um,) * 2}
    with atomic_path(path) as temporary:
        tifffile.imwrite(
            temporary,
            np.asarray(fields, np.float32),
            imagej=True,
            metadata=metadata,
            software=PROGRAM,
            **scale,
        )


def _write_tiff(path: Path | str, pixels: NDArray[Any], **options: Any) -> None:
    with atomic_path(path) as temporary:
        tifffile.imwrite(
            temporary,
            pixels,
            photometric="minisblack",
            compression="zlib",
            metadata=None,
            software=PROGRAM,
            **options,
        )
