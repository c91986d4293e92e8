"""The files of one export: which they are, and how they are written in another thread."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.tasks import Task
from app.core.translation import tr
from app.project import export_methods, export_sources, linked_export
from app.project.export_options import Choice
from app.project.linked_export import LinkedCellsToExport
from app.state.scene import Scene
from sketchpose_engine.project.project import Project

if TYPE_CHECKING:
    from sketchpose_engine.core.errors import InputError
    from sketchpose_engine.results.exporter import Sources
    from sketchpose_engine.results.provenance import Provenance
    from sketchpose_engine.results.result import Result


@dataclass(frozen=True, eq=False)
class ExportFiles:
    """The files of one export.

    Attributes
    ----------
    project
        Its files on disk are up to date.
    scene
        The open frame, of `export_sources.taken`.
    choice
        What is exported.
    known
        Of `export_methods.provenance_of` when the scene was taken.
    movies
        Linked cells.
    """

    project: Project
    scene: Scene
    choice: Choice
    known: "Provenance | InputError | None"
    movies: list[LinkedCellsToExport]

    def planned(self) -> list[Path]:
        """Paths of all files."""
        choice = self.choice
        paths = export_sources.files(self.stems(), choice.folder, choice.kinds)
        for each in self.movies:
            named = linked_export.files(self.project, each, choice.folder, choice.linked)
            paths += named.values()
        return paths

    def stems(self) -> list[str]:
        """Stems of the files of each frame."""
        if self.choice.all_images:
            return list(export_sources.stems_of(self.project).values())
        return [export_sources.stem_of(self.project, self.scene)]

    def write(self, planned: int, task: Task, problems: list[str]) -> list[Path]:
        """Write the files, one after the other.

        Parameters
        ----------
        planned
            Number of files.
        task
            Its progress; the user may stop it between two files.
        problems
            Sentences about what had to be left out are added.

        Returns
        -------
        list
            Paths of those that were written.

        Raises
        ------
        InputError
            A file cannot be written, or how the masks were made cannot be read.
        """
        from sketchpose_engine.results.exporter import export_results
        from sketchpose_engine.results.tables import DIALECTS

        choice, methods = self.choice, None
        if "methods" in choice.kinds:
            methods = export_methods.methods_of(
                self.project, self.scene, choice.all_images, self.known
            )
        dialect, paths = DIALECTS[choice.csv], list[Iterable[Path]]()
        if choice.kinds:
            results, sources = self._results(problems), self._sources()
            paths.append(
                export_results(results, choice.folder, choice.kinds, methods, sources, dialect)
            )
        paths.append(
            linked_export.write_all(
                self.project, self.movies, choice.folder, choice.linked, dialect, problems
            )
        )
        written: list[Path] = []

        def steps() -> Iterator[float]:
            for path in chain.from_iterable(paths):
                written.append(path)
                yield min(len(written) / max(planned, 1), 0.99)

        task.follow(tr("Exporting"), steps())
        return written

    def _results(self, problems: list[str]) -> Iterable["Result"]:
        if self.choice.all_images:
            return export_sources.results_of(self.project, problems, self.scene)
        return [export_sources.result_of(self.project, self.scene)]

    def _sources(self) -> "Sources | None":
        if not self.choice.all_images:
            return export_sources.sources_of(self.scene)
        if "sketch" in self.choice.kinds:
            return export_sources.sketches_of(self.project, self.scene)
        return None
