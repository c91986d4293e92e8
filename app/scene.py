"""What the canvas draws: everything that is known of the open image, by reference."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchpose_engine.messages import Box, FieldsReady


@dataclass
class Channel:
    """How one channel of the image is shown."""

    name: str
    low: float  # shown black
    high: float  # shown in full
    darkest: float  # of the image: ends of the range slider
    brightest: float
    colour: tuple[int, int, int] = (255, 255, 255)
    shown: bool = True


@dataclass
class Scene:
    """The open image and what lies on it; the arrays are written to, in place, by their owner.

    Attributes
    ----------
    image_id, name
        Of the image; the name is its file's.
    levels
        (C, h, w) planes, each level half as large as the one before; the first is the image.
    channels
        One for each plane.
    sketch
        (H, W) uint8, values of `annotations`.
    labels
        (H, W) int32 masks, 0 background.
    colours
        (H, W) uint8 rows of the engine's `colours.PALETTE`, for the masks.
    valid
        (H, W) bool, the valid set.
    fields
        Of the part of the image that was looked at last.
    pixel_size_um
        None: unknown.
    """

    image_id: str
    name: str
    levels: list[NDArray[Any]]
    channels: Sequence[Channel]
    sketch: NDArray[np.uint8]
    labels: NDArray[np.int32]
    colours: NDArray[np.uint8]
    valid: NDArray[np.bool_]
    pixel_size_um: float | None = None
    fields: FieldsReady | None = field(default=None)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        height, width = self.sketch.shape
        return height, width

    @property
    def box(self) -> Box:
        """The whole image."""
        return Box.whole(self.shape)

    def mask_at(self, point: tuple[float, float]) -> tuple[Box, NDArray[np.bool_]] | None:
        """Box and pixels (box) of the mask under a point (y, x); None if there is none."""
        y, x = round(point[0]), round(point[1])
        height, width = self.shape
        if not (0 <= y < height and 0 <= x < width) or not (number := self.labels[y, x]):
            return None
        pixel, margin_px = Box(y, x, y + 1, x + 1), 32
        while True:  # until the mask does not reach the window's edge
            window = pixel.grown(margin_px, self.shape)
            inside = self.labels[window.slices] == number
            beyond = inside.copy()
            beyond[pixel.grown(margin_px - 1, self.shape).within(window).slices] = False
            if not beyond.any() or window == self.box:
                break
            margin_px *= 2
        box = Box.around(inside)
        assert box is not None
        return box.of(window), inside[box.slices].copy()
