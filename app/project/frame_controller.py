"""The frame that is open: read, shown, and its strokes and masks kept on disk."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from app.core.bus import Bus
from app.core.error_reporting import report, saved
from app.core.payloads import Busy
from app.core.translation import tr
from app.core.workers import Workers
from app.project import image_loading
from app.project.frame_store import FrameStore
from app.project.image_list import ImageList
from app.state.document import Document
from app.state.learning import Learning
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frames import Frame
from sketchpose_engine.project.manifest import split_key
from sketchpose_engine.project.project import Project
from sketchpose_engine.sketch.annotations import Annotations
from sketchpose_engine.sketch.edits import Change

if TYPE_CHECKING:
    from sketchpose_engine.project.replacing import Keep

SYNC_MS = 700  # delay of the fsync after an edit
MOST_HISTORIES = 12  # frames whose edits can be undone after another one was looked at


class FrameController(QObject):
    """Opens frames and saves their edits.

    Parameters
    ----------
    bus
        The program's signals.
    document, learning
        Receivers of the frame that is opened.
    entries
        The list of the project's images.

    Attributes
    ----------
    project
        That the images belong to.
    store
        Keeps masks and counts on disk.
    wanted
        Id of the image that is open, or being opened; "" for none.
    """

    def __init__(
        self, bus: Bus, document: Document, learning: Learning, entries: ImageList
    ) -> None:
        super().__init__()
        self._bus = bus
        self._document = document
        self._learning = learning
        self._entries = entries
        self._background = Workers()  # nothing of it may be dropped
        self.project: Project | None = None
        self.wanted = ""
        self._turn = 0  # of opening: what comes late from an earlier one is not shown
        self._histories: dict[str, Annotations] = {}  # the one looked at last is last
        self._forgotten = set[str]()  # images, until they are opened again
        self._shown: dict[str, str] = {}  # frame that each image shows, not on disk yet
        self.store = FrameStore(bus, entries)
        self._sync = QTimer(self, singleShot=True, interval=SYNC_MS)
        self._sync.timeout.connect(self._sync_journal)
        self._sync.timeout.connect(self._keep_shown)
        bus.frame.sketch_changed.connect(self._keep)
        bus.engine.idle.connect(lambda resting: self.store.save())
        bus.engine.weights_saved.connect(lambda saved: self.store.save_learned())
        bus.project.image_chosen.connect(self.open_image)
        bus.project.frame_chosen.connect(self.open_frame)

    def turn_to(self, project: Project) -> None:
        """Show images of this project from now on."""
        self.project, self.wanted = project, ""
        self.store.turn_to(project)

    def close(self) -> None:
        """Bring everything to disk, wait for it, and show nothing."""
        self._turn += 1
        self._document.end()
        self.store.show(None)
        self._document.close()
        self._sync.stop()
        self._histories.clear()
        self._forgotten.clear()
        self.finish()
        self.store.turn_to(None)
        self.project, self.wanted = None, ""

    def shut(self) -> None:
        """Leave the open image, and show nothing."""
        self._turn += 1  # nor what is being opened
        self.leave()
        self.store.show(None)
        self._document.close()
        self._bus.notices.busy_changed.emit(Busy("", 1.0))
        self.wanted = ""

    def finish(self) -> None:
        """Wait until everything is on disk."""
        self._keep_shown()
        self._background.finish()
        self.store.finish()

    def open_image(self, image_id: str) -> None:
        """Show an image of the project, at the frame that was looked at last."""
        if image_id != self.wanted:
            self._keep_shown()
            self._open(image_id, None)

    def reopen(self) -> None:
        """Read the open image again from its file."""
        image_id = self.wanted
        self.shut()
        self.open_image(image_id)

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
        self._bus.notices.busy_changed.emit(Busy(tr("Opening {file}", file=image.path.name), -1.0))
        self._background.run(
            lambda: image_loading.open_image(project, image, frame),
            lambda opened: self._show(opened, turn),
            lambda error: self._could_not_open(image_id, turn, error),
            soon=True,
        )

    def step(self, by: int) -> None:
        """Show the next image, or the one before."""
        names = list(self._entries)
        if self.wanted in names:
            self.open_image(names[(names.index(self.wanted) + by) % len(names)])

    def keep_masks(self) -> None:
        """Write the masks that are shown, beside the window."""
        self.store.save()

    def describe(self, image_id: str, **facts: Any) -> None:
        """Save facts about an image."""
        if self.project is None:
            return
        project = self.project
        saved(self._bus, lambda: project.describe(image_id, **facts))

    def _show(self, opened: image_loading.Opened, turn: int) -> None:
        scene = opened.scene
        if turn != self._turn or not self.wanted or self.project is None:
            return  # another one was chosen meanwhile
        self._bus.notices.busy_changed.emit(Busy("", 1.0))
        if opened.replaced is not None:
            self._ask_about(opened.replaced)
            return
        if opened.note:
            report(self._bus, InputError(opened.note))
        if opened.fingerprint is not None:
            self.forget(scene.entry_id)  # it may belong to the previous file
        if scene.entry_id in self._forgotten:
            self._forgotten.remove(scene.entry_id)
            learn_from = self._learning.learn_from
            self._entries.read_training_frames(scene.image_id, learn_from, scene.entry_id)
        self._document.end()
        drawn = self._with_history(opened.annotations)
        scene.sketch = drawn.labels
        self.store.show(scene, masked=opened.masks_known)
        self._document.open(scene, drawn)
        self._learning.open(scene, drawn, opened.masks_known)
        self._entries.change(
            scene.entry_id, picture=image_loading.small_picture(scene.levels[-1]), missing=False
        )
        if scene.code != self.project.image(scene.entry_id).shown:
            self._shown[scene.entry_id] = scene.code
            self._sync.start()  # not each time: one may step through many frames
        if opened.fingerprint is not None:
            self.describe(scene.entry_id, fingerprint=opened.fingerprint)

    def _ask_about(self, replaced: image_loading.Replaced) -> None:
        """Show nothing of an image whose file was replaced, until the user has decided."""
        self.wanted = ""
        self.store.show(None)
        self._document.close()
        self.forget(replaced.image_id)
        self._bus.project.image_replaced.emit(replaced)

    def adopt(self, replaced: image_loading.Replaced, keep: "Keep") -> None:
        """Take a file that was replaced for that of its image, and show it."""
        from sketchpose_engine.project.replacing import adopt

        project = self.project
        if project is None:
            return
        self.finish()
        name = replaced.image_id
        if saved(self._bus, lambda: adopt(project, name, replaced.extent, replaced.shape, keep)):
            self._entries.change(
                name,
                annotated=bool(project.sketches.drawn_keys(name)),
                cells=project.image(name).cells,
                missing=False,
            )
            self.open_image(name)

    def forget(self, image_id: str) -> None:
        """Drop what is in memory of an image, until it is opened again: it is outdated."""
        self.store.forget(image_id)
        self._learning.forget([image_id])
        self._forgotten.add(image_id)
        for key in [key for key in self._histories if split_key(key)[0] == image_id]:
            del self._histories[key]

    def _with_history(self, read: Annotations) -> Annotations:
        """What was read from disk; with its undo history if that is still in memory."""
        known = self._histories.pop(read.image_id, None)
        newer = known is self._document.annotations  # drawn on while the file was being read
        if known is None or not (
            known.revision == read.revision or (newer and known.revision > read.revision)
        ):
            known = read
        elif known.corrections and not self._learning.holds(read.image_id):
            known = read  # only the engine had the masks as they were before corrections
        self._histories[read.image_id] = known
        if len(self._histories) > MOST_HISTORIES:
            del self._histories[next(iter(self._histories))]
        return known

    def _could_not_open(self, image_id: str, turn: int, error: Exception) -> None:
        if turn == self._turn:
            self.wanted = ""
            self._bus.notices.busy_changed.emit(Busy("", 1.0))
            self._document.close()
        self._entries.change(image_id, missing=True)
        report(self._bus, error)

    def leave(self) -> None:
        """Bring what belongs to the open image to disk."""
        self._document.end()
        self.store.save()
        drawn, project = self._document.annotations, self.project
        if drawn is None or project is None or not drawn.revision:
            return
        labels, corrections, revision = drawn.labels, drawn.corrections, drawn.revision
        name = drawn.image_id
        self._background.run(
            lambda: project.sketches.compact(name, labels, corrections, revision),
            lambda nothing: None,
            lambda error: report(self._bus, error),
        )

    def _keep(self, change: Change) -> None:
        if self.project is None:
            return
        try:
            self.project.sketches.journal(change.image_id).append(change)
        except InputError as error:
            report(self._bus, error)
            return
        self._sync.start()
        self._entries.change(split_key(change.image_id)[0], annotated=True)

    def _keep_shown(self) -> None:
        """Save which frames are shown, so that images are opened there."""
        shown, self._shown = self._shown, {}
        for image_id, code in shown.items():
            if image_id in self._entries:
                self.describe(image_id, shown=code)

    def _sync_journal(self) -> None:
        drawn, project = self._document.annotations, self.project
        if drawn is None or project is None:
            return
        journal = project.sketches.journal(drawn.image_id)
        self._background.run(
            journal.sync,
            lambda nothing: None,
            lambda error: report(self._bus, error),
        )
