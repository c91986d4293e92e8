"""Pixel values of a sketch."""

import numpy as np

NOTHING, BACKGROUND, FOREGROUND, BOUNDARY = 0, 1, 2, 3  # 4, 5, ...: cells of further classes
MOST_CLASSES = 9

# Value -> class of cells, from 1; 0: not a cell.
CLASS_OF = np.zeros(256, np.uint8)
CLASS_OF[FOREGROUND] = 1
CLASS_OF[BOUNDARY + 1 : BOUNDARY + MOST_CLASSES] = np.arange(2, MOST_CLASSES + 1)
CLASS_OF.flags.writeable = False


def cell_value(cell_class: int) -> int:
    """Return the value of cells of a class, from 0."""
    return BOUNDARY + cell_class if cell_class else FOREGROUND
