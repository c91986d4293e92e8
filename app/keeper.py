"""The open project: its images, and that nothing of it is ever lost."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject, QTimer

from app import opening, paths
from app.arrivals import images_at, new_folder, project_at
from app.background import Background
from app.bus import Bus
from app.document import Document
from app.entries import Entries
from app.errors import report
from app.learning import Learning
from app.preferences import Preferences
from app.task import Task
from sketchpose_engine.annotations import Annotations
from sketchpose_engine.catalogue import CellClass, page_key, split_key
from sketchpose_engine.errors import InputError
from sketchpose_engine.filters import Filter
from sketchpose_engine.frames import Frame
from sketchpose_engine.messages import Change
from sketchpose_engine.project import Project

SYNC_MS = 700  # after an edit, the disk is told to keep it through a power cut, too
MOST_RECENT = 8
LOCK_MS = 200
SAMPLE = "Sample - "  # projects of samples begin so; other images do not join them
MOST_HISTORIES = 12  # images whose edits can be undone after another one was looked at


class Keeper(QObject):
    """Owns the project on disk.

    Parameters
    ----------
    bus, preferences
        The program's.
    document, learning
        Told which image is open.
    """

    def __init__(
        self, bus: Bus, preferences: Preferences, document: Document, learning: Learning
    ) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._document = document
        self._learning = learning
        self._background = Background()  # nothing of it may be dropped
        self.project: Project | None = None
        self._lock: QLockFile | None = None  # against a second window on the same project
        self.entries = Entries(bus)
        self._histories: dict[str, Annotations] = {}  # the one looked at last is last
        self._wanted = ""  # image that is open, or being opened
        self._frame: Frame | None = None  # of it; None: the one that was looked at last
        self._cells = 0
        self._masks_unsaved = False
        self._task = Task(bus)
        self._filters: tuple[Filter, ...] = ()
        self._filtering = QTimer(self, singleShot=True, interval=SYNC_MS)
        self._filtering.timeout.connect(self._save_filters)
        self._sync = QTimer(self, singleShot=True, interval=SYNC_MS)
        self._sync.timeout.connect(self._sync_journal)
        bus.sketch_changed.connect(self._keep)
        bus.masks_ready.connect(self._note_masks)
        bus.counted.connect(self._note_count)
        bus.rested.connect(lambda resting: self.keep_masks())
        bus.weights_kept.connect(lambda kept: self.keep_masks())  # every minute of learning
        bus.image_chosen.connect(self.open_image)
        bus.frame_chosen.connect(self.open_frame)
        bus.filters_chosen.connect(self._take_filters)
        bus.image_removed.connect(self.remove_image)
        bus.files_dropped.connect(self.add)

    # Projects

    def add(self, files: Iterable[str | Path]) -> None:
        """Open images, folders of images, a project, or one packed into a zip file."""
        images: list[Path] = []
        for path in map(Path, files):
            try:
                if (folder := project_at(path)) is not None:
                    self.open_project(folder)
                    return
                if path.suffix.lower() == ".zip":
                    self.unpack(path)
                    return
                images += images_at(path)
            except InputError as error:
                report(self._bus, error)
        if images:
            self._add_images(images)

    def begin(self, files: Iterable[str | Path]) -> None:
        """Begin a new project with these images."""
        paths_chosen = [Path(file) for file in files]
        try:
            self._use(Project.create(new_folder(paths_chosen[0])))
        except InputError as error:
            report(self._bus, error)
        else:
            self.add(paths_chosen)

    def open_project(self, folder: Path) -> None:
        """Open a project, instead of the one that is open."""
        try:
            self._use(Project.open(folder))
        except InputError as error:
            self._forget_recent(folder)
            report(self._bus, error)

    def open_sample(self, name: str, folder: str) -> None:
        """Open a shipped sample with its strokes, or go on where it was left."""
        place = paths.projects_folder() / f"{SAMPLE}{name}"
        if (place / "project.json").exists():
            self.open_project(place)
            return
        try:
            project = Project.create(place)
            copy = place / f"{folder}.tif"
            shutil.copyfile(paths.sample_image(folder), copy)
            (image,) = project.add_images([copy])
            from sketchpose_engine.images import load_image, load_sketch

            shape = load_image(copy).planes.shape[-2:]
            project.compact(image.id, load_sketch(paths.sample_sketch(folder), shape), (), 1)
            self._use(project)
        except (InputError, OSError) as error:
            report(self._bus, error)

    def save_copy(self, folder: Path) -> None:
        """Put the project into another folder and go on there."""
        if self.project is None:
            return
        try:
            self._bring_to_disk()
            self._use(self.project.save_copy(folder))
        except InputError as error:
            report(self._bus, error)

    def pack(self, path: Path, with_images: bool) -> None:
        """Put the project into one zip file."""
        project = self.project
        if project is None:
            return
        self._bring_to_disk()
        self._background.run(
            lambda: self._pack(project, path, with_images),
            lambda done: self._bus.noted.emit(f"The project is packed in {path}") if done else None,
            lambda error: report(self._bus, error),
        )

    def _pack(self, project: Project, path: Path, with_images: bool) -> bool:
        """In the other thread; whether it was not stopped."""
        from sketchpose_engine.packing import pack

        return self._task.follow(
            f"Packing {path.name}", pack(project, path, with_images=with_images)
        )

    def unpack(self, path: Path) -> None:
        """Take a packed project out of its zip file, and open it."""

        def work() -> Path:
            from sketchpose_engine.packing import unpack

            return unpack(path, paths.projects_folder()).folder

        self._bus.busy_changed.emit(f"Unpacking {path.name}", -1.0)
        self._background.run(
            work,
            lambda folder: (self._bus.busy_changed.emit("", 1.0), self.open_project(folder)),
            lambda error: (self._bus.busy_changed.emit("", 1.0), report(self._bus, error)),
        )

    def relink(self, folder: Path) -> None:
        """Look for images that are missing in a folder and those in it."""
        if self.project is None:
            return
        try:
            found = self.project.relink(folder)
        except InputError as error:
            report(self._bus, error)
            return
        left = len(self.project.missing())
        self._bus.noted.emit(f"{len(found)} images found, {left} still missing.")
        self.entries.fill(self.project)
        self.entries.read_thumbnails()
        if found and not self._wanted:
            self.open_image(found[0].id)

    def set_classes(self, classes: tuple[CellClass, ...]) -> None:
        """Save the classes of cells."""
        if self.project is not None and self._saved(lambda: self.project.set_classes(classes)):
            self._bus.classes_changed.emit(classes)

    def set_pixel_size(self, size_um: float | None, all_images: bool) -> None:
        """Save how large a pixel is; None: as the file says."""
        scene, project = self._document.scene, self.project
        if scene is None or project is None:
            return
        for image in project.images if all_images else [project.image(scene.entry_id)]:
            self._describe(image.id, pixel_size_um=size_um)
        scene.pixel_size_um = size_um or scene.file_pixel_size_um
        self._masks_unsaved = True  # the file tells the size, too
        self._bus.pixel_size_changed.emit(scene)

    def note_cells(self, key: str, cells: int) -> None:
        """Save how many cells a frame has."""
        image_id, code = split_key(key)
        if self.project is not None and image_id in self.entries:
            self._describe(image_id, cells={code: cells})

    def _take_filters(self, filters: tuple[Filter, ...]) -> None:
        """Which cells count is other at once, and saved when that comes to rest."""
        self._bus.filters_changed.emit(filters)
        self._filters = filters
        self._filtering.start()

    def _save_filters(self) -> None:
        if self.project is not None and self._filters != self.project.filters:
            self._saved(lambda: self.project.set_filters(self._filters))

    def _saved(self, save: Callable[[], None]) -> bool:
        try:
            save()
        except InputError as error:
            report(self._bus, error)
            return False
        return True

    def _bring_to_disk(self) -> None:
        """Everything that belongs to the project is in its folder after this."""
        self.keep_masks()
        self._background.finish()
        self._learning.keep_weights()

    def close(self) -> None:
        """Bring everything to disk, wait for it, and close the project."""
        self.keep_masks()
        self._save_filters()
        self._filtering.stop()
        self._document.close()
        self._sync.stop()
        self._learning.forget(self.entries)
        self.entries.fill(None)
        self._histories.clear()
        self._background.finish()
        if self.project is not None:
            self.project.close()
            self.project = None
            if self._lock is not None:
                self._lock.unlock()

    # Images

    def open_image(self, image_id: str) -> None:
        """Show an image of the project, at the frame that was looked at last."""
        if image_id != self._wanted:
            self._open(image_id, None)

    def open_frame(self, frame: Frame) -> None:
        """Show another frame of the open image's file."""
        scene = self._document.scene
        if scene is not None and scene.entry_id == self._wanted and frame != scene.frame:
            self._open(self._wanted, frame)

    def step_frame(self, by: int) -> None:
        """Show the next point in time, or depth if there is only one, or the one before."""
        if (scene := self._document.scene) is not None:
            self.open_frame(scene.extent.stepped(scene.frame, by))

    def _open(self, image_id: str, frame: Frame | None) -> None:
        if self.project is None:
            return
        self._leave_image()
        self._wanted, self._frame = image_id, frame
        project, image = self.project, self.project.image(image_id)
        self._bus.busy_changed.emit(f"Opening {image.path.name}", -1.0)
        self._background.run(
            lambda: opening.open_image(project, image, frame),
            lambda opened: self._show(opened, frame),
            lambda error: self._could_not_open(image_id, error),
            soon=True,
        )

    def step(self, by: int) -> None:
        """Show the next image, or the one before."""
        names = list(self.entries)
        if self._wanted in names:
            self.open_image(names[(names.index(self._wanted) + by) % len(names)])

    def remove_image(self, image_id: str) -> None:
        """Take an image out of the project; its file and its strokes stay on disk."""
        if self.project is None:
            return
        if image_id == self._wanted:
            self._leave_image()
            self._document.close()
            self._wanted = ""
        try:
            self.project.remove_image(image_id)
        except InputError as error:
            report(self._bus, error)
            return
        self.entries.remove(image_id)
        self._learning.forget([image_id])
        if not self._wanted and self.entries:
            self.open_image(next(iter(self.entries)))

    def keep_masks(self) -> None:
        """Write the masks that are shown, beside the window."""
        scene, project = self._document.scene, self.project
        if scene is None or project is None or not self._masks_unsaved:
            return
        self._masks_unsaved = False
        labels, name, pixel_size_um = scene.labels.copy(), scene.image_id, scene.pixel_size_um
        classes = scene.classes
        self._background.run(
            lambda: project.write_masks(name, labels, pixel_size_um, classes),
            lambda nothing: None,
            lambda error: report(self._bus, error),
        )
        self._describe(scene.entry_id, cells={scene.code: self._cells})

    def _describe(self, image_id: str, **facts: Any) -> None:
        """Save what is known of an image."""
        if self.project is None:
            return
        project = self.project
        if self._saved(lambda: project.describe(image_id, **facts)):
            self.entries.change(image_id, cells=project.image(image_id).cells)

    def _use(self, project: Project) -> None:
        """Work on this project from now on; raises InputError if another window does."""
        lock = QLockFile(str(project.folder / ".lock"))
        lock.setStaleLockTime(0)  # a lock is void when its process is gone, and only then
        if self.project is not None and self.project.folder == project.folder:
            self.close()
        if not lock.tryLock(LOCK_MS) and lock.error() == QLockFile.LockError.LockFailedError:
            raise InputError(
                f"{project.folder.name} is open in another window: close it there first."
            )
        self.close()
        self.project, self._lock = project, lock
        self._wanted = ""
        self._learning.remember_in(project.weights_path)
        self._remember_recent(project.folder)
        self._bus.project_opened.emit(project)
        self._filters = project.filters
        self._bus.filters_changed.emit(project.filters)
        self._bus.classes_changed.emit(project.classes)
        self.entries.fill(project)
        if self.entries:
            self.open_image(next(iter(self.entries)))
        shown = project.image(self._wanted).shown if self._wanted else ""
        self.entries.read_lessons(page_key(self._wanted, shown), self._learning.learn_from)
        self.entries.read_thumbnails()

    def _add_images(self, images: list[Path]) -> None:
        try:
            if self.project is None or self.project.folder.name.startswith(SAMPLE):
                self._use(Project.create(new_folder(images[0])))
            assert self.project is not None
            new = self.project.add_images(images)
        except InputError as error:
            report(self._bus, error)
            return
        self.entries.add(new)
        if new:
            self.open_image(new[0].id)
            self.entries.read_thumbnails()
        else:
            self._bus.noted.emit("These images are in the project already.")

    def _show(self, opened: opening.Opened, frame: Frame | None) -> None:
        scene = opened.scene
        if (scene.entry_id, frame) != (self._wanted, self._frame) or self.project is None:
            return  # another one was chosen meanwhile
        self._bus.busy_changed.emit("", 1.0)
        if opened.note:
            report(self._bus, InputError(opened.note))
        self._masks_unsaved = False
        drawn = self._with_history(opened.annotations)
        scene.sketch = drawn.labels
        self._document.open(scene, drawn)
        self._learning.open(scene, drawn, opened.masks_known)
        self.entries.change(
            scene.entry_id, picture=opening.small_picture(scene.levels[-1]), missing=False
        )
        if scene.code != self.project.image(scene.entry_id).shown:
            self._describe(scene.entry_id, shown=scene.code)

    def _with_history(self, read: Annotations) -> Annotations:
        """What was read from disk; or the same with its history, if that is still known."""
        known = self._histories.pop(read.image_id, None)
        if known is None or known.revision != read.revision:
            known = read
        self._histories[read.image_id] = known
        if len(self._histories) > MOST_HISTORIES:
            del self._histories[next(iter(self._histories))]
        return known

    def _could_not_open(self, image_id: str, error: Exception) -> None:
        if image_id == self._wanted:
            self._wanted = ""
            self._bus.busy_changed.emit("", 1.0)
            self._document.close()
        self.entries.change(image_id, missing=True)
        report(self._bus, error)

    def _leave_image(self) -> None:
        """Bring what belongs to the open image to disk."""
        self.keep_masks()
        drawn, project = self._document.annotations, self.project
        self._document.end()
        if drawn is None or project is None or not drawn.revision:
            return
        labels, corrections, revision = drawn.labels, drawn.corrections, drawn.revision
        name = drawn.image_id
        self._background.run(
            lambda: project.compact(name, labels, corrections, revision),
            lambda nothing: None,
            lambda error: report(self._bus, error),
        )

    # Keeping

    def _keep(self, change: Change) -> None:
        if self.project is None:
            return
        try:
            self.project.journal(change.image_id).append(change)
        except InputError as error:
            report(self._bus, error)
            return
        self._sync.start()
        self.entries.change(split_key(change.image_id)[0], annotated=True)

    def _sync_journal(self) -> None:
        drawn, project = self._document.annotations, self.project
        if drawn is None or project is None:
            return
        journal = project.journal(drawn.image_id)
        self._background.run(
            journal.sync,
            lambda nothing: None,
            lambda error: report(self._bus, error),
        )

    def _note_masks(self, ready: object) -> None:
        self._masks_unsaved = True

    def _note_count(self, cells: int, areas_px: object) -> None:
        self._cells = cells
        scene = self._document.scene
        if scene is None or scene.entry_id != self._wanted:
            return
        known = self.entries[self._wanted].cells
        if cells or scene.code in known:
            self.entries.change(self._wanted, cells={**known, scene.code: cells})

    # Recent projects

    def _remember_recent(self, folder: Path) -> None:
        others = [name for name in self._preferences["recent_projects"] if name != str(folder)]
        self._preferences["recent_projects"] = [str(folder), *others][:MOST_RECENT]

    def _forget_recent(self, folder: Path) -> None:
        recent = self._preferences["recent_projects"]
        self._preferences["recent_projects"] = [name for name in recent if name != str(folder)]
