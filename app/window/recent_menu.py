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
        for folder in self._recent.folders():
            self._menu.addAction(folder.name, partial(self._open_project, folder))
        self._menu.setEnabled(True)
        if self._menu.isEmpty():
            self._menu.addAction(tr("None yet")).setEnabled(False)
