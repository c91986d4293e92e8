"""Tracks of label images in which an object has one number in all frames."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .numbering import make_tracks
from .objects import Labels, Objects, objects_of
from .tracks import NO_PREVIOUS, Tracks


def tracks_of_labels(frames: Iterable[Labels]) -> Tracks:
    """Make tracks of the numbers that objects have; there are no parents.

    Parameters
    ----------
    frames
        (H, W) label images of all frames.
    """
    objects: list[Objects] = []
    previous: list[NDArray[np.int64]] = []
    last: dict[int, int] = {}
    for frame, labels in enumerate(frames):
        one = objects_of(labels)[0]
        names = one.labels.tolist()
        found = [(last[name], name) if name in last else NO_PREVIOUS for name in names]
        previous.append(np.array(found, np.int64).reshape(-1, 2))
        objects.append(one)
        last |= dict.fromkeys(names, frame)
    return make_tracks(objects, previous, wanted=[one.labels for one in objects])
