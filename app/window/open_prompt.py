"""The prompts for images to open, and for the project that they belong to."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.bus import Bus
from app.core.preferences import Preferences
from app.core.translation import tr
from app.dialogs.choice import ChoiceDialog
from app.project.dropped_files import is_project
from app.project.project_controller import ProjectController
from app.project.samples import SAMPLE
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.project.project import Project


class OpenPrompt:
    """Opens images in the project that the user chooses for them.

    Parameters
    ----------
    bus
        Source of files that were dropped.
    preferences
        The folder that was opened last; whether opened images join a project.
    project_controller
        Owns the project.
    window
        Of the dialogs; asked for when they open.
    import_tracks
        Imports a folder of tracks into the open movie.
    """

    def __init__(
        self,
        bus: Bus,
        preferences: Preferences,
        project_controller: ProjectController,
        window: Callable[[], QWidget],
        import_tracks: Callable[[Path], None],
    ) -> None:
        self._preferences = preferences
        self._project_controller = project_controller
        self._window = window
        self._import_tracks = import_tracks
        bus.project.files_dropped.connect(self.open)

    def images(self) -> None:
        """Ask for images to open."""
        self.open(self._files(tr("Open images")))

    def added_images(self) -> None:
        """Ask for images to add to the project."""
        self._project_controller.add(self._files(tr("Add images to the project")))

    def new_project(self) -> None:
        """Ask for the images of a new project."""
        self._project_controller.add(self._files(tr("New project: choose its images")), new=True)

    def folder(self) -> None:
        """Ask for a folder of images, or a project."""
        start = self._preferences["last_folder"] or str(Path.home())
        title = tr("Open a folder of images or a project")
        if folder := QFileDialog.getExistingDirectory(self._window(), title, start):
            self._preferences["last_folder"] = str(Path(folder).parent)
            self.open([folder])

    def tracks(self) -> None:
        """Ask for the folder with the tracks of the open movie."""
        start = self._preferences["last_folder"] or str(Path.home())
        title = tr("Folder with the tracks of this movie")
        if folder := QFileDialog.getExistingDirectory(self._window(), title, start):
            self._import_tracks(Path(folder))

    def open(self, files: Iterable[str | Path]) -> None:
        """Open files; ask which project images belong to, unless that is settled.

        A folder of tracks, or their table, is imported into the open movie.
        """
        from sketchpose_engine.linking.ctc import find_ctc

        chosen = [Path(file) for file in files]
        if len(chosen) == 1 and (tracks := find_ctc(chosen[0])) is not None:
            self._import_tracks(tracks)
            return
        project, into = self._project_controller.project, self._preferences["open_into"]
        if not chosen or project is None or any(map(is_project, chosen)):
            self._project_controller.add(chosen)
            return
        of_sample = project.folder.name.startswith(SAMPLE)
        if into == "ask" or (into == "add" and of_sample):
            others = of_sample or _are_of_another_kind(chosen[0], project)
            self._ask(chosen, project.folder.name, of_sample, others)
        else:
            self._project_controller.add(chosen, new=into == "new")

    def _ask(self, files: list[Path], name: str, of_sample: bool, others: bool) -> None:
        """Ask which project images belong to; `others` rarely belong to the one that is open."""
        ways = {
            "add": (
                tr("Add to “{project}”", project=name),
                tr("Learning goes on, from the strokes on all of its images"),
            ),
            "new": (
                tr("New project"),
                tr("Learning starts from scratch; “{project}” stays as it is", project=name),
            ),
        }
        if others or self._preferences["open_last"] == "new":
            ways = dict(reversed(ways.items()))
        dialog = ChoiceDialog(
            self._window(),
            tr("Open images"),
            tr("Add the images to this project, or start a new one?"),
            tr("Open"),
            ways,
            "" if of_sample else tr("Remember this (to change it: File, Opened images)"),
            checked=False,
        )

        def decide() -> None:
            if not others:
                self._preferences["open_last"] = dialog.chosen()
            if dialog.checked:
                self._preferences["open_into"] = dialog.chosen()
            self._project_controller.add(files, new=dialog.chosen() == "new")

        dialog.accepted.connect(decide)
        dialog.open()

    def _files(self, title: str) -> list[str]:
        """Ask for image files."""
        from sketchpose_engine.images.readers.formats import SUFFIXES

        kinds = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
        folder = self._preferences["last_folder"] or str(Path.home())
        files, _ = QFileDialog.getOpenFileNames(
            self._window(),
            title,
            folder,
            tr(
                "Images and packed projects ({kinds});;All files (*)",
                kinds=f"{kinds} *.sketchpose *.zip",
            ),
        )
        if files:
            self._preferences["last_folder"] = str(Path(files[0]).parent)
        return files


def _are_of_another_kind(file: Path, project: Project) -> bool:
    """Whether an image, or a folder of images, hardly belongs to a project.

    Its folder is none of those of the project's images; or it differs from the first of them in
    size and in the number of channels.
    """
    from sketchpose_engine.images.load import contents_of

    folders = {image.path.parent for image in project.images}
    if not folders:
        return False
    if (file if file.is_dir() else file.parent) not in folders:
        return True
    if file.is_dir():
        return False
    try:
        new, known = (contents_of(path).shapes[0] for path in (file, project.images[0].path))
    except InputError:
        return False  # reported when it is opened
    return new[0] != known[0] and new[1:] != known[1:]
