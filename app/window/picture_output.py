"""What the canvas shows, on the clipboard and on paper."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QDialog, QWidget

from app.core.bus import Bus
from app.core.translation import tr


class PictureOutput:
    """Copies and prints the picture.

    Parameters
    ----------
    bus
        Receiver of a note.
    picture
        What is shown; None: nothing.
    window
        Of the dialog; asked for when it opens.
    """

    def __init__(
        self, bus: Bus, picture: Callable[[], QImage | None], window: Callable[[], QWidget]
    ) -> None:
        self._bus = bus
        self._picture = picture
        self._window = window

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        if (picture := self._picture()) is not None:
            QGuiApplication.clipboard().setImage(picture)
            size = f"{picture.width()} x {picture.height()}"
            self._bus.notices.noted.emit(
                tr("The picture is copied ({size} pixels): paste it.", size=size)
            )

    def print(self) -> None:
        """Ask for a printer, and print the picture on one page."""
        # Imported here: few print, and the window does not wait for it.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        if (picture := self._picture()) is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self._window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._paint(picture, printer))
        QDialog.open(dialog)

    def _paint(self, picture: QImage, printer: object) -> None:
        from PySide6.QtPrintSupport import QPrinter

        assert isinstance(printer, QPrinter)
        painter = QPainter(printer)
        page = printer.pageRect(QPrinter.Unit.DevicePixel).toRect()
        painter.drawImage(_fitted(picture.size(), page.size()), picture)
        painter.end()


def _fitted(size: QSize, page: QSize) -> QRect:
    """Rectangle at the top of a page that a picture of this size fills."""
    shown = size.scaled(page, Qt.AspectRatioMode.KeepAspectRatio)
    return QRect((page.width() - shown.width()) // 2, 0, shown.width(), shown.height())
