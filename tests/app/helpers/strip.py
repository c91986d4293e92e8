"""The message strip, read and pressed as a user would."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.panels.message_strip import MessageStrip


def says(user) -> str:
    """All that the strip says."""
    strip = user.program.window.findChild(MessageStrip)
    return " ".join(each.text() for each in strip.findChildren(QLabel) if each.isVisible())


def press(user, text):
    """Click one of its buttons."""
    strip = user.program.window.findChild(MessageStrip)
    (button,) = [
        b for b in strip.findChildren(QPushButton) if b.text() == text and not b.isHidden()
    ]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
