"""Instance masks of one image, updated region by region and corrected by hand.

A region is predicted with a margin, so that the cells on its rim are complete. A new mask that
overlaps an old one keeps its number and colour, so numbers are stable during training, and a
cell that extends over two regions is one cell.

Corrections by hand are repeated on all later predictions: each is a set of pixels, and affects the
masks that lie mostly in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage.segmentation import watershed

from ..core.box import Box
from ..sketch.edits import Correction
from .colouring import settle_colours
from .stitching import SAME, affected_labels, renewed_pixels, stitch

_Kind = TypeVar("_Kind", bound=np.generic)

BAND_ROWS = 512  # counted at once, as the GIL is held meanwhile
SMALLEST_PART, SMALLEST_PART_PX = 0.1, 4  # of a split: smaller parts are not cut off


@dataclass(frozen=True, eq=False)
class _Done:
    """An applied correction, with the masks before it."""

    correction: Correction
    box: Box  # contains all masks that it affects
    changed: Box  # part of the box that it changed
    before: NDArray[np.int32]  # (changed)
    numbers: NDArray[np.int32]  # affected labels: reserved, never assigned to other cells


class InstanceMasks:
    """Instance masks of one image.

    Parameters
    ----------
    labels
        (H, W) int32 initial masks, 0 background, each 4-connected; copied.
    colours
        (N + 1,) uint8 rows of `palette.PALETTE` by label, for as many labels at least, different
        for adjacent cells; where one is 0, it is chosen. None: all are chosen.

    Attributes
    ----------
    labels
        (H, W) int32; cells keep their numbers, which may have gaps.
    areas_px
        (N + 1,) int64 pixels of each label; 0 for unused labels.
    colours
        (N + 1,) uint8 row of `palette.PALETTE` of each label.
    """

    def __init__(self, labels: NDArray[np.int32], colours: NDArray[np.uint8] | None = None) -> None:
        self.labels = labels = np.array(labels, np.int32)
        size = int(labels.max(initial=0)) + 1
        self.areas_px = np.zeros(size, np.int64)
        for top in range(0, len(labels), BAND_ROWS):
            band = labels[top : top + BAND_ROWS]
            if size > 1:
                self.areas_px += np.bincount(band.ravel(), minlength=size)
        self.areas_px[0] = 0
        self.colours = np.zeros(size, np.uint8)
        if colours is not None:
            self.colours[:] = np.where(self.areas_px > 0, colours[:size], 0)
        self._done: list[_Done] = []
        if size > 1 and not self.colours[self.areas_px > 0].all():
            settle_colours(labels, self.colours)

    @property
    def count(self) -> int:
        """Number of cells."""
        return int(np.count_nonzero(self.areas_px))

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Applied corrections, in order."""
        return tuple(done.correction for done in self._done)

    def uncorrected(self) -> NDArray[np.int32]:
        """Return the (H, W) labels without the corrections."""
        labels = self.labels.copy()
        for done in reversed(self._done):
            labels[done.changed.slices] = done.before
        return labels

    def renew(self, box: Box, fresh: NDArray[np.int32], core: Box) -> Box:
        """Replace the masks of a region of the image.

        Parameters
        ----------
        box
            Region with a margin.
        fresh
            (box) int32 masks, with arbitrary numbers.
        core
            Region, inside `box`. In the margin only cells that reach into the region change.

        Returns
        -------
        Box
            Contains every pixel whose label or colour changed.
        """
        order = self.corrections
        renewed = renewed_pixels(fresh, box, core, self._shape)
        inner, window, lifted = core.within(box), box, self._lift(box)
        while True:
            met = affected_labels(self.labels[box.slices], fresh, renewed, inner)
            wider = self.around(box, met)
            if wider == window:
                break
            window = wider
            lifted += self._lift(window)
        place = window, box.within(window)
        self._write(
            window,
            stitch(
                self.labels[window.slices],
                met,
                self.areas_px,
                _placed(fresh, *place),
                _placed(renewed, *place),
                core.within(window),
                self._unused,
            ),
        )
        again = {id(done.correction) for done in lifted}
        made = [self._make(correction) for correction in order if id(correction) in again]
        return self._settled([window, *(done.box for done in lifted + made)])

    def correct(self, corrections: Sequence[Correction]) -> Box | None:
        """Apply a list of corrections, taking back others.

        Parameters
        ----------
        corrections
            All corrections, in the order in which they were made.

        Returns
        -------
        Box or None
            Contains every pixel whose label or colour changed; None if nothing did.
        """
        same = 0
        for done, wanted in zip(self._done, corrections, strict=False):
            if done.correction is not wanted:
                break
            same += 1
        boxes = [self._take_back().box for _ in range(len(self._done) - same)]
        boxes += [self._make(correction).box for correction in corrections[same:]]
        return self._settled(boxes) if boxes else None

    def _unused(self, count: int) -> NDArray[np.int32]:
        """Return the lowest numbers that no cell has, or gets back when a correction is undone."""
        used = self.areas_px > 0
        for done in self._done:
            used[done.numbers] = True
        free = np.flatnonzero(~used[1:])[:count] + 1
        more = np.arange(len(used), len(used) + count - len(free))
        return np.concatenate([free, more]).astype(np.int32)

    def _write(self, box: Box, labels: NDArray[np.int32]) -> None:
        """Replace the labels of a box, and update the areas."""
        size = max(len(self.areas_px), int(labels.max(initial=0)) + 1)
        if size > len(self.areas_px):
            missing = size - len(self.areas_px)
            self.areas_px = np.append(self.areas_px, np.zeros(missing, np.int64))
            self.colours = np.append(self.colours, np.zeros(missing, np.uint8))
        self.areas_px += np.bincount(labels.ravel(), minlength=size)
        self.areas_px -= np.bincount(self.labels[box.slices].ravel(), minlength=size)
        self.areas_px[0] = 0
        self.labels[box.slices] = labels

    def _settled(self, boxes: Sequence[Box]) -> Box:
        """Give every cell another colour than its neighbours; return where anything changed."""
        changed = boxes[0]
        for box in boxes[1:]:
            changed = changed.joined(box)
        self.colours[self.areas_px == 0] = 0
        window = changed.grown(4, self._shape)
        before = self.colours.copy()
        while True:
            settle_colours(self.labels[window.slices], self.colours)
            other = np.flatnonzero((before != self.colours) & (self.areas_px > 0))
            # Recoloured cells may extend beyond the window, and have neighbours there.
            reach = self.around(changed, other)
            wider = reach.grown(4, self._shape).joined(window)
            if wider == window:
                return reach
            window = wider

    @property
    def _shape(self) -> tuple[int, int]:
        height, width = self.labels.shape
        return height, width

    def _lift(self, box: Box) -> list[_Done]:
        """Take back the corrections that touch a box, and those that touch these."""
        touched = [box]
        lifted: list[_Done] = []
        while True:
            more = [d for d in self._done if d not in lifted and any(map(d.box.meets, touched))]
            if not more:
                break
            lifted += more
            touched += [done.box for done in more]
        lifted = [done for done in self._done if done in lifted]  # in the original order
        for done in reversed(lifted):
            self._write(done.changed, done.before)
            self._done.remove(done)
        return lifted

    def _take_back(self) -> _Done:
        done = self._done.pop()
        self._write(done.changed, done.before)
        return done

    def _make(self, correction: Correction) -> _Done:
        """Apply a correction."""
        numbers = self._concerned(correction)
        box = self.around(correction.box, numbers)
        before = self.labels[box.slices].copy()
        after = before.copy()
        if correction.kind == "delete":
            after[np.isin(before, numbers)] = 0
        elif correction.kind == "merge" and len(numbers):
            after[np.isin(before, numbers)] = numbers.min()
        elif correction.kind == "split":
            line = np.zeros(before.shape, bool)
            line[correction.box.within(box).slices] = correction.pixels
            for number in numbers:
                self._split(after, int(number), line)
        self._write(box, after)
        changed = Box.around(before != after) or Box(0, 0, 0, 0)
        done = _Done(correction, box, changed.of(box), before[changed.slices].copy(), numbers)
        self._done.append(done)
        return done

    def _concerned(self, correction: Correction) -> NDArray[np.int32]:
        """Return the labels that a correction affects."""
        under = self.labels[correction.box.slices][correction.pixels]
        numbers, shared = np.unique(under[under > 0], return_counts=True)
        if correction.kind == "split":
            return numbers
        return numbers[shared > SAME * self.areas_px[numbers]]

    def around(self, box: Box, numbers: NDArray[np.integer]) -> Box:
        """Grow a box until it contains all pixels of these labels."""
        wanted = np.zeros(len(self.areas_px), bool)
        wanted[numbers] = True
        wanted_px = int(self.areas_px[numbers].sum())
        window, margin_px = box, 8
        while window != Box.whole(self._shape):
            if np.count_nonzero(wanted[self.labels[window.slices]]) == wanted_px:
                break
            window = box.grown(margin_px, self._shape)
            margin_px *= 2
        return window

    def _split(self, labels: NDArray[np.int32], number: int, line: NDArray[np.bool_]) -> None:
        """Cut a label along a line, in place; pixels of the line go to the nearest part."""
        cell = labels == number
        parts, count = ndi.label(cell & ~line)
        sizes = np.bincount(parts.ravel(), minlength=count + 1)
        sizes[0] = 0
        large = np.flatnonzero(sizes >= max(SMALLEST_PART_PX, SMALLEST_PART * cell.sum()))
        if len(large) < 2:
            return
        parts[~np.isin(parts, large)] = 0
        # Parts grow inside the cell only, from neighbour to neighbour, so they stay 4-connected.
        flat = np.zeros(cell.shape, np.uint8)
        parts = watershed(flat, parts, mask=cell)  # type: ignore[no-untyped-call]
        keeps = int(sizes.argmax())
        new = np.full(count + 1, number, np.int32)  # pixels that no part reaches keep it, too
        others = large[large != keeps]
        new[others] = self._free(labels, len(others))
        labels[cell] = new[parts[cell]]

    def _free(self, labels: NDArray[np.int32], count: int) -> NDArray[np.int32]:
        """Return unused numbers that do not occur in these labels, not yet written, either."""
        enough = count + int(np.count_nonzero(np.bincount(labels.ravel())))
        free = self._unused(enough)
        return free[~np.isin(free, labels)][:count]


def _placed(part: NDArray[_Kind], window: Box, place: Box) -> NDArray[_Kind]:
    """Place an array in a window of zeros."""
    whole = np.zeros(window.shape, part.dtype)
    whole[place.slices] = part
    return whole
