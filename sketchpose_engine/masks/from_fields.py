"""Instance masks from distance and flow.

Every foreground pixel moves uphill in the distance, in the direction favoured by both slope and
flow, to the top of its basin; then neighbouring basins are merged where the fields contain no
boundary between them. All paths are followed at once by doubling (each pixel adopts the
goal of its goal), so the number of iterations is the logarithm of the longest path.

Why not Euler integration along the flow alone: early in training the distance is accurate long
before the flow is. A path that must rise cannot run in circles or cross a valley, however
inaccurate the flow; and the flow contributes where needed: on the rim, where the distance does
not determine to which of two cells a pixel belongs, and between two tops, where diverging
flow indicates a boundary.
"""

import numpy as np
from numpy.typing import NDArray
from skimage.measure import label as connected_parts

from .basins import label_basins
from .saddles import find_saddles, merge_basins
from .sketch_constraints import constrained_distance, merge_stroked_basins

# Tuned on fields of 23 images after 20, 60 and 160 steps of training, see
# `benchmarks/masks.py`. Distances are in units of half a cell's width.
FOREGROUND_ABOVE = -0.15  # between background (-0.5) and a cell's rim (0)
LOWEST_PEAK = 0.25  # a basin with a lower maximum is not a cell


def masks_from_fields(
    distance: NDArray[np.float32],
    flow: NDArray[np.floating],
    min_area_px: int = 8,
    smooth_px: float = 1.0,
    sketch: NDArray[np.uint8] | None = None,
) -> NDArray[np.int32]:
    """Compute instance masks from fields.

    Parameters
    ----------
    distance
        (H, W) float32, in units of half a cell's width, about -0.5 on background.
    flow
        (2, H, W), order (y, x), about unit length inside cells.
    min_area_px
        Smaller masks are removed.
    smooth_px
        Standard deviation of the Gaussian that smooths the distance; noise on a smaller scale
        creates no basins.
    sketch
        (H, W) uint8 with which the masks must agree, see `sketch_constraints`; or None.

    Returns
    -------
    NDArray
        (H, W) int32: 0 background, 1..N in reading order of their first pixels, each
        4-connected. The same fields give the same masks.
    """
    if sketch is not None:
        distance = constrained_distance(distance, sketch)
    basins, peaks = label_basins(distance, flow, FOREGROUND_ABOVE, smooth_px)
    if sketch is not None:
        basins, peaks = merge_stroked_basins(basins, peaks, sketch)
    cells, peaks = merge_basins(find_saddles(basins, distance, flow, smooth_px, len(peaks)), peaks)
    kept = np.where(peaks > LOWEST_PEAK, np.arange(1, len(peaks) + 1), 0)[cells]
    kept = np.append(kept, 0).astype(np.int32)  # -1, outside the basins, is mapped to this 0
    return number(kept[basins], min_area_px)


def number(cells: NDArray[np.int32], min_area_px: int) -> NDArray[np.int32]:
    """Number 4-connected parts of equal value 1..N in reading order, without small ones.

    Parameters
    ----------
    cells
        (H, W) int32, 0 background.
    min_area_px
        Smaller parts become background.
    """
    parts = connected_parts(cells, background=0, connectivity=1)  # type: ignore[no-untyped-call]
    large = np.bincount(parts.ravel()) >= min_area_px
    large[0] = False
    return np.where(large, np.cumsum(large), 0).astype(np.int32)[parts]
