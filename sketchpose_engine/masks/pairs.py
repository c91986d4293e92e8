"""Masks beside each other: the line between them, a path that joins them, lines that divide one."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from skimage.segmentation import watershed

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


def lines_dividing(mask: NDArray[np.bool_], parts: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Find the lines (H, W) bool that divide a mask, where it is narrow, so that parts are apart.

    Parameters
    ----------
    mask
        (H, W) bool.
    parts
        (H, W) labels of regions in it, 0 elsewhere.
    """
    depth = ndi.distance_transform_edt(mask)
    divided = watershed(-depth, parts, mask=mask)  # type: ignore[no-untyped-call]
    return _meets(divided)


def _meets(labels: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return the labelled pixels (H, W) with another label, not background, beside them."""
    largest = ndi.maximum_filter(labels, 3)
    smallest = ndi.minimum_filter(np.where(labels > 0, labels, np.iinfo(labels.dtype).max), 3)
    return np.asarray((labels > 0) & (largest != smallest))


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
    both = one | other
    depth = ndi.distance_transform_edt(both)
    cost = np.where(both, 1 / np.maximum(depth, 1e-6), OUTSIDE)
    start, end = (int(np.where(mask, depth, -1).argmax()) for mask in (one, other))
    route = _cheapest_route(cost, start, end)
    path = np.zeros(both.shape, bool)
    path.flat[route] = True
    wide = ndi.distance_transform_edt(~path) <= radius_px
    return np.asarray(path | (wide & both))


def _cheapest_route(cost: NDArray[np.floating], start: int, end: int) -> list[int]:
    """Find the flat indices of the pixels from one to another with the least sum of costs."""
    numbers, values = np.arange(cost.size).reshape(cost.shape), cost.ravel()
    steps = [(numbers[1:], numbers[:-1]), (numbers[:, 1:], numbers[:, :-1])]
    ones = np.concatenate([one.ravel() for one, _ in steps])
    others = np.concatenate([other.ravel() for _, other in steps])
    ends = np.concatenate([ones, others]), np.concatenate([others, ones])
    graph = csr_array((values[ends[1]], ends), (cost.size, cost.size))
    _, before = dijkstra(graph, indices=start, return_predecessors=True)
    route = [end]
    while route[-1] != start:
        route.append(int(before[route[-1]]))
    return route
