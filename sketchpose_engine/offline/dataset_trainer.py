"""A course on a sketched set: one step for each image is an epoch."""

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
from ..training.settings import WARM_PART
from .resumable_trainer import ResumableTrainer, ResumableTrainerSettings
from .sketch_dataset import DatasetStatistics, SketchDataset


class DatasetTrainer(ResumableTrainer):
    """Learns from all pairs of a set, a few of which are in memory at a time.

    An epoch is as many steps as there are pairs: each is loaded once and gives as many crops as a
    step takes, on average.

    Parameters
    ----------
    sketched
        The set.
    settings
        Budget, seed, rates.
    device
        Where to compute.
    start
        Weights to start from; None: random ones.
    diameter_px
        Width of the cells; None: as the weights know it or, if they do not, as sketched.
    class_names
        Of the cells; there are as many classes as these or as a sample of the sketches has.
    purpose
        As of a course.
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
        found = sketched.look()
        torch.manual_seed(settings.seed)
        self._model = model = _begun(found, start, diameter_px, class_names)
        if start is not None and (start.general or start.warm):
            settings = _warm(settings)
        settings = replace(settings, pool=min(settings.pool, len(sketched.pairs)))

        def make(number: int) -> TrainingSample:
            return sketched.training_sample(number, model, settings.seed)

        super().__init__(make, model.network, device, settings, fingerprint=fingerprint)
        if start is not None and start.general:  # it has not seen these images yet
            views = [make(number).image for number in range(min(MOST_IMAGES, len(sketched.pairs)))]
            adapt_batch_norm(self.network, device, views)
            self.ema.load_state_dict(self.network.state_dict())

    def model(self) -> Model:
        """The mean of the last weights, with a note of where it comes from."""
        start = dict(self._start.provenance) if self._start else "random weights"
        names = [pair.image.name for pair in self._sketched.pairs]
        provenance = {
            "trained_on": [name for name in names if name not in self._sketched.problems],
            "started_from": start,
            **self.facts(),
            "seconds": round(self.seconds, 1),
            "seed": self.settings.seed,
        }
        network = deepcopy(self.ema).to("cpu").eval()
        return replace(self._model, network=network, provenance=provenance)


def _begun(
    found: DatasetStatistics, start: Model | None, diameter_px: float | None, names: tuple[str, ...]
) -> Model:
    """Model to train, for what was found."""
    classes = max(len(names), found.classes)
    if start is None or start.general:  # it does not know how wide the cells are
        diameter_px = diameter_px or found.diameter_px
    if start is None:
        assert diameter_px is not None
        network = UNet(UNetConfig(found.channels, classes=classes))
        return Model(network, choose_eighths(diameter_px), diameter_px, class_names=names)
    model = start.for_channels(found.channels).for_classes(classes).for_diameter(diameter_px)
    return replace(model, network=deepcopy(model.network), class_names=names or model.class_names)


def _warm(settings: ResumableTrainerSettings) -> ResumableTrainerSettings:
    """For weights that know something already: as `training.settings.TrainSettings.warm`."""
    return replace(
        settings,
        hidden_rate=WARM_PART * settings.hidden_rate,
        rate=WARM_PART * settings.rate,
        keep_norms=True,
    )
