"""Check of each stroke against what the network found before it, with a question if in doubt.

Until the question is answered, masks agree with the stroke, but what is doubtful is not learned
from: a few wrong pixels can spoil all masks.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.core.bus import Bus
from app.state.scene import Scene
from app.state.stroke_questions import QuestionedStroke, StrokeQuestions
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import Guidance
from sketchpose_engine.masks.drawn_cells import CellsFound
from sketchpose_engine.sketch.annotations import Annotations

MARGIN_PX = 100  # around a stroke: masks that reach farther are judged by their part within


class StrokeWatch:
    """Watch over strokes that are probably mistakes; the user answers whether they are meant.

    Parameters
    ----------
    bus
        Source of what was found, receiver of questions.
    undo
        Takes back the last edit.
    erase
        Erases pixels (box) of the open frame.
    """

    def __init__(
        self,
        bus: Bus,
        undo: Callable[[], None],
        erase: Callable[[Box, NDArray[np.bool_]], None],
    ) -> None:
        self._questions = StrokeQuestions(bus, undo, erase)
        self._found: tuple[str, CellsFound | None] = "", None  # drawn cells of a frame
        bus.engine.guidance_ready.connect(self._note_found)
        bus.engine.learning_restarted.connect(self._forget)

    def check(self, scene: Scene, drawn: Annotations, value: int) -> None:
        """Check the stroke that was finished last.

        Parameters
        ----------
        scene
            With the masks before the stroke.
        drawn
            With the stroke.
        value
            What it paints.
        """
        # Imported here: it takes a while, and the window need not wait for it.
        from sketchpose_engine.masks.stroke_check import check_stroke

        painted = drawn.painted(value)
        if painted is None:
            return
        box, pixels = painted
        window = box.grown(MARGIN_PX, scene.shape)
        stroke = np.zeros(window.shape, bool)
        stroke[box.within(window).slices] = pixels
        doubtful, background = self._judged(scene, window)
        found = check_stroke(
            scene.labels[window.slices],
            drawn.labels[window.slices],
            stroke,
            value,
            doubtful=doubtful,
            background=background,
        )
        if found is not None:
            self._questions.ask(
                QuestionedStroke(scene, window, stroke, value, found, drawn.revision)
            )

    def _judged(
        self, scene: Scene, window: Box
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_] | None]:
        """Return where masks are doubtful and where there is certainly background, (window).

        The second is None if the network misses many of the drawn cells.
        """
        from sketchpose_engine.live.guidance import VERY_UNCERTAIN, certain_background
        from sketchpose_engine.masks.stroke_check import is_reliable

        # Masks of a first guess are no reason to doubt what was drawn.
        doubtful, background = np.full(window.shape, scene.is_guess), np.zeros(window.shape, bool)
        fields = scene.fields
        if fields is not None and fields.box.meets(window):
            seen = window.intersection(fields.box)
            there, here = seen.within(fields.box).slices, seen.within(window).slices
            unsure = fields.uncertainty[there]
            doubtful[here] |= unsure > VERY_UNCERTAIN
            background[here] = certain_background(fields.flow[:, *there], unsure)
        image_id, found = self._found
        reliable = image_id == scene.image_id and is_reliable(found)
        return doubtful, background if reliable else None

    def _note_found(self, guidance: Guidance) -> None:
        self._found = guidance.image_id, guidance.cells

    def _forget(self) -> None:
        self._found = "", None
