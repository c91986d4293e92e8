"""State of a sketch, and its changes: plain data that may cross threads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box


@dataclass(frozen=True)
class Sketch:
    """Sketch of one image at one moment."""

    image_id: str
    revision: int
    labels: NDArray[np.uint8] = field(repr=False)  # (H, W), values of `sketch.values`


@dataclass(frozen=True)
class Correction:
    """Correction of the masks by hand, repeated whenever masks are predicted."""

    kind: Literal["delete", "merge", "split"]
    box: Box
    pixels: NDArray[np.bool_] = field(repr=False)  # (box) of the mask, of all masks, or of the line


@dataclass(frozen=True)
class Change:
    """Change of a sketch by an edit, including the corrections of its masks."""

    image_id: str
    revision: int  # of the sketch, afterwards
    tiles: Mapping[Box, NDArray[np.uint8]] = field(repr=False)  # new contents of changed tiles
    corrections: tuple[Correction, ...] = field(repr=False)  # complete new list
