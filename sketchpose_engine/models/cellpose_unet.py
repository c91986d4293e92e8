"""U-Net of Omnipose and of Cellpose up to version 3, with the original names of its layers.

Its architecture differs from `unet.UNet`, so that weights of those programs can be fine-tuned. Its
fields are the same: `cellpose_weights` converts the last layer.
"""

from copy import deepcopy
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .rescaling import NETWORK_DIAMETER_PX
from .unet import FIELDS, FieldNetwork, UNetConfig

KIND = "peer"
MOMENTUM = 0.05  # of batch norm


@dataclass(frozen=True)
class CellposeConfig(UNetConfig):
    """Everything needed to rebuild the network.

    Attributes
    ----------
    channels, widths, classes
        See `UNetConfig`.
    inputs
        Channels of the original network, into which those of the image are mixed.
    mirrored
        Whether convolutions mirror the image at its border, as in Omnipose; else it is 0 outside.
    known_px
        Width of the cells it was trained on, in network pixels; None: various, not rescaled.
    """

    widths: tuple[int, ...] = (32, 64, 128, 256)
    inputs: int = 2
    mirrored: bool = False
    known_px: float | None = NETWORK_DIAMETER_PX

    @property
    def reach_px(self) -> int:
        """Radius of the receptive field of the convolutions.

        Each level has four of them going down and four coming up. The style, a mean over all that
        the network is given, reaches farther, so tiles differ slightly from the whole image, as in
        the original program.
        """
        levels = len(self.widths)
        return 8 * sum(2**level for level in range(levels)) + 2 * self.stride_px

    def as_dict(self) -> dict[str, object]:
        """Return plain values for the header of weights files."""
        return {"kind": KIND, **asdict(self)}


class _MirroredConv(nn.Conv2d):
    """Convolution with mirrored borders; a single row is repeated."""

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, in, H, W) to (N, out, H, W)."""
        mode = "reflect" if min(x.shape[-2:]) > 1 else "replicate"
        return F.conv2d(F.pad(x, (1, 1, 1, 1), mode), self.weight, self.bias)


def _layer(channels_in: int, channels_out: int, mirrored: bool) -> nn.Sequential:
    """Build batch norm, ReLU and a 3x3 convolution."""
    norm = nn.BatchNorm2d(channels_in, momentum=MOMENTUM)
    if mirrored:
        return nn.Sequential(norm, nn.ReLU(), _MirroredConv(channels_in, channels_out, 3))
    return nn.Sequential(norm, nn.ReLU(), nn.Conv2d(channels_in, channels_out, 3, padding=1))


def _projection(channels_in: int, channels_out: int) -> nn.Sequential:
    """Build the skip connection over the first two layers of a block."""
    norm = nn.BatchNorm2d(channels_in, momentum=MOMENTUM)
    return nn.Sequential(norm, nn.Conv2d(channels_in, channels_out, 1))


class _Styled(nn.Module):
    """Layer whose input is shifted by a projection of the style."""

    def __init__(self, channels: int, style: int, mirrored: bool) -> None:
        super().__init__()
        self.conv = _layer(channels, channels, mirrored)
        self.full = nn.Linear(style, channels)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Map (N, channels, H, W) and (N, style) to (N, channels, H, W)."""
        shifted: Tensor = self.conv(x + self.full(style)[:, :, None, None])
        return shifted


class _Down(nn.Module):
    """Block of two residual units of two layers each."""

    def __init__(self, channels_in: int, channels_out: int, mirrored: bool) -> None:
        super().__init__()
        sizes = (channels_in, *3 * (channels_out,))
        layers = {f"conv_{n}": _layer(size, channels_out, mirrored) for n, size in enumerate(sizes)}
        self.conv = nn.ModuleDict(layers)
        self.proj = _projection(channels_in, channels_out)

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, channels_in, H, W) to (N, channels_out, H, W)."""
        first, second, third, fourth = self.conv.values()
        x = self.proj(x) + second(first(x))
        return x + fourth(third(x))


class _Up(nn.Module):
    """Block like `_Down` that also receives the features of the way down, and the style."""

    def __init__(self, channels_in: int, channels_out: int, style: int, mirrored: bool) -> None:
        super().__init__()
        self.conv = nn.ModuleDict({"conv_0": _layer(channels_in, channels_out, mirrored)})
        for n in range(1, 4):
            self.conv[f"conv_{n}"] = _Styled(channels_out, style, mirrored)
        self.proj = _projection(channels_in, channels_out)

    def forward(self, x: Tensor, skipped: Tensor, style: Tensor) -> Tensor:
        """Map (N, channels_in, H, W), (N, channels_out, H, W) to (N, channels_out, H, W)."""
        first, second, third, fourth = self.conv.values()
        x = self.proj(x) + second(first(x) + skipped, style)
        return x + fourth(third(x, style), style)


class CellposeUNet(FieldNetwork):
    """Residual U-Net with a style vector (Stringer et al. 2021, Cutler et al. 2022).

    The channels of the image are mixed first. Initially their mean is the first input and the
    others are 0, as in those programs; training may change this.
    """

    entry = "mix.weight"

    def __init__(self, shape: CellposeConfig) -> None:
        super().__init__(shape)
        widths, mirrored = shape.widths, shape.mirrored
        self.mix = nn.Conv2d(shape.channels, shape.inputs, 1, bias=False)
        nn.init.zeros_(self.mix.weight)
        nn.init.constant_(self.mix.weight[0], 1 / shape.channels)
        finer, coarser = (shape.inputs, *widths[:-1]), (*widths[1:], widths[-1])
        down = {
            f"res_down_{n}": _Down(before, width, mirrored)
            for n, (before, width) in enumerate(zip(finer, widths, strict=True))
        }
        up = {
            f"res_up_{n}": _Up(below, width, widths[-1], mirrored)
            for n, (below, width) in enumerate(zip(coarser, widths, strict=True))
        }
        self.downsample = nn.ModuleDict({"down": nn.ModuleDict(down)})
        self.upsample = nn.ModuleDict({"up": nn.ModuleDict(up)})
        norm = nn.BatchNorm2d(widths[0], momentum=MOMENTUM)
        self.output = nn.Sequential(norm, nn.ReLU(), nn.Conv2d(widths[0], FIELDS, 1))
        self._add_probes()

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Predict the fields of a batch; see `FieldNetwork.forward`."""
        x = self.mix(image)
        levels: list[Tensor] = []
        for block in _blocks(self.downsample["down"]):
            x = block(F.max_pool2d(x, 2) if levels else x)
            levels.append(x)
        style = F.normalize(x.mean((2, 3)))  # (N, widths[-1]), unit vectors
        seen: list[Tensor] = []
        for block, skipped in zip(_blocks(self.upsample["up"])[::-1], levels[::-1], strict=True):
            x = block(F.interpolate(x, scale_factor=2.0) if seen else x, skipped, style)
            seen.append(x)
        fields = self.output(x)  # (N, 3, H, W)
        return fields[:, 0], fields[:, 1:], self._classes(seen)

    def for_width(self, width_px: float) -> "CellposeUNet":
        """Return a copy with distances in units of half this width, if they are in px so far."""
        shape = self.shape
        assert isinstance(shape, CellposeConfig)
        if shape.known_px is not None:
            return self
        other = deepcopy(self)
        other.scale_distance(NETWORK_DIAMETER_PX / width_px)
        return other

    @torch.no_grad()
    def scale_distance(self, factor: float) -> None:
        """Multiply the distance by a factor."""
        head = self.output[2]
        for values in head.parameters():
            values[0] *= factor


def _blocks(modules: nn.Module) -> list[nn.Module]:
    """Return the blocks of a `ModuleDict`, in order."""
    return list(modules.children())
