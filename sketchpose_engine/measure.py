"""Masks -> one row of measurements per object."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage.measure import regionprops_table
from skimage.segmentation import relabel_sequential

from .errors import InputError

Table = dict[str, NDArray[Any]]  # column name -> (N,), one value per object

# Name in scikit-image -> our column.
COLUMNS = {
    "label": "label",
    "area": "area_px",
    "equivalent_diameter_area": "equivalent_diameter_px",
    "centroid-1": "centroid_x_px",
    "centroid-0": "centroid_y_px",
    "bbox-1": "bbox_left_px",
    "bbox-0": "bbox_top_px",
    "bbox-3": "bbox_right_px",
    "bbox-2": "bbox_bottom_px",
    "perimeter": "perimeter_px",
    "axis_major_length": "major_axis_px",
    "axis_minor_length": "minor_axis_px",
    "orientation": "orientation_rad",
    "eccentricity": "eccentricity",
    "solidity": "solidity",
}
LENGTHS = (
    "equivalent_diameter",
    "centroid_x",
    "centroid_y",
    "perimeter",
    "major_axis",
    "minor_axis",
)


def measure(
    labels: NDArray[np.integer[Any]], planes: NDArray[Any], pixel_size_um: float | None
) -> Table:
    """Measure every object of a label image.

    Definitions are those of scikit-image. Pixel centres have whole coordinates: that of the first
    pixel is (0, 0). The bounding box ends before `bbox_right_px` and `bbox_bottom_px`. The axes
    are those of the ellipse with the same second moments; `orientation_rad`, from -pi/2 to pi/2,
    is the angle from straight down to the major axis, counter-clockwise. `circularity` is
    4 pi area / perimeter², at most 1 (the perimeter of few pixels is too short), and not a
    number where the perimeter is 0. `mean_intensity_ch1`, ... are in the units of the file.

    Parameters
    ----------
    labels
        (H, W); 0 is background, labels need not be consecutive.
    planes
        (C, H, W) image.
    pixel_size_um
        Side of a pixel in micrometres; None if unknown, then the columns in µm are left out.

    Returns
    -------
    Columns of N values in the order of the labels; the same columns when N is 0.

    Raises
    ------
    InputError
        Masks and image differ in size.
    """
    if labels.shape != planes.shape[1:]:
        (height, width), (image_height, image_width) = labels.shape, planes.shape[1:]
        raise InputError(
            f"The masks are {width} x {height} pixels but the image is "
            f"{image_width} x {image_height}: give the masks of this image."
        )
    properties = dict.fromkeys(name.split("-")[0] for name in (*COLUMNS, "intensity_mean"))
    compact, _, original = relabel_sequential(labels)  # type: ignore[no-untyped-call]
    found: Table = regionprops_table(  # type: ignore[no-untyped-call]
        compact, np.moveaxis(planes, 0, -1), properties=tuple(properties)
    )
    table = {ours: found[theirs] for theirs, ours in COLUMNS.items()}
    table["label"] = np.asarray(original[found["label"]], np.int64)
    table["area_px"] = table["area_px"].astype(np.int64)  # counted in floats
    table["circularity"] = _circularity(table["area_px"], table["perimeter_px"])
    table["touches_border"] = _touches_border(table, labels.shape)
    for channel in range(len(planes)):
        table[f"mean_intensity_ch{channel + 1}"] = found[f"intensity_mean-{channel}"]
    return table if pixel_size_um is None else table | _calibrated(table, pixel_size_um)


def _circularity(area_px: NDArray[Any], perimeter_px: NDArray[Any]) -> NDArray[np.float64]:
    unknown = np.full(area_px.shape, np.nan)
    ratio = np.divide(4 * np.pi * area_px, perimeter_px**2, out=unknown, where=perimeter_px > 0)
    return np.asarray(np.minimum(ratio, 1))


def _touches_border(table: Table, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    height, width = shape
    near = (table["bbox_left_px"] == 0) | (table["bbox_top_px"] == 0)
    far = (table["bbox_right_px"] == width) | (table["bbox_bottom_px"] == height)
    return np.asarray(near | far)


def _calibrated(table: Table, pixel_size_um: float) -> Table:
    lengths = {f"{name}_um": table[f"{name}_px"] * pixel_size_um for name in LENGTHS}
    return {
        "area_um2": table["area_px"] * pixel_size_um**2,
        **lengths,
        "pixel_size_um": np.full(table["label"].shape, pixel_size_um),
    }
