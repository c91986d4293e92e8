"""Prediction of a region of an open image: its masks, fields and guidance."""

from collections.abc import Iterator

from ..core.box import Box
from ..inference.prediction import Fields, masks_of, predict_box
from ..models.device import Device
from ..models.model import Model
from .image_state import ImageState
from .messages import Event, FieldsReady
from .snapshots import fields_in, guidance_in, masks_in

MARGIN_CELLS = 1.5  # around a region, so that the cells on its rim are complete


class RegionPredictor:
    """Predictor of regions that retains the last fields: pixels that change are uncertain.

    Parameters
    ----------
    device
        Compute device.
    """

    def __init__(self, device: Device) -> None:
        self._device = device
        self._last: FieldsReady | None = None

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

        Yields
        ------
        MasksReady, FieldsReady, Guidance
            Masks first, then, if requested, fields and guidance.
        """
        image = state.image
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
        yield masks_in(name, state, state.renew(box, fresh, core, seen, is_guess=is_guess))
        if explain:
            inside = Fields(part.distance[inner], part.flow[:, *inner])
            self._last = self._fields(name, core, inside, model)
            yield self._last
            yield guidance_in(image, state.masks, self._last, model.diameter_px, unseen)

    def _fields(self, name: str, core: Box, part: Fields, model: Model) -> FieldsReady:
        before = self._last
        same = before is not None and (before.image_id, before.box) == (name, core)
        return fields_in(
            name,
            core,
            part.distance,
            part.flow,
            before.distance if before is not None and same else None,
            model.diameter_px,
        )
