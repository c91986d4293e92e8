"""Colours of tracks: one for each, and others for those that are near."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ..masks.palette import PALETTE
from .tracks import Tracks

NEAR = 7  # objects around one, itself included, whose colours it avoids
COLOURS = len(PALETTE) - 1


def track_colours(tracks: Tracks) -> NDArray[np.uint8]:
    """Choose a colour for each track.

    A track gets its colour where it begins: the one that its nearest neighbours there have least.

    Returns
    -------
    (highest id + 1,) rows of `palette.PALETTE`; 0 for ids that are not in use.
    """
    colours = np.zeros(max(tracks.tracks, default=0) + 1, np.uint8)
    for objects, ids in zip(tracks.objects, tracks.ids, strict=True):
        new = np.flatnonzero((ids > 0) & (colours[ids] == 0))
        if not len(new):
            continue
        count = min(NEAR, len(objects))
        _, near = cKDTree(objects.centroid_px).query(objects.centroid_px[new], count)
        for row, others in zip(new.tolist(), near.reshape(len(new), count), strict=True):
            around = colours[ids[others]].astype(np.int64)
            used = np.bincount(around, minlength=COLOURS + 1)[1:]
            first = int(ids[row] - 1) % COLOURS
            colours[ids[row]] = 1 + (first + int(np.roll(used, -first).argmin())) % COLOURS
    return colours
