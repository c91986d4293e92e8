"""How far networks are from strokes that they have not learned from, and which is the best."""

from collections.abc import Sequence
from copy import deepcopy
from math import isfinite

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .augment import Lesson, Pose, batch_of, take_image, take_targets
from .device import Device
from .losses import total_loss
from .memory import within_memory
from .network import FieldsNetwork
from .settings import LossSettings

CROPS = 12  # of all held-out strokes together
NOT_WORSE = 1.02  # times the fewest mistakes so far: that little is chance


class Exam:
    """The same crops for every network that is asked, as they are: not turned, not re-lit.

    Parameters
    ----------
    questions
        Lessons in which only the held-out strokes teach something, and the (N, 2) pixels of those,
        N not 0; at least one.
    crop_px
        Side of a crop.
    loss
        What counts how much.
    """

    def __init__(
        self,
        questions: Sequence[tuple[Lesson, NDArray[np.intp]]],
        crop_px: int,
        loss: LossSettings,
    ) -> None:
        each = -(-CROPS // len(questions))
        crops = [
            (lesson, Pose((pixel + 0.5) * lesson.scale - 0.5, np.eye(2)))
            for lesson, pixels in questions
            for pixel in pixels[np.linspace(0, len(pixels) - 1, each).astype(int)]
        ][:CROPS]
        self._images = torch.stack([take_image(one.image, pose, crop_px) for one, pose in crops])
        self._targets = batch_of([take_targets(one, pose, crop_px) for one, pose in crops])
        self._loss = loss

    def mistakes(self, network: FieldsNetwork, device: Device) -> float:
        """The loss on the held-out strokes, batch norm and all as in prediction."""
        trained = network.training
        network.eval()
        distance, flow, classes = within_memory(
            device, "crops", len(self._images), lambda crops: self._look(network, device, crops)
        )
        network.train(trained)
        total, _ = total_loss(distance, flow, self._targets, self._loss, classes)
        return float(total)

    def _look(self, network: FieldsNetwork, device: Device, crops: int) -> tuple[Tensor, ...]:
        device.keep_up(network)
        with torch.no_grad(), device.arithmetic():
            seen = [network(device.place(part)) for part in torch.split(self._images, crops)]
        return tuple(
            torch.cat([field.float().cpu() for field in each]) for each in zip(*seen, strict=True)
        )


class Best:
    """Keeps the best of the networks that took an exam.

    Parameters
    ----------
    exam
        The same for all.
    device
        Where the networks are.
    step
        At which this begins.

    Attributes
    ----------
    network
        A copy of the best one; None before the first exam.
    mistakes
        The fewest so far.
    step
        Of the fewest mistakes.
    """

    def __init__(self, exam: Exam, device: Device, step: int) -> None:
        self._exam, self._device = exam, device
        self.network: FieldsNetwork | None = None
        self.mistakes = float("inf")
        self.step = step

    def examine(self, network: FieldsNetwork, step: int) -> bool:
        """Whether a network is not worse than the best one, and takes its place."""
        mistakes = self._exam.mistakes(network, self._device)
        if not (isfinite(mistakes) and mistakes <= NOT_WORSE * self.mistakes):
            return False
        self.network = deepcopy(network)
        if mistakes < self.mistakes:
            self.mistakes, self.step = mistakes, step
        return True
