"""New links where masks of some frames were renewed; all other links stay as they are."""

from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .depth_linker import DepthLinker
from .linker import Linker
from .numbering import make_tracks
from .objects import Labels, Objects, objects_of
from .settings import DepthSettings, Given, TimeSettings
from .time_linker import TimeLinker
from .tracks import MOST_DAUGHTERS, NO_PREVIOUS, NONE, Anchor, Decision, Node, Tracks

Settings = TimeSettings | DepthSettings


def relink(
    tracks: Tracks,
    labels_of: Callable[[int], Labels],
    changed: Collection[int],
    settings: Settings | None = None,
) -> Tracks:
    """Link frames again whose masks have changed.

    Decisions of the user are kept: in a renewed frame, each applies to the mask that covers the
    pixel of its anchor. Without such a mask it has no effect, until a later renewal makes one.

    Parameters
    ----------
    labels_of
        Reads the label image (H, W) of a frame; asked only for the frames that were renewed, and
        for those within the longest gap of one.
    changed
        Frames whose masks were renewed, counted from 0.
    settings
        Those with which the frames were linked; None: the standard ones.

    Raises
    ------
    InputError
        As `link_frames`.
    """
    if settings is None:
        settings = TimeSettings() if tracks.axis == "time" else DepthSettings(fewest=tracks.fewest)
    renewed = {frame for frame in changed if 0 <= frame < len(tracks)}
    objects, places = _measured(tracks, renewed, labels_of)
    links, refused = _decided(tracks.decisions, places)
    kept = _kept(tracks, objects, renewed, links)
    previous = list(kept)
    busy = {Node(*node) for one in kept for node in one[one[:, 0] != NONE].tolist()}
    for frames in _ranges(renewed, settings.gap, len(tracks)):
        linker = _linker(settings, frames.start)
        for frame in frames:
            recent = renewed.intersection(range(frame - 1 - settings.gap, frame + 1))
            closed = (kept[frame][:, 0] == NONE) & (not recent)
            given = Given(kept[frame], closed, busy, refused.get(frame, frozenset()))
            linker.add(labels_of(frame), given, objects[frame])
        previous[frames.start : frames.stop] = linker.previous
    return make_tracks(
        objects,
        previous,
        tracks,
        tuple(_moved(one, objects, places) for one in tracks.decisions),
        fewest=tracks.fewest,
        axis=tracks.axis,
    )


def _measured(
    tracks: Tracks, renewed: set[int], labels_of: Callable[[int], Labels]
) -> tuple[list[Objects], dict[Anchor, Node | None]]:
    """Measure renewed frames, and find the masks to which decisions apply."""
    anchors = {anchor for one in tracks.decisions for anchor in (one.before, one.after)}
    objects = list(tracks.objects)
    places: dict[Anchor, Node | None] = {}
    for frame in sorted(renewed):
        labels = labels_of(frame)
        objects[frame] = objects_of(labels)[0]
        for anchor in anchors:
            if anchor.frame == frame:
                label = int(labels[anchor.y, anchor.x])
                places[anchor] = Node(frame, label) if label else None
    for anchor in anchors.difference(places):
        row = objects[anchor.frame].row_at((anchor.y, anchor.x))
        label = 0 if row < 0 else int(objects[anchor.frame].labels[row])
        places[anchor] = Node(anchor.frame, label) if label else None
    return objects, places


def _decided(
    decisions: tuple[Decision, ...], places: dict[Anchor, Node | None]
) -> tuple[dict[Node, Node], dict[int, set[tuple[Node, int]]]]:
    """Links that are set, as masks before masks, and for each frame the pairs that are refused."""
    links: dict[Node, Node] = {}
    refused: dict[int, set[tuple[Node, int]]] = {}
    for decision in decisions:
        before, after = places[decision.before], places[decision.after]
        if before is None or after is None:
            continue
        if decision.kind == "link":
            full = list(links.values()).count(before) == MOST_DAUGHTERS
            if not full or links.get(after) == before:
                links[after] = before
        elif decision.kind == "cut":
            refused.setdefault(after.frame, set()).add((before, after.label))
    return links, refused


def _kept(
    tracks: Tracks, objects: list[Objects], renewed: set[int], links: dict[Node, Node]
) -> list[NDArray[np.int64]]:
    """For each frame (N, 2) the links that stay: those that renewed frames have no part in."""
    kept = []
    for frame, one in enumerate(objects):
        if frame in renewed:
            kept.append(np.tile(np.array(NO_PREVIOUS, np.int64), (len(one), 1)))
            continue
        previous = tracks.previous[frame].copy()
        before = previous[:, 0]
        for other in renewed:
            previous[(before != NONE) & (before <= other) & (other < frame)] = NO_PREVIOUS
        kept.append(previous)
    for node in links.values():  # whoever continues such a mask is decided
        for previous in kept[node.frame + 1 :]:
            previous[(previous == np.array(node)).all(axis=1)] = NO_PREVIOUS
    for after, node in links.items():
        kept[after.frame][objects[after.frame].row(after.label)] = node
    return kept


def _ranges(renewed: set[int], gap: int, count: int) -> list[range]:
    """Frames that are linked again, around the renewed ones."""
    ranges: list[range] = []
    for frame in sorted(renewed):
        start, stop = max(frame - 1 - gap, 0), min(frame + 2 + gap, count)
        if ranges and start <= ranges[-1].stop:
            start = ranges.pop().start
        ranges.append(range(start, stop))
    return ranges


def _linker(settings: Settings, first: int) -> Linker:
    if isinstance(settings, TimeSettings):
        return TimeLinker(settings, first)
    return DepthLinker(settings, first)


def _moved(
    decision: Decision, objects: list[Objects], places: dict[Anchor, Node | None]
) -> Decision:
    """Move the anchors of a decision to the inner points of the masks as they are now."""
    ends = []
    for anchor in (decision.before, decision.after):
        node = places[anchor]
        if node is not None:
            y, x = objects[node.frame].inner_px[objects[node.frame].row(node.label)].tolist()
            anchor = Anchor(node.frame, y, x)
        ends.append(anchor)
    return replace(decision, before=ends[0], after=ends[1])
