"""The prompt before an export."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.dialogs.export import ExportDialog
from app.project import export_methods, export_sources, linked_export
from app.project.export_controller import ExportController
from app.project.export_summary import (
    summary_of_all,
    summary_of_image,
    waiting_of_all,
    waiting_of_image,
)
from app.project.project_controller import ProjectController
from app.project.recount import Recount
from app.state.document import Document
from app.state.earlier_results import EarlierResults
from app.state.learning import Learning
from app.state.links import Links
from app.state.scene import Scene
from sketchpose_engine.live.result import Result
from sketchpose_engine.project.project import Project


@dataclass
class _Taken:
    """What can be exported, as it was when the dialog was opened."""

    project: Project
    scene: Scene  # of `export_sources.taken`
    state: str  # of learning
    returned_to: Result | None
    linked: linked_export.LinkedCellsToExport | None
    is_filtered: bool = field(init=False)  # the scene knows which of these very masks count

    def __post_init__(self) -> None:
        self.is_filtered = not self.project.filters


class ExportPrompt:
    """Opens the dialog for the open image and its project.

    Parameters
    ----------
    document, project_controller, recount, exporter
        The program's.
    window
        Of the dialog; asked for when it opens.
    links
        Returns the links of the open movie or stack.
    learning, earlier_results
        The program's.
    """

    def __init__(
        self,
        document: Document,
        project_controller: ProjectController,
        recount: Recount,
        exporter: ExportController,
        window: Callable[[], QWidget],
        links: Callable[[], Links | None],
        learning: Learning,
        earlier_results: EarlierResults,
    ) -> None:
        self._document = document
        self._project_controller = project_controller
        self._recount = recount
        self._exporter = exporter
        self._window = window
        self._links = links
        self._learning = learning
        self._earlier_results = earlier_results

    def ask(self) -> None:
        """Ask what to export, and do it."""
        scene, project = self._document.scene, self._project_controller.project
        if scene is None or project is None:
            return
        # The open image is one of all. Others may have been learned from since it was segmented.
        self._project_controller.bring_to_disk()
        known = export_methods.provenance_of(project)
        returned_to = self._earlier_results.returned_to
        shown = export_sources.taken(scene)  # learning goes on behind the dialog
        number = self._exporter.record(shown)
        cells = linked_export.taken(self._links(), scene.extent)
        self._recount.begin_now()
        taken = _Taken(project, shown, self._learning.state, returned_to, cells)
        dialog = self._make_dialog(taken, "" if cells is None else cells.along)

        def export() -> None:
            choice = dialog.chosen()
            made = self._earlier_results.recorded(number) or returned_to
            of_image = export_methods.provenance_of_image(
                known, made, has_learned=self._learning.steps > 0
            )
            learned = known if choice.all_images else of_image
            self._exporter.export(project, shown, choice, learned, cells)

        dialog.accepted.connect(export)
        self._count(taken, dialog)
        dialog.open()

    def _make_dialog(self, taken: _Taken, along: str) -> ExportDialog:
        project, images = taken.project, len(export_sources.frames_of(taken.project))
        return ExportDialog(
            self._window(),
            self._exporter.folder_of(project),
            images,
            self._exporter.last_choice(project),
            every=self._exporter.exports_all,
            along=along,
            of_frames=len(project.images) == 1 and images > 1,
            summaries=self._summaries(taken),
            waiting=(waiting_of_image(taken.scene), waiting_of_all(project, taken.scene)),
        )

    def _summaries(self, taken: _Taken) -> tuple[str, str]:
        """Describe the result of the open image, and those of all."""
        project, scene, state = taken.project, taken.scene, taken.state
        entries, pending = self._project_controller.entries, self._recount.is_pending
        one = not taken.is_filtered
        return (
            summary_of_image(project, scene, state, taken.returned_to, is_counting=one),
            summary_of_all(
                project, entries, scene, state, taken.linked, is_counting=one or pending
            ),
        )

    def _count(self, taken: _Taken, dialog: ExportDialog) -> None:
        """Describe the results once more when their cells are counted."""

        def describe() -> None:
            if isValid(dialog):
                dialog.describe(*self._summaries(taken))

        def filtered() -> None:
            taken.is_filtered = True
            describe()

        self._recount.finished.connect(describe)
        dialog.finished.connect(lambda: self._recount.finished.disconnect(describe))
        if not taken.is_filtered:
            self._exporter.apply_filters(taken.project, taken.scene, filtered)
