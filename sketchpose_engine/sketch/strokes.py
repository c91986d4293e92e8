"""The number of strokes of a sketch, by one definition for the window, tables and reports."""

import numpy as np
from numpy.typing import NDArray


def count_strokes(sketch: NDArray[np.uint8]) -> int:
    """Count the connected areas of one value in a sketch (H, W).

    Strokes of one kind that touch count once: a sketch does not record how it was painted.
    """
    from skimage.measure import label  # takes a while to load, and the window does not wait

    regions = label(sketch, background=0, connectivity=2)  # type: ignore[no-untyped-call]
    return int(regions.max(initial=0))
