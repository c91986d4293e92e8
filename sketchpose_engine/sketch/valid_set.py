"""Where sketched distances can be trusted: the theorem of the valid distance set.

Let `S` be the annotated pixels, `B` the true (partly unknown) boundary pixels, `B_s` those of
them that the sketch shows, and `∂S` the annotated pixels that touch an unannotated one
(4-neighbours inside the image). Then (Cazorla et al. 2025, section 2.3)::

    V = { x in S : d(x, B_s) <= d(x, ∂S) }
    d(x, B)  =  d(x, B_s)                      for x in V     (equality)
    d(x, B) >=  min(d(x, B_s), d(x, ∂S))       for x in S     (lower bound)

Why it holds on a pixel grid: let `b` be a true boundary pixel that is not in `B_s`. Walk from
`x` to `b` in 4-connected steps that each bring `b` nearer; the distance from `x` grows at every
step. Either the walk leaves `S`, and the last annotated pixel on it is in `∂S`, no farther
than `b`; or `b` is itself annotated and not seen as boundary, which is only possible when
the pixel across the boundary is not annotated, so `b` is in `∂S`.

Both distances of a pixel are settled by what lies nearer than `min(d(x, B_s), d(x, ∂S))`.
That makes the set local: a new stroke changes nothing farther away than the largest such
distance, and a window with that margin gives the same result as the whole image.
"""

from dataclasses import dataclass, field
from itertools import product
from math import ceil, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from ..core.box import Box
from .values import BACKGROUND, BOUNDARY, CLASS_OF, NOTHING

BLOCK_PX = 2048  # whole images are worked through in blocks of this size
MARGIN_PX = 64  # first guess of how far a block's surroundings matter
TILE_PX = 128  # the longest distance is known of each tile: what is erased shortens the reach


@dataclass
class ValidSet:
    """The valid distance set of one sketch, kept up to date stroke by stroke.

    Attributes
    ----------
    offset
        (2, H, W) int16, order (y, x): from the nearest pixel of `B_s` (where `valid`) or of `∂S`
        (elsewhere in S) to each annotated pixel. Its length is the distance, or its lower
        bound. 0 where nothing is annotated.
    valid
        (H, W) bool: `V`. Pixels with neither `B_s` nor `∂S` anywhere (the whole image annotated
        as one kind) have no distance and are not in it.
    """

    offset: NDArray[np.int16]
    valid: NDArray[np.bool_]
    _longest: NDArray[np.int64] = field(init=False, repr=False)  # squared, of each tile

    def __post_init__(self) -> None:
        """Start with no distance anywhere."""
        height, width = self.valid.shape
        self._longest = np.zeros((-(-height // TILE_PX), -(-width // TILE_PX)), np.int64)

    @property
    def reach_px(self) -> int:
        """Length in px that no distance in `offset` exceeds."""
        return ceil(sqrt(self._longest.max(initial=0)))

    @classmethod
    def of(cls, labels: NDArray[np.uint8]) -> "ValidSet":
        """Valid set of a whole sketch.

        Parameters
        ----------
        labels
            (H, W) uint8 sketch, values of `sketch.values`.
        """
        height, width = labels.shape
        fresh = cls(np.zeros((2, height, width), np.int16), np.zeros((height, width), bool))
        for top in range(0, height, BLOCK_PX):
            for left in range(0, width, BLOCK_PX):
                block = Box(top, left, min(top + BLOCK_PX, height), min(left + BLOCK_PX, width))
                if labels[block.slices].any():
                    fresh._settle(labels, block)
        return fresh

    def update(self, labels: NDArray[np.uint8], changed: Box) -> Box:
        """Follow a change of the sketch.

        Parameters
        ----------
        labels
            (H, W) uint8, the sketch as it is now.
        changed
            Box that holds every pixel whose value is new.

        Returns
        -------
        Box
            The part of the valid set that was computed anew.
        """
        # A pixel enters or leaves B_s or ∂S only when it or a neighbour is new, and matters
        # only to pixels that are no farther from it than their present bound.
        affected = changed.grown(1 + self.reach_px, labels.shape)
        self._settle(labels, affected)
        return affected

    def distance(self) -> NDArray[np.float32]:
        """Return the (H, W) float32 length of `offset` in px: `min(d(x, B_s), d(x, ∂S))` on S."""
        return np.hypot(*self.offset.astype(np.float32))

    def _settle(self, labels: NDArray[np.uint8], box: Box) -> None:
        """Write the exact valid set of `box`, looking as far around it as needed."""
        margin_px = MARGIN_PX
        while True:
            window = box.grown(margin_px, labels.shape)
            offset, valid, longest_px = _valid_set(labels, window, box)
            # Pixels outside the window are more than `margin_px` away.
            if longest_px <= margin_px or window == Box.whole(labels.shape):
                break
            margin_px *= 2
        self.offset[:, *box.slices] = offset
        self.valid[box.slices] = valid
        self._measure(box, unbounded=longest_px == np.inf)

    def _measure(self, box: Box, *, unbounded: bool) -> None:
        """Find the longest distance of each tile that a box touches.

        Parameters
        ----------
        unbounded
            There is no boundary and no edge at all: the first one will matter everywhere.
        """
        rows = range(box.top // TILE_PX, -(-box.bottom // TILE_PX))
        columns = range(box.left // TILE_PX, -(-box.right // TILE_PX))
        if unbounded:
            self._longest[rows.start : rows.stop, columns.start : columns.stop] = (
                sum(self.valid.shape) ** 2
            )
            return
        for row, column in product(rows, columns):
            top, left = row * TILE_PX, column * TILE_PX
            tile = self.offset[:, top : top + TILE_PX, left : left + TILE_PX]
            self._longest[row, column] = _squared(tile).max(initial=0)


def sketched_boundary(labels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """`B_s`: drawn boundary pixels, and cell pixels that touch drawn background.

    Parameters
    ----------
    labels
        (H, W) uint8 sketch.

    Returns
    -------
    NDArray
        (H, W) bool.
    """
    foreground = labels > BACKGROUND
    return (foreground & _touches(labels == BACKGROUND)) | (labels == BOUNDARY)


def annotation_edge(labels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """`∂S`: annotated pixels that touch an unannotated one; the image's edge does not count.

    So do cell pixels that touch a cell of another class. There may be a boundary, if these are
    two cells, or none, if one was painted over the other in part: the sketch does not say,
    and as part of the edge nothing is claimed of it.

    Parameters
    ----------
    labels
        (H, W) uint8 sketch.

    Returns
    -------
    NDArray
        (H, W) bool.
    """
    nothing = labels == NOTHING
    edge = ~nothing & _touches(nothing)
    if labels.max(initial=0) > BOUNDARY:
        classes = CLASS_OF[labels]
        for one in range(1, int(classes.max()) + 1):
            edge |= (classes == one) & _touches((classes > 0) & (classes != one))
    return edge


def _touches(pixels: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels with a 4-neighbour in `pixels`."""
    near = np.zeros_like(pixels)
    near[1:] |= pixels[:-1]
    near[:-1] |= pixels[1:]
    near[:, 1:] |= pixels[:, :-1]
    near[:, :-1] |= pixels[:, 1:]
    return near


def _valid_set(
    labels: NDArray[np.uint8], window: Box, box: Box
) -> tuple[NDArray[np.int16], NDArray[np.bool_], float]:
    """Offset, valid set and longest distance of `box`, from what lies inside `window`."""
    around = window.grown(1, labels.shape)  # the neighbours of the window's own edge
    inner = window.within(around)
    sketch = labels[around.slices]
    target = box.within(window)
    boundary = _offset_from(sketched_boundary(sketch)[inner.slices], target)
    edge = _offset_from(annotation_edge(sketch)[inner.slices], target)
    annotated = labels[box.slices] != NOTHING
    squared_boundary, squared_edge = _squared(boundary), _squared(edge)
    valid = annotated & (squared_boundary <= squared_edge) & (squared_boundary < _FAR)
    offset = np.where(valid, boundary, edge)
    bound = np.where(annotated, np.minimum(squared_boundary, squared_edge), 0)
    longest_px = float(np.sqrt(bound.max(initial=0)))
    offset[:, ~annotated | (bound >= _FAR)] = 0
    return offset.astype(np.int16), valid, longest_px if longest_px < _FAR_PX else np.inf


_FAR_PX = 1 << 15
_FAR = _FAR_PX**2


def _offset_from(pixels: NDArray[np.bool_], target: Box) -> NDArray[np.int32]:
    """(2, h, w) offset of each pixel of `target` from the nearest of `pixels`."""
    if not pixels.any():
        return np.full((2, *target.shape), _FAR_PX, np.int32)
    nearest = ndi.distance_transform_edt(~pixels, return_distances=False, return_indices=True)
    rows, columns = target.slices
    offset: NDArray[np.int32] = -nearest[:, rows, columns]
    offset[0] += np.arange(target.top, target.bottom, dtype=np.int32)[:, None]
    offset[1] += np.arange(target.left, target.right, dtype=np.int32)
    return offset


def _squared(offset: NDArray[np.signedinteger[Any]]) -> NDArray[np.int64]:
    return (offset.astype(np.int64) ** 2).sum(0)
