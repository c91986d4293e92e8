"""Shapes of synthetic cells: label images (H, W) int32, 0 background, each label 4-connected."""

from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage.measure import label

Labels = NDArray[np.int32]
Field = NDArray[np.float32]

FREE_PART = 0.75  # minimum uncovered fraction of a body


def smooth_noise(shape: tuple[int, int], scale_px: float, rng: np.random.Generator) -> Field:
    """Return (H, W) noise with features about `scale_px` wide, mean 0, standard deviation 1."""
    step = max(scale_px / 3, 1.0)
    coarse = [ceil(size / step) + 4 for size in shape]
    coefficients = rng.standard_normal(coarse).astype(np.float32)
    rows, columns = (_spline(size, step) for size in shape)
    noise = rows @ coefficients @ columns.T
    return (noise - noise.mean()) / max(float(noise.std()), 1e-6)


def _spline(size: int, step: float) -> Field:
    """Return (size, ceil(size / step) + 4) weights of the quadratic B-splines at each pixel."""
    place = np.arange(size) / step + 1.5
    away = np.abs(place[:, None] - np.arange(ceil(size / step) + 4))
    near, far = 0.75 - away**2, 0.5 * np.maximum(1.5 - away, 0) ** 2
    return np.where(away < 0.5, near, far).astype(np.float32)


def whole(labels: NDArray[np.integer], fewest_px: int, filled: bool = False) -> Labels:
    """Number 4-connected parts 1..N; parts smaller than `fewest_px` become background.

    Parameters
    ----------
    labels
        (H, W), 0 background; each part of a label becomes a cell.
    fewest_px
        Minimum size of a part.
    filled
        Assign removed parts to the adjacent cell instead.
    """
    parts = _connected(labels)
    kept = np.bincount(parts.ravel()) >= fewest_px
    kept[0] = False
    names = np.where(kept, np.cumsum(kept), 0).astype(np.int32)
    result: Labels = names[parts]
    lost = (result == 0) & (labels > 0)
    if filled and lost.any() and kept.any():
        result = np.where(lost, result[tuple(_nearest(result == 0))], result)
        return whole(result, 0)
    return result


def rods(
    shape: tuple[int, int], width_px: float, rng: np.random.Generator, long: bool = False
) -> Labels:
    """Generate rods side by side in bent rows; several such fields may meet at any angle.

    Parameters
    ----------
    width_px
        Width of a rod.
    long
        Whether to generate filaments, much longer and more bent.
    """
    crowded = rng.random() < 0.6
    region = smooth_noise(shape, rng.uniform(60, 200), rng) > rng.uniform(-1.2, 0.3)
    labels = np.zeros(shape, np.int32)
    for _ in range(rng.integers(1, 4) if crowded else rng.integers(2, 6)):
        field = _rows_of_rods(shape, width_px, rng, long)
        kept = 1.0 if crowded and rng.random() < 0.5 else rng.uniform(0.15, 0.8)
        labels = _laid_over(labels, field, region, kept, rng)
        if crowded:
            region = smooth_noise(shape, rng.uniform(60, 200), rng) > rng.uniform(-1.0, 0.5)
    return whole(labels, max(8, round(0.6 * width_px**2)))


def _rows_of_rods(
    shape: tuple[int, int], width_px: float, rng: np.random.Generator, long: bool
) -> Labels:
    """Generate rods in rows of a bent coordinate system, with random gaps."""
    y, x = np.indices(shape, np.float32)
    turn = rng.uniform(0, np.pi)
    bend = width_px * rng.uniform(1, 6) * (2.0 if long else 1.0)
    scale_px = rng.uniform(60, 160) + 6 * width_px
    bend = min(bend, 0.25 * scale_px)  # larger bends would fold the rows
    along = np.cos(turn) * x + np.sin(turn) * y + bend * smooth_noise(shape, scale_px, rng)
    across = np.cos(turn) * y - np.sin(turn) * x + bend * smooth_noise(shape, scale_px, rng)
    gap_px = rng.choice([0.0, 0.5, 1.0, rng.uniform(1, width_px)])
    pitch = width_px + gap_px
    row = np.floor(across / pitch).astype(np.int32)
    row -= row.min()
    middle = (across / pitch - np.floor(across / pitch) - 0.5) * pitch
    shortest, longest = (6.0, 30.0) if long else (1.5, rng.uniform(2.5, 7))
    count = ceil(float(np.ptp(along)) / (shortest * width_px)) + 3
    length = width_px * rng.uniform(shortest, longest, (row.max() + 1, count))
    ends = np.cumsum(length + gap_px, axis=1)
    start = along.min() - length[:, :1] * rng.random((len(length), 1))
    ends = (ends + start).astype(np.float32)
    # One search for all rows: each row has its own interval.
    stretch = float(ends.max() - along.min()) + 1
    place = along - along.min() + row * stretch
    limits = (ends - along.min() + np.arange(len(ends))[:, None] * stretch).ravel()
    rod = np.minimum(np.searchsorted(limits, place.ravel()), limits.size - 1).reshape(shape)
    half = (length.ravel()[rod] / 2).astype(np.float32)
    centre = limits[rod] - gap_px - half  # without the gap after it
    radius = width_px / 2 * rng.uniform(0.85, 1.0, limits.size).astype(np.float32)[rod]
    beyond = np.maximum(np.abs(place - centre) - np.maximum(half - radius, 0), 0)
    inside = np.hypot(beyond, middle) <= radius
    return np.where(inside, rod + 1, 0).astype(np.int32)


def _laid_over(
    labels: Labels,
    field: Labels,
    region: NDArray[np.bool_],
    kept: float,
    rng: np.random.Generator,
) -> Labels:
    """Add the bodies of a field that are in a region and mostly uncovered."""
    field = _connected(field)
    area = np.bincount(field.ravel())
    free = np.bincount(field.ravel(), (labels == 0).ravel())
    within = np.bincount(field.ravel(), region.ravel())
    chosen = (free >= FREE_PART * area) & (within > 0.5 * area) & (rng.random(area.size) < kept)
    chosen[0] = False
    added = np.where(chosen[field] & (labels == 0), field + labels.max(), 0)
    return (labels + added).astype(np.int32)


def blobs(shape: tuple[int, int], width_px: float, rng: np.random.Generator) -> Labels:
    """Generate round to oval bodies, alone or in clusters where they touch."""
    labels = np.zeros(shape, np.int32)
    crowding = rng.uniform(0.05, 1.0)
    count = ceil(crowding * shape[0] * shape[1] / width_px**2)
    spread = rng.choice([0.05, 0.2, 0.4])  # of sizes
    lumpy, oval = rng.uniform(0, 0.12), rng.uniform(0, 0.5)
    clustered = rng.random() * (crowding < 0.6)
    centres: list[NDArray[np.float64]] = []
    for _ in range(min(count, 400)):
        centre = rng.uniform(0, shape)
        if centres and rng.random() < clustered:
            turn = rng.uniform(0, 2 * np.pi)
            away = width_px * rng.uniform(0.85, 1.05)
            centre = centres[rng.integers(len(centres))] + away * np.array(
                [np.sin(turn), np.cos(turn)]
            )
        radius = width_px / 2 * np.exp(spread * np.clip(rng.standard_normal(), -2, 1.5))
        if _put_blob(labels, centre, radius, lumpy, oval * rng.random(), rng):
            centres.append(centre)
    return whole(labels, max(8, round(0.1 * width_px**2)))


def _put_blob(
    labels: Labels,
    centre: NDArray[np.float64],
    radius: float,
    lumpy: float,
    oval: float,
    rng: np.random.Generator,
) -> bool:
    """Place a body below the existing ones; return whether there was room."""
    reach = ceil(radius * (1 + 2 * lumpy + oval)) + 2
    low = np.maximum(np.floor(centre).astype(int) - reach, 0)
    high = np.minimum(np.floor(centre).astype(int) + reach + 1, labels.shape)
    if (low >= high).any():
        return False
    part = labels[low[0] : high[0], low[1] : high[1]]
    y, x = np.ogrid[low[0] : high[0], low[1] : high[1]]
    y, x = y - centre[0], x - centre[1]
    angle = np.arctan2(y, x)
    turn = rng.uniform(0, np.pi)
    # An ellipse by its second harmonic; higher ones add dents.
    edge = 1 + oval * np.cos(2 * (angle - turn))
    for order in (3, 4, 5):
        edge = edge + lumpy * rng.standard_normal() * np.cos(order * angle + rng.uniform(0, 6)) / 2
    inside = np.hypot(y, x) <= radius * edge
    free = inside & (part == 0)
    if free.sum() < FREE_PART * inside.sum() or not inside.any():
        return False
    part[free] = labels.max() + 1
    return True


def tissue(shape: tuple[int, int], width_px: float, rng: np.random.Generator) -> Labels:
    """Generate cells that fill the image, or part of it; their sizes may vary across it."""
    y, x = np.indices(shape, np.float32)
    bend = width_px * rng.uniform(0, 0.35)
    warped_y = y + bend * smooth_noise(shape, 2 * width_px, rng)
    warped_x = x + bend * smooth_noise(shape, 2 * width_px, rng)
    margin = ceil(2 * width_px + 3 * bend)
    seeds = _seeds((shape[0] + 2 * margin, shape[1] + 2 * margin), width_px, rng)
    stretch = np.exp(rng.uniform(0, 0.6))  # elongated cells
    grown = seeds[tuple(_nearest(seeds == 0, (1.0, 1 / stretch)))]
    rows = np.clip(np.rint(warped_y).astype(int) + margin, 0, grown.shape[0] - 1)
    columns = np.clip(np.rint(warped_x).astype(int) + margin, 0, grown.shape[1] - 1)
    labels = whole(grown[rows, columns], max(8, round(0.04 * width_px**2)), filled=True)
    if rng.random() < 0.3:  # the tissue ends, or has gaps
        missing = smooth_noise(shape, 4 * width_px, rng) < rng.uniform(-2, -0.3)
        gone = np.bincount(labels.ravel(), missing.ravel()) > 0.5 * np.bincount(labels.ravel())
        labels = np.where(gone[labels], 0, labels).astype(np.int32)
    if rng.random() < 0.2:  # walls belong to no cell
        labels = np.where(edges(labels), 0, labels).astype(np.int32)
    return whole(labels, 8)


def spread(shape: tuple[int, int], width_px: float, rng: np.random.Generator) -> Labels:
    """Generate flat cells that cover part of the ground: angular, of various sizes."""
    room = tissue(shape, width_px * rng.uniform(1.1, 1.6), rng)
    there = rng.random(room.max() + 1) < rng.uniform(0.3, 0.95)
    there[0] = False
    labels = np.where(there[room], room, 0).astype(np.int32)
    if rng.random() < 0.6:  # each shrinks, by different amounts along its edge
        depth = ndi.distance_transform_edt((labels > 0) & ~edges(labels))
        back_px = width_px * rng.uniform(0.02, 0.2) * (1 + smooth_noise(shape, width_px, rng))
        labels = np.where(depth > back_px, labels, 0).astype(np.int32)
    return whole(labels, max(8, round(0.1 * width_px**2)))


def _seeds(shape: tuple[int, int], width_px: float, rng: np.random.Generator) -> Labels:
    """Place one labelled pixel per cell: on a jittered grid, or at random for various sizes."""
    pitch = width_px * 1.1
    if rng.random() < 0.5:
        grid = np.stack(
            np.meshgrid(*(np.arange(pitch / 2, s, pitch) for s in shape), indexing="ij"), -1
        )
        places = grid.reshape(-1, 2) + pitch * rng.uniform(0.2, 0.45) * rng.uniform(
            -1, 1, (grid.size // 2, 2)
        )
    else:
        places = rng.uniform(0, shape, (ceil(shape[0] * shape[1] / pitch**2), 2))
        crowd = smooth_noise(shape, 5 * width_px, rng)
        at = tuple(places.astype(int).T)
        more = places[crowd[at] > 0.3]
        extra = rng.integers(0, 4)  # small cells among large ones
        shaken = [more + rng.normal(0, pitch / 2, more.shape) for _ in range(extra)]
        places = np.concatenate([places, *shaken])
    at = np.clip(places.astype(int), 0, np.array(shape) - 1).T
    seeds = np.zeros(shape, np.int32)
    seeds[at[0], at[1]] = np.arange(1, at.shape[1] + 1)
    return seeds


def _connected(labels: NDArray[np.integer]) -> Labels:
    """Number the 4-connected parts of every label."""
    parts = label(labels, background=0, connectivity=1)  # type: ignore[no-untyped-call]
    return np.asarray(parts, np.int32)


def _nearest(
    empty: NDArray[np.bool_], sampling: tuple[float, float] | None = None
) -> NDArray[np.int32]:
    """Return the (2, H, W) place of the nearest pixel that is not empty."""
    return ndi.distance_transform_edt(
        empty, sampling=sampling, return_distances=False, return_indices=True
    )


def edges(labels: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Return (H, W) pixels next to a smaller label: the one-sided line between two cells."""
    line = np.zeros(labels.shape, bool)
    for one, other in ((np.s_[1:], np.s_[:-1]), (np.s_[:, 1:], np.s_[:, :-1])):
        for here, there in ((one, other), (other, one)):
            line[here] |= labels[here] > labels[there]
    return line
