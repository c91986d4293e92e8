"""Label images of a whole movie or stack in one TIFF file, written frame by frame."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import tifffile

from ..core.errors import InputError
from ..core.files import atomic_path
from ..results.overwriting import PROGRAM
from .objects import Labels
from .scale import UNKNOWN, Scale
from .tracks import Tracks, relabel

HIGHEST = 65535  # number of an object in 16 bits, which is what ImageJ has for whole numbers
LARGE = 2**32 - 2**25  # bytes that a TIFF holds without 64-bit offsets, some left for tags

Form = Literal["imagej", "ome"]


def write_label_stack(
    path: Path,
    tracks: Tracks,
    frames: Iterable[Labels],
    shape: tuple[int, int],
    scale: Scale = UNKNOWN,
    form: Form = "imagej",
) -> None:
    """Write the label images of all frames, each pixel with the number of its track.

    Parameters
    ----------
    frames
        (H, W) label images that were linked; each is taken once.
    shape
        (H, W) of all of them.
    scale
        Kept in the file as far as it is known.
    form
        "imagej": hyperstack with 16 bits, for Fiji. "ome": OME-TIFF, also with 32 bits, and with
        64-bit offsets (BigTIFF) if it may need them.

    Raises
    ------
    InputError
        An ImageJ hyperstack cannot hold so many tracks or so many pixels; or the number of frames
        is not that of the tracks.
    DiskError
        The file cannot be written.
    """
    highest = max(tracks.tracks, default=0)
    dtype = np.dtype(np.uint16 if highest <= HIGHEST else np.uint32)
    size = len(tracks) * shape[0] * shape[1] * dtype.itemsize
    if form == "imagej" and (highest > HIGHEST or size > LARGE):
        raise InputError(
            "{count} frames with {highest} objects do not fit into a file of ImageJ: "
            "choose OME-TIFF.",
            count=len(tracks),
            highest=highest,
        )
    options: dict[str, Any] = {"bigtiff": size > LARGE, "metadata": _ome(tracks, scale)}
    if form == "imagej":
        options = {"imagej": True, "metadata": _imagej(tracks, scale)}
        if scale.pixel_size_um is not None:
            options["resolution"] = (1 / scale.pixel_size_um,) * 2
    with atomic_path(path) as temporary:
        tifffile.imwrite(
            temporary,
            (one.astype(dtype) for one in relabel(tracks, frames)),
            shape=(len(tracks), *shape),
            dtype=dtype,
            ome=form == "ome",
            photometric="minisblack",
            compression="zlib",
            software=PROGRAM,
            **options,
        )


def _imagej(tracks: Tracks, scale: Scale) -> dict[str, Any]:
    metadata: dict[str, Any] = {"axes": "TYX" if tracks.axis == "time" else "ZYX"}
    if scale.pixel_size_um is not None:
        metadata["unit"] = "um"
        if scale.z_step_um is not None:
            metadata["spacing"] = scale.z_step_um
    if scale.interval_s is not None:
        metadata["finterval"] = scale.interval_s
    return metadata


def _ome(tracks: Tracks, scale: Scale) -> dict[str, Any]:
    metadata: dict[str, Any] = {"axes": "TYX" if tracks.axis == "time" else "ZYX"}
    sizes = {"X": scale.pixel_size_um, "Y": scale.pixel_size_um, "Z": scale.z_step_um}
    for axis, size in sizes.items():
        if size is not None:
            metadata |= {f"PhysicalSize{axis}": size, f"PhysicalSize{axis}Unit": "µm"}
    if scale.interval_s is not None:
        metadata |= {"TimeIncrement": scale.interval_s, "TimeIncrementUnit": "s"}
    return metadata
