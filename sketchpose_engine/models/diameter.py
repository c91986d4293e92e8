"""The width of cells, estimated from strokes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..sketch.valid_set import ValidSet
from ..sketch.values import BACKGROUND, BOUNDARY
from .rescaling import NETWORK_DIAMETER_PX

BOUNDARY_SEEN = 0.25  # part of the cells' pixels that is in the valid set, at least


def estimate_diameter(
    labels: NDArray[np.uint8], valid_set: ValidSet, parts: Sequence[Box] | None = None
) -> float:
    """Width of the sketched cells in px, from how deep inside them strokes are.

    A disc of width w has nearly all its pixels within w/2 of the boundary, and a fifth of a
    rod's are deeper than 0.4 w: the depth that few pixels exceed measures both. Outside
    the valid set the depth is only a lower bound, so parts of cells give a small estimate.

    Parameters
    ----------
    labels
        (H, W) uint8 sketch.
    valid_set
        Its valid set.
    parts
        Boxes that hold all annotated pixels and do not overlap; None: the whole image.

    Returns
    -------
    float
        Diameter in px. Where strokes show hardly any boundary, their width says nothing of the
        cells': then, and without foreground, at least `NETWORK_DIAMETER_PX`.
    """
    depths, known = [], []
    for part in parts or [Box.whole((labels.shape[0], labels.shape[1]))]:
        drawn = labels[part.slices]
        inside = (drawn > BACKGROUND) & (drawn != BOUNDARY)  # a line is as thin as its brush
        depths.append(np.hypot(*valid_set.offset[:, *part.slices][:, inside].astype(np.float32)))
        known.append(valid_set.valid[part.slices][inside])
    depth = np.concatenate(depths)
    if not depth.size:
        return NETWORK_DIAMETER_PX
    stroked_px = float(2 * np.quantile(depth, 0.95) + 1)
    if np.concatenate(known).mean() < BOUNDARY_SEEN:
        return max(stroked_px, NETWORK_DIAMETER_PX)
    return stroked_px
