"""Augmentation beyond what a microscope does, so that the network relies on shape."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

INVERTED, BENT, BLURRED, NOISY, SHADED = 0.35, 0.6, 0.3, 0.5, 0.3  # fraction of the crops


def augment(crops: Tensor, rng: np.random.Generator) -> Tensor:
    """Invert, bend the grey levels, blur, shade and add noise, each for some of the crops.

    Parameters
    ----------
    crops
        (N, C, H, W), intensities mostly between 0 and 1.
    rng
        Equal states give equal results.
    """
    return torch.stack([_augmented(crop, rng) for crop in crops])


def _augmented(crop: Tensor, rng: np.random.Generator) -> Tensor:
    if rng.random() < INVERTED:
        crop = 1 - crop
    if rng.random() < BENT:
        power = float(np.exp(rng.uniform(-0.8, 0.8)))
        crop = crop.sign() * crop.abs().clamp(min=1e-4) ** power
    if rng.random() < BLURRED:
        crop = _blurred(crop, float(rng.uniform(0.4, 1.5)))
    if rng.random() < SHADED:
        crop = crop * (1 + float(rng.uniform(0.1, 0.5)) * _slope(crop, rng))
    gain, shift = float(np.exp(rng.uniform(-0.5, 0.4))), float(rng.uniform(-0.2, 0.2))
    crop = crop * gain + shift
    if rng.random() < NOISY:
        sigma = float(0.12 * rng.random() ** 2)
        noise = rng.standard_normal(crop.shape[-2:], np.float32)  # grey crops stay grey
        crop = crop + sigma * torch.from_numpy(noise)
    return crop


def _blurred(crop: Tensor, sigma_px: float) -> Tensor:
    steps = torch.arange(-4, 5, dtype=torch.float32)
    weights = torch.exp(-0.5 * (steps / sigma_px) ** 2)
    weights = weights / weights.sum()
    padded = F.pad(crop[:, None], (4, 4, 4, 4), mode="reflect")
    rows = F.conv2d(padded, weights[None, None, :, None])
    return F.conv2d(rows, weights[None, None, None])[:, 0]


def _slope(crop: Tensor, rng: np.random.Generator) -> Tensor:
    """Return (H, W) from -1 to 1 across the crop, in a random direction."""
    turn = rng.uniform(0, 2 * np.pi)
    y, x = (torch.linspace(-1, 1, size) for size in crop.shape[-2:])
    return (float(np.sin(turn)) * y[:, None] + float(np.cos(turn)) * x) / 1.4143


def augment_on_device(crops: Tensor, alike: int = 1) -> Tensor:
    """Augment like `augment`, all crops at once on their device, with PyTorch's random numbers.

    Parameters
    ----------
    crops
        (N, C, H, W), intensities mostly between 0 and 1.
    alike
        Number of consecutive crops that are augmented equally, as they are of one image.
    """
    n, device = len(crops), crops.device

    def drawn() -> Tensor:
        return torch.rand(n // alike, 1, 1, 1, device=device).repeat_interleave(alike, 0)

    def chance(part: float) -> Tensor:
        return drawn() < part

    def uniform(low: float, high: float) -> Tensor:
        return low + (high - low) * drawn()

    crops = torch.where(chance(INVERTED), 1 - crops, crops)
    power = uniform(-0.8, 0.8).exp()
    bent = crops.sign() * crops.abs().clamp(min=1e-4) ** power
    crops = torch.where(chance(BENT), bent, crops)
    crops = torch.where(chance(BLURRED), _blurred_each(crops, uniform(0.4, 1.5)), crops)
    turn = uniform(0, 2 * np.pi)
    y = torch.linspace(-1, 1, crops.shape[-2], device=device)[:, None]
    x = torch.linspace(-1, 1, crops.shape[-1], device=device)
    slope = (turn.sin() * y + turn.cos() * x) / 1.4143
    crops = torch.where(chance(SHADED), crops * (1 + uniform(0.1, 0.5) * slope), crops)
    crops = crops * uniform(-0.5, 0.4).exp() + uniform(-0.2, 0.2)
    sigma = torch.where(chance(NOISY), 0.12 * uniform(0, 1) ** 2, 0.0)
    return crops + sigma * torch.randn(n, 1, *crops.shape[-2:], device=device)


def _blurred_each(crops: Tensor, sigma_px: Tensor) -> Tensor:
    """Blur each crop (C, H, W) with its own standard deviation, (N, 1, 1, 1)."""
    n, channels, height, width = crops.shape
    steps = torch.arange(-4, 5, dtype=torch.float32, device=crops.device)
    weights = torch.exp(-0.5 * (steps / sigma_px.view(n, 1)) ** 2)
    weights = (weights / weights.sum(1, keepdim=True)).repeat_interleave(channels, 0)  # (N C, 9)
    flat = F.pad(crops.reshape(1, n * channels, height, width), (4, 4, 4, 4), mode="reflect")
    rows = F.conv2d(flat, weights[:, None, :, None], groups=n * channels)
    both = F.conv2d(rows, weights[:, None, None, :], groups=n * channels)
    return both.view(n, channels, height, width)
