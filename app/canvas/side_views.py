"""Sections of a stack beside its open slice: along x and z below it, along y and z at its right."""

from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.canvas.canvas import NOTCH, Canvas
from app.canvas.image_view import SURROUND
from app.canvas.layers import image_pixels, mask_pixels
from app.canvas.qimages import OPAQUE, picture_of
from app.core.bus import Bus
from app.core.numbers import significant
from app.core.preferences import Preferences
from app.core.translation import tr, tr_noop
from app.state.scene import Scene
from app.state.volume import Volume
from sketchpose_engine.sketch.raster import Point

LEAST_PX, MOST_PX, SHARE = 72, 220, 0.24  # thickness of a section, and its share of the picture
NAMES = {"y": tr_noop("Section along x and z"), "x": tr_noop("Section along y and z")}
TIP = tr_noop("Where the pointer is in the slice. Click to go to a slice; the wheel steps.")
KNOWN = tr_noop("Distance between slices: {pixels} px")
UNKNOWN = tr_noop("Distance between slices unknown: see File, Pixel size")


class SideViews(QWidget):
    """The canvas, and beside it two sections of the stack, while they are chosen.

    Parameters
    ----------
    canvas
        With the open slice, which the sections follow.
    bus, preferences
        The program's.
    """

    def __init__(self, canvas: Canvas, bus: Bus, preferences: Preferences) -> None:
        super().__init__()
        self.setFocusProxy(canvas)
        self._volume: Volume | None = None
        self.sections = {axis: Section(axis, canvas, bus, preferences) for axis in ("y", "x")}
        self._corner = QLabel("", wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._corner.setObjectName("faint")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(canvas, 0, 0)
        layout.addWidget(self.sections["y"], 1, 0)
        layout.addWidget(self.sections["x"], 0, 1)
        layout.addWidget(self._corner, 1, 1)
        layout.setRowStretch(0, 1)
        layout.setColumnStretch(0, 1)
        bus.frame.volume_changed.connect(self._show)
        self._show(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sections their share."""
        side = round(SHARE * min(self.width(), self.height()))
        side = min(max(side, LEAST_PX), MOST_PX)
        self.sections["y"].setFixedHeight(side)
        self.sections["x"].setFixedWidth(side)
        self._corner.setFixedSize(side, side)
        super().resizeEvent(event)

    def _show(self, volume: Volume | None) -> None:
        known = volume.depth_px if volume is not None else None
        text = tr(UNKNOWN) if known is None else tr(KNOWN, pixels=significant(known, 2))
        self._corner.setText(text)
        for widget in (*self.sections.values(), self._corner):
            widget.setVisible(volume is not None)


class Section(QWidget):
    """One section: slices downwards or to the right, beside the pixels of the canvas.

    Parameters
    ----------
    axis
        "y": along x and z, at the row under the pointer. "x": along y and z, at its column.
    canvas
        With the open slice.
    bus, preferences
        The program's.
    """

    def __init__(self, axis: str, canvas: Canvas, bus: Bus, preferences: Preferences) -> None:
        super().__init__()
        self._axis = axis
        self._canvas = canvas
        self._bus = bus
        self._preferences = preferences
        self._scene: Scene | None = None
        self._volume: Volume | None = None
        self._point: Point = (0.0, 0.0)  # where the pointer was in the slice
        self._wanted = -1  # slice that is being opened
        self._dark = self.palette().window().color().lightness() < 128
        self.setAccessibleName(tr(NAMES[axis]))
        self.setToolTip(tr(TIP))
        self.setCursor(Qt.CursorShape.CrossCursor)
        canvas.view.moved.connect(self.update)
        bus.frame.opened.connect(self._open)
        bus.frame.volume_changed.connect(self._take)
        bus.frame.layer_changed.connect(lambda change: self._note(change.layer))
        bus.canvas.pointer_moved.connect(self._follow)
        bus.view.preference_changed.connect(lambda change: self.update())
        bus.view.theme_changed.connect(self._theme)

    # What is shown

    def _open(self, scene: Scene) -> None:
        before, self._scene = self._scene, scene
        self._wanted = -1
        if before is None or not scene.is_frame_beside(before):
            self._point = (scene.shape[0] - 1) / 2, (scene.shape[1] - 1) / 2
        self.update()

    def _take(self, volume: Volume | None) -> None:
        self._volume = volume
        self.update()

    def _note(self, layer: str) -> None:
        if layer == "image":
            self.update()

    def _follow(self, point: Point | None) -> None:
        if point is not None and self._volume is not None:
            self._point = point
            self.update()

    def _theme(self, dark: bool) -> None:
        self._dark = dark
        self.update()

    # Where things are: along z, and along the other axis

    @property
    def _slice_px(self) -> float:
        """Thickness of a slice on the screen, in the proportion of its real one."""
        depth_px = self._volume.depth_px if self._volume is not None else None
        return self._canvas.viewport.scale * (depth_px or 1.0)

    def _start(self) -> float:
        """Where the first slice begins: all are in the middle, or else the open one is."""
        assert self._volume is not None and self._scene is not None
        room = self.height() if self._axis == "y" else self.width()
        whole = self._volume.depths * self._slice_px
        if whole <= room:
            return (room - whole) / 2
        wanted = room / 2 - ((self._scene.frame.depth or 0) + 0.5) * self._slice_px
        return min(max(wanted, room - whole), 0.0)

    def slice_at(self, place: float) -> int:
        """Return the slice at a place of the widget along z."""
        assert self._volume is not None
        number = int((place - self._start()) // self._slice_px)
        return min(max(number, 0), self._volume.depths - 1)

    def _across(self) -> tuple[int, int]:
        """First and last + 1 pixel of the volume that the canvas shows along the other axis."""
        assert self._volume is not None
        box, step = self._canvas.viewport.visible_box(1), self._volume.step
        low, high = (box.left, box.right) if self._axis == "y" else (box.top, box.bottom)
        return low // step, -(-high // step)

    def _target(self, low: int, high: int) -> QRectF:
        """Where the pixels from low to high of the volume are on the widget."""
        assert self._volume is not None
        step, start = self._volume.step, self._start()
        whole = self._volume.depths * self._slice_px
        index = 1 if self._axis == "y" else 0
        first, last = (
            self._canvas.viewport.to_screen((end * step - 0.5,) * 2)[index] for end in (low, high)
        )
        if self._axis == "y":
            return QRectF(first, start, last - first, whole)
        return QRectF(start, first, whole, last - first)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw image, cells, the open slice and the pointer's place."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), SURROUND[self._dark])
        volume, scene = self._volume, self._scene
        if volume is None or scene is None:
            return
        low, high = self._across()
        if high <= low:
            return
        planes, cells = volume.cut(self._axis, round(self._point[0 if self._axis == "y" else 1]))
        planes, cells = planes[:, :, low:high], cells[:, low:high]
        if self._axis == "x":  # z goes to the right
            planes, cells = planes.swapaxes(1, 2), cells.T
        target = self._target(low, high)
        picture = picture_of(image_pixels(planes, volume.contrasts(scene.channels)), OPAQUE)
        painter.drawImage(target, picture, QRectF(picture.rect()))
        if self._preferences["show_masks"] and cells.any():
            painter.setOpacity(self._preferences["masks_percent"] / 100)
            pixels = mask_pixels(scene.cell_classes, bright=scene.bright)[cells]
            painter.drawImage(target, picture_of(pixels), QRectF(0, 0, *pixels.shape[::-1]))
            painter.setOpacity(1.0)
        self._draw_lines(painter, scene)

    def _draw_lines(self, painter: QPainter, scene: Scene) -> None:
        """Draw the edges of the open slice, and where the pointer is."""
        painter.setPen(QPen(self.palette().highlight().color(), 1))
        start = self._start() + (scene.frame.depth or 0) * self._slice_px
        index = 1 if self._axis == "y" else 0
        place = round(self._canvas.viewport.to_screen(self._point)[index])
        thick = max(round(self._slice_px), 1)
        if self._axis == "y":
            painter.drawRect(QRect(-1, round(start), self.width() + 2, thick))
            painter.drawLine(place, 0, place, self.height())
        else:
            painter.drawRect(QRect(round(start), -1, thick, self.height() + 2))
            painter.drawLine(0, place, self.width(), place)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the slice here, and move the other section."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on while the button is held."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go to the next slice, or the one before."""
        if self._scene is not None and abs(event.angleDelta().y()) >= NOTCH:
            self._open_slice(
                (self._scene.frame.depth or 0) + (1 if event.angleDelta().y() < 0 else -1)
            )
        event.accept()

    def _go(self, event: QMouseEvent) -> None:
        if self._volume is None or self._scene is None:
            return
        y, x = event.position().y(), event.position().x()
        point = self._canvas.viewport.to_image((y, x))
        self._open_slice(self.slice_at(y if self._axis == "y" else x))
        self._bus.canvas.pointer_moved.emit(
            (self._point[0], point[1]) if self._axis == "y" else (point[0], self._point[1])
        )

    def _open_slice(self, number: int) -> None:
        if self._scene is None or self._volume is None or not 0 <= number < self._volume.depths:
            return
        if number not in (self._wanted, self._scene.frame.depth):
            self._wanted = number
            self._bus.project.frame_chosen.emit(replace(self._scene.frame, depth=number))
