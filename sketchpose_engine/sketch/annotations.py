"""Sketch of one image: painting, erasing, undo."""

import math
from collections import deque
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from .edits import Change, Correction, Sketch
from .raster import Pixels, Point, around, enclosed, inner_rim, near_line, region_at, tiles_under
from .undo import Edit, Tiles, frozen
from .values import BACKGROUND, BOUNDARY, CLASS_OF, FOREGROUND, NOTHING

TILE_PX = 128  # edits store whole tiles, so that a long thin stroke needs little memory
HISTORY_BYTES = 128 * 2**20
CLOSING_PX = 12  # loops are closed over gaps up to this, or 3 times the radius


@dataclass(frozen=True)
class Brush:
    """Brush of a stroke.

    Attributes
    ----------
    value
        BACKGROUND, BOUNDARY or a `cell_value`; NOTHING erases.
    radius_px
        Radius; 0.5 paints a line of single pixels that 4-connected regions cannot cross.
    keep
        Paint only where nothing is drawn yet. Ignored by the eraser.
    """

    value: int
    radius_px: float
    keep: bool = False

    @property
    def keeps(self) -> bool:
        """Whether drawn pixels are preserved."""
        return self.keep and self.value != NOTHING


class Annotations:
    """Sketch of one image during drawing; owned by one thread.

    Everything painted, stamped and corrected until `finish` is one edit, undone at once.

    Parameters
    ----------
    image_id
        Frame key of the image.
    labels
        (H, W) uint8, initial sketch; changed in place.
    corrections
        Initial corrections of the masks by hand.
    revision
        Revision of this sketch; every change increments it.
    """

    def __init__(
        self,
        image_id: str,
        labels: NDArray[np.uint8],
        corrections: tuple[Correction, ...] = (),
        revision: int = 0,
    ) -> None:
        self.image_id = image_id
        self.labels = labels
        self.corrections = corrections
        self.revision = revision
        self.shape = (labels.shape[0], labels.shape[1])
        self._done: deque[Edit] = deque()
        self._undone: list[Edit] = []
        self.edit: Edit | None = None  # finished, undone or redone last; None: it was cancelled
        self._begin()

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to undo, or an unfinished one."""
        return bool(self._done) or self._in_the_making

    @property
    def can_redo(self) -> bool:
        """Whether there is an edit to redo."""
        return bool(self._undone) and not self._in_the_making

    def paint(self, start: Point, end: Point, brush: Brush) -> Box:
        """Paint from one point to the next, as part of the current stroke.

        Parameters
        ----------
        start, end
            Previous and current position of the brush; nothing is painted outside the image.
        brush
            Its tip is a disc, so fast movements leave no gaps.

        Returns
        -------
        Box
            Contains every pixel that changed.
        """
        self._path.append((start, end, brush))
        image = Box.whole(self.shape)
        for box, under in near_line(start, end, brush.radius_px, image):
            self._put(box, under, brush.value, brush.keeps)
        return around(start, end, brush.radius_px, image)

    def painted(self, value: int) -> tuple[Box, Pixels] | None:
        """Return the pixels that the unfinished, or else the last edit turned into a value."""
        before, after = self._touched, {tile: self.labels[tile.slices] for tile in self._touched}
        if not before and self._done:
            before, after = (self._done[-1].side(undo=undo) for undo in (True, False))
        if not before:
            return None
        whole = reduce(Box.joined, before)
        changed = np.zeros(whole.shape, bool)
        for tile, pixels in after.items():
            changed[tile.within(whole).slices] = (pixels == value) & (before[tile] != value)
        box = Box.around(changed)
        return None if box is None else (box.of(whole), changed[box.slices])

    def stamp(self, box: Box, values: NDArray[np.uint8], keep: bool = False) -> None:
        """Paint many pixels at once, as part of the unfinished edit.

        Parameters
        ----------
        box
            Box inside the image.
        values
            (box) uint8; pixels with NOTHING are unchanged.
        keep
            Paint only where nothing is drawn yet.
        """
        self._put(box, values != NOTHING, values, keep)

    def accept(self, box: Box, pixels: Pixels, value: int = FOREGROUND) -> None:
        """Turn a mask, bool (box), into a cell of this value with a boundary on its inner rim.

        There is no boundary along the edge of the image.
        """
        rim = inner_rim(pixels, box, self.shape)
        self.stamp(box, np.where(rim, BOUNDARY, np.where(pixels, value, NOTHING)).astype(np.uint8))

    def reject(self, box: Box, pixels: Pixels) -> None:
        """Turn a mask, bool (box), into background."""
        self.stamp(box, np.where(pixels, BACKGROUND, NOTHING).astype(np.uint8))

    def outline(self, point: Point) -> bool:
        """Turn the inner rim of the cell stroke at a point into boundary; False if there is none.

        An existing boundary along the region is not doubled.
        """
        y, x = math.floor(point[0] + 0.5), math.floor(point[1] + 0.5)
        if not (0 <= y < self.shape[0] and 0 <= x < self.shape[1] and CLASS_OF[self.labels[y, x]]):
            return False
        box, region = region_at(self.labels, y, x)
        rim = inner_rim(region | (self.labels[box.slices] == BOUNDARY), box, self.shape)
        self._put(box, region & rim, BOUNDARY)
        return True

    def take_back(self, box: Box, pixels: Pixels, before: NDArray[np.uint8] | None) -> None:
        """Put earlier values (box), or nothing, into pixels, as part of the unfinished edit."""
        self._put(box, pixels, NOTHING if before is None else before)

    def clear(self) -> None:
        """Erase everything, as part of the unfinished edit."""
        for tile in tiles_under(Box.whole(self.shape), TILE_PX, self.shape):
            if self.labels[tile.slices].any():
                self._put(tile, self.labels[tile.slices] > NOTHING, NOTHING)

    def correct(self, correction: Correction) -> None:
        """Add a correction of the masks, as part of the unfinished edit."""
        self.corrections = (*self.corrections, correction)

    def finish(self, fill_loop: bool = False) -> Change | None:
        """Finish the edit.

        Parameters
        ----------
        fill_loop
            Fill the area enclosed by the stroke: with foreground inside a boundary, else with the
            value of the brush. A small gap between its end and its start is closed.

        Returns
        -------
        The changes since the last edit; None if there are none.
        """
        if fill_loop and self._path:
            self._fill_loop()
        before = self._changed()
        after = {box: frozen(self.labels[box.slices].copy()) for box in before}
        corrected = self.corrections is not self._corrections_before
        corrections = (self._corrections_before, self.corrections) if corrected else None
        self._begin()
        if not after and not corrected:
            return None
        self.edit = Edit.of(before, after, corrections)
        self._done.append(self.edit)
        self._undone.clear()
        size_bytes = sum(edit.size_bytes for edit in self._done)
        while len(self._done) > 1 and size_bytes > HISTORY_BYTES:
            size_bytes -= self._done.popleft().size_bytes
        return self._change(after)

    def undo(self) -> Change | None:
        """Cancel the unfinished edit, or undo the last one; None if there is neither."""
        return self._break_off() or self._step(undo=True)

    def redo(self) -> Change | None:
        """Redo the last undone edit; None if there is none, or an unfinished edit."""
        return self._step(undo=False) if self.can_redo else None

    def snapshot(self) -> Sketch:
        """Return an immutable copy of the current sketch."""
        return Sketch(self.image_id, self.revision, frozen(self.labels.copy()))

    @property
    def _in_the_making(self) -> bool:
        return bool(self._touched) or self.corrections is not self._corrections_before

    def _begin(self) -> None:
        """Start an edit."""
        self._touched: Tiles = {}  # tiles changed by the unfinished edit, as before it
        self._path: list[tuple[Point, Point, Brush]] = []
        self._corrections_before = self.corrections

    def _changed(self) -> Tiles:
        """Return the tiles changed by the unfinished edit, as before it."""
        return {
            box: frozen(before)
            for box, before in self._touched.items()
            if not np.array_equal(before, self.labels[box.slices])
        }

    def _break_off(self) -> Change | None:
        """Cancel the unfinished edit, which cannot be redone. None if nothing changed."""
        tiles = self._changed()
        for box, before in tiles.items():
            self.labels[box.slices] = before
        corrected = self.corrections is not self._corrections_before
        self.corrections = self._corrections_before
        self._begin()
        if not tiles and not corrected:
            return None
        self.edit = None
        return self._change(tiles)

    def _step(self, *, undo: bool) -> Change | None:
        """Move one edit from one side of the history to the other."""
        source, target = (self._done, self._undone) if undo else (self._undone, self._done)
        if not source:
            return None
        self.edit = edit = source.pop()
        target.append(edit)
        tiles = edit.side(undo=undo)
        for box, pixels in tiles.items():
            self.labels[box.slices] = pixels
        if edit.corrections is not None:
            self.corrections = edit.corrections[not undo]
        self._begin()
        return self._change(tiles)

    def _change(self, tiles: Tiles) -> Change:
        self.revision += 1
        return Change(self.image_id, self.revision, tiles, self.corrections)

    def _fill_loop(self) -> None:
        (start, _, _), (_, end, brush) = self._path[0], self._path[-1]
        path = [(a, b, each.radius_px) for a, b, each in self._path]
        gap_px = math.dist(start, end)
        length_px = sum(math.dist(a, b) for a, b, _ in self._path)
        # A short arc is not a loop, however close its ends are.
        closing = gap_px < min(max(3 * brush.radius_px, CLOSING_PX), length_px / 3)
        if closing:
            path.append((end, start, brush.radius_px))
        box, inside = enclosed(path, self.shape)
        if not inside.any():
            return  # not a loop: do not close it either
        if closing:
            self.paint(end, start, brush)
        value = FOREGROUND if brush.value == BOUNDARY else brush.value
        self._put(box, inside, value, brush.keeps)

    def _put(
        self, box: Box, where: Pixels, values: NDArray[np.uint8] | int, keep: bool = False
    ) -> None:
        """Write values, one or an array (box), to some pixels of a box; store the previous ones."""
        for tile in tiles_under(box, TILE_PX, self.shape):
            if tile not in self._touched:
                self._touched[tile] = self.labels[tile.slices].copy()
        pixels = self.labels[box.slices]
        if keep:
            where = where & (pixels == NOTHING)
        np.copyto(pixels, np.asarray(values, np.uint8), where=where)
