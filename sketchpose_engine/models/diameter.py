"""The width of cells, estimated from strokes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..sketch.valid_set import ValidSet
from ..sketch.values import BACKGROUND, BOUNDARY
from .rescaling import NETWORK_DIAMETER_PX

BOUNDARY_SEEN = 0.25  # part of the cells' pixels that is in the valid set, at least


class SketchedDiameter(NamedTuple):
    """What a sketch shows of the width of cells.

    Attributes
    ----------
    px
        Width in px, or a lower bound of it.
    exact
        Whether the sketch shows where cells end; otherwise strokes are as wide as their brush, and
        cells at least as wide as strokes.
    """

    px: float
    exact: bool


def estimate_diameter(
    labels: NDArray[np.uint8], valid_set: ValidSet, parts: Sequence[Box] | None = None
) -> SketchedDiameter:
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
    SketchedDiameter
        0 px, not exact, without foreground.
    """
    depths, known = [], []
    for part in parts or [Box.whole((labels.shape[0], labels.shape[1]))]:
        drawn = labels[part.slices]
        inside = (drawn > BACKGROUND) & (drawn != BOUNDARY)  # a line is as thin as its brush
        depths.append(np.hypot(*valid_set.offset[:, *part.slices][:, inside].astype(np.float32)))
        known.append(valid_set.valid[part.slices][inside])
    depth = np.concatenate(depths)
    if not depth.size:
        return SketchedDiameter(0.0, False)
    width_px = float(2 * np.quantile(depth, 0.95) + 1)
    return SketchedDiameter(width_px, bool(np.concatenate(known).mean() >= BOUNDARY_SEEN))


def common_diameter(
    sketched: Sequence[SketchedDiameter], otherwise_px: float = NETWORK_DIAMETER_PX
) -> float:
    """Width of the cells in px that several sketches show together.

    Parameters
    ----------
    sketched
        One for each sketch.
    otherwise_px
        Width to assume where no sketch shows it; the widest strokes are a lower bound of it.
    """
    exact = [one.px for one in sketched if one.exact]
    if exact:
        return float(np.median(exact))
    return max([otherwise_px, *(one.px for one in sketched)])
