"""Number of crops of a training step: as many as the device computes in about the time of a few.

A processor's time grows with the crops, and more steps of fewer crops learn faster there. On a
graphics card a network of this size leaves most of the card idle: further crops are free.
"""

import time
from copy import deepcopy

import torch

from ..models.device import Device
from ..models.memory import ran_out
from ..models.unet import FieldNetwork

SIZES = (8, 16, 32, 64, 96)
FREE = 1.15  # times the time of the smallest batch: no more than noise
LONGEST_S = 0.015  # of a step: faster ones may take more time than the smallest batch
REPEATS = 3  # of each size, after one that prepares kernels


def choose_batch(device: Device, network: FieldNetwork, crop_px: int) -> int:
    """Choose the number of crops of a training step for a device.

    Parameters
    ----------
    device
        Compute device; the choice is remembered there.
    network
        Network to train; copied.
    crop_px
        Side of a crop.

    Returns
    -------
    int
        The largest of `SIZES` whose gradients take no more than `FREE` times the time of the
        smallest, or less than `LONGEST_S`; the smallest on a processor.
    """
    if device.name == "cpu":
        return SIZES[0]
    if device.batch is None:
        copy = device.move_network(deepcopy(network)).train()
        least_s = _time_s(device, copy, SIZES[0], crop_px)
        chosen = SIZES[0]
        for size in SIZES[1:]:
            if _time_s(device, copy, size, crop_px) > max(FREE * least_s, LONGEST_S):
                break
            chosen = size
        device.batch = chosen
    return device.batch


def _time_s(device: Device, network: FieldNetwork, size: int, crop_px: int) -> float:
    """Measure the least time in s for the gradients of a batch; infinite if memory is short."""
    images = torch.rand(size, network.shape.channels, crop_px, crop_px)
    times = list[float]()
    try:
        for _ in range(REPEATS + 1):
            device.synchronise()
            start = time.perf_counter()
            with device.arithmetic(training=True):
                distance, flow, _ = network(device.move_batch(images))
            (distance.float().mean() + flow.float().mean()).backward()
            network.zero_grad()
            device.synchronise()
            times.append(time.perf_counter() - start)
    except (MemoryError, RuntimeError) as error:
        if not ran_out(error):
            raise
        return float("inf")
    return min(times[1:])
