"""Linking of consecutive label images, streamed: two frames are in memory at a time."""

from abc import ABC, abstractmethod
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from .assignment import NO_TRIPLES, Pairs, Triples, assign
from .candidates import Candidates
from .ends import Ends
from .objects import Labels, Objects, Pixels, objects_of
from .settings import OPEN, Given
from .tracks import NO_PREVIOUS, NONE, Node

MOST_COVERED = 0.5  # share of a mask that another one covers if both have merged


class Linker(ABC):
    """Linker of frames that are added one after the other, each to those before.

    Parameters
    ----------
    gap
        Frames in a row in which an object may be missing.
    first
        Number of the first frame.
    """

    axis: Literal["time", "depth"]

    def __init__(self, gap: int, first: int = 0) -> None:
        self._gap, self._frame = gap, first
        self._ends: Ends | None = None
        self._last: tuple[Objects, Pixels] | None = None
        self._shape: tuple[int, ...] | None = None
        self.objects: list[Objects] = []
        self.previous: list[NDArray[np.int64]] = []

    def add(self, labels: Labels, given: Given = OPEN, known: Objects | None = None) -> None:
        """Link the objects of the next frame.

        Parameters
        ----------
        labels
            (H, W) whole numbers, 0 is background.
        given
            Links that are known.
        known
            Objects of the frame, if they were measured before.

        Raises
        ------
        InputError
            The frame is no label image, or of another size than the ones before.
        """
        if self._shape not in (None, labels.shape):
            raise InputError(
                "Frame {frame} is {shape} pixels but those before are {before}: "
                "link frames of one size.",
                frame=self._frame + 1,
                shape=labels.shape,
                before=self._shape,
            )
        self._shape = labels.shape
        objects, pixels = objects_of(labels)
        if known is not None:
            if not _alike(objects, known):
                raise InputError(
                    "The masks of frame {frame} are not those that were linked: link "
                    "this frame again, too.",
                    frame=self._frame + 1,
                )
            objects = known
        previous = np.tile(np.array(NO_PREVIOUS, np.int64), (len(objects), 1))
        velocity, merged = np.zeros((len(objects), 2)), np.zeros(len(objects), bool)
        ends = self._ends
        lost: Ends | None = None
        if ends is not None:
            ends = self._moved(ends, (objects, pixels), labels.shape)
            candidates = _permitted(self._candidates(ends, objects, labels), ends, objects, given)
            rows, columns = self._links(ends, objects, candidates, given)
            previous[columns] = ends.nodes[rows]
            velocity[columns] = _velocity(ends, objects, rows, columns, self._frame)
            merged = _merged(ends, candidates, rows, len(objects))
            lost = self._lost(ends, rows)
        if given.previous is not None:  # also links to masks that are no ends any more
            fixed = given.previous[:, 0] != NONE
            previous[fixed] = given.previous[fixed]
        now = Ends.of(self._frame, (objects, pixels), velocity, merged)
        self._ends = now if lost is None else now.with_others(lost)
        self._last = objects, pixels
        self.objects.append(objects)
        self.previous.append(previous)
        self._frame += 1

    def _links(
        self, ends: Ends, objects: Objects, candidates: Candidates, given: Given
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Ends and the objects that continue them, (K,) each; those given are among them."""
        columns, rows = _given_pairs(ends, given)
        free_rows, free_columns = _free(ends, objects, rows, given)
        candidates = candidates.only(free_rows[candidates.rows] & free_columns[candidates.columns])
        gains = self._gains(candidates, ends, objects)
        pairs = Pairs(candidates.rows, candidates.columns, gains)
        triples = self._divisions(ends, objects, candidates)
        chosen, divided = assign(pairs, (len(ends), len(objects)), triples)
        mothers = triples.rows[divided]
        rows = np.concatenate([rows, pairs.rows[chosen], mothers, mothers])
        daughters = [triples.firsts[divided], triples.seconds[divided]]
        return rows, np.concatenate([columns, pairs.columns[chosen], *daughters])

    def _lost(self, ends: Ends, continued: NDArray[np.int64]) -> Ends:
        """Ends that nothing continued, as long as they may be missing."""
        open_ = self._frame - ends.nodes[:, 0] <= self._gap
        open_[continued] = False
        return ends.only(np.flatnonzero(open_))

    def _moved(self, ends: Ends, now: tuple[Objects, Pixels], shape: tuple[int, ...]) -> Ends:
        """Move the ends as all objects moved; not at all in the base class."""
        return ends

    @abstractmethod
    def _candidates(self, ends: Ends, objects: Objects, labels: Labels) -> Candidates:
        """Pairs that may be linked."""

    @abstractmethod
    def _gains(self, candidates: Candidates, ends: Ends, objects: Objects) -> NDArray[np.float64]:
        """(E,) what a link is better than none; 0 or less where it is not."""

    def _divisions(self, ends: Ends, objects: Objects, candidates: Candidates) -> Triples:
        """Divisions that may be made; none in the base class."""
        return NO_TRIPLES


def _alike(one: Objects, other: Objects) -> bool:
    return np.array_equal(one.labels, other.labels) and np.array_equal(one.area_px, other.area_px)


def _given_pairs(ends: Ends, given: Given) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Objects and the ends that are known to precede them, (K,) each."""
    columns: list[int] = []
    rows: list[int] = []
    if given.previous is not None:
        place = {tuple(node): row for row, node in enumerate(ends.nodes.tolist())}
        for column, node in enumerate(given.previous.tolist()):
            if (row := place.get(tuple(node))) is not None:
                columns.append(column)
                rows.append(row)
    return np.array(columns, np.int64), np.array(rows, np.int64)


def _merged(
    ends: Ends, candidates: Candidates, continued: NDArray[np.int64], count: int
) -> NDArray[np.bool_]:
    """Find which of `count` objects cover most of an end that nothing continues."""
    lost = np.ones(len(ends), bool)
    lost[continued] = False
    covered = candidates.shared_px > MOST_COVERED * ends.area_px[candidates.rows]
    merged = np.zeros(count, bool)
    merged[candidates.columns[covered & lost[candidates.rows]]] = True
    return merged


def _free(
    ends: Ends, objects: Objects, rows: NDArray[np.int64], given: Given
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Find the ends (R,) and objects (N,) that may be linked, besides the ends `rows`."""
    free_rows, free_columns = np.ones(len(ends), bool), np.ones(len(objects), bool)
    free_rows[rows] = False
    if given.busy:
        open_ = [Node(*node) not in given.busy for node in ends.nodes.tolist()]
        free_rows &= np.array(open_, bool)
    if given.previous is not None:
        free_columns[given.previous[:, 0] != NONE] = False
    if given.closed is not None:
        free_columns[given.closed] = False
    return free_rows, free_columns


def _permitted(candidates: Candidates, ends: Ends, objects: Objects, given: Given) -> Candidates:
    """Leave out the pairs that are refused."""
    if not given.refused:
        return candidates
    pairs = zip(
        ends.nodes[candidates.rows].tolist(),
        objects.labels[candidates.columns].tolist(),
        strict=True,
    )
    kept = np.array([(Node(*node), label) not in given.refused for node, label in pairs], bool)
    return candidates.only(kept)


def _velocity(
    ends: Ends,
    objects: Objects,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    frame: int,
) -> NDArray[np.float64]:
    """(K, 2) motion per frame besides the drift; 0 for daughters."""
    away = objects.centroid_px[columns] - ends.expected_px[rows]
    away /= (frame - ends.nodes[rows, 0])[:, None]
    away[np.bincount(rows, minlength=len(ends))[rows] > 1] = 0
    return np.asarray(away)
