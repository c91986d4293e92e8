"""Trained model: a network, the cell width it is for, and its provenance."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from .rescaling import EIGHTHS, MOST_EIGHTHS, choose_eighths
from .unet import FieldNetwork


@dataclass
class Model:
    """Network with the cell width it is for, and its provenance.

    Attributes
    ----------
    network
        Network that predicts the fields.
    eighths
        Network pixels per 8 image pixels, see `rescaling`.
    diameter_px
        Width of the cells it was trained on, in image pixels.
    provenance
        Plain values: training images, settings, duration.
    class_names
        Names of the network's classes; empty if there is only one.
    general
        Whether it is for cells of any kind and width: until the width is set, `eighths` and
        `diameter_px` are meaningless.
    warm
        Fine-tuned from a general model, with `training.settings.fine_tuning`.
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
        """Names of the network's classes, with placeholders; empty if there is only one."""
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

        Existing classes and the fields are unchanged; new classes are untrained.
        """
        if classes <= self.network.shape.classes:
            return self
        return replace(self, network=self.network.with_classes(classes))

    def eighths_for(self, diameter_px: float) -> int:
        """Return the resolution that is best for cells of this width, in eighths."""
        return choose_eighths(diameter_px, self.network.shape.known_px)

    def for_diameter(self, diameter_px: float | None) -> "Model":
        """Return the same model for cells of another width, by resampling; None: unchanged."""
        if self.general and diameter_px is not None:
            eighths = self.eighths_for(diameter_px)
            sized = replace(self, eighths=eighths, diameter_px=diameter_px)
            network = self.network.for_width(diameter_px * eighths / EIGHTHS)
            return replace(sized, network=network, general=False, warm=True)
        if diameter_px is None or diameter_px == self.diameter_px:
            return self
        eighths = round(self.eighths * self.diameter_px / diameter_px)
        return replace(self, eighths=min(max(eighths, 1), MOST_EIGHTHS), diameter_px=diameter_px)
