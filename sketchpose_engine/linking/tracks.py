"""Tracks: which masks of a movie, or of a stack of slices, are one object."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from .objects import MOST_COUNTED, Labels, Objects

NONE = -1
MOST_DAUGHTERS = 2
NO_PREVIOUS = (NONE, 0)


class Node(NamedTuple):
    """One mask: frame, counted from 0, and label."""

    frame: int
    label: int


class Anchor(NamedTuple):
    """Pixel by which a mask is found again after its frame was renewed: the mask that covers it."""

    frame: int
    y: int
    x: int


@dataclass(frozen=True)
class Decision:
    """A link that a user set or refused; renewed masks do not undo it.

    Attributes
    ----------
    kind
        "link": `after` continues `before`, or is a daughter of it. "cut": `after` does not. "lone":
        the mask is right although its track has no other one.
    before, after
        Masks, `before` in an earlier frame; for "lone" twice the same one.
    """

    kind: Literal["link", "cut", "lone"]
    before: Anchor
    after: Anchor


@dataclass(frozen=True)
class Track:
    """One object over several frames.

    Attributes
    ----------
    id
        From 1.
    start, end
        First and last frame, counted from 0.
    count
        Number of frames in which it has a mask; fewer than from start to end if there are gaps.
    parent
        Track that divided into this one and another; 0 if none.
    """

    id: int
    start: int
    end: int
    count: int
    parent: int = 0


@dataclass(frozen=True, eq=False)
class Tracks:
    """Links between the masks of all frames, and the tracks that they make.

    Each object has at most one object before it, so two objects never merge into one. An object
    that precedes two others divides: its track ends, and two tracks with it as parent begin.

    Attributes
    ----------
    objects
        Of each frame.
    previous
        For each frame (N, 2) int64, frame and label of the object before each object; frame -1
        where there is none.
    ids
        For each frame (N,) int64, the track of each object; 0 for objects that belong to none.
    decisions
        Of the user, the latest last.
    fewest
        Objects in fewer frames belong to no track.
    axis
        What the frames are.
    """

    objects: tuple[Objects, ...]
    previous: tuple[NDArray[np.int64], ...]
    ids: tuple[NDArray[np.int64], ...]
    decisions: tuple[Decision, ...] = ()
    fewest: int = 1
    axis: Literal["time", "depth"] = "time"

    def __len__(self) -> int:
        return len(self.objects)

    @cached_property
    def tracks(self) -> dict[int, Track]:
        """All tracks by their ids, in the order of these."""
        start: dict[int, int] = {}
        end: dict[int, int] = {}
        count: dict[int, int] = {}
        parent: dict[int, int] = {}
        for frame, ids in enumerate(self.ids):
            for row, one in enumerate(ids.tolist()):
                if one and one not in start:
                    start[one] = frame
                    parent[one] = self._id_before(frame, row)
                end[one] = frame
                count[one] = count.get(one, 0) + 1
        return {
            one: Track(one, start[one], end[one], count[one], parent[one]) for one in sorted(start)
        }

    def _id_before(self, frame: int, row: int) -> int:
        before, label = self.previous[frame][row].tolist()
        return 0 if before == NONE else self.id_of(Node(before, label))

    def id_of(self, node: Node) -> int:
        """Look up the track of a mask; 0 if it belongs to none, or there is no such mask."""
        row = self.objects[node.frame].row(node.label)
        return 0 if row < 0 else int(self.ids[node.frame][row])

    def mapping(self, frame: int) -> dict[int, int]:
        """Map the mask labels of a frame to track ids; masks without a track are left out."""
        pairs = zip(self.objects[frame].labels.tolist(), self.ids[frame].tolist(), strict=True)
        return {label: one for label, one in sorted(pairs) if one}

    def nodes(self, track: int) -> list[Node]:
        """List the masks of a track, in the order of the frames.

        Raises
        ------
        InputError
            There is no such track.
        """
        found = self.tracks.get(track)
        if found is None:
            raise InputError(
                "There is no track {track}: choose one of the tracks that are shown.",
                track=track,
            )
        nodes = []
        for frame in range(found.start, found.end + 1):
            for row in np.flatnonzero(self.ids[frame] == track).tolist():
                nodes.append(Node(frame, int(self.objects[frame].labels[row])))
        return nodes

    def daughters(self, track: int) -> list[int]:
        """List the tracks whose parent is this one."""
        return [other.id for other in self.tracks.values() if other.parent == track]

    def anchor(self, node: Node) -> Anchor:
        """Find the pixel by which a mask is found again after its frame was renewed."""
        y, x = self.objects[node.frame].inner_px[self.objects[node.frame].row(node.label)].tolist()
        return Anchor(node.frame, y, x)

    def relabelled(self, frame: int, labels: Labels) -> NDArray[np.int32]:
        """Replace the labels of a frame (H, W) by track ids; masks without a track become 0."""
        objects, ids = self.objects[frame], self.ids[frame]
        highest = int(labels.max(initial=0))
        if highest < MOST_COUNTED:
            lookup = np.zeros(highest + 1, np.int32)
            known = objects.labels <= highest
            lookup[objects.labels[known]] = ids[known]
            return lookup[labels]
        rows = objects.rows(labels.ravel().astype(np.int64))
        return np.where(rows < 0, 0, ids[rows]).astype(np.int32).reshape(labels.shape)


def relabel(tracks: Tracks, frames: Iterable[Labels]) -> Iterator[NDArray[np.int32]]:
    """Replace mask labels by track ids, one frame after the other.

    Parameters
    ----------
    frames
        (H, W) label images of all frames, those that were linked.

    Raises
    ------
    InputError
        The number of frames is not that of the tracks.
    """
    count = 0
    for count, labels in enumerate(frames, 1):
        if count > len(tracks):
            break
        yield tracks.relabelled(count - 1, labels)
    if count != len(tracks):
        raise InputError(
            "{count} frames were linked, but masks of another number of frames are "
            "there: link the frames again.",
            count=len(tracks),
        )
