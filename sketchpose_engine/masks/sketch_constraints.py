"""Constraints of a sketch on predicted fields, so that masks agree with what is drawn.

Background strokes are in no mask, cell strokes in some mask, drawn boundary lines separate masks,
and a connected cell stroke is in one mask: in the sketch, too, two cells are one unless a line or
background is between them. The network learns all this with time; until then, and where it does
not generalise, a stroke corrects the masks at once.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from skimage.measure import label as connected_parts

from ..sketch.values import BACKGROUND, BOUNDARY, CLASS_OF, NOTHING

OUTSIDE = -0.5  # distance on drawn background
LINE = -0.14  # distance on a drawn line: foreground, but below that of any rim of a cell
INSIDE = 0.3  # minimum distance in a drawn cell: sufficient for a peak
LEAST_PX = 4  # minimum overlap of a stroke with a basin that it claims...
LEAST_SHARE = 0.1  # ...relative to the stroke, whose end may extend into another cell
BASIN_SHARE = 0.25  # of a basin under a stroke from which it is a part of the same cell


def constrained_distance(
    distance: NDArray[np.float32], sketch: NDArray[np.uint8]
) -> NDArray[np.float32]:
    """Return a distance that agrees with a sketch.

    Parameters
    ----------
    distance
        (H, W) float32, in units of half a cell's width.
    sketch
        (H, W) uint8, see `sketch.values`.
    """
    if not sketch.any():
        return distance
    found = distance.copy()
    found[sketch == BACKGROUND] = OUTSIDE
    found[sketch == BOUNDARY] = LINE
    cell = CLASS_OF[sketch] > 0
    found[cell] = np.maximum(distance[cell], INSIDE)
    return found


def merge_stroked_basins(
    basins: NDArray[np.int32], peaks: NDArray[np.float32], sketch: NDArray[np.uint8]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Merge basins that are covered by one connected cell stroke.

    Parameters
    ----------
    basins
        (H, W) int32 basin of each pixel, -1 outside.
    peaks
        (n,) heights of their tops.
    sketch
        (H, W) uint8.

    Returns
    -------
    basins, peaks
        Merged basins, in the same form.
    """
    drawn = np.where((CLASS_OF[sketch] > 0) & (basins >= 0), sketch, NOTHING)
    if not drawn.any() or not len(peaks):
        return basins, peaks
    strokes = connected_parts(drawn, background=0, connectivity=1)  # type: ignore[no-untyped-call]
    inside = strokes > 0
    pairs, counts = np.unique(
        np.stack([strokes[inside], basins[inside]]), axis=1, return_counts=True
    )
    sizes = np.bincount(strokes[inside])
    claimed = (counts >= LEAST_PX) & (counts >= LEAST_SHARE * sizes[pairs[0]])
    largest = np.zeros(len(sizes), counts.dtype)
    np.maximum.at(largest, pairs[0], counts)
    claimed |= counts == largest[pairs[0]]
    areas = np.bincount(basins[basins >= 0], minlength=len(peaks))
    claimed |= counts >= BASIN_SHARE * areas[pairs[1]]
    stroke, basin = pairs[:, claimed]
    links = coo_array(
        (np.ones(len(stroke)), (basin, len(peaks) + stroke)), shape=(len(peaks) + len(sizes),) * 2
    )
    _, group = connected_components(links, directed=False)
    used, merged = np.unique(group[: len(peaks)], return_inverse=True)
    higher = np.full(len(used), -np.inf, np.float32)
    np.maximum.at(higher, merged, peaks)
    new = np.append(merged, -1).astype(np.int32)[basins]  # -1, outside, is mapped to this -1
    # Pixels of a stroke in a basin that it does not claim still belong to its cell.
    claims = np.full(len(sizes), -1, np.int32)
    claims[stroke] = merged[basin]
    own = claims[strokes]
    return np.where(inside & (own >= 0), own, new), higher
