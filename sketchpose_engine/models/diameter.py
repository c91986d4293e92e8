"""Estimate of cell width from strokes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from ..core.box import Box
from ..sketch.valid_set import ValidSet
from ..sketch.values import CLASS_OF, NOTHING
from .rescaling import NETWORK_DIAMETER_PX

WHOLE_PX = 2048**2  # larger sketches are examined tile by tile, which may cut cells
SMALLEST_PX = 9  # area; smaller strokes are remnants
OPEN_SHARE = 0.25  # maximum fraction of the surroundings of a complete cell without annotation
BOUNDARY_SEEN = 0.25  # minimum fraction of cell pixels in the valid set if parts of cells are drawn
SEEN_OF_CELL = 0.55  # mean width of a randomly cut part of a cell, relative to the cell
EXPECTED_COUNTS = 5  # weight of the expected width: as many cells; users tend to draw large ones
FRAGMENT = 2.0  # complete cells this much wider than expected: fragments were expected


@dataclass(frozen=True)
class SketchedWidths:
    """Widths of the sketched cells in px, one per connected component drawn as cell.

    Attributes
    ----------
    complete
        Widths of cells that are surrounded by annotation.
    partial
        Widths of other strokes: lower bounds for those of their cells.
    boundary_seen
        Whether the partial ones include edges of cells, or are only strokes inside them.
    """

    complete: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    partial: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    boundary_seen: bool = False

    @property
    def strokes(self) -> int:
        """Number of connected components drawn as cell."""
        return len(self.complete) + len(self.partial)


def sketched_widths(
    labels: NDArray[np.uint8], valid_set: ValidSet, parts: Sequence[Box] | None = None
) -> SketchedWidths:
    """Estimate the widths of the sketched cells from the depth of the strokes inside them.

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
        Disjoint boxes that contain all annotated pixels; None: the whole image.
    """
    height, width = labels.shape
    whole = Box.whole((height, width))
    boxes = [whole] if parts is None else [part.grown(0, whole.shape) for part in parts]
    if boxes:
        around = boxes[0]
        for box in boxes[1:]:
            around = around.joined(box)
        if around.shape[0] * around.shape[1] <= WHOLE_PX:
            boxes = [around]
    padded = np.pad(labels, 1)  # nothing is annotated outside the image
    found = [_widths_in(padded, valid_set, box) for box in boxes]
    if not found:
        return SketchedWidths()
    widths, open_shares, known = (np.concatenate(values) for values in zip(*found, strict=True))
    complete = open_shares <= OPEN_SHARE
    seen = bool(known[~complete].mean() >= BOUNDARY_SEEN) if not complete.all() else False
    return SketchedWidths(widths[complete], widths[~complete], seen)


def _widths_in(
    padded: NDArray[np.uint8], valid_set: ValidSet, box: Box
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return width, open fraction of surroundings and valid fraction of each stroke in a box."""
    rows, columns = box.slices
    here = padded[rows.start : rows.stop + 2, columns.start : columns.stop + 2]
    cell = CLASS_OF[here] > 0  # a line is as thin as its brush
    strokes, count = ndi.label(cell)
    inner = slice(1, -1)
    mine = strokes[inner, inner]
    inside = mine > 0
    beside, unknown = np.zeros(count + 1), np.zeros(count + 1)
    for y, x in ((0, 1), (2, 1), (1, 0), (1, 2)):
        shifted = (slice(y, y + mine.shape[0]), slice(x, x + mine.shape[1]))
        rim = inside & (strokes[shifted] == 0)
        beside += np.bincount(mine[rim], minlength=count + 1)
        unknown += np.bincount(mine[rim & (here[shifted] == NOTHING)], minlength=count + 1)
    areas = np.bincount(mine[inside], minlength=count + 1)
    names = np.flatnonzero(areas >= SMALLEST_PX)
    if not len(names):
        names = np.flatnonzero(areas)
    depth = np.hypot(*valid_set.offset[:, *box.slices].astype(np.float32))
    deep = [float(np.quantile(part, 0.95)) for part in _grouped(depth[inside], mine[inside], names)]
    known = np.bincount(mine[inside & valid_set.valid[box.slices]], minlength=count + 1)
    return (
        2 * np.array(deep, float) + 1,
        unknown[names] / np.maximum(beside[names], 1),
        known[names] / np.maximum(areas[names], 1),
    )


def _grouped(
    values: NDArray[np.float32], owners: NDArray[np.int32], names: NDArray[np.intp]
) -> list[NDArray[np.float32]]:
    """Return the values of each of these owners."""
    order = np.argsort(owners, kind="stable")
    starts = np.searchsorted(owners[order], names)
    ends = np.searchsorted(owners[order], names, side="right")
    return [values[order[start:end]] for start, end in zip(starts, ends, strict=True)]


def shows_edges(sketched: SketchedWidths) -> bool:
    """Return whether a sketch contains edges of cells, not only strokes inside them."""
    return bool(len(sketched.complete)) or sketched.boundary_seen


def common_diameter(sketched: Sequence[SketchedWidths], expected_px: float | None = None) -> float:
    """Combine the widths of several sketches to one cell width in px.

    Parameters
    ----------
    sketched
        One per sketch.
    expected_px
        Prior estimate by a pretrained network; None: unknown.

    Returns
    -------
    float
        Median over the sketches that contain edges of cells. For one sketch, the median of its
        complete cells, of `expected_px` and of parts of cells that are wider than that. Without
        these, the median width of parts, corrected for cutting; if only strokes inside cells are
        drawn, at least `NETWORK_DIAMETER_PX`.
    """
    shown = [one for one in sketched if shows_edges(one)]
    if len(shown) > 1:
        return float(np.median([_diameter(one, expected_px) for one in shown]))
    complete = np.concatenate([np.zeros(0), *(one.complete for one in sketched)])
    partial = np.concatenate([np.zeros(0), *(one.partial for one in sketched)])
    return _diameter(SketchedWidths(complete, partial, bool(shown)), expected_px)


def _diameter(sketched: SketchedWidths, expected_px: float | None) -> float:
    complete, partial = sketched.complete, sketched.partial
    if expected_px is not None and not _fragments(complete, expected_px):
        wider = partial[partial > expected_px]
        return float(np.median([*complete, *wider, *[expected_px] * EXPECTED_COUNTS]))
    if len(complete):
        return float(np.median(complete))
    at_least_px = float(np.median(partial)) if len(partial) else 0.0
    if sketched.boundary_seen:
        return at_least_px / SEEN_OF_CELL
    return max(NETWORK_DIAMETER_PX, at_least_px)


def _fragments(complete: NDArray[np.float64], expected_px: float) -> bool:
    """Return whether several complete cells show that the expected width is that of fragments."""
    return len(complete) > 1 and bool(complete.min() > FRAGMENT * expected_px)
