"""A picture and the hand on it, whatever the hand holds: a mouse, a pen, a trackpad."""

from math import dist

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from app.canvas import overlays
from app.canvas.cell_highlight import CellHighlight
from app.canvas.image_view import ImageView, around
from app.canvas.preview_box import CORNERS, PreviewBox
from app.canvas.tools import Cursor, ToolController, Touch
from app.canvas.viewport import Viewport
from app.core.bus import Bus
from app.core.payloads import LayerChange, PreferenceChange
from app.core.preferences import Preferences
from app.state.scene import Scene
from sketchpose_engine.sketch.raster import Point

PAN_BUTTONS = (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton)
CONTROL = Qt.KeyboardModifier.ControlModifier
CLICK_PX = 3  # a hand that moves no further than this has clicked
MARK_PX, MARK_MS = 26.0, 4000  # radius of the ring around a place, and for how long
SHAPES = {
    Cursor.BRUSH: Qt.CursorShape.CrossCursor,
    Cursor.LINE: Qt.CursorShape.CrossCursor,
    Cursor.POINTER: Qt.CursorShape.PointingHandCursor,
    Cursor.HAND: Qt.CursorShape.OpenHandCursor,
}


class CanvasInteraction(ImageView):
    """Shows the open image, and tells the bus what the hand does to it.

    Parameters
    ----------
    bus
        All that happens goes through it.
    preferences
        Which layers are shown, and how large brushes are.
    """

    def __init__(self, bus: Bus, preferences: Preferences) -> None:
        super().__init__(bus, preferences)
        self._hand = ToolController(bus, preferences)
        self._preview = PreviewBox()
        self._pointer: Point | None = None  # where the mouse is on the screen
        self._erasing = False
        self._space_held = False
        self._panned_from: Point | None = None  # screen point, while the picture is moved
        self._clicked: Point | None = None  # screen point, as long as it may become a click
        self._button = Qt.MouseButton.NoButton  # that began what is going on
        self._brush_area = QRect()
        self._cell = CellHighlight()
        self._mark: Point | None = None  # a place that the user was brought to
        self._mark_timer = QTimer(self, singleShot=True, interval=MARK_MS)
        self._mark_timer.timeout.connect(self._unmark)
        bus.view.tool_changed.connect(self._tool_changed)
        bus.view.cell_chosen.connect(self._cell_chosen)

    # What is shown

    def show_scene(self, scene: Scene | None) -> None:
        """Show another image as a whole, or none."""
        self._hand.end()
        self._mark = None
        self._cell.choose(0)
        self._preview.let_go()
        super().show_scene(scene)
        self._show_preview()
        self._choose_cursor()

    def look_at(self, viewport: Viewport) -> None:
        """Show another part of the image."""
        super().look_at(viewport)
        self._refresh_brush()

    def can_scroll(self) -> bool:
        """Whether what is on the screen may be moved instead of drawn again."""
        return self._preview.box is None and super().can_scroll()

    def fixed_areas(self) -> list[QRect]:
        """Where the brush and the scale bar are."""
        scale_bar = overlays.scale_bar_area(self._viewport).toAlignedRect()
        return [self._brush_area, scale_bar]

    def draw_furniture(self, painter: QPainter, area: QRect) -> None:
        """Draw preview box, scale bar, line and brush."""
        assert self._scene is not None
        viewport = self._viewport
        self._preview.draw(painter, viewport)
        size_um = self._scene.pixel_size_um
        if size_um is not None and overlays.scale_bar_area(viewport).intersects(QRectF(area)):
            overlays.draw_scale_bar(painter, viewport, size_um, self.font())
        self._cell.draw(painter, viewport, self._scene.labels)
        if self._mark is not None:
            y, x = viewport.to_screen(self._mark)
            ring = QRectF(x - MARK_PX, y - MARK_PX, 2 * MARK_PX, 2 * MARK_PX)
            overlays.draw_two_tone(painter, ring, dashed=True)
        if self._hand.line:
            overlays.draw_two_tone(painter, overlays.line_on_screen(viewport, self._hand.line))
        tip = self._brush_tip()
        if tip is not None:
            overlays.draw_two_tone(painter, tip, dashed=self._erasing)

    def _brush_tip(self) -> QRectF | None:
        """Where the brush is on the screen; None: nothing is held that paints."""
        radius_px = self._hand.radius_px(self._erasing)
        if self._pointer is None or radius_px is None or self._scene is None:
            return None
        if self._panned_from is not None or self._space_held or self._grip() is not None:
            return None
        at = self._viewport.to_image(self._pointer)
        return overlays.brush_rect(self._viewport, at, radius_px)

    def _refresh_brush(self) -> None:
        """Draw the brush where it is now, and no longer where it was."""
        tip = self._brush_tip()
        area = QRect() if tip is None else around(tip)
        self.update(self._brush_area)
        self.update(area)
        self._brush_area = area

    def _choose_cursor(self) -> None:
        grip = self._grip()
        shape = SHAPES[self._hand.tool.cursor]
        if self._scene is None:
            shape = Qt.CursorShape.ArrowCursor
        elif self._panned_from is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space_held:
            shape = Qt.CursorShape.OpenHandCursor
        elif grip is not None:
            shape = CORNERS.get(grip, Qt.CursorShape.SizeAllCursor)
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def _grip(self) -> tuple[bool, bool, bool, bool] | None:
        """What of the preview box the mouse would take hold of."""
        if self._pointer is None or self._hand.is_drawing:
            return None
        return self._preview.grip_at(self._viewport, self._pointer)

    def _show_preview(self) -> None:
        if self._scene is None:
            self._preview.disappear()
            return
        if self._preferences["preview_box"]:
            self._preview.appear(self._viewport.visible_box())
        else:
            self._preview.disappear()
        self._bus.canvas.preview_moved.emit(self._preview.box)
        self.update()

    # What the bus tells

    def _preference_changed(self, change: PreferenceChange) -> None:
        super()._preference_changed(change)
        if change.key.endswith("_radius_px"):
            self._refresh_brush()
        elif change.key == "preview_box":
            self._show_preview()

    def _tool_changed(self, name: str) -> None:
        self._hand.take(name)
        self._follow(self._pointer, QApplication.keyboardModifiers())
        self.update()

    def _place_chosen(self, point: tuple[float, float]) -> None:
        super()._place_chosen(point)
        self._mark = point
        self._mark_timer.start()
        self.update()

    def _cell_chosen(self, label: int) -> None:
        self._cell.choose(label)
        if label:
            self._mark = None  # its outline says where it is
        self.update()

    def _layer_changed(self, change: LayerChange) -> None:
        super()._layer_changed(change)
        if change.layer == "masks" and self._cell.label:
            self._cell.forget()
            self.update()

    def _unmark(self) -> None:
        self._mark = None
        self.update()

    def _tell_view(self) -> None:
        super()._tell_view()
        self._tell_pointer()

    def _tell_pointer(self) -> None:
        point = None
        if self._scene is not None and self._pointer is not None:
            point = self._viewport.to_image(self._pointer)
        if point is not None and not self._viewport.holds(point):
            point = None
        self._bus.canvas.pointer_moved.emit(point)

    # The hand: what mouse and pen have in common

    def _follow(self, screen: Point | None, modifiers: Qt.KeyboardModifier) -> None:
        """The pointer is here now."""
        self._pointer = screen
        self._erasing = self._hand.erases(modifiers)
        self._choose_cursor()
        self._refresh_brush()

    def _press(self, button: Qt.MouseButton, screen: Point, touch: Touch, again: bool) -> None:
        """A button goes down; again: as the second press of a double click."""
        if self._scene is None or self._panned_from is not None or self._preview.is_held:
            return
        grip = self._preview.grip_at(self._viewport, screen)
        is_hand = self._hand.tool.cursor is Cursor.HAND and not touch.modifiers & CONTROL
        self._clicked = None
        if button in PAN_BUTTONS:
            if not self._hand.is_drawing:
                self._button, self._panned_from = button, screen
        elif button == Qt.MouseButton.LeftButton:
            self._button = button
            if self._space_held:
                self._panned_from = screen
            elif grip is not None:
                self._preview.grab(grip, touch.point)
            elif is_hand:
                self._panned_from = self._clicked = screen
            elif again:
                self._hand.press_again(touch)
            else:
                self._hand.press(touch)
                self._clicked = screen if self._hand.line else None
        self._follow(screen, touch.modifiers)

    def _move(self, screen: Point, touch: Touch) -> None:
        """The pointer moves, with what was begun in its hand."""
        if self._clicked is not None and dist(screen, self._clicked) > CLICK_PX:
            self._clicked = None
        if self._panned_from is not None:
            dy, dx = screen[0] - self._panned_from[0], screen[1] - self._panned_from[1]
            self._panned_from = screen
            self.look_at(self._viewport.panned(dx, dy))
        elif self._preview.is_held and self._scene is not None:
            self._update_preview()
            self._preview.drag(touch.point, self._scene.shape)
            self._update_preview()
        else:
            self._hand.move(touch)
            self._update_line(self._hand.line[-2:])
        self._follow(screen, touch.modifiers)
        self._tell_pointer()

    def _release(self, screen: Point, touch: Touch) -> None:
        """End what was begun."""
        if self._clicked is not None and dist(screen, self._clicked) <= CLICK_PX:
            self._drop()  # a hand is not quite still: such a line cuts nothing
            self._bus.canvas.cell_clicked.emit(touch.point)
        self._clicked = None
        if self._panned_from is not None:
            self._panned_from = None
        elif self._preview.is_held:
            box = self._preview.let_go()
            if box is not None:
                self._bus.canvas.preview_moved.emit(box)
        elif self._hand.is_drawing:
            self._update_line(self._hand.line)
            self._hand.release(touch)
        self._follow(screen, touch.modifiers)

    def _let_go(self) -> None:
        """The hand is taken away in the middle of it: what was drawn is kept."""
        self._space_held = False
        self._panned_from = self._clicked = None
        self._update_line(self._hand.line)
        self._hand.end()
        box = self._preview.let_go()
        if box is not None:
            self._bus.canvas.preview_moved.emit(box)
        self._choose_cursor()

    def _drop(self) -> None:
        """What is being drawn shall not have been begun."""
        self._update_line(self._hand.line)
        self._hand.drop()

    def _is_busy(self) -> bool:
        """Whether something was begun that a release will end."""
        return self._panned_from is not None or self._preview.is_held or self._hand.is_drawing

    def _update_preview(self) -> None:
        if self._preview.box is not None:
            self.update(around(self._preview.area(self._viewport)))

    def _update_line(self, points: list[Point]) -> None:
        if points:
            line = overlays.line_on_screen(self._viewport, points)
            self.update(around(line.boundingRect()))
