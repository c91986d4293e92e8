"""Undoable edits of a sketch, compressed: strokes are uniform areas."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from .edits import Correction

Tiles = dict[Box, NDArray[np.uint8]]
Corrections = tuple[Correction, ...]

LEVEL = 1  # of compression: the fastest is sufficient


@dataclass(frozen=True, eq=False)
class Edit:
    """Tiles of the sketch, and corrections, before and after an edit.

    Attributes
    ----------
    tiles
        Compressed tiles.
    corrections
        None if unchanged.
    """

    tiles: Mapping[Box, tuple[bytes, bytes]]
    corrections: tuple[Corrections, Corrections] | None = None

    @classmethod
    def of(
        cls, before: Tiles, after: Tiles, corrections: tuple[Corrections, Corrections] | None
    ) -> "Edit":
        """Create the edit that turns some tiles into others with the same boxes."""
        tiles = {box: (_packed(before[box]), _packed(pixels)) for box, pixels in after.items()}
        return cls(tiles, corrections)

    @cached_property
    def size_bytes(self) -> int:
        """Memory of the tiles and the new corrections."""
        before, after = self.corrections or ((), ())
        added = sum(correction.pixels.nbytes for correction in after[len(before) :])
        return added + sum(len(old) + len(new) for old, new in self.tiles.values())

    def side(self, *, undo: bool) -> Tiles:
        """Return the tiles before or after the edit; read-only."""
        return {
            box: np.frombuffer(zlib.decompress(states[not undo]), np.uint8).reshape(box.shape)
            for box, states in self.tiles.items()
        }

    def before_in(self, box: Box) -> NDArray[np.uint8]:
        """Return the sketch in a box as it was before; 0 where the edit changed no tile."""
        found = np.zeros(box.shape, np.uint8)
        for tile, pixels in self.side(undo=True).items():
            if tile.meets(box):
                part = tile.intersection(box)
                found[part.within(box).slices] = pixels[part.within(tile).slices]
        return found


def frozen(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Make an array read-only, and return it."""
    pixels.flags.writeable = False
    return pixels


def _packed(pixels: NDArray[np.uint8]) -> bytes:
    return zlib.compress(pixels.tobytes(), LEVEL)
