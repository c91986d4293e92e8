"""The menu of the projects that were open before."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu

from app.core.translation import tr
from app.project.recent_projects import RecentProjects


class RecentMenu:
    """Fills the menu each time it is opened.

    Parameters
    ----------
    menu
        Of the window.
    recent
        The projects.
    open_project
        Receives the folder that is chosen.
    """

    def __init__(
        self, menu: QMenu, recent: RecentProjects, open_project: Callable[[Path], None]
    ) -> None:
        self._menu = menu
        self._recent = recent
        self._open_project = open_project
        menu.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self._menu.clear()
        for folder, image in self._recent.first_images(self._recent.folders()).items():
            text = folder.name
            if image:
                text += f" – {image}, {self._recent.changed(folder)}"
            self._menu.addAction(text.replace("&", "&&"), partial(self._open_project, folder))
        self._menu.setEnabled(True)
        if self._menu.isEmpty():
            self._menu.addAction(tr("None yet")).setEnabled(False)
