"""What is taken over from the previous frame of a movie or stack."""

from collections.abc import Callable
from typing import TypeVar

from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.translation import tr, tr_noop
from app.core.workers import Workers
from app.project.project_controller import ProjectController
from app.state.document import Document
from app.state.links import Links
from app.state.scene import Scene
from sketchpose_engine.project.project import Project

FIRST = tr_noop("This is the first frame: there is none before it.")

Result = TypeVar("Result")


class PreviousFrame:
    """Reads something of the previous frame in another thread, for the open one.

    Parameters
    ----------
    bus
        Receiver of what was done.
    document
        Owner of the sketch.
    project_controller
        Owns the project, with the strokes and masks of the other frame.
    links
        Returns the links of the open movie or stack.
    """

    def __init__(
        self,
        bus: Bus,
        document: Document,
        project_controller: ProjectController,
        links: Callable[[], Links | None],
    ) -> None:
        self._bus = bus
        self._document = document
        self._project_controller = project_controller
        self._links = links
        self._background = Workers()

    def close(self) -> None:
        """Wait for what is under way."""
        self._background.finish()

    def read(
        self,
        work: Callable[[Project, Links, Scene], Result],
        then: Callable[[Scene, Result], None],
    ) -> None:
        """Read something, unless the open frame is the first.

        Parameters
        ----------
        work
            Called in the other thread.
        then
            Called with the result if the frame is still open.
        """
        scene, links = self._document.scene, self._links()
        project = self._project_controller.project
        if scene is None or links is None or project is None:
            return
        if links.shown < 1:
            self._bus.notices.noted.emit(tr(FIRST))
            return
        self._project_controller.frames.finish()  # it is read from the disk
        self._background.run(
            lambda: work(project, links, scene),
            lambda found: then(scene, found) if scene is self._document.scene else None,
            lambda error: report(self._bus, error),
        )
