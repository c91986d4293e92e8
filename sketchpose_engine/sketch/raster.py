"""Rasterisation: strokes, the loops they close, and the rims of regions.

SciPy is imported in functions: the window is on screen, and can be painted on, before it.
"""

import math
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box

PIECE_PX = 64  # a long line is painted in pieces, as the box of a slanted one is mostly empty
OUTSIDE_PX = 256  # maximum distance outside the image of a path that encloses
NEAR_PX = 64  # initial search radius around a point for its region

Point = tuple[float, float]  # (y, x) in px, pixel centres at integers
Segment = tuple[Point, Point, float]  # start, end and radius in px of a straight piece of a stroke
Pixels = NDArray[np.bool_]


def smallest_box(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that contains all of these; an empty one if there are none."""
    corners = list(boxes)
    if not corners:
        return Box(0, 0, 0, 0)
    tops, lefts, bottoms, rights = zip(*corners, strict=True)
    return Box(min(tops), min(lefts), max(bottoms), max(rights))


def tiles_under(box: Box, side_px: int, shape: tuple[int, int]) -> Iterator[Box]:
    """Yield the tiles of an image's regular grid that contain pixels of a box."""
    for top in range(box.top // side_px * side_px, box.bottom, side_px):
        for left in range(box.left // side_px * side_px, box.right, side_px):
            yield Box(top, left, min(top + side_px, shape[0]), min(left + side_px, shape[1]))


def around(start: Point, end: Point, radius_px: float, bounds: Box) -> Box:
    """Return the box of pixels within bounds that a disc can reach between two points."""
    (y0, x0), (y1, x1) = start, end
    top, left = math.floor(min(y0, y1) - radius_px), math.floor(min(x0, x1) - radius_px)
    bottom, right = math.ceil(max(y0, y1) + radius_px) + 1, math.ceil(max(x0, x1) + radius_px) + 1
    return Box(
        min(max(top, bounds.top), bounds.bottom),
        min(max(left, bounds.left), bounds.right),
        min(max(bottom, bounds.top), bounds.bottom),
        min(max(right, bounds.left), bounds.right),
    )


def near_line(
    start: Point, end: Point, radius_px: float, bounds: Box
) -> Iterator[tuple[Box, Pixels]]:
    """Find the pixels whose centres are within the radius of the line start-end.

    Yields
    ------
    Box within bounds and the pixels in it, bool (box), piece by piece along the line; the
    boxes overlap.
    """
    dy, dx = end[0] - start[0], end[1] - start[1]
    length_squared = dy * dy + dx * dx
    pieces = max(1, math.ceil(math.sqrt(length_squared) / max(PIECE_PX, 2 * radius_px)))
    corners = [(start[0] + dy * i / pieces, start[1] + dx * i / pieces) for i in range(pieces + 1)]
    for i in range(pieces):
        # Slightly wider: rounding must not exclude a pixel whose centre is exactly at the radius.
        box = around(corners[i], corners[i + 1], radius_px + 0.01, bounds)
        if box.top == box.bottom or box.left == box.right:
            continue
        y = np.arange(box.top, box.bottom)[:, None] - start[0]
        x = np.arange(box.left, box.right)[None, :] - start[1]
        along = np.clip((y * dy + x * dx) / length_squared, 0, 1) if length_squared else 0.0
        yield box, (y - along * dy) ** 2 + (x - along * dx) ** 2 <= radius_px**2


def enclosed(path: list[Segment], shape: tuple[int, int]) -> tuple[Box, Pixels]:
    """Find the area that a stroke encloses: the holes of the pixels near its path.

    Parameters
    ----------
    path
        Straight pieces of the stroke, at least one.
    shape
        Shape of the image. The path may leave it (up to `OUTSIDE_PX`) and return.

    Returns
    -------
    Box within the image, and the enclosed pixels, bool (box). None of them is near the path,
    and no 4-connected path leads from them to the outside.
    """
    from scipy import ndimage as ndi

    outside = Box(-OUTSIDE_PX, -OUTSIDE_PX, shape[0] + OUTSIDE_PX, shape[1] + OUTSIDE_PX)
    # One pixel wider than the stroke, so that the outside is connected around it.
    window = smallest_box(around(start, end, radius + 1, outside) for start, end, radius in path)
    free = np.ones(window.shape, np.bool_)
    for start, end, radius_px in path:
        for box, near in near_line(start, end, radius_px, window):
            free[box.within(window).slices] &= ~near
    regions, count = ndi.label(free)
    inner = np.ones(count + 1, np.bool_)
    inner[0] = False  # the stroke itself
    for edge in (regions[0], regions[-1], regions[:, 0], regions[:, -1]):
        inner[edge] = False
    box = window.intersection(Box.whole(shape))
    return box, inner[regions[box.within(window).slices]]


def region_at(labels: NDArray[np.uint8], y: int, x: int) -> tuple[Box, Pixels]:
    """Find the 4-connected region of equal labels around a pixel; the search grows as needed.

    Parameters
    ----------
    labels
        (H, W).
    y, x
        Position in px, inside the image.

    Returns
    -------
    Box around the region, with a margin unless the image ends there, and the region, bool (box).
    """
    from scipy import ndimage as ndi

    shape = (labels.shape[0], labels.shape[1])
    reach_px = NEAR_PX
    while True:
        box = Box(y, x, y + 1, x + 1).grown(reach_px, shape)
        regions, _ = ndi.label(labels[box.slices] == labels[y, x])
        region: Pixels = regions == regions[y - box.top, x - box.left]
        if not _reaches_out(region, box, shape):
            return box, region
        reach_px *= 2


def inner_rim(pixels: Pixels, box: Box, shape: tuple[int, int]) -> Pixels:
    """Find the pixels that have a 4-neighbour outside the set.

    Parameters
    ----------
    pixels
        (box). Around the box there are no pixels of the set, but the edge of the image does not
        count as outside.
    box, shape
        Their position, and the shape of the image.
    """
    ringed = np.pad(pixels, 1)
    ringed[0] |= box.top == 0
    ringed[-1] |= box.bottom == shape[0]
    ringed[:, 0] |= box.left == 0
    ringed[:, -1] |= box.right == shape[1]
    up, down = ringed[:-2, 1:-1], ringed[2:, 1:-1]
    left, right = ringed[1:-1, :-2], ringed[1:-1, 2:]
    return pixels & ~(up & down & left & right)


def _reaches_out(pixels: Pixels, box: Box, shape: tuple[int, int]) -> bool:
    """Return whether pixels touch an edge of their box that is not the image's edge."""
    return bool(
        (box.top > 0 and pixels[0].any())
        or (box.left > 0 and pixels[:, 0].any())
        or (box.bottom < shape[0] and pixels[-1].any())
        or (box.right < shape[1] and pixels[:, -1].any())
    )
