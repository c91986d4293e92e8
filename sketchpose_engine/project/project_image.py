"""Images and cell classes of a project."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..images.readers.base import PageAxis
from .fingerprint import Fingerprint


@dataclass(frozen=True)
class ProjectImage:
    """Image of a project.

    Attributes
    ----------
    id
        Identifier, part of the names of its files in the project.
    path
        Absolute; the file may be missing.
    pixel_size_um
        Side of a pixel in micrometres, set by the user; None: from the file.
    scene_sizes_um
        The same for single scenes of the file, by their number from 0; None: from the file.
    depth_step_um
        Distance of two slices in micrometres, set by the user; None: from the file.
    cells
        Cell counts by frame code, as last counted.
    trained_steps
        Steps of training of the network that made the masks, by frame code, as far as known.
    shown
        Code of the frame shown last.
    pages
        Axis of its pages, set by the user if the file does not name it; None: not set.
    fingerprint
        Fingerprint of the file that strokes and masks belong to; None: not computed yet.
    """

    id: str
    path: Path
    pixel_size_um: float | None = None
    cells: Mapping[str, int] = field(default_factory=dict)
    shown: str = ""
    fingerprint: Fingerprint | None = None
    pages: PageAxis | None = None
    scene_sizes_um: Mapping[int, float | None] = field(default_factory=dict)
    depth_step_um: float | None = None
    trained_steps: Mapping[str, int] = field(default_factory=dict)

    def size_of(self, scene: int) -> float | None:
        """Return the side of a pixel of a scene, as set by the user; None: from the file."""
        return self.scene_sizes_um.get(scene, self.pixel_size_um)

    def with_size(self, size_um: float | None, scene: int | None = None) -> "ProjectImage":
        """Return the image with the pixel size of one scene, or of all, changed."""
        if scene is None:
            return replace(self, pixel_size_um=size_um, scene_sizes_um={})
        sizes = {number: size for number, size in self.scene_sizes_um.items() if number != scene}
        if size_um != self.pixel_size_um:
            sizes[scene] = size_um
        return replace(self, scene_sizes_um=sizes)

    def with_facts(self, facts: Mapping[str, Any]) -> "ProjectImage":
        """Return the image with some facts changed.

        Parameters
        ----------
        facts
            Attributes by name. `cells` and `trained_steps` are those of some frames, by their code;
            `all_cells` replace the cells of all frames. With `scene`, the pixel size is that of one
            scene.
        """
        given = dict(facts)
        if (path := given.pop("path", None)) is not None:
            given["path"] = path.resolve()
        if (all_cells := given.pop("all_cells", None)) is not None:
            given["cells"] = dict(all_cells)
        elif "cells" in given:
            given["cells"] = {**self.cells, **given["cells"]}
        if "trained_steps" in given:
            given["trained_steps"] = {**self.trained_steps, **given["trained_steps"]}
        scene, image = given.pop("scene", None), self
        if "pixel_size_um" in given:
            image = self.with_size(given.pop("pixel_size_um"), scene)
        return replace(image, **given)


@dataclass(frozen=True)
class CellClass:
    """Class of cells: its name and its colour (red, green, blue)."""

    name: str
    colour: tuple[int, int, int]
