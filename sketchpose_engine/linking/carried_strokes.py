"""Cell strokes of one frame, moved to where their cells are in another one."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

from ..sketch.values import FOREGROUND, NOTHING
from .objects import Labels
from .tracks import Tracks


def carry_strokes(
    sketch: NDArray[np.uint8],
    labels: Labels | None = None,
    tracks: Tracks | None = None,
    frames: tuple[int, int] = (0, 0),
) -> NDArray[np.uint8]:
    """Move the cell strokes of a frame along with their cells.

    Each connected stroke moves as the cell that it lies on most. Where that cell is not in the
    other frame, it moves as most cells do. Without tracks nothing moves.

    Parameters
    ----------
    sketch
        (H, W) values of `sketch.values`.
    labels
        (H, W) masks of that frame, those that were linked; None: unknown.
    tracks
        Links; None: the frames are not linked.
    frames
        Numbers of that frame and of the other one, from 0.

    Returns
    -------
    (H, W) cell strokes, and nothing else; what leaves the image is cut off.
    """
    cells = np.where(sketch >= FOREGROUND, sketch, NOTHING).astype(np.uint8)
    if tracks is None or labels is None:
        return cells
    steps = _steps(tracks, *frames)
    common = np.median(list(steps.values()), axis=0) if steps else np.zeros(2)
    moved = np.full_like(cells, NOTHING)
    strokes, count = ndi.label(cells != NOTHING, np.ones((3, 3)))
    for number, place in enumerate(ndi.find_objects(strokes, count), 1):
        y, x = np.nonzero(strokes[place] == number)
        y, x = y + place[0].start, x + place[1].start
        label = int(np.bincount(labels[y, x]).argmax())
        shift_y, shift_x = np.rint(steps.get(label, common)).astype(int).tolist()
        inside = (y + shift_y >= 0) & (y + shift_y < cells.shape[0])
        inside &= (x + shift_x >= 0) & (x + shift_x < cells.shape[1])
        y, x = y[inside], x[inside]
        moved[y + shift_y, x + shift_x] = cells[y, x]
    return moved


def _steps(tracks: Tracks, before: int, after: int) -> dict[int, NDArray[np.float64]]:
    """Steps (y, x) of the cells that are in both frames, by their labels in the first."""
    there = dict(zip(tracks.ids[after].tolist(), tracks.objects[after].centroid_px, strict=True))
    objects, ids = tracks.objects[before], tracks.ids[before].tolist()
    return {
        label: there[track] - centroid
        for label, track, centroid in zip(
            objects.labels.tolist(), ids, objects.centroid_px, strict=True
        )
        if track and track in there
    }
