"""Prediction of a region of an open image: its masks, fields and guidance."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..inference.prediction import Fields, masks_of, predict_box
from ..masks.flow_error import flow_error
from ..models.device import Device
from ..models.model import Model
from ..training.annotated_image import AnnotatedImage
from .image_state import ImageState
from .messages import Event, FieldsReady
from .snapshots import fields_in, guidance_in, masks_in
from .stability import mirrored_masks, unstable_pixels

MARGIN_CELLS = 1.5  # around a region, so that the cells on its rim are complete
MIRROR_S = 5.0  # between two predictions of the mirrored region: they cost as much as the others


class _Mirrored(NamedTuple):
    """Masks of a box, as predicted from its mirror image at a time."""

    name: str
    revision: int  # of the sketch, with which they agree
    box: Box
    labels: NDArray[np.int32]
    time_s: float


class RegionPredictor:
    """Predictor of regions that retains the last fields and masks of the mirrored region.

    Pixels that change, and masks that the mirrored region does not show, are uncertain.

    Parameters
    ----------
    device
        Compute device.

    Attributes
    ----------
    flow_error
        See `masks.flow_error`, of the region predicted last; infinite: it has no masks; None: not
        measured this time, as it takes a while.
    """

    def __init__(self, device: Device) -> None:
        self._device = device
        self.flow_error: float | None = None
        self._last: FieldsReady | None = None
        self._mirrored: _Mirrored | None = None

    def update(
        self,
        name: str,
        state: ImageState,
        model: Model,
        core: Box,
        *,
        explain: bool,
        unseen: float | None,
        is_guess: bool,
        provenance: Mapping[str, Any] | None = None,
    ) -> Iterator[Event]:
        """Update the masks of a region of an image.

        Parameters
        ----------
        name, state
            Frame key and state of the image.
        model
            Model for this image.
        core
            Region whose masks are replaced.
        explain
            Whether to yield fields and guidance, too.
        unseen
            Fraction of the strokes predicted correctly before they were learned from, if known.
        is_guess
            Whether the model has not learned anything yet.
        provenance
            Record of its training, see `Learner.provenance`.

        Yields
        ------
        MasksReady, FieldsReady, Guidance
            Masks first, then, if requested, fields and guidance.
        """
        image, self.flow_error = state.image, None
        box = core.grown(round(MARGIN_CELLS * model.diameter_px) + 8, image.shape)
        model = model.for_channels(len(image.planes))
        # The box has a margin of its own, so its rim need not be exact.
        part = predict_box(
            model, image.planes, image.low, image.high, self._device, box, exact=False
        )
        inner = core.within(box).slices
        drawn = image.labels[box.slices]
        fresh = masks_of(part.distance, part.flow, model, sketch=drawn)
        seen = None if part.classes is None else part.classes[inner]
        changed = state.renew(box, fresh, core, seen, is_guess=is_guess, provenance=provenance)
        yield masks_in(name, state, changed)
        if explain:
            inside = Fields(part.distance[inner], part.flow[:, *inner])
            unstable, before = None, self._mirrored
            if not is_guess:
                unstable = unstable_pixels(fresh, self._mirror(name, image, model, box))[inner]
            if is_guess or self._mirrored is not before:
                error = flow_error(fresh[inner], inside.flow)
                self.flow_error = inf if error is None else error
            self._last = self._fields(name, core, inside, model, unstable)
            yield self._last
            width_px = model.diameter_px
            guidance = guidance_in(image, state.masks, self._last, width_px, unseen, unstable)
            if guidance.cells is not None:
                others = state.classes.contradicted(state.masks.labels, core, image.labels)
                guidance = replace(guidance, cells=replace(guidance.cells, other_kind=others))
            state.guidance = guidance
            yield guidance

    def _mirror(
        self, name: str, image: AnnotatedImage, model: Model, box: Box
    ) -> NDArray[np.int32]:
        """Return the masks of the mirrored box; until a stroke, for some seconds the same."""
        wanted, known = (name, image.revision, box), self._mirrored
        if known is None or known[:3] != wanted or time.monotonic() - known.time_s > MIRROR_S:
            found = mirrored_masks(model, image, box, self._device)
            known = self._mirrored = _Mirrored(*wanted, found, time.monotonic())
        return known.labels

    def _fields(
        self,
        name: str,
        core: Box,
        part: Fields,
        model: Model,
        unstable: NDArray[np.bool_] | None,
    ) -> FieldsReady:
        before = self._last
        same = before is not None and (before.image_id, before.box) == (name, core)
        return fields_in(
            name,
            core,
            part.distance,
            part.flow,
            before.distance if before is not None and same else None,
            model.diameter_px,
            unstable,
        )
