"""Where to compute: CUDA, Apple's MPS or the CPU, and in which number format."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import torch
from torch import Tensor

from ..core.errors import InputError
from .graphics_card import has_nvidia_card
from .unet import FieldNetwork

AnyNetwork = TypeVar("AnyNetwork", bound=FieldNetwork)
CHOICES = ("auto", "cpu", "cuda", "mps")


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


@dataclass
class Device:
    """A place to compute, the same object for all that compute there.

    Attributes
    ----------
    name
        As torch calls it: `cpu`, `cuda` or `mps`.
    half
        Convolutions in bfloat16 (weights and losses stay float32). Only where the processor or
        the card has instructions for it: there it is two to four times faster, elsewhere slower.
        Never float16: small gradients would vanish in it, unless losses were scaled.
    fits
        What is known of its memory: most of each kind of work at a time, see `memory`.
    tell
        Takes a sentence for the user, when something changes.
    told
        Such sentences, each once.
    """

    name: str
    half: bool
    fits: dict[str, int] = field(default_factory=dict)
    tell: Callable[[str], None] = _say
    told: list[str] = field(default_factory=list)

    def retreat(self) -> None:
        """Compute on the processor from now on; networks follow when they settle next."""
        self.name, self.half = "cpu", _has_fast_bfloat16("cpu")
        self.fits.clear()

    @contextmanager
    def arithmetic(self) -> Iterator[None]:
        """Run what is inside in the device's number format."""
        with torch.autocast(self.name, torch.bfloat16, enabled=self.half):
            yield

    def settle(self, network: AnyNetwork) -> AnyNetwork:
        """Move a network to the device, in place, in the memory order convolutions like."""
        return network.to(self.name).to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def keep_up(self, network: FieldNetwork) -> None:
        """Settle a network again, if it is not here: the device may have changed since."""
        if next(network.parameters()).device.type != self.name:
            self.settle(network)

    def bring(self, tensor: Tensor) -> Tensor:
        """Move any tensor to the device."""
        return tensor.to(self.name)

    def place(self, batch: Tensor) -> Tensor:
        """Move a batch (N, C, H, W) to the device, in the memory order convolutions like."""
        return batch.to(self.name, memory_format=torch.channels_last)


def choose_device(wanted: str = "auto") -> Device:
    """Best device there is, or the one asked for.

    Parameters
    ----------
    wanted
        One of `CHOICES`.

    Raises
    ------
    InputError
        The device asked for is not there.
    """
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    name = next(n for n in there if there[n]) if wanted == "auto" else wanted
    if not there.get(name):
        raise InputError(
            f"PyTorch finds no {name.upper()} device on this computer: choose --device auto."
        )
    return Device(name, _has_fast_bfloat16(name))


def card_is_unused() -> bool:
    """Whether there is a graphics card that another build of PyTorch would use."""
    return torch.version.cuda is None and has_nvidia_card()


def _has_fast_bfloat16(name: str) -> bool:
    if name == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if name == "cpu":
        has = torch.cpu.get_capabilities()
        return bool(has.get("avx512_bf16") or has.get("amx_bf16") or has.get("bf16"))
    return False
