"""What the Help menu opens; its dialogs are imported when one is wanted, not before the window."""

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.core import paths


class HelpActions:
    """Opens the user guide, lists and checks.

    Parameters
    ----------
    window
        Returns the parent of dialogs, which is made after the menus.
    """

    def __init__(self, window: Callable[[], QWidget]) -> None:
        self._window = window

    def show_user_guide(self) -> None:
        """Open the user guide."""
        from app.dialogs.user_guide import show_user_guide

        show_user_guide(self._window())

    def show_shortcuts(self) -> None:
        """List keys and what the mouse does."""
        from app.dialogs.help import show_shortcuts

        show_shortcuts(self._window())

    def show_graphics_card(self) -> None:
        """Say how learning becomes faster with a graphics card."""
        from app.dialogs.help import show_graphics_card

        show_graphics_card(self._window())

    def show_about(self) -> None:
        """Name version, authors and licences."""
        from app.dialogs.help import show_about

        show_about(self._window())

    def check_installation(self) -> None:
        """Try out whether everything works, in a process of its own."""
        from app.dialogs.selftest import SelfTestDialog

        command = [*paths.program_command(), "--selftest"]
        SelfTestDialog(self._window(), command, paths.program_folder()).show()

    def open_log(self) -> None:
        """Open the log in the program that the system has for text files."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.log_file())))
