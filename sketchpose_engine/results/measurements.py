"""Measurements: one row per object."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist
from skimage.measure import regionprops_table
from skimage.segmentation import relabel_sequential

from ..core.errors import InputError
from .result import Result

MANY_POINTS = 500  # from this number, only points of the convex hull are compared

Table = dict[str, NDArray[Any]]  # column name -> (N,), one value per object

# Name in scikit-image -> column, in the order of the table.
SIZES = {
    "area": "area_px",
    "equivalent_diameter_area": "equivalent_diameter_px",
    "perimeter": "perimeter_px",
    "axis_major_length": "major_axis_px",
    "axis_minor_length": "minor_axis_px",
}
SHAPES = {"orientation": "orientation_rad", "eccentricity": "eccentricity", "solidity": "solidity"}
PLACES = {
    "centroid-1": "centroid_x_px",
    "centroid-0": "centroid_y_px",
    "bbox-1": "bbox_left_px",
    "bbox-0": "bbox_top_px",
    "bbox-3": "bbox_right_px",
    "bbox-2": "bbox_bottom_px",
}
INTENSITIES = ("mean", "min", "max", "std")
PROPERTIES = tuple(
    dict.fromkeys(
        [name.split("-")[0] for name in ("label", *SIZES, *SHAPES, *PLACES)]
        + ["image_convex", *(f"intensity_{name}" for name in INTENSITIES)]
    )
)


def measure(result: Result) -> Table:
    """Measure every object of an image.

    Definitions are those of scikit-image. Pixel centres have integer coordinates: that of the first
    pixel is (0, 0). The bounding box ends before `bbox_right_px` and `bbox_bottom_px`. The axes
    are those of the ellipse with the same second moments; `orientation_rad`, from -pi/2 to pi/2,
    is the angle from straight down to the major axis, counter-clockwise. `feret_max_px` is the
    largest distance between two points of the outline. `circularity` is 4 pi area / perimeter²,
    at most 1 (the perimeter of few pixels is underestimated), and NaN if the perimeter is 0.
    Intensities, `mean_intensity_ch1` and so on, are in the units of the file; `std` divides by
    the number of pixels. If all channels are equal, as in a grey image that was saved in colour,
    only the first is measured. An object with holes or several parts has one row.

    Parameters
    ----------
    result
        Image and masks; labels need not be consecutive.

    Returns
    -------
    Columns of N values in the order of the labels; the same columns if N is 0. `class` is included
    if there are classes. With a pixel size, each column in pixels except the bounding box is
    followed by one in micrometres.

    Raises
    ------
    InputError
        If masks and image differ in size.
    """
    labels, planes = result.labels, result.planes
    if labels.shape != planes.shape[1:]:
        (height, width), (image_height, image_width) = labels.shape, planes.shape[1:]
        raise InputError(
            "The masks of {image} are {width} x {height} pixels but the image is "
            "{image_width} x {image_height}: give the masks of this image.",
            image=result.image,
            width=width,
            height=height,
            image_width=image_width,
            image_height=image_height,
        )
    planes = planes[:1] if has_equal_channels(planes) else planes
    compact, _, original = relabel_sequential(labels)  # type: ignore[no-untyped-call]
    found: Table = regionprops_table(  # type: ignore[no-untyped-call]
        compact, np.moveaxis(planes, 0, -1), properties=PROPERTIES
    )
    table: Table = {"label": np.asarray(original[found["label"]], np.int64)}
    if result.classes is not None and result.class_names:
        names = np.array(["", *result.class_names])
        table["class"] = names[result.classes[table["label"]]]
    table |= _shapes(found) | {ours: found[theirs] for theirs, ours in PLACES.items()}
    table["touches_border"] = _touches_border(table, labels.shape)
    table |= _intensities(found, compact, planes)
    return table if result.pixel_size_um is None else _calibrated(table, result.pixel_size_um)


def has_equal_channels(planes: NDArray[Any]) -> bool:
    """Return whether an image (C, H, W) has several channels, and all are equal."""
    return len(planes) > 1 and all(np.array_equal(planes[0], other) for other in planes[1:])


def _shapes(found: Table) -> Table:
    table = {ours: found[theirs] for theirs, ours in SIZES.items()}
    table["area_px"] = table["area_px"].astype(np.int64)  # a float in scikit-image
    hulls = found["image_convex"]
    table["feret_max_px"] = np.array([_feret_max_px(hull) for hull in hulls], float)
    table |= {ours: found[theirs] for theirs, ours in SHAPES.items()}
    table["circularity"] = _circularity(table["area_px"], table["perimeter_px"])
    return table


def _feret_max_px(hull: NDArray[np.bool_]) -> float:
    """Return the maximum distance of midpoints of outer pixel edges, of the convex hull (h, w).

    Equal to scikit-image's `feret_diameter_max`, several times as fast: the most distant points are
    the first or last ones of a row or column, so no contour has to be traced.
    """
    height, width = hull.shape
    rows, columns = np.arange(height), np.arange(width)
    y = [rows, rows, hull.argmax(0) - 0.5, height - 0.5 - hull[::-1].argmax(0)]
    x = [hull.argmax(1) - 0.5, width - 0.5 - hull[:, ::-1].argmax(1), columns, columns]
    points = np.stack([np.concatenate(y), np.concatenate(x)], axis=1)  # (2 (h + w), 2)
    if len(points) > MANY_POINTS:
        points = points[ConvexHull(points).vertices]
    return float(np.sqrt(pdist(points, "sqeuclidean").max()))


def _circularity(area_px: NDArray[Any], perimeter_px: NDArray[Any]) -> NDArray[np.float64]:
    unknown = np.full(area_px.shape, np.nan)
    ratio = np.divide(4 * np.pi * area_px, perimeter_px**2, out=unknown, where=perimeter_px > 0)
    return np.asarray(np.minimum(ratio, 1))


def _touches_border(table: Table, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    height, width = shape
    near = (table["bbox_left_px"] == 0) | (table["bbox_top_px"] == 0)
    far = (table["bbox_right_px"] == width) | (table["bbox_bottom_px"] == height)
    return np.asarray(near | far)


def _intensities(found: Table, compact: NDArray[Any], planes: NDArray[Any]) -> Table:
    """Return mean, sum, minimum, maximum and standard deviation of each channel."""
    inside = compact > 0
    members = compact[inside]
    whole = planes.dtype.kind in "bui"  # sums and extremes of integers are integers
    table: Table = {}
    for channel, plane in enumerate(planes):
        values = {name: found[f"intensity_{name}-{channel}"] for name in INTENSITIES}
        sums = np.bincount(members, plane[inside], len(found["label"]) + 1)[1:]
        for name in ("mean", "sum", "min", "max", "std"):
            column = sums if name == "sum" else values[name]
            exact = whole and name in ("sum", "min", "max")
            table[f"{name}_intensity_ch{channel + 1}"] = column.astype(
                np.int64 if exact else np.float64
            )
    return table


def _calibrated(table: Table, pixel_size_um: float) -> Table:
    """Return the table with additional columns in micrometres."""
    both: Table = {}
    for name, values in table.items():
        both[name] = values
        if name == "area_px":
            both["area_um2"] = values * pixel_size_um**2
        elif name.endswith("_px") and not name.startswith("bbox"):
            both[f"{name.removesuffix('_px')}_um"] = values * pixel_size_um
    both["pixel_size_um"] = np.full(table["label"].shape, pixel_size_um)
    return both
