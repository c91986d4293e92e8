"""Prompts for image files that were replaced or are missing."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.preferences import Preferences
from app.core.translation import counted, tr
from app.dialogs.choice import ChoiceDialog
from app.project.image_loading import REPLACED, Replaced
from app.project.project_controller import ProjectController
from app.state.document import Document
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.project.relinking import find_missing, missing_images, relink_to
from sketchpose_engine.project.replacing import Keep

FIND = "find"
NONE = ""


class MissingFilesPrompt:
    """Asks about each such image, one after the other.

    Parameters
    ----------
    bus
        Announces files that were replaced.
    preferences
        The folder that was opened last.
    document
        Whether an image is open.
    project_controller
        Owns the project.
    window
        Of the dialogs; asked for when they open.
    """

    def __init__(
        self,
        bus: Bus,
        preferences: Preferences,
        document: Document,
        project_controller: ProjectController,
        window: Callable[[], QWidget],
    ) -> None:
        self._bus = bus
        self._preferences = preferences
        self._document = document
        self._project_controller = project_controller
        self._window = window
        bus.project.image_replaced.connect(self.ask_about)

    def ask_folder(self) -> None:
        """Ask where images are that are not in their place any more."""
        project = self._project_controller.project
        if project is None:
            return
        if not missing_images(project):
            self._bus.notices.noted.emit(tr("All images of the project are in their place."))
            return
        start = self._preferences["last_folder"] or str(Path.home())
        title = tr("Choose the folder where the images are now")
        if folder := QFileDialog.getExistingDirectory(self._window(), title, start):
            self._preferences["last_folder"] = str(Path(folder).parent)
            self.relink(Path(folder))

    def relink(self, folder: Path) -> None:
        """Look for images that are missing in a folder and those in it."""
        project = self._project_controller.project
        if project is None:
            return
        try:
            found = find_missing(project, folder)
        except InputError as error:
            report(self._bus, error)
            return
        self.relink_to(found.found)
        self.ask_which(found.ambiguous)

    def relink_to(self, paths: Mapping[str, Path]) -> None:
        """Use these files for images, by image id."""
        project, pages = self._project_controller.project, self._project_controller.frames
        if project is None:
            return
        try:
            found = relink_to(project, paths)
        except InputError as error:
            report(self._bus, error)
            return
        self._bus.notices.noted.emit(
            counted(
                len(found),
                "%n image found, {missing} still missing.",
                "%n images found, {missing} still missing.",
                missing=len(missing_images(project)),
            )
        )
        self._project_controller.entries.fill(project)
        if found and self._document.scene is None:
            pages.shut()
            pages.open_image(found[0].id)

    def ask_about(self, replaced: Replaced) -> None:
        """Ask what becomes of the strokes and masks of an image whose file was replaced."""
        ways = {
            "strokes": (
                tr("Keep the strokes"),
                tr("They fit this picture, too; masks are computed again")
                if replaced.fits
                else tr(
                    "The pictures differ in size: strokes stay at the upper left, and what lies "
                    "beyond the edge is cut off; masks are computed again"
                ),
            ),
            "nothing": (
                tr("Begin anew"),
                tr(
                    "Strokes and masks are kept in the project's folder, in files that end in "
                    ".replaced"
                ),
            ),
            FIND: (tr("Find the old file"), tr("Choose where it is now")),
        }
        if replaced.fits:
            same = (
                tr("It is the same picture, saved again"),
                tr("Strokes and masks stay as they are"),
            )
            ways = {"all": same} | ways
        else:  # strokes in wrong places would be learned from: never the first choice
            ways = {"nothing": ways.pop("nothing")} | ways
        dialog = ChoiceDialog(
            self._window(),
            tr("The image file was replaced"),
            tr(REPLACED, name=replaced.name),
            tr("Continue"),
            ways,
        )
        project = self._project_controller.project

        def decide() -> None:
            if project is self._project_controller.project:
                self._decide(replaced, dialog.chosen())

        dialog.accepted.connect(decide)
        dialog.open()

    def ask_which(self, ambiguous: Mapping[str, tuple[Path, ...]]) -> None:
        """Ask which files are meant, where several are called like a missing image."""
        project = self._project_controller.project
        if project is None or not ambiguous:
            return
        name, *rest = ambiguous
        missing = project.image(name).path
        ways = {str(path): (str(path), "") for path in ambiguous[name]}
        ways[NONE] = (tr("None of these"), tr("The image stays missing"))
        dialog = ChoiceDialog(
            self._window(),
            tr("Find missing images"),
            tr(
                "Which file is {file}, which was in {folder}? There are several of this name, or "
                "its contents are not those that the project remembers.",
                file=missing.name,
                folder=missing.parent,
            ),
            tr("Continue"),
            ways,
        )
        others = {each: ambiguous[each] for each in rest}
        dialog.accepted.connect(lambda: self._take(project, name, dialog.chosen()))
        dialog.finished.connect(lambda result: self.ask_which(others))
        dialog.open()

    def _decide(self, replaced: Replaced, way: str) -> None:
        if way != FIND:
            self._project_controller.frames.adopt(replaced, cast(Keep, way))
            return
        file, _ = QFileDialog.getOpenFileName(
            self._window(), tr("Find the old {file}", file=replaced.name)
        )
        if file:
            self.relink_to({replaced.image_id: Path(file)})

    def _take(self, project: object, name: str, file: str) -> None:
        if project is self._project_controller.project and file != NONE:
            self.relink_to({name: Path(file)})
