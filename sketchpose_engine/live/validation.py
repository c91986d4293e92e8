"""Validation: separation of cells from background on strokes, before and after learning.

Every new stroke is predicted before it becomes training data (prequential validation, Dawid 1984),
so no stroke has to be held out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..masks.from_fields import FOREGROUND_ABOVE
from ..models.device import Device
from ..models.memory import within_memory
from ..models.model import Model
from ..models.unet import FieldNetwork
from ..training.annotated_image import AnnotatedImage
from ..training.sampling import (
    BLOCK_PX,
    Blocks,
    CropTransforms,
    TrainingSample,
    concatenate,
    crop_images,
    crop_targets,
)

CPU = Device("cpu", half=False)
CROPS = 12  # for all strokes together, about
SAMPLED_PX = 6  # per value and image, to evaluate the separation of all that is drawn
EVERYTHING = 0.9  # part of the pixels around strokes; more foreground separates nothing
FORGETTING = 0.8  # factor of the weight of earlier strokes per new one

Pixels = NDArray[np.intp]  # (N, 2), order (y, x)


class StrokeCrops:
    """Crops around some strokes, equal for every network: not rotated, intensities unchanged.

    Parameters
    ----------
    strokes
        Training samples, each with the (N, 2) pixels of the strokes, N > 0; at least one. Hidden
        blocks of a sample are ignored.
    crop_px
        Side of a crop.

    Attributes
    ----------
    known
        Fraction of the pixels drawn as cells that lie in the valid set, where the sketch determines
        the distance to the cell's edge.
    """

    def __init__(self, strokes: Sequence[tuple[TrainingSample, Pixels]], crop_px: int) -> None:
        each = -(-CROPS // len(strokes))
        crops = [(sample, upright(sample, pixels, each)) for sample, pixels in strokes[:CROPS]]
        self._images = torch.cat([crop_images(one.image, at, crop_px, CPU) for one, at in crops])
        targets = concatenate([crop_targets(one, at, crop_px, CPU) for one, at in crops])
        # A drawn line between two cells belongs to neither; its distance is 0.
        known = targets.equality & (targets.distance > 0)
        self._cells = known | targets.inequality
        self._background = targets.background
        self.known = int(known.sum()) / max(int(self._cells.sum()), 1)

    def separation(self, network: FieldNetwork, device: Device) -> float | None:
        """Measure the fraction of drawn pixels that the network classifies correctly.

        Returns
        -------
        float or None
            Mean of the fraction of cell pixels with a distance above the foreground threshold and
            the fraction of background pixels below it: 0.5 is chance. If only one of the two is
            drawn, its fraction. None if neither is.
        """
        return self._separated(self._foreground(network, device))

    def fit(self, network: FieldNetwork, device: Device) -> tuple[float | None, float | None]:
        """Measure `separation`, and the fraction of drawn cell pixels taken for cells.

        Background strokes do not count in the second: people draw them where masks are wrong.

        Returns
        -------
        separation, found : float or None
            `found` is None if no cell is drawn, or if nearly everything is taken for cells.
        """
        inside = self._foreground(network, device)
        return self._separated(inside), self._found(inside)

    def _separated(self, inside: Tensor) -> float | None:
        parts = [
            _mean_fraction(right, where)
            for right, where in ((inside, self._cells), (~inside, self._background))
            if where.any()
        ]
        return float(np.mean(parts)) if parts else None

    def _found(self, inside: Tensor) -> float | None:
        if not self._cells.any() or inside.float().mean() > EVERYTHING:
            return None
        return _mean_fraction(inside, self._cells)

    def _foreground(self, network: FieldNetwork, device: Device) -> Tensor:
        """Predict which pixels of the crops lie in cells: (N, crop, crop) bool."""
        trained = network.training
        network.eval()
        distance = within_memory(
            device, "crops", len(self._images), lambda crops: self._look(network, device, crops)
        )
        network.train(trained)
        return distance > FOREGROUND_ABOVE

    def _look(self, network: FieldNetwork, device: Device, crops: int) -> Tensor:
        device.ensure_moved(network)
        with torch.no_grad(), device.arithmetic():
            seen = [
                network(device.move_batch(part))[0] for part in torch.split(self._images, crops)
            ]
        return torch.cat([distance.float().cpu() for distance in seen])


def _mean_fraction(right: Tensor, where: Tensor) -> float:
    """Return the fraction of a set that is right, in the mean of the crops (N, h, w) that show it.

    Not of all pixels together: a few thick strokes would outweigh all others.
    """
    drawn = where.sum((1, 2))
    return float(((right & where).sum((1, 2))[drawn > 0] / drawn[drawn > 0]).mean())


def upright(sample: TrainingSample, pixels: Pixels, count: int) -> CropTransforms:
    """Return crops that are neither rotated nor scaled around some of the pixels, evenly spread."""
    chosen = pixels[np.linspace(0, len(pixels) - 1, count).astype(int)]
    return CropTransforms((chosen + 0.5) * sample.scale - 0.5, np.tile(np.eye(2), (count, 1, 1)))


def crops_of_all(images: Iterable[AnnotatedImage], model: Model, crop_px: int) -> StrokeCrops:
    """Cut crops around a few pixels of each value drawn on each image."""
    strokes = [
        (image.training_sample(model.eighths, model.diameter_px), image.annotated(SAMPLED_PX))
        for image in images
    ]
    return StrokeCrops(strokes, crop_px)


def crops_of_new(
    new: Iterable[tuple[AnnotatedImage, Pixels]], model: Model, crop_px: int
) -> StrokeCrops:
    """Cut crops around new strokes: images, with (N, 2) pixels drawn on each."""
    strokes = [
        (only(image.training_sample(model.eighths, model.diameter_px), drawn), drawn)
        for image, drawn in new
    ]
    return StrokeCrops(strokes, crop_px)


class Prequential:
    """Separation of strokes before they were learned from.

    Attributes
    ----------
    asked
        Number of strokes.
    """

    def __init__(self) -> None:
        self.asked = 0
        self._sum = self._weight = 0.0

    def note(self, separation: float | None) -> None:
        """Record the separation of a stroke; None is ignored."""
        if separation is None:
            return
        self.asked += 1
        self._sum = FORGETTING * self._sum + separation
        self._weight = FORGETTING * self._weight + 1

    def ask(
        self, images: Iterable[AnnotatedImage], model: Model | None, crop_px: int, device: Device
    ) -> None:
        """Record how well a model separates the strokes that are new since the last call."""
        new = [(image, drawn) for image in images if len(drawn := image.take_drawn())]
        if model is None or not new:
            return
        self.note(crops_of_new(new, model, crop_px).separation(model.network, device))

    @property
    def separation(self) -> float | None:
        """Exponentially weighted mean over the strokes; None if there were none."""
        return self._sum / self._weight if self._weight else None


def only(sample: TrainingSample, pixels: Pixels) -> TrainingSample:
    """Return the training sample with only the strokes through these pixels."""
    shape = tuple(-(-size // BLOCK_PX) for size in sample.labels.shape)
    hidden: Blocks = np.ones(shape, bool)
    hidden[pixels[:, 0] // BLOCK_PX, pixels[:, 1] // BLOCK_PX] = False
    return replace(sample, hidden=hidden)
