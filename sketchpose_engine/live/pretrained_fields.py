"""Fields of the pretrained network, kept where the sketch says too little."""

from copy import deepcopy
from dataclasses import replace

from ..models.device import Device
from ..models.unet import FieldNetwork
from ..training.settings import TrainSettings

CHANCE, SURE = 0.5, 0.9  # separation from which pretrained fields are trusted, and fully so


class PretrainedFields:
    """A pretrained network as it was before the first step, and how far it is trusted.

    Parameters
    ----------
    network
        Adapted to the images; copied.
    device
        Where to compute.
    """

    def __init__(self, network: FieldNetwork, device: Device) -> None:
        self._network = deepcopy(network)
        self._device = device
        self._trust: float | None = None  # from 0 to 1; None: not yet known

    def like(self, network: FieldNetwork) -> FieldNetwork:
        """The pretrained network, with the channels and classes of another one."""
        known = self._network
        if known.shape != network.shape:
            if known.shape.channels != network.shape.channels:
                known = known.with_channels(network.shape.channels)
            if known.shape.classes != network.shape.classes:
                known = known.with_classes(network.shape.classes)
            self._network = self._device.settle(known)
        return known

    @property
    def is_judged(self) -> bool:
        """Whether it is known how far the fields are right."""
        return self._trust is not None

    def judge(self, separation: float | None) -> None:
        """Trust the fields as far as they separate what is drawn, before any step."""
        found = 1.0 if separation is None else separation
        self._trust = min(max((found - CHANCE) / (SURE - CHANCE), 0.0), 1.0)

    def weighted(self, settings: TrainSettings, known: float) -> TrainSettings:
        """Training settings with the weight that these fields deserve.

        Parameters
        ----------
        settings
            With the weight of fields that are fully trusted beside short strokes.
        known
            Part of the drawn cell pixels in the valid set. Cells that are drawn up to their edges
            say all there is to say: what they do not teach need not stay as it was.
        """
        part = (self._trust or 0.0) * (1 - known)
        loss = replace(settings.loss, distillation=part * settings.loss.distillation)
        return replace(settings, loss=loss)
