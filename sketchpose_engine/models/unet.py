"""U-Net: image -> distance and flow, and classes of cells if there are several."""

from abc import abstractmethod
from dataclasses import asdict, dataclass, replace
from typing import ClassVar, Literal, Self, get_args

import torch
import torch.nn.functional as F
from torch import Tensor, nn

FIELDS = 3  # distance, flow y, flow x
Merge = Literal["concatenate", "add"]
MERGES: tuple[Merge, ...] = get_args(Merge)


@dataclass(frozen=True)
class UNetConfig:
    """Everything needed to rebuild the network.

    Attributes
    ----------
    channels
        Channels of the image.
    widths
        Feature channels of each level, from full resolution down; each level halves the size.
    classes
        Number of cell classes.
    patch_px
        Side of the squares of pixels that are the first level's pixels. With 2, the costly
        convolutions of few channels at full resolution are avoided; fields are still predicted for
        every pixel (sub-pixel convolution, Shi 2016).
    merge
        How enlarged features meet those of the same size: concatenated, or added after a 1x1
        convolution (as in feature pyramids, Lin 2017), which takes half the operations.
    """

    channels: int = 1
    widths: tuple[int, ...] = (16, 32, 64, 128)
    classes: int = 1
    patch_px: int = 1
    merge: Merge = "concatenate"

    @classmethod
    def half_resolution(cls, channels: int, classes: int = 1) -> Self:
        """Return the configuration of new networks, which look at squares of 2 x 2 pixels.

        A step takes a third to half of the time that the full resolution takes, at equal F1 after
        the same number of steps (`docs/benchmarks.md`).
        """
        return cls(channels, (32, 64, 128), classes, patch_px=2, merge="add")

    @property
    def stride_px(self) -> int:
        """Stride of the lowest level: image sizes must be multiples of it."""
        return int(self.patch_px * 2 ** (len(self.widths) - 1))

    @property
    def reach_px(self) -> int:
        """Radius of the receptive field."""
        # Each level has two 3x3 convolutions going down and two coming up (the lowest only
        # two), each reaching one pixel of its level; the stem adds one; pooling and
        # enlarging add less than one pixel of the coarser level each.
        levels = len(self.widths)
        convolutions = 1 + sum(4 * 2**level for level in range(levels - 1)) + 2 * 2 ** (levels - 1)
        return self.patch_px * convolutions + 2 * self.stride_px

    @property
    def known_px(self) -> float | None:
        """Width of cells it is restricted to, in network pixels; None: it handles many."""
        return None

    def as_dict(self) -> dict[str, object]:
        """Return plain values for the header of weights files."""
        return asdict(self)


class Residual(nn.Module):
    """`x -> skip(n) + conv(conv(n))` with `n = norm(x)`, each convolution after ReLU.

    As in pre-activation ResNets (He 2016), except that the skip has no ReLU. Every weight matrix
    acts on normalised features, so that a step of a given length has the same effect everywhere,
    and there are no biases that the next norm would remove.
    """

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(channels_in)
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
        self.skip = nn.Conv2d(channels_in, channels_out, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, channels_in, H, W) to (N, channels_out, H, W)."""
        x = self.norm1(x)
        y = self.conv1(F.relu(x))
        return self.skip(x) + self.conv2(F.relu(self.norm2(y), inplace=True))


class _Probe(nn.Module):
    """Classifier on the features of a level, without gradients: classes must not affect masks."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.logits = nn.Conv2d(channels, classes, 1)
        for values in self.logits.parameters():
            nn.init.zeros_(values)

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, channels, H, W) to (N, classes, H, W), without gradients for `x`."""
        return self.logits(F.relu(self.norm(x.detach())))


class FieldNetwork(nn.Module):
    """Base class of networks that predict fields.

    Parameters
    ----------
    shape
        Channels, widths and classes.
    """

    entry: ClassVar[str]  # weight (features, channels, ...) applied to the image's channels

    def __init__(self, shape: UNetConfig) -> None:
        super().__init__()
        self.shape = shape
        self.classify = nn.ModuleList()  # classifiers of each level, lowest first

    @abstractmethod
    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Predict the fields of a batch of normalised images.

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

        The sum of the weights is shared evenly by the new channels, so a grey image and the same
        image in three equal colours give the same fields.
        """
        other = type(self)(replace(self.shape, channels=channels))
        state = dict(self.state_dict())
        weight = state[self.entry].unflatten(
            1, (self.shape.channels, -1)
        )  # (features, C, p p, k, k)
        together = weight.sum(1, keepdim=True) / channels
        state[self.entry] = together.repeat(1, channels, 1, 1, 1).flatten(1, 2)
        other.load_state_dict(state)
        return other

    def with_classes(self, classes: int) -> Self:
        """Return a copy with more classes of cells, the new ones untrained."""
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
        """Return a network for cells of this width in network pixels; by default the same."""
        return self

    def _add_probes(self) -> None:
        """Add the classifiers, last, so that other random weights do not depend on the classes."""
        if self.shape.classes > 1:
            self.classify.extend(
                _Probe(width, self.shape.classes) for width in self.shape.widths[::-1]
            )

    def _classes(self, seen: list[Tensor]) -> Tensor:
        """Compute logits (N, K, H, W) from the features of each level, lowest first."""
        size = [side * self.shape.patch_px for side in seen[-1].shape[-2:]]
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
        widths, patch = shape.widths, shape.patch_px**2  # values of each pixel of the first level
        self.stem = nn.Conv2d(shape.channels * patch, widths[0], 3, padding=1, bias=False)
        self.down = nn.ModuleList(
            Residual(widths[max(level - 1, 0)], width) for level, width in enumerate(widths)
        )
        pairs = list(zip(widths[:0:-1], widths[-2::-1], strict=True))  # below, above
        self.narrow = nn.ModuleList()  # applied before features are enlarged
        if shape.merge == "add":
            self.narrow.extend(nn.Conv2d(below, above, 1, bias=False) for below, above in pairs)
            pairs = [(0, above) for _, above in pairs]
        self.up = nn.ModuleList(Residual(below + above, above) for below, above in pairs)
        self.norm = nn.BatchNorm2d(widths[0])
        self.head = nn.Conv2d(widths[0], FIELDS * patch, 1)
        self._add_probes()

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Predict the fields of a batch; see `FieldNetwork.forward`."""
        x = self.stem(F.pixel_unshuffle(image, self.shape.patch_px))  # (N, widths[0], H/p, W/p)
        levels: list[Tensor] = []
        for block in self.down:
            x = block(F.max_pool2d(x, 2) if levels else x)
            levels.append(x)
        seen = [x]
        for n, (block, skipped) in enumerate(zip(self.up, levels[-2::-1], strict=True)):
            x = block(self._merged(n, x, skipped))
            seen.append(x)
        fields = self.head(F.relu(self.norm(x), inplace=True))  # (N, 3 p p, H/p, W/p)
        fields = F.pixel_shuffle(fields, self.shape.patch_px)  # (N, 3, H, W)
        return fields[:, 0], fields[:, 1:], self._classes(seen)

    def _merged(self, n: int, below: Tensor, skipped: Tensor) -> Tensor:
        """Enlarge the features of the level below, and merge them with those of the same size."""
        if self.narrow:
            return F.interpolate(self.narrow[n](below), scale_factor=2.0) + skipped
        return torch.cat([F.interpolate(below, scale_factor=2.0), skipped], 1)
