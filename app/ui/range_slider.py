"""A slider for a range: contrast of a channel, limits of a measurement."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.core.numbers import significant
from app.core.translation import tr, tr_noop

KNOB_PX = 12
KEYS = tr_noop("Arrow keys move a knob, Space changes to the other one")
STEPS = {
    Qt.Key.Key_Left: -0.01,
    Qt.Key.Key_Down: -0.01,
    Qt.Key.Key_Right: 0.01,
    Qt.Key.Key_Up: 0.01,
    Qt.Key.Key_PageDown: -0.1,
    Qt.Key.Key_PageUp: 0.1,
}


class RangeSlider(QWidget):
    """Two knobs on one groove: the lowest and the highest value of a range.

    Parameters
    ----------
    lowest, highest
        Ends of the groove.
    low, high
        Where the knobs are.
    tip
        What the range means, with the fields `{low}` and `{high}`.
    name
        For screen readers.
    """

    moved = Signal(float, float)

    def __init__(
        self, lowest: float, highest: float, low: float, high: float, tip: str, name: str
    ) -> None:
        super().__init__()
        self._tip = tip
        self._ends = lowest, max(highest, lowest + 1e-9)
        self._values = [low, high]
        self._held: int | None = None
        self._active = 0  # the knob that keys move
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setAccessibleDescription(tr(KEYS))
        self.setMinimumHeight(20)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._report()

    def sizeHint(self) -> QSize:
        """As high as a slider."""
        return QSize(120, 20)

    def set_ends(self, lowest: float, highest: float) -> None:
        """Set the ends of the groove; the values stay."""
        self._ends = lowest, max(highest, lowest + 1e-9)
        self.update()

    def set_values(self, low: float, high: float) -> None:
        """Move both knobs."""
        self._values = [low, high]
        self._report()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw groove, range and knobs."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, (left, right) = self.height() / 2, map(self._place, self._values)
        painter.setBrush(self.palette().mid())
        painter.drawRoundedRect(QRectF(0, middle - 2, self.width(), 4), 2, 2)
        painter.setBrush(self.palette().highlight())
        painter.drawRect(QRectF(left, middle - 2, right - left, 4))
        painter.setBrush(self.palette().button())
        for number, place in enumerate((left, right)):
            focused = self.hasFocus() and number == self._active
            colour = self.palette().highlight() if focused else self.palette().dark()
            painter.setPen(QPen(colour.color(), 2.0 if focused else 1.2))
            side = KNOB_PX - 1.5
            painter.drawEllipse(QRectF(place - side / 2, middle - side / 2, side, side))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grab the nearer knob."""
        x = event.position().x()
        away = [abs(x - self._place(value)) for value in self._values]
        # Knobs that lie on each other: the one that can move to this side.
        self._held = int(away[1] < away[0] or (away[0] == away[1] and x > self._place(self.low)))
        self._active = self._held
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the knob that is held."""
        if self._held is None:
            return
        room = max(self.width() - KNOB_PX, 1)
        self._move(self._held, (event.position().x() - KNOB_PX / 2) / room)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move a knob with the arrow keys, and change to the other one with Space."""
        if event.key() == Qt.Key.Key_Space:
            self._active = 1 - self._active
            self.update()
        elif (step := STEPS.get(Qt.Key(event.key()))) is not None:
            lowest, highest = self._ends
            part = (self._values[self._active] - lowest) / (highest - lowest)
            self._move(self._active, part + step)
        else:
            super().keyPressEvent(event)

    def _move(self, knob: int, part: float) -> None:
        """Move a knob to a part of the groove, 0 to 1."""
        lowest, highest = self._ends
        value = lowest + min(max(part, 0.0), 1.0) * (highest - lowest)
        least = (highest - lowest) / 1000  # low stays below high
        if knob:
            self._values[1] = max(value, self._values[0] + least)
        else:
            self._values[0] = min(value, self._values[1] - least)
        self._report()
        self.update()
        self.moved.emit(*self._values)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Release the knob."""
        self._held = None

    @property
    def is_held(self) -> bool:
        """Whether a knob is being moved."""
        return self._held is not None

    @property
    def low(self) -> float:
        """Value of the lower knob."""
        return self._values[0]

    def _place(self, value: float) -> float:
        lowest, highest = self._ends
        part = min(max((value - lowest) / (highest - lowest), 0.0), 1.0)
        return KNOB_PX / 2 + part * (self.width() - KNOB_PX)

    def _report(self) -> None:
        self.setToolTip(
            self._tip.format(low=significant(self._values[0]), high=significant(self._values[1]))
        )
