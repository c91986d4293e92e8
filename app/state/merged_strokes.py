"""A message at once when a new cell stroke shares its mask with another one, apart from it."""

import numpy as np

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.payloads import Message, MessageButton
from app.core.translation import tr
from app.state.scene import Scene
from sketchpose_engine.live.messages import FieldsReady, MasksReady, NetworkReady
from sketchpose_engine.masks.drawn_cells import MOST, SAME_CELL_GAP, drawn_cells
from sketchpose_engine.sketch.annotations import Annotations
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.sketch.values import CLASS_OF

KEY = "merged"  # of the message
MARGIN_PX = 50  # around a mask: strokes that reach farther out are judged by their part within
Place = tuple[int, int]


class MergedStrokes:
    """Check whether the next masks separate a new cell stroke from the others.

    Parameters
    ----------
    bus
        Source of masks, receiver of the message.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._scene: Scene | None = None
        self._cell_width_px = 0.0
        self._masks_revision = 0  # of the sketch that the masks were made from
        self._waiting: list[tuple[int, Place]] = []  # revision and a pixel of each new stroke
        self._told: Place | None = None  # a pixel of the stroke that the message is about
        bus.engine.network_ready.connect(self._take_width)
        bus.frame.masks_changed.connect(self._note_masks)
        bus.engine.fields_ready.connect(self._compare)
        bus.frame.sketch_changed.connect(self._note_change)

    def open(self, scene: Scene | None) -> None:
        """Check the strokes of another frame; None: no frame is open."""
        self._scene, self._masks_revision = scene, 0
        self._waiting, self._told = [], None

    def check(self, scene: Scene, drawn: Annotations, value: int) -> None:
        """Check the stroke that was finished last once there are masks made with it.

        Parameters
        ----------
        scene
            With the masks before the stroke.
        drawn
            With the stroke.
        value
            What it paints.
        """
        painted = drawn.painted(value) if CLASS_OF[value] else None
        if painted is None:
            return
        box, pixels = painted
        points = np.argwhere(pixels)
        y, x = points[len(points) // 2].tolist()
        place = y + box.top, x + box.left
        if self._is_merged(scene, place):
            self._waiting.append((drawn.revision, place))

    def _take_width(self, ready: NetworkReady) -> None:
        self._cell_width_px = ready.diameter_px

    def _note_masks(self, ready: MasksReady) -> None:
        self._masks_revision = ready.revision
        self._end_if_separated()

    def _note_change(self, change: Change) -> None:
        self._end_if_separated()

    def _end_if_separated(self) -> None:
        if self._told is None or self._scene is None:
            return
        if not self._is_merged(self._scene, self._told):
            self._told = None
            self._bus.notices.message_ended.emit(KEY)

    def _compare(self, ready: FieldsReady) -> None:
        """Look at the strokes that the masks were predicted with."""
        scene = self._scene
        if scene is None or ready.image_id != scene.image_id:
            return
        known = [place for revision, place in self._waiting if revision <= self._masks_revision]
        self._waiting = self._waiting[len(known) :]
        merged = [place for place in known if self._is_merged(scene, place)]
        if not merged:
            return
        self._told = merged[-1]
        draw = MessageButton(
            tr("Draw boundary"),
            lambda: self._bus.view.action_requested.emit(ActionKey.TOOL_BOUNDARY),
            tr("Take the brush for boundaries, and draw the line yourself"),
        )
        sentence = tr(
            "Two of your strokes lie in one mask. If they are two cells, draw the boundary "
            "between them."
        )
        self._bus.notices.message_shown.emit(Message(KEY, sentence, (draw,), is_answer=True))

    def _is_merged(self, scene: Scene, place: Place) -> bool:
        """Whether the mask at a stroke's pixel covers most of another drawn cell, too."""
        mask = scene.mask_at(place)
        if mask is None or not CLASS_OF[scene.sketch[place]]:
            return False
        window = mask[0].grown(MARGIN_PX, scene.shape)
        numbers = drawn_cells(scene.sketch[window.slices], SAME_CELL_GAP * self._cell_width_px)
        covered = np.zeros(window.shape, bool)
        covered[mask[0].within(window).slices] = mask[1]
        sizes = np.bincount(numbers.ravel())
        inside = np.bincount(numbers[covered], minlength=len(sizes)) > MOST * sizes
        own = numbers[place[0] - window.top, place[1] - window.left]
        return bool(inside[own] and np.count_nonzero(inside[1:]) > 1)
