"""Projects in one file: packed and unpacked beside the window."""

from pathlib import Path
from typing import Protocol

from app.core import paths
from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.payloads import Busy
from app.core.tasks import Task
from app.core.translation import tr
from app.core.workers import Workers
from sketchpose_engine.project.project import Project


class Opened(Protocol):
    """Receiver of the folder of an unpacked project."""

    def __call__(self, folder: Path, *, before: bool) -> None:
        """Open it; `before`: it was unpacked earlier, and may have changed since."""


class Packing:
    """Packs and unpacks projects in another thread.

    Parameters
    ----------
    bus
        Receiver of progress and problems.
    background
        The thread.
    """

    def __init__(self, bus: Bus, background: Workers) -> None:
        self._bus = bus
        self._background = background

    def pack(self, project: Project, path: Path, with_images: bool) -> None:
        """Put a project, which is on disk as it is shown, into one file."""
        task = Task(self._bus)

        def work() -> bool:
            from sketchpose_engine.project.archive import pack

            return task.follow(
                tr("Packing {file}", file=path.name), pack(project, path, with_images=with_images)
            )

        def packed(done: bool) -> None:
            if done:
                self._bus.notices.noted.emit(tr("The project is packed in {file}", file=path))

        self._background.run(work, packed, lambda error: report(self._bus, error))

    def unpack(self, path: Path, opened: Opened) -> None:
        """Take a project out of its file, unless that was done before."""

        def work() -> tuple[Path, bool]:
            from sketchpose_engine.project.archive import unpack
            from sketchpose_engine.project.unpacked import find_unpacked, note_origin

            if (before := find_unpacked(path, paths.projects_folder())) is not None:
                return before, True
            folder = unpack(path, paths.projects_folder()).folder
            note_origin(folder, path)
            return folder, False

        def unpacked(found: tuple[Path, bool]) -> None:
            self._bus.notices.busy_changed.emit(Busy("", 1.0))
            opened(found[0], before=found[1])

        def failed(error: Exception) -> None:
            self._bus.notices.busy_changed.emit(Busy("", 1.0))
            report(self._bus, error)

        self._bus.notices.busy_changed.emit(Busy(tr("Unpacking {file}", file=path.name), -1.0))
        self._background.run(work, unpacked, failed)
