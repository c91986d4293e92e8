"""The exponential moving average of a network's weights (Polyak & Juditsky 1992)."""

import torch
from torch import Tensor

from ..models.unet import FieldNetwork


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
