"""Settings of linking."""

from collections.abc import Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .tracks import Node


@dataclass(frozen=True)
class TimeSettings:
    """How masks are linked over the frames of a movie.

    Attributes
    ----------
    gap
        An object may be missing in so many frames in a row.
    divisions
        Whether objects may divide.
    most_cost
        Links that cost more are not made. A link costs 1 minus the overlap (intersection over
        union), plus the distance of the centroids in diameters, plus the absolute logarithm of
        the ratio of the areas, plus `gap_cost` for each missing frame.
    gap_cost
        See `most_cost`.
    most_division_cost
        Divisions that cost more are not made. A division costs as a link of the mother to both
        daughters together does, plus half the absolute logarithm of the ratio of the areas of the
        daughters.
    """

    gap: int = 2
    divisions: bool = True
    most_cost: float = 3.0
    gap_cost: float = 0.3
    most_division_cost: float = 2.0


@dataclass(frozen=True)
class DepthSettings:
    """How masks are linked over the slices of a stack.

    Attributes
    ----------
    least_overlap
        Shared pixels divided by the area of the smaller one of two masks, from 0 to 1: the overlap
        is looked at from both masks, and the larger share counts.
    fewest
        Objects in fewer slices are left out.
    gap
        An object may be missing in so many slices in a row.
    """

    least_overlap: float = 0.5
    fewest: int = 1
    gap: int = 0


@dataclass(frozen=True, eq=False)
class Given:
    """Links of one frame that are known before it is linked.

    Attributes
    ----------
    previous
        (N, 2) int64, frame and label of the object before each object; frame -1 where that is
        open. None: open for all.
    closed
        (N,) bool, objects that have no object before them, and get none. None: none is closed.
    busy
        Masks of earlier frames that other masks continue.
    refused
        Pairs of a mask and a mask of this frame that must not be linked.
    """

    previous: NDArray[np.int64] | None = None
    closed: NDArray[np.bool_] | None = None
    busy: Set[Node] = field(default_factory=frozenset)
    refused: Set[tuple[Node, int]] = field(default_factory=frozenset)


OPEN = Given()
