"""Small partitions, the sketches a user would draw of them, tiny networks and perfect ones."""

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage as ndi

from sketchpose_engine.models.device import Device
from sketchpose_engine.models.network_image import NetworkImage
from sketchpose_engine.models.unet import UNet, UNetConfig
from sketchpose_engine.sketch.pixel_index import AnnotatedPixels
from sketchpose_engine.sketch.valid_set import ValidSet
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND
from sketchpose_engine.training.sampling import CropTransforms, TrainingSample

Labels = NDArray[np.integer]
Pixels = NDArray[np.bool_]

BESIDE = ((0, 1), (1, 0), (0, -1), (-1, 0))
CPU = Device("cpu", half=False)
AROUND = tuple((y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if (y, x) != (0, 0))


def neighbour(labels: Labels, dy: int, dx: int) -> Labels:
    """The value beside each pixel; at the image's edge its own."""
    height, width = labels.shape
    return np.pad(labels, 1, "edge")[1 + dy :, 1 + dx :][:height, :width]


def drawn_boundary(masks: Labels) -> Pixels:
    """Between touching cells, the side with the larger label: one-sided, the same everywhere."""
    line = np.zeros(masks.shape, bool)
    for step in BESIDE:
        other = neighbour(masks, *step)
        line |= (masks > other) & (other > 0)
    return line


def true_boundary(masks: Labels) -> Pixels:
    """`B`: the drawn boundary, and cell pixels beside background."""
    line = drawn_boundary(masks)
    for step in BESIDE:
        line |= (masks > 0) & (neighbour(masks, *step) == 0)
    return line


def sketch_of(masks: Labels, seen: Pixels | None = None) -> NDArray[np.uint8]:
    """What is drawn by someone who annotates the pixels `seen` (all) of a partition rightly."""
    sketch = np.where(masks > 0, FOREGROUND, BACKGROUND).astype(np.uint8)
    sketch[drawn_boundary(masks)] = BOUNDARY
    return sketch if seen is None else np.where(seen, sketch, 0).astype(np.uint8)


def voronoi(shape: tuple[int, int], cells: int, seed: int, background: float = 0.0) -> Labels:
    """Convex cells 1..n that fill the image; a part of them is background."""
    rng = np.random.default_rng(seed)
    y, x = np.indices(shape)
    seeds = rng.uniform(0, 1, (cells, 2)) * shape
    nearest = np.argmin([(y - a) ** 2 + (x - b) ** 2 for a, b in seeds], axis=0)
    names = np.arange(1, cells + 1) * (rng.random(cells) >= background)
    return names[nearest]


def discs(shape: tuple[int, int], centres: list[tuple[float, float]], radius: float) -> Labels:
    """Discs 1..n, the later over the earlier."""
    masks = np.zeros(shape, np.int32)
    y, x = np.indices(shape)
    for number, (a, b) in enumerate(centres, 1):
        masks[(y - a) ** 2 + (x - b) ** 2 <= radius**2] = number
    return masks


def photograph(masks: Labels, seed: int = 0) -> NDArray[np.uint8]:
    """(1, H, W): bright cells with darker boundaries on a dark, noisy ground."""
    light = np.where(masks > 0, 150.0, 40.0) - 60 * drawn_boundary(masks)
    light = ndi.gaussian_filter(light, 0.7)
    return (light + np.random.default_rng(seed).normal(0, 4, masks.shape)).astype(np.uint8)[None]


def perfect_fields(
    masks: Labels, unit_px: float = 4.0
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Distance (H, W) and flow (2, H, W) as a perfect network would predict them."""
    distance = np.full(masks.shape, -0.5, np.float32)
    flow = np.zeros((2, *masks.shape), np.float32)
    inward, rim = np.zeros((2, *masks.shape)), np.zeros(masks.shape, bool)
    for step in AROUND:
        other = neighbour(masks, *step) != masks
        inward -= np.array(step)[:, None, None] * other
        rim |= other & (0 in step)
    for number, box in enumerate(ndi.find_objects(masks), 1):
        here = masks[box] == number
        depth, nearest = ndi.distance_transform_edt(~(rim[box] & here), return_indices=True)
        away = np.where(depth > 0, np.indices(here.shape) - nearest, inward[:, *box])
        away = away / np.maximum(np.hypot(*away), 1e-6)
        distance[box][here] = ((depth + 0.5) / unit_px)[here]
        flow[:, *box][:, here] = away[:, here]
    return distance, flow


def tiny_network(
    channels: int = 1, seed: int = 0, widths: tuple[int, ...] = (4, 8), classes: int = 1
) -> UNet:
    """A network that learns in milliseconds."""
    torch.manual_seed(seed)
    return UNet(UNetConfig(channels, widths, classes))


def lived_in(network: UNet, seed: int = 0) -> UNet:
    """The network in evaluation mode, with batch norms that have seen some images."""
    torch.manual_seed(seed)
    size = 8 * network.shape.stride_px
    with torch.no_grad():
        for _ in range(5):
            network.train()(torch.rand(4, network.shape.channels, size, size) * 3)
    return network.eval()


def one_crop(centre: ArrayLike, matrix: ArrayLike) -> CropTransforms:
    """A single crop."""
    return CropTransforms(np.array([centre], float), np.array([matrix], float))


def sample_of(
    image: ArrayLike,
    sketch: NDArray[np.uint8],
    scale: float = 1.0,
    unit_px: float = 1.0,
    revision: int = 1,
) -> TrainingSample:
    """What the trainer takes crops from."""
    planes = torch.from_numpy(np.asarray(image, np.float32))
    view, points = NetworkImage.of(planes), AnnotatedPixels(sketch)
    return TrainingSample(view, sketch, ValidSet.of(sketch), scale, unit_px, points, revision)
