"""The message about the last export, until the user goes on with something else."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.core.bus import Bus
from app.core.payloads import Message, MessageButton
from app.core.translation import tr

EXPORTED = "exported"  # key of the message


class ExportMessage:
    """Shows where files were exported to.

    The message ends once a stroke was drawn and another message was shown: it would come back when
    that one is closed, long after the export.

    Parameters
    ----------
    bus
        The program's signals.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._has_drawn = self._is_covered = False  # since the message was shown
        bus.frame.sketch_changed.connect(lambda change: self._note_stroke())
        bus.notices.message_shown.connect(self._note_message)

    def show(self, sentence: str, folder: Path, files: Sequence[Path]) -> None:
        """Report an export."""
        button = MessageButton(tr("Open folder"), lambda: open_folder(folder))
        message = Message(
            EXPORTED, sentence, (button,), of_frame=False, is_answer=True, files=tuple(files)
        )
        self._has_drawn = self._is_covered = False
        self._bus.notices.message_shown.emit(message)

    def end(self) -> None:
        """Show the message no longer."""
        self._bus.notices.message_ended.emit(EXPORTED)

    def _note_stroke(self) -> None:
        self._has_drawn = True
        self._end_if_outdated()

    def _note_message(self, message: Message) -> None:
        if message.key != EXPORTED:
            self._is_covered = True
            self._end_if_outdated()

    def _end_if_outdated(self) -> None:
        if self._has_drawn and self._is_covered:
            self.end()


def open_folder(folder: Path) -> None:
    """Show a folder in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
