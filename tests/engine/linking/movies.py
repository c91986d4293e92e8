"""Synthetic movies with known tracks: discs and rods that move, divide and vanish."""

from dataclasses import dataclass, field

import numpy as np

from sketchpose_engine.linking.numbering import make_tracks
from sketchpose_engine.linking.objects import objects_of
from sketchpose_engine.linking.tracks import NONE


@dataclass
class Cell:
    """A rod with round ends of length 2 * (`half` + `radius`); a disc if `half` is 0."""

    id: int
    y: float
    x: float
    angle: float
    half: float
    radius: float
    parent: int = 0


@dataclass
class Movie:
    """Label images whose labels are the true track ids, and the parents of the tracks."""

    frames: list[np.ndarray]
    parents: dict[int, int] = field(default_factory=dict)


def draw(cells, shape):
    """Cell of each pixel, the one that it is deepest in; 0 outside of all."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(float)
    best = np.ones(shape)
    labels = np.zeros(shape, np.int32)
    for cell in cells:
        dy, dx = y - cell.y, x - cell.x
        along = dy * np.sin(cell.angle) + dx * np.cos(cell.angle)
        along -= along.clip(-cell.half, cell.half)
        across = dx * np.sin(cell.angle) - dy * np.cos(cell.angle)
        distance = np.hypot(along, across) / cell.radius
        nearer = distance < best
        labels[nearer] = cell.id
        best[nearer] = distance[nearer]
    return labels


def apart(cell, others, share=0.8):
    """Whether a cell overlaps none of the others much: touching is allowed."""
    points = _axis(cell)
    return all(
        np.hypot(*(points[:, None] - _axis(other)[None]).transpose(2, 0, 1)).min()
        > share * (cell.radius + other.radius)
        for other in others
    )


def _axis(cell):
    steps = np.linspace(-cell.half, cell.half, 7)
    return np.stack(
        [cell.y + steps * np.sin(cell.angle), cell.x + steps * np.cos(cell.angle)], axis=1
    )


def movie(
    seed, *, cells=14, frames=8, shape=(160, 160), radius=7.0, rods=False, dividing=True,
    vanishing=True, share=0.45,
):  # fmt: skip
    """Movie whose cells move by less than `share` of their diameter from frame to frame."""
    rng = np.random.default_rng(seed)
    now, count = [], 0
    for _ in range(cells * 30):
        half = rng.uniform(6, 9) if rods else 0.0
        y, x = rng.uniform(2 * radius, np.array(shape) - 2 * radius)
        new = Cell(count + 1, y, x, rng.uniform(0, np.pi), half, radius * (1 - 0.15 * rods))
        if len(now) < cells and apart(new, now, 0.95):
            now.append(new)
            count += 1
    found = Movie([draw(now, shape)], {cell.id: 0 for cell in now})
    for _ in range(frames - 1):
        now, count = _next(now, count, rng, (shape, rods, dividing, vanishing, share))
        found.frames.append(draw(now, shape))
        found.parents |= {cell.id: cell.parent for cell in now}
    return found


def _next(now, count, rng, how):
    shape, rods, dividing, vanishing, share = how
    after = []
    for place, cell in enumerate(now):
        rest = after + now[place + 1 :]
        if vanishing and rng.random() < 0.02:
            continue
        if dividing and rng.random() < 0.06 and (cell.half > 6 if rods else cell.radius > 6):
            pair = _daughters(cell, count, rods)
            if all(apart(one, rest) and _inside(one, shape) for one in pair):
                after += pair
                count += 2
                continue
        after.append(_moved(cell, rest, rng, (shape, rods, share)))
    return after, count


def _daughters(cell, count, rods):
    half = max((cell.half - cell.radius) / 2 + 0.5, 0.0) if rods else 0.0
    radius = cell.radius if rods else cell.radius / np.sqrt(2)
    away = cell.half - half + 0.4 if rods else 0.95 * radius
    return [
        Cell(count + number, cell.y + side * away * np.sin(cell.angle),
             cell.x + side * away * np.cos(cell.angle), cell.angle, half, radius, cell.id)
        for number, side in ((1, -1), (2, 1))
    ]  # fmt: skip


def _moved(cell, rest, rng, how):
    shape, rods, share = how
    for _ in range(20):
        step = share * 2 * cell.radius * rng.random()
        way = rng.uniform(0, 2 * np.pi)
        turn = rng.normal(0, 0.08) if rods else rng.uniform(0, np.pi)
        new = Cell(
            cell.id, cell.y + step * np.sin(way), cell.x + step * np.cos(way),
            cell.angle + turn, min(cell.half + 0.4, 12) if rods else 0.0,
            cell.radius if rods else min(cell.radius + 0.3, 7.0), cell.parent,
        )  # fmt: skip
        if _inside(new, shape) and apart(new, rest):
            return new
    return cell


def _inside(cell, shape):
    points = _axis(cell)
    return (points > cell.radius).all() and (points < np.array(shape) - cell.radius).all()


def truth(found, *, frames=None):
    """Tracks of a movie: equal labels are one track. `frames` may lack some of the masks."""
    frames = found.frames if frames is None else frames
    objects = [objects_of(labels)[0] for labels in frames]
    last: dict[int, int] = {}
    previous = []
    for frame, one in enumerate(objects):
        links = np.tile(np.array([NONE, 0]), (len(one), 1))
        for row, label in enumerate(one.labels.tolist()):
            source = label if label in last else found.parents[label]
            while source and source not in last:  # the parent was never seen
                source = found.parents[source]
            if source:
                links[row] = last[source], source
        for label in one.labels.tolist():
            last[label] = frame
        previous.append(links)
    return make_tracks(objects, previous, wanted=[one.labels for one in objects])


def shuffled(frames, seed):
    """The same masks with other numbers."""
    rng = np.random.default_rng(seed)
    others = []
    for labels in frames:
        names = np.concatenate([[0], 1 + rng.permutation(3 * int(labels.max()) + 1)])
        others.append(names[labels].astype(np.int32))
    return others


def links(tracks, frames):
    """All links of tracks as pairs of masks, each known by its pixels' first place."""
    place = [
        {int(n): int(np.flatnonzero(labels == n)[0]) for n in np.unique(labels)}
        for labels in frames
    ]
    found = set()
    for frame, (objects, previous) in enumerate(zip(tracks.objects, tracks.previous, strict=True)):
        for label, (before, other) in zip(objects.labels.tolist(), previous.tolist(), strict=True):
            if before >= 0:
                found.add((before, place[before][other], frame, place[frame][label]))
    return found


def without(found, share, seed):
    """Frames of a movie without a share of the masks."""
    rng = np.random.default_rng(seed)
    frames = []
    for labels in found.frames:
        names = np.unique(labels)[1:]
        gone = names[rng.random(len(names)) < share]
        frames.append(np.where(np.isin(labels, gone), 0, labels).astype(np.int32))
    return frames


def merged(found, share, seed):
    """Frames of a movie in which a share of the masks is joined to the nearest one, in pairs."""
    rng = np.random.default_rng(seed)
    frames = []
    for labels in found.frames:
        objects, _ = objects_of(labels)
        names, joined = labels.copy(), set()
        for row in np.flatnonzero(rng.random(len(objects)) < share / 2).tolist():
            away = np.hypot(*(objects.centroid_px - objects.centroid_px[row]).T)
            away[row] = np.inf
            one, other = objects.labels[row], objects.labels[int(away.argmin())]
            if away.min() < 1.3 * objects.size_px[row] and not joined & {one, other}:
                joined |= {one, other}
                names[labels == other] = one
        frames.append(names)
    return frames
