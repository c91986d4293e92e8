"""The instance masks of one image, while they are renewed part by part and corrected by hand.

A part of the image is predicted with a margin, so that the cells on its rim are complete. A
fresh mask that covers an earlier one keeps its number and colour: numbers do not jump while
the network learns, and a cell that crosses from one part to the next is one cell.

Corrections by hand are made again on whatever the network says later: each is a set of pixels,
and concerns the masks that lie mostly in it.
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

BAND_ROWS = 512  # counted at once: no other thread runs meanwhile
SMALLEST_PART, SMALLEST_PART_PX = 0.1, 4  # of a split: what is smaller is not cut off


@dataclass(frozen=True, eq=False)
class _Done:
    """A correction that was made: what was there before it."""

    correction: Correction
    box: Box  # with all masks that it concerned
    changed: Box  # the part of it that is different now
    before: NDArray[np.int32]  # (changed)
    numbers: NDArray[np.int32]  # that it concerned: nobody else may have them


class InstanceMasks:
    """Masks of one image.

    Parameters
    ----------
    labels
        (H, W) int32 masks to begin with, 0 background, each 4-connected; copied.

    Attributes
    ----------
    labels
        (H, W) int32; numbers stay as long as their cells do, and may have gaps.
    areas_px
        (N + 1,) int64 pixels of each label; 0 where there is no such cell.
    colours
        (N + 1,) uint8 row of `palette.PALETTE` of each label.
    """

    def __init__(self, labels: NDArray[np.int32]) -> None:
        self.labels = labels = np.array(labels, np.int32)
        size = int(labels.max(initial=0)) + 1
        self.areas_px = np.zeros(size, np.int64)
        for top in range(0, len(labels), BAND_ROWS):
            band = labels[top : top + BAND_ROWS]
            if size > 1:
                self.areas_px += np.bincount(band.ravel(), minlength=size)
        self.areas_px[0] = 0
        self.colours = np.zeros(size, np.uint8)
        self._done: list[_Done] = []
        if size > 1:
            settle_colours(labels, self.colours)

    @property
    def count(self) -> int:
        """Number of cells."""
        return int(np.count_nonzero(self.areas_px))

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Those that were made, in their order."""
        return tuple(done.correction for done in self._done)

    def renew(self, box: Box, fresh: NDArray[np.int32], core: Box) -> Box:
        """Take over the masks of a part of the image.

        Parameters
        ----------
        box
            The part, with a margin.
        fresh
            (box) int32 masks, numbered in any way.
        core
            Inside `box`: the part itself. In the margin only cells that reach into the core
            change.

        Returns
        -------
        Box
            Holds every pixel whose label or colour changed.
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
        """Bring the masks in line with a list of corrections.

        Parameters
        ----------
        corrections
            All there are, in the order they were made.

        Returns
        -------
        Box or None
            Holds every pixel whose label or colour changed; None: nothing did.
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
        """The lowest numbers that no cell has, nor gets back when a correction is undone."""
        used = self.areas_px > 0
        for done in self._done:
            used[done.numbers] = True
        free = np.flatnonzero(~used[1:])[:count] + 1
        more = np.arange(len(used), len(used) + count - len(free))
        return np.concatenate([free, more]).astype(np.int32)

    def _write(self, box: Box, labels: NDArray[np.int32]) -> None:
        """Replace the labels of a box, and keep the areas up to date."""
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
        """Give every cell another colour than its neighbours have; where anything changed."""
        changed = boxes[0]
        for box in boxes[1:]:
            changed = changed.joined(box)
        self.colours[self.areas_px == 0] = 0
        window = changed.grown(4, self._shape)
        before = self.colours.copy()
        while True:
            settle_colours(self.labels[window.slices], self.colours)
            other = np.flatnonzero((before != self.colours) & (self.areas_px > 0))
            # Those that got another colour may reach beyond the window, and have neighbours there.
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
        lifted = [done for done in self._done if done in lifted]  # in the order they were made
        for done in reversed(lifted):
            self._write(done.changed, done.before)
            self._done.remove(done)
        return lifted

    def _take_back(self) -> _Done:
        done = self._done.pop()
        self._write(done.changed, done.before)
        return done

    def _make(self, correction: Correction) -> _Done:
        """Make one correction."""
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
        """Labels that a correction is about."""
        under = self.labels[correction.box.slices][correction.pixels]
        numbers, shared = np.unique(under[under > 0], return_counts=True)
        if correction.kind == "split":
            return numbers
        return numbers[shared > SAME * self.areas_px[numbers]]

    def around(self, box: Box, numbers: NDArray[np.integer]) -> Box:
        """The box, grown until it holds all pixels of these labels."""
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
        """Cut one label along a line, in place; the line's pixels go to the nearest part."""
        cell = labels == number
        parts, count = ndi.label(cell & ~line)
        sizes = np.bincount(parts.ravel(), minlength=count + 1)
        sizes[0] = 0
        large = np.flatnonzero(sizes >= max(SMALLEST_PART_PX, SMALLEST_PART * cell.sum()))
        if len(large) < 2:
            return
        parts[~np.isin(parts, large)] = 0
        # Parts grow inside the cell only, from neighbour to neighbour: they stay 4-connected.
        flat = np.zeros(cell.shape, np.uint8)
        parts = watershed(flat, parts, mask=cell)  # type: ignore[no-untyped-call]
        keeps = int(sizes.argmax())
        new = np.full(count + 1, number, np.int32)  # what no part reaches keeps its number, too
        others = large[large != keeps]
        new[others] = self._free(labels, len(others))
        labels[cell] = new[parts[cell]]

    def _free(self, labels: NDArray[np.int32], count: int) -> NDArray[np.int32]:
        """Unused numbers that do not occur in these labels either, which are not written yet."""
        enough = count + int(np.count_nonzero(np.bincount(labels.ravel())))
        free = self._unused(enough)
        return free[~np.isin(free, labels)][:count]


def _placed(part: NDArray[_Kind], window: Box, place: Box) -> NDArray[_Kind]:
    """A part of a window, with nothing around it."""
    whole = np.zeros(window.shape, part.dtype)
    whole[place.slices] = part
    return whole
