"""Training targets of a sketch: distance, flow, and the terms of the loss that may use them."""

import warnings
from typing import NamedTuple, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..masks.basins import NEIGHBOURS
from ..models.device import Device
from ..sketch.valid_set import ValidSet
from ..sketch.values import BACKGROUND, BOUNDARY, CLASS_OF


class Targets(NamedTuple):
    """Targets of a set of pixels: tensors of its shape; `flow` has an axis of two in front.

    In a batch of crops, `flow` is (N, 2, H, W), and the others are (N, H, W).

    Attributes
    ----------
    distance
        float32, px of the image: `d(x, B_s)` on `equality`, the lower bound on `inequality`.
    flow
        float32, order (y, x): unit gradient of the distance on `flowing`, else 0.
    equality, inequality, background, flowing
        bool sets: `V ∩ S_f`, `S_f` outside `V`, `S_b`, and where the flow is known: `V ∩ S_f`
        without the drawn boundary lines, since the sketch does not determine to which of the
        two cells they belong.
    classes
        uint8, class of the cell, from 1; 0 where none is drawn.
    """

    distance: Tensor
    flow: Tensor
    equality: Tensor
    inequality: Tensor
    background: Tensor
    flowing: Tensor
    classes: Tensor

    def where(self, taught: Tensor) -> "Targets":
        """Return these targets restricted to some pixels."""
        return self._replace(
            equality=self.equality & taught,
            inequality=self.inequality & taught,
            background=self.background & taught,
            flowing=self.flowing & taught,
            classes=self.classes * taught,
        )


class SketchTensors(NamedTuple):
    """A sketch and its valid set on a device.

    Attributes
    ----------
    labels
        (H, W) uint8.
    valid
        (H, W) bool: `V`.
    offset
        (2, H, W) int16, see `ValidSet.offset`.
    class_of
        (256,) uint8: `CLASS_OF`.
    """

    labels: Tensor
    valid: Tensor
    offset: Tensor
    class_of: Tensor

    @classmethod
    def of(cls, labels: NDArray[np.uint8], valid_set: ValidSet, device: Device) -> Self:
        """Move a sketch to a device; on the CPU the arrays are shared, not copied."""
        arrays = labels, valid_set.valid, valid_set.offset, CLASS_OF
        with warnings.catch_warnings():  # read-only arrays are never written to here
            warnings.filterwarnings("ignore", "The given NumPy array is not writable")
            return cls(*(device.move_tensor(torch.from_numpy(array)) for array in arrays))


def targets_at(sketch: SketchTensors, rows: Tensor, columns: Tensor) -> Targets:
    """Compute the targets of pixels (rows, columns) of a sketch.

    Parameters
    ----------
    sketch
        The sketch, on the device of the indices.
    rows, columns
        int64 indices of one shape, e.g. of rotated crops. Indices outside the image are
        unannotated pixels.

    Returns
    -------
    Targets
        `flow = offset / |offset|`, the gradient of a distance: away from the nearest boundary
        pixel. On the boundary itself, where the offset is 0, it points away from the drawn
        background next to it.
    """
    height, width = sketch.labels.shape
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    at = (rows.clamp(0, height - 1) * width + columns.clamp(0, width - 1)).where(inside, 0)
    labels = sketch.labels.view(-1)[at] * inside
    offset = sketch.offset.view(2, -1)[:, at].float()  # (2, ...)
    foreground = labels > BACKGROUND
    equality = foreground & sketch.valid.view(-1)[at]
    distance = torch.hypot(*offset)
    rim = equality & (distance == 0) & (labels != BOUNDARY)
    offset[:, rim] = _away_from_background(sketch.labels, rows[rim], columns[rim])
    length = torch.hypot(*offset)
    flowing = equality & (length > 0)
    return Targets(
        distance=distance,
        flow=offset.div_(length.clamp(min=1e-6)).mul_(flowing),
        equality=equality,
        inequality=foreground & ~equality,
        background=labels == BACKGROUND,
        flowing=flowing,
        classes=sketch.class_of[labels.long()],
    )


def _away_from_background(labels: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Return the (2, n) direction from the mean of the background neighbours to each pixel."""
    height, width = labels.shape
    steps = torch.tensor(NEIGHBOURS, device=labels.device)  # (8, 2)
    y = (rows + steps[:, :1]).clamp(0, height - 1)  # (8, n)
    x = (columns + steps[:, 1:]).clamp(0, width - 1)
    beside = (labels[y, x] == BACKGROUND).float()
    return -(steps.T.float() @ beside)
