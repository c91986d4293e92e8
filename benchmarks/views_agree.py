"""Comparison of disk, window and engine: masks, counts, strokes, weights."""

import hashlib
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent

from sketchpose_engine.live.session import LiveSession
from sketchpose_engine.project.manifest import read_manifest
from sketchpose_engine.project.mask_files import read_mask_file
from sketchpose_engine.project.sketch_store import SketchStore


class _Wake(threading.Event):
    """Event that releases the gate while the session waits for a request."""

    def __init__(self, gate: threading.Lock) -> None:
        super().__init__()
        self._gate = gate

    def wait(self, timeout: float | None = None) -> bool:
        self._gate.release()
        try:
            return super().wait(timeout)
        finally:
            self._gate.acquire()


class GatedSession(LiveSession):
    """Live session that pauses while its gate is held."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Lock()
        self._wake = _Wake(self.gate)
        self.is_answering = False

    def _answer(self, request):
        self.is_answering = True
        yield from super()._answer(request)
        self.is_answering = False

    def run(self):
        """Work, one event at a time; the gate is released between events."""
        events = super().run()
        while True:
            with self.gate:
                event = next(events, None)
                if event is None:
                    return
                yield event  # published before the gate is released


@dataclass
class Oracle:
    """Comparison of disk, window and engine, with a record of what must be on disk.

    Attributes
    ----------
    wrong
        Descriptions of disagreements.
    known
        Digest of the sketch of each frame that was left, by project folder and key.
    found
        Frames that were segmented, or have had masks.
    """

    program: Any
    sessions: list[GatedSession]
    wrong: list[str] = field(default_factory=list)
    known: dict[tuple[Path, str], str] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)
    checks: int = 0

    def __post_init__(self) -> None:
        """Listen to what is found."""
        self.program.bus.engine.frame_segmented.connect(lambda found: self.found.add(found.page))
        self.program.bus.engine.fields_ready.connect(lambda ready: self.found.add(ready.image_id))

    @contextmanager
    def still(self):
        """Pause the engine after all requests were answered and all answers shown."""
        session = self.sessions[-1]
        for _ in range(2000):
            session.gate.acquire()
            if not session._inbox and not session.is_answering:
                break
            session.gate.release()
            time.sleep(0.005)
        else:
            raise TimeoutError("the engine does not answer")
        try:
            QCoreApplication.sendPostedEvents(self.program.engine, QEvent.Type.MetaCall)
            yield session
        finally:
            session.gate.release()

    def check(self, action: str) -> None:
        """Compare everything that can be compared."""
        project_controller = self.program.project_controller
        scene, project = self.program.document.scene, project_controller.project
        if project is None:
            return
        self.checks += 1
        with self.still() as session:
            project_controller.frames.keep_masks()
            project_controller.frames.finish()
            found = self._shown(session, scene) if self._is_shown(scene) else []
            found += self._counts(project)
            found += self._others(project, "" if scene is None else scene.image_id)
        self.wrong += [f"after {action}: {sentence}" for sentence in found]

    def _is_shown(self, scene: Any) -> bool:
        return scene is not None and scene.entry_id == self.program.project_controller.frames.wanted

    def _shown(self, session: GatedSession, scene: Any) -> list[str]:
        """Compare the open frame in window, engine and disk."""
        project, store = (
            self.program.project_controller.project,
            self.program.project_controller.frames.store,
        )
        drawn, key = self.program.document.annotations, scene.image_id
        found = []
        state = session._images.states.get(key)
        if state is None:
            return [f"{key} is shown, and the engine does not have it"]
        if not np.array_equal(state.image.labels, scene.sketch):
            found.append(f"the engine has other strokes of {key}")
        if not np.array_equal(state.masks.labels, scene.labels):
            found.append(f"the engine has other masks of {key}")
        if not np.array_equal(state.image.planes, scene.levels[0]):
            found.append(f"the engine has another picture of {key}")
        labels, corrections, revision = _sketch(project.folder, key, scene.shape)
        if not np.array_equal(labels, scene.sketch):
            found.append(f"other strokes of {key} are on disk")
        if len(corrections) != len(drawn.corrections):
            found.append(f"other corrections of {key} are on disk")
        if revision != drawn.revision:
            found.append(f"revision {revision} of {key} is on disk, {drawn.revision} is shown")
        self.known[project.folder, key] = _digest(labels)
        masks = read_mask_file(project.masks.path(key))
        if scene.labels.any() or state.masks.labels.any():
            self.found.add(key)
        if masks is not None and key not in self.found and not masks[0].any():
            found.append(f"{key} has empty masks, and the network has never seen it")
        if scene.key not in store._masked:
            if masks is not None or scene.labels.any():
                found.append(f"{key} has masks that were never found")
        elif masks is None or not np.array_equal(masks[0], scene.labels):
            found.append(f"other masks of {key} are on disk")
        elif project.image(scene.entry_id).cells.get(scene.code) != scene.count():
            found.append(f"another count of {key} is known than is shown")
        return found

    def _counts(self, project: Any) -> list[str]:
        """Compare the lists of all images in memory, in the window and on disk."""
        found, entries = [], self.program.project_controller.entries
        on_disk = {image.id: image for image in read_manifest(project.folder).images}
        if set(on_disk) != set(entries) or set(on_disk) != {i.id for i in project.images}:
            return ["the list, the project and the disk have other images"]
        for image in project.images:
            if on_disk[image.id] != image:
                found.append(f"{image.id} is described otherwise in the project than on disk")
            if not self.program.segmentation.running and dict(entries[image.id].cells) != dict(
                image.cells
            ):
                found.append(f"the list shows another count of {image.id}")
            for code in image.cells:
                key = f"{image.id}.{code}" if code else image.id
                if not project.masks.path(key).exists():
                    found.append(f"{key} is counted and has no masks")
        return found

    def _others(self, project: Any, shown: str) -> list[str]:
        """Check that the strokes of frames that are not shown are unchanged."""
        found = []
        for (folder, key), digest in self.known.items():
            if folder != project.folder or key == shown:
                continue
            store = SketchStore(folder / "sketches")
            shape = store._sketch_shape(key)
            if min(shape) == 0:
                now = _digest(np.zeros(0, np.uint8))
            else:
                now = _digest(store.read(key, shape)[0])
            if now != digest:
                found.append(f"the strokes of {key} are others than when it was left")
        return found

    def forget(self, image_id: str) -> None:
        """Forget the digests of an image whose file was replaced."""
        folder = self.program.project_controller.project.folder
        gone = [k for k in self.known if k[0] == folder and k[1].split(".")[0] == image_id]
        for key in gone:
            del self.known[key]


def same_files(one: Path, other: Path) -> list[str]:
    """Return the names of files in which two project folders differ, except the manifest."""
    names = {p.relative_to(f) for f in (one, other) for p in _files(f)}
    return [str(name) for name in sorted(names) if not _equal(one / name, other / name)]


def _files(folder: Path) -> list[Path]:
    return [path for name in ("sketches", "masks", "weights") for path in (folder / name).glob("*")]


def _equal(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.read_bytes() == other.read_bytes()


def _sketch(folder: Path, key: str, shape: tuple[int, int]) -> tuple[np.ndarray, tuple, int]:
    """Sketch as a program that is started now reads it."""
    return SketchStore(folder / "sketches").read(key, shape)


def _digest(labels: np.ndarray) -> str:
    """Compute a digest of the annotated pixels, independent of the size of the image."""
    drawn = np.argwhere(labels)
    values = labels[labels > 0]
    return hashlib.blake2b(drawn.tobytes() + values.tobytes(), digest_size=8).hexdigest()
