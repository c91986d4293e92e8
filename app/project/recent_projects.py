"""Folders of the projects that were open before, the last one first."""

from pathlib import Path

from app.core.preferences import Preferences

MOST_RECENT = 8
KEY = "recent_projects"


class RecentProjects:
    """The list in the preferences.

    Parameters
    ----------
    preferences
        Where it is stored.
    """

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def folders(self) -> list[Path]:
        """All of them; some may not exist any more."""
        return [Path(name) for name in self._preferences[KEY]]

    def last(self) -> Path | None:
        """The last one that still exists."""
        return next((f for f in self.folders() if (f / "project.json").exists()), None)

    def add(self, folder: Path) -> None:
        """Put a project first."""
        others = [name for name in self._preferences[KEY] if name != str(folder)]
        self._preferences[KEY] = [str(folder), *others][:MOST_RECENT]

    def remove(self, folder: Path) -> None:
        """Drop a project that cannot be opened."""
        self._preferences[KEY] = [name for name in self._preferences[KEY] if name != str(folder)]
