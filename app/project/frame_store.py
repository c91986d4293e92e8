"""Masks, counts and strokes in question of frames on disk: the only place that writes them."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject

from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.workers import Workers
from app.project.image_list import ImageList
from app.state.scene import Scene
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frame_key import FrameKey
from sketchpose_engine.live.messages import FieldsReady, MasksReady
from sketchpose_engine.project.project import Project

SMALL_PX = 16_000_000  # images whose masks are saved together with the weights
LARGE_MS = 60_000  # between two times that masks of larger ones are saved while learning goes on


class FrameStore(QObject):
    """Saves what is found in frames, each under its own key.

    Masks are saved only if there are some, or if the network has found none: a frame that was
    merely looked at has no masks.

    Parameters
    ----------
    bus
        The program's signals.
    entries
        The list of images, which shows the counts.

    Attributes
    ----------
    revisions
        How often masks or count of each frame have changed: a count that was made in another thread
        is outdated if this is another number than when it began.
    """

    def __init__(self, bus: Bus, entries: ImageList) -> None:
        super().__init__()
        self._bus = bus
        self._entries = entries
        self._background = Workers()  # nothing of it may be dropped
        self._project: Project | None = None
        self._scene: Scene | None = None
        self._masked: set[FrameKey] = set()  # frames with masks, on disk or shown
        self._dirty: set[FrameKey] = set()  # frames whose masks are not on disk as they are shown
        self._recounted: set[FrameKey] = set()  # frames whose count is not on disk as it is shown
        self._saved = QElapsedTimer()  # since masks were saved
        self.revisions = Counter[FrameKey]()
        bus.frame.masks_changed.connect(self._note_masks)
        bus.engine.fields_ready.connect(self._note_fields)
        bus.frame.pixel_size_changed.connect(lambda scene: self._note_other(scene.key))
        bus.frame.counted.connect(lambda count: self._show_count(count.cells))
        bus.frame.questions_changed.connect(self._save_questions)

    @property
    def shown_key(self) -> FrameKey | None:
        """Key of the frame that is shown."""
        return None if self._scene is None else self._scene.key

    def turn_to(self, project: Project | None) -> None:
        """Save frames of this project from now on."""
        self._project = project
        for keys in (self._masked, self._dirty, self._recounted):
            keys.clear()

    def show(self, scene: Scene | None, *, masked: bool = False) -> None:
        """Follow the frame that is shown, and read its strokes in question.

        Parameters
        ----------
        scene
            With the sketch; None: no frame is shown.
        masked
            Whether its masks were read from disk.
        """
        self.save()
        self._scene = scene
        if scene is not None and masked:
            self._masked.add(scene.key)
        if scene is not None and self._project is not None:
            try:
                found = self._project.sketches.questions(scene.image_id, scene.shape)
            except InputError as error:
                report(self._bus, error)
            else:
                # A crash may have left a question about a stroke that is not in the journal yet.
                scene.questions = tuple(each for each in found if not each.is_gone(scene.sketch))

    def forget(self, image_id: str) -> None:
        """Discard the state of an image whose file was replaced."""
        for keys in (self._masked, self._dirty, self._recounted):
            keys -= {key for key in keys if key.image_id == image_id}
        if self._scene is not None and self._scene.key.image_id == image_id:
            self._scene = None

    def save(self) -> None:
        """Write masks and count of the frame that is shown, if they are not on disk."""
        scene, project = self._scene, self._project
        if scene is None or project is None or scene.key not in self._masked:
            return
        key = scene.key
        if key not in self._dirty:
            if key in self._recounted:
                self.save_counts({key: scene.count()})
            return
        self._saved.start()
        cells = scene.count()
        self.revisions[key] += 1
        self._dirty.discard(key)
        self._recounted.discard(key)
        labels, size_um, classes = scene.labels.copy(), scene.pixel_size_um, scene.classes
        steps = scene.trained_steps
        self._run(lambda: project.save_frame(str(key), labels, size_um, classes, cells, steps), key)
        self._show_counts({key: cells})

    def save_learned(self) -> None:
        """Save while learning goes on; masks of large images less often, as it would slow down."""
        if self._scene is None:
            return
        is_small = self._scene.labels.size <= SMALL_PX
        if is_small or not self._saved.isValid() or self._saved.hasExpired(LARGE_MS):
            self.save()

    def drop_masks(self) -> None:
        """Note that the frame on screen has no masks any more, as if none had ever been made."""
        scene, project = self._scene, self._project
        if scene is None or project is None:
            return
        key = scene.key
        for keys in (self._masked, self._dirty, self._recounted):
            keys.discard(key)
        self.revisions[key] += 1
        cells = {
            code: n for code, n in self._entries[key.image_id].cells.items() if code != key.code
        }

        def remove() -> None:
            project.masks.remove(str(key))
            project.describe(key.image_id, all_cells=cells)

        self._run(remove)
        self._entries.change(key.image_id, cells=cells)

    def save_counts(self, counts: Mapping[FrameKey, int], trained_steps: int | None = None) -> None:
        """Write how many cells frames have, all in one go.

        Parameters
        ----------
        counts
            Of the masks on disk.
        trained_steps
            Steps of training of the network that has just made these masks; None: they are not new.
        """
        project = self._project
        known = {key: cells for key, cells in counts.items() if key.image_id in self._entries}
        if project is None or not known:
            return
        self.revisions.update(known.keys())
        self._masked |= set(known)  # they were counted in masks on disk
        self._recounted -= set(known)
        facts: dict[str, dict[str, Any]] = {}
        for key, cells in known.items():
            fact = facts.setdefault(key.image_id, {"cells": {}, "trained_steps": {}})
            fact["cells"][key.code] = cells
            if trained_steps is not None:
                fact["trained_steps"][key.code] = trained_steps
        self._run(lambda: _describe(project, facts))
        self._show_counts(known)

    def _save_questions(self, scene: Scene) -> None:
        """Write the strokes in question at once: a crash must not turn them into lessons."""
        if self._project is not None:
            try:
                self._project.sketches.save_questions(scene.image_id, scene.questions)
            except InputError as error:
                report(self._bus, error)

    def finish(self) -> None:
        """Wait until everything is on disk."""
        self._background.finish()

    def _run(self, work: Callable[[], None], key: FrameKey | None = None) -> None:
        """Write beside the window; masks that could not be written are still to be saved."""
        project = self._project

        def failed(error: Exception) -> None:
            if key is not None and project is self._project:
                self._dirty.add(key)
            report(self._bus, error)

        self._background.run(work, lambda nothing: None, failed)

    def _note_masks(self, ready: MasksReady) -> None:
        scene = self._scene
        if scene is None or ready.image_id != scene.image_id:
            return  # from the frame that was shown before
        if ready.labels.any():
            self._masked.add(scene.key)
        if scene.masks_differ:  # or they are those that were read from disk
            scene.masks_differ = False
            self._note_other(scene.key)

    def _note_fields(self, ready: FieldsReady) -> None:
        """Note that the frame was predicted: no cells are a result, too."""
        scene = self._scene
        if scene is not None and ready.image_id == scene.image_id and scene.key not in self._masked:
            self._masked.add(scene.key)
            self._dirty.add(scene.key)

    def _note_other(self, key: FrameKey) -> None:
        self.revisions[key] += 1
        if key in self._masked:
            self._dirty.add(key)

    def _show_count(self, cells: int) -> None:
        if self._scene is not None and self._scene.key in self._masked:
            self.revisions[self._scene.key] += 1
            self._recounted.add(self._scene.key)
            self._show_counts({self._scene.key: cells})

    def _show_counts(self, counts: Mapping[FrameKey, int]) -> None:
        """Put counts into the list of images."""
        for key, cells in counts.items():
            if key.image_id in self._entries:
                known = self._entries[key.image_id].cells
                if known.get(key.code) != cells:
                    self._entries.change(key.image_id, cells={**known, key.code: cells})


def _describe(project: Project, facts: Mapping[str, Mapping[str, Any]]) -> None:
    """Save facts about images, except those that were removed meanwhile."""
    there = {image.id for image in project.images}
    project.describe_many({name: each for name, each in facts.items() if name in there})
