"""Compute device: CUDA, Apple's MPS or the CPU, and its number format."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import torch
from torch import Tensor

from ..core.errors import InputError
from .graphics_card import has_nvidia_card
from .number_format import processor_format
from .unet import FieldNetwork

# What PyTorch says when a card was reset, removed or has crashed; nothing on it can be used again.
FAILURES = ("CUDA error", "CUDA driver error", "device lost", "MPS backend encountered")
_failed: set[str] = set()  # devices that have failed in this process

AnyNetwork = TypeVar("AnyNetwork", bound=FieldNetwork)
CHOICES = ("auto", "cpu", "cuda", "mps")


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


@dataclass
class Device:
    """A compute device, shared by all that use it.

    Attributes
    ----------
    name
        Name in PyTorch: `cpu`, `cuda` or `mps`.
    half
        Predictions with convolutions in bfloat16 (weights and losses stay float32), where that is
        faster. Never float16: small gradients would vanish in it, unless losses were scaled.
    half_training
        The same for training.
    fits
        Largest amount of each kind of work that fits its memory at a time, see `memory`.
    report
        Called with a sentence for the user when something changes.
    reported
        Sentences reported so far, each once.
    batch
        Crops of a training step, see `training.batch_size`; None: not yet chosen.
    """

    name: str
    half: bool
    half_training: bool = False
    fits: dict[str, int] = field(default_factory=dict)
    report: Callable[[str], None] = _say
    reported: list[str] = field(default_factory=list)
    batch: int | None = None

    def synchronise(self) -> None:
        """Wait until the device has computed everything that was requested."""
        if self.name == "cuda":
            torch.cuda.synchronize()
        elif self.name == "mps":
            torch.mps.synchronize()

    def fall_back_to_cpu(self) -> None:
        """Compute on the processor from now on; networks are moved at their next use."""
        self.name, (self.half, self.half_training) = "cpu", _formats("cpu")
        self.fits.clear()

    @contextmanager
    def arithmetic(self, training: bool = False) -> Iterator[None]:
        """Run what is inside in the device's number format, for predictions or for training."""
        half = self.half_training if training else self.half
        # Each weight is used once, and a cache of cast ones would outlive a recorded step.
        cached = self.name != "cuda"
        with torch.autocast(self.name, torch.bfloat16, enabled=half, cache_enabled=cached):
            yield

    def move_network(self, network: AnyNetwork) -> AnyNetwork:
        """Move a network to the device, in place, in the memory order convolutions like."""
        return network.to(self.name).to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def ensure_moved(self, network: FieldNetwork) -> None:
        """Move a network again if it is elsewhere: the device may have changed since."""
        if next(network.parameters()).device.type != self.name:
            self.move_network(network)

    def move_tensor(self, tensor: Tensor) -> Tensor:
        """Move any tensor to the device."""
        return tensor.to(self.name)

    def move_batch(self, batch: Tensor) -> Tensor:
        """Move a batch (N, C, H, W) to the device, in the memory order convolutions like."""
        return batch.to(self.name, memory_format=torch.channels_last)


def choose_device(wanted: str = "auto") -> Device:
    """Choose the fastest available device, or a given one.

    Parameters
    ----------
    wanted
        One of `CHOICES`.

    Raises
    ------
    InputError
        The device is not available.
    """
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    name = next(n for n in there if there[n] and n not in _failed) if wanted == "auto" else wanted
    if not there.get(name):
        raise InputError(
            "PyTorch finds no {kind} device on this computer: choose --device auto.",
            kind=name.upper(),
        )
    return Device(name, *_formats(name))


def note_failure(error: BaseException) -> bool:
    """Return whether an error means that a graphics card has failed: it is not chosen again."""
    text = str(error)
    found = (
        isinstance(error, RuntimeError)
        and any(each in text for each in FAILURES)
        and "out of memory" not in text
    )
    if found:
        _failed.update({"cuda", "mps"})
    return found


def card_is_unused() -> bool:
    """Whether there is a graphics card that another build of PyTorch would use."""
    return torch.version.cuda is None and has_nvidia_card()


def _formats(name: str) -> tuple[bool, bool]:
    """Whether predictions, and whether training, are faster in bfloat16 on a device."""
    if name == "cuda":
        native = torch.cuda.is_bf16_supported(including_emulation=False)
        return native, native
    if name == "cpu":
        found = processor_format()
        return found.prediction, found.training
    return False, False
