"""Objects of one frame: what linking needs to know of each mask, and its pixels."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from ..core.errors import InputError

MOST_COUNTED = 1 << 24  # labels up to here are numbered by counting, larger ones by sorting

Labels = NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Objects:
    """Objects of one frame, in the order of their inner points (by row, then by column).

    That order does not depend on the label numbers, so neither does any result of linking.

    Attributes
    ----------
    labels
        (N,) int64, labels of the masks, all above 0.
    area_px
        (N,) int64, numbers of pixels.
    centroid_px
        (N, 2) float64, y and x in pixels; the centre of the first pixel is (0, 0).
    inner_px
        (N, 2) int64, y and x of the pixel of the object that is nearest to its centroid.
    """

    labels: NDArray[np.int64]
    area_px: NDArray[np.int64]
    centroid_px: NDArray[np.float64]
    inner_px: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def size_px(self) -> NDArray[np.float64]:
        """(N,) diameters in pixels of circles of equal area."""
        return np.asarray(np.sqrt(4 / np.pi * self.area_px))

    def rows(self, labels: NDArray[np.int64]) -> NDArray[np.int64]:
        """Find the places of labels (M,) in the order of the objects; -1 for unknown labels."""
        if not len(self.labels):
            return np.full(len(labels), -1, np.int64)
        order = np.argsort(self.labels)
        places = np.searchsorted(self.labels, labels, sorter=order).clip(max=len(order) - 1)
        found = order[places]
        return np.asarray(np.where(self.labels[found] == labels, found, -1), np.int64)

    def row(self, label: int) -> int:
        """Find the place of one label; -1 if there is none."""
        return int(self.rows(np.array([label], np.int64))[0])

    def row_at(self, point: tuple[int, int]) -> int:
        """Find the object whose inner point is at y and x; -1 if there is none."""
        found = np.flatnonzero((self.inner_px == point).all(axis=1))
        return int(found[0]) if len(found) else -1


@dataclass(frozen=True, eq=False)
class Pixels:
    """Pixels of the objects of one frame.

    Attributes
    ----------
    y, x
        (P,) int32, places in pixels.
    row
        (P,) int32, which object of `Objects`.
    """

    y: NDArray[np.int32]
    x: NDArray[np.int32]
    row: NDArray[np.int32]

    def only(self, rows: NDArray[np.int64], count: int) -> "Pixels":
        """Keep the pixels of some of `count` objects, renumbered in this order."""
        new = np.full(count, -1, np.int32)
        new[rows] = np.arange(len(rows), dtype=np.int32)
        row = new[self.row] if len(self.row) else self.row
        kept = row >= 0
        return Pixels(self.y[kept], self.x[kept], row[kept])


def objects_of(labels: Labels) -> tuple[Objects, Pixels]:
    """Measure the objects of a label image.

    Parameters
    ----------
    labels
        (H, W) whole numbers from 0, 0 is background.

    Raises
    ------
    InputError
        The array is not of whole numbers in two dimensions, or has negative values.
    """
    if labels.ndim != 2 or labels.dtype.kind not in "iub":
        raise InputError(
            "A label image must be whole numbers in two dimensions, not {dtype} of shape "
            "{shape}: give one plane of masks.",
            dtype=labels.dtype,
            shape=labels.shape,
        )
    flat = np.ascontiguousarray(labels).ravel()
    place = np.flatnonzero(flat)
    names, row = _compact(flat[place])
    y, x = np.divmod(place, labels.shape[1])
    area = np.bincount(row, minlength=len(names))
    sums = [np.bincount(row, axis, len(names)) for axis in (y, x)]
    centroid = np.stack(sums, axis=1) / area[:, None]
    inner = _inner(y, x, row, centroid)
    order = np.lexsort((inner[:, 1], inner[:, 0]))
    new = np.empty_like(order)
    new[order] = np.arange(len(order))
    objects = Objects(names[order], area[order], centroid[order], inner[order])
    small = [axis.astype(np.int32) for axis in (y, x, new[row])]
    return objects, Pixels(*small)


def _compact(values: Labels) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Distinct values, ascending, and for each value its place among them."""
    if not len(values):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    if values.dtype.kind == "i" and values.min() < 0:
        raise InputError("A label image has negative values: use 0 for background, else from 1.")
    if values.max() >= MOST_COUNTED:
        names, row = np.unique(values, return_inverse=True)
        return names.astype(np.int64), row.astype(np.int64)
    names = np.flatnonzero(np.bincount(values))
    lookup = np.zeros(int(names[-1]) + 1, np.int64)
    lookup[names] = np.arange(len(names))
    return names.astype(np.int64), lookup[values]


def _inner(
    y: NDArray[np.int64],
    x: NDArray[np.int64],
    row: NDArray[np.int64],
    centroid: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Pixel of each object that is nearest to its centroid, the first one if several are."""
    squared = (y - centroid[row, 0]) ** 2 + (x - centroid[row, 1]) ** 2
    least = np.full(len(centroid), np.inf)
    np.minimum.at(least, row, squared)
    nearest = np.flatnonzero(squared == least[row])[::-1]
    inner = np.empty(centroid.shape, np.int64)
    inner[row[nearest]] = np.stack([y[nearest], x[nearest]], axis=1)  # the last one written counts
    return inner


def row_image(labels: Labels, objects: Objects) -> NDArray[np.int32]:
    """Replace labels (H, W) by the places of objects in `objects`; background is -1."""
    highest = int(labels.max(initial=0))
    if highest < MOST_COUNTED:
        lookup = np.full(highest + 1, -1, np.int32)
        lookup[objects.labels] = np.arange(len(objects), dtype=np.int32)
        return lookup[labels]
    flat = labels.ravel().astype(np.int64)
    return objects.rows(flat).reshape(labels.shape).astype(np.int32)


def overlaps(
    pixels: Pixels, count: int, shift: NDArray[np.int64], image: NDArray[np.int32], others: int
) -> csr_array:
    """Count the pixels that moved objects share with the objects of another frame.

    Parameters
    ----------
    pixels
        Of `count` objects.
    shift
        (count, 2) int64, how far each object is moved along y and x, in pixels.
    image
        (H, W) `row_image` of the other frame, which has `others` objects.

    Returns
    -------
    Sparse (count, others) float64, numbers of pixels.
    """
    y, x = pixels.y + shift[pixels.row, 0], pixels.x + shift[pixels.row, 1]
    inside = (y >= 0) & (y < image.shape[0]) & (x >= 0) & (x < image.shape[1])
    met = image[y[inside], x[inside]]
    both = met >= 0
    rows = pixels.row[inside][both]
    ones = np.ones(len(rows))
    return coo_array((ones, (rows, met[both])), shape=(count, others)).tocsr()
