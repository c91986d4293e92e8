"""Prediction schedule: which region of an image to predict next, and when, during training.

The region in view comes first and often, the rest in turn. Training is never starved: after a
prediction, some multiple of its duration is reserved for training.
"""

import time
from dataclasses import dataclass, field

from ..core.box import Box
from ..models.rescaling import EIGHTHS

WHOLE_PX = 1_300_000  # network pixels: smaller images are predicted whole
PART_PX = 640  # side of a tile of a larger image, in network pixels
CALM_S = 1.0  # between two predictions while nothing is drawn
CALM_SHARE, NEWS_SHARE, FAR_SHARE = 3.0, 2.0, 8.0  # seconds of training per second of prediction


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
    _near: tuple[Box, int] | None = None  # region last predicted in view, and its version
    _far_end_s: float = 0.0
    _near_end_s: float = 0.0
    _far_cost_s: float = 0.0
    _near_cost_s: float = 0.0

    @property
    def nothing_predicted(self) -> bool:
        """Whether nothing has been predicted yet."""
        return self._near is None and not self._ages

    def invalidate(self) -> None:
        """Discard all versions: there is another network."""
        self._near, self._ages = None, {}

    def region_in_view(self) -> Box:
        """Return the region in view; the whole image if that is small."""
        if self._is_small():
            return Box.whole(self.shape)
        side_px = PART_PX * EIGHTHS // self.eighths
        y, x = (
            (self.viewport.top + self.viewport.bottom) // 2,
            (self.viewport.left + self.viewport.right) // 2,
        )
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
        near = self.region_in_view()
        if self._near == (near, version) or self._knows(near, version):
            return False
        if not learning:
            return True
        moved = self._near is None or self._near[0] != near
        share = NEWS_SHARE if news or moved else CALM_SHARE
        pause_s = share * self._near_cost_s if news or moved else CALM_S + share * self._near_cost_s
        return time.monotonic() - self._near_end_s >= pause_s

    def next_background_tile(self, version: int, learning: bool) -> Box | None:
        """Return the tile to predict next: the oldest, of several the nearest to the viewport."""
        if self._is_small():
            return None
        if learning and time.monotonic() - self._far_end_s < FAR_SHARE * self._far_cost_s:
            return None
        stale = [part for part in self._parts() if self._ages.get(part, -1) != version]
        if not stale:
            return None
        return min(stale, key=lambda part: (self._ages.get(part, -1), self._distance(part)))

    def mark_predicted(self, part: Box, version: int, seconds: float) -> None:
        """Record a prediction and its duration."""
        now = time.monotonic()
        if part == self.region_in_view():
            self._near, self._near_end_s, self._near_cost_s = (part, version), now, seconds
        if part in self._parts():
            self._ages[part] = version
            self._far_end_s, self._far_cost_s = now, seconds

    def progress(self, version: int) -> tuple[int, int]:
        """Return the numbers of tiles that are up to date and of all tiles."""
        parts = self._parts()
        return sum(self._ages.get(part) == version for part in parts), len(parts)

    def _knows(self, box: Box, version: int) -> bool:
        return all(self._ages.get(p) == version for p in self._parts() if p.meets(box))

    def _is_small(self) -> bool:
        return self.shape[0] * self.shape[1] * self.eighths**2 <= WHOLE_PX * EIGHTHS**2

    def _parts(self) -> list[Box]:
        if self._is_small():
            return [Box.whole(self.shape)]
        return list(Box.whole(self.shape).tiles(PART_PX * EIGHTHS // self.eighths))

    def _distance(self, part: Box) -> float:
        y = (part.top + part.bottom - self.viewport.top - self.viewport.bottom) / 2
        x = (part.left + part.right - self.viewport.left - self.viewport.right) / 2
        return y * y + x * x
