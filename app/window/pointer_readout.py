"""Position, pixel values and cell under the pointer, in the status bar."""

from collections.abc import Callable

from app.core.bus import Bus
from app.core.numbers import significant
from app.core.translation import tr
from app.state.document import Document
from sketchpose_engine.sketch.raster import Point


class PointerReadout:
    """Text for each position of the pointer.

    Parameters
    ----------
    bus
        Source of positions.
    document
        With the image that is open.
    show
        Receives the text; "" outside of the image.
    """

    def __init__(self, bus: Bus, document: Document, show: Callable[[str], None]) -> None:
        self._document = document
        self._show = show
        self._point: Point | None = None
        bus.canvas.pointer_moved.connect(self._read)
        bus.frame.masks_changed.connect(lambda ready: self._read(self._point))

    def _read(self, point: Point | None) -> None:
        self._point = point
        scene = self._document.scene
        if point is None or scene is None:
            self._show("")
            return
        y, x = round(point[0]), round(point[1])
        values = ", ".join(significant(value, 6) for value in scene.levels[0][:, y, x].tolist())
        text = tr("x {x}  y {y}   value {values}", x=x, y=y, values=values)
        if cell := scene.labels[y, x]:
            text += "   " + tr("cell {number}", number=cell)
        self._show(text)
