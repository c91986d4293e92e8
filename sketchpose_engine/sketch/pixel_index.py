"""Index of the annotated pixels of a sketch, by tile, for random sampling."""

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box

TILE_PX = 256
SKETCH_VALUES = 256  # possible values of a sketch


class AnnotatedPixels:
    """Counts of the annotated pixels of each value.

    Parameters
    ----------
    labels
        (H, W) uint8 sketch; referenced, not copied.
    """

    def __init__(self, labels: NDArray[np.uint8]) -> None:
        self._labels = labels
        rows, columns = (-(-size // TILE_PX) for size in labels.shape)
        self._tiles = [
            Box(y * TILE_PX, x * TILE_PX, (y + 1) * TILE_PX, (x + 1) * TILE_PX)
            for y in range(rows)
            for x in range(columns)
        ]
        self._columns = columns
        self.counts = np.zeros((len(self._tiles), SKETCH_VALUES), np.int64)
        self.update(Box.whole((labels.shape[0], labels.shape[1])))

    def update(self, changed: Box) -> None:
        """Recount the tiles that a box touches."""
        for row in range(changed.top // TILE_PX, -(-changed.bottom // TILE_PX)):
            for column in range(changed.left // TILE_PX, -(-changed.right // TILE_PX)):
                tile = row * self._columns + column
                pixels = self._labels[self._tiles[tile].slices]
                # Most tiles of most sketches are empty, which is detected faster than counted.
                self.counts[tile] = (
                    np.bincount(pixels.ravel(), minlength=SKETCH_VALUES) if pixels.any() else 0
                )
        self.counts[:, 0] = 0

    def kinds(self) -> NDArray[np.intp]:
        """Return the annotated values."""
        return np.flatnonzero(self.counts.any(0))

    def tiles(self, kind: int | None = None) -> list[Box]:
        """Return boxes that contain all annotated pixels, or all of one value.

        They may extend beyond the image.
        """
        counts = self.counts if kind is None else self.counts[:, [kind]]
        return [self._tiles[tile] for tile in np.flatnonzero(counts.any(1))]

    def draw(self, rng: np.random.Generator, count: int) -> NDArray[np.intp]:
        """Draw annotated pixels: each uniform over the values, then over their pixels.

        Parameters
        ----------
        rng
            Source of the pixels.
        count
            Number of pixels, which may repeat.

        Returns
        -------
        ndarray
            (count, 2) pixels (y, x).
        """
        kinds = self.kinds()
        drawn = kinds[rng.integers(len(kinds), size=count)]
        numbers = rng.integers(self.counts.sum(0)[drawn])  # among the pixels of that value
        cumulated = np.cumsum(self.counts, 0)  # (tiles, values)
        tiles = (cumulated[:, drawn] <= numbers).sum(0)
        inside = numbers - cumulated[tiles, drawn] + self.counts[tiles, drawn]
        pixels = np.empty((count, 2), np.intp)
        for tile, kind in set(zip(tiles.tolist(), drawn.tolist(), strict=True)):
            here = (tiles == tile) & (drawn == kind)
            box = self._tiles[tile]
            values = self._labels[box.slices]
            places = np.flatnonzero(values == kind)[inside[here]]
            rows, columns = np.divmod(places, values.shape[1])
            pixels[here] = np.stack([box.top + rows, box.left + columns], 1)
        return pixels
