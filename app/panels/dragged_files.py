"""Exported files as something to drag into a folder or into another program."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from app.core.bus import Bus
from app.core.translation import counted, tr
from app.ui.icons import Icons

ICON, ICON_PX = "file-export", 18


class DraggedFiles(QWidget):
    """Handle from which files are dragged; they are copied, not moved.

    Parameters
    ----------
    bus, icons
        The program's.
    """

    def __init__(self, bus: Bus, icons: Icons) -> None:
        super().__init__()
        self._bus = bus
        self._icons = icons
        self._files: tuple[Path, ...] = ()
        self._pressed: QPoint | None = None
        self._picture, self._number = QLabel(), QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 6, 0)
        row.addWidget(self._picture)
        row.addWidget(self._number)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(tr("Drag the files from here into a folder or another program"))
        self.update_colours()
        self.hide()

    def offer(self, files: Sequence[Path]) -> None:
        """Offer these files; without any, the handle is hidden."""
        self._files, self._pressed = tuple(files), None
        self._number.setText(counted(len(files), "%n file", "%n files"))
        self.setVisible(bool(files))

    def update_colours(self) -> None:
        """Draw the icon in the window's colours."""
        self._picture.setPixmap(self._icons.icon(ICON).pixmap(ICON_PX, ICON_PX))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to drag once the pointer has moved far enough."""
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        moved = event.position().toPoint() - self._pressed
        if moved.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self._drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Forget a press that was no drag."""
        self._pressed = None

    def _drag(self) -> None:
        data = urls_of(self._files)
        if not data.urls():
            self._bus.notices.noted.emit(tr("The files are not there any more: export again."))
            return
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(self._picture.pixmap())
        drag.exec(Qt.DropAction.CopyAction)


def urls_of(files: Sequence[Path]) -> QMimeData:
    """Return the addresses of those files that still exist, as other programs take them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files if path.exists()])
    return data
