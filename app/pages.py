"""The frame that is open: read, shown, and its strokes and masks kept on disk."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app import opening
from app.background import Background
from app.bus import Bus
from app.document import Document
from app.entries import Entries
from app.errors import report
from app.learning import Learning
from sketchpose_engine.annotations import Annotations
from sketchpose_engine.catalogue import split_key
from sketchpose_engine.errors import InputError
from sketchpose_engine.frames import Frame
from sketchpose_engine.messages import Change
from sketchpose_engine.project import Project

SYNC_MS = 700  # after an edit, the disk is told to keep it through a power cut, too
MOST_HISTORIES = 12  # frames whose edits can be undone after another one was looked at


class Pages(QObject):
    """Opens one frame after another, and loses nothing of any.

    Parameters
    ----------
    bus
        The notice board.
    document, learning
        Told which frame is open.
    entries
        The list of the project's images.

    Attributes
    ----------
    project
        That the images belong to.
    wanted
        Image that is open, or being opened; "" for none.
    """

    def __init__(self, bus: Bus, document: Document, learning: Learning, entries: Entries) -> None:
        super().__init__()
        self._bus = bus
        self._document = document
        self._learning = learning
        self._entries = entries
        self._background = Background()  # nothing of it may be dropped
        self.project: Project | None = None
        self.wanted = ""
        self._turn = 0  # of opening: what comes late from an earlier one is not shown
        self._histories: dict[str, Annotations] = {}  # the one looked at last is last
        self._cells = 0
        self._masks_unsaved = False
        self._sync = QTimer(self, singleShot=True, interval=SYNC_MS)
        self._sync.timeout.connect(self._sync_journal)
        bus.sketch_changed.connect(self._keep)
        bus.masks_ready.connect(self._note_masks)
        bus.pixel_size_changed.connect(self._note_masks)  # the file of the masks tells it, too
        bus.counted.connect(self._note_count)
        bus.rested.connect(lambda resting: self.keep_masks())
        bus.weights_kept.connect(lambda kept: self.keep_masks())  # every minute of learning
        bus.image_chosen.connect(self.open_image)
        bus.frame_chosen.connect(self.open_frame)

    def turn_to(self, project: Project) -> None:
        """Show images of this project from now on."""
        self.project, self.wanted = project, ""

    def close(self) -> None:
        """Bring everything to disk, wait for it, and show nothing."""
        self.keep_masks()
        self._document.close()
        self._sync.stop()
        self._histories.clear()
        self.finish()
        self.project, self.wanted = None, ""

    def shut(self) -> None:
        """Leave the open image, and show nothing."""
        self.leave()
        self._document.close()
        self.wanted = ""

    def finish(self) -> None:
        """Wait until everything is on disk."""
        self._background.finish()

    def open_image(self, image_id: str) -> None:
        """Show an image of the project, at the frame that was looked at last."""
        if image_id != self.wanted:
            self._open(image_id, None)

    def open_frame(self, frame: Frame) -> None:
        """Show another frame of the open image's file."""
        scene = self._document.scene
        if scene is not None and scene.entry_id == self.wanted and frame != scene.frame:
            self._open(self.wanted, frame)

    def step_frame(self, by: int) -> None:
        """Show the next point in time, or depth if there is only one, or the one before."""
        if (scene := self._document.scene) is not None:
            self.open_frame(scene.extent.stepped(scene.frame, by))

    def _open(self, image_id: str, frame: Frame | None) -> None:
        if self.project is None:
            return
        self.leave()
        self._turn += 1
        self.wanted, turn = image_id, self._turn
        project, image = self.project, self.project.image(image_id)
        self._bus.busy_changed.emit(f"Opening {image.path.name}", -1.0)
        self._background.run(
            lambda: opening.open_image(project, image, frame),
            lambda opened: self._show(opened, turn),
            lambda error: self._could_not_open(image_id, turn, error),
            soon=True,
        )

    def step(self, by: int) -> None:
        """Show the next image, or the one before."""
        names = list(self._entries)
        if self.wanted in names:
            self.open_image(names[(names.index(self.wanted) + by) % len(names)])

    def note_cells(self, key: str, cells: int) -> None:
        """Save how many cells a frame has."""
        image_id, code = split_key(key)
        if self.project is not None and image_id in self._entries:
            self.describe(image_id, cells={code: cells})

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
        self.describe(scene.entry_id, cells={scene.code: self._cells})

    def describe(self, image_id: str, **facts: Any) -> None:
        """Save what is known of an image."""
        if self.project is None:
            return
        project = self.project
        if saved(self._bus, lambda: project.describe(image_id, **facts)):
            self._entries.change(image_id, cells=project.image(image_id).cells)

    def _show(self, opened: opening.Opened, turn: int) -> None:
        scene = opened.scene
        if turn != self._turn or not self.wanted or self.project is None:
            return  # another one was chosen meanwhile
        self._bus.busy_changed.emit("", 1.0)
        if opened.note:
            report(self._bus, InputError(opened.note))
        self._masks_unsaved = False
        drawn = self._with_history(opened.annotations)
        scene.sketch = drawn.labels
        self._document.open(scene, drawn)
        self._learning.open(scene, drawn, opened.masks_known)
        self._entries.change(
            scene.entry_id, picture=opening.small_picture(scene.levels[-1]), missing=False
        )
        if scene.code != self.project.image(scene.entry_id).shown:
            self.describe(scene.entry_id, shown=scene.code)

    def _with_history(self, read: Annotations) -> Annotations:
        """What was read from disk; or the same with its history, if that is still known."""
        known = self._histories.pop(read.image_id, None)
        if known is None or known.revision != read.revision:
            known = read
        self._histories[read.image_id] = known
        if len(self._histories) > MOST_HISTORIES:
            del self._histories[next(iter(self._histories))]
        return known

    def _could_not_open(self, image_id: str, turn: int, error: Exception) -> None:
        if turn == self._turn:
            self.wanted = ""
            self._bus.busy_changed.emit("", 1.0)
            self._document.close()
        self._entries.change(image_id, missing=True)
        report(self._bus, error)

    def leave(self) -> None:
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

    def _keep(self, change: Change) -> None:
        if self.project is None:
            return
        try:
            self.project.journal(change.image_id).append(change)
        except InputError as error:
            report(self._bus, error)
            return
        self._sync.start()
        self._entries.change(split_key(change.image_id)[0], annotated=True)

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
        if scene is None or scene.entry_id != self.wanted:
            return
        known = self._entries[self.wanted].cells
        if cells or scene.code in known:
            self._entries.change(self.wanted, cells={**known, scene.code: cells})


def saved(bus: Bus, save: Callable[[], None]) -> bool:
    """Save something, or tell why that is not possible."""
    try:
        save()
    except InputError as error:
        report(bus, error)
        return False
    return True
