"""Ends of the tracks so far: masks that objects of the next frame may continue."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .objects import Objects, Pixels


@dataclass(frozen=True, eq=False)
class Ends:
    """Masks that may be continued.

    Attributes
    ----------
    nodes
        (R, 2) int64, frame and label.
    area_px
        (R,) int64.
    centroid_px
        (R, 2) float64, y and x in pixels in their own frame.
    moved_px
        (R, 2) float64, drift since then along y and x.
    velocity_px
        (R, 2) float64, own motion per frame along y and x, besides the drift.
    merged
        (R,) bool, masks that cover most of a mask of another track that ended: what looks like a
        division later is rather the end of a merge.
    pixels
        Of all of them, in their own frames.
    """

    nodes: NDArray[np.int64]
    area_px: NDArray[np.int64]
    centroid_px: NDArray[np.float64]
    moved_px: NDArray[np.float64]
    velocity_px: NDArray[np.float64]
    merged: NDArray[np.bool_]
    pixels: Pixels

    def __len__(self) -> int:
        return len(self.nodes)

    @classmethod
    def of(
        cls,
        frame: int,
        measured: tuple[Objects, Pixels],
        velocity_px: NDArray[np.float64],
        merged: NDArray[np.bool_],
    ) -> "Ends":
        """Take all objects of a frame."""
        objects, pixels = measured
        nodes = np.stack([np.full(len(objects), frame, np.int64), objects.labels], axis=1)
        still = np.zeros((len(objects), 2))
        return cls(nodes, objects.area_px, objects.centroid_px, still, velocity_px, merged, pixels)

    @property
    def expected_px(self) -> NDArray[np.float64]:
        """(R, 2) where the centroids are now if objects moved with the drift only."""
        return np.asarray(self.centroid_px + self.moved_px)

    @property
    def size_px(self) -> NDArray[np.float64]:
        """(R,) diameters of circles of equal area."""
        return np.asarray(np.sqrt(4 / np.pi * self.area_px))

    def drifted(self, shift: NDArray[np.float64]) -> "Ends":
        """Move all by a shift (2,) along y and x, in pixels."""
        return replace(self, moved_px=self.moved_px + shift)

    def only(self, rows: NDArray[np.int64]) -> "Ends":
        """Keep some of them, in this order."""
        return Ends(
            self.nodes[rows],
            self.area_px[rows],
            self.centroid_px[rows],
            self.moved_px[rows],
            self.velocity_px[rows],
            self.merged[rows],
            self.pixels.only(rows, len(self)),
        )

    def with_others(self, other: "Ends") -> "Ends":
        """Append other ends."""
        mine, theirs = self.pixels, other.pixels
        pixels = Pixels(
            np.concatenate([mine.y, theirs.y]),
            np.concatenate([mine.x, theirs.x]),
            np.concatenate([mine.row, theirs.row + len(self)]),
        )
        return Ends(
            np.concatenate([self.nodes, other.nodes]),
            np.concatenate([self.area_px, other.area_px]),
            np.concatenate([self.centroid_px, other.centroid_px]),
            np.concatenate([self.moved_px, other.moved_px]),
            np.concatenate([self.velocity_px, other.velocity_px]),
            np.concatenate([self.merged, other.merged]),
            pixels,
        )
