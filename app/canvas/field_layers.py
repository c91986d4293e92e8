"""What the network sees, as layers: distance, flow and uncertainty."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.canvas.layer_base import Layer
from app.canvas.qimages import Pixels, packed, picture_of
from app.state.scene import Scene
from app.ui.colour_maps import distance_colours, flow_colours, uncertainty_colours
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import FieldsReady

DISTANCE_RANGE = -0.5, 1.0  # of background, and in the middle of a cell
FAINT_FLOW = 0.2  # norms below are noise


class _FieldLayer(Layer):
    """A layer made of the scene's fields, which cover a box of the image only."""

    table: Pixels

    def picture(self, scene: Scene, level: int, box: Box) -> QImage | None:
        """Picture of the fields; None outside them."""
        fields = scene.fields
        if fields is None:
            return None
        step = 1 << level
        # The pixels of the level that read a pixel of the fields, -(-a // b) rounds up.
        part = Box(
            max(-(-fields.box.top // step), box.top),
            max(-(-fields.box.left // step), box.left),
            min(-(-fields.box.bottom // step), box.bottom),
            min(-(-fields.box.right // step), box.right),
        )
        if part.top >= part.bottom or part.left >= part.right:
            return None
        rows = slice(part.top * step - fields.box.top, part.bottom * step - fields.box.top, step)
        first = part.left * step - fields.box.left
        columns = slice(first, part.right * step - fields.box.left, step)
        pixels = np.zeros(box.shape, np.uint32)
        inside = Box(*np.subtract(part, (box.top, box.left) * 2).tolist())
        pixels[inside.slices] = self.pixels(fields, (rows, columns))
        return picture_of(pixels)

    def pixels(self, fields: FieldsReady, where: tuple[slice, slice]) -> Pixels:
        """Pixels of a part of the fields."""
        raise NotImplementedError


class DistanceLayer(_FieldLayer):
    """How far inside a cell a pixel is, dark to bright."""

    name = shows = "distance"
    table = packed(distance_colours(), 1.0)

    def pixels(self, fields: FieldsReady, where: tuple[slice, slice]) -> Pixels:
        """Look the distance up in the colour map."""
        low, high = DISTANCE_RANGE
        height = (fields.distance[where].astype(np.float32) - low) * (255 / (high - low))
        return np.asarray(self.table[np.clip(height, 0, 255).astype(np.uint8)])


class FlowLayer(_FieldLayer):
    """Where pixels move: the hue is the direction, the brightness how surely."""

    name = shows = "flow"

    def pixels(self, fields: FieldsReady, where: tuple[slice, slice]) -> Pixels:
        """Turn direction and norm into colours."""
        flow: NDArray[Any] = fields.flow[(slice(None), *where)].astype(np.float32)  # (2, h, w)
        norm = np.hypot(*flow)
        y, x = flow / np.maximum(norm, 1e-6)
        bright = np.minimum(norm, 1)[..., None]
        return packed(flow_colours(y, x) * bright, norm >= FAINT_FLOW)


class UncertaintyLayer(_FieldLayer):
    """Where the network is not sure: clear to orange to magenta."""

    name = shows = "uncertainty"
    table = packed(uncertainty_colours(), np.linspace(0, 1, 256) ** 0.8)

    def pixels(self, fields: FieldsReady, where: tuple[slice, slice]) -> Pixels:
        """Look the uncertainty up in the colour map."""
        return self.table[fields.uncertainty[where]]
