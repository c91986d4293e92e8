"""What mouse and pen do on the canvas: calls of the tool in use, panning, the preview box."""

from math import dist

from PySide6.QtCore import QObject, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from app.canvas import overlays
from app.canvas.image_view import ImageView
from app.canvas.marks import Marks
from app.canvas.preview_box import CORNERS, PreviewBox
from app.canvas.rubber_band import RubberBand
from app.canvas.tools import Cursor, ToolController, Touch
from app.core.bus import Bus
from app.core.payloads import PreferenceChange
from app.core.preferences import Preferences
from sketchpose_engine.sketch.raster import Point

PAN_BUTTONS = (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CLICK_PX = 3  # a press and release closer than this is a click
SHAPES = {
    Cursor.BRUSH: Qt.CursorShape.CrossCursor,
    Cursor.LINE: Qt.CursorShape.CrossCursor,
    Cursor.POINTER: Qt.CursorShape.PointingHandCursor,
    Cursor.HAND: Qt.CursorShape.OpenHandCursor,
}


class CanvasInteraction(QObject):
    """Presses, moves and releases on the image, and what is drawn over it.

    Parameters
    ----------
    view
        The image.
    widget
        On which it is.
    bus
        Receiver of strokes and clicks.
    preferences
        Sizes of brushes; whether there is a preview box.

    Attributes
    ----------
    tools
        The tool in use.
    pointer
        Position on the screen; None: it is elsewhere.
    button
        The one that began what is under way.
    marks
        The cell or the place that was chosen.
    """

    def __init__(
        self, view: ImageView, widget: QWidget, bus: Bus, preferences: Preferences
    ) -> None:
        super().__init__(widget)
        self._view = view
        self._widget = widget
        self._bus = bus
        self._preferences = preferences
        self.tools = ToolController(bus, preferences)
        self.pointer: Point | None = None
        self.button = Qt.MouseButton.NoButton
        self.marks = Marks(widget, bus, preferences)
        self._preview = PreviewBox()
        self._band = RubberBand(widget)
        self._erasing = False
        self._space_held = False
        self._panned_from: Point | None = None  # screen point, while the image is moved
        self._clicked: Point | None = None  # screen point, as long as it may become a click
        self._brush_area = QRect()
        view.moved.connect(self._refresh_brush)
        view.settled.connect(self.report_pointer)
        bus.view.tool_changed.connect(self._tool_changed)
        bus.view.preference_changed.connect(self._preference_changed)

    # Another image

    def leave_scene(self) -> None:
        """End what is under way, before another image is shown."""
        self.tools.end()
        self.marks.clear()
        self._preview.let_go()

    def enter_scene(self) -> None:
        """Adapt preview box and cursor to the image that is shown now."""
        self._show_preview()
        self._choose_cursor()

    # What is drawn over the image

    def scrolls(self) -> bool:
        """Whether everything but `fixed_areas` moves along with the image."""
        return self._preview.box is None

    def fixed_areas(self) -> list[QRect]:
        """Where the brush and the scale bar are."""
        return [self._brush_area, overlays.scale_bar_area(self._view.viewport)]

    def draw(self, painter: QPainter, region: QRegion) -> None:
        """Draw preview box, scale bar, line and brush."""
        assert self._view.scene is not None
        viewport = self._view.viewport
        self._preview.draw(painter, viewport)
        size_um = self._view.scene.pixel_size_um
        if size_um is not None and region.intersects(overlays.scale_bar_area(viewport)):
            overlays.draw_scale_bar(painter, viewport, size_um, self._widget.font())
        self.marks.draw(painter, region, viewport, self._view.scene)
        if self.tools.line:
            overlays.draw_two_tone(painter, overlays.line_on_screen(viewport, self.tools.line))
        self._band.draw(painter)
        tip = self._brush_tip()
        if tip is not None:
            overlays.draw_two_tone(painter, tip, dashed=self._erasing)

    def _brush_tip(self) -> QRectF | None:
        """Position of the brush on the screen; None if the tool does not paint."""
        radius_px = self.tools.radius_px(self._erasing)
        if self.pointer is None or radius_px is None or self._view.scene is None:
            return None
        if self._panned_from is not None or self._space_held or self._grip() is not None:
            return None
        at = self._view.viewport.to_image(self.pointer)
        return overlays.brush_rect(self._view.viewport, at, radius_px)

    def _refresh_brush(self) -> None:
        """Draw the brush where it is now, and no longer where it was."""
        tip = self._brush_tip()
        area = QRect() if tip is None else overlays.around(tip)
        self._widget.update(self._brush_area)
        self._widget.update(area)
        self._brush_area = area

    def _choose_cursor(self) -> None:
        grip = self._grip()
        shape = SHAPES[self.tools.tool.cursor]
        if self._view.scene is None:
            shape = Qt.CursorShape.ArrowCursor
        elif self._panned_from is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space_held:
            shape = Qt.CursorShape.OpenHandCursor
        elif grip is not None:
            shape = CORNERS.get(grip, Qt.CursorShape.SizeAllCursor)
        if self._widget.cursor().shape() != shape:
            self._widget.setCursor(shape)

    def _grip(self) -> tuple[bool, bool, bool, bool] | None:
        """Find the part of the preview box that a press would grab."""
        if self.pointer is None or self.tools.is_drawing:
            return None
        return self._preview.grip_at(self._view.viewport, self.pointer)

    def _show_preview(self) -> None:
        if self._view.scene is None:
            self._preview.disappear()
            return
        if self._preferences["preview_box"]:
            self._preview.appear(self._view.viewport.visible_box())
        else:
            self._preview.disappear()
        self._bus.canvas.preview_moved.emit(self._preview.box)
        self._widget.update()

    # Changes

    def _preference_changed(self, change: PreferenceChange) -> None:
        if change.key.endswith("_radius_px"):
            self._refresh_brush()
        elif change.key == "preview_box":
            self._show_preview()

    def _tool_changed(self, name: str) -> None:
        self.tools.take(name)
        self.follow(self.pointer, QApplication.keyboardModifiers())
        self._widget.update()

    def report_pointer(self) -> None:
        """Report which point of the image is under the pointer."""
        point = None
        if self._view.scene is not None and self.pointer is not None:
            point = self._view.viewport.to_image(self.pointer)
        inside = point is not None and self._view.viewport.holds(point)
        self._bus.canvas.pointer_moved.emit(point if inside else None)

    # What mouse and pen have in common

    def follow(self, screen: Point | None, modifiers: Qt.KeyboardModifier) -> None:
        """Take the position of the pointer, and whether it erases."""
        self.pointer = screen
        self._erasing = self.tools.erases(modifiers)
        self._choose_cursor()
        self._refresh_brush()

    def press(self, button: Qt.MouseButton, screen: Point, touch: Touch, again: bool) -> None:
        """Begin what the button does; `again`: it is the second press of a double click."""
        if self._view.scene is None or self._panned_from is not None or self._preview.is_held:
            return
        grip = self._preview.grip_at(self._view.viewport, screen)
        is_hand = self.tools.tool.cursor is Cursor.HAND and not touch.modifiers & CONTROL
        self._clicked = None
        if button in PAN_BUTTONS:
            if not self.tools.is_drawing:
                self.button, self._panned_from = button, screen
        elif button == Qt.MouseButton.LeftButton:
            self.button = button
            if self._space_held:
                self._panned_from = screen
            elif self.tools.selects and touch.modifiers & SHIFT and not touch.modifiers & CONTROL:
                self._clicked = screen
                self._band.begin(screen)
            elif grip is not None:
                self._preview.grab(grip, touch.point)
            elif is_hand:
                self._panned_from = self._clicked = screen
            elif again:
                self.tools.press_again(touch)
            else:
                self.tools.press(touch)
                self._clicked = screen if self.tools.line else None
        self.follow(screen, touch.modifiers)

    def move(self, screen: Point, touch: Touch) -> None:
        """Continue what was begun, at another position."""
        if self._clicked is not None and dist(screen, self._clicked) > CLICK_PX:
            self._clicked = None
        if self._panned_from is not None:
            dy, dx = screen[0] - self._panned_from[0], screen[1] - self._panned_from[1]
            self._panned_from = screen
            self._view.look_at(self._view.viewport.panned(dx, dy))
        elif self._preview.is_held and self._view.scene is not None:
            self._update_preview()
            self._preview.drag(touch.point, self._view.scene.shape)
            self._update_preview()
        elif self._band.is_held:
            self._band.drag(screen)
        else:
            self.tools.move(touch)
            self._update_line(self.tools.line[-2:])
        self.follow(screen, touch.modifiers)
        self.report_pointer()

    def release(self, screen: Point, touch: Touch) -> None:
        """End what was begun."""
        is_click = self._clicked is not None and dist(screen, self._clicked) <= CLICK_PX
        self._clicked = None
        if is_click:
            self._band.release()
            self.drop()  # a line as short as that cuts nothing
            self.tools.click(touch)
        elif self._band.is_held:
            self._bus.canvas.area_selected.emit(self._band.box(self._view.viewport))
            self._band.release()
        self._panned_from = None
        self._let_go_of_preview()
        if self.tools.is_drawing:
            self._update_line(self.tools.line)
            self.tools.release(touch)
        self.follow(screen, touch.modifiers)

    def let_go(self) -> None:
        """End what is under way without a release; what was drawn stays."""
        self._space_held = False
        self._panned_from = self._clicked = None
        self._band.release()
        self._update_line(self.tools.line)
        self.tools.end()
        self._let_go_of_preview()
        self._choose_cursor()

    def drop(self) -> None:
        """Take back the stroke that is being drawn."""
        self._update_line(self.tools.line)
        self.tools.drop()

    def hold_space(self, held: bool, modifiers: Qt.KeyboardModifier) -> None:
        """Pan instead of drawing as long as Space is held."""
        self._space_held = held
        self.follow(self.pointer, modifiers)

    def is_busy(self) -> bool:
        """Whether something was begun that a release will end."""
        begun = self._preview.is_held or self._band.is_held or self.tools.is_drawing
        return begun or self._panned_from is not None

    def _let_go_of_preview(self) -> None:
        if (box := self._preview.let_go()) is not None:
            self._bus.canvas.preview_moved.emit(box)

    def _update_preview(self) -> None:
        self._widget.update(overlays.around(self._preview.area(self._view.viewport)))

    def _update_line(self, points: list[Point]) -> None:
        line = overlays.line_on_screen(self._view.viewport, points)
        self._widget.update(overlays.around(line.boundingRect()) if points else QRect())
