"""Exponential moving average of a network's weights (Polyak & Juditsky 1992).

At high learning rates, weights oscillate from step to step; their mean over the last steps is
close to where they converge. The average is used for prediction and is saved.
"""

from copy import deepcopy

import torch
from torch import Tensor

from ..models.device import Device
from ..models.unet import FieldNetwork


class EMA:
    """Averaged copy of a network in training.

    Parameters
    ----------
    network
        Network to copy.
    device
        Device that holds the copy.
    part
        Fraction of the newest weights in the average after many updates.
    head_start
        Number of steps that pass before the average becomes slower than a plain mean: the newest of
        n steps has weight (head_start + 1) / (head_start + n).

    Attributes
    ----------
    network
        The averaged network.
    steps
        Number of updates.
    """

    def __init__(self, network: FieldNetwork, device: Device, part: float, head_start: int) -> None:
        self.network = deepcopy(network)
        self._device, self._part, self._head_start = device, part, head_start
        self.steps = 0

    def update(self, network: FieldNetwork) -> None:
        """Update the average with the weights after one more step."""
        self._device.ensure_moved(self.network)
        self.steps += 1
        newest = (self._head_start + 1) / (self._head_start + self.steps)
        update_ema(self.network, network, max(newest, self._part))


@torch.no_grad()
def update_ema(mean: FieldNetwork, network: FieldNetwork, part: float | Tensor) -> None:
    """Move an average towards the newest weights, including the statistics of batch norm.

    Parameters
    ----------
    mean
        Changed in place; its counters are set to those of the network.
    network
        Network of the same shape, on any device.
    part
        Fraction of the newest weights in the average, 0 to 1. A () tensor stays on its device.
    """
    pairs = list(zip(mean.state_dict().values(), network.state_dict().values(), strict=True))
    averaged = [(old, new.to(old)) for old, new in pairs if old.is_floating_point()]
    old = [value for value, _ in averaged]
    change = torch._foreach_sub([value for _, value in averaged], old)
    torch._foreach_mul_(change, part)
    torch._foreach_add_(old, change)
    counters = [pair for pair in pairs if not pair[0].is_floating_point()]
    torch._foreach_copy_([old for old, _ in counters], [new for _, new in counters])
