"""Fallbacks for lack of memory: smaller parts, then the CPU."""

import traceback
from collections.abc import Callable
from typing import TypeVar

import torch

from ..core.errors import Phrase
from .device import Device

Result = TypeVar("Result")
SMALLER = Phrase("The {place} memory is full: Sketchpose works in smaller parts from now on.")
PROCESSOR = Phrase(
    "The {place} memory is full: Sketchpose computes on the processor from now on, which is slower."
)
# Messages of errors for which PyTorch has no class.
PHRASES = ("out of memory", "can't allocate memory", "not enough memory", "ALLOC_FAILED")


def ran_out(error: BaseException) -> bool:
    """Return whether an error means that the memory of the graphics card or computer is full."""
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(each in str(error) for each in PHRASES)


def within_memory(
    device: Device, kind: str, size: int, work: Callable[[int], Result], least: int = 1
) -> Result:
    """Run work in one batch, in smaller ones when memory runs out, at last on the CPU.

    The size that fits is stored, so that larger ones are not tried again at every step.

    Parameters
    ----------
    device
        Compute device; it may have changed afterwards.
    kind
        Kind of work: sizes are stored per kind.
    size
        Size of the work in one batch.
    work
        Function that runs it in batches of at most the given size. It is called again after memory
        ran out, so it must leave nothing half done, and use the current device.
    least
        Minimum size of a batch.

    Raises
    ------
    MemoryError, RuntimeError
        If not even the minimum fits into the memory of the computer.
    """
    while True:
        fits = min(size, device.fits.get(kind, size))
        try:
            return work(fits)
        except (MemoryError, RuntimeError) as error:
            if not ran_out(error) or (fits <= least and device.name == "cpu"):
                raise
            traceback.clear_frames(error.__traceback__)  # they hold what it had allocated
        _free(device)
        if fits > least:
            device.fits[kind] = max(least, fits // 2)
            _tell(device, SMALLER)
        else:
            _tell(device, PROCESSOR)
            device.fall_back_to_cpu()


def _tell(device: Device, sentence: str) -> None:
    place = Phrase("computer's") if device.name == "cpu" else Phrase("graphics card's")
    message = Phrase(sentence, place=place)
    if message not in device.reported:
        device.reported.append(message)
        device.report(message)


def _free(device: Device) -> None:
    """Release cached memory of PyTorch."""
    if device.name == "cuda":
        torch.cuda.empty_cache()
    elif device.name == "mps":
        torch.mps.empty_cache()
