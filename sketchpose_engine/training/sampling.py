"""Training crops: where they are taken, how they are turned, scaled and re-lit."""

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

BLOCK_PX = 8  # side of the blocks in which strokes are hidden

Blocks = NDArray[np.bool_]  # (H / BLOCK_PX, W / BLOCK_PX), rounded up


@dataclass(frozen=True)
class TrainingSample:
    """One image and its sketch, ready to take crops from.

    Attributes
    ----------
    image
        As the network sees it.
    labels
        (H, W) uint8 sketch at the image's own resolution.
    valid_set
        Of `labels`.
    scale
        Network pixels per image pixel.
    unit_px
        Half a cell's width in network pixels: what the network calls a distance of 1.
    points
        The annotated pixels of `labels`.
    revision
        Of the sketch.
    hidden
        Where nothing of the sketch is taught; None: nowhere.
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
    """How a crop lies in the network's image: `place = matrix @ (pixel - middle) + centre`."""

    centre: NDArray[np.float64]  # (2,) network px, order (y, x)
    matrix: NDArray[np.float64]  # (2, 2)

    def places(self, crop_px: int) -> NDArray[np.float64]:
        """(2, crop, crop) places in the network's image, order (y, x)."""
        steps = np.arange(crop_px) - (crop_px - 1) / 2
        grid = np.stack(np.meshgrid(steps, steps, indexing="ij"))
        return np.einsum("ij,jyx->iyx", self.matrix, grid) + self.centre[:, None, None]


def sample_crop(sample: TrainingSample, crop_px: int, rng: np.random.Generator) -> CropTransform:
    """Pose of a crop around an annotated pixel, rare kinds as often as common ones."""
    pixel = np.array(sample.points.draw(rng))
    jitter = rng.uniform(-crop_px / 4, crop_px / 4, 2)
    turn = rng.uniform(-np.pi, np.pi)
    zoom = np.exp(rng.uniform(-0.2, 0.2))
    matrix = zoom * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    if rng.random() < 0.5:
        matrix = matrix[:, ::-1]
    return CropTransform((pixel + 0.5) * sample.scale - 0.5 + jitter, matrix)


def crop_image(image: NetworkImage, pose: CropTransform, crop_px: int) -> Tensor:
    """Bilinear crop (C, crop, crop); outside the image it is mirrored."""
    places = pose.places(crop_px)
    part, box = image.around(places.min((1, 2)), places.max((1, 2)))
    start = np.array([box.top, box.left])[:, None, None]
    size = np.array(part.shape[-2:], float)[:, None, None]
    grid = (2 * (places - start) + 1) / size - 1
    xy = torch.from_numpy(np.ascontiguousarray(grid[::-1], np.float32)).permute(1, 2, 0)
    return F.grid_sample(part[None], xy[None], align_corners=False, padding_mode="reflection")[0]


def crop_targets(sample: TrainingSample, pose: CropTransform, crop_px: int) -> Targets:
    """Targets of a crop, by nearest neighbour; flows are turned, distances scaled with it."""
    rows, columns = np.floor((pose.places(crop_px) + 0.5) / sample.scale).astype(np.intp)
    targets = targets_at(sample.labels, sample.valid_set, rows, columns)
    if sample.hidden is not None:
        targets = targets.where(~at_pixels(sample.hidden, rows, columns))
    zoom = np.sqrt(abs(np.linalg.det(pose.matrix)))
    # place = M pixel, so a vector of the image is M⁻¹ times itself in the crop.
    flow = np.einsum("ij,jyx->iyx", np.linalg.inv(pose.matrix) * zoom, targets.flow)
    return replace(
        targets,
        distance=(targets.distance * (sample.scale / zoom / sample.unit_px)).astype(np.float32),
        flow=flow.astype(np.float32),
    )


def at_pixels(
    blocks: Blocks, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Whether the pixels (rows, columns), of any shape, lie in the blocks; outside none does."""
    y, x = rows // BLOCK_PX, columns // BLOCK_PX
    inside = (y >= 0) & (x >= 0) & (y < blocks.shape[0]) & (x < blocks.shape[1])
    return inside & blocks[np.where(inside, y, 0), np.where(inside, x, 0)]


def jitter_intensity(crops: Tensor, rng: np.random.Generator) -> Tensor:
    """Random gain, offset and noise for each crop (N, C, H, W), colours nearly kept."""
    n, channels = crops.shape[:2]
    gain = np.exp(rng.uniform(-0.2, 0.2, (n, 1)) + rng.uniform(-0.1, 0.1, (n, channels)))
    shift = rng.uniform(-0.05, 0.05, (n, 1)) + rng.uniform(-0.03, 0.03, (n, channels))
    sigma = rng.uniform(0, 0.03, (n, 1))
    noise = torch.from_numpy(rng.standard_normal(crops.shape, dtype=np.float32))
    return crops * _spread(gain) + _spread(shift) + _spread(sigma) * noise


def _spread(values: NDArray[np.float64]) -> Tensor:
    """(N, C) -> (N, C, 1, 1) float32."""
    return torch.from_numpy(values[:, :, None, None].astype(np.float32))


def sample_batch(
    samples: list[TrainingSample], batch: int, crop_px: int, rng: np.random.Generator
) -> tuple[Tensor, TargetBatch]:
    """Crops (N, C, crop, crop) and their targets."""
    images, targets = [], []
    for _ in range(batch):
        sample = samples[rng.integers(len(samples))]
        pose = sample_crop(sample, crop_px, rng)
        images.append(crop_image(sample.image, pose, crop_px))
        targets.append(crop_targets(sample, pose, crop_px))
    return jitter_intensity(torch.stack(images), rng), collate(targets)


def collate(targets: Sequence[Targets]) -> TargetBatch:
    """Targets of several crops, as tensors with one axis more."""
    return TargetBatch(
        *(
            torch.from_numpy(np.stack([getattr(t, name) for t in targets]))
            for name in TargetBatch._fields
        )
    )
