"""The training of the general network: many kinds of images, all of each annotated."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from sketchpose_engine.models.device import Device
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.rescaling import EIGHTHS, NETWORK_DIAMETER_PX
from sketchpose_engine.models.unet import FieldNetwork, UNet, UNetConfig
from sketchpose_engine.offline.resumable_trainer import ResumableTrainer, ResumableTrainerSettings
from sketchpose_engine.training.sampling import TrainingSample

from .augmentation import augment
from .samples import CHANNELS, Draw


@dataclass(frozen=True)
class PretrainSettings(ResumableTrainerSettings):
    """One pre-training: gentler, with a level at the full rate, each lesson for longer."""

    hidden_rate: float = 0.04
    rate: float = 6e-3
    weight_decay: float = 0.1
    warm_up_steps: int = 50
    level_part: float = 0.4
    steps_a_lesson: int = 2


class Pretraining(ResumableTrainer):
    """A course on lessons that are drawn by chance.

    Parameters
    ----------
    draw
        Makes lessons.
    settings
        Budget, seed, rates.
    device
        Where to compute.
    shape
        Of the network, if it begins with random weights.
    start
        Weights to begin with; None: random ones.
    """

    def __init__(
        self,
        draw: Draw,
        settings: PretrainSettings,
        device: Device,
        shape: UNetConfig | None = None,
        start: Model | None = None,
    ) -> None:
        def make(number: int) -> TrainingSample:
            return draw(np.random.default_rng([settings.seed, 1, number]))

        torch.manual_seed(settings.seed)
        self._began = started_from(start)
        network = deepcopy(start.network) if start else UNet(shape or UNetConfig(CHANNELS))
        super().__init__(make, network, device, settings, augment)

    def model(self, trained_on: list[str]) -> Model:
        """The mean of the last weights, with a note of where it comes from."""
        facts = {"trained_on": trained_on, **self._began, **self.facts()}
        return general_model(self.ema, facts)


def started_from(start: Model | None) -> dict[str, Any]:
    """Note of what a training began with."""
    return {"started_from": dict(start.provenance) if start else "random weights"}


def general_model(network: FieldNetwork, facts: Mapping[str, Any]) -> Model:
    """A model for cells of any width, with a note of where it comes from."""
    provenance = {"general": "many kinds of images", **facts}
    return Model(
        deepcopy(network).to("cpu"), EIGHTHS, NETWORK_DIAMETER_PX, provenance, general=True
    )
