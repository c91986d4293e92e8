"""Show a file in the file manager of the system."""

import sys
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def reveal(path: Path) -> None:
    """Open the folder of a file, with the file selected where the system can do that."""
    import subprocess  # seldom needed, and not by the start of the program

    if sys.platform == "win32":
        subprocess.Popen(f'explorer /select,"{path}"')  # a comma ends a path without quotes
    elif sys.platform == "darwin":
        subprocess.Popen(["open", "-R", str(path)])
    else:
        folder = path if path.is_dir() else path.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
