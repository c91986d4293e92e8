"""Metadata of the scenes of a TIFF: pixel size, steps and names of channels."""

from typing import Any

import tifffile

from .base import SceneMetadata, length_um, positive, square_um, time_s
from .tiff_series import Series, SeriesFile

PLAUSIBLE_UM = (1e-4, 20.0)  # others are of screens or printers (1200 dpi: 21 µm)


def scene_metadata(tiff: SeriesFile, series: Series, region: int | None = None) -> SceneMetadata:
    """Read the metadata of one scene; `region`: number of a position in the series.

    Inches are ignored: many programs write 72 or 300 per inch into any file.
    """
    if tiff.description is not None:
        if series.kind == "ome":
            return tiff.description.metadata(int(series.name))
        images = len(tiff.description.images)
        stated = tiff.description.metadata(
            0 if images == 1 else images if region is None else region
        )
        return stated if stated.pixel_size_um or series.kind != "mmstack" else _micromanager(tiff)
    if series.kind == "mmstack":
        return _micromanager(tiff)
    if tiff.is_lsm:
        return _lsm(tiff.lsm_metadata or {})
    page = series.keyframe
    x, y = (1 / per_unit if per_unit else 0.0 for per_unit in page.resolution)
    imagej: dict[str, Any] = tiff.imagej_metadata or {}
    if tiff.is_imagej and (unit := str(imagej.get("unit", ""))):
        return SceneMetadata(
            square_um(x, y, unit),
            length_um(imagej.get("spacing", ""), unit),
            time_s(imagej.get("finterval", ""), str(imagej.get("tunit", "s"))),
        )
    size = None
    if page.resolutionunit == tifffile.RESUNIT.CENTIMETER:
        size = square_um(x, y, "cm")
    plausible = size is not None and PLAUSIBLE_UM[0] <= size <= PLAUSIBLE_UM[1]
    return SceneMetadata(size if plausible else None)


def _micromanager(tiff: SeriesFile) -> SceneMetadata:
    """Read the summary of a set; 0 means unknown."""
    stated = (tiff.micromanager_metadata or {}).get("Summary", {})
    names = stated.get("ChNames", ())
    named = isinstance(names, list) and all(isinstance(name, str) and name for name in names)
    return SceneMetadata(
        positive(stated.get("PixelSize_um", "")),
        positive(stated.get("z-step_um", "")),
        positive(stated.get("Interval_ms", ""), 1e-3),
        tuple(names) if named else (),
    )


def _lsm(stated: dict[str, Any]) -> SceneMetadata:
    return SceneMetadata(
        square_um(stated.get("VoxelSizeX", 0.0), stated.get("VoxelSizeY", 0.0), "m"),
        length_um(stated.get("VoxelSizeZ", ""), "m"),
        positive(stated.get("TimeIntervall", "")),
    )
