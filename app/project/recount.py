"""When other cells count than before, those of all images are counted again, beside the window."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.core.bus import Bus
from app.core.tasks import Task
from app.core.translation import tr
from app.core.workers import Workers
from app.project import export_sources
from app.project.project_controller import ProjectController
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frame_key import FrameKey
from sketchpose_engine.project.project import Project
from sketchpose_engine.results.filters import Filter

SETTLE_MS = 2000  # after a filter was moved: while it is dragged, only the open image follows


class Recount(QObject):
    """Keeps the numbers in the list of images in line with the filters.

    Parameters
    ----------
    bus
        Source of filters and projects.
    project_controller
        Owns the project.

    Attributes
    ----------
    finished
        The numbers in the list are those of the filters.
    """

    finished = Signal()

    def __init__(self, bus: Bus, project_controller: ProjectController) -> None:
        super().__init__()
        self._project_controller = project_controller
        self._background = Workers()
        self._bus = bus
        self._counted: tuple[Filter, ...] = ()  # the numbers in the list are of these filters
        self._turn = 0
        self._is_counting = False
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._begin)
        bus.project.opened.connect(self._take)
        bus.project.filters_chosen.connect(lambda filters: self._timer.start())

    @property
    def is_pending(self) -> bool:
        """Whether the numbers in the list are those of other filters."""
        return self._timer.isActive() or self._is_counting

    def begin_now(self) -> None:
        """Count at once if filters were moved just now."""
        if self._timer.isActive():
            self._timer.stop()
            self._begin()

    def close(self) -> None:
        """Stop, and wait for what is under way."""
        self._timer.stop()
        self._turn += 1
        self._background.finish()

    def _take(self, project: Project) -> None:
        self._turn += 1
        self._timer.stop()
        self._counted, self._is_counting = project.filters, False

    def _begin(self) -> None:
        self._project_controller.settings.save()
        project = self._project_controller.project
        if project is None or project.filters == self._counted:
            return
        self._turn += 1
        turn, self._counted = self._turn, project.filters
        frames = len(export_sources.frames_of(project))
        before = Counter(self._project_controller.frames.store.revisions)
        if frames > 1:
            self._is_counting = True
            task = Task(self._bus)
            self._background.run(
                lambda: self._count(project, frames, turn, task),
                lambda found: self._save(found, turn, before),
                lambda error: self._end(turn),  # reported when the image is opened or exported
            )

    def _count(self, project: Project, frames: int, turn: int, task: Task) -> dict[FrameKey, int]:
        """In the other thread: cells of every frame."""
        found: dict[FrameKey, int] = {}

        def steps() -> Iterator[float]:
            for number, (image, code) in enumerate(export_sources.frames_of(project), 1):
                if turn != self._turn:
                    return  # filters or project are others again
                try:
                    result = export_sources.read_result(project, image, code)
                except InputError:
                    continue
                present = np.unique(result.labels)
                found[FrameKey.of(image.id, code)] = int(np.count_nonzero(present))
                yield number / frames

        if not task.follow(tr("Counting the cells of all images"), steps()):
            self._counted = ()  # stopped: the next change counts them all
        return found

    def _save(self, found: dict[FrameKey, int], turn: int, before: Counter[FrameKey]) -> None:
        """Save the counts, except of frames that have changed since: count these once more."""
        if turn != self._turn:
            return
        store = self._project_controller.frames.store
        current = {key: n for key, n in found.items() if store.revisions[key] == before[key]}
        store.save_counts(current)
        if found.keys() - current.keys() - {store.shown_key}:  # that one is counted all the time
            self._counted = ()
            self._timer.start()
        self._end(turn)

    def _end(self, turn: int) -> None:
        if turn == self._turn:
            self._is_counting = False
            if not self._timer.isActive():
                self.finished.emit()
