"""Fields of the pretrained network, retained where the sketch says too little."""

from copy import deepcopy
from dataclasses import replace

from ..models.device import Device
from ..models.unet import FieldNetwork
from ..training.ema import update_ema
from ..training.settings import TrainSettings

SURE = 0.9  # separation from which the fields have full weight
CHANCE = 0.5  # separation from which they have any
PRIOR_STROKES = 3
# Likewise, part of the drawn cells. Where cells of very different sizes are drawn, the fields show
# those of one size only, and are all there is to say about the others.
FOUND_SOME, FOUND_SURE = 0.1, 0.5
BLENDED = 0.3  # part of fully trusted pretrained weights in the ones that predict
BLENDED_STEPS = 20  # steps until then, over which it grows: weights close to them need it less


class PretrainedFields:
    """Pretrained network as before the first step, and the weight of its fields.

    Parameters
    ----------
    network
        Network adapted to the images; copied.
    device
        Compute device.
    """

    def __init__(self, network: FieldNetwork, device: Device) -> None:
        self._network = deepcopy(network)
        self._device = device
        self._trust = 0.0  # 0 to 1, see `judge`
        self._part = 0.0  # 0 to 1, see `weighted`

    def like(self, network: FieldNetwork) -> FieldNetwork:
        """Return the pretrained network, with the channels and classes of another one."""
        known = self._network
        if known.shape != network.shape:
            if known.shape.channels != network.shape.channels:
                known = known.with_channels(network.shape.channels)
            if known.shape.classes != network.shape.classes:
                known = known.with_classes(network.shape.classes)
            self._network = self._device.move_network(known)
        return known

    def judge(self, separation: float | None, found: float | None, strokes: int) -> None:
        """Set the weight of the fields by their fit to the sketch.

        Parameters
        ----------
        separation
            How well they separate what is drawn; None: unknown.
        found
            Part of the drawn cells that they show; None: unknown.
        strokes
            Number of strokes on cells, to which `PRIOR_STROKES` that fit are added: the first
            cell drawn may be one of few that the pretrained network misses.
        """
        if found is not None:
            found = (strokes * found + PRIOR_STROKES * SURE) / max(strokes + PRIOR_STROKES, 1)
        separated = 1.0 if separation is None else (separation - CHANCE) / (SURE - CHANCE)
        shown = 0.0 if found is None else (found - FOUND_SOME) / (FOUND_SURE - FOUND_SOME)
        self._trust = min(max(separated, shown, 0.0), 1.0)

    def weighted(self, settings: TrainSettings, known: float) -> TrainSettings:
        """Return training settings with the appropriate weights of these fields.

        Parameters
        ----------
        settings
            Settings with the weight for fully trusted fields and short strokes.
        known
            Fraction of the drawn cell pixels in the valid set. Cells drawn up to their edges
            determine the fields completely, so that the pretrained ones are not needed; half of
            that determines more than half of the fields.
        """
        self._part = part = self._trust * (1 - known) ** 2
        given = settings.loss
        loss = replace(
            given,
            distillation=part * given.distillation,
            contrary=1 - part * (1 - given.contrary),
        )
        return replace(settings, loss=loss)

    def blended(self, network: FieldNetwork, steps: int) -> FieldNetwork:
        """Return a mean of the learned and the pretrained weights, to predict with.

        Both lie in the same valley of the loss, and their mean loses less of what the sketch does
        not show than the learned weights do (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
        models", equation 1). `weighted` determines the part of the pretrained ones.

        Parameters
        ----------
        network
            Learned weights; unchanged.
        steps
            Number of steps that they were trained for.

        Returns
        -------
        FieldNetwork
            Another network, or the same if the pretrained weights have no part.
        """
        part = BLENDED * self._part * min(steps / BLENDED_STEPS, 1.0)
        if not part:
            return network
        mean = deepcopy(network)
        update_ema(mean, self.like(network), part)
        # The pretrained network's classifiers may be untrained.
        mean.classify.load_state_dict(network.classify.state_dict())
        return mean
