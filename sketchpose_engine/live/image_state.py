"""All that a live session keeps of one image: page, masks, classes, and what to predict next."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..masks.cell_classes import CellClasses
from ..masks.instance_masks import InstanceMasks
from ..sketch.edits import Change, Sketch
from ..training.annotated_image import AnnotatedImage
from .messages import OpenImage
from .prediction_schedule import PredictionScheduler


@dataclass
class ImageState:
    """One image in work.

    Attributes
    ----------
    page
        Image and sketch.
    masks, classes
        Of its cells.
    rota
        Which part is to be predicted next.
    masks_frozen
        The masks were given as they are: while nothing is learned, they are not predicted anew.
    """

    page: AnnotatedImage
    masks: InstanceMasks
    classes: CellClasses
    schedule: PredictionScheduler
    masks_frozen: bool = False

    @classmethod
    def of(cls, request: OpenImage) -> "ImageState":
        """Begin with what is known of an image."""
        sketch = request.sketch
        own = Sketch(request.image_id, sketch.revision, sketch.labels.copy())
        page = AnnotatedImage.of(request.planes, own)
        labels = request.masks
        if labels is None:
            labels = np.zeros(page.shape, np.int32)
        masks = InstanceMasks(labels)
        classes = _classes(masks, request.classes)
        masks.correct(request.corrections)
        schedule = PredictionScheduler(page.shape, Box.whole(page.shape))
        return cls(page, masks, classes, schedule, masks_frozen=request.masks is not None)

    def apply(self, change: Change) -> tuple[Box | None, Box | None]:
        """Follow an edit; where the valid set, and where masks or their classes are others."""
        affected = self.page.apply(change)
        changed = self.masks.correct(change.corrections)
        several = self.classes.of is not None or self.page.points.kinds().max(initial=0) > 3
        for tile in change.tiles if several else ():
            changed = tile if changed is None else changed.joined(tile)
        if changed is not None:
            self.classes.settle(self.masks, changed, self.page.labels)
        return affected, changed

    def renew(
        self,
        box: Box,
        fresh: NDArray[np.int32],
        core: Box,
        seen: NDArray[np.uint8] | None = None,
    ) -> Box:
        """Adopt the masks of a part, see `InstanceMasks.renew`, and the classes in its core."""
        self.masks_frozen = False
        changed = self.masks.renew(box, fresh, core)
        self.classes.see(core, seen)
        self.classes.settle(self.masks, core.joined(changed), self.page.labels)
        return changed

    def replace(
        self,
        labels: NDArray[np.int32],
        classes: NDArray[np.uint8] | None,
    ) -> None:
        """Take over other masks of the whole image; what was corrected by hand stays so."""
        corrections = self.masks.corrections
        self.masks = InstanceMasks(labels)
        self.classes = _classes(self.masks, classes)
        self.masks.correct(corrections)
        self.schedule = PredictionScheduler(self.page.shape, self.schedule.viewport)
        self.masks_frozen = True


def _classes(masks: InstanceMasks, known: NDArray[np.uint8] | None) -> CellClasses:
    """Classes of given masks; what is cut off a cell later is of its class."""
    classes = CellClasses((masks.labels.shape[0], masks.labels.shape[1]), known)
    of = classes.for_labels(len(masks.areas_px))
    if of is not None:
        classes.of = of
        classes.see(Box.whole((masks.labels.shape[0], masks.labels.shape[1])), of[masks.labels])
    return classes
