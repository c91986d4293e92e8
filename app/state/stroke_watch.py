"""Check of each stroke against what the network found, with a question if in doubt.

A stroke is compared with the masks before it. If there are none that a doubt can be founded on
(nothing was found yet, or there is only a first guess), background strokes are checked later,
against what the network finds in spite of them. A cell stroke over two cells is asked about even
on a first guess: on 18 images, 23 of 577 strokes that were right passed over two of its masks, and
437 of 577 from one cell into the next; once learned from, such a stroke hides what it did. Until
the question is answered, masks agree with the stroke, but what is doubtful is not learned from: a
few wrong pixels can spoil all masks.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.core.bus import Bus
from app.state.scene import Scene
from app.state.stroke_questions import StrokeQuestions
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import Guidance
from sketchpose_engine.masks.drawn_cells import CellsFound
from sketchpose_engine.sketch.annotations import Annotations
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.sketch.questioned import QuestionedStroke
from sketchpose_engine.sketch.values import BACKGROUND, NOTHING

MARGIN_PX = 100  # around a stroke: masks that reach farther are judged by their part within


class StrokeWatch:
    """Watch over strokes that are probably mistakes; the user answers whether they are meant.

    Parameters
    ----------
    bus
        Source of what was found, receiver of questions.
    undo
        Takes back the last edit.
    take_back
        Erases an earlier stroke of the open frame, and brings back what lay under it.
    """

    def __init__(
        self,
        bus: Bus,
        undo: Callable[[], None],
        take_back: Callable[[QuestionedStroke], None],
    ) -> None:
        self._questions = StrokeQuestions(bus, undo, take_back)
        self._scene: Scene | None = None
        self._unchecked: list[QuestionedStroke] = []  # of the open frame; nothing is known yet
        self._found: tuple[str, CellsFound | None] = "", None  # drawn cells of a frame
        bus.engine.guidance_ready.connect(self._note_found)
        bus.engine.learning_restarted.connect(self._forget)

    def open(self, scene: Scene | None, drawn: Annotations | None) -> None:
        """Watch over the strokes of another frame; None: no frame is open."""
        self._scene, self._unchecked = scene, []
        self._questions.open(scene, drawn)

    def note_change(self, change: Change) -> None:
        """Follow an edit of the open frame; it has not been learned from yet."""
        self._questions.note_change(change)

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
        painted = drawn.painted(value)
        if painted is None or value == NOTHING:
            return
        nothing = np.zeros_like(painted[1])
        before = None if drawn.edit is None else drawn.edit.before_in(painted[0])
        stroke = QuestionedStroke("", value, drawn.revision, (), *painted, nothing, before)
        window = stroke.box.grown(MARGIN_PX, scene.shape)
        asked = self._ask_if_doubtful(scene, stroke, scene.labels[window.slices])
        if not asked and value == BACKGROUND and (scene.is_guess or not scene.labels.any()):
            self._unchecked.append(stroke)

    def _check_later(self, scene: Scene) -> None:
        """Check background strokes that could not be compared with anything so far."""
        from sketchpose_engine.masks.from_fields import masks_from_fields

        fields, waiting = scene.fields, self._unchecked
        if fields is None or scene.is_guess:
            return
        self._unchecked = []
        for stroke in waiting:
            window = stroke.box.grown(MARGIN_PX, scene.shape)
            seen = window.intersection(fields.box)
            if stroke.box.intersection(seen) != stroke.box:
                self._unchecked.append(stroke)  # it is not in view
                continue
            part = seen.within(fields.box).slices
            labels = np.zeros(window.shape, np.int32)
            labels[seen.within(window).slices] = masks_from_fields(
                fields.distance[part].astype(np.float32), fields.flow[:, *part]
            )
            if not stroke.is_gone(scene.sketch):
                self._ask_if_doubtful(scene, stroke, labels)

    def _ask_if_doubtful(
        self, scene: Scene, stroke: QuestionedStroke, labels: NDArray[np.int32]
    ) -> bool:
        """Ask about a stroke if it is probably a mistake; return whether it is.

        Parameters
        ----------
        scene
            With the stroke.
        stroke
            Its kind and places are not known yet.
        labels
            Masks without it, in the box around it that is `MARGIN_PX` larger.
        """
        # Imported here: it takes a while, and the window need not wait for it.
        from sketchpose_engine.masks.stroke_check import Mistake, check_stroke

        window = stroke.box.grown(MARGIN_PX, scene.shape)
        here = stroke.box.within(window).slices
        pixels = np.zeros(window.shape, bool)
        pixels[here] = stroke.left(scene.sketch)
        doubtful, background, cell = self._judged(scene, window, stroke.value)
        found = check_stroke(
            labels,
            scene.sketch[window.slices],
            pixels,
            stroke.value,
            doubtful=doubtful,
            background=background,
            cell=cell,
        )
        if found is None:
            return False
        kind = found.kind.name
        # A second one in a row is no slip of the hand: the network does not know such cells.
        unfounded = found.kind is Mistake.CELL_ON_BACKGROUND or scene.is_guess
        if unfounded and self._questions.is_contested(kind):
            return False
        # A stroke over two cells has no part that is certain: from the part between them, bridges
        # between all neighbours would be learned.
        in_question = stroke.pixels
        if found.kind is Mistake.BACKGROUND_OVER_CELLS:
            in_question = in_question & (labels[here] > 0)
        elif found.kind is Mistake.CELL_ON_BACKGROUND:
            in_question = in_question & (labels[here] == 0)
        places = tuple((y + window.top, x + window.left) for y, x in found.places)
        self._questions.ask(replace(stroke, kind=kind, places=places, doubtful=in_question))
        return True

    def _judged(
        self, scene: Scene, window: Box, value: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_] | None, NDArray[np.bool_] | None]:
        """Return where masks are doubtful, and where certainly background and cells are, (window).

        The last two are None if the network misses many of the drawn cells.
        """
        from sketchpose_engine.live.guidance import VERY_UNCERTAIN, certain_parts

        # Masks of a first guess are no reason to doubt that something is background.
        doubtful = np.full(window.shape, scene.is_guess and value == BACKGROUND)
        background, cell = np.zeros((2, *window.shape), bool)
        fields = scene.fields
        if fields is not None and fields.box.meets(window):
            seen = window.intersection(fields.box)
            there, here = seen.within(fields.box).slices, seen.within(window).slices
            unsure = fields.uncertainty[there]
            doubtful[here] |= unsure > VERY_UNCERTAIN
            background[here], cell[here] = certain_parts(fields.flow[:, *there], unsure)
        if not self._is_reliable(scene):
            return doubtful, None, None
        return doubtful, background, cell

    def _is_reliable(self, scene: Scene) -> bool:
        """Whether the network finds enough of the drawn cells of a frame to doubt others."""
        from sketchpose_engine.masks.stroke_check import is_reliable

        image_id, found = self._found
        return image_id == scene.image_id and is_reliable(found)

    def _note_found(self, guidance: Guidance) -> None:
        self._found = guidance.image_id, guidance.cells
        scene = self._scene
        if scene is None or not self._unchecked or guidance.image_id != scene.image_id:
            return
        newest = max(stroke.revision for stroke in self._unchecked)
        if guidance.revision >= newest and self._is_reliable(scene):
            self._check_later(scene)

    def _forget(self) -> None:
        self._found = "", None
