"""The projects that were open before, the last one first, each with a small picture."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.core import paths
from app.core.bus import Bus
from app.core.numbers import date_and_time
from app.core.preferences import Preferences
from app.project.image_list import ImageEntry
from sketchpose_engine.project.manifest import FILE_NAME
from sketchpose_engine.project.project import Project

MOST_RECENT = 8
KEY = "recent_projects"
# Of projects of one folder: the day, and a number from the second one on.
NUMBER = re.compile(r"( \d{4}-\d\d-\d\d)?( \(\d+\))?$")


class RecentProjects:
    """The list in the preferences, and pictures in the folder of the program's own files.

    Parameters
    ----------
    bus
        Source of the projects that are opened, and of pictures of their images.
    preferences
        Where the list is stored.
    """

    def __init__(self, bus: Bus, preferences: Preferences) -> None:
        self._preferences = preferences
        self._unpictured: Path | None = None  # project that is open, as long as it has no picture
        bus.project.opened.connect(self._expect)
        bus.project.entry_changed.connect(self._picture)

    def folders(self) -> list[Path]:
        """Folders of all of them, those of other windows too; some may not exist any more."""
        return [Path(name) for name in self._preferences.reload(KEY)]

    def there(self) -> list[Path]:
        """Folders of those that still exist; those on a network are not looked for.

        Windows waits half a minute for a server that does not answer.
        """
        return [
            folder
            for folder in self.folders()
            if paths.is_on_network(folder) or (folder / "project.json").exists()
        ]

    def changed(self, folder: Path) -> str:
        """Return when a project was changed last, as the language writes it; "" if unknown."""
        if paths.is_on_network(folder):
            return ""
        try:
            return date_and_time((folder / "project.json").stat().st_mtime)
        except OSError:
            return ""

    def first_images(self, folders: Iterable[Path]) -> dict[Path, str]:
        """Return the name of the first image of each project whose name is like another's.

        Names are alike if they are equal, or differ in the day or the last number alone. Of all
        other projects, and of those on a network, it is "".
        """
        listed = list(folders)
        alike = Counter(NUMBER.sub("", folder.name, count=1) for folder in listed)
        return {
            folder: _first_image(folder)
            if alike[NUMBER.sub("", folder.name, count=1)] > 1 and not paths.is_on_network(folder)
            else ""
            for folder in listed
        }

    def add(self, folder: Path) -> None:
        """Put a project first."""
        self._store([folder, *(each for each in self.folders() if each != folder)][:MOST_RECENT])

    def drop_if_gone(self, folder: Path) -> None:
        """Drop a project whose folder does not exist; a folder on a network may be back tomorrow.

        A project that cannot be opened for another reason stays, such as one that is open in
        another window.
        """
        if paths.is_on_network(folder):
            return
        try:
            folder.stat()
        except FileNotFoundError:
            self._store([each for each in self.folders() if each != folder])
        except OSError:
            return  # it may exist

    def _store(self, folders: list[Path]) -> None:
        """Store the list at once: another window adds to what is on disk."""
        self._preferences[KEY] = list(map(str, folders))
        self._preferences.sync()

    def _expect(self, project: Project) -> None:
        self._unpictured = project.folder

    def _picture(self, entry: ImageEntry) -> None:
        """Keep the picture of the first image that has one."""
        if self._unpictured is not None and entry.picture is not None:
            _image(entry.picture).save(str(picture_file(self._unpictured)))
            self._unpictured = None


def _first_image(folder: Path) -> str:
    """Name of the first image's file; "" if there is none, or the manifest cannot be read.

    Only the name is wanted: the file itself may be on a server that does not answer.
    """
    try:
        entries = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        return PurePosixPath(entries["images"][0]["path"]).name
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def picture_file(folder: Path) -> Path:
    """File with the picture of a project; it may not exist."""
    name = hashlib.blake2b(str(folder).encode(), digest_size=8).hexdigest()
    return paths.pictures_folder() / f"{name}.png"


def _image(pixels: NDArray[np.uint8]) -> QImage:
    height, width = pixels.shape[:2]
    data = np.ascontiguousarray(pixels)
    return QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
