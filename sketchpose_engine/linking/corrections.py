"""Corrections of links by a user: each returns new tracks, the old ones are the undo."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from .numbering import make_tracks
from .tracks import MOST_DAUGHTERS, NO_PREVIOUS, Decision, Node, Tracks


def join(tracks: Tracks, first: int, second: int) -> Tracks:
    """Make two tracks one: the second continues the first, over a gap of any length.

    Parameters
    ----------
    first, second
        Ids; the joined track has that of the first. A parent of the second is forgotten.

    Raises
    ------
    InputError
        There is no such track, the first does not end before the second starts, or it divides.
    """
    before, after = tracks.nodes(first)[-1], tracks.nodes(second)[0]
    _refuse_order(tracks, first, second)
    if daughters := tracks.daughters(first):
        raise InputError(
            "Track {first} divides at its end (daughters: {daughters}), so it cannot go on as "
            "track {second}: cut these off at frame {frame} first.",
            first=first,
            daughters=", ".join(map(str, daughters)),
            second=second,
            frame=tracks.tracks[daughters[0]].start + 1,
        )
    return _linked(tracks, {after: before})


def cut(tracks: Tracks, track: int, frame: int) -> Tracks:
    """Cut a track: what it has from a frame on becomes a track of its own, without a parent.

    At the first frame of a daughter this cuts it off its mother, and if one daughter remains that
    one continues the mother's track.

    Parameters
    ----------
    frame
        Counted from 0. If the track has no mask there, the next one that it has counts.

    Raises
    ------
    InputError
        There is no such track, or nothing before the frame to cut it off from.
    """
    nodes = tracks.nodes(track)
    after = next((node for node in nodes if node.frame >= frame), None)
    before = None if after is None else _before(tracks, after)
    if after is None or before is None:
        raise InputError(
            "Track {track} has nothing to cut at frame {frame}: choose a frame after its "
            "first and not after its last one.",
            track=track,
            frame=frame + 1,
        )
    decision = Decision("cut", tracks.anchor(before), tracks.anchor(after))
    return _edited(tracks, {after: None}, (decision,))


def divide(tracks: Tracks, mother: int, daughters: tuple[int, ...]) -> Tracks:
    """Mark a division: the mother's track ends, and two daughters with it as parent begin.

    Parameters
    ----------
    mother
        Id. If it goes on while the daughter begins, its later part is the other daughter.
    daughters
        One id if the mother's later part is the other daughter, else two.

    Raises
    ------
    InputError
        There is no such track, a daughter does not begin after the mother, or there would not be
        two daughters.
    """
    starts = [tracks.nodes(daughter)[0] for daughter in daughters]
    if not starts or mother in daughters:
        raise InputError("A division needs a mother and other tracks as daughters: choose them.")
    first = min(daughters, key=lambda daughter: tracks.tracks[daughter].start)
    start = tracks.tracks[first].start
    earlier = [node for node in tracks.nodes(mother) if node.frame < start]
    if not earlier:
        _refuse_order(tracks, mother, first)
    before = earlier[-1]
    following = [node for node in _after(tracks, before) if node not in starts]
    children = [*following, *starts]
    if len(children) != MOST_DAUGHTERS:
        raise InputError(
            "Track {mother} would have {count} daughters, and a division has two: choose "
            "two tracks that begin after it, or one where it goes on itself.",
            mother=mother,
            count=len(children),
        )
    return _linked(tracks, dict.fromkeys(children, before))


def confirm(tracks: Tracks, node: Node) -> Tracks:
    """Decide that a mask is linked as it should be, so that it is no doubt any more.

    Raises
    ------
    InputError
        The mask has no track.
    """
    _track_of(tracks, node)
    before = _before(tracks, node)
    if before is not None:
        return _linked(tracks, {node: before})
    anchor = tracks.anchor(node)
    return _edited(tracks, {}, (Decision("lone", anchor, anchor),))


def join_masks(tracks: Tracks, before: Node, after: Node) -> Tracks:
    """Link two masks, whatever they were linked with: `after` continues `before`.

    If their tracks overlap in time, the rest of the first and the beginning of the second become
    tracks of their own.

    Raises
    ------
    InputError
        A mask has no track, `after` is not in a later frame, or as `join`.
    """
    if before.frame >= after.frame:
        raise InputError("Two cells of one frame cannot be one: choose a cell in another frame.")
    first, second = _track_of(tracks, before), _track_of(tracks, after)
    if first == second:
        raise InputError(
            "Both are track {first} already: choose another cell.",
            first=first,
        )
    if tracks.tracks[first].end >= tracks.tracks[second].start:
        if tracks.tracks[first].end > before.frame:
            tracks = cut(tracks, first, before.frame + 1)
        if tracks.tracks[second].start < after.frame:
            tracks = cut(tracks, second, after.frame)
    return join(tracks, _track_of(tracks, before), _track_of(tracks, after))


def daughters_in_the_way(tracks: Tracks, before: Node, after: Node) -> list[int]:
    """List the daughters that keep two masks from being joined, see `join_masks`."""
    first, second = tracks.id_of(before), tracks.id_of(after)
    if not first or not second or first == second:
        return []
    overlap = tracks.tracks[first].end >= tracks.tracks[second].start
    if overlap and tracks.tracks[first].end > before.frame:
        return []  # the rest of the first is cut off, with its daughters
    return tracks.daughters(first)


def cut_off_daughters(tracks: Tracks, track: int) -> Tracks:
    """Make tracks without a parent of the daughters of a track."""
    last = tracks.nodes(track)[-1]
    starts = _after(tracks, last)
    anchors = [Decision("cut", tracks.anchor(last), tracks.anchor(start)) for start in starts]
    return _edited(tracks, dict.fromkeys(starts), tuple(anchors))


def divide_mask(tracks: Tracks, mother: Node, daughters: Sequence[Node]) -> Tracks:
    """Mark a division between masks, whatever the daughters were linked with.

    Parameters
    ----------
    mother
        In a frame before those of the daughters.
    daughters
        One if the mother's later part is the other daughter, else two.

    Raises
    ------
    InputError
        A mask has no track, a daughter is not in a later frame than the mother, or as `divide`.
    """
    if any(daughter.frame <= mother.frame for daughter in daughters):
        raise InputError("Daughters begin after their mother: choose cells in a later frame.")
    for daughter in daughters:
        track = _track_of(tracks, daughter)
        if tracks.tracks[track].start <= mother.frame:
            tracks = cut(tracks, track, daughter.frame)
    found = tuple(_track_of(tracks, daughter) for daughter in daughters)
    return divide(tracks, _track_of(tracks, mother), found)


def _track_of(tracks: Tracks, node: Node) -> int:
    track = tracks.id_of(node)
    if not track:
        raise InputError("This cell belongs to no track: choose another one.")
    return track


def _linked(tracks: Tracks, links: Mapping[Node, Node]) -> Tracks:
    """Set the masks before some masks."""
    decisions = tuple(
        Decision("link", tracks.anchor(before), tracks.anchor(after))
        for after, before in links.items()
    )
    return _edited(tracks, links, decisions)


def _refuse_order(tracks: Tracks, first: int, second: int) -> None:
    if tracks.tracks[first].end >= tracks.tracks[second].start:
        raise InputError(
            "Track {second} begins before track {first} has ended: cut one of them first.",
            second=second,
            first=first,
        )


def _before(tracks: Tracks, node: Node) -> Node | None:
    """Mask before another one."""
    frame, label = tracks.previous[node.frame][tracks.objects[node.frame].row(node.label)].tolist()
    return None if frame < 0 else Node(frame, label)


def _after(tracks: Tracks, node: Node) -> list[Node]:
    """Masks that directly continue a mask: one, or two if it divides."""
    found = []
    for frame in range(node.frame + 1, len(tracks)):
        links = tracks.previous[frame]
        rows = np.flatnonzero((links == np.array(node)).all(axis=1))
        found += [Node(frame, int(tracks.objects[frame].labels[row])) for row in rows]
    return found


def _edited(
    tracks: Tracks, links: Mapping[Node, Node | None], decisions: tuple[Decision, ...]
) -> Tracks:
    """Replace the masks before some masks, and note the decisions in place of earlier ones."""
    previous: list[NDArray[np.int64]] = list(tracks.previous)
    for after, before in links.items():
        changed = previous[after.frame].copy()
        changed[tracks.objects[after.frame].row(after.label)] = before or NO_PREVIOUS
        previous[after.frame] = changed
    kept = tuple(
        old for old in tracks.decisions if not any(_replaces(new, old) for new in decisions)
    )
    return make_tracks(
        tracks.objects,
        previous,
        tracks,
        kept + decisions,
        fewest=tracks.fewest,
        axis=tracks.axis,
    )


def _replaces(new: Decision, old: Decision) -> bool:
    """Check whether a decision is about the link of an earlier one, or sets another one for it."""
    if new.after != old.after:
        return False
    return new.before == old.before or new.kind == old.kind == "link"
