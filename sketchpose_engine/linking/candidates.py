"""Pairs of masks that may be one object, and what a link between them costs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from .ends import Ends
from .objects import Labels, Objects, overlaps, row_image
from .settings import TimeSettings

NEAREST = 6  # objects around the place where one is expected, besides those that overlap


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs of an end and an object, each pair once.

    Attributes
    ----------
    rows, columns
        (E,) int64, which end and which object.
    shared_px
        (E,) float64, pixels that both have, after the drift.
    overlap
        (E,) float64, intersection over union, from 0 to 1.
    cost
        (E,) float64, see `TimeSettings`.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    shared_px: NDArray[np.float64]
    overlap: NDArray[np.float64]
    cost: NDArray[np.float64]

    def only(self, kept: NDArray[np.bool_]) -> "Candidates":
        """Keep some of the pairs."""
        return Candidates(
            self.rows[kept],
            self.columns[kept],
            self.shared_px[kept],
            self.overlap[kept],
            self.cost[kept],
        )


def shared_pixels(ends: Ends, objects: Objects, labels: Labels) -> csr_array:
    """Count shared pixels of ends, moved with the drift, and objects of `labels` (H, W)."""
    shift = np.rint(ends.moved_px).astype(np.int64)
    image = row_image(labels, objects)
    return overlaps(ends.pixels, len(ends), shift, image, len(objects))


def find_candidates(
    ends: Ends, objects: Objects, labels: Labels, frame: int, settings: TimeSettings
) -> Candidates:
    """Find the objects of a frame that may continue ends.

    These are the objects that overlap an end, and those nearest to where it is expected: where
    it was, and where it gets to if it moves as before; the drift is allowed for.
    """
    shared = shared_pixels(ends, objects, labels).tocoo()
    width = max(len(objects), 1)
    keys = [shared.row * np.int64(width) + shared.col]
    for places in (ends.expected_px, ends.expected_px + ends.velocity_px):
        keys.append(_near(places, ends, objects, settings))
    unique = np.unique(np.concatenate(keys))
    rows, columns = np.divmod(unique, width)
    pixels = np.zeros(len(unique))
    pixels[np.searchsorted(unique, keys[0])] = shared.data
    union = ends.area_px[rows] + objects.area_px[columns] - pixels
    overlap = pixels / union
    missing = frame - 1 - ends.nodes[rows, 0]
    cost = (
        (1 - overlap)
        + _distance(ends, objects, rows, columns) / np.sqrt(1 + missing)
        + np.abs(np.log(objects.area_px[columns] / ends.area_px[rows]))
        + settings.gap_cost * missing
    )
    return Candidates(rows, columns, pixels, overlap, cost)


def _near(
    places: NDArray[np.float64], ends: Ends, objects: Objects, settings: TimeSettings
) -> NDArray[np.int64]:
    """Keys of the pairs of ends and the objects nearest to `places` (R, 2)."""
    if not len(objects) or not len(ends):
        return np.empty(0, np.int64)
    size = max(float(ends.size_px.max()), float(objects.size_px.max()))
    reach = settings.most_cost * size * np.sqrt(1 + settings.gap)
    tree = cKDTree(objects.centroid_px)
    count = min(NEAREST, len(objects))
    distance, column = tree.query(places, count, distance_upper_bound=reach)
    rows = np.repeat(np.arange(len(ends)), count)
    found = np.isfinite(distance.reshape(-1))
    return np.asarray(rows[found] * len(objects) + column.reshape(-1)[found], np.int64)


def _distance(
    ends: Ends, objects: Objects, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.float64]:
    """(E,) distances of centroids from where they are expected, in mean diameters of both."""
    away = objects.centroid_px[columns] - ends.expected_px[rows]
    least = np.minimum(
        np.hypot(*away.T), np.hypot(*(away - ends.velocity_px[rows]).T)
    )  # at rest, or as before
    return np.asarray(2 * least / (ends.size_px[rows] + objects.size_px[columns]))
