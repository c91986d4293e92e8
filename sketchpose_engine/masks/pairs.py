"""Two masks beside each other: the line between them, and a path that joins them."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

LARGEST_GAP_PX = 12  # between masks that a line can separate
OUTSIDE = 1e4  # cost of a pixel of the path outside both masks, relative to one well inside
NEIGHBOURS = np.ones((3, 3), bool)


def line_between(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Find the pixels that separate two masks, (H, W) bool; none if they are far apart.

    Where the masks touch, the line is two pixels wide, one of each mask.
    """
    for reach_px in range(1, LARGEST_GAP_PX // 2 + 1):
        line = ndi.binary_dilation(one, NEIGHBOURS, reach_px) & ndi.binary_dilation(
            other, NEIGHBOURS, reach_px
        )
        if line.any():
            return np.asarray(line)
    return np.zeros(one.shape, bool)


def path_joining(
    one: NDArray[np.bool_], other: NDArray[np.bool_], radius_px: float
) -> NDArray[np.bool_]:
    """Find a stroke from the middle of one mask to that of the other, (H, W) bool.

    The stroke stays inside both masks as far as possible, and away from their outer edges.

    Parameters
    ----------
    one, other
        (H, W) bool, not empty.
    radius_px
        Of the stroke, where the masks are wide enough.
    """
    from skimage.graph import route_through_array  # takes a while to load

    both = one | other
    depth = ndi.distance_transform_edt(both)
    cost = np.where(both, 1 / np.maximum(depth, 1e-6), OUTSIDE)
    start, end = (
        np.unravel_index(int(np.where(mask, depth, -1).argmax()), both.shape)
        for mask in (one, other)
    )
    route, _ = route_through_array(cost, start, end, fully_connected=False)  # type: ignore[no-untyped-call]
    path = np.zeros(both.shape, bool)
    path[tuple(np.transpose(route))] = True
    wide = ndi.distance_transform_edt(~path) <= radius_px
    return np.asarray(path | (wide & both))
