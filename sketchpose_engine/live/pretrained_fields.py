"""Fields of the pretrained network, retained where the sketch says too little.

Where they contradict the sketch, they give way to what has been learned.
"""

from copy import copy, deepcopy
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
FOLLOWED = 0.01  # part of the learned weights, per step, in a teacher that separated nothing


class PretrainedFields:
    """Pretrained network beside the one in training, and the weight of its fields.

    Parameters
    ----------
    network
        Network adapted to the images; copied.
    device
        Compute device.
    """

    def __init__(self, network: FieldNetwork, device: Device) -> None:
        self._network, self._teacher = deepcopy(network), deepcopy(network)
        self._device = device
        self._trust = 0.0  # 0 to 1, see `judge`
        self._part = 0.0  # 0 to 1, see `weighted`
        self._contradicted = 0.0  # 0 to 1, see `follow`

    def copy(self) -> "PretrainedFields":
        """Return the same with a teacher of its own."""
        copied = copy(self)
        copied._teacher = deepcopy(self._teacher)
        return copied

    def like(self, network: FieldNetwork) -> FieldNetwork:
        """Return the pretrained network, with the channels and classes of another one."""
        self._network = self._fitted(self._network, network)
        return self._network

    def teacher(self, network: FieldNetwork) -> FieldNetwork:
        """Return the network whose fields are retained, with the channels and classes of another.

        It is the pretrained one until `follow` changes it, in place.
        """
        self._teacher = self._fitted(self._teacher, network)
        return self._teacher

    def _fitted(self, known: FieldNetwork, network: FieldNetwork) -> FieldNetwork:
        if known.shape == network.shape:
            return known
        if known.shape.channels != network.shape.channels:
            known = known.with_channels(network.shape.channels)
        if known.shape.classes != network.shape.classes:
            known = known.with_classes(network.shape.classes)
        return self._device.move_network(known)

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
        self._contradicted = min(max(1 - separated, 0.0), 1.0)

    def follow(self, network: FieldNetwork) -> None:
        """Move the teacher towards learned weights, as far as the sketch contradicts the fields.

        Pretrained fields that do not separate cells from background would restore what strokes
        correct. The teacher then becomes a slow average of the learned weights (mean teacher,
        Tarvainen & Valpola 2017). If they separate them, it stays: an average would retain early
        mistakes of few strokes.

        Parameters
        ----------
        network
            Learned weights, averaged; unchanged.
        """
        if self._contradicted:
            update_ema(self.teacher(network), network, FOLLOWED * self._contradicted)

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
