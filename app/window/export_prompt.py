"""The prompt before an export."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.core.preferences import Preferences
from app.dialogs.export import ExportDialog
from app.project import export_options, export_sources
from app.project.export_controller import ExportController
from app.project.project_controller import ProjectController
from app.state.document import Document
from sketchpose_engine.project.project import Project


class ExportPrompt:
    """Opens the dialog for the open image and its project.

    Parameters
    ----------
    preferences
        The choice of the last time.
    document, project_controller, exporter
        The program's.
    window
        Of the dialog; asked for when it opens.
    """

    def __init__(
        self,
        preferences: Preferences,
        document: Document,
        project_controller: ProjectController,
        exporter: ExportController,
        window: Callable[[], QWidget],
    ) -> None:
        self._preferences = preferences
        self._document = document
        self._project_controller = project_controller
        self._exporter = exporter
        self._window = window

    def ask(self) -> None:
        """Ask what to export, and do it."""
        scene, project = self._document.scene, self._project_controller.project
        if scene is None or project is None:
            return
        self._project_controller.frames.keep_masks()  # so that the open image is one of all
        self._project_controller.frames.finish()
        images = len(export_sources.frames_of(project))
        folder = self._exporter.folder_of(project)
        every = self._preferences["export_all"]
        dialog = ExportDialog(self._window(), folder, images, self._last(project), every=every)
        shown = export_sources.taken(scene)  # learning goes on behind the dialog
        dialog.accepted.connect(lambda: self._exporter.export(project, shown, dialog.chosen()))
        dialog.open()

    def _last(self, project: Project) -> export_options.Choice | None:
        kinds = self._preferences["export_kinds"]
        if not kinds:
            return None
        return export_options.Choice(
            project.folder,
            tuple(kinds),
            self._preferences["export_all"],
            self._preferences["export_open"],
            self._preferences["export_csv"],
        )
