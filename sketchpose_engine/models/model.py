"""A network, the size of cell it knows, and where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from .rescaling import EIGHTHS, MOST_EIGHTHS, choose_eighths
from .unet import FieldNetwork


@dataclass
class Model:
    """A network, the size of cell it knows, and where it comes from.

    Attributes
    ----------
    network
        Predicts the fields.
    eighths
        Network pixels for 8 image pixels, see `rescaling`.
    diameter_px
        Width of the cells it was trained on, in image pixels.
    provenance
        Plain values: what it was trained on, with which settings, for how long.
    class_names
        Of the network's classes; empty if there is only one.
    general
        It knows cells of many kinds, and of any width: until somebody says how wide they are,
        `eighths` and `diameter_px` mean nothing.
    warm
        It comes of a general one, and is trained as `training.settings.TrainSettings.warm` says.
    """

    network: FieldNetwork
    eighths: int
    diameter_px: float
    provenance: Mapping[str, Any] = field(default_factory=dict)
    class_names: tuple[str, ...] = ()
    general: bool = False
    warm: bool = False

    @property
    def classes(self) -> tuple[str, ...]:
        """What the network's classes are called; empty if there is only one."""
        count = self.network.shape.classes
        if count == 1:
            return ()
        return tuple(
            name or f"class {number}"
            for number, (name, _) in enumerate(
                zip_longest(self.class_names[:count], range(count)), 1
            )
        )

    def for_channels(self, channels: int) -> "Model":
        """Return the same model for images with another number of channels."""
        if channels == self.network.shape.channels:
            return self
        return replace(self, network=self.network.with_channels(channels))

    def for_classes(self, classes: int) -> "Model":
        """Return the same model for at least this many classes of cells.

        Those it knows already, and the fields, stay as they are; of a new one it knows nothing.
        """
        if classes <= self.network.shape.classes:
            return self
        return replace(self, network=self.network.with_classes(classes))

    def eighths_for(self, diameter_px: float) -> int:
        """Eighths of the image's resolution at which the network likes cells of this width."""
        return choose_eighths(diameter_px, self.network.shape.known_px)

    def for_diameter(self, diameter_px: float | None) -> "Model":
        """Return the same model for cells of another width, by resampling; None: as it is."""
        if self.general and diameter_px is not None:
            eighths = self.eighths_for(diameter_px)
            told = replace(self, eighths=eighths, diameter_px=diameter_px)
            network = self.network.for_width(diameter_px * eighths / EIGHTHS)
            return replace(told, network=network, general=False, warm=True)
        if diameter_px is None or diameter_px == self.diameter_px:
            return self
        eighths = round(self.eighths * self.diameter_px / diameter_px)
        return replace(self, eighths=min(max(eighths, 1), MOST_EIGHTHS), diameter_px=diameter_px)
