"""The sketch of one image: what its pixel values mean, and how it is painted, erased, undone."""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .messages import Box, Sketch

NOTHING, BACKGROUND, FOREGROUND, BOUNDARY = 0, 1, 2, 3

TILE_PX = 128  # an edit keeps whole tiles, so that a long thin stroke costs little
HISTORY_BYTES = 256 * 2**20

Point = tuple[float, float]  # (y, x) in px, pixel centres at whole numbers


@dataclass(frozen=True)
class Brush:
    """What a stroke leaves behind.

    Attributes
    ----------
    value
        BACKGROUND, FOREGROUND or BOUNDARY; NOTHING erases.
    radius_px
        0.5 paints a line of single pixels, which 4-connected regions cannot cross.
    keep
        Paint only where nothing is drawn yet.
    """

    value: int
    radius_px: float
    keep: bool = False


@dataclass(frozen=True)
class Edit:
    """One undoable change: the tiles it touched, before and after."""

    tiles: dict[Box, tuple[NDArray[np.uint8], NDArray[np.uint8]]]

    @property
    def size_bytes(self) -> int:
        """Memory that the tiles take."""
        return sum(before.nbytes + after.nbytes for before, after in self.tiles.values())

    def apply(self, labels: NDArray[np.uint8], *, undo: bool) -> None:
        """Change the sketch from one side of the edit to the other."""
        for box, (before, after) in self.tiles.items():
            labels[box.slices] = before if undo else after


class Annotations:
    """The sketch of one image while it is drawn; owned by one thread.

    Parameters
    ----------
    image_id
        Of the image.
    labels
        (H, W) uint8, the sketch to begin with; changed in place.
    """

    def __init__(self, image_id: str, labels: NDArray[np.uint8]) -> None:
        self.image_id = image_id
        self.labels = labels
        self.revision = 0
        self._touched: dict[Box, NDArray[np.uint8]] = {}  # by the stroke being drawn, as before it
        self._done: deque[Edit] = deque()
        self._undone: list[Edit] = []

    def paint(self, start: Point, end: Point, brush: Brush) -> Box:
        """Paint from one point to the next, as part of the stroke being drawn.

        Parameters
        ----------
        start, end
            Where the brush was and is; outside the image nothing is painted.
        brush
            Its tip is a disc, so a fast hand leaves no gaps.

        Returns
        -------
        Box
            Holds every pixel that changed.
        """
        box = _around(start, end, brush.radius_px, self.labels.shape)
        self._remember(box)
        under = _near_line(box, start, end, brush.radius_px)
        if brush.keep and brush.value != NOTHING:
            under &= self.labels[box.slices] == NOTHING
        self.labels[box.slices][under] = brush.value
        return box

    def finish(self) -> bool:
        """End the stroke: it becomes one edit. Returns whether it changed anything."""
        tiles = {
            box: (before, self.labels[box.slices].copy())
            for box, before in self._touched.items()
            if not np.array_equal(before, self.labels[box.slices])
        }
        self._touched = {}
        if not tiles:
            return False
        self._done.append(Edit(tiles))
        self._undone.clear()
        self.revision += 1
        while len(self._done) > 1 and sum(edit.size_bytes for edit in self._done) > HISTORY_BYTES:
            self._done.popleft()
        return True

    def undo(self) -> bool:
        """Take back the last edit, or the stroke being drawn. Returns whether there was one."""
        if self.finish():
            self._undone.append(self._done.pop())
            self._undone[-1].apply(self.labels, undo=True)
            self._undone.clear()  # a stroke broken off is not to be had again
            return True
        return self._step(undo=True)

    def redo(self) -> bool:
        """Bring back the last edit that was undone. Returns whether there was one."""
        return self._step(undo=False)

    def snapshot(self) -> Sketch:
        """The sketch as it is now, in a copy that never changes."""
        labels = self.labels.copy()
        labels.flags.writeable = False
        return Sketch(self.image_id, self.revision, labels)

    def _step(self, *, undo: bool) -> bool:
        source, target = (self._done, self._undone) if undo else (self._undone, self._done)
        if not source:
            return False
        edit = source.pop()
        edit.apply(self.labels, undo=undo)
        target.append(edit)
        self.revision += 1
        return True

    def _remember(self, box: Box) -> None:
        """Keep the tiles under a box as they are, once for each stroke."""
        height, width = self.labels.shape
        for top in range(box.top // TILE_PX * TILE_PX, box.bottom, TILE_PX):
            for left in range(box.left // TILE_PX * TILE_PX, box.right, TILE_PX):
                tile = Box(top, left, min(top + TILE_PX, height), min(left + TILE_PX, width))
                if tile not in self._touched:
                    self._touched[tile] = self.labels[tile.slices].copy()


def _around(start: Point, end: Point, radius_px: float, shape: tuple[int, ...]) -> Box:
    """Box of the pixels that a brush can reach between two points."""
    low = np.floor(np.minimum(start, end) - radius_px).astype(int)
    high = np.ceil(np.maximum(start, end) + radius_px).astype(int) + 1
    top, left = np.clip(low, 0, shape)
    bottom, right = np.clip(high, 0, shape)
    return Box(int(top), int(left), int(bottom), int(right))


def _near_line(box: Box, start: Point, end: Point, radius_px: float) -> NDArray[np.bool_]:
    """Pixels of a box whose centres are no farther than the radius from the line start-end."""
    y = np.arange(box.top, box.bottom)[:, None] - start[0]
    x = np.arange(box.left, box.right)[None, :] - start[1]
    dy, dx = end[0] - start[0], end[1] - start[1]
    length_squared = dy * dy + dx * dx
    along = np.clip((y * dy + x * dx) / length_squared, 0, 1) if length_squared else 0.0
    return (y - along * dy) ** 2 + (x - along * dx) ** 2 <= radius_px**2
