"""A widget that shows a scene: which part of it, which layers, and only what is new."""

from collections.abc import Callable, Iterable
from typing import cast

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.canvas.renderer import Renderer, RenderView
from app.canvas.viewport import Viewport
from app.core.bus import Bus
from app.core.payloads import LayerChange, PreferenceChange
from app.core.preferences import LAYERS, Preferences
from app.state.scene import Scene
from sketchpose_engine.core.box import Box

ZOOM_STEP = 1.5  # of the zoom actions
ZOOM_RESTS_MS = 150  # after the last change: then details are drawn, too
SURROUND = {True: QColor(27, 28, 31), False: QColor(224, 226, 230)}  # by whether it is dark
EDGE = {True: QColor(62, 64, 70), False: QColor(184, 187, 193)}  # around the image
MANY_RECTS = 8  # so many are painted at once instead of one by one


class ImageView(QWidget):
    """The image and the layers on it.

    Parameters
    ----------
    bus
        Tells what is new; told what is in sight.
    preferences
        Which layers are shown, and how strongly.
    """

    def __init__(self, bus: Bus, preferences: Preferences) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._scene: Scene | None = None
        self._viewport = Viewport((1, 1), (1.0, 1.0))
        self._composer = Renderer()
        self._missing = QRegion()  # tiles to be drawn in the next turns, in device px
        self._ratio = 1.0  # device px per logical px
        self._fits = True  # the whole image is shown, whatever the widget's size
        self._dark = self.palette().window().color().lightness() < 128
        self._told: tuple[Box, float] | None = None
        self._painter_timer = self._alarm(0, self._draw_missing)
        self._teller_timer = self._alarm(0, self._tell_view)
        self._zoom_timer = self._alarm(ZOOM_RESTS_MS, self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        bus.frame.opened.connect(self.show_scene)
        bus.frame.closed.connect(self._show_nothing)
        bus.frame.layer_changed.connect(self._layer_changed)
        bus.view.place_chosen.connect(self._place_chosen)
        bus.frame.pixel_size_changed.connect(lambda scene: self.update())
        bus.view.preference_changed.connect(self._preference_changed)
        bus.view.theme_changed.connect(self._theme_changed)

    @property
    def viewport(self) -> Viewport:
        """Which part of the image is in sight."""
        return self._viewport

    def sizeHint(self) -> QSize:
        """Most of a small screen."""
        return QSize(900, 640)

    # What is shown

    def show_scene(self, scene: Scene | None) -> None:
        """Show another image as a whole, or none."""
        self._scene = scene
        self._composer.cache.clear()
        self._missing = QRegion()
        self._told = None
        if scene is not None:
            self._viewport = Viewport(scene.shape, self._size())
            self.fit()
            self._zoom_timer.stop()  # a new image is no zooming: it is drawn with all details
        self.update()

    def fit(self) -> None:
        """Show the whole image."""
        self.look_at(self._viewport.fitted())
        self._fits = True

    def actual_size(self) -> None:
        """Show one image pixel in one pixel of the screen."""
        self.look_at(self._viewport.scaled(1.0))

    def zoom_in(self) -> None:
        """Show everything larger, around the middle."""
        self.look_at(self._viewport.scaled(self._viewport.scale * ZOOM_STEP))

    def zoom_out(self) -> None:
        """Show everything smaller, around the middle."""
        self.look_at(self._viewport.scaled(self._viewport.scale / ZOOM_STEP))

    def look_at(self, viewport: Viewport) -> None:
        """Show another part of the image."""
        self._fits = False
        if self._scene is None:
            return
        before, self._viewport = self._viewport, viewport
        shift = viewport.shift_from(before)
        if shift is None or not self._scroll_by(*shift):
            self.update()
        if viewport.scale != before.scale:
            self._zoom_timer.start()
        self._teller_timer.start()

    def fixed_areas(self) -> list[QRect]:
        """Where something is drawn that does not move along with the picture."""
        return []

    def can_scroll(self) -> bool:
        """Whether what is on the screen may be moved instead of drawn again."""
        return self._ratio.is_integer() and not any(
            isinstance(child, QWidget) and child.isVisible() for child in self.children()
        )

    def _scroll_by(self, dx: int, dy: int) -> bool:
        """Move what is on the screen and draw only what comes into sight; False: it can not."""
        if not self.can_scroll():
            return False
        self._missing.translate(round(dx * self._ratio), round(dy * self._ratio))
        self.scroll(dx, dy)
        for area in self.fixed_areas():
            self.update(area)
            self.update(area.translated(dx, dy))
        return True

    # What the bus tells

    def _show_nothing(self) -> None:
        self.show_scene(None)

    def _layer_changed(self, change: LayerChange) -> None:
        name, box = change.layer, change.box
        scene = self._scene
        if scene is None:
            return
        self._composer.invalidate(name, box, scene)
        if name in self._opacities():
            # Tiles are made of blocks of pixels when they are seen small, and neighbours mixed.
            margin_px = 2 + int(2 / self._viewport.scale)
            self.update(self._on_screen(box.grown(margin_px, scene.shape)))

    def _place_chosen(self, point: tuple[float, float]) -> None:
        self.look_at(self._viewport.centred_at(point))

    def _preference_changed(self, change: PreferenceChange) -> None:
        if change.key.startswith("show_") or change.key.endswith("_percent"):
            self.update()

    def _theme_changed(self, dark: bool) -> None:
        self._dark = dark
        self.update()

    def _tell_view(self) -> None:
        if self._scene is None:
            return
        box, scale = self._viewport.visible_box(), self._viewport.scale
        told, self._told = self._told, (box, scale)
        if told is None or told[0] != box:
            self._bus.canvas.view_changed.emit(box)
        if told is None or told[1] != scale:
            self._bus.canvas.zoom_changed.emit(scale)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is out of date; tiles for which there is no time follow soon."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), SURROUND[self._dark])
        if self._scene is None:
            return
        # Not the widget's own ratio: it may be rendered into a picture that has another one.
        self._ratio = painter.deviceTransform().m11()
        painter.setPen(EDGE[self._dark])
        painter.drawRect(self._on_screen(self._scene.box).adjusted(-1, -1, 0, 0))
        painter.save()
        painter.scale(1 / self._ratio, 1 / self._ratio)
        areas = [event.rect()]
        if event.region().rectCount() <= MANY_RECTS and self._ratio.is_integer():
            areas = rects_of(event.region())  # the brush may be far from what else is new
        device_areas = [scaled(area, self._ratio) for area in areas]
        view = RenderView(self._viewport, self._ratio)
        for area in device_areas:
            self._missing -= QRegion(area)
        self._missing += self._composer.draw(
            painter,
            self._scene,
            view,
            device_areas,
            self._opacities(),
            hurried=self._zoom_timer.isActive(),
        )
        painter.restore()
        self.draw_furniture(painter, event.rect())
        painter.end()
        if not self._missing.isEmpty():
            self._painter_timer.start()

    def draw_furniture(self, painter: QPainter, area: QRect) -> None:
        """Draw what lies over the picture; the painter counts in logical px."""

    def _draw_missing(self) -> None:
        for rect in rects_of(self._missing):
            self.update(scaled(rect, 1 / self._ratio))

    def _opacities(self) -> dict[str, float]:
        """Opacity of the layers that are shown."""
        shown = [name for name in LAYERS if self._preferences[f"show_{name}"]]
        return {"image": 1.0} | {n: self._preferences[f"{n}_percent"] / 100 for n in shown}

    def _on_screen(self, box: Box) -> QRect:
        """Logical px that a box of the image covers."""
        top, left = self._viewport.to_screen((box.top - 0.5, box.left - 0.5))
        bottom, right = self._viewport.to_screen((box.bottom - 0.5, box.right - 0.5))
        return QRectF(QPointF(left, top), QPointF(right, bottom)).toAlignedRect()

    # The widget's own life

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole image in sight if it was, else what is in the middle."""
        if self._scene is not None:
            fits, resized = self._fits, self._viewport.resized(self._size())
            self.look_at(resized.fitted() if fits else resized)
            self._fits = fits
        super().resizeEvent(event)

    def _size(self) -> tuple[float, float]:
        return float(max(self.height(), 1)), float(max(self.width(), 1))

    def _alarm(self, delay_ms: int, slot: Callable[[], None]) -> QTimer:
        """Make a timer that calls once after a while; started again, it begins anew."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(delay_ms)
        timer.timeout.connect(slot)
        return timer


def rects_of(region: QRegion) -> list[QRect]:
    """The rectangles of a region; none overlap."""
    return list(cast(Iterable[QRect], region))  # Qt's own declaration forgets that it is one


def scaled(rect: QRect, factor: float) -> QRect:
    """Smallest rectangle of whole pixels that holds this one, enlarged."""
    corner = QPointF(rect.x() * factor, rect.y() * factor)
    end = QPointF((rect.x() + rect.width()) * factor, (rect.y() + rect.height()) * factor)
    return QRectF(corner, end).toAlignedRect()


def around(rect: QRectF, margin_px: int = 3) -> QRect:
    """Whole pixels in which something of this size is drawn, its lines' width included."""
    return rect.toAlignedRect().adjusted(-margin_px, -margin_px, margin_px, margin_px)
