"""The prompt for initial weights."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core import paths
from app.core.preferences import Preferences
from app.core.workers import Workers
from app.dialogs.weights import NOTHING, OWN, WeightsDialog
from app.state.learning import Learning
from app.ui.icons import Icons


class WeightsPrompt:
    """Opens the dialog and passes the choice to `Learning`.

    Parameters
    ----------
    preferences
        The folder that was opened last.
    learning
        Receiver of the choice.
    icons
        Of the dialog.
    window
        Of the dialog; asked for when it opens.
    """

    def __init__(
        self,
        preferences: Preferences,
        learning: Learning,
        icons: Icons,
        window: Callable[[], QWidget],
    ) -> None:
        self._preferences = preferences
        self._learning = learning
        self._icons = icons
        self._window = window
        self._background = Workers()

    def ask(self) -> None:
        """Open the dialog."""
        folder = Path(self._preferences["last_folder"] or Path.home())
        dialog = WeightsDialog(
            self._window(),
            self._icons,
            lambda path, done, failed: self._background.run(lambda: _described(path), done, failed),
            folder,
            paths.peer_models(),
        )
        dialog.accepted.connect(lambda: self._begin(*dialog.chosen()))
        dialog.open()

    def close(self) -> None:
        """Wait for a file that is being read."""
        self._background.drop()

    def _begin(self, way: str, path: Path | None) -> None:
        if way == OWN:
            self._learning.start_fresh()
        elif way == NOTHING:
            self._learning.use_weights(None)
        elif path is not None:
            self._learning.use_weights(path)


def _described(path: Path) -> Mapping[str, Any]:
    """Read the provenance of a weights file; raise InputError if it cannot be used."""
    from sketchpose_engine.models.weights import load_weights

    return load_weights(path).provenance
