"""Training of the general network on many kinds of completely annotated images."""

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
    """Settings of pretraining: lower rates, a plateau, and each sample for several steps."""

    hidden_rate: float = 0.04
    rate: float = 6e-3
    weight_decay: float = 0.1
    warm_up_steps: int = 50
    level_part: float = 0.4
    steps_a_lesson: int = 2
    consistency: float = 0.0  # nearly everything is drawn


class Pretraining(ResumableTrainer):
    """Trainer on randomly drawn samples.

    Parameters
    ----------
    draw
        Function that makes training samples.
    settings
        Budget, seed, rates.
    device
        Compute device.
    shape
        Configuration of the network, for random initial weights.
    start
        Initial weights; None: random ones.
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
        network = (
            deepcopy(start.network)
            if start
            else UNet(shape or UNetConfig.half_resolution(CHANNELS))
        )
        super().__init__(make, network, device, settings, augment)

    def model(self, trained_on: list[str]) -> Model:
        """Return the EMA of the weights, with a record of the training."""
        facts = {"trained_on": trained_on, **self._began, **self.facts()}
        return general_model(self.ema.network, facts)


def started_from(start: Model | None) -> dict[str, Any]:
    """Return the provenance of the initial weights."""
    return {"started_from": dict(start.provenance) if start else "random weights"}


def general_model(network: FieldNetwork, facts: Mapping[str, Any]) -> Model:
    """Create a model for cells of any width, with a record of its training."""
    provenance = {"general": "many kinds of images", **facts}
    return Model(
        deepcopy(network).to("cpu"), EIGHTHS, NETWORK_DIAMETER_PX, provenance, general=True
    )
