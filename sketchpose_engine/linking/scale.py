"""Sizes of pixels, voxels and time steps, each of which may be unknown."""

import math
from dataclasses import dataclass

from ..core.errors import InputError


@dataclass(frozen=True)
class Scale:
    """Units of a movie or a stack; None where unknown.

    Attributes
    ----------
    pixel_size_um
        Side of a pixel in micrometres.
    z_step_um
        Distance of two slices in micrometres.
    interval_s
        Time from one frame to the next in seconds.

    Raises
    ------
    InputError
        A value is not above 0.
    """

    pixel_size_um: float | None = None
    z_step_um: float | None = None
    interval_s: float | None = None

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value is not None and not (math.isfinite(value) and value > 0):
                raise InputError(
                    "{name} is {value}: give a number above 0, or none.",
                    name=name,
                    value=value,
                )

    @property
    def voxel_um(self) -> tuple[float, float, float] | None:
        """Sides of a voxel along z, y and x in micrometres; None unless all are known."""
        if self.pixel_size_um is None or self.z_step_um is None:
            return None
        return self.z_step_um, self.pixel_size_um, self.pixel_size_um


UNKNOWN = Scale()
