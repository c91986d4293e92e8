"""What a TIFF states about each of its scenes: pixel size, steps and names of channels."""

from typing import Any

import tifffile

from .source import SceneMetadata, length_um, positive, square_um, time_s
from .tiff_series import Series, SeriesFile

PLAUSIBLE_UM = (1e-4, 20.0)  # resolutions outside are a screen's or a printer's (1200 dpi: 21 µm)


def scene_metadata(tiff: SeriesFile, series: Series) -> SceneMetadata:
    """Read what the file states about one scene.

    Inches are never trusted: programs write 72 or 300 per inch into any file.
    """
    if tiff.description is not None:
        if series.kind == "ome":
            return tiff.description.metadata(int(series.name))
        only = len(tiff.description.images) == 1
        return tiff.description.metadata(0) if only else SceneMetadata()
    if tiff.is_lsm:
        return _lsm(tiff.lsm_metadata or {})
    page = series.keyframe
    x, y = (1 / per_unit if per_unit else 0.0 for per_unit in page.resolution)
    stated: dict[str, Any] = tiff.imagej_metadata or {}
    if tiff.is_imagej and (unit := str(stated.get("unit", ""))):
        return SceneMetadata(
            square_um(x, y, unit),
            length_um(stated.get("spacing", ""), unit),
            time_s(stated.get("finterval", ""), str(stated.get("tunit", "s"))),
        )
    size = None
    if page.resolutionunit == tifffile.RESUNIT.CENTIMETER:
        size = square_um(x, y, "cm")
    plausible = size is not None and PLAUSIBLE_UM[0] <= size <= PLAUSIBLE_UM[1]
    return SceneMetadata(size if plausible else None)


def _lsm(stated: dict[str, Any]) -> SceneMetadata:
    return SceneMetadata(
        square_um(stated.get("VoxelSizeX", 0.0), stated.get("VoxelSizeY", 0.0), "m"),
        length_um(stated.get("VoxelSizeZ", ""), "m"),
        positive(stated.get("TimeIntervall", "")),
    )
