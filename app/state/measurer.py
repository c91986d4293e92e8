"""Measurements of the cells of the open image, made in another thread."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer

from app.core.bus import Bus
from app.core.workers import Workers
from app.state.scene import Scene
from sketchpose_engine.results.filters import Filter, Table, kept

SETTLE_MS = 500  # after masks have changed: while a network learns they do so all the time


@dataclass(frozen=True)
class Measured:
    """Measurements of the open image.

    Attributes
    ----------
    image_id
        Of its scene.
    table
        Of `measurements.measure`, one row a cell.
    keep
        (N,) bool rows of the cells that count.
    """

    image_id: str
    table: Table = field(repr=False)
    keep: NDArray[np.bool_] = field(repr=False)

    def hidden(self, size: int) -> NDArray[np.bool_]:
        """(size,) bool by label: cells that do not count."""
        hidden = np.zeros(size, bool)
        gone = self.table["label"][~self.keep]
        hidden[gone[gone < size]] = True
        return hidden


class Measurer(QObject):
    """Measures whenever masks have changed, while measurements are shown or filtered by.

    Parameters
    ----------
    bus
        Source of changes, receiver of measurements.
    """

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self._bus = bus
        self._scene: Scene | None = None
        self._background = Workers()
        self._busy = False
        self._stale = False
        self._wanted = False
        self._table: Table | None = None
        self.filters: tuple[Filter, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._measure)
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        bus.frame.masks_changed.connect(lambda ready: self._wait())
        bus.frame.pixel_size_changed.connect(lambda scene: self._wait())
        bus.project.classes_changed.connect(lambda classes: self._wait())
        bus.project.filters_changed.connect(self._follow)

    def want(self, wanted: bool) -> None:
        """Set whether the measurements are shown."""
        self._wanted = wanted
        if wanted and self._table is None:
            self._wait()

    def close(self) -> None:
        """Wait for what is under way."""
        self._timer.stop()
        self._background.finish()

    def _open(self, scene: Scene | None) -> None:
        self._scene, self._table, self._stale = scene, None, False
        self._wait()

    def _wait(self) -> None:
        self._table = None
        self._stale = True
        wanted = self._scene is not None and (self._wanted or self.filters)
        # Not begun anew: masks may come faster than it ends.
        if wanted and not self._busy and not self._timer.isActive():
            self._timer.start()

    def _follow(self, filters: tuple[Filter, ...]) -> None:
        self.filters = filters
        if self._table is not None:
            self._tell()
        else:
            self._wait()

    def _measure(self) -> None:
        scene = self._scene
        if scene is None:
            return
        self._busy, self._stale = True, False
        labels, planes = scene.labels.copy(), scene.levels[0]
        several = len(scene.cell_classes) > 1
        names = tuple(each.name for each in scene.cell_classes) if several else ()

        def work() -> Table:
            from sketchpose_engine.results.measurements import measure
            from sketchpose_engine.results.result import Result

            result = Result(
                scene.name, scene.code, planes, labels, scene.pixel_size_um, scene.classes, names
            )
            return measure(result)

        self._background.run(work, lambda table: self._take(scene, table), self._fail)

    def _take(self, scene: Scene, table: Table) -> None:
        self._busy = False
        if scene is self._scene:
            self._table = table
            self._tell()
        if self._stale:
            self._timer.start()

    def _fail(self, error: Exception) -> None:
        from app.core.error_reporting import report

        self._busy = False
        report(self._bus, error)

    def _tell(self) -> None:
        assert self._scene is not None and self._table is not None
        keep = kept(self._table, self.filters)
        self._bus.frame.measured.emit(Measured(self._scene.image_id, self._table, keep))
