"""A note on what a line across cells has split."""

import numpy as np

from app.core.bus import Bus
from app.core.translation import counted, tr, tr_noop
from app.state.scene import Scene
from sketchpose_engine.live.messages import MasksReady
from sketchpose_engine.sketch.raster import Point

NOT_SPLIT = tr_noop("Not split: draw right across the cell, and leave both parts large enough.")


class SplitFeedback:
    """Compares the cells under a line before and after the engine has split them.

    Parameters
    ----------
    bus
        Source of new masks, and receiver of the note.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._scene: Scene | None = None
        self._around: tuple[slice, slice] | None = None  # of the last line that crossed a cell
        self._before = 0  # number of cells around it
        self._revision = 0  # of the sketch with this line
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        bus.frame.masks_changed.connect(self._compare)

    def watch(self, points: list[Point], revision: int) -> None:
        """Count the cells around a line now, and again when the engine has split them.

        Parameters
        ----------
        points
            Of the line.
        revision
            Of the sketch with this line.
        """
        if self._scene is None:
            return
        ys, xs = zip(*points, strict=True)
        top, left = max(int(min(ys)) - 1, 0), max(int(min(xs)) - 1, 0)
        self._around = slice(top, int(max(ys)) + 3), slice(left, int(max(xs)) + 3)
        self._before, self._revision = self._cells(self._around), revision

    def _open(self, scene: Scene | None) -> None:
        self._scene, self._around = scene, None

    def _compare(self, ready: MasksReady) -> None:
        around = self._around
        if around is None or ready.revision < self._revision:
            return  # made before the line was drawn
        self._around = None
        more = self._cells(around) - self._before
        done = (
            tr("Split into two cells.")
            if more == 1
            else counted(more, "Split: %n more cell.", "Split: %n more cells.")
        )
        self._bus.notices.noted.emit(done if more > 0 else tr(NOT_SPLIT))

    def _cells(self, around: tuple[slice, slice]) -> int:
        assert self._scene is not None
        return int(np.count_nonzero(np.unique(self._scene.labels[around])))
