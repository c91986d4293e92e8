"""Linking of the masks of the slices of a stack, by overlap."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .candidates import Candidates, shared_pixels
from .ends import Ends
from .linker import Linker
from .numbering import make_tracks
from .objects import Labels, Objects
from .settings import DepthSettings
from .tracks import Tracks


class DepthLinker(Linker):
    """Linker of the slices of a stack, by overlap alone."""

    axis = "depth"

    def __init__(self, settings: DepthSettings, first: int = 0) -> None:
        super().__init__(settings.gap, first)
        self._settings = settings

    def _candidates(self, ends: Ends, objects: Objects, labels: Labels) -> Candidates:
        shared = shared_pixels(ends, objects, labels).tocoo()
        rows, columns = shared.row.astype(np.int64), shared.col.astype(np.int64)
        union = ends.area_px[rows] + objects.area_px[columns] - shared.data
        overlap = shared.data / union
        return Candidates(rows, columns, shared.data, overlap, 1 - overlap)

    def _gains(self, candidates: Candidates, ends: Ends, objects: Objects) -> NDArray[np.float64]:
        smaller = np.minimum(ends.area_px[candidates.rows], objects.area_px[candidates.columns])
        share = candidates.shared_px / smaller
        return np.asarray(np.where(share >= self._settings.least_overlap, candidates.overlap, 0))


def link_slices(slices: Iterable[Labels], settings: DepthSettings | None = None) -> Tracks:
    """Link the masks of the slices of a stack into objects in three dimensions.

    Two masks are linked if they overlap enough and no other choice has a larger sum of overlaps
    (intersection over union). An object that branches goes on in one branch; the others begin
    anew.

    Parameters
    ----------
    slices
        (H, W) label images in the order of depth, whole numbers, 0 is background.
    settings
        None: the standard ones.

    Raises
    ------
    InputError
        A slice is no label image, or of another size than the others.
    """
    settings = settings or DepthSettings()
    linker = DepthLinker(settings)
    for labels in slices:
        linker.add(labels)
    return make_tracks(linker.objects, linker.previous, fewest=settings.fewest, axis="depth")
