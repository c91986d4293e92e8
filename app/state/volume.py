"""All slices of a stack, as the side views show them: reduced, in a bounded amount of memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.state.scene import Channel, Scene

MOST_BYTES = 2**27  # of all arrays of a volume: stacks that need more are reduced along y and x
DARKER, BRIGHTER = 0.5, 0.5  # contrasts beyond the range at the start that 8 bits keep, too


@dataclass(eq=False)
class Volume:
    """Intensities and cells of the slices that were read so far; slices are written in place.

    Attributes
    ----------
    image_id
        Of the project.
    step
        Every so many-th pixel along y and x is kept.
    ranges
        Intensities that 0 and 255 stand for, for each channel.
    depth_px
        Distance of two slices in pixels; None: unknown.
    planes
        (C, D, h, w) uint8 intensities.
    cells
        (D, h, w) uint8 rows of `palette.PALETTE`; 0: no cell.
    is_read
        (D,) bool, slices that were read.
    """

    image_id: str
    step: int
    ranges: tuple[tuple[float, float], ...]
    depth_px: float | None
    planes: NDArray[np.uint8] = field(repr=False)
    cells: NDArray[np.uint8] = field(repr=False)
    is_read: NDArray[np.bool_] = field(repr=False)

    @classmethod
    def of(cls, scene: Scene, depths: int, depth_step_um: float | None) -> "Volume":
        """Make an empty volume for the stack of a frame."""
        channels = len(scene.channels)
        step = step_for(scene.shape, depths, channels)
        height, width = (-(-side // step) for side in scene.shape)
        size_um = scene.pixel_size_um
        known = depth_step_um is not None and size_um is not None
        return cls(
            scene.entry_id,
            step,
            tuple(_range(channel) for channel in scene.channels),
            depth_step_um / size_um if known and depth_step_um and size_um else None,
            np.zeros((channels, depths, height, width), np.uint8),
            np.zeros((depths, height, width), np.uint8),
            np.zeros(depths, bool),
        )

    @property
    def depths(self) -> int:
        """Number of slices."""
        return len(self.is_read)

    def reduced(self, planes: NDArray[Any]) -> NDArray[np.uint8]:
        """Reduce the channels (C, H, W) of a slice to (C, h, w) in 8 bits."""
        found = np.empty((len(planes), *self.cells.shape[1:]), np.uint8)
        for target, plane, (low, high) in zip(found, planes, self.ranges, strict=True):
            values = plane[:: self.step, :: self.step].astype(np.float32)
            target[:] = np.clip((values - low) * (255 / (high - low)) + 0.5, 0, 255)
        return found

    def contrasts(self, channels: Sequence[Channel]) -> list[Channel]:
        """Return channels with their contrast in the units of `planes`."""
        return [
            replace(
                channel,
                low=(channel.low - low) * 255 / (high - low),
                high=(channel.high - low) * 255 / (high - low),
            )
            for channel, (low, high) in zip(channels, self.ranges, strict=True)
        ]

    def cut(self, axis: str, place: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Cut across all slices.

        Parameters
        ----------
        axis
            "y" for the section along x and z; "x" for the one along y and z.
        place
            Pixel of the image on that axis.

        Returns
        -------
        Intensities (C, D, w) and cells (D, w); of the section along y, w counts rows.
        """
        sides = self.cells.shape[1:]
        number = min(max(place // self.step, 0), sides[0 if axis == "y" else 1] - 1)
        if axis == "y":
            return self.planes[:, :, number], self.cells[:, number]
        return self.planes[:, :, :, number], self.cells[:, :, number]


def step_for(shape: tuple[int, int], depths: int, channels: int) -> int:
    """Return the smallest reduction along y and x at which a stack takes little enough memory."""
    step = 1
    while (channels + 1) * depths * -(-shape[0] // step) * -(-shape[1] // step) > MOST_BYTES:
        step += 1
    return step


def rows_of(labels: NDArray[np.integer[Any]], rows: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    """Return the palette row of each pixel of a slice (h, w).

    Parameters
    ----------
    labels
        (h, w) masks.
    rows
        (N + 1,) row of each label; None: all cells have the same, as they are not linked.
    """
    if rows is None:
        return np.asarray(labels > 0).astype(np.uint8)
    return rows[np.minimum(labels, len(rows) - 1)]


def _range(channel: Channel) -> tuple[float, float]:
    """Intensities that 8 bits stand for: the contrast, and room to change it."""
    span = max(channel.high - channel.low, 1e-6)
    return channel.low - DARKER * span, channel.high + BRIGHTER * span
