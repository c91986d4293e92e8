"""Tracks of some of the objects, as filters leave them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .objects import Objects
from .tracks import NO_PREVIOUS, Node, Tracks


def select_objects(tracks: Tracks, kept: Sequence[NDArray[np.integer]]) -> Tracks:
    """Leave objects out of tracks; the others keep their ids.

    An object that continued one that is left out continues the one before that: the track has a gap
    there.

    Parameters
    ----------
    kept
        For each frame the labels (K,) of the objects that stay.
    """
    objects: list[Objects] = []
    previous: list[NDArray[np.int64]] = []
    ids: list[NDArray[np.int64]] = []
    instead: dict[Node, Node] = {}  # of an object that is left out, the one before it
    for frame, (one, links, names) in enumerate(
        zip(tracks.objects, tracks.previous, tracks.ids, strict=True)
    ):
        found = links.copy()
        for row, node in enumerate(map(tuple, links.tolist())):
            found[row] = instead.get(Node(*node), node)
        stays = np.isin(one.labels, kept[frame])
        for row in np.flatnonzero(~stays).tolist():
            before = Node(*found[row].tolist())
            instead[Node(frame, int(one.labels[row]))] = before
        objects.append(
            Objects(one.labels[stays], one.area_px[stays], one.centroid_px[stays],
                    one.inner_px[stays])
        )  # fmt: skip
        previous.append(found[stays].reshape(-1, len(NO_PREVIOUS)))
        ids.append(names[stays])
    return Tracks(
        tuple(objects), tuple(previous), tuple(ids), tracks.decisions, tracks.fewest, tracks.axis
    )
