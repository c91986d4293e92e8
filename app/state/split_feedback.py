"""A line across cells that cuts nothing is told, or one would draw it again and again."""

import numpy as np

from app.core.bus import Bus
from app.state.scene import Scene
from sketchpose_engine.live.messages import MasksReady
from sketchpose_engine.sketch.edits import Change

SENTENCE = (
    "Nothing was cut: draw the line right across the cell, so that both parts are large enough."
)


class SplitFeedback:
    """Compares the cells under a line before and after the engine has split them.

    Parameters
    ----------
    bus
        Tells of lines and masks, and is told what to say.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._scene: Scene | None = None
        self._around: tuple[slice, slice] | None = None  # of the line that was drawn last
        self._before = 0  # cells there were around it
        self._revision: int | None = None  # of the sketch with this line
        bus.image_opened.connect(self._open)
        bus.image_closed.connect(lambda: self._open(None))
        bus.cells_split.connect(self._note)
        bus.sketch_changed.connect(self._take)
        bus.masks_ready.connect(self._compare)

    def _open(self, scene: Scene | None) -> None:
        self._scene, self._around, self._revision = scene, None, None

    def _note(self, points: list[tuple[float, float]]) -> None:
        if self._scene is None:
            return
        ys, xs = zip(*points, strict=True)
        top, left = max(int(min(ys)) - 1, 0), max(int(min(xs)) - 1, 0)
        around = slice(top, int(max(ys)) + 3), slice(left, int(max(xs)) + 3)
        self._before = self._cells(around)
        self._around, self._revision = (around if self._before else None), None

    def _take(self, change: Change) -> None:
        if self._around is not None and self._revision is None:
            cut = change.corrections and change.corrections[-1].kind == "split"
            self._around = self._around if cut else None  # the line crossed no cell
            self._revision = change.revision

    def _compare(self, ready: MasksReady) -> None:
        around = self._around
        if around is None or self._scene is None or ready.image_id != self._scene.image_id:
            return
        if self._revision is None or ready.revision < self._revision:
            return  # made before the line was drawn
        self._around = None
        if self._cells(around) <= self._before:
            self._bus.noted.emit(SENTENCE)

    def _cells(self, around: tuple[slice, slice]) -> int:
        assert self._scene is not None
        return int(np.count_nonzero(np.unique(self._scene.labels[around])))
