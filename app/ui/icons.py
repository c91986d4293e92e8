"""Vector icons in the colour of the text."""

from functools import cache
from weakref import WeakKeyDictionary

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from app.core import paths

ON_ACCENT = "#ffffff"  # on a button in the colour of accent

# Tools whose icon has the colour of their strokes.
TINTS = {"circle-filled": "#3b8fd9", "background": "#a5713c", "line": "#e0453a"}


@cache
def _source(name: str) -> str:
    """The file of an icon, read when it is first painted."""
    return paths.icon_file(name).read_text(encoding="utf-8")


class _Drawing(QIconEngine):
    """Draws an icon afresh at every size, so that it is sharp on any screen."""

    def __init__(self, name: str, colour: str, faint: str) -> None:
        super().__init__()
        self._name, self._colour, self._faint = name, colour, faint

    def clone(self) -> QIconEngine:
        return _Drawing(self._name, self._colour, self._faint)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        colour = self._faint if mode == QIcon.Mode.Disabled else self._colour
        svg = _source(self._name).replace("currentColor", colour)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap


class Icons:
    """Makes icons, and makes them again when the colours of the window change."""

    def __init__(self) -> None:
        self._colour, self._faint = "#202020", "#a0a0a0"
        self._named: WeakKeyDictionary[QAction | QAbstractButton, tuple[str, str]] = (
            WeakKeyDictionary()
        )

    def use(self, text: QColor, faint: QColor) -> None:
        """Draw all icons in these colours from now on."""
        self._colour, self._faint = text.name(), faint.name()
        for widget, (name, colour) in list(self._named.items()):
            widget.setIcon(self.icon(name, colour))

    def icon(self, name: str, colour: str = "") -> QIcon:
        """Icon of this name; in the colour of the text, unless it is given another."""
        return QIcon(_Drawing(name, colour or TINTS.get(name, self._colour), self._faint))

    def set_icon(self, widget: QAction | QAbstractButton, name: str, colour: str = "") -> None:
        """Set an icon that follows the colours of the window."""
        self._named[widget] = name, colour
        widget.setIcon(self.icon(name, colour))
