"""The state of a sketch, and what changes it: plain data that may cross threads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box


@dataclass(frozen=True)
class Sketch:
    """What the user has drawn on one image, at one moment."""

    image_id: str
    revision: int
    labels: NDArray[np.uint8] = field(repr=False)  # (H, W), values of `sketch.values`


@dataclass(frozen=True)
class Correction:
    """A change of the masks by hand. It is made again whenever the masks are renewed."""

    kind: Literal["delete", "merge", "split"]
    box: Box
    pixels: NDArray[np.bool_] = field(repr=False)  # (box) of the mask, of all masks, of the line


@dataclass(frozen=True)
class Change:
    """What an edit did to the sketch of an image, or to the corrections of its masks."""

    image_id: str
    revision: int  # of the sketch, after it
    tiles: Mapping[Box, NDArray[np.uint8]] = field(repr=False)  # of the sketch, as they are now
    corrections: tuple[Correction, ...] = field(repr=False)  # all there are now
