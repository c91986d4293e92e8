"""The instance masks of one image, while they are renewed part by part and corrected by hand.

A part of the image is predicted with a margin, so that the cells on its rim are complete. A
fresh mask that covers an earlier one keeps its number and colour: numbers do not jump while
the network learns, and a cell that crosses from one part to the next is one cell.

Corrections by hand are made again on whatever the network says later: each is a set of pixels,
and concerns the masks that lie mostly in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from .colours import settle_colours
from .messages import Box, Correction

SAME = 0.5  # two masks that share more than this part of the larger are the same cell
SMALLEST_PART, SMALLEST_PART_PX = 0.1, 4  # of a split: what is smaller is not cut off


@dataclass(frozen=True, eq=False)
class _Done:
    """A correction that was made: what was there before it."""

    correction: Correction
    box: Box
    before: NDArray[np.int32]


class Masks:
    """Masks of one image.

    Parameters
    ----------
    labels
        (H, W) int32 masks to begin with, 0 background; changed in place.

    Attributes
    ----------
    labels
        (H, W) int32; numbers stay as long as their cells do, and may have gaps.
    areas_px
        (N + 1,) int64 pixels of each label; 0 where there is no such cell.
    colours
        (N + 1,) uint8 row of `colours.PALETTE` of each label.
    """

    def __init__(self, labels: NDArray[np.int32]) -> None:
        self.labels = labels
        size = int(labels.max(initial=0)) + 1
        self.areas_px = np.bincount(labels.ravel(), minlength=size)
        self.areas_px[0] = 0
        self.colours = np.zeros(size, np.uint8)
        self._done: list[_Done] = []
        if size > 1:
            settle_colours(labels, self.colours)

    @property
    def count(self) -> int:
        """Number of cells."""
        return int(np.count_nonzero(self.areas_px))

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
            Holds every pixel that changed.
        """
        lifted = self._lift(box)
        self._write(box, self._woven(box, fresh, core))
        changed = box
        for done in lifted:
            changed = changed.joined(done.box)
        for done in lifted:
            self._make(done.correction)
        self._settle(changed)
        return changed

    def correct(self, corrections: Sequence[Correction]) -> Box | None:
        """Bring the masks in line with a list of corrections.

        Parameters
        ----------
        corrections
            All there are, in the order they were made.

        Returns
        -------
        Box or None
            Holds every pixel that changed; None: nothing did.
        """
        same = 0
        for done, wanted in zip(self._done, corrections, strict=False):
            if done.correction is not wanted:
                break
            same += 1
        boxes = [self._take_back().box for _ in range(len(self._done) - same)]
        boxes += [self._make(correction).box for correction in corrections[same:]]
        if not boxes:
            return None
        changed = boxes[0]
        for box in boxes[1:]:
            changed = changed.joined(box)
        self._settle(changed)
        return changed

    def _woven(self, box: Box, fresh: NDArray[np.int32], core: Box) -> NDArray[np.int32]:
        """The box's masks: fresh ones in the core, numbered like the earlier ones they cover."""
        old = self.labels[box.slices]
        pairs, shared = _overlaps(fresh, old)
        fresh_px, old_px = np.bincount(fresh.ravel()), np.bincount(old.ravel())
        larger = np.maximum(fresh_px[pairs[0]], old_px[pairs[1]])
        same = shared > SAME * larger
        number = np.zeros(len(fresh_px), np.int32)
        number[pairs[0][same]] = pairs[1][same]
        new = np.flatnonzero((number == 0) & (fresh_px > 0))
        new = new[new > 0]
        number[new] = self._unused(len(new))
        inner = np.zeros(old.shape, bool)
        inner[core.within(box).slices] = True
        fresh_inside = np.bincount(fresh[inner], minlength=len(fresh_px))
        old_inside = np.bincount(old[inner], minlength=len(old_px))
        reaching = fresh_inside * 2 > fresh_px  # a cell belongs to the part that has most of it
        gone = old_inside * 2 > old_px
        gone[number[number < len(gone)]] = False  # still there
        gone[0] = True
        result = np.where(gone[old], 0, old)
        result[inner] = number[fresh[inner]]
        outside = ~inner & reaching[fresh] & (fresh > 0) & (result == 0)
        result[outside] = number[fresh[outside]]
        return result

    def _unused(self, count: int) -> NDArray[np.int32]:
        """The lowest numbers that no cell has."""
        used = self.areas_px > 0
        free = np.flatnonzero(~used[1:])[:count] + 1
        missing = count - len(free)
        more = np.arange(len(used), len(used) + missing)
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

    def _settle(self, box: Box) -> None:
        """Give every cell a colour, another one than its neighbours have."""
        self.colours[self.areas_px == 0] = 0
        settle_colours(self.labels[box.grown(4, self._shape).slices], self.colours)

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
            self._write(done.box, done.before)
            self._done.remove(done)
        return lifted

    def _take_back(self) -> _Done:
        done = self._done.pop()
        self._write(done.box, done.before)
        return done

    def _make(self, correction: Correction) -> _Done:
        """Make one correction."""
        numbers = self._concerned(correction)
        box = self._around(correction.box, numbers)
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
        done = _Done(correction, box, before)
        self._done.append(done)
        return done

    def _concerned(self, correction: Correction) -> NDArray[np.int32]:
        """Labels that a correction is about."""
        under = self.labels[correction.box.slices][correction.pixels]
        numbers, shared = np.unique(under[under > 0], return_counts=True)
        if correction.kind == "split":
            return numbers
        return numbers[shared > SAME * self.areas_px[numbers]]

    def _around(self, box: Box, numbers: NDArray[np.int32]) -> Box:
        """The box, grown until it holds all pixels of these labels."""
        margin_px = 8
        while True:
            window = box.grown(margin_px, self._shape)
            inside = np.isin(self.labels[window.slices], numbers)
            inner = box.grown(margin_px - 1, self._shape).within(window)
            inside[inner.slices] = False
            if not inside.any() or window == Box.whole(self._shape):
                return window
            margin_px *= 2

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
        nearest = ndi.distance_transform_edt(
            parts == 0, return_distances=False, return_indices=True
        )
        parts = np.where(cell, parts[tuple(nearest)], 0)
        keeps = int(sizes.argmax())
        others = large[large != keeps]
        new = np.zeros(count + 1, np.int32)
        new[keeps] = number
        used = np.union1d(np.flatnonzero(self.areas_px), np.unique(labels))
        free = np.setdiff1d(np.arange(1, len(used) + len(others) + 2), used)
        new[others] = free[: len(others)]
        labels[cell] = new[parts[cell]]


def _overlaps(
    first: NDArray[np.int32], second: NDArray[np.int32]
) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], NDArray[np.int64]]:
    """Pairs of labels that share pixels, and how many."""
    both = (first > 0) & (second > 0)
    size = int(second.max(initial=0)) + 1
    key, shared = np.unique(first[both].astype(np.int64) * size + second[both], return_counts=True)
    return (key // size, key % size), shared
