"""Classes of cells, if there are several: drawn ones take precedence over predicted ones."""

from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray
from scipy import ndimage as ndi
from skimage.segmentation import find_boundaries

from ..core.box import Box
from ..sketch.values import CLASS_OF, MOST_CLASSES
from .instance_masks import InstanceMasks

MIDDLE = 0.5  # of the greatest depth in a mask: what is deeper votes on its class


def vote(
    labels: NDArray[np.int32], seen: NDArray[np.uint8], sketch: NDArray[np.uint8] | None = None
) -> NDArray[np.uint8]:
    """Determine the class of each cell by a vote of the pixels in its middle.

    Strokes are drawn there, so the classes of pixels near the edge are not learned.

    Parameters
    ----------
    labels
        (H, W) masks, 0 background.
    seen
        (H, W) predicted class of each pixel, from 1; 0: unknown.
    sketch
        (H, W) uint8, if anything is drawn: a single pixel drawn as a class overrides all predicted
        ones.

    Returns
    -------
    NDArray
        (N + 1,) uint8, most frequent class by label, from 1; 0 if unknown.
    """
    size, few = int(labels.max(initial=0)) + 1, labels[::2, ::2]  # enough, and four times as fast
    votes = _counted(few, np.where(_middle(few), seen[::2, ::2], 0), size)
    votes = np.where(votes.any(1, keepdims=True), votes, _counted(labels, seen, size))
    if sketch is not None:
        drawn = _counted(labels, CLASS_OF[sketch], size)
        votes = np.where(drawn.any(1, keepdims=True), drawn, votes)
    return _most_frequent(votes)


def _most_frequent(votes: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return the class (N + 1,) with most votes (N + 1, K) by label, from 1; 0 without votes."""
    classes = votes.argmax(1).astype(np.uint8) + np.uint8(1)
    classes[~votes.any(1)] = 0
    classes[0] = 0
    return classes


def _middle(labels: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return the pixels (H, W) of all masks that are deeper than a part of the greatest depth."""
    edge = find_boundaries(labels, mode="inner")  # type: ignore[no-untyped-call]
    depth = ndi.distance_transform_edt((labels > 0) & ~edge)
    numbers = np.arange(int(labels.max(initial=0)) + 1)
    return np.asarray(depth >= MIDDLE * ndi.maximum(depth, labels, numbers)[labels])


def _counted(labels: NDArray[np.int32], classes: NDArray[np.uint8], size: int) -> NDArray[np.int64]:
    """Count the pixels (size, K) of each class in each cell."""
    known = (classes > 0) & (labels > 0)
    place = labels[known].astype(np.int64) * MOST_CLASSES + classes[known] - 1
    return np.bincount(place, minlength=size * MOST_CLASSES).reshape(size, MOST_CLASSES)


NOTE = "classes of the labels from 0, 0 is none: "


def as_note(classes: NDArray[np.uint8] | None) -> str | None:
    """Encode classes by label, (N + 1,) from 1, as the description of a label image."""
    return None if classes is None else NOTE + "".join(map(str, classes.tolist()))


def read_note(path: Path) -> NDArray[np.uint8] | None:
    """Read the classes (N + 1,) from a label image written with `as_note`, or None."""
    try:
        with tifffile.TiffFile(path) as tiff:
            note = tiff.pages.first.description
    except tifffile.TiffFileError:  # another format, without a description
        return None
    digits = note.removeprefix(NOTE)
    if digits == note or not digits.isdecimal():
        return None
    return np.array(list(digits), np.uint8)


class CellClasses:
    """Classes of the cells of an image, updated when masks and strokes change.

    Parameters
    ----------
    shape
        Shape of the image.
    of
        (N + 1,) uint8 saved class by label, from 1; None: unknown.

    Attributes
    ----------
    of
        As above, updated by `settle`; None if there is only one class.
    """

    def __init__(self, shape: tuple[int, int], of: NDArray[np.uint8] | None = None) -> None:
        self._shape = shape
        self._seen: NDArray[np.uint8] | None = None
        self.of = of

    def for_labels(self, size: int) -> NDArray[np.uint8] | None:
        """Return a copy (size,) of the classes, 0 for unknown labels."""
        if self.of is None:
            return None
        classes = np.zeros(size, np.uint8)
        classes[: len(self.of)] = self.of[:size]
        return classes

    def see(self, box: Box, seen: NDArray[np.uint8] | None) -> None:
        """Store the predicted classes of the pixels in a box; None if there is only one class."""
        if seen is not None:
            if self._seen is None:
                self._seen = np.zeros(self._shape, np.uint8)
            self._seen[box.slices] = seen

    def contradicted(self, labels: NDArray[np.int32], box: Box, sketch: NDArray[np.uint8]) -> int:
        """Count the drawn cells in a box whose predicted class is another than the drawn one.

        Parameters
        ----------
        labels, sketch
            (H, W), of the whole image.
        """
        if self._seen is None:
            return 0
        masks = labels[box.slices]
        seen = vote(masks, self._seen[box.slices])
        drawn = _most_frequent(_counted(masks, CLASS_OF[sketch[box.slices]], len(seen)))
        return int(np.count_nonzero((drawn != seen) & (drawn > 0) & (seen > 0)))

    def settle(self, masks: InstanceMasks, box: Box, sketch: NDArray[np.uint8]) -> None:
        """Repeat the vote for the cells in a box."""
        drawn = CLASS_OF[sketch[box.slices]].max(initial=0) > 1
        if self._seen is None and self.of is None and not drawn:
            return
        size = len(masks.areas_px)
        known = self.for_labels(size)
        self.of = np.zeros(size, np.uint8) if known is None else known
        numbers = np.unique(masks.labels[box.slices])
        rows, columns = masks.around(box, numbers[numbers > 0]).slices
        seen = self._seen[rows, columns] if self._seen is not None else None
        labels = masks.labels[rows, columns]
        if seen is None:
            seen = self.of[labels]  # the saved classes
        voted = vote(labels, seen, sketch[rows, columns])
        voted_for = numbers[(numbers > 0) & (voted[numbers] > 0)]
        self.of[voted_for] = voted[voted_for]
