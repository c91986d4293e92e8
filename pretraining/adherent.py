"""Shapes of adherent cells: flat, with thin protrusions."""

from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from .cell_shapes import Labels, spread, whole


def adherent(shape: tuple[int, int], width_px: float, rng: np.random.Generator) -> Labels:
    """Generate flat cells with thin, tapering protrusions; some are round."""
    labels = spread(shape, width_px, rng)
    if not labels.any():
        return labels
    room = labels == 0
    for name, part in enumerate(ndi.find_objects(labels), 1):
        if part is None or rng.random() < 0.35:
            continue
        rim = np.argwhere((labels[part] == name) & (ndi.minimum_filter(labels[part], 3) != name))
        middle = np.array([(side.start + side.stop) / 2 for side in part])
        for _ in range(rng.integers(1, 4) if len(rim) else 0):
            foot = rim[rng.integers(len(rim))] + [side.start for side in part]
            _grow_protrusion(labels, room, name, foot, foot - middle, width_px, rng)
    return whole(labels, max(8, round(0.1 * width_px**2)))


def _grow_protrusion(
    labels: Labels,
    room: NDArray[np.bool_],
    name: int,
    foot: NDArray[np.float64],
    away: NDArray[np.float64],
    width_px: float,
    rng: np.random.Generator,
) -> None:
    """Paint a bent, tapering line from a foot on the rim outwards, where there is room."""
    turn = np.arctan2(away[0], away[1]) + rng.normal(0, 0.4)
    length_px = width_px * rng.uniform(0.3, 1.5)
    place = foot.astype(float)
    radius_px = width_px * rng.uniform(0.05, 0.12) + 0.8
    steps = max(int(length_px), 1)
    for step in range(steps):
        turn += rng.normal(0, 0.12)
        place += np.sin(turn), np.cos(turn)
        reach_px = max(radius_px * (1 - 0.7 * step / steps), 0.8)
        low = np.floor(place - reach_px).astype(int)
        if (low < 0).any() or (low + 2 * ceil(reach_px) + 2 > labels.shape).any():
            return
        part = tuple(slice(at, at + 2 * ceil(reach_px) + 2) for at in low)
        y, x = np.ogrid[part]
        disc = np.hypot(y - place[0], x - place[1]) <= reach_px
        labels[part][disc & room[part] & (labels[part] == 0)] = name
