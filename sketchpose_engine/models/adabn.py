"""Batch norm of a network that has never seen this kind of image."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor, nn

from .device import Device
from .memory import within_memory
from .model import Model
from .network_image import NetworkImage
from .unet import FieldNetwork

SEEN_PX = 512  # of each image, around its middle
LEAST_PX = 64  # of that, where memory is short
MOST_IMAGES = 4
NEW_PART = 0.7  # of the means: what these images show; the rest is what the network knew
OTHER_PART = 0.3  # likewise for an image that a network was not trained on, while others it was


def adapt_batch_norm(
    network: FieldNetwork, device: Device, views: Sequence[NetworkImage], part: float = NEW_PART
) -> None:
    """Move the means of batch norm, in place, most of the way to those of some images.

    Nothing is learned and no stroke is needed, yet a general network sees an image of an unusual
    kind much better afterwards (Li et al. 2016), and learns from strokes what is left.

    Parameters
    ----------
    network
        On the device; afterwards in evaluation mode.
    device
        Where to compute.
    views
        At least one; the first few are looked at.
    part
        Of the way, from 0 to 1.
    """
    within_memory(
        device,
        "norms",
        SEEN_PX,
        lambda side_px: _fit(network, device, views, side_px, part),
        LEAST_PX,
    )


def with_adapted_norms(model: Model, view: NetworkImage, device: Device) -> Model:
    """Return a model whose norms are moved some way to an image that it was not trained on.

    So brightness, contrast and focus may differ from those of the images that it was trained on.

    Parameters
    ----------
    model
        Fine-tuned; one of random weights, or not trained yet, is returned as it is.
    view
        The image at the resolution of the model, with its channels.
    device
        Where to compute.
    """
    if not model.warm:
        return model
    network = device.settle(deepcopy(model.network))
    adapt_batch_norm(network, device, [view], OTHER_PART)
    return replace(model, network=network)


def _fit(
    network: FieldNetwork, device: Device, views: Sequence[NetworkImage], side_px: int, part: float
) -> None:
    device.keep_up(network)
    before = [buffer.clone() for buffer in network.buffers()]
    norms = [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm2d)]
    usual = [layer.momentum for layer in norms]
    for layer in norms:
        layer.reset_running_stats()
        layer.momentum = None  # the plain mean over all images
    network.train()
    try:
        with torch.no_grad(), device.arithmetic():
            for view in views[:MOST_IMAGES]:
                network(device.place(_middle(view, network.shape.stride_px, side_px)[None]))
        seen = [buffer.clone() for buffer in network.buffers()]
    finally:  # where memory runs out, nothing has changed
        network.eval()
        for layer, momentum in zip(norms, usual, strict=True):
            layer.momentum = momentum
        for buffer, known in zip(network.buffers(), before, strict=True):
            buffer.copy_(known)
    for buffer, shown in zip(network.buffers(), seen, strict=True):
        if buffer.is_floating_point() and shown.isfinite().all():
            buffer.lerp_(shown, part)


def _middle(view: NetworkImage, stride_px: int, side_px: int) -> Tensor:
    """(C, h, w) around the middle of an image, on the network's grid."""
    size = np.array(view.shape)
    low = np.maximum(size - side_px, 0) / 2
    part, box = view.around(low, np.minimum(low + side_px, size) - 1)
    top, left = int(low[0]) - box.top, int(low[1]) - box.left
    height, width = (min(side_px, int(side)) // stride_px * stride_px for side in size)
    return part[:, top : top + height, left : left + width]
