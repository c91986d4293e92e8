"""The prompt before an export."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.dialogs.export import ExportDialog
from app.project import export_sources, linked_export
from app.project.export_controller import ExportController
from app.project.export_provenance import provenance_of_image
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
        known = export_sources.provenance_of(project)
        returned_to = self._earlier_results.returned_to
        images = len(export_sources.frames_of(project))
        folder = self._exporter.folder_of(project)
        every = self._exporter.exports_all
        shown = export_sources.taken(scene)  # learning goes on behind the dialog
        number = self._exporter.record(shown)
        cells = linked_export.taken(self._links(), scene.extent)
        along = "" if cells is None else cells.along
        last = self._exporter.last_choice(project)
        state = self._learning.state
        self._recount.begin_now()

        is_counting = bool(project.filters)  # those of the window may be of masks of before

        def summaries() -> tuple[str, str]:
            entries, pending = self._project_controller.entries, self._recount.is_pending
            return (
                summary_of_image(project, shown, state, returned_to, is_counting=is_counting),
                summary_of_all(project, entries, shown, state, is_counting=pending or is_counting),
            )

        dialog = ExportDialog(
            self._window(),
            folder,
            images,
            last,
            every=every,
            along=along,
            of_frames=len(project.images) == 1 and images > 1,
            summaries=summaries(),
            waiting=(waiting_of_image(shown), waiting_of_all(project, shown)),
        )

        is_open = True

        def describe() -> None:
            if is_open:
                dialog.describe(*summaries())

        def filtered() -> None:
            nonlocal is_counting
            is_counting = False
            describe()

        def close() -> None:
            nonlocal is_open
            is_open = False
            self._recount.finished.disconnect(describe)

        def export() -> None:
            choice = dialog.chosen()
            made = self._earlier_results.recorded(number) or returned_to
            of_image = provenance_of_image(known, made, has_learned=self._learning.steps > 0)
            learned = known if choice.all_images else of_image
            self._exporter.export(project, shown, choice, learned, cells)

        dialog.accepted.connect(export)
        self._recount.finished.connect(describe)
        dialog.finished.connect(close)
        if is_counting:
            self._exporter.apply_filters(project, shown, filtered)
        dialog.open()
