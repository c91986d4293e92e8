"""Strokes of the previous frame, used on the open one."""

import numpy as np
from numpy.typing import NDArray

from app.core.translation import tr, tr_noop
from app.project.previous_frame import PreviousFrame
from app.state.links import Links
from app.state.scene import Scene
from sketchpose_engine.project.project import Project
from sketchpose_engine.sketch.values import NOTHING

EMPTY = tr_noop("No cell strokes are drawn on the previous frame.")
COVERED = tr_noop("The cell strokes of the previous frame are drawn here already.")
DONE = tr_noop(
    "The cell strokes of the previous frame are drawn here: check them, or undo (Ctrl+Z)."
)


class CarriedStrokes(PreviousFrame):
    """Draws the cell strokes of the previous frame on the open one, as one edit."""

    def carry(self) -> None:
        """Read the strokes, move them along with their cells where those are linked, draw them."""
        self.read(_moved, self._draw)

    def _draw(self, scene: Scene, values: NDArray[np.uint8]) -> None:
        new = np.where(scene.sketch == NOTHING, values, NOTHING).astype(np.uint8)
        if new.any():
            self._document.draw_values(new)
        self._bus.notices.noted.emit(tr(DONE if new.any() else COVERED if values.any() else EMPTY))


def _moved(project: Project, links: Links, scene: Scene) -> NDArray[np.uint8]:
    """In the other thread: strokes (H, W) of the frame before, moved."""
    from sketchpose_engine.linking.carried_strokes import carry_strokes

    key = links.series.keys[links.shown - 1]
    sketch = project.sketches.read(key, scene.shape)[0]
    masks = project.masks.read(key)
    labels = None if masks is None else masks[0]
    return carry_strokes(sketch, labels, links.tracks, (links.shown - 1, links.shown))
