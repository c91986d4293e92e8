"""State of one image in a live session: annotation, masks, classes and prediction schedule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..masks.cell_classes import CellClasses
from ..masks.instance_masks import InstanceMasks
from ..sketch.edits import Change, Sketch
from ..training.annotated_image import AnnotatedImage
from .messages import Guidance
from .prediction_schedule import PredictionScheduler
from .requests import OpenImage


@dataclass
class ImageState:
    """State of one image.

    Attributes
    ----------
    image
        Image and sketch.
    masks, classes
        Masks of its cells and their classes.
    schedule
        Order in which its regions are predicted.
    masks_frozen
        Whether the masks were given: they are not predicted again until something is learned.
    is_guess
        Whether the masks were predicted before the first step of learning.
    provenance
        Record of the training of the network that made the masks; None: unknown.
    guidance
        That of the last prediction in view; None: the masks are others.
    """

    image: AnnotatedImage
    masks: InstanceMasks
    classes: CellClasses
    schedule: PredictionScheduler
    masks_frozen: bool = False
    is_guess: bool = False
    provenance: Mapping[str, Any] | None = None
    guidance: Guidance | None = None

    @property
    def present_guidance(self) -> Guidance | None:
        """Guidance for these masks and this sketch; None: unknown."""
        known = self.guidance
        return known if known is not None and known.revision == self.image.revision else None

    @classmethod
    def of(cls, request: OpenImage) -> "ImageState":
        """Create the state of an image from the request that opens it."""
        sketch = request.sketch
        own = Sketch(request.image_id, sketch.revision, sketch.labels.copy())
        image = AnnotatedImage.of(request.planes, own)
        for stroke in request.questions:
            image.hidden.hide(stroke.to_hide(own.labels), stroke.revision)
        labels = request.masks
        if labels is None:
            labels = np.zeros(image.shape, np.int32)
        masks = InstanceMasks(labels)
        classes = _classes(masks, request.classes)
        masks.correct(request.corrections)
        schedule = PredictionScheduler(image.shape, Box.whole(image.shape))
        return cls(image, masks, classes, schedule, masks_frozen=request.masks is not None)

    def apply(self, change: Change) -> tuple[Box | None, Box | None]:
        """Apply an edit; return where the valid set, and where masks or classes, have changed."""
        affected = self.image.apply(change)
        if affected is not None:
            self.schedule.mark_outdated(affected)  # masks agree with the sketch
        changed = self.masks.correct(change.corrections)
        several = self.classes.of is not None or self.image.points.kinds().max(initial=0) > 3
        for tile in change.tiles if several else ():
            changed = tile if changed is None else changed.joined(tile)
        if changed is not None:
            self.classes.settle(self.masks, changed, self.image.labels)
        return affected, changed

    def renew(
        self,
        box: Box,
        fresh: NDArray[np.int32],
        core: Box,
        seen: NDArray[np.uint8] | None = None,
        *,
        is_guess: bool = False,
        provenance: Mapping[str, Any] | None = None,
    ) -> Box:
        """Adopt the masks of a region, see `InstanceMasks.renew`, and the classes in its core."""
        self.masks_frozen, self.is_guess, self.provenance = False, is_guess, provenance
        changed = self.masks.renew(box, fresh, core)
        self.classes.see(core, seen)
        self.classes.settle(self.masks, core.joined(changed), self.image.labels)
        return changed

    def replace(
        self,
        labels: NDArray[np.int32],
        classes: NDArray[np.uint8] | None,
        *,
        colours: NDArray[np.uint8] | None = None,
        is_guess: bool = False,
        provenance: Mapping[str, Any] | None = None,
    ) -> None:
        """Replace the masks of the whole image; corrections by hand are retained."""
        corrections = self.masks.corrections
        self.masks = InstanceMasks(labels, colours)
        self.classes = _classes(self.masks, classes)
        self.masks.correct(corrections)
        self.schedule = PredictionScheduler(self.image.shape, self.schedule.viewport)
        self.masks_frozen, self.is_guess, self.provenance = True, is_guess, provenance
        self.guidance = None


def _classes(masks: InstanceMasks, known: NDArray[np.uint8] | None) -> CellClasses:
    """Derive the class map from given masks, so that parts split off a cell keep its class."""
    classes = CellClasses((masks.labels.shape[0], masks.labels.shape[1]), known)
    of = classes.for_labels(len(masks.areas_px))
    if of is not None:
        classes.of = of
        classes.see(Box.whole((masks.labels.shape[0], masks.labels.shape[1])), of[masks.labels])
    return classes
