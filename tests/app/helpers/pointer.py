"""A real pointer: Qt reports which widgets it enters and leaves."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

CORNER, BESIDE_IT = QPoint(5, 5), QPoint(9, 9)
BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)


def points_at(widget: QWidget) -> None:
    """Moves the pointer to the middle of a widget, from the corner of its window."""
    QApplication.processEvents()
    points_away_from(widget)  # Qt reports what is entered from a place it knows
    QTest.mouseMove(_handle(widget), widget.mapTo(widget.window(), widget.rect().center()))


def points_away_from(widget: QWidget) -> None:
    """Moves the pointer to the corner of the widget's window, with no button pressed."""
    for button in BUTTONS:  # that another test has left pressed: nothing would be entered
        QTest.mouseRelease(_handle(widget), button, Qt.KeyboardModifier.NoModifier, BESIDE_IT)
    QTest.mouseMove(_handle(widget), CORNER)


def _handle(widget: QWidget):  # type: ignore[no-untyped-def]
    return widget.window().windowHandle()
