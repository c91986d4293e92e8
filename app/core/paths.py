"""Where things lie: shipped files, the log, new projects. No paths in other modules."""

import ctypes
import os
import sys
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from app.core.translation import tr_noop
from sketchpose_engine.core.resources import resource

REMOTE = 4  # DRIVE_REMOTE of Windows

# Name, what it shows, folder.
SAMPLES = (
    (tr_noop("Touching nuclei"), "nuclei_u2os"),
    (tr_noop("Small nuclei"), "nuclei_small"),
    (tr_noop("Plant tissue"), "plant_cells"),
    (tr_noop("Nuclei in 3D"), "nuclei_stack"),
)


def icon_file(name: str) -> Path:
    """Vector icon of this name."""
    return resource(f"icons/{name}.svg")


def sample_image(folder: str) -> Path:
    """Image of a shipped sample."""
    return resource(f"samples/{folder}/image.tif")


def sample_picture(folder: str) -> Path:
    """Small picture of a shipped sample."""
    return resource(f"samples/{folder}/picture.png")


def sample_sketches(folder: str) -> dict[str, Path]:
    """Strokes that were drawn on a shipped sample, by the code of the frame; "" if it has one."""
    files = sorted(resource(f"samples/{folder}").glob("sketch*.tif"))
    return {file.stem.removeprefix("sketch").removeprefix("_"): file for file in files}


def projects_folder() -> Path:
    """Where projects go that were not given a place."""
    if own := os.environ.get("SKETCHPOSE_PROJECTS"):  # as in `_own_folder`
        return Path(own)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents or Path.home()) / "Sketchpose"


def is_on_network(path: Path) -> bool:
    """Whether a path of Windows names a server, or a drive that stands for one."""
    if sys.platform == "win32":
        if path.drive.startswith("\\\\"):
            return True
        return ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == REMOTE
    return False


def peer_models() -> Path:
    """Where Cellpose and Omnipose keep the models they have downloaded."""
    own = os.environ.get("CELLPOSE_LOCAL_MODELS_PATH")
    return Path(own) if own else Path.home() / ".cellpose" / "models"


def program_command() -> list[str]:
    """Command that starts this program again, with text output."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "app"]
    if sys.platform == "win32":  # a program with windows has no text output there
        return [str(Path(sys.executable).with_name("sketchpose-console.exe"))]
    return [sys.executable]


def program_folder() -> Path:
    """Where it is started: Python finds its modules there."""
    return Path(__file__).resolve().parents[2]


def settings_file() -> Path:
    """File of the preferences."""
    return _own_folder() / "settings.ini"


def log_file() -> Path:
    """Log file."""
    return _own_folder() / "sketchpose.log"


def pictures_folder() -> Path:
    """Folder with small pictures of the projects that were open before."""
    folder = _own_folder() / "recent"
    folder.mkdir(exist_ok=True)
    return folder


def crash_file() -> Path:
    """File for a note if this process crashes."""
    return _own_folder() / f"crash-{os.getpid()}.txt"


def _own_folder() -> Path:
    # The variable lets tests, and two installations side by side, keep to themselves.
    kind = QStandardPaths.StandardLocation.AppDataLocation
    folder = Path(os.environ.get("SKETCHPOSE_HOME") or QStandardPaths.writableLocation(kind))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
