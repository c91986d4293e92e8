"""Size of the picture's widget that the picture was adapted to."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

STRIP_PX = 48  # change of height up to which only the text in a strip below is longer or shorter


class SettledSize:
    """Size of a widget and of its window, when the picture in it was adapted to them.

    Parameters
    ----------
    widget
        The picture's.
    """

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self.note()

    def note(self) -> None:
        """Note the present sizes: the picture is adapted to them."""
        self._own, self._window = self._sizes()

    def differs_by_strip(self) -> bool:
        """Whether the window is as it was, and only a strip below the picture has changed."""
        own, window = self._sizes()
        same = window == self._window and own.width() == self._own.width()
        return same and abs(own.height() - self._own.height()) <= STRIP_PX

    def _sizes(self) -> tuple[QSize, QSize]:
        return self._widget.size(), self._widget.window().size()
