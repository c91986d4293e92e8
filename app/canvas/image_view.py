"""The image on the canvas: its viewport, its layers, and repainting of what has changed only."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from app.canvas.rects import rects_of, scaled, update_scaled
from app.canvas.renderer import Renderer, RenderView
from app.canvas.settled_size import SettledSize
from app.canvas.viewport import Viewport
from app.core.bus import Bus
from app.core.payloads import LayerChange, PreferenceChange
from app.core.preferences import LAYERS, Preferences
from app.state.scene import Scene
from sketchpose_engine.core.box import Box
from sketchpose_engine.images.frames import Extent

ZOOM_STEP = 1.25  # of the zoom actions, as of a notch of the wheel
ZOOM_RESTS_MS = 150  # after the last change: then details are drawn, too
SURROUND = {True: QColor(27, 28, 31), False: QColor(224, 226, 230)}  # by whether it is dark
EDGE = {True: QColor(62, 64, 70), False: QColor(184, 187, 193)}  # around the image
MANY_RECTS = 8  # so many are painted at once instead of one by one


class Overlay(Protocol):
    """What is drawn over the image."""

    def draw(self, painter: QPainter, region: QRegion) -> None:
        """Draw a part of the widget, in logical px."""

    def fixed_areas(self) -> list[QRect]:
        """Where something is drawn that does not move along with the image."""

    def scrolls(self) -> bool:
        """Whether everything else moves along with the image by whole pixels."""


class ImageView(QObject):
    """The image and its layers on a widget.

    Parameters
    ----------
    widget
        To draw on.
    bus
        Source of changes, receiver of the viewport.
    preferences
        Which layers are shown, and how strongly.

    Attributes
    ----------
    scene
        None: no image is open.
    overlay
        Drawn over the image; set before anything is shown.
    is_in_use
        Whether the pointer was on the image since sliders below it may have come.
    moved
        Emitted at once when another part of the image is shown.
    settled
        Emitted in the next turn of the event loop after `moved`.
    """

    moved = Signal()
    settled = Signal()

    def __init__(self, widget: QWidget, bus: Bus, preferences: Preferences) -> None:
        super().__init__(widget)
        self._widget = widget
        self._bus = bus
        self._preferences = preferences
        self.scene: Scene | None = None
        self.overlay: Overlay | None = None
        self._viewport = Viewport((1, 1), (1.0, 1.0))
        self._renderer = Renderer()
        self._missing = QRegion()  # tiles to be drawn in the next turns, in device px
        self._ratio = 1.0  # device px per logical px
        self._fits = True  # the whole image is shown, whatever the widget's size
        self.is_in_use = False
        self._last: tuple[Extent, tuple[int, int]] | None = None  # and shape, in this project
        self._settled = SettledSize(widget)
        self._dark = widget.palette().window().color().lightness() < 128
        self._reported: tuple[Box, float] | None = None
        self._paint_timer = self._make_timer(0, self._draw_missing)
        self._report_timer = self._make_timer(0, self._report_viewport)
        self._zoom_timer = self._make_timer(ZOOM_RESTS_MS, widget.update)
        bus.project.opened.connect(lambda project: setattr(self, "_last", None))
        bus.frame.layer_changed.connect(self._layer_changed)
        bus.view.place_chosen.connect(self.show_part)
        bus.view.scale_chosen.connect(lambda to: self.look_at(self._viewport.scaled(to)))
        bus.view.question_shown.connect(lambda question: self.show_part(question.box))
        bus.frame.pixel_size_changed.connect(lambda scene: widget.update())
        bus.view.preference_changed.connect(self._preference_changed)
        bus.view.theme_changed.connect(self._theme_changed)

    @property
    def viewport(self) -> Viewport:
        """Which part of the image is shown."""
        return self._viewport

    def show_scene(self, scene: Scene | None) -> None:
        """Show another image, or none: in the same place if its size is that of the last one.

        Frames of a movie and images of a series are compared with each other; an image of another
        size, and the first one of a project, is shown as a whole.
        """
        self.scene = scene
        self._renderer.cache.clear()
        self._missing = QRegion()
        self._reported = None
        if scene is not None:
            fits, resized = self._fits, self._viewport.size != self._size()
            last, self._last = self._last, (scene.extent, scene.shape)
            self.is_in_use &= last is not None and last[0] == scene.extent
            if last is None or last[1] != scene.shape or (fits and resized):
                self._viewport = Viewport(scene.shape, self._size(), top_px=self._viewport.top_px)
                self.fit()
            else:
                self.look_at(self._viewport.resized(self._size()) if resized else self._viewport)
                self._fits = fits
            self._zoom_timer.stop()  # a new image is no zooming: it is drawn with all details
        self._widget.update()

    def fit(self) -> None:
        """Show the whole image."""
        self.look_at(self._viewport.fitted())
        self._fits = True
        self._settled.note()

    def keep_free(self, top_px: float, *, now: bool) -> None:
        """Show the whole image below a card: now, or when it is fitted next if in use."""
        self._viewport = replace(self._viewport, top_px=top_px)
        if self._fits and (now or not self.is_in_use):
            self.fit()

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
        if self.scene is None:
            return
        before, self._viewport = self._viewport, viewport
        shift = viewport.shift_from(before)
        if shift is None or not self._scroll_by(*shift):
            self._widget.update()
        if viewport.scale != before.scale:
            self._zoom_timer.start()
        self._report_timer.start()
        self.moved.emit()

    def _can_scroll(self) -> bool:
        """Whether what is on the screen may be moved instead of drawn again."""
        return (
            self._ratio.is_integer()
            and (self.overlay is None or self.overlay.scrolls())
            and not any(
                isinstance(child, QWidget) and child.isVisible()
                for child in self._widget.children()
            )
        )

    def _scroll_by(self, dx: int, dy: int) -> bool:
        """Move what is on the screen and draw only the uncovered part; False: impossible."""
        if not self._can_scroll():
            return False
        self._missing.translate(round(dx * self._ratio), round(dy * self._ratio))
        self._widget.scroll(dx, dy)
        for area in self.overlay.fixed_areas() if self.overlay is not None else ():
            self._widget.update(area)
            self._widget.update(area.translated(dx, dy))
        return True

    # Changes

    def _layer_changed(self, change: LayerChange) -> None:
        name, box, scene = change.layer, change.box, self.scene
        if scene is None:
            return
        self._renderer.invalidate(name, box, scene)
        if name in self._opacities():
            # Tiles are made of blocks of pixels when they are seen small, and neighbours mixed.
            margin_px = 2 + int(2 / self._viewport.scale)
            self._widget.update(self.on_screen(box.grown(margin_px, scene.shape)))

    def show_part(self, box: Box) -> None:
        """Bring a part of the image into view, unless it is there."""
        viewport = self._viewport.showing(box)
        if viewport != self._viewport:
            self.look_at(viewport)

    def on_screen(self, box: Box) -> QRect:
        """Logical px that a box of the image covers."""
        top, left = self._viewport.to_screen((box.top - 0.5, box.left - 0.5))
        bottom, right = self._viewport.to_screen((box.bottom - 0.5, box.right - 0.5))
        return QRectF(QPointF(left, top), QPointF(right, bottom)).toAlignedRect()

    def _preference_changed(self, change: PreferenceChange) -> None:
        if change.key.startswith("show_") or change.key.endswith("_percent"):
            self._widget.update()

    def _theme_changed(self, dark: bool) -> None:
        self._dark = dark
        self._widget.update()

    def _report_viewport(self) -> None:
        if self.scene is not None:
            box, scale = self._viewport.visible_box(), self._viewport.scale
            before, self._reported = self._reported, (box, scale)
            if before is None or before[0] != box:
                self._bus.canvas.view_changed.emit(box)
            if before is None or before[1] != scale:
                self._bus.canvas.zoom_changed.emit(scale)
        self.settled.emit()

    # Painting

    def paint(self, event: QPaintEvent) -> None:
        """Draw what is out of date; tiles for which there is no time follow soon."""
        painter = QPainter(self._widget)
        painter.fillRect(event.rect(), SURROUND[self._dark])
        if self.scene is None:
            return
        # Not the widget's own ratio: it may be rendered into a picture that has another one.
        self._ratio = painter.deviceTransform().m11()
        painter.setPen(EDGE[self._dark])
        painter.drawRect(self.on_screen(self.scene.box).adjusted(-1, -1, 0, 0))
        painter.save()
        painter.scale(1 / self._ratio, 1 / self._ratio)
        is_few = event.region().rectCount() <= MANY_RECTS and self._ratio.is_integer()
        areas = rects_of(event.region()) if is_few else [event.rect()]  # they may be far apart
        device_areas = [scaled(area, self._ratio) for area in areas]
        view = RenderView(self._viewport, self._ratio)
        for area in device_areas:
            self._missing -= QRegion(area)
        shown, hurried = self._opacities(), self._zoom_timer.isActive()
        self._missing += self._renderer.draw(
            painter, self.scene, view, device_areas, shown, hurried=hurried
        )
        painter.restore()
        if self.overlay is not None:
            self.overlay.draw(painter, event.region())
        painter.end()
        if not self._missing.isEmpty():
            self._paint_timer.start()

    def draw_all(self, painter: QPainter, viewport: Viewport, area: QRect, ratio: float) -> None:
        """Draw the layers elsewhere than on the widget, complete, with device px."""
        if self.scene is None:
            return
        areas, view = [area], RenderView(viewport, ratio)
        while areas:  # each turn draws as many tiles as there is time for
            missing = self._renderer.draw(painter, self.scene, view, areas, self._opacities())
            areas = rects_of(missing)
        painter.setClipping(False)

    def _draw_missing(self) -> None:
        update_scaled(self._widget, self._missing, 1 / self._ratio)

    def _opacities(self) -> dict[str, float]:
        """Opacity of the layers that are shown."""
        shown = [name for name in LAYERS if self._preferences[f"show_{name}"]]
        return {"image": 1.0} | {n: self._preferences[f"{n}_percent"] / 100 for n in shown}

    def resize(self) -> None:
        """Keep the whole image in the viewport if it was, else its centre."""
        if self.scene is not None:
            fits, size = self._fits, self._size()
            if self._settled.differs_by_strip() and (self.is_in_use or not fits):
                self.look_at(self._viewport.cut_off(size[0]))  # nothing moves under the brush
            else:
                resized = self._viewport.resized(size)
                self.look_at(resized.fitted() if fits else resized)
                self._settled.note()
            self._fits = fits

    def _size(self) -> tuple[float, float]:
        return float(max(self._widget.height(), 1)), float(max(self._widget.width(), 1))

    def _make_timer(self, delay_ms: int, slot: Callable[[], None]) -> QTimer:
        """Make a timer that calls once after a delay; started again, it begins anew."""
        timer = QTimer(self, singleShot=True, interval=delay_ms)
        timer.timeout.connect(slot)
        return timer
