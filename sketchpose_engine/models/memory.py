"""When a device has too little memory: the same work in smaller parts, then on the processor."""

import gc
from collections.abc import Callable
from typing import TypeVar

import torch

from .device import Device

Result = TypeVar("Result")
SMALLER = "The {place} memory is full: Sketchpose works in smaller parts from now on."
PROCESSOR = (
    "The {place} memory is full: Sketchpose computes on the processor from now on, which is slower."
)
# How PyTorch says it, where it has no class of its own for it.
PHRASES = ("out of memory", "can't allocate memory", "not enough memory", "ALLOC_FAILED")


def ran_out(error: BaseException) -> bool:
    """Whether an error says that the memory is full, of a graphics card or of the computer."""
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(each in str(error) for each in PHRASES)


def within_memory(
    device: Device, kind: str, size: int, work: Callable[[int], Result], least: int = 1
) -> Result:
    """Do a work in one piece, or in as small ones as memory needs.

    What was too much is remembered, so that it is not tried again at every step.

    Parameters
    ----------
    device
        Where to compute; another one afterwards, if not even the least fits.
    kind
        Of work: sizes of the same kind compare.
    size
        Of the work in one piece.
    work
        Does it in pieces of at most so much. Called again after memory ran out: it must leave
        nothing half done, and follow the device.
    least
        Smaller pieces are not tried.

    Raises
    ------
    MemoryError, RuntimeError
        Not even the least fits into the memory of the computer.
    """
    while True:
        fits = min(size, device.fits.get(kind, size))
        try:
            return work(fits)
        except (MemoryError, RuntimeError) as error:
            if not ran_out(error) or (fits <= least and device.name == "cpu"):
                raise
        # Not inside `except`: the error holds on to what the failed attempt had taken.
        _free(device)
        if fits > least:
            device.fits[kind] = max(least, fits // 2)
            _tell(device, SMALLER)
        else:
            _tell(device, PROCESSOR)
            device.retreat()


def _tell(device: Device, sentence: str) -> None:
    place = "computer's" if device.name == "cpu" else "graphics card's"
    told = sentence.format(place=place)
    if told not in device.told:
        device.told.append(told)
        device.tell(told)


def _free(device: Device) -> None:
    """Give back what PyTorch keeps for later."""
    gc.collect()
    if device.name == "cuda":
        torch.cuda.empty_cache()
    elif device.name == "mps":
        torch.mps.empty_cache()
