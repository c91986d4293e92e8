"""Which cells are selected: as long as there are cells of these numbers."""

import numpy as np
from PySide6.QtCore import QObject

from app.core.bus import Bus
from app.core.numbers import significant
from app.core.translation import counted, tr
from app.state.scene import Scene
from sketchpose_engine.core.box import Box


class CellSelection(QObject):
    """Selects cells by clicks and rubber bands, and deselects those that no longer exist.

    Parameters
    ----------
    bus
        Receiver of the selection.

    Attributes
    ----------
    labels
        Of the selected cells; the last one leads.
    """

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self._bus = bus
        self._scene: Scene | None = None
        self.labels: tuple[int, ...] = ()
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        bus.canvas.cell_clicked.connect(self._click)
        bus.canvas.cell_toggled.connect(self._toggle)
        bus.canvas.area_selected.connect(self._add_area)
        bus.view.cells_chosen.connect(self._remember)
        bus.frame.counted.connect(lambda count: self._check())

    def select_all(self) -> None:
        """Select all cells that count."""
        if self._scene is not None:
            self._choose(tuple(np.flatnonzero(self._scene.counts()).tolist()))

    def _open(self, scene: Scene | None) -> None:
        self._scene = scene
        self._choose(())

    def _remember(self, labels: tuple[int, ...]) -> None:
        self.labels = labels

    def _choose(self, labels: tuple[int, ...]) -> None:
        self._bus.view.cells_chosen.emit(labels)

    def _click(self, point: tuple[float, float]) -> None:
        label = self._label_at(point)
        if label and self._scene is not None:
            self._bus.notices.noted.emit(_described(self._scene, label))
        self._choose((label,) if label else ())  # which may be followed by another message

    def _toggle(self, point: tuple[float, float]) -> None:
        if not (label := self._label_at(point)):
            return  # a click that misses loses nothing
        others = tuple(each for each in self.labels if each != label)
        self._choose(others if label in self.labels else (*others, label))
        self._count()

    def _add_area(self, box: Box) -> None:
        if self._scene is None:
            return
        inside = np.unique(self._scene.labels[box.slices]).tolist()
        self._choose(
            tuple(dict.fromkeys([*self.labels, *(label for label in inside if label > 0)]))
        )
        self._count()

    def _count(self) -> None:
        self._bus.notices.noted.emit(
            counted(len(self.labels), "%n cell selected.", "%n cells selected.")
        )

    def _label_at(self, point: tuple[float, float]) -> int:
        """Label of the cell under a point; 0: there is none."""
        scene = self._scene
        if scene is None:
            return 0
        y, x = round(point[0]), round(point[1])
        height, width = scene.shape
        return int(scene.labels[y, x]) if 0 <= y < height and 0 <= x < width else 0

    def _check(self) -> None:
        """Deselect cells that no longer exist."""
        areas_px = self._scene.areas_px if self._scene is not None else np.zeros(0)
        left = tuple(each for each in self.labels if each < len(areas_px) and areas_px[each])
        if left != self.labels:
            self._choose(left)


def _described(scene: Scene, label: int) -> str:
    """One line on a cell."""
    area_px = int(scene.areas_px[label])
    size_um = scene.pixel_size_um
    area = f"{area_px} px²" if size_um is None else f"{significant(area_px * size_um**2)} µm²"
    hidden = label < len(scene.hidden) and scene.hidden[label]
    number = scene.number_of(label)
    if hidden:
        return tr("Cell {number}: area {area}; hidden by the filters", number=number, area=area)
    return tr("Cell {number}: area {area}", number=number, area=area)
