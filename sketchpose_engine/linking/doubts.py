"""Links that a person should look at."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .tracks import NONE, Node, Tracks

Reason = Literal["jump", "area", "gap", "lone", "waist", "long"]
JUMP = 0.75  # diameters
USUAL_STEPS = 4.0  # a jump is so many times as long as the median step of all objects
AREA = 1.6  # ratio of areas in consecutive masks
SPECK = 0.15  # of the median area: what is smaller is probably no cell
FEW = 6  # links of one frame, or objects of a stack, needed to estimate what is common
WAIST = 0.7  # of the areas above and below: a narrower slice of a stack may separate two objects
LONG = 1.6  # times the median number of slices


@dataclass(frozen=True)
class Doubt:
    """One doubtful place.

    Attributes
    ----------
    frame
        Counted from 0, of the later one of two masks; of a stack, the slice of the mask.
    label
        Mask in that frame.
    track
        Id.
    reason
        "jump": the object moved far. "area": its area leapt, or that of both daughters of a
        division differs as much from the mother's. "gap": masks are missing before. "lone": the
        track has a single mask. Along depth, two objects above each other may have become one:
        "waist": its area is smaller than above and below. "long": it is in more slices than others.
    value
        Step in diameters, ratio of the areas (above 1), number of missing masks, or 1; of a waist,
        the part of the area (below 1), of a long object, the number of slices.
    """

    frame: int
    label: int
    track: int
    reason: Reason
    value: float


@dataclass(frozen=True, eq=False)
class _Links:
    """All links that end in one frame: objects, and what changed since the object before."""

    rows: NDArray[np.int64]
    step: NDArray[np.float64]
    ratio: NDArray[np.float64]
    missing: NDArray[np.int64]


def find_doubts(tracks: Tracks) -> list[Doubt]:
    """List doubtful links and tracks, in the order of the frames and then of the labels.

    What the user has decided is no doubt.
    """
    doubts = _doubts_in_time(tracks) if tracks.axis == "time" else _doubts_in_depth(tracks)
    decided = _decided(tracks)
    found_open = [each for each in doubts if (each.frame, each.label) not in decided]
    return sorted(found_open, key=lambda doubt: (doubt.frame, doubt.label))


def _doubts_in_time(tracks: Tracks) -> list[Doubt]:
    """List the doubts of a movie.

    Steps are measured from the median step of all objects of a frame, so that drift is no doubt.
    """
    links = [_links(tracks, frame) for frame in range(len(tracks))]
    steps = np.concatenate([one.step for one in links]) if links else np.empty(0)
    far = max(JUMP, USUAL_STEPS * float(np.median(steps)) if len(steps) else 0.0)
    doubts = []
    for frame, one in enumerate(links):
        leap = np.maximum(one.ratio, 1 / one.ratio)
        found: list[tuple[Reason, NDArray[np.bool_], NDArray[np.float64]]] = [
            ("jump", one.step > far, one.step),
            ("area", leap > AREA, leap),
            ("gap", one.missing > 0, one.missing.astype(np.float64)),
        ]
        for reason, places, values in found:
            for place in np.flatnonzero(places).tolist():
                doubts.append(_doubt(tracks, frame, int(one.rows[place]), reason, values[place]))
        doubts += _lone(tracks, frame)
    return doubts


def _doubts_in_depth(tracks: Tracks) -> list[Doubt]:
    """List the objects of a stack that may be two, each at the slice where these would meet."""
    objects = _objects_in_depth(tracks)
    slices = [each.shape[1] for each in objects]
    most = LONG * float(np.median(slices)) if len(slices) >= FEW else np.inf
    doubts = []
    for frames, rows, areas in objects:
        above, below = np.maximum.accumulate(areas), np.maximum.accumulate(areas[::-1])[::-1]
        part = areas / np.minimum(above, below)
        place = int(part.argmin()) if part.min() < 1 else len(areas) // 2
        frame, row = int(frames[place]), int(rows[place])
        if part[place] < WAIST:
            doubts.append(_doubt(tracks, frame, row, "waist", part[place]))
        elif len(areas) > most:
            doubts.append(_doubt(tracks, frame, row, "long", len(areas)))
    return doubts


def _objects_in_depth(tracks: Tracks) -> list[NDArray[np.int64]]:
    """Frames, rows and areas (3, number of slices) of each track, in the order of the slices."""
    sizes = [len(each) for each in tracks.objects]
    if not sum(sizes):
        return []
    frames = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.concatenate([np.arange(size) for size in sizes])
    areas = np.concatenate([each.area_px for each in tracks.objects])
    ids = np.concatenate(tracks.ids)
    order = np.argsort(ids, kind="stable")
    names, starts = np.unique(ids[order], return_index=True)
    parts = np.split(np.stack([frames, rows, areas])[:, order], starts[1:], axis=1)
    return [part for name, part in zip(names.tolist(), parts, strict=True) if name]


def without_specks(
    tracks: Tracks, doubts: list[Doubt], least_area_px: float = 0.0
) -> tuple[list[Doubt], int]:
    """Leave out doubts about objects that are so small that they are probably no cells.

    Parameters
    ----------
    doubts
        Of `find_doubts`.
    least_area_px
        Objects below it count as specks, too.

    Returns
    -------
    The other doubts, and the number of those that are left out.
    """
    areas = np.concatenate([np.empty(0, np.int64), *(one.area_px for one in tracks.objects)])
    least = max(SPECK * float(np.median(areas)) if len(areas) else 0.0, least_area_px)
    kept = [doubt for doubt in doubts if _area_px(tracks, doubt) >= least]
    return kept, len(doubts) - len(kept)


def _area_px(tracks: Tracks, doubt: Doubt) -> int:
    """Area of the mask in doubt; along depth, where it is small at a waist, the largest one."""
    nodes = [Node(doubt.frame, doubt.label)]
    if tracks.axis == "depth":
        nodes = tracks.nodes(doubt.track)
    masks = [(tracks.objects[frame], label) for frame, label in nodes]
    return max(int(objects.area_px[objects.row(label)]) for objects, label in masks)


def _decided(tracks: Tracks) -> set[tuple[int, int]]:
    """Frames and labels of the masks that the user has linked, or left alone."""
    decided = set()
    for decision in tracks.decisions:
        frame, *point = decision.after
        objects = tracks.objects[frame]
        row = objects.row_at((point[0], point[1]))
        if decision.kind != "cut" and row >= 0:
            decided.add((frame, int(objects.labels[row])))
    return decided


def _doubt(tracks: Tracks, frame: int, row: int, reason: Reason, value: float) -> Doubt:
    label, track = tracks.objects[frame].labels[row], tracks.ids[frame][row]
    return Doubt(frame, int(label), int(track), reason, float(value))


def _lone(tracks: Tracks, frame: int) -> list[Doubt]:
    """Objects whose track has no other mask."""
    if len(tracks) == 1:
        return []
    return [
        _doubt(tracks, frame, row, "lone", 1.0)
        for row, track in enumerate(tracks.ids[frame].tolist())
        if track and tracks.tracks[track].count == 1
    ]


def _links(tracks: Tracks, frame: int) -> _Links:
    objects, previous = tracks.objects[frame], tracks.previous[frame]
    rows = np.flatnonzero(previous[:, 0] != NONE)
    before = np.zeros((len(rows), 3))  # y, x, area
    for source in np.unique(previous[rows, 0]).tolist():
        here = previous[rows, 0] == source
        other = tracks.objects[source]
        places = other.rows(previous[rows[here], 1])
        before[here, :2], before[here, 2] = other.centroid_px[places], other.area_px[places]
    now = np.c_[objects.centroid_px[rows], objects.area_px[rows]]
    now = _with_sisters(now, previous[rows])
    away = now[:, :2] - before[:, :2]
    if len(rows) >= FEW:
        away = away - np.median(away, axis=0)
    size = np.sqrt(4 / np.pi * (now[:, 2] + before[:, 2]) / 2)
    step = np.hypot(*away.T) / np.where(size > 0, size, 1)
    ratio = now[:, 2] / np.where(before[:, 2] > 0, before[:, 2], 1)
    return _Links(rows, step, ratio, frame - 1 - previous[rows, 0])


def _with_sisters(now: NDArray[np.float64], previous: NDArray[np.int64]) -> NDArray[np.float64]:
    """Centroids and areas (K, 3), those of daughters of one mother taken together."""
    if not len(now):
        return now
    names, group = np.unique(previous, axis=0, return_inverse=True)
    group = group.reshape(-1)
    area = np.bincount(group, now[:, 2], len(names))
    middle = [np.bincount(group, now[:, axis] * now[:, 2], len(names)) / area for axis in (0, 1)]
    return np.stack([*middle, area], axis=1)[group]
