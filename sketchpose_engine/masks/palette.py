"""Colours of masks, without slow imports, as the window needs them at its start.

With normal vision and with each of three deficiencies, the colours of a palette differ from each
other and from the colours of strokes; tests simulate this. Row 0 is the background.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

# For dark images, as in fluorescence.
PALETTE = np.array(
    [
        (0, 0, 0),
        (255, 136, 17),  # orange
        (153, 119, 187),  # violet
        (68, 255, 136),  # green
        (255, 187, 255),  # pale pink
        (238, 238, 0),  # yellow
        (170, 238, 187),  # mint
        (255, 68, 136),  # pink
    ],
    np.uint8,
)

# For bright images: apart from the pink, violet and brown of stains, too. Translucent over violet,
# each is lighter than that, and none becomes blue like a cell stroke.
BRIGHT_PALETTE = np.array(
    [
        (0, 0, 0),
        (204, 187, 85),  # sand
        (102, 187, 136),  # sea green
        (51, 255, 34),  # green
        (153, 221, 136),  # pale green
        (204, 255, 119),  # pale lime
        (153, 255, 187),  # mint
        (153, 187, 0),  # olive
    ],
    np.uint8,
)

LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)  # of red, green and blue, ITU-R BT.601
BRIGHT = 0.45  # median luminance of an image that counts as bright


def is_bright(picture: NDArray[np.floating[Any]]) -> bool:
    """Return whether a picture (H, W, 3), 0 to 1, is bright, as in brightfield or H&E."""
    return bool(np.median(picture @ LUMINANCE) > BRIGHT)


def palette_for(*, bright: bool) -> NDArray[np.uint8]:
    """Return the palette (8, 3) for bright or dark images; the rows correspond."""
    return BRIGHT_PALETTE if bright else PALETTE
