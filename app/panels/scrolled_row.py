"""A row of widgets that scrolls sideways where it does not fit."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QWidget

ARROW_PX = 14  # width of an arrow
STEP_PX = 80  # that an arrow, or a step of the wheel, scrolls


class ScrolledRow(QWidget):
    """Widgets beside each other, between arrows that are shown where some are out of sight.

    The row stays at its end while more widgets are added, unless the user has scrolled away.
    Nothing moves while the pointer is over it: a click would go to another widget than intended.

    Parameters
    ----------
    earlier, later
        Tooltips of the arrows.
    """

    def __init__(self, earlier: str, later: str) -> None:
        super().__init__()
        self._is_at_end = True
        self._leaving: list[QWidget] = []  # hidden, but in their places until the pointer has left
        content = QWidget()
        self._widgets = QHBoxLayout(content)
        self._widgets.setContentsMargins(0, 0, 0, 0)
        self._widgets.setSpacing(0)
        self._widgets.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._area = _Area(content)
        self._arrows = (
            self._arrow(Qt.ArrowType.LeftArrow, earlier, -STEP_PX),
            self._arrow(Qt.ArrowType.RightArrow, later, STEP_PX),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._arrows[0])
        row.addWidget(self._area, 1)
        row.addWidget(self._arrows[1])
        bar = self._area.horizontalScrollBar()
        # Later: arrows that appear change the range again while it is being set.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._fit)
        bar.rangeChanged.connect(lambda first, last: self._timer.start())
        bar.valueChanged.connect(lambda value: self._enable_arrows())

    def _arrow(self, direction: Qt.ArrowType, tip: str, distance_px: int) -> QToolButton:
        arrow = QToolButton(autoRaise=True)
        arrow.setArrowType(direction)
        arrow.setFixedWidth(ARROW_PX)
        arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the row follows the focus of its widgets
        arrow.setAccessibleName(tip)
        arrow.clicked.connect(lambda: self.scroll_by(distance_px))
        arrow.hide()
        return arrow

    def insert_after(self, before: QWidget | None, widget: QWidget) -> None:
        """Insert a widget after another one; None: as the first."""
        self._widgets.insertWidget(self._widgets.indexOf(before) + 1 if before else 0, widget)

    def remove(self, widget: QWidget) -> None:
        """Hide a widget, and delete it as soon as the others may move."""
        policy = widget.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        widget.setSizePolicy(policy)
        widget.hide()
        self._leaving.append(widget)
        if not self.underMouse():
            self._delete_removed()

    def leaveEvent(self, event: QEvent) -> None:
        """Let the widgets move again."""
        super().leaveEvent(event)
        self._delete_removed()
        self._timer.start()

    def _delete_removed(self) -> None:
        while self._leaving:
            widget = self._leaving.pop()
            self._widgets.removeWidget(widget)
            widget.deleteLater()

    def scroll_by(self, distance_px: int) -> None:
        """Scroll to the right, or to the left if negative, and stay there."""
        bar = self._area.horizontalScrollBar()
        bar.setValue(bar.value() + distance_px)
        self._is_at_end = bar.value() == bar.maximum()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways, whichever way the wheel turns."""
        turned = event.angleDelta()
        self.scroll_by(-STEP_PX if turned.x() + turned.y() > 0 else STEP_PX)
        event.accept()

    def _fit(self) -> None:
        """Show the arrows if they are needed, and the end of the row."""
        bar = self._area.horizontalScrollBar()
        if not self.underMouse():
            for arrow in self._arrows:
                arrow.setVisible(bar.maximum() > 0)
            if self._is_at_end:
                bar.setValue(bar.maximum())
        self._enable_arrows()

    def _enable_arrows(self) -> None:
        bar = self._area.horizontalScrollBar()
        self._arrows[0].setEnabled(bar.value() > 0)
        self._arrows[1].setEnabled(bar.value() < bar.maximum())
        for arrow in self._arrows:  # one that leads nowhere has nothing to say
            arrow.setToolTip(arrow.accessibleName() if arrow.isEnabled() else "")


class _Area(QScrollArea):
    """The part of the row that is in sight; without scroll bars."""

    def __init__(self, content: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has it
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)

    def minimumSizeHint(self) -> QSize:
        """As narrow as it has to be, so that the window never grows."""
        return QSize(0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the row."""
        event.ignore()
