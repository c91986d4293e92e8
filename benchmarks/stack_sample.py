"""Make the sample in three dimensions: a stack of ellipsoids whose volumes are known exactly.

    python benchmarks/stack_sample.py

Writes resources/samples/nuclei_stack: image, strokes on two slices, small picture, and truth.csv
with the centre, the semi-axes and the volume of each ellipsoid in micrometres.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage as ndi

from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND

FOLDER = Path(__file__).resolve().parents[1] / "resources/samples/nuclei_stack"
SHAPE = (24, 192, 224)  # z, y, x
VOXEL_UM = (1.0, 0.25, 0.25)
DRAWN = (8, 16)  # slices with strokes, from 0
CELLS, TRIES = 34, 4000
APART = 1.3  # of its semi-axes: no other ellipsoid is as near as that
LEAST_STROKE_UM = 2.0  # semi-axis of a cross-section that a stroke is drawn in
BLUR_PX = (0.7, 1.6, 1.6)  # of the microscope
DARK, BRIGHT, NOISE = 24.0, (70.0, 150.0), 2.2
SEED = 7


@dataclass(frozen=True)
class Ellipsoid:
    """Ellipsoid with one axis along z; lengths in micrometres."""

    centre: tuple[float, float, float]  # z, y, x
    axes: tuple[float, float, float]  # semi-axes, before the turn around z
    angle: float
    light: float

    @property
    def volume_um3(self) -> float:
        """Exact volume."""
        return 4 / 3 * np.pi * float(np.prod(self.axes))

    def inside(self, grid: tuple[NDArray[np.float64], ...]) -> NDArray[np.float64]:
        """Normalised distance from the centre at each voxel; below 1 inside."""
        z, y, x = (g - c for g, c in zip(grid, self.centre, strict=True))
        along = x * np.cos(self.angle) + y * np.sin(self.angle)
        across = y * np.cos(self.angle) - x * np.sin(self.angle)
        parts = zip((z, across, along), self.axes, strict=True)
        return np.sqrt(sum((part / axis) ** 2 for part, axis in parts))


def grid_um() -> tuple[NDArray[np.float64], ...]:
    """Places of the centres of all voxels in micrometres."""
    return tuple(np.meshgrid(*(np.arange(n) * um for n, um in zip(SHAPE, VOXEL_UM, strict=True)),
                             indexing="ij"))  # fmt: skip


def ellipsoids() -> list[Ellipsoid]:
    """Place ellipsoids that lie within the stack and do not overlap; some nearly touch."""
    rng = np.random.default_rng(SEED)
    size = np.array(SHAPE) * VOXEL_UM
    grid = tuple(axis[:, ::2, ::2] for axis in grid_um())
    taken = np.zeros(grid[0].shape, bool)
    found: list[Ellipsoid] = []
    for _ in range(TRIES):
        axes = rng.uniform((3.0, 3.0, 3.6), (4.6, 4.2, 5.4))
        reach = np.array((axes[0], axes[2], axes[2])) + 0.5
        centre = rng.uniform(reach, size - reach)
        one = Ellipsoid(tuple(centre), tuple(axes), rng.uniform(0, np.pi), rng.uniform(*BRIGHT))
        distance = one.inside(grid)
        if not taken[distance < APART].any():
            found.append(one)
            taken |= distance < 1
        if len(found) == CELLS:
            break
    return found


def labels_of(cells: list[Ellipsoid]) -> NDArray[np.int32]:
    """Masks (D, H, W) of ellipsoids: each voxel whose centre is inside."""
    grid = grid_um()
    labels = np.zeros(SHAPE, np.int32)
    for number, cell in enumerate(cells, 1):
        labels[(cell.inside(grid) < 1) & (labels == 0)] = number
    return labels


def photographed(cells: list[Ellipsoid], labels: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Image (D, H, W): blurred nuclei with a texture and noise."""
    rng = np.random.default_rng(SEED + 1)
    light = np.array([0.0, *(cell.light for cell in cells)])[labels]
    texture = ndi.gaussian_filter(rng.normal(size=SHAPE), (1, 3, 3))
    light *= 1 + 0.25 * texture / texture.std()
    image = DARK + ndi.gaussian_filter(light, BLUR_PX) + rng.normal(0, NOISE, SHAPE)
    return np.asarray(image.clip(0, 255).round(), np.uint8)


def strokes(labels: NDArray[np.int32], number: int) -> NDArray[np.uint8]:
    """Strokes on one slice: a line in most cells, and a few lines of background between them."""
    plane = labels[number]
    sketch = np.zeros(plane.shape, np.uint8)
    away = ndi.distance_transform_edt(plane == 0)
    lines = (np.indices(plane.shape)[0] + 24) % 48 < 4
    sketch[lines & (away > 5)] = BACKGROUND
    depth = ndi.distance_transform_edt(np.pad(plane > 0, 1))[1:-1, 1:-1]
    for label in np.unique(plane)[1:]:
        own = plane == label
        if depth[own].max() * VOXEL_UM[1] < LEAST_STROKE_UM:
            continue
        core = own & (depth > 0.55 * depth[own].max())
        sketch[core] = FOREGROUND
    return sketch


def main() -> None:
    """Write all files."""
    cells = ellipsoids()
    labels = labels_of(cells)
    image = photographed(cells, labels)
    tifffile.imwrite(
        FOLDER / "image.tif", image, imagej=True, resolution=(1 / VOXEL_UM[2],) * 2,
        metadata={"axes": "ZYX", "unit": "um", "spacing": VOXEL_UM[0]}, compression="zlib",
    )  # fmt: skip
    for number in DRAWN:
        tifffile.imwrite(FOLDER / f"sketch_z{number + 1:02}.tif", strokes(labels, number),
                         compression="zlib")  # fmt: skip
    shown = image[DRAWN[0]].astype(np.float64)
    shown = ((shown - DARK) / (shown.max() - DARK)).clip(0, 1) ** 0.8 * 255
    picture = Image.fromarray(shown.astype(np.uint8)).resize((320, 274))
    picture.convert("RGB").crop((0, 17, 320, 257)).save(FOLDER / "picture.png", optimize=True)
    with (FOLDER / "truth.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["z_um", "y_um", "x_um", "semi_z_um", "semi_b_um", "semi_a_um",
                         "angle_rad", "volume_um3"])  # fmt: skip
        for cell in cells:
            values = (*cell.centre, *cell.axes, cell.angle, cell.volume_um3)
            writer.writerow([f"{value:.4f}" for value in values])


if __name__ == "__main__":
    main()
