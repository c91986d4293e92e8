"""The paint view: mouse, pen, wheel, trackpad and keys, turned into what the easel knows."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication

from app.canvas.interaction import CONTROL, CanvasInteraction
from app.canvas.tools import RESIZE_FACTOR, Touch, resize_brush
from app.core.bus import Bus
from app.core.preferences import Preferences
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


class Canvas(CanvasInteraction):
    """Shows the open image and lets the user draw on it.

    Parameters
    ----------
    bus
        All that happens goes through it.
    preferences
        Which layers are shown, and how large brushes are.
    """

    def __init__(self, bus: Bus, preferences: Preferences) -> None:
        super().__init__(bus, preferences)
        self._notches = 0.0  # of the wheel, not yet spent on the brush
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAccessibleName("Picture")

    # Mouse and pen

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke, or take hold of the picture or the preview box."""
        screen = _screen(event.position())
        self._press(event.button(), screen, self._touch(screen, event), again=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Press once more; with the right button, outline the stroke under it."""
        screen = _screen(event.position())
        touch = self._touch(screen, event)
        if event.button() != Qt.MouseButton.RightButton:
            self._press(event.button(), screen, touch, again=True)
        elif self._scene is not None:
            self._hand.outline(touch.point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with what was begun."""
        screen = _screen(event.position())
        if event.buttons() == Qt.MouseButton.NoButton and self._is_busy():
            self._let_go()  # the release went to a window that has come up meanwhile
        self._move(screen, self._touch(screen, event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what this button has begun."""
        if event.button() == self._button:
            screen = _screen(event.position())
            self._release(screen, self._touch(screen, event))

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Do as with a mouse, but with pressure, and the pen's other end erases."""
        screen = _screen(event.position())
        flipped = event.pointerType() == QPointingDevice.PointerType.Eraser
        point = self._viewport.to_image(screen)
        touch = Touch(point, event.modifiers(), event.pressure(), flipped)
        if event.type() == QEvent.Type.TabletPress:
            self._press(event.button(), screen, touch, again=False)
        elif event.type() == QEvent.Type.TabletRelease:
            self._release(screen, touch)
        else:
            self._move(screen, touch)
        event.accept()  # or Qt would send a mouse event, too

    def enterEvent(self, event: QEnterEvent) -> None:
        """Take the keyboard, unless something is being written elsewhere."""
        other = QApplication.focusWidget()
        if other is None or not other.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show no brush while the mouse is elsewhere."""
        self._follow(None, Qt.KeyboardModifier.NoModifier)
        self._tell_pointer()
        super().leaveEvent(event)

    # Wheel and trackpad

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the mouse; with Shift move sideways, with Ctrl change the brush's size."""
        notches = _notches(event)
        if self._scene is None or notches == 0:
            return
        if event.modifiers() & CONTROL:
            self._resize_brush(notches)
        elif event.modifiers() & SHIFT:
            self.look_at(self._viewport.panned(notches * NOTCH_PX, 0))
        else:
            screen = _screen(event.position())
            self.look_at(self._viewport.zoomed_at(screen, ZOOM_FACTOR**notches))
        event.accept()

    def _resize_brush(self, notches: float) -> None:
        """Spend whole notches: a trackpad sends many small parts of them."""
        self._notches += notches
        whole = int(round(self._notches, 6))  # ten tenths are one
        self._notches -= whole
        for _ in range(abs(whole)):
            factor = RESIZE_FACTOR if whole > 0 else 1 / RESIZE_FACTOR
            resize_brush(self._preferences, self._hand.tool.name, factor)

    def event(self, event: QEvent) -> bool:
        """Zoom with two fingers; keep a few keys from becoming shortcuts of the window."""
        if isinstance(event, QNativeGestureEvent) and self._scene is not None:
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                screen = _screen(event.position())
                self.look_at(self._viewport.zoomed_at(screen, 1 + event.value()))
                return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            pressed = event.key()
            mine = pressed == Qt.Key.Key_Escape and self._hand.is_drawing
            if mine or (pressed == Qt.Key.Key_Space and not event.modifiers()):
                event.accept()
                return True
        return super().event(event)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space moves the picture, Alt erases, Escape drops the stroke or the choice of a cell."""
        if event.key() == Qt.Key.Key_Space:
            self._space_held = True
            self._follow(self._pointer, event.modifiers())
        elif event.key() == Qt.Key.Key_Alt:
            self._follow(self._pointer, Qt.KeyboardModifier.AltModifier)
        elif event.key() == Qt.Key.Key_Escape and self._hand.is_drawing:
            self._drop()
        elif event.key() == Qt.Key.Key_Escape and self._cell.label:
            self._bus.view.cell_chosen.emit(0)
        elif event.key() in BRUSH_KEYS and not event.modifiers() & CONTROL:
            factor = BRUSH_KEYS[Qt.Key(event.key())]
            resize_brush(self._preferences, self._hand.tool.name, factor)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let the picture be, or paint again."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self._follow(self._pointer, event.modifiers())
        elif event.key() == Qt.Key.Key_Alt:
            self._follow(self._pointer, Qt.KeyboardModifier.NoModifier)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End the stroke: the release may go to another window."""
        self._let_go()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """End the stroke: there will be no release."""
        self._let_go()
        super().hideEvent(event)

    def _touch(self, screen: Point, event: QMouseEvent) -> Touch:
        return Touch(self._viewport.to_image(screen), event.modifiers())


def _screen(position: QPointF) -> Point:
    """As (y, x)."""
    return position.y(), position.x()


def _notches(event: QWheelEvent) -> float:
    """How far the wheel was turned; Alt and Shift turn it sideways on some systems."""
    pixels, angle = event.pixelDelta(), event.angleDelta()
    if event.phase() != Qt.ScrollPhase.NoScrollPhase and not pixels.isNull():
        return (pixels.y() or pixels.x()) / NOTCH_PX
    return (angle.y() or angle.x()) / NOTCH
