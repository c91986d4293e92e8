"""Masks that are far smaller than the drawn cells: probably debris."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.core.translation import counted
from app.state.scene import Scene
from sketchpose_engine.results.filters import Filter
from sketchpose_engine.sketch.values import CLASS_OF

SMALL = 1 / 4  # of the smallest drawn cell's area
SMALLER = 1 / 8  # of the median of the drawn cells, one of which may be tiny
FEWEST = 5  # masks: fewer are deleted by hand
FEWEST_DRAWN = 2  # cells with a mask: a single one says too little about the others
AREAS = "area_um2", "area_px"  # columns of the measurements


@dataclass(frozen=True)
class Debris:
    """Small masks, and the filter that leaves them out."""

    masks: int
    filter: Filter

    @property
    def sentence(self) -> str:
        """What is noticed, as a question."""
        return counted(
            self.masks,
            "%n mask is far smaller than the cells that you drew. Leave it out?",
            "%n masks are far smaller than the cells that you drew. Leave them out?",
        )

    @property
    def done(self) -> str:
        """What was done, once they are left out."""
        return counted(
            self.masks,
            "%n small mask is left out; “Table and filters…” has the limit.",
            "%n small masks are left out; “Table and filters…” has the limit.",
        )


def debris_in(scene: Scene, filters: Iterable[Filter]) -> Debris | None:
    """Find masks that are far smaller than the drawn cells.

    Parameters
    ----------
    scene
        With masks and sketch.
    filters
        In use: a limit of the area shows that the user has decided.

    Returns
    -------
    Debris or None
        None if there are only a few, or if it is unknown how large cells are.
    """
    if any(each.column in AREAS for each in filters):
        return None
    areas_px = scene.areas_px
    drawn = np.unique(scene.labels[CLASS_OF[scene.sketch] > 0])
    drawn = drawn[(drawn > 0) & (drawn < len(areas_px))]
    if len(drawn) < FEWEST_DRAWN:
        return None
    low_px = int(max(SMALL * areas_px[drawn].min(), SMALLER * np.median(areas_px[drawn])))
    masks = int(np.count_nonzero((areas_px > 0) & (areas_px < low_px)))
    if masks < FEWEST:
        return None
    if (size_um := scene.pixel_size_um) is None:
        return Debris(masks, Filter("area_px", float(low_px)))
    return Debris(masks, Filter("area_um2", float(f"{low_px * size_um**2:.3g}")))
