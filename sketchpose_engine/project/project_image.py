"""What a project knows of one image, and of a class of cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..images.readers.base import PageAxis
from .fingerprint import Fingerprint


@dataclass(frozen=True)
class ProjectImage:
    """An image of a project, and what is known of it.

    Attributes
    ----------
    id
        Names its files in the project.
    path
        Absolute; there may be no such file any more.
    pixel_size_um
        Side of a pixel in micrometres, as the user has put it; None: what the file says.
    scene_sizes_um
        The same for single scenes of the file, by their number from 0; None: what the file says.
    cells
        By frame's code, how many there were when they were last counted.
    shown
        Code of the frame that was looked at last.
    pages
        What its pages are if the file does not say so, as the user has chosen; None: not chosen.
    fingerprint
        Of the file that strokes and masks belong to; None: not known yet.
    """

    id: str
    path: Path
    pixel_size_um: float | None = None
    cells: Mapping[str, int] = field(default_factory=dict)
    shown: str = ""
    fingerprint: Fingerprint | None = None
    pages: PageAxis | None = None
    scene_sizes_um: Mapping[int, float | None] = field(default_factory=dict)

    def size_of(self, scene: int) -> float | None:
        """Side of a pixel of a scene, as the user has put it; None: what the file says."""
        return self.scene_sizes_um.get(scene, self.pixel_size_um)

    def with_size(self, size_um: float | None, scene: int | None = None) -> "ProjectImage":
        """Take a pixel size for one scene, or for all."""
        if scene is None:
            return replace(self, pixel_size_um=size_um, scene_sizes_um={})
        sizes = {number: size for number, size in self.scene_sizes_um.items() if number != scene}
        if size_um != self.pixel_size_um:
            sizes[scene] = size_um
        return replace(self, scene_sizes_um=sizes)


@dataclass(frozen=True)
class CellClass:
    """A class of cells: what it is called, and its colour (red, green, blue)."""

    name: str
    colour: tuple[int, int, int]
