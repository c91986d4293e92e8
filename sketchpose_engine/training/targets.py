"""Training targets of a sketch: distance, flow, and the terms of the loss that may use them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..masks.basins import NEIGHBOURS
from ..sketch.valid_set import ValidSet
from ..sketch.values import BACKGROUND, BOUNDARY, CLASS_OF


@dataclass(frozen=True)
class Targets:
    """Targets of a set of pixels; every array has the shape of the set, `flow` one more axis.

    Attributes
    ----------
    distance
        float32, px of the image: `d(x, B_s)` on `equality`, the lower bound on `inequality`.
    flow
        (2, ...) float32, order (y, x): unit gradient of the distance on `flowing`, else 0.
    equality, inequality, background, flowing
        bool sets: `V ∩ S_f`, `S_f` outside `V`, `S_b`, and where the flow is known: `V ∩ S_f`
        without the drawn boundary lines, since the sketch does not determine to which of the
        two cells they belong.
    classes
        uint8, class of the cell, from 1; 0 where none is drawn.
    """

    distance: NDArray[np.float32]
    flow: NDArray[np.float32]
    equality: NDArray[np.bool_]
    inequality: NDArray[np.bool_]
    background: NDArray[np.bool_]
    flowing: NDArray[np.bool_]
    classes: NDArray[np.uint8]

    def where(self, taught: NDArray[np.bool_]) -> "Targets":
        """Return these targets restricted to some pixels."""
        return replace(
            self,
            equality=self.equality & taught,
            inequality=self.inequality & taught,
            background=self.background & taught,
            flowing=self.flowing & taught,
            classes=self.classes * taught,
        )


def targets_at(
    labels: NDArray[np.uint8],
    valid_set: ValidSet,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
) -> Targets:
    """Compute the targets of pixels (rows, columns) of a sketch.

    Parameters
    ----------
    labels
        (H, W) uint8 sketch.
    valid_set
        Its valid set.
    rows, columns
        Index arrays of one shape, e.g. of a rotated crop. Indices outside the image are
        unannotated pixels.

    Returns
    -------
    Targets
        `flow = offset / |offset|`, the gradient of a distance: away from the nearest boundary
        pixel. On the boundary itself, where the offset is 0, it points away from the drawn
        background next to it.
    """
    inside = (rows >= 0) & (rows < labels.shape[0]) & (columns >= 0) & (columns < labels.shape[1])
    at = np.where(inside, rows, 0), np.where(inside, columns, 0)
    sketch = np.where(inside, labels[at], 0)
    offset = valid_set.offset[:, *at].astype(np.float32)
    foreground = sketch > BACKGROUND
    equality = foreground & valid_set.valid[at]
    distance = np.hypot(*offset)
    rim = equality & (distance == 0) & (sketch != BOUNDARY)
    offset[:, rim] = _away_from_background(labels, at[0][rim], at[1][rim])
    length = np.hypot(*offset)
    flowing = equality & (length > 0)
    return Targets(
        distance=distance,
        flow=np.where(flowing, offset / np.maximum(length, 1e-6), 0).astype(np.float32),
        equality=equality,
        inequality=foreground & ~equality,
        background=sketch == BACKGROUND,
        flowing=flowing,
        classes=CLASS_OF[sketch],
    )


def _away_from_background(
    labels: NDArray[np.uint8], rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Return the (2, n) direction from the mean of the background neighbours to each pixel."""
    away = np.zeros((2, len(rows)), np.float32)
    height, width = labels.shape
    for dy, dx in NEIGHBOURS:
        y, x = np.clip(rows + dy, 0, height - 1), np.clip(columns + dx, 0, width - 1)
        beside = labels[y, x] == BACKGROUND
        away[0] -= dy * beside
        away[1] -= dx * beside
    return away
