"""The exponential moving average of a network's weights (Polyak & Juditsky 1992).

At the high rates that learn quickly, weights oscillate from step to step; the mean over the last
steps is where they lead. It is what predicts and is saved.
"""

from copy import deepcopy

import torch
from torch import Tensor

from ..models.device import Device
from ..models.unet import FieldNetwork


class EMA:
    """An averaged copy of a network that is being trained.

    Parameters
    ----------
    network
        Copied as it is.
    device
        Where the copy is kept.
    part
        Of the newest weights in the average, once it has followed for long.
    head_start
        Steps as many as these pass before the average is slower than a plain mean: the newest of n
        steps counts (head_start + 1) / (head_start + n).

    Attributes
    ----------
    network
        The average.
    steps
        Updates so far.
    """

    def __init__(self, network: FieldNetwork, device: Device, part: float, head_start: int) -> None:
        self.network = deepcopy(network)
        self._device, self._part, self._head_start = device, part, head_start
        self.steps = 0

    def update(self, network: FieldNetwork) -> None:
        """Follow the network by one step."""
        self._device.keep_up(self.network)
        self.steps += 1
        newest = (self._head_start + 1) / (self._head_start + self.steps)
        update_ema(self.network, network, max(newest, self._part))


@torch.no_grad()
def update_ema(mean: FieldNetwork, network: FieldNetwork, part: float | Tensor) -> None:
    """Move an average towards the newest weights, batch norm's statistics included.

    Parameters
    ----------
    mean
        Changed in place; its counters become those of the network.
    network
        Of the same shape, on any device.
    part
        Of the newest weights in the average, from 0 to 1. A tensor () stays on its device.
    """
    pairs = list(zip(mean.state_dict().values(), network.state_dict().values(), strict=True))
    averaged = [(old, new.to(old)) for old, new in pairs if old.is_floating_point()]
    old = [value for value, _ in averaged]
    change = torch._foreach_sub([value for _, value in averaged], old)
    torch._foreach_mul_(change, part)
    torch._foreach_add_(old, change)
    for counter, new in pairs:
        if not counter.is_floating_point():
            counter.copy_(new)
