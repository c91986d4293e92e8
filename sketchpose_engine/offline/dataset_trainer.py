"""Training on a dataset of sketched images, in epochs of one step per image."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

import torch

from ..models.adabn import MOST_IMAGES, adapt_batch_norm
from ..models.device import Device
from ..models.model import Model
from ..models.rescaling import choose_eighths
from ..models.unet import UNet, UNetConfig
from ..training.sampling import TrainingSample
from ..training.settings import fine_tuning
from .resumable_trainer import ResumableTrainer, ResumableTrainerSettings
from .sketch_dataset import DatasetStatistics, SketchDataset


class DatasetTrainer(ResumableTrainer):
    """Trainer on all pairs of a dataset, a few of which are in memory at a time.

    An epoch has as many steps as there are pairs: each is loaded once and yields, on average, as
    many crops as a step takes.

    Parameters
    ----------
    sketched
        Dataset of images and sketches.
    settings
        Budget, seed, rates.
    device
        Compute device.
    start
        Weights to start from; None: random ones.
    diameter_px
        Width of the cells; None: as stored in the weights or, if they are general, as sketched.
    class_names
        Names of the classes; there are at least as many classes as names, or as a sample of the
        sketches contains.
    fingerprint
        See `ResumableTrainer`.
    """

    def __init__(
        self,
        sketched: SketchDataset,
        settings: ResumableTrainerSettings,
        device: Device,
        start: Model | None = None,
        diameter_px: float | None = None,
        class_names: tuple[str, ...] = (),
        fingerprint: Mapping[str, Any] | None = None,
    ) -> None:
        self._sketched, self._start = sketched, start
        statistics = sketched.statistics()
        torch.manual_seed(settings.seed)
        self._model = model = _begun(statistics, start, diameter_px, class_names)
        if start is not None and (start.general or start.warm):
            settings = fine_tuning(settings)
        settings = replace(settings, pool=min(settings.pool, len(sketched.pairs)))

        def make(number: int) -> TrainingSample:
            return sketched.training_sample(number, model, settings.seed)

        super().__init__(make, model.network, device, settings, fingerprint=fingerprint)
        if start is not None and start.general:  # not adapted to these images yet
            views = [make(number).image for number in range(min(MOST_IMAGES, len(sketched.pairs)))]
            adapt_batch_norm(self.network, device, views)
            self.ema.network.load_state_dict(self.network.state_dict())

    def model(self) -> Model:
        """Return the EMA of the weights, with a record of the training."""
        start = dict(self._start.provenance) if self._start else "random weights"
        names = [pair.image.name for pair in self._sketched.pairs]
        provenance = {
            "trained_on": [name for name in names if name not in self._sketched.problems],
            "started_from": start,
            **self.facts(),
            "seconds": round(self.seconds, 1),
            "seed": self.settings.seed,
        }
        network = deepcopy(self.ema.network).to("cpu").eval()
        return replace(self._model, network=network, provenance=provenance)


def _begun(
    statistics: DatasetStatistics,
    start: Model | None,
    diameter_px: float | None,
    names: tuple[str, ...],
) -> Model:
    """Create the initial model for a dataset."""
    classes = max(len(names), statistics.classes)
    if start is None or start.general:  # the width of the cells is unknown
        diameter_px = diameter_px or statistics.diameter_px
    if start is None:
        assert diameter_px is not None
        network = UNet(UNetConfig.half_resolution(statistics.channels, classes))
        return Model(network, choose_eighths(diameter_px), diameter_px, class_names=names)
    model = start.for_channels(statistics.channels).for_classes(classes).for_diameter(diameter_px)
    return replace(model, network=deepcopy(model.network), class_names=names or model.class_names)
