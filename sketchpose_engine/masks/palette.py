"""Colours of masks, without slow imports, as the window needs them at its start."""

import numpy as np

# Okabe & Ito (2008), distinguishable with every type of colour vision; row 0 is the background.
PALETTE = np.array(
    [
        (0, 0, 0),
        (230, 159, 0),  # orange
        (86, 180, 233),  # sky blue
        (0, 158, 115),  # bluish green
        (240, 228, 66),  # yellow
        (0, 114, 178),  # blue
        (213, 94, 0),  # vermilion
        (204, 121, 167),  # reddish purple
    ],
    np.uint8,
)
