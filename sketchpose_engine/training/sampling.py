"""Training crops: position, rotation, scale and intensity.

All crops of a batch that show the same image are cut in a few tensor operations, on the device
that holds the image and its sketch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from ..models.device import Device
from ..models.network_image import NetworkImage
from ..sketch.pixel_index import AnnotatedPixels
from ..sketch.valid_set import ValidSet
from .targets import SketchTensors, Targets, targets_at

BLOCK_PX = 8  # side of the blocks in which strokes can be hidden

Blocks = NDArray[np.bool_]  # (H / BLOCK_PX, W / BLOCK_PX), rounded up


@dataclass(frozen=True)
class TrainingSample:
    """One image and its sketch, ready to cut crops from.

    Attributes
    ----------
    image
        Image at the resolution of the network.
    labels
        (H, W) uint8 sketch at the resolution of the image.
    valid_set
        Valid set of `labels`.
    scale
        Network pixels per image pixel.
    unit_px
        Half a cell's width in network pixels: the unit of predicted distances.
    points
        Annotated pixels of `labels`.
    revision
        Revision of the sketch.
    hidden
        Blocks in which the sketch is ignored; None: none.
    """

    image: NetworkImage
    labels: NDArray[np.uint8]
    valid_set: ValidSet
    scale: float
    unit_px: float
    points: AnnotatedPixels
    revision: int = 0
    hidden: Blocks | None = None
    _held: dict[str, SketchTensors] = field(init=False, default_factory=dict, repr=False)

    def sketch_on(self, device: Device) -> SketchTensors:
        """Return the sketch on a device, where it is kept for the next call."""
        if device.name == "cpu":
            return SketchTensors.of(self.labels, self.valid_set, device)
        if device.name not in self._held:
            self._held.clear()
            self._held[device.name] = SketchTensors.of(self.labels, self.valid_set, device)
        return self._held[device.name]


class CropTransforms(NamedTuple):
    """Affine maps of N crops to an image: `place = matrix @ (pixel - middle) + centre`.

    Attributes
    ----------
    centre
        (N, 2) float64, network px, order (y, x).
    matrix
        (N, 2, 2) float64.
    """

    centre: NDArray[np.float64]
    matrix: NDArray[np.float64]

    def zoom(self) -> NDArray[np.float64]:
        """Return the (N,) sizes of a crop's pixel in network pixels."""
        zoom: NDArray[np.float64] = np.sqrt(np.abs(np.linalg.det(self.matrix)))
        return zoom

    def places(self, crop_px: int, device: Device) -> Tensor:
        """Return the (N, 2, crop, crop) places in the network's image, order (y, x)."""
        # Apple's devices have no double precision, and on others it is slow.
        dtype = torch.float64 if device.name == "cpu" else torch.float32
        affine = np.concatenate([self.matrix, self.centre[:, :, None]], 2)  # (N, 2, 3)
        moved = device.move_tensor(torch.from_numpy(affine).to(dtype))
        steps = torch.arange(crop_px, device=moved.device, dtype=dtype) - (crop_px - 1) / 2
        y, x = steps[:, None], steps[None]
        across, along, centre = moved[..., None, None].unbind(2)  # (N, 2, 1, 1) each
        return across * y + along * x + centre


def sample_crops(
    sample: TrainingSample, count: int, crop_px: int, rng: np.random.Generator
) -> CropTransforms:
    """Draw transforms around annotated pixels, rare values as often as common ones."""
    pixels = sample.points.draw(rng, count)
    jitter = rng.uniform(-crop_px / 4, crop_px / 4, (count, 2))
    turn = rng.uniform(-np.pi, np.pi, count)
    zoom = np.exp(rng.uniform(-0.2, 0.2, count))
    cos, sin = zoom * np.cos(turn), zoom * np.sin(turn)
    matrices = np.stack([cos, -sin, sin, cos], 1).reshape(-1, 2, 2)
    mirrored = rng.random(count) < 0.5
    matrices[mirrored] = matrices[mirrored, :, ::-1]
    return CropTransforms((pixels + 0.5) * sample.scale - 0.5 + jitter, matrices)


def crop_images(
    image: NetworkImage, transforms: CropTransforms, crop_px: int, device: Device
) -> Tensor:
    """Cut bilinear crops (N, C, crop, crop); the image is mirrored at its borders."""
    places = transforms.places(crop_px, device)
    if image.whole is not None:
        return _interpolate(image.on(device), places)
    crops = []
    for place in places:  # each from its own part of a large image
        corners = place.amin((1, 2)).cpu().numpy(), place.amax((1, 2)).cpu().numpy()
        part, box = image.around(*corners)
        start = place.new_tensor([box.top, box.left])[:, None, None]
        crops.append(_interpolate(device.move_tensor(part), (place - start)[None]))
    return torch.cat(crops)


def _interpolate(image: Tensor, places: Tensor) -> Tensor:
    """Interpolate an image (C, H, W) bilinearly at places (N, 2, h, w): (N, C, h, w)."""
    n, _, height, width = places.shape
    size = places.new_tensor(image.shape[-2:])[:, None, None]
    grid = ((2 * places + 1) / size - 1).flip(1).float()  # order (x, y)
    # The crops, one below the other, are one picture of the same image.
    grid = grid.permute(0, 2, 3, 1).reshape(1, n * height, width, 2)
    found = F.grid_sample(image[None], grid, align_corners=False, padding_mode="reflection")
    return found.view(-1, n, height, width).transpose(0, 1)


def crop_targets(
    sample: TrainingSample, transforms: CropTransforms, crop_px: int, device: Device
) -> Targets:
    """Cut targets by nearest neighbour; flows are rotated and distances scaled with the crop.

    Returns
    -------
    Targets
        (N, crop, crop), and (N, 2, crop, crop) for the flow.
    """
    places = (transforms.places(crop_px, device) + 0.5) / sample.scale
    rows, columns = places.floor().long().unbind(1)  # (N, crop, crop)
    targets = targets_at(sample.sketch_on(device), rows, columns)
    if sample.hidden is not None:
        targets = targets.where(~at_pixels(sample.hidden, rows, columns))
    zoom = transforms.zoom()
    # place = M pixel, so a vector v of the image is M⁻¹ v in the crop.
    turn = np.linalg.inv(transforms.matrix) * zoom[:, None, None]
    unit = sample.scale / sample.unit_px / zoom
    known = np.concatenate([turn.reshape(-1, 4), unit[:, None]], 1).astype(np.float32)  # (N, 5)
    moved = device.move_tensor(torch.from_numpy(known))
    return targets._replace(
        distance=targets.distance * moved[:, 4, None, None],
        flow=torch.einsum("nij,jnyx->niyx", moved[:, :4].view(-1, 2, 2), targets.flow),
    )


def at_pixels(blocks: Blocks, rows: Tensor, columns: Tensor) -> Tensor:
    """Return whether pixels (rows, columns), of any shape, lie in the blocks; False outside."""
    height, width = blocks.shape
    y, x = rows.div(BLOCK_PX, rounding_mode="floor"), columns.div(BLOCK_PX, rounding_mode="floor")
    inside = (y >= 0) & (x >= 0) & (y < height) & (x < width)
    found = torch.from_numpy(blocks).to(rows.device)
    return inside & found[y.clamp(0, height - 1), x.clamp(0, width - 1)]


def jitter_intensity(crops: Tensor, rng: np.random.Generator) -> Tensor:
    """Apply random gain, offset and noise to each crop (N, C, H, W), nearly preserving colours."""
    n, channels = crops.shape[:2]
    gain = np.exp(rng.uniform(-0.2, 0.2, (n, 1)) + rng.uniform(-0.1, 0.1, (n, channels)))
    shift = rng.uniform(-0.05, 0.05, (n, 1)) + rng.uniform(-0.03, 0.03, (n, channels))
    sigma = np.broadcast_to(rng.uniform(0, 0.03, (n, 1)), (n, channels))
    changes = torch.from_numpy(np.stack([gain, shift, sigma]).astype(np.float32))
    gains, shifts, sigmas = changes.to(crops.device)[..., None, None]  # (N, C, 1, 1) each
    # On the device: the noise has as many values as the crops.
    noise = torch.Generator(crops.device).manual_seed(int(rng.integers(2**62)))
    values = torch.randn(crops.shape, generator=noise, device=crops.device)
    return crops * gains + shifts + sigmas * values


def sample_batch(
    samples: Sequence[TrainingSample],
    batch: int,
    crop_px: int,
    rng: np.random.Generator,
    device: Device,
) -> tuple[Tensor, Targets]:
    """Cut random crops as in `cut_batch`, and vary their intensities."""
    images, targets = cut_batch(samples, batch, crop_px, rng, device)
    return jitter_intensity(images, rng), targets


def cut_batch(
    samples: Sequence[TrainingSample],
    batch: int,
    crop_px: int,
    rng: np.random.Generator,
    device: Device,
) -> tuple[Tensor, Targets]:
    """Cut random crops (N, C, crop, crop) and their targets, sorted by sample.

    Parameters
    ----------
    samples
        At least one, all with the same number of channels.
    batch
        Number of crops N.
    crop_px
        Side of a crop in network pixels.
    rng
        Source of the samples, positions, rotations and scales.
    device
        Where crops are cut and remain.
    """
    counts = np.bincount(rng.integers(len(samples), size=batch), minlength=len(samples))
    images, targets = list[Tensor](), list[Targets]()
    for sample, count in zip(samples, counts, strict=True):
        if count:
            transforms = sample_crops(sample, count, crop_px, rng)
            images.append(crop_images(sample.image, transforms, crop_px, device))
            targets.append(crop_targets(sample, transforms, crop_px, device))
    return torch.cat(images), concatenate(targets)


def concatenate(targets: Sequence[Targets]) -> Targets:
    """Concatenate the targets of several batches of crops."""
    return Targets(*(torch.cat(parts) for parts in zip(*targets, strict=True)))
