"""Links that a person should look at."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .tracks import NONE, Tracks

Reason = Literal["jump", "area", "gap", "lone"]
JUMP = 0.75  # diameters
USUAL_STEPS = 4.0  # a jump is so many times as long as the median step of all objects
AREA = 1.6  # ratio of areas in consecutive masks
SPECK = 0.15  # of the median area: what is smaller is probably no cell
FEW = 6  # links of one frame needed to estimate a common motion


@dataclass(frozen=True)
class Doubt:
    """One doubtful place.

    Attributes
    ----------
    frame
        Counted from 0, of the later one of two masks.
    label
        Mask in that frame.
    track
        Id.
    reason
        "jump": the object moved far. "area": its area leapt, or that of both daughters of a
        division differs as much from the mother's. "gap": masks are missing before. "lone": the
        track has a single mask.
    value
        Step in diameters, ratio of the areas (above 1), number of missing masks, or 1.
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

    Steps are measured from the median step of all objects of a frame, so that drift is no doubt.
    What the user has decided is no doubt either.
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
    decided = _decided(tracks)
    found_open = [each for each in doubts if (each.frame, each.label) not in decided]
    return sorted(found_open, key=lambda doubt: (doubt.frame, doubt.label))


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
    kept = []
    for doubt in doubts:
        objects = tracks.objects[doubt.frame]
        if objects.area_px[objects.row(doubt.label)] >= least:
            kept.append(doubt)
    return kept, len(doubts) - len(kept)


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
