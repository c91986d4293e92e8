"""Images at the resolution of the network: normalised, resampled, computed on demand."""

from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from ..core.box import Box
from .device import Device
from .rescaling import EIGHTHS, GRID_PX, network_view, on_grid

SPARE_PX = 4  # around a part, whose outermost pixels are resampled without their neighbours
WHOLE_PX = 4_000_000  # smaller images are computed once as a whole


class NetworkImage:
    """One image at the network's resolution.

    Parameters
    ----------
    planes
        (C, H, W), any real dtype.
    low, high
        (C,) intensities that are mapped to 0 and 1.
    eighths
        Network pixels per 8 image pixels.

    Attributes
    ----------
    shape
        Height and width in network pixels, mirrored up to the grid.
    whole
        (C, h, w) float32, the whole image, if it is small enough to be cached.
    """

    def __init__(
        self,
        planes: NDArray[np.generic],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        eighths: int,
    ) -> None:
        self._planes, self._low, self._high, self._eighths = planes, low, high, eighths
        height, width = on_grid((planes.shape[1], planes.shape[2]))
        self.shape = (height * eighths // EIGHTHS, width * eighths // EIGHTHS)
        self._held: dict[str, Tensor] = {}
        self.whole: Tensor | None = None
        if self.shape[0] * self.shape[1] <= WHOLE_PX:
            self.whole = self._make(Box.whole((height, width)))

    @classmethod
    def of(cls, image: Tensor) -> "NetworkImage":
        """Wrap an image (C, h, w) that is already normalised and resampled."""
        view = cls.__new__(cls)
        view.shape = (image.shape[1], image.shape[2])
        view.whole, view._held = image, {}
        return view

    def on(self, device: Device) -> Tensor:
        """Return `whole`, which must exist, on a device, where it is kept for the next call."""
        assert self.whole is not None
        if device.name == "cpu":
            return self.whole
        if device.name not in self._held:
            self._held = {device.name: device.move_tensor(self.whole)}
        return self._held[device.name]

    def around(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> tuple[Tensor, Box]:
        """Compute a part that suffices to interpolate between two corners.

        Parameters
        ----------
        low, high
            (2,) corners (y, x) in network pixels. Outside the image it is mirrored, so the part
            reaches as far into the image as the corners lie outside.

        Returns
        -------
        part
            (C, h, w) float32.
        box
            Its place, in network pixels.
        """
        if self.whole is not None:
            return self.whole, Box.whole(self.shape)
        size = np.array(self.shape)
        step_px = GRID_PX * self._eighths // EIGHTHS
        nearest = np.minimum(low, 2 * size - high) - SPARE_PX
        farthest = np.maximum(high, -low) + SPARE_PX
        first = [max(floor(place / step_px), 0) for place in nearest]
        last = [
            min(ceil(place / step_px), side // step_px)
            for place, side in zip(farthest, self.shape, strict=True)
        ]
        part = self._make(Box(*(cell * GRID_PX for cell in (*first, *last))))
        return part, Box(*(cell * step_px for cell in (*first, *last)))

    def _make(self, window: Box) -> Tensor:
        return network_view(self._planes, self._low, self._high, self._eighths, window)
