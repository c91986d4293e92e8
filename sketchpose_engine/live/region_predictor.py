"""A part of an image in work is predicted anew: its masks, and what the network sees there."""

from collections.abc import Iterator

from ..core.box import Box
from ..inference.prediction import Fields, masks_of, predict_box
from ..models.device import Device
from ..models.model import Model
from .image_state import ImageState
from .messages import Event, FieldsReady
from .snapshots import fields_in, guidance_in, masks_in

MARGIN_CELLS = 1.5  # around a part, so that the cells on its rim are complete


class RegionPredictor:
    """Predicts parts, and remembers the last one: what flips is not certain.

    Parameters
    ----------
    device
        Where to compute.
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
    ) -> Iterator[Event]:
        """Renew the masks of a part of an image.

        Parameters
        ----------
        name, sheet
            The image.
        model
            Predicts.
        core
            The part.
        explain
            Yield what the network sees there, too, and where it needs help.
        unseen
            Part of the strokes that were right before they were learned from, as far as known.

        Yields
        ------
        MasksReady, FieldsReady, Guidance
            As there is something to tell.
        """
        page = state.page
        box = core.grown(round(MARGIN_CELLS * model.diameter_px) + 8, page.shape)
        model = model.for_channels(len(page.planes))
        # The box has a margin of its own, so its rim need not be exact.
        part = predict_box(model, page.planes, page.low, page.high, self._device, box, exact=False)
        inner = core.within(box).slices
        drawn = page.labels[box.slices]
        fresh = masks_of(part.distance, part.flow, model, sketch=drawn)
        seen = None if part.classes is None else part.classes[inner]
        yield masks_in(name, state, state.renew(box, fresh, core, seen))
        if explain:
            inside = Fields(part.distance[inner], part.flow[:, *inner])
            self._last = self._fields(name, core, inside, model)
            yield self._last
            yield guidance_in(page, state.masks, self._last, model.diameter_px, unseen)

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
