"""Frozen messages that cross threads: plain data, nothing that computes."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Box(NamedTuple):
    """A rectangle of pixels, ends excluded: rows `top:bottom`, columns `left:right`."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index of the box in an array whose last axes are (y, x)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.bottom - self.top, self.right - self.left

    def grown(self, margin_px: int, shape: tuple[int, int]) -> "Box":
        """The box with a margin on each side, clipped to an image of this shape."""
        return Box(
            max(self.top - margin_px, 0),
            max(self.left - margin_px, 0),
            min(self.bottom + margin_px, shape[0]),
            min(self.right + margin_px, shape[1]),
        )

    @classmethod
    def whole(cls, shape: tuple[int, int]) -> "Box":
        """The box of a whole image."""
        return cls(0, 0, shape[0], shape[1])


@dataclass(frozen=True)
class Sketch:
    """What the user has drawn on one image, at one moment."""

    image_id: str
    revision: int
    labels: NDArray[np.uint8] = field(repr=False)  # (H, W), values of `annotations`


@dataclass(frozen=True)
class StepDone:
    """One optimisation step."""

    step: int  # from 1
    loss: float
    terms: dict[str, float]  # each term of the loss, before weighting
    seconds: float  # since training began
    revision: int  # newest of the sketches that this step has learned from


@dataclass(frozen=True)
class StepSkipped:
    """A step whose loss was not finite: nothing was learned, the rate is lowered."""

    step: int
    rate_factor: float  # of the learning rates, from here on


@dataclass(frozen=True)
class TrainingEnded:
    """Training stopped by itself."""

    reason: str  # "steps", "seconds", "converged" or "not finite"
    steps: int
    seconds: float


@dataclass(frozen=True)
class TileDone:
    """One tile of the prediction."""

    box: Box
    done: int
    total: int


@dataclass(frozen=True)
class MasksReady:
    """Masks of a part of an image, made from a sketch of this revision."""

    image_id: str
    revision: int
    box: Box
    labels: NDArray[np.int32] = field(repr=False)  # (box height, box width), 0 background
