"""A card on the picture."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget


class Card(QFrame):
    """A card on the picture; a click beside its buttons does not reach what lies under it.

    Parameters
    ----------
    canvas
        Widget with the picture.
    """

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
