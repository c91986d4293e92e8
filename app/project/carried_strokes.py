"""Strokes of the previous frame, used on the open one."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.translation import tr, tr_noop
from app.core.workers import Workers
from app.project.project_controller import ProjectController
from app.state.document import Document
from app.state.links import Links
from app.state.scene import Scene
from sketchpose_engine.project.project import Project
from sketchpose_engine.sketch.values import NOTHING

FIRST = tr_noop("This is the first frame: there is none before it.")
EMPTY = tr_noop("No cell strokes are drawn on the previous frame.")
COVERED = tr_noop("The cell strokes of the previous frame are drawn here already.")
DONE = tr_noop(
    "The cell strokes of the previous frame are drawn here: check them, or undo (Ctrl+Z)."
)


class CarriedStrokes:
    """Draws the cell strokes of the previous frame on the open one, as one edit.

    Parameters
    ----------
    bus
        Receiver of what was done.
    document
        Owner of the sketch.
    project_controller
        Owns the project, with the strokes of the other frame.
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

    def carry(self) -> None:
        """Read the strokes, move them along with their cells where those are linked, draw them."""
        scene, links = self._document.scene, self._links()
        project = self._project_controller.project
        if scene is None or links is None or project is None:
            return
        if links.shown < 1:
            self._bus.notices.noted.emit(tr(FIRST))
            return
        self._project_controller.frames.finish()  # strokes are read from the disk
        shape = scene.shape
        self._background.run(
            lambda: _moved(project, links, shape),
            lambda values: self._draw(scene, values),
            lambda error: report(self._bus, error),
        )

    def _draw(self, scene: Scene, values: NDArray[np.uint8]) -> None:
        if scene is not self._document.scene:
            return  # another frame was opened meanwhile
        new = np.where(scene.sketch == NOTHING, values, NOTHING).astype(np.uint8)
        if new.any():
            self._document.draw_values(new)
        self._bus.notices.noted.emit(tr(DONE if new.any() else COVERED if values.any() else EMPTY))


def _moved(project: Project, links: Links, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """In the other thread: strokes (H, W) of the frame before, moved."""
    from sketchpose_engine.linking.carried_strokes import carry_strokes

    key = links.series.keys[links.shown - 1]
    sketch = project.sketches.read(key, shape)[0]
    masks = project.masks.read(key)
    labels = None if masks is None else masks[0]
    return carry_strokes(sketch, labels, links.tracks, (links.shown - 1, links.shown))
