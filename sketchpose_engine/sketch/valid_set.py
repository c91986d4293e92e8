"""Valid set: where distances are determined by a sketch.

Let `S` be the annotated pixels, `B` the true (partly unknown) boundary pixels, `B_s` those of
them that the sketch shows, and `∂S` the annotated pixels that touch an unannotated one
(4-neighbours inside the image). Then (Cazorla et al. 2025, section 2.3)::

    V = { x in S : d(x, B_s) <= d(x, ∂S) }
    d(x, B)  =  d(x, B_s)                      for x in V     (equality)
    d(x, B) >=  min(d(x, B_s), d(x, ∂S))       for x in S     (lower bound)

Proof for a pixel grid: let `b` be a true boundary pixel that is not in `B_s`. Walk from `x` to
`b` in 4-connected steps that each approach `b`; the distance from `x` grows at every step. Either
the walk leaves `S`, and its last annotated pixel is in `∂S`, no farther than `b`; or `b` is
annotated but not recognised as boundary, which is only possible if the pixel across the boundary
is not annotated, so `b` is in `∂S`.

Both distances of a pixel depend only on pixels within `min(d(x, B_s), d(x, ∂S))`. Therefore the set
is local: a new stroke changes nothing farther away than the largest such distance, and a window
with that margin gives the same result as the whole image.
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

BLOCK_PX = 2048  # whole images are processed in blocks of this size
MARGIN_PX = 64  # initial margin around a block
TILE_PX = 128  # the maximum distance is stored per tile: erasing reduces the reach


@dataclass
class ValidSet:
    """Valid distance set of a sketch, updated stroke by stroke.

    Attributes
    ----------
    offset
        (2, H, W) int16, order (y, x): from the nearest pixel of `B_s` (where `valid`) or of `∂S`
        (elsewhere in S) to each annotated pixel. Its length is the distance, or its lower bound.
        0 where nothing is annotated.
    valid
        (H, W) bool: `V`. Without any `B_s` and `∂S` (the whole image annotated with one value),
        pixels have no distance and are not included.
    """

    offset: NDArray[np.int16]
    valid: NDArray[np.bool_]
    _longest: NDArray[np.int64] = field(init=False, repr=False)  # squared, per tile

    def __post_init__(self) -> None:
        """Initialise without distances."""
        height, width = self.valid.shape
        self._longest = np.zeros((-(-height // TILE_PX), -(-width // TILE_PX)), np.int64)

    @property
    def reach_px(self) -> int:
        """Upper bound of the distances in `offset`, in px."""
        return ceil(sqrt(self._longest.max(initial=0)))

    @classmethod
    def of(cls, labels: NDArray[np.uint8]) -> "ValidSet":
        """Compute the valid set of a whole sketch.

        Parameters
        ----------
        labels
            (H, W) uint8 sketch, see `sketch.values`.
        """
        height, width = labels.shape
        fresh = cls(np.zeros((2, height, width), np.int16), np.zeros((height, width), bool))
        for block in Box.whole((height, width)).tiles(BLOCK_PX):
            if labels[block.slices].any():
                fresh._settle(labels, block)
        return fresh

    def update(self, labels: NDArray[np.uint8], changed: Box) -> Box:
        """Update the set after a change of the sketch.

        Parameters
        ----------
        labels
            (H, W) uint8, the current sketch.
        changed
            Box that contains every changed pixel.

        Returns
        -------
        Box
            Part of the valid set that was recomputed.
        """
        # A pixel can only enter or leave B_s or ∂S if it or a neighbour has changed, and only
        # affects pixels that are no farther from it than their current bound.
        affected = changed.grown(1 + self.reach_px, labels.shape)
        self._settle(labels, affected)
        return affected

    def distance(self) -> NDArray[np.float32]:
        """Return the (H, W) float32 length of `offset` in px: `min(d(x, B_s), d(x, ∂S))` on S."""
        return np.hypot(*self.offset.astype(np.float32))

    def _settle(self, labels: NDArray[np.uint8], box: Box) -> None:
        """Compute the exact valid set of `box`, with as large a margin as needed."""
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
        """Update the maximum distance of each tile that a box touches.

        Parameters
        ----------
        unbounded
            Whether there is no boundary and no edge yet: the first one will affect all pixels.
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
    """Compute `B_s`: drawn boundary pixels, and cell pixels that touch drawn background.

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
    """Compute `∂S`: annotated pixels that touch unannotated ones; the image's edge does not count.

    Cell pixels that touch a cell of another class are included. There may be a boundary, if these
    are two cells, or none, if one was partly painted over the other: the sketch does not
    determine this, and for pixels of the edge nothing is assumed.

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
    """Return the pixels with a 4-neighbour in `pixels`."""
    near = np.zeros_like(pixels)
    near[1:] |= pixels[:-1]
    near[:-1] |= pixels[1:]
    near[:, 1:] |= pixels[:, :-1]
    near[:, :-1] |= pixels[:, 1:]
    return near


def _valid_set(
    labels: NDArray[np.uint8], window: Box, box: Box
) -> tuple[NDArray[np.int16], NDArray[np.bool_], float]:
    """Compute offset, valid set and maximum distance in `box`, from the pixels of `window`."""
    around = window.grown(1, labels.shape)  # includes the neighbours of the window's edge
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
    """Return the (2, h, w) offset of each pixel of `target` from the nearest of `pixels`."""
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
