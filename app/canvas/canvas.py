"""The widget with the image: events of mouse, pen, wheel, trackpad and keys."""

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPaintEvent,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from app.canvas.image_view import ImageView
from app.canvas.interaction import CONTROL, CanvasInteraction
from app.canvas.picture import picture_of_view
from app.canvas.question_card import QuestionCard
from app.canvas.tools import RESIZE_FACTOR, Touch, resize_brush
from app.canvas.viewport import Viewport
from app.core.bus import Bus
from app.core.preferences import Preferences
from app.core.translation import tr
from app.state.scene import Scene
from sketchpose_engine.sketch.raster import Point

ZOOM_FACTOR = 1.25  # of one notch of the wheel
NOTCH = 120  # how a wheel counts
NOTCH_PX = 60.0  # two fingers on a trackpad; or how far a notch moves the picture
SHIFT = Qt.KeyboardModifier.ShiftModifier
BRUSH_KEYS = {
    Qt.Key.Key_BracketLeft: 1 / RESIZE_FACTOR,
    Qt.Key.Key_Comma: 1 / RESIZE_FACTOR,
    Qt.Key.Key_BracketRight: RESIZE_FACTOR,
    Qt.Key.Key_Period: RESIZE_FACTOR,
}


class Canvas(QWidget):
    """Widget that shows the open image and is drawn on.

    Parameters
    ----------
    bus
        Source of images, receiver of strokes.
    preferences
        Which layers are shown, and sizes of brushes.

    Attributes
    ----------
    view
        The image and its viewport.
    interaction
        What mouse and pen do.
    """

    def __init__(self, bus: Bus, preferences: Preferences) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self.view = ImageView(self, bus, preferences)
        self.interaction = CanvasInteraction(self.view, self, bus, preferences)
        self.view.overlay = self.interaction
        self.question = QuestionCard(self, self.view, bus)
        self._notches = 0.0  # of the wheel, not yet spent on the brush
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAccessibleName(tr("Picture"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        bus.frame.opened.connect(self.show_scene)
        bus.frame.closed.connect(lambda: self.show_scene(None))

    @property
    def viewport(self) -> Viewport:
        """Which part of the image is shown."""
        return self.view.viewport

    def show_scene(self, scene: Scene | None) -> None:
        """Show another image or frame, or none."""
        self.interaction.leave_scene()
        self.view.show_scene(scene)
        self.interaction.enter_scene()

    def picture(self) -> QImage | None:
        """What is shown of the image, without tools; None: no image is open."""
        return picture_of_view(self.view, self.font(), self.devicePixelRatioF())

    def sizeHint(self) -> QSize:
        """Most of a small screen."""
        return QSize(900, 640)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is out of date."""
        self.view.paint(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Adapt the viewport."""
        self.view.resize()
        super().resizeEvent(event)

    # Mouse and pen

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke, or grab the image or the preview box."""
        screen = _screen(event.position())
        self.interaction.press(event.button(), screen, self._touch(screen, event), again=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Press once more; with the right button, outline the stroke under it."""
        screen = _screen(event.position())
        touch = self._touch(screen, event)
        if event.button() != Qt.MouseButton.RightButton:
            self.interaction.press(event.button(), screen, touch, again=True)
        elif self.view.scene is not None:
            self.interaction.tools.outline(touch.point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Continue what was begun."""
        screen = _screen(event.position())
        if event.buttons() == Qt.MouseButton.NoButton and self.interaction.is_busy():
            self.interaction.let_go()  # the release went to a window that has come up meanwhile
        self.interaction.move(screen, self._touch(screen, event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what this button has begun."""
        if event.button() == self.interaction.button:
            screen = _screen(event.position())
            self.interaction.release(screen, self._touch(screen, event))

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw as with a mouse, with pressure; the pen's other end erases."""
        screen = _screen(event.position())
        flipped = event.pointerType() == QPointingDevice.PointerType.Eraser
        point = self.view.viewport.to_image(screen)
        touch = Touch(point, event.modifiers(), event.pressure(), flipped)
        self.view.is_in_use = True
        if event.type() == QEvent.Type.TabletPress:
            self.interaction.press(event.button(), screen, touch, again=False)
        elif event.type() == QEvent.Type.TabletRelease:
            self.interaction.release(screen, touch)
        else:
            self.interaction.move(screen, touch)
        event.accept()  # or Qt would send a mouse event, too

    def enterEvent(self, event: QEnterEvent) -> None:
        """Take the keyboard focus, unless a text field has it."""
        other = QApplication.focusWidget()
        if other is None or not other.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show no brush while the mouse is elsewhere."""
        self.interaction.follow(None, Qt.KeyboardModifier.NoModifier)
        self.interaction.report_pointer()
        super().leaveEvent(event)

    # Wheel and trackpad

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the mouse; with Shift move sideways, with Ctrl change the brush's size."""
        notches = _notches(event)
        if self.view.scene is None or notches == 0:
            return
        if event.modifiers() & CONTROL:
            self._resize_brush(notches)
        elif event.modifiers() & SHIFT:
            self.view.look_at(self.view.viewport.panned(notches * NOTCH_PX, 0))
        else:
            screen = _screen(event.position())
            self.view.look_at(self.view.viewport.zoomed_at(screen, ZOOM_FACTOR**notches))
        event.accept()

    def _resize_brush(self, notches: float) -> None:
        """Apply whole notches: a trackpad sends many small fractions."""
        self._notches += notches
        whole = int(round(self._notches, 6))  # ten tenths are one
        self._notches -= whole
        for _ in range(abs(whole)):
            factor = RESIZE_FACTOR if whole > 0 else 1 / RESIZE_FACTOR
            resize_brush(self._preferences, self.interaction.tools.tool.name, factor)

    def event(self, event: QEvent) -> bool:
        """Zoom with two fingers; keep a few keys from becoming shortcuts of the window."""
        if isinstance(event, QNativeGestureEvent) and self.view.scene is not None:
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                screen = _screen(event.position())
                self.view.look_at(self.view.viewport.zoomed_at(screen, 1 + event.value()))
                return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            pressed = event.key()
            mine = pressed == Qt.Key.Key_Escape and self.interaction.tools.is_drawing
            if mine or (pressed == Qt.Key.Key_Space and not event.modifiers()):
                event.accept()
                return True
        return super().event(event)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pan with Space, erase with Alt; with Escape, drop the stroke or deselect the cell."""
        if event.key() == Qt.Key.Key_Space:
            self.interaction.hold_space(True, event.modifiers())
        elif event.key() == Qt.Key.Key_Alt:
            self.interaction.follow(self.interaction.pointer, Qt.KeyboardModifier.AltModifier)
        elif event.key() == Qt.Key.Key_Escape and self.interaction.tools.is_drawing:
            self.interaction.drop()
        elif event.key() == Qt.Key.Key_Escape and self.interaction.marks.highlight.labels:
            self._bus.view.cells_chosen.emit(())
        elif event.key() in BRUSH_KEYS and not event.modifiers() & CONTROL:
            factor = BRUSH_KEYS[Qt.Key(event.key())]
            resize_brush(self._preferences, self.interaction.tools.tool.name, factor)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End panning or erasing."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.interaction.hold_space(False, event.modifiers())
        elif event.key() == Qt.Key.Key_Alt:
            self.interaction.follow(self.interaction.pointer, Qt.KeyboardModifier.NoModifier)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End the stroke: the release may go to another window."""
        self.interaction.let_go()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """End the stroke: there will be no release."""
        self.interaction.let_go()
        super().hideEvent(event)

    def _touch(self, screen: Point, event: QMouseEvent) -> Touch:
        self.view.is_in_use = True
        return Touch(self.view.viewport.to_image(screen), event.modifiers())


def _screen(position: QPointF) -> Point:
    """Convert a position to (y, x)."""
    return position.y(), position.x()


def _notches(event: QWheelEvent) -> float:
    """Compute notches of the wheel; with Alt and Shift some systems report them as horizontal."""
    pixels, angle = event.pixelDelta(), event.angleDelta()
    if event.phase() != Qt.ScrollPhase.NoScrollPhase and not pixels.isNull():
        return (pixels.y() or pixels.x()) / NOTCH_PX
    return (angle.y() or angle.x()) / NOTCH
