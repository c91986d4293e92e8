"""Conversion of instance masks to a complete sketch."""

import numpy as np
from numpy.typing import NDArray

from .values import BACKGROUND, BOUNDARY, FOREGROUND


def strokes_of(labels: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Convert masks to a complete sketch: cells, background, and lines where two cells touch.

    Parameters
    ----------
    labels
        (H, W), 0 background.

    Returns
    -------
    NDArray
        (H, W) uint8, see `sketch.values`. Lines are in the cell with the larger number.
    """
    sketch = np.where(labels > 0, FOREGROUND, BACKGROUND).astype(np.uint8)
    for one, other in ((np.s_[1:], np.s_[:-1]), (np.s_[:, 1:], np.s_[:, :-1])):
        for here, there in ((one, other), (other, one)):
            meeting = (labels[here] > labels[there]) & (labels[there] > 0)
            sketch[here][meeting] = BOUNDARY
    return sketch
