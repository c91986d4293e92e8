"""The prompts for images to open, and for the project that they belong to."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.bus import Bus
from app.core.preferences import Preferences
from app.core.translation import tr, tr_noop
from app.dialogs.choice import ChoiceDialog
from app.project.dropped_files import is_project
from app.project.project_controller import ProjectController
from app.project.samples import SAMPLE
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.project.project import Project

# Why one of the two answers is chosen at first
SAMPLES = tr_noop("The project that is open is an example.")
OTHER_FOLDER = tr_noop("They come from another folder than the images of this project.")
OTHER_KIND = tr_noop("Their size or channels are not those of the images of this project.")
NO_IMAGES = tr_noop("This project has no images.")
SAME = tr_noop("They are in the folder of this project's images.")
LAST_TIME = tr_noop("You chose a new project last time.")


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
        project = self._project_controller.project
        of_project = None if project is None else _folder_of_last_image(project)
        self._project_controller.add(self._files(tr("Add images to the project"), of_project))

    def new_project(self) -> None:
        """Ask for the images of a new project."""
        self._project_controller.add(self._files(tr("New project: choose its images")), new=True)

    def folder(self) -> None:
        """Ask for a folder of images, or a project."""
        title = tr("Open a folder of images or a project")
        start = str(self._last_folder())
        if folder := QFileDialog.getExistingDirectory(self._window(), title, start):
            self.open([folder])

    def tracks(self) -> None:
        """Ask for the folder with the tracks of the open movie."""
        title = tr("Folder with the tracks of this movie")
        start = str(self._last_folder())
        if folder := QFileDialog.getExistingDirectory(self._window(), title, start):
            self._import_tracks(Path(folder))

    def open(self, files: Iterable[str | Path]) -> None:
        """Open files; ask which project images belong to, unless that is settled.

        A folder of tracks, or their table, is imported into the open movie.
        """
        from sketchpose_engine.linking.ctc import find_ctc

        chosen = [Path(file).absolute() for file in files]
        if chosen:
            self._preferences["last_folder"] = str(chosen[0].parent)
        if len(chosen) == 1 and (tracks := find_ctc(chosen[0])) is not None:
            self._import_tracks(tracks)
            return
        project, into = self._project_controller.project, self._preferences["open_into"]
        if not chosen or project is None or any(map(is_project, chosen)):
            self._project_controller.add(chosen)
            return
        of_sample = project.folder.name.startswith(SAMPLE)
        if into == "ask" or (into == "add" and of_sample):
            difference = SAMPLES if of_sample else _difference(chosen, project)
            self._ask(chosen, project, of_sample, difference)
        else:
            self._project_controller.add(chosen, new=into == "new")

    def _ask(self, files: list[Path], project: Project, of_sample: bool, difference: str) -> None:
        """Ask which project images belong to: with a difference, rarely to the one that is open.

        What was chosen the last time is offered only where nothing speaks for either answer.
        """
        first, reason = "new", difference
        if not difference and project.images:
            first, reason = "add", SAME
        elif not difference:
            first = self._preferences["open_last"]
            reason = NO_IMAGES if first == "add" else LAST_TIME
        name = project.folder.name
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
        dialog = ChoiceDialog(
            self._window(),
            tr("Open images"),
            tr("Add the images to this project, or start a new one?") + "\n" + tr(reason),
            tr("Open"),
            ways,
            "" if of_sample else tr("Remember this (to change it: File, Opened images)"),
            first=first,
        )

        def decide() -> None:
            if not difference:
                self._preferences["open_last"] = dialog.chosen()
            if dialog.checked:
                self._preferences["open_into"] = dialog.chosen()
            self._project_controller.add(files, new=dialog.chosen() == "new")

        dialog.accepted.connect(decide)
        dialog.open()

    def _last_folder(self) -> Path:
        """Return the folder that files were opened from last, if it is still there."""
        folder = Path(self._preferences["last_folder"] or Path.home())
        return folder if folder.is_dir() else Path.home()

    def _files(self, title: str, start: Path | None = None) -> list[str]:
        """Ask for image files, in this folder at first; None: in the one used last."""
        from sketchpose_engine.images.readers.formats import SUFFIXES

        kinds = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
        files, _ = QFileDialog.getOpenFileNames(
            self._window(),
            title,
            str(start or self._last_folder()),
            tr(
                "Images and packed projects ({kinds});;All files (*)",
                kinds=f"{kinds} *.sketchpose *.zip",
            ),
        )
        if files:
            self._preferences["last_folder"] = str(Path(files[0]).parent)
        return files


def _folder_of_last_image(project: Project) -> Path | None:
    """Return where the last image of a project is; None: it is a sample's, or is gone."""
    if not project.images or project.folder.name.startswith(SAMPLE):
        return None
    folder = project.images[-1].path.parent
    return folder if folder.is_dir() else None


def _difference(files: Sequence[Path], project: Project) -> str:
    """Say why images, or folders of images, hardly belong to a project; "" if they may.

    The folder of one is none of those of the project's images; or the first of them differs in size
    or in the number of channels from both the first and the last image of the project.
    """
    from sketchpose_engine.images.load import contents_of

    folders = {image.path.parent for image in project.images}
    if not folders:
        return ""
    if any((file if file.is_dir() else file.parent) not in folders for file in files):
        return OTHER_FOLDER
    if (file := files[0]).is_dir():
        return ""
    try:
        new, *known = (
            contents_of(path).shapes[0]
            for path in (file, project.images[0].path, project.images[-1].path)
        )
    except InputError:
        return ""  # reported when it is opened
    return "" if new in known else OTHER_KIND
