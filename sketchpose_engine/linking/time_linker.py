"""Linking of the masks of a movie: motion, gaps, divisions."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .assignment import NO_TRIPLES, Triples
from .candidates import Candidates, find_candidates
from .divisions import possible_divisions
from .ends import Ends
from .linker import Linker
from .motion import drift
from .numbering import make_tracks
from .objects import Labels, Objects, Pixels
from .settings import TimeSettings
from .tracks import Tracks


class TimeLinker(Linker):
    """Linker of the frames of a movie: motion, gaps, divisions."""

    axis = "time"

    def __init__(self, settings: TimeSettings, first: int = 0) -> None:
        super().__init__(settings.gap, first)
        self._settings = settings

    def _moved(self, ends: Ends, now: tuple[Objects, Pixels], shape: tuple[int, ...]) -> Ends:
        if self._last is None:
            return ends
        return ends.drifted(drift(self._last, now, (shape[0], shape[1])))

    def _candidates(self, ends: Ends, objects: Objects, labels: Labels) -> Candidates:
        return find_candidates(ends, objects, labels, self._frame, self._settings)

    def _gains(self, candidates: Candidates, ends: Ends, objects: Objects) -> NDArray[np.float64]:
        return np.asarray(self._settings.most_cost - candidates.cost)

    def _divisions(self, ends: Ends, objects: Objects, candidates: Candidates) -> Triples:
        if not self._settings.divisions:
            return NO_TRIPLES
        return possible_divisions(ends, objects, candidates, self._frame, self._settings)


def link_frames(frames: Iterable[Labels], settings: TimeSettings | None = None) -> Tracks:
    """Link the masks of a movie.

    Parameters
    ----------
    frames
        (H, W) label images in the order of time, whole numbers, 0 is background; each is taken
        once.
    settings
        None: the standard ones.

    Raises
    ------
    InputError
        A frame is no label image, or of another size than the others.
    """
    linker = TimeLinker(settings or TimeSettings())
    for labels in frames:
        linker.add(labels)
    return make_tracks(linker.objects, linker.previous)
