"""Adaptation of batch norm to images of an unknown kind (AdaBN, Li et al. 2016)."""

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

SEEN_PX = 512  # of each image, around its centre
LEAST_PX = 64  # minimum side, if memory is short
MOST_IMAGES = 4
NEW_PART = 0.7  # weight of the statistics of new images; the rest are the pretrained ones
OTHER_PART = 0.3  # the same, for images that a fine-tuned network was not trained on


def adapt_batch_norm(
    network: FieldNetwork, device: Device, views: Sequence[NetworkImage], part: float = NEW_PART
) -> None:
    """Move the running statistics of batch norm towards those of some images, in place.

    Without any training or strokes, a general network segments images of an unusual kind much
    better afterwards (Li et al. 2016); strokes then correct the remaining errors.

    Parameters
    ----------
    network
        Network on the device; set to evaluation mode.
    device
        Compute device.
    views
        At least one; only the first few are used.
    part
        Weight of the new statistics, 0 to 1.
    """
    within_memory(
        device,
        "norms",
        SEEN_PX,
        lambda side_px: _fit(network, device, views, side_px, part),
        LEAST_PX,
    )


def with_adapted_norms(model: Model, view: NetworkImage, device: Device) -> Model:
    """Return a model with batch norm partly adapted to an image that it was not trained on.

    This compensates for other brightness, contrast and focus than in the training images.

    Parameters
    ----------
    model
        Fine-tuned model; any other is returned unchanged.
    view
        Image at the resolution of the model, with its channels.
    device
        Compute device.
    """
    if not model.warm:
        return model
    network = device.move_network(deepcopy(model.network))
    adapt_batch_norm(network, device, [view], OTHER_PART)
    return replace(model, network=network)


def _fit(
    network: FieldNetwork, device: Device, views: Sequence[NetworkImage], side_px: int, part: float
) -> None:
    device.ensure_moved(network)
    before = [buffer.clone() for buffer in network.buffers()]
    norms = [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm2d)]
    usual = [layer.momentum for layer in norms]
    for layer in norms:
        layer.reset_running_stats()
        layer.momentum = None  # cumulative mean over all images
    network.train()
    try:
        with torch.no_grad(), device.arithmetic():
            for view in views[:MOST_IMAGES]:
                network(device.move_batch(_middle(view, network.shape.stride_px, side_px)[None]))
        seen = [buffer.clone() for buffer in network.buffers()]
    finally:  # restored, too, if memory runs out
        network.eval()
        for layer, momentum in zip(norms, usual, strict=True):
            layer.momentum = momentum
        for buffer, known in zip(network.buffers(), before, strict=True):
            buffer.copy_(known)
    for buffer, shown in zip(network.buffers(), seen, strict=True):
        if buffer.is_floating_point() and shown.isfinite().all():
            buffer.lerp_(shown, part)


def _middle(view: NetworkImage, stride_px: int, side_px: int) -> Tensor:
    """Cut (C, h, w) from the centre of an image, on the network's grid."""
    size = np.array(view.shape)
    low = np.maximum(size - side_px, 0) / 2
    part, box = view.around(low, np.minimum(low + side_px, size) - 1)
    top, left = int(low[0]) - box.top, int(low[1]) - box.left
    height, width = (min(side_px, int(side)) // stride_px * stride_px for side in size)
    return part[:, top : top + height, left : left + width]
