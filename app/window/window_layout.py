"""Place and panels of the window, remembered for each arrangement of screens."""

import base64
import json

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QMainWindow

from app.core.preferences import Preferences

FRAME = QSize(12, 40)  # title bar and borders, at the most: the status bar must be visible, too
LEAST, MOST = QSize(1240, 780), QSize(1700, 1100)
SHARE = 0.85  # of the screen, at first
MOST_ARRANGEMENTS = 8
LAYOUT_VERSION = 4  # another arrangement of docks does not fit what was remembered


class WindowLayout:
    """Saves and restores the layout of a window.

    Parameters
    ----------
    window
        With its docks.
    preferences
        Where layouts are kept.
    """

    def __init__(self, window: QMainWindow, preferences: Preferences) -> None:
        self._window = window
        self._preferences = preferences

    def save(self) -> None:
        """Remember the layout for the present screens."""
        layouts = self._layouts()
        layouts.pop(screens(), None)
        layouts[screens()] = [
            _text(self._window.saveGeometry()),
            _text(self._window.saveState(LAYOUT_VERSION)),
        ]
        latest = dict(list(layouts.items())[-MOST_ARRANGEMENTS:])
        self._preferences["layouts"] = json.dumps(latest)

    def restore(self) -> None:
        """Use the layout of these screens; at first, most of the screen."""
        room = self._window.screen().availableSize()
        wanted = QSize(round(room.width() * SHARE), round(room.height() * SHARE))
        self._window.resize(wanted.expandedTo(LEAST).boundedTo(MOST).boundedTo(room - FRAME))
        geometry, state = self._layouts().get(screens(), ("", ""))
        self._window.restoreGeometry(_bytes(geometry))
        self._window.restoreState(_bytes(state), LAYOUT_VERSION)

    def fit_panels(self) -> None:
        """Give the panels on the right the heights that they need."""
        side = Qt.DockWidgetArea.RightDockWidgetArea
        docks = [
            dock
            for dock in self._window.findChildren(QDockWidget)
            if self._window.dockWidgetArea(dock) == side and not dock.isFloating()
        ]
        heights = [dock.sizeHint().height() for dock in docks]
        self._window.resizeDocks(docks, heights, Qt.Orientation.Vertical)

    def _layouts(self) -> dict[str, list[str]]:
        try:
            layouts = json.loads(self._preferences["layouts"])
        except ValueError:
            return {}
        good = isinstance(layouts, dict) and all(
            isinstance(each, list) and list(map(type, each)) == [str, str]
            for each in layouts.values()
        )
        return layouts if good else {}


def screens() -> str:
    """Name the arrangement of screens by their sizes."""
    sizes = (screen.geometry() for screen in QGuiApplication.screens())
    return " ".join(sorted(f"{each.width()}x{each.height()}" for each in sizes))


def _text(data: QByteArray) -> str:
    return base64.b64encode(data.data()).decode()


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode())
