"""Batch norm with the statistics of single images, as in use.

A pretrained network is adapted to a new image via its norms, see `adabn`. A network trained in
this way from the start adapts best (adaptive risk minimisation, Zhang 2021).
"""

from functools import partial

import torch
from torch import Tensor, nn

MOMENTUM = 0.1  # of the running statistics


def normalise_by_image(network: nn.Module, crops_an_image: int) -> None:
    """Let each batch norm of a network in training normalise the crops of each image separately.

    Parameters
    ----------
    network
        Changed in place. Its batches must contain the crops of an image consecutively.
    crops_an_image
        Number of crops per image.
    """
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.forward = partial(_normalised, layer, crops_an_image)  # type: ignore[method-assign]


def _normalised(layer: nn.BatchNorm2d, crops: int, x: Tensor) -> Tensor:
    """Normalise each run of `crops` crops of (N, C, H, W) to mean 0 and variance 1."""
    n, channels, height, width = x.shape
    # In channels-last order the crops of an image are contiguous: no copy is made.
    stacked = x.permute(0, 2, 3, 1).reshape(n // crops, crops * height * width, channels)
    mean = stacked.mean(1, keepdim=True, dtype=torch.float32)  # (images, 1, C)
    centred = stacked - mean.to(x.dtype)
    variance = centred.square().mean(1, keepdim=True, dtype=torch.float32)
    with torch.no_grad():
        assert layer.running_mean is not None and layer.running_var is not None
        layer.running_mean.lerp_(mean.mean((0, 1)), MOMENTUM)
        layer.running_var.lerp_(variance.mean((0, 1)), MOMENTUM)
    gain = (variance + layer.eps).rsqrt() * layer.weight
    result = centred * gain.to(x.dtype) + layer.bias.to(x.dtype)
    return result.view(n, height, width, channels).permute(0, 3, 1, 2)
