"""Prediction schedule: which region of an image to predict next, and when, during training.

The region in view comes first and often, the rest in turn. Training is never starved: after a
prediction, some multiple of its duration is reserved for training.
"""

import time
from dataclasses import dataclass, field

from ..core.box import Box
from ..models.rescaling import EIGHTHS

WHOLE_PX = 1_300_000  # network pixels: smaller images are predicted whole
TILE_PX = 640  # side of a tile of a larger image, in network pixels
OUTDATED = -1  # version of masks that are older than the sketch
PAUSE_S = 1.0  # between two predictions while nothing is drawn
# Seconds of training per second of prediction: of the region in view, the same after an edit or a
# move, of background tiles.
VIEW_SHARE, EDIT_SHARE, BACKGROUND_SHARE = 3.0, 2.0, 8.0


@dataclass
class PredictionScheduler:
    """Regions of one image, and the age of their masks.

    Attributes
    ----------
    shape
        Shape of the image.
    viewport
        Visible part of the image.
    """

    shape: tuple[int, int]
    viewport: Box
    eighths: int = EIGHTHS
    _ages: dict[Box, int] = field(default_factory=dict)  # tile -> version of its masks
    _viewed: tuple[Box, int] | None = None  # region last predicted in view, and its version
    _background_end_s: float = 0.0
    _view_end_s: float = 0.0
    _background_cost_s: float = 0.0
    _view_cost_s: float = 0.0

    @property
    def nothing_predicted(self) -> bool:
        """Whether nothing has been predicted yet."""
        return self._viewed is None and not self._ages

    def invalidate(self) -> None:
        """Discard all versions: there is another network."""
        self._viewed, self._ages = None, {}

    def region_in_view(self) -> Box:
        """Return the region in view; the whole image if that is small."""
        if self._is_small():
            return Box.whole(self.shape)
        side_px = TILE_PX * EIGHTHS // self.eighths
        y = (self.viewport.top + self.viewport.bottom) // 2
        x = (self.viewport.left + self.viewport.right) // 2
        sides = zip(self.viewport.shape, self.shape, strict=True)
        height, width = (max(min(*both, side_px), 1) for both in sides)
        top = min(max(y - height // 2, 0), self.shape[0] - height)
        left = min(max(x - width // 2, 0), self.shape[1] - width)
        return Box(top, left, top + height, left + width)

    def view_is_due(self, version: int, learning: bool, news: bool) -> bool:
        """Return whether the region in view should be predicted now.

        Parameters
        ----------
        version
            Version of the network: grows with each step.
        learning
            Whether time is shared with training.
        news
            Whether something was drawn since the last prediction.
        """
        region = self.region_in_view()
        if self._viewed == (region, version) or self._is_covered(region, version):
            return False
        if not learning:
            return True
        moved = self._viewed is None or self._viewed[0] != region
        if news or moved:
            pause_s = EDIT_SHARE * self._view_cost_s
        else:
            pause_s = PAUSE_S + VIEW_SHARE * self._view_cost_s
        return time.monotonic() - self._view_end_s >= pause_s

    def next_background_tile(self, version: int, learning: bool) -> Box | None:
        """Return the tile to predict next: the oldest, of several the nearest to the viewport."""
        if self._is_small():
            return None
        spent_s = time.monotonic() - self._background_end_s
        if learning and spent_s < BACKGROUND_SHARE * self._background_cost_s:
            return None
        stale = [tile for tile in self._tiles() if self._ages.get(tile, -1) != version]
        if not stale:
            return None
        return min(stale, key=lambda tile: (self._ages.get(tile, -1), self._distance(tile)))

    def mark_predicted(self, region: Box, version: int, seconds: float) -> None:
        """Record a prediction and its duration."""
        now = time.monotonic()
        if region == self.region_in_view():
            self._viewed, self._view_end_s, self._view_cost_s = (region, version), now, seconds
        if region in self._tiles():
            self._ages[region] = version
            self._background_end_s, self._background_cost_s = now, seconds

    def mark_outdated(self, box: Box) -> None:
        """Note that masks in a box are to be predicted again, although the network is the same."""
        self._viewed = None
        for tile in self._tiles():
            if tile.meets(box) and tile in self._ages:
                self._ages[tile] = OUTDATED

    def progress(self, version: int) -> tuple[int, int]:
        """Return the numbers of tiles that are up to date and of all tiles."""
        tiles = self._tiles()
        return sum(self._ages.get(tile) == version for tile in tiles), len(tiles)

    def _is_covered(self, box: Box, version: int) -> bool:
        return all(self._ages.get(p) == version for p in self._tiles() if p.meets(box))

    def _is_small(self) -> bool:
        return self.shape[0] * self.shape[1] * self.eighths**2 <= WHOLE_PX * EIGHTHS**2

    def _tiles(self) -> list[Box]:
        if self._is_small():
            return [Box.whole(self.shape)]
        return list(Box.whole(self.shape).tiles(TILE_PX * EIGHTHS // self.eighths))

    def _distance(self, tile: Box) -> float:
        y = (tile.top + tile.bottom - self.viewport.top - self.viewport.bottom) / 2
        x = (tile.left + tile.right - self.viewport.left - self.viewport.right) / 2
        return y * y + x * x
