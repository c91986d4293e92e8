"""An image with its annotation: planes, sketch, valid set, and the network images cut from it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as ndi

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
from .hidden_blocks import HiddenBlocks
from .sampling import TrainingSample

NOTED_PX = 32  # pixels recorded per change of the sketch
SMALLEST_UNIT_PX = 2.0  # minimum half width of a cell: thinner strokes say little about cells


@dataclass
class AnnotatedImage:
    """One image and its annotation.

    Attributes
    ----------
    planes
        (C, H, W), never written to.
    labels
        (H, W) uint8 sketch.
    valid_set, points
        Derived from the sketch.
    revision
        Revision of the sketch.
    low, high
        (C,) intensities that are mapped to 0 and 1 for the network.
    drawn
        Some pixels of the strokes drawn since the last `take_drawn`.
    hidden
        Where the sketch is not learned from.
    """

    planes: Planes
    labels: NDArray[np.uint8]
    valid_set: ValidSet
    points: AnnotatedPixels
    revision: int
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    drawn: list[NDArray[np.intp]] = field(default_factory=list)
    hidden: HiddenBlocks = field(init=False)
    _widths: tuple[int, SketchedWidths] | None = field(default=None, init=False, repr=False)
    views: dict[int, NetworkImage] = field(default_factory=dict)  # by eighths, only the latest

    def __post_init__(self) -> None:
        """Hide nothing."""
        self.hidden = HiddenBlocks(self.shape)

    @classmethod
    def of(cls, planes: Planes, sketch: Sketch) -> "AnnotatedImage":
        """Combine an image with its sketch."""
        labels = sketch.labels
        valid_set, points = ValidSet.of(labels), AnnotatedPixels(labels)
        return cls(planes, labels, valid_set, points, sketch.revision, *percentile_range(planes))

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the image."""
        height, width = self.labels.shape
        return height, width

    def replace_sketch(self, sketch: Sketch) -> None:
        """Replace the sketch by a newer state of it."""
        changed = Box.around(self.labels != sketch.labels)
        if changed is not None:
            self._note_drawn(changed, sketch.labels[changed.slices])
        self.labels, self.revision = sketch.labels, sketch.revision
        if changed is not None:
            self.valid_set.update(self.labels, changed)
            self.points = AnnotatedPixels(self.labels)

    def apply(self, change: Change) -> Box | None:
        """Apply an edit to the sketch, in place: the sketch array must be owned by this object.

        Returns
        -------
        Box or None
            Part of the valid set that was recomputed; None if no pixel changed.
        """
        self.revision = change.revision
        changed: Box | None = None
        for tile, pixels in change.tiles.items():
            self._note_drawn(tile, pixels)
            edited = np.argwhere(pixels != self.labels[tile.slices])
            self.hidden.note_edit(edited + np.array([tile.top, tile.left]), change.revision)
            self.labels[tile.slices] = pixels
            self.points.update(tile)
            changed = tile if changed is None else changed.joined(tile)
        return None if changed is None else self.valid_set.update(self.labels, changed)

    def _note_drawn(self, box: Box, pixels: NDArray[np.uint8]) -> None:
        """Record some of the pixels of a box that are about to be drawn."""
        places = np.argwhere((pixels != self.labels[box.slices]) & (pixels > 0))
        if len(places):
            some = np.linspace(0, len(places) - 1, min(len(places), NOTED_PX)).astype(int)
            self.drawn.append(places[some] + np.array([box.top, box.left]))

    def take_drawn(self) -> NDArray[np.intp]:
        """Return (N, 2) evenly spread pixels of what was drawn since the last call."""
        taken, self.drawn = self.drawn, []
        return np.concatenate([np.zeros((0, 2), np.intp), *taken])

    def annotated(self, most: int) -> NDArray[np.intp]:
        """Return (N, 2) annotated pixels, `most` of each value, evenly spread over its strokes.

        A long or thick stroke is represented by as many pixels as a short one.
        """
        found = [np.zeros((0, 2), np.intp)]
        for kind in self.points.kinds():
            tiles = self.points.tiles(kind)
            some = np.linspace(0, len(tiles) - 1, min(len(tiles), most)).astype(int)
            parts = [self._middles(tiles[n], kind) for n in some]
            places = np.concatenate(parts)
            found.append(places[np.linspace(0, len(places) - 1, most).astype(int)])
        return np.concatenate(found)

    def _middles(self, tile: Box, kind: int) -> NDArray[np.intp]:
        """Return (N, 2), one pixel of each stroke of one value in a tile."""
        strokes, count = ndi.label(self.labels[tile.slices] == kind)
        pixels = np.flatnonzero(strokes)
        order = pixels[np.argsort(strokes.ravel()[pixels], kind="stable")]
        sizes = np.bincount(strokes.ravel()[pixels], minlength=count + 1)[1:]
        chosen = order[np.cumsum(sizes) - (sizes + 1) // 2]
        return np.stack(np.unravel_index(chosen, strokes.shape), 1) + np.array(
            [tile.top, tile.left]
        )

    def sketched_widths(self) -> SketchedWidths:
        """Return the widths of the sketched cells; computed once per revision."""
        if self._widths is None or self._widths[0] != self.revision:
            found = sketched_widths(self.labels, self.valid_set, self.points.tiles())
            self._widths = self.revision, found
        return self._widths[1]

    def training_sample(self, eighths: int, diameter_px: float) -> TrainingSample:
        """Return the training sample with everything that is drawn."""
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
            self.hidden.blocks,
        )


def shows_cell(image: AnnotatedImage) -> bool:
    """Return whether a cell is drawn."""
    return bool(CLASS_OF[image.points.kinds()].any())


def trainable_images(
    images: dict[str, AnnotatedImage], in_view: str, from_all: bool
) -> dict[str, AnnotatedImage]:
    """Choose the images to train on; none unless cells and something else are drawn.

    Parameters
    ----------
    images
        Images by frame key.
    in_view
        Frame key of the image on screen; if it is not in `images`, nothing is chosen.
    from_all
        Use all images instead of only the one on screen.
    """
    if in_view not in images:
        return {}
    # A network has one number of channels: that of the image on screen.
    channels = len(images[in_view].planes)
    chosen = {
        name: image
        for name, image in images.items()
        if (from_all or name == in_view) and len(image.planes) == channels and image.points.tiles()
    }
    drawn = {int(kind) for image in chosen.values() for kind in image.points.kinds()}
    return chosen if len(drawn) > 1 and any(map(shows_cell, chosen.values())) else {}
