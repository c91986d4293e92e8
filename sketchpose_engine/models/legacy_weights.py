"""Conversion of weights of version 0.1, whose skips had inputs that were not normalised."""

from collections.abc import Mapping

import torch
from torch import Tensor

EPSILON = 1e-5  # of batch norm
SMALLEST_GAIN = 1e-3  # smaller gains are replaced by this before division
OLD = "stem.bias"  # only in files of version 0.1


def is_legacy(state: Mapping[str, Tensor]) -> bool:
    """Return whether these are weights of version 0.1."""
    return OLD in state


def converted(state: Mapping[str, Tensor], levels: int) -> dict[str, Tensor]:
    """Convert weights to the current layers; predicted fields are the same.

    A skip `W x + b` on features `x` becomes `W' n` on normalised ones, `n = g (x - m) / s + t`::

        W x + b  =  W' n + (W m - W' t + b),    W' = W diag(s / g)

    The constant in parentheses, and every other bias, is the same at each pixel. It passes pooling,
    upsampling and concatenation, and is subtracted from the mean of the next norm.

    Parameters
    ----------
    state
        State dict of version 0.1, single or half precision.
    levels
        Number of levels of the U-Net.

    Raises
    ------
    KeyError
        If a layer is missing.
    """
    new = {n: v.double() if v.is_floating_point() else v.clone() for n, v in state.items()}
    shift = new.pop(OLD)  # excess of the old features over the new ones
    shifts = [shift := _convert(new, f"down.{level}.", shift) for level in range(levels)]
    seen = [shift]
    for block, beside in enumerate(shifts[-2::-1]):
        shift = _convert(new, f"up.{block}.", torch.cat([shift, beside]))
        seen.append(shift)
    new["norm.running_mean"] -= shift
    for level, shift in enumerate(seen):  # the probes, if there are classes
        if (name := f"classify.{level}.norm.running_mean") in new:
            new[name] -= shift
    return {n: v.float() if v.is_floating_point() else v for n, v in new.items()}


def _convert(state: dict[str, Tensor], block: str, shift: Tensor) -> Tensor:
    """Convert a block in place, whose input lacks `shift`; return what its output lacks."""
    gain, offset = state[f"{block}norm1.weight"], state[f"{block}norm1.bias"]
    mean, variance = state[f"{block}norm1.running_mean"], state[f"{block}norm1.running_var"]
    skip = state[f"{block}skip.weight"]  # (out, in, 1, 1)
    weak = gain.abs() < SMALLEST_GAIN
    gain[weak] = SMALLEST_GAIN
    scaled = skip * ((variance + EPSILON).sqrt() / gain)[None, :, None, None]
    constant = skip[..., 0, 0] @ mean - scaled[..., 0, 0] @ offset + state.pop(f"{block}skip.bias")
    state[f"{block}skip.weight"] = scaled
    state[f"{block}norm1.running_mean"] = mean - shift
    result: Tensor = constant + state.pop(f"{block}conv2.bias")
    return result
