"""Exports: files are written in another thread, and the result is reported."""

import time
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.bus import Bus
from app.core.error_reporting import first_of, report
from app.core.numbers import clock_time
from app.core.payloads import Problem
from app.core.preferences import Preferences
from app.core.tasks import Task
from app.core.translation import counted, tr
from app.core.workers import Workers
from app.project import export_options, export_sources, linked_export
from app.project.export_files import ExportFiles
from app.project.export_message import ExportMessage, open_folder
from app.project.linked_export import LinkedCellsToExport
from app.project.project_controller import ProjectController
from app.project.replaced_exports import Contents, contents_of, frames_exported, may_replace
from app.state.scene import Scene
from sketchpose_engine.live.requests import ExportFields, NoteExport, RecordForExport, Request
from sketchpose_engine.project.project import Project

if TYPE_CHECKING:
    from sketchpose_engine.core.errors import InputError
    from sketchpose_engine.results.provenance import Provenance


class ExportController:
    """Exports the open image, or all images of the project.

    Parameters
    ----------
    bus, preferences, keeper
        The program's.
    post
        Posts a request to the engine.
    window
        Of its question; asked for when that opens.
    """

    def __init__(
        self,
        bus: Bus,
        preferences: Preferences,
        project_controller: ProjectController,
        post: Callable[[Request], None],
        window: Callable[[], QWidget],
    ) -> None:
        self._bus = bus
        self._preferences = preferences
        self._project_controller = project_controller
        self._post = post
        self._numbers = count(1)  # of requests to record what may be exported
        self._window = window
        self._message = ExportMessage(bus)
        self._background = Workers()
        self._is_closed = False
        self._folders: dict[Path, Path] = {}  # of projects, where results went the last time

    def folder_of(self, project: Project) -> Path:
        """Where results of a project went the last time, or are to go the first time."""
        return self._folders.get(project.folder, project.folder / "results")

    @property
    def exports_all(self) -> bool:
        """Whether all images were exported the last time."""
        return bool(self._preferences["export_all"])

    def last_choice(self, project: Project) -> export_options.Choice | None:
        """What was chosen the last time; None: nothing was exported yet."""
        kinds, linked = self._preferences["export_kinds"], self._preferences["export_linked"]
        if not kinds and not linked:
            return None
        return export_options.Choice(
            project.folder,
            tuple(kinds),
            self.exports_all,
            self._preferences["export_open"],
            self._preferences["export_csv"],
            tuple(linked),
        )

    def record(self, scene: Scene) -> int:
        """Hold the masks of a scene that may be exported, so that the user can return to them.

        Returns
        -------
        int
            Number of the request, see `EarlierResults.recorded`.
        """
        number = next(self._numbers)
        self._post(RecordForExport(scene.image_id, scene.labels, scene.classes, number))
        return number

    def apply_filters(self, project: Project, scene: Scene, done: Callable[[], None]) -> None:
        """Decide which cells of a scene count, before what is exported after this."""
        self._background.run(
            lambda: export_sources.apply_filters(project, scene),
            lambda _: done(),
            lambda error: report(self._bus, error),
        )

    def close(self) -> None:
        """Wait for what is under way, and ask nothing any more."""
        self._is_closed = True
        self._background.finish()

    def export(
        self,
        project: Project,
        scene: Scene,
        choice: export_options.Choice,
        known: "Provenance | InputError | None",
        cells: LinkedCellsToExport | None = None,
    ) -> None:
        """Write what was chosen, unless the user does not want files to be replaced.

        `known` is that of `export_methods.provenance_of` when the scene was taken and recorded.
        """
        self._remember(project, choice, linked=cells is not None)
        if choice.all_images or cells is not None:
            self._project_controller.frames.finish()  # they are read from the disk
        movies: list[LinkedCellsToExport] = []
        if cells is not None:
            movies = linked_export.all_of(project, cells) if choice.all_images else [cells]
        files = ExportFiles(project, scene, choice, known, movies)
        planned = files.planned()
        there = [path for path in planned if path.exists()]
        exported = frames_exported(project, scene, all_images=choice.all_images)

        def ask(contents: Contents) -> None:
            if not self._is_closed and may_replace(self._window(), contents, exported):
                self._write(files, len(planned))

        if not there:
            self._write(files, len(planned))
            return
        self._background.run(
            lambda: contents_of(there), ask, lambda error: report(self._bus, error)
        )

    def _remember(self, project: Project, choice: export_options.Choice, *, linked: bool) -> None:
        """Offer the same the next time."""
        self._preferences["export_kinds"] = list(choice.kinds)
        if linked:
            self._preferences["export_linked"] = list(choice.linked)
        self._preferences["export_open"] = choice.open_after
        self._preferences["export_all"] = choice.all_images
        self._preferences["export_csv"] = choice.csv
        self._folders[project.folder] = choice.folder

    def _write(self, files: ExportFiles, planned: int) -> None:
        """Write the files in the other thread."""
        scene, choice = files.scene, files.choice
        self._message.end()
        self._post(NoteExport(scene.image_id, time.time()))
        if "fields" in choice.kinds and not choice.all_images:
            path = choice.folder / f"{files.stems()[0]}_fields.tif"
            self._post(ExportFields(scene.image_id, path, scene.pixel_size_um))
        task, problems = Task(self._bus), list[str]()
        self._background.run(
            lambda: files.write(planned, task, problems),
            lambda written: self._tell(choice, written, problems),
            lambda error: report(self._bus, error),
        )

    def _tell(self, choice: export_options.Choice, files: list[Path], problems: list[str]) -> None:
        done = counted(
            len(files),
            "Exported %n file at {time} to {folder}.",
            "Exported %n files at {time} to {folder}.",
            folder=choice.folder,
            time=clock_time(datetime.now()),
        )
        if problems:
            sentence = f"{done} " + tr("Left out: {problems}", problems=first_of(problems))
            self._bus.notices.problem_met.emit(Problem(sentence, "\n".join(problems)))
        else:
            self._message.show(done, choice.folder, files)
        if choice.open_after:
            open_folder(choice.folder)
