"""Which cell is chosen: the one that was pointed at, as long as there is a cell of its number."""

from PySide6.QtCore import QObject

from app.core.bus import Bus
from app.state.scene import Scene


class CellSelection(QObject):
    """Selects the cell under a point, and deselects one that no longer exists.

    Parameters
    ----------
    bus
        Receiver of the cell that is chosen.
    """

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self._bus = bus
        self._scene: Scene | None = None
        self._label = 0
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        bus.canvas.cell_clicked.connect(self._point)
        bus.view.cell_chosen.connect(self._remember)
        bus.frame.counted.connect(lambda count: self._check())

    def _open(self, scene: Scene | None) -> None:
        self._scene = scene
        self._bus.view.cell_chosen.emit(0)

    def _remember(self, label: int) -> None:
        self._label = label

    def _point(self, point: tuple[float, float]) -> None:
        scene = self._scene
        if scene is None:
            return
        y, x = round(point[0]), round(point[1])
        height, width = scene.shape
        label = int(scene.labels[y, x]) if 0 <= y < height and 0 <= x < width else 0
        self._bus.view.cell_chosen.emit(label)
        if label:
            self._bus.notices.noted.emit(_described(scene, label))

    def _check(self) -> None:
        """Deselect a cell that no longer exists."""
        areas_px = self._scene.areas_px if self._scene is not None else ()
        if self._label and (self._label >= len(areas_px) or not areas_px[self._label]):
            self._bus.view.cell_chosen.emit(0)


def _described(scene: Scene, label: int) -> str:
    """One line on a cell."""
    area_px = int(scene.areas_px[label])
    size_um = scene.pixel_size_um
    area = f"{area_px} px" if size_um is None else f"{area_px * size_um**2:.4g} µm²"
    hidden = label < len(scene.hidden) and scene.hidden[label]
    return f"Cell {label}: area {area}" + ("; hidden by the filters" if hidden else "")
