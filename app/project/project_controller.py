"""The open project: created, opened, copied, packed, closed; which images are in it."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject

from app.core import paths
from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.payloads import Problem
from app.core.preferences import Preferences
from app.core.translation import counted, tr, tr_noop
from app.core.workers import Workers
from app.project.dropped_files import FEW, images_at, new_folder, project_at, sound
from app.project.frame_controller import FrameController
from app.project.image_list import ImageList, removed_text
from app.project.packing import Packing
from app.project.project_lock import acquire, lock_of
from app.project.project_settings import ProjectSettings
from app.project.recent_projects import RecentProjects
from app.project.samples import SAMPLE, create_example, create_sample
from app.project.stored_results import StoredResults
from app.state.document import Document
from app.state.learning import LEARNING, Learning
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.project.manifest import PACKED_SUFFIXES, page_key
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.relinking import missing_images

NEW_PROJECT = tr_noop("New project “{project}” with {images}.")
ADDED = tr_noop("{images} added to “{project}”.")


class ProjectController(QObject):
    """Owns the project on disk.

    Parameters
    ----------
    bus, preferences
        The program's.
    document, learning
        Receivers of the image that is opened.
    """

    def __init__(
        self, bus: Bus, preferences: Preferences, document: Document, learning: Learning
    ) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._document = document
        self._learning = learning
        self._background = Workers()
        self._packing = Packing(bus, self._background)
        self.recent = RecentProjects(bus, preferences)
        self.settings = ProjectSettings(bus, document, lambda: self.project)
        self.project: Project | None = None
        self._lock: QLockFile | None = None  # against a second window on the same project
        self.entries = ImageList(bus)
        self.frames = FrameController(bus, document, learning, self.entries)
        self.results = StoredResults(bus, learning.post)
        self.leaving: list[Callable[[], None]] = []  # called before a project is closed or copied
        bus.project.image_removed.connect(self.remove_image)

    # Projects

    def add(self, files: Iterable[str | Path], *, new: bool = False) -> None:
        """Open images, folders of images, a project, or one that is packed.

        Parameters
        ----------
        files
            Of these, images are added to the project that is open.
        new
            Begin a new project with the images instead.
        """
        images: list[Path] = []
        refused: list[InputError] = []
        passed_over: list[str] = []
        for path in map(Path, files):
            try:
                if (folder := project_at(path)) is not None:
                    self.open_project(folder)
                    return
                if path.suffix.lower() in PACKED_SUFFIXES:
                    self.unpack(path)
                    return
                subfolders = self._preferences["subfolders"]
                images += images_at(path, subfolders, passed_over.append)
            except InputError as error:
                refused.append(error)
        if images := sound(images, refused.append, passed_over.append):
            self._add_images(images, new=new)
        # After a new project has cleared the messages of the old one:
        for sentence in passed_over:
            self._bus.notices.noted.emit(sentence)
        for problem in refused:
            report(self._bus, problem)

    def open_project(self, folder: Path) -> None:
        """Open a project, instead of the one that is open."""
        try:
            self._use(Project.open(folder))
        except InputError as error:
            self.recent.drop_if_gone(folder)
            report(self._bus, error)

    def open_sample(self, name: str, folder: str) -> None:
        """Open a shipped sample with its strokes, or go on where it was left."""
        place = paths.projects_folder() / f"{SAMPLE}{name}"
        if (place / "project.json").exists():
            self.open_project(place)
        else:
            self._begin(lambda: create_sample(place, folder))

    def open_example(self) -> None:
        """Open a new copy of the guided example, without strokes."""
        self._begin(create_example)

    def _begin(self, create: Callable[[], Project]) -> None:
        try:
            self._use(create())
        except (InputError, OSError) as error:
            report(self._bus, error)

    def save_copy(self, folder: Path) -> None:
        """Put the project into another folder and go on there."""
        if self.project is None:
            return
        from sketchpose_engine.project.archive import save_copy

        try:
            self.bring_to_disk(hold=True)
            self._use(save_copy(self.project, folder), self.frames.wanted)
        except InputError as error:
            self._learning.go_on()
            report(self._bus, error)

    def pack(self, path: Path, with_images: bool) -> None:
        """Put the project into one file."""
        project = self.project
        if project is None:
            return
        self.bring_to_disk()
        self._packing.pack(project, path, with_images)

    def unpack(self, path: Path) -> None:
        """Take a packed project out of its file, or find it if that was done, and open it."""

        def opened(folder: Path, *, before: bool) -> None:
            self.open_project(folder)
            if before and self.project is not None and self.project.folder == folder:
                sentence = tr(
                    "{file} was unpacked before: this is its project, as you left it.",
                    file=path.name,
                )
                self._bus.notices.noted.emit(sentence)

        self._packing.unpack(path, opened)

    def bring_to_disk(self, *, hold: bool = False) -> None:
        """Write everything that belongs to the project into its folder.

        The engine's answers so far are shown, and so they are saved; then it is waited for.
        `hold`: nothing more is learned, and what else is under way in the project ends.
        """
        for leave in self.leaving if hold else ():
            leave()
        self._document.end()
        self._learning.save_now(hold=hold)
        self.settings.save()
        self.frames.keep_masks()
        self.results.save()
        self.frames.finish()
        self.results.finish()

    def close(self) -> None:
        """Bring everything to disk, wait for it, and close the project."""
        if self.project is not None:
            self.bring_to_disk(hold=True)
        self.settings.close()
        self.frames.close()
        self.results.finish()
        self.results.turn_to(None)
        if self.project is not None:
            self._learning.close_images()
        self.entries.fill(None)
        self._background.finish()
        if self.project is not None:
            self.project.close()
            self.project = None
            if self._lock is not None:
                self._lock.unlock()

    # Images

    def remove_image(self, image_id: str) -> None:
        """Take an image out of the project; its file and its strokes stay on disk."""
        if self.project is None:
            return
        name, rests = self.project.image(image_id).path.name, False
        if image_id == self.frames.wanted:
            self.frames.shut()
        try:
            self.project.remove_image(image_id)
        except InputError as error:
            report(self._bus, error)
            return
        self.entries.remove(image_id)
        self._learning.forget([image_id])
        if not self.frames.wanted and self.entries:
            following = next(iter(self.entries))
            rests = self._learning.state == LEARNING and bool(self.entries[following].cells)
            self.frames.open_image(following)
        self._bus.notices.noted.emit(removed_text(name, rests=rests))

    def _use(self, project: Project, image_id: str = "") -> None:
        """Use this project from now on; raise InputError if another window uses it.

        Parameters
        ----------
        image_id
            Shown first, as the project is a copy of the one that is open; "" for the image of
            another project that was shown last: it starts with the first tool, without a pause.
        """
        lock = lock_of(project.folder)
        if self.project is not None and self.project.folder == project.folder:
            self.close()
            project = Project.open(project.folder)  # with what was saved just now
        acquire(lock, project.folder)
        if not image_id:
            self._bus.project.switching.emit()
        self.close()
        if not image_id:  # a new project starts clean
            self._preferences["live"] = True
            self._bus.view.tool_changed.emit("cell")
            self._bus.view.class_chosen.emit(0)
        self.project, self._lock = project, lock
        self.frames.turn_to(project)
        self.results.turn_to(project)
        self._learning.remember_in(project.weights_path)
        self.recent.add(project.folder)
        self._bus.project.opened.emit(project)
        self.settings.use(project)
        self.entries.fill(project)
        if self.entries:
            last = image_id or project.manifest.shown
            first = last if last in self.entries else next(iter(self.entries))
            self.frames.open_image(first)
        self._report_missing(project)
        self.send_training_frames()

    def send_training_frames(self) -> None:
        """Send all frames with strokes to the engine, except the one on screen."""
        if self.project is None:
            return
        on_screen = ""
        if (name := self.frames.wanted) and name in self.entries:
            on_screen = page_key(name, self.project.image(name).shown)
        self.entries.read_training_frames(on_screen, self._learning.learn_from)

    def _report_missing(self, project: Project) -> None:
        if count := len(missing_images(project)):
            sentence = counted(
                count,
                "%n image is not in its place any more: choose File, Find missing images.",
                "%n images are not in their place any more: choose File, Find missing images.",
            )
            self._bus.notices.problem_met.emit(Problem(sentence))

    def _add_images(self, images: list[Path], *, new: bool) -> None:
        first = self.project is None
        try:
            if new or first:
                self._use(Project.create(new_folder(images)))
            assert self.project is not None
            added = self.project.add_images(images, fingerprints=len(images) <= FEW)
        except InputError as error:
            report(self._bus, error)
            return
        self.entries.add(added)
        if added:
            self.frames.open_image(added[0].id)
        name = self.project.folder.name
        count = counted(len(added), "%n image", "%n images")
        if not added:
            self._bus.notices.noted.emit(
                tr("These images are in “{project}” already.", project=name)
            )
        elif new or not first:
            done = NEW_PROJECT if new else ADDED
            self._bus.notices.noted.emit(tr(done, project=name, images=count))
