"""Training crops: position, rotation, scale and intensity."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from ..models.network_image import NetworkImage
from ..sketch.pixel_index import AnnotatedPixels
from ..sketch.valid_set import ValidSet
from .losses import TargetBatch
from .targets import Targets, targets_at

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


@dataclass(frozen=True)
class CropTransform:
    """Affine map of a crop to the network's image: `place = matrix @ (pixel - middle) + centre`."""

    centre: NDArray[np.float64]  # (2,) network px, order (y, x)
    matrix: NDArray[np.float64]  # (2, 2)

    def places(self, crop_px: int) -> NDArray[np.float64]:
        """Return the (2, crop, crop) places in the network's image, order (y, x)."""
        steps = np.arange(crop_px) - (crop_px - 1) / 2
        grid = np.stack(np.meshgrid(steps, steps, indexing="ij"))
        return np.einsum("ij,jyx->iyx", self.matrix, grid) + self.centre[:, None, None]


def sample_crop(sample: TrainingSample, crop_px: int, rng: np.random.Generator) -> CropTransform:
    """Draw a transform around an annotated pixel, rare values as often as common ones."""
    pixel = np.array(sample.points.draw(rng))
    jitter = rng.uniform(-crop_px / 4, crop_px / 4, 2)
    turn = rng.uniform(-np.pi, np.pi)
    zoom = np.exp(rng.uniform(-0.2, 0.2))
    matrix = zoom * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    if rng.random() < 0.5:
        matrix = matrix[:, ::-1]
    return CropTransform((pixel + 0.5) * sample.scale - 0.5 + jitter, matrix)


def crop_image(image: NetworkImage, pose: CropTransform, crop_px: int) -> Tensor:
    """Cut a bilinear crop (C, crop, crop); the image is mirrored at its borders."""
    places = pose.places(crop_px)
    part, box = image.around(places.min((1, 2)), places.max((1, 2)))
    start = np.array([box.top, box.left])[:, None, None]
    size = np.array(part.shape[-2:], float)[:, None, None]
    grid = (2 * (places - start) + 1) / size - 1
    xy = torch.from_numpy(np.ascontiguousarray(grid[::-1], np.float32)).permute(1, 2, 0)
    return F.grid_sample(part[None], xy[None], align_corners=False, padding_mode="reflection")[0]


def crop_targets(sample: TrainingSample, pose: CropTransform, crop_px: int) -> Targets:
    """Cut targets by nearest neighbour; flows are rotated and distances scaled with the crop."""
    rows, columns = np.floor((pose.places(crop_px) + 0.5) / sample.scale).astype(np.intp)
    targets = targets_at(sample.labels, sample.valid_set, rows, columns)
    if sample.hidden is not None:
        targets = targets.where(~at_pixels(sample.hidden, rows, columns))
    zoom = np.sqrt(abs(np.linalg.det(pose.matrix)))
    # place = M pixel, so a vector v of the image is M⁻¹ v in the crop.
    flow = np.einsum("ij,jyx->iyx", np.linalg.inv(pose.matrix) * zoom, targets.flow)
    return replace(
        targets,
        distance=(targets.distance * (sample.scale / zoom / sample.unit_px)).astype(np.float32),
        flow=flow.astype(np.float32),
    )


def at_pixels(
    blocks: Blocks, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Return whether pixels (rows, columns), of any shape, lie in the blocks; False outside."""
    y, x = rows // BLOCK_PX, columns // BLOCK_PX
    inside = (y >= 0) & (x >= 0) & (y < blocks.shape[0]) & (x < blocks.shape[1])
    return inside & blocks[np.where(inside, y, 0), np.where(inside, x, 0)]


def jitter_intensity(crops: Tensor, rng: np.random.Generator) -> Tensor:
    """Apply random gain, offset and noise to each crop (N, C, H, W), nearly preserving colours."""
    n, channels = crops.shape[:2]
    gain = np.exp(rng.uniform(-0.2, 0.2, (n, 1)) + rng.uniform(-0.1, 0.1, (n, channels)))
    shift = rng.uniform(-0.05, 0.05, (n, 1)) + rng.uniform(-0.03, 0.03, (n, channels))
    sigma = rng.uniform(0, 0.03, (n, 1))
    noise = torch.from_numpy(rng.standard_normal(crops.shape, dtype=np.float32))
    return crops * _spread(gain) + _spread(shift) + _spread(sigma) * noise


def _spread(values: NDArray[np.float64]) -> Tensor:
    """Reshape (N, C) to (N, C, 1, 1) float32."""
    return torch.from_numpy(values[:, :, None, None].astype(np.float32))


def sample_batch(
    samples: list[TrainingSample], batch: int, crop_px: int, rng: np.random.Generator
) -> tuple[Tensor, TargetBatch]:
    """Cut random crops (N, C, crop, crop) and their targets."""
    images, targets = [], []
    for _ in range(batch):
        sample = samples[rng.integers(len(samples))]
        pose = sample_crop(sample, crop_px, rng)
        images.append(crop_image(sample.image, pose, crop_px))
        targets.append(crop_targets(sample, pose, crop_px))
    return jitter_intensity(torch.stack(images), rng), collate(targets)


def collate(targets: Sequence[Targets]) -> TargetBatch:
    """Stack the targets of several crops into tensors."""
    return TargetBatch(
        *(
            torch.from_numpy(np.stack([getattr(t, name) for t in targets]))
            for name in TargetBatch._fields
        )
    )
