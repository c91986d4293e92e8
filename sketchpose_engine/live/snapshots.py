"""Snapshots of parts of an image: frozen copies of the engine's state."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..masks.drawn_cells import SAME_CELL_GAP, drawn_cells, match_drawn_cells
from ..masks.from_fields import FOREGROUND_ABOVE
from ..masks.instance_masks import InstanceMasks
from ..results.provenance import duration_of
from ..sketch.values import NOTHING
from ..training.annotated_image import AnnotatedImage
from ..training.sampling import BLOCK_PX as HIDDEN_PX
from .guidance import agreement, doubtful_touch, uncertainty, where_to_draw, widest_gap
from .image_state import ImageState
from .messages import FieldsReady, Guidance, MasksReady, ValidSetReady
from .stability import least_stable_place

BLOCK_PX = 2048  # side of the blocks in which a whole image is reported


def valid_set_of(name: str, image: AnnotatedImage, box: Box) -> ValidSetReady:
    """Return the valid set in a box."""
    return ValidSetReady(name, box, image.valid_set.valid[box.slices].copy())


def masks_in(name: str, state: ImageState, box: Box) -> MasksReady:
    """Return the masks in a box, and the colours, areas and classes of all cells."""
    masks = state.masks
    labels = masks.labels[box.slices].copy()
    classes = state.classes.for_labels(len(masks.areas_px))
    return MasksReady(
        name,
        state.image.revision,
        box,
        labels,
        masks.colours.copy(),
        masks.areas_px.copy(),
        classes,
        state.is_guess,
        None if state.provenance is None else duration_of(state.provenance)[0],
    )


def everything_of(
    name: str, state: ImageState, shown: NDArray[np.int32] | None = None
) -> Iterator[ValidSetReady | MasksReady]:
    """Report the whole state of an image, block by block.

    Parameters
    ----------
    shown
        (H, W) masks shown so far; None: none. Blocks without masks before and now are not reported.
    """
    image = state.image
    for tile in image.points.tiles():
        yield valid_set_of(name, image, tile.grown(0, image.shape))
    for block in Box.whole(image.shape).tiles(BLOCK_PX):
        before = shown is not None and bool(shown[block.slices].any())
        if before or state.masks.labels[block.slices].any():
            yield masks_in(name, state, block)


def fields_in(
    name: str,
    box: Box,
    distance: NDArray[np.float32],
    flow: NDArray[np.float32],
    before: NDArray[np.float16] | None,
    diameter_px: float,
    unstable: NDArray[np.bool_] | None,
) -> FieldsReady:
    """Return the fields in a box and their uncertainty.

    Parameters
    ----------
    name, box
        Frame key and box.
    distance, flow
        (box) and (2, box).
    before
        (box) distance of the previous prediction of the same box, if any.
    diameter_px
        Width of the cells.
    unstable
        (box) pixels whose masks are not stable; None: unknown.
    """
    unsure = uncertainty(distance, flow, before, diameter_px / 8, unstable)
    return FieldsReady(name, box, distance.astype(np.float16), flow.astype(np.float16), unsure)


def guidance_in(
    image: AnnotatedImage,
    masks: InstanceMasks,
    fields: FieldsReady,
    diameter_px: float,
    unseen: float | None,
    unstable: NDArray[np.bool_] | None,
) -> Guidance:
    """Return where strokes would help most in the box of these fields, and the agreement there."""
    box, unsure = fields.box, fields.uncertainty
    labels, sketch = masks.labels[box.slices], image.labels[box.slices]
    inside = fields.distance > FOREGROUND_ABOVE  # the masks always agree with the sketch
    near_px = diameter_px / 2
    where = None if unstable is None else least_stable_place(unstable, sketch, near_px)
    where = where or where_to_draw(unsure, sketch, near_px)
    gap = widest_gap(labels, sketch, image.planes[:, *box.slices], diameter_px)
    touch = doubtful_touch(labels, fields.distance, fields.flow, sketch, unstable, diameter_px)
    learned = _learned_sketch(image, box)
    drawn = drawn_cells(learned, SAME_CELL_GAP * diameter_px)
    found, failing = match_drawn_cells(drawn, labels, inside, diameter_px)
    if failing is not None:
        y, x = failing.place
        place = y + box.top, x + box.left
        failing = replace(failing, place=place, box=failing.box.of(box))
    return Guidance(
        fields.image_id,
        agreement(inside, learned),
        None if where is None else (where[0] + box.top, where[1] + box.left),
        None if touch is None else (*touch[:2], touch[2] + box.top, touch[3] + box.left),
        unseen,
        found,
        image.revision,
        failing,
        None if gap is None else (gap[0] + box.top, gap[1] + box.left, gap[2]),
    )


def _learned_sketch(image: AnnotatedImage, box: Box) -> NDArray[np.uint8]:
    """Return the sketch in a box, without what is not learned from until it is confirmed."""
    sketch = image.labels[box.slices]
    if (blocks := image.hidden.blocks) is None:
        return sketch
    rows, columns = (np.arange(part.start, part.stop) // HIDDEN_PX for part in box.slices)
    return np.where(blocks[np.ix_(rows, columns)], NOTHING, sketch).astype(np.uint8)
