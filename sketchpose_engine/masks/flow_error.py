"""Flow error: how far predicted flows are from those of the masks that were made from them.

Masks that follow from clear fields point the same way as these. A mask over two cells does not: its
flow leads to its own middle, the predicted one to the middles of both. (Stringer et al. 2021 reject
single masks by it.)
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage.segmentation import find_boundaries

SMOOTH_PX = 1.0  # standard deviation: the slope of a distance on the pixel grid is rough


def flow_error(labels: NDArray[np.integer], flow: NDArray[np.floating]) -> float | None:
    """Average `|F/|F| - F_masks|²` over the pixels of all masks.

    Parameters
    ----------
    labels
        (H, W) masks.
    flow
        (2, H, W) predicted flow, order (y, x), of any length.

    Returns
    -------
    float or None
        0 for equal directions, 2 for unrelated ones, 4 for opposite ones. None without masks.
    """
    inside = labels > 0
    if not inside.any():
        return None
    edge = find_boundaries(labels, mode="inner")  # type: ignore[no-untyped-call]
    distance = ndi.distance_transform_edt(inside & ~edge).astype(np.float32)
    slope = np.stack(np.gradient(ndi.gaussian_filter(distance, SMOOTH_PX)))  # (2, H, W)
    cosine = (_unit(slope[:, inside]) * _unit(flow[:, inside].astype(np.float32))).sum(0)
    return float(2 - 2 * cosine.mean())


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return vectors / np.maximum(np.hypot(*vectors), np.float32(1e-6))
