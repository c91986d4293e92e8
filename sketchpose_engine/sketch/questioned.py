"""Strokes that are not learned from until the user confirms them: plain data that may be stored."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box

KINDS = ("BACKGROUND_OVER_CELLS", "TWO_CELLS_IN_ONE", "CELL_ON_BACKGROUND")  # not learned from
LEAST_LEFT = 0.5  # of what is doubtful in a stroke; if less of it is left, it is gone


@dataclass(frozen=True, eq=False)
class QuestionedStroke:
    """A stroke that is probably a mistake.

    Attributes
    ----------
    kind
        Name of the kind of mistake, one of `masks.stroke_check.Mistake`; only those of `KINDS` are
        stored, and not learned from.
    value
        What it painted, see `sketch.values`.
    revision
        Revision of the sketch with the stroke.
    places
        (y, x) of what is doubtful, in the image.
    box
        Part of the image around the stroke.
    pixels
        (box) bool, what it painted.
    doubtful
        (box) bool, not to be learned from until the user confirms the stroke.
    before
        (box) uint8, the sketch that it was painted over; None: unknown.
    """

    kind: str
    value: int
    revision: int
    places: tuple[tuple[int, int], ...]
    box: Box
    pixels: NDArray[np.bool_] = field(repr=False)
    doubtful: NDArray[np.bool_] = field(repr=False)
    before: NDArray[np.uint8] | None = field(default=None, repr=False)

    def left(self, sketch: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Return the pixels (box) that a sketch (H, W) still has of it."""
        return self.pixels & (sketch[self.box.slices] == self.value)

    def is_gone(self, sketch: NDArray[np.uint8]) -> bool:
        """Return whether most of its doubtful part is gone from a sketch (H, W)."""
        part = self.doubtful if self.doubtful.any() else self.pixels  # it may not be checked yet
        left = np.count_nonzero(self.left(sketch) & part)
        return bool(left < LEAST_LEFT * np.count_nonzero(part))

    def to_hide(self, sketch: NDArray[np.uint8]) -> NDArray[np.intp]:
        """Return the pixels (N, 2) of a sketch (H, W) that are not to be learned from."""
        found = np.argwhere(self.doubtful & self.left(sketch))
        return found + np.array([self.box.top, self.box.left])
