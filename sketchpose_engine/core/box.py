"""Rectangles of pixels."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Box(NamedTuple):
    """Rectangle of pixels with exclusive ends: rows `top:bottom`, columns `left:right`."""

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
        """Return the box with a margin on each side, clipped to an image of this shape."""
        return Box(
            max(self.top - margin_px, 0),
            max(self.left - margin_px, 0),
            min(self.bottom + margin_px, shape[0]),
            min(self.right + margin_px, shape[1]),
        )

    def meets(self, other: "Box") -> bool:
        """Return whether two boxes share a pixel."""
        return (
            self.top < other.bottom
            and other.top < self.bottom
            and self.left < other.right
            and other.left < self.right
        )

    def tiles(self, side_px: int) -> "Iterator[Box]":
        """Split the box into tiles in reading order, none wider or higher than `side_px`."""
        for top in range(self.top, self.bottom, side_px):
            for left in range(self.left, self.right, side_px):
                yield Box(
                    top, left, min(top + side_px, self.bottom), min(left + side_px, self.right)
                )

    def intersection(self, other: "Box") -> "Box":
        """Return the common part of two boxes; an empty box inside `other` if there is none."""
        return Box(
            min(max(self.top, other.top), other.bottom),
            min(max(self.left, other.left), other.right),
            max(min(self.bottom, other.bottom), other.top),
            max(min(self.right, other.right), other.left),
        )

    def joined(self, other: "Box") -> "Box":
        """Return the smallest box that contains both."""
        return Box(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def within(self, frame: "Box") -> "Box":
        """Return the box in the coordinates of another one."""
        return Box(
            self.top - frame.top,
            self.left - frame.left,
            self.bottom - frame.top,
            self.right - frame.left,
        )

    @classmethod
    def around(cls, pixels: NDArray[np.bool_]) -> "Box | None":
        """Return the smallest box that contains all true pixels; None if there are none."""
        rows, columns = np.flatnonzero(pixels.any(1)), np.flatnonzero(pixels.any(0))
        if not len(rows):
            return None
        return cls(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)

    def of(self, frame: "Box") -> "Box":
        """Convert the box from the coordinates of another one to those of the image."""
        return Box(
            self.top + frame.top,
            self.left + frame.left,
            self.bottom + frame.top,
            self.right + frame.left,
        )

    @classmethod
    def whole(cls, shape: tuple[int, int]) -> "Box":
        """Return the box of a whole image."""
        return cls(0, 0, shape[0], shape[1])
