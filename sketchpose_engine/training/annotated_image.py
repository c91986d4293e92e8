"""What the engine keeps about one image: planes, sketch, valid set, masks."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..images.intensity import percentile_range
from ..images.readers.base import Planes
from ..models.diameter import SketchedWidths, sketched_widths
from ..models.network_image import NetworkImage
from ..models.rescaling import EIGHTHS
from ..sketch.edits import Change, Sketch
from ..sketch.pixel_index import AnnotatedPixels
from ..sketch.valid_set import ValidSet
from ..sketch.values import CLASS_OF
from .sampling import TrainingSample

NOTED_PX = 32  # of each change of the sketch
SMALLEST_UNIT_PX = 2.0  # half a cell's width, at least: thinner strokes say little about cells


@dataclass
class AnnotatedImage:
    """One image and all that is known about it.

    Attributes
    ----------
    planes
        (C, H, W), never written to.
    labels
        (H, W) uint8 sketch.
    valid_set, points
        Of the sketch.
    revision
        Of the sketch.
    low, high
        (C,) intensities that the network sees as 0 and 1.
    drawn
        Pixels of strokes that were drawn since `take_drawn`.
    """

    planes: Planes
    labels: NDArray[np.uint8]
    valid_set: ValidSet
    points: AnnotatedPixels
    revision: int
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    drawn: list[NDArray[np.intp]] = field(default_factory=list)
    views: dict[int, NetworkImage] = field(default_factory=dict)  # by eighths, the newest only

    @classmethod
    def of(cls, planes: Planes, sketch: Sketch) -> "AnnotatedImage":
        """Page of an image and its sketch."""
        labels = sketch.labels
        valid_set, points = ValidSet.of(labels), AnnotatedPixels(labels)
        return cls(planes, labels, valid_set, points, sketch.revision, *percentile_range(planes))

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the image."""
        height, width = self.labels.shape
        return height, width

    def replace_sketch(self, sketch: Sketch) -> None:
        """Follow the sketch to a new state of it."""
        changed = Box.around(self.labels != sketch.labels)
        if changed is not None:
            self._note_drawn(changed, sketch.labels[changed.slices])
        self.labels, self.revision = sketch.labels, sketch.revision
        if changed is not None:
            self.valid_set.update(self.labels, changed)
            self.points = AnnotatedPixels(self.labels)

    def apply(self, change: Change) -> Box | None:
        """Follow an edit of the sketch, which must be the page's own to write to.

        Returns
        -------
        Box or None
            The part of the valid set that was computed anew; None: no pixel changed.
        """
        self.revision = change.revision
        changed: Box | None = None
        for tile, pixels in change.tiles.items():
            self._note_drawn(tile, pixels)
            self.labels[tile.slices] = pixels
            self.points.update(tile)
            changed = tile if changed is None else changed.joined(tile)
        return None if changed is None else self.valid_set.update(self.labels, changed)

    def _note_drawn(self, box: Box, pixels: NDArray[np.uint8]) -> None:
        """Remember some of the pixels of a box that are about to be drawn."""
        places = np.argwhere((pixels != self.labels[box.slices]) & (pixels > 0))
        if len(places):
            some = np.linspace(0, len(places) - 1, min(len(places), NOTED_PX)).astype(int)
            self.drawn.append(places[some] + np.array([box.top, box.left]))

    def take_drawn(self) -> NDArray[np.intp]:
        """(N, 2) some pixels of what was drawn since the last time, evenly spread."""
        taken, self.drawn = self.drawn, []
        return np.concatenate([np.zeros((0, 2), np.intp), *taken])

    def annotated(self, most: int) -> NDArray[np.intp]:
        """(N, 2) annotated pixels, at most so many of each kind, evenly spread."""
        found = [np.zeros((0, 2), np.intp)]
        for kind in self.points.kinds():
            parts = [
                np.argwhere(self.labels[tile.slices] == kind) + np.array([tile.top, tile.left])
                for tile in self.points.tiles()
            ]
            places = np.concatenate(parts)
            found.append(places[np.linspace(0, len(places) - 1, most).astype(int)])
        return np.concatenate(found)

    def sketched_widths(self) -> SketchedWidths:
        """Widths of the sketched cells."""
        return sketched_widths(self.labels, self.valid_set, self.points.tiles())

    def training_sample(self, eighths: int, diameter_px: float) -> TrainingSample:
        """What the trainer takes crops from: all that is drawn."""
        if eighths not in self.views:
            self.views = {eighths: NetworkImage(self.planes, self.low, self.high, eighths)}
        unit_px = max(diameter_px * eighths / EIGHTHS / 2, SMALLEST_UNIT_PX)
        return TrainingSample(
            self.views[eighths],
            self.labels,
            self.valid_set,
            eighths / EIGHTHS,
            unit_px,
            self.points,
            self.revision,
        )


def shows_cell(page: AnnotatedImage) -> bool:
    """Whether a cell is drawn."""
    return bool(CLASS_OF[page.points.kinds()].any())


def trainable_images(
    pages: dict[str, AnnotatedImage], here: str, from_all: bool
) -> dict[str, AnnotatedImage]:
    """The pages to learn from; none while they show no cell, or nothing but cells.

    Parameters
    ----------
    pages
        By image id.
    here
        The one that is looked at; if it is none of them, there is nothing to learn.
    from_all
        Not only from that one.
    """
    if here not in pages:
        return {}
    # One network sees one number of channels: that of the image on screen.
    channels = len(pages[here].planes)
    chosen = {
        name: page
        for name, page in pages.items()
        if (from_all or name == here) and len(page.planes) == channels and page.points.tiles()
    }
    drawn = {int(kind) for page in chosen.values() for kind in page.points.kinds()}
    return chosen if len(drawn) > 1 and any(map(shows_cell, chosen.values())) else {}
