"""The U-Net: image -> distance and flow, and the class of the cell where there are several."""

from abc import abstractmethod
from dataclasses import asdict, dataclass, replace
from typing import ClassVar, Self

import torch
import torch.nn.functional as F
from torch import Tensor, nn

FIELDS = 3  # distance, flow y, flow x


@dataclass(frozen=True)
class UNetConfig:
    """All that is needed to build the network again.

    Attributes
    ----------
    channels
        Channels of the image.
    widths
        Feature channels of each level, from full resolution down; each level halves the size.
    classes
        Of cells.
    """

    channels: int = 1
    widths: tuple[int, ...] = (16, 32, 64, 128)
    classes: int = 1

    @property
    def stride_px(self) -> int:
        """Sizes must be multiples of this."""
        return int(2 ** (len(self.widths) - 1))

    @property
    def reach_px(self) -> int:
        """How far a pixel of the image can change the fields (the receptive field's radius)."""
        # Each level has two 3x3 convolutions going down and two coming up (the lowest only
        # two), each reaching one pixel of its level; the stem adds one; pooling and
        # enlarging add less than one pixel of the coarser level each.
        levels = len(self.widths)
        convolutions = 1 + sum(4 * 2**level for level in range(levels - 1)) + 2 * 2 ** (levels - 1)
        return convolutions + 2 * self.stride_px

    @property
    def known_px(self) -> float | None:
        """Width of the only cells it knows, in its own pixels; None: it copes with many."""
        return None

    def as_dict(self) -> dict[str, object]:
        """Plain values, as written into weights files."""
        return asdict(self)


class Residual(nn.Module):
    """`x -> skip(n) + conv(conv(n))` with `n = norm(x)`, each convolution after ReLU.

    As in pre-activation ResNets (He 2016), but for the ReLU on the skip. Every weight matrix acts
    on normalised features, so a step of one length changes what follows by as much everywhere, and
    no bias stands where the next norm would take it out again.
    """

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(channels_in)
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
        self.skip = nn.Conv2d(channels_in, channels_out, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels_in, H, W) -> (N, channels_out, H, W)."""
        x = self.norm1(x)
        y = self.conv1(F.relu(x))
        return self.skip(x) + self.conv2(F.relu(self.norm2(y), inplace=True))


class _Probe(nn.Module):
    """Logits of a level's features, which it does not change: kinds must not cost masks."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.logits = nn.Conv2d(channels, classes, 1)
        for values in self.logits.parameters():
            nn.init.zeros_(values)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, H, W) -> (N, classes, H, W); no gradient goes back into `x`."""
        return self.logits(F.relu(self.norm(x.detach())))


class FieldNetwork(nn.Module):
    """What sees the fields in an image, whatever its layers are.

    Parameters
    ----------
    shape
        Channels, widths and classes.
    """

    entry: ClassVar[str]  # the weight (features, channels, ...) that the image's channels meet

    def __init__(self, shape: UNetConfig) -> None:
        super().__init__()
        self.shape = shape
        self.classify = nn.ModuleList()  # probes of each level, lowest first, if there are classes

    @abstractmethod
    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Fields of a batch of normalised images.

        Parameters
        ----------
        image
            (N, C, H, W) float32, H and W multiples of `shape.stride_px`.

        Returns
        -------
        distance
            (N, H, W), in units of half a cell's width.
        flow
            (N, 2, H, W), order (y, x).
        classes
            (N, K, H, W) logits of the K classes; K is 0 if there is only one.
        """

    def with_channels(self, channels: int) -> Self:
        """Return a copy for images with another number of channels.

        The new channels share evenly what the old ones had together, so a grey picture and
        the same picture in three equal colours give the same fields.
        """
        other = type(self)(replace(self.shape, channels=channels))
        state = dict(self.state_dict())
        together = state[self.entry].sum(1, keepdim=True) / channels  # (features, 1, k, k)
        state[self.entry] = together.repeat(1, channels, 1, 1)
        other.load_state_dict(state)
        return other

    def with_classes(self, classes: int) -> Self:
        """Return a copy for more classes of cells, of which it knows nothing yet."""
        other = type(self)(replace(self.shape, classes=classes))
        state = other.state_dict()
        for name, old in self.state_dict().items():
            if "logits" in name:  # rows of new classes stay 0
                state[name][: len(old)] = old
            else:
                state[name] = old
        other.load_state_dict(state)
        return other

    def for_width(self, width_px: float) -> "FieldNetwork":
        """Return a network for cells as wide as this, in its own pixels; this one if it is."""
        return self

    def _add_probes(self) -> None:
        """Last of all: random weights of a seed do not depend on the classes."""
        if self.shape.classes > 1:
            self.classify.extend(
                _Probe(width, self.shape.classes) for width in self.shape.widths[::-1]
            )

    def _classes(self, seen: list[Tensor]) -> Tensor:
        """Logits (N, K, H, W) from the features of each level, lowest first."""
        size = seen[-1].shape[-2:]
        if self.shape.classes == 1:
            return seen[-1].new_zeros(len(seen[-1]), 0, *size)
        parts = [
            F.interpolate(probe(x), size=size) for probe, x in zip(self.classify, seen, strict=True)
        ]
        return torch.stack(parts).sum(0)


class UNet(FieldNetwork):
    """Residual U-Net with skip connections (Ronneberger 2015, He 2016, as in Omnipose)."""

    entry = "stem.weight"

    def __init__(self, shape: UNetConfig) -> None:
        super().__init__(shape)
        widths = shape.widths
        self.stem = nn.Conv2d(shape.channels, widths[0], 3, padding=1, bias=False)
        self.down = nn.ModuleList(
            Residual(widths[max(level - 1, 0)], width) for level, width in enumerate(widths)
        )
        self.up = nn.ModuleList(
            Residual(widths[level] + widths[level - 1], widths[level - 1])
            for level in range(len(widths) - 1, 0, -1)
        )
        self.norm = nn.BatchNorm2d(widths[0])
        self.head = nn.Conv2d(widths[0], FIELDS, 1)
        self._add_probes()

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Fields of a batch; see `FieldNetwork.forward`."""
        x = self.stem(image)
        levels: list[Tensor] = []
        for block in self.down:
            x = block(F.max_pool2d(x, 2) if levels else x)
            levels.append(x)
        seen = [x]
        for block, skipped in zip(self.up, levels[-2::-1], strict=True):
            x = torch.cat([F.interpolate(x, scale_factor=2.0), skipped], 1)
            x = block(x)
            seen.append(x)
        fields = self.head(F.relu(self.norm(x), inplace=True))  # (N, 3, H, W)
        return fields[:, 0], fields[:, 1:], self._classes(seen)
