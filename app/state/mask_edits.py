"""Edits of masks by hand, through the sketch of the open frame; each is confirmed by a note."""

from collections.abc import Collection
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from app.core.bus import Bus
from app.core.payloads import Message
from app.core.translation import counted, tr, tr_noop
from app.state.scene import Scene
from app.state.split_feedback import SplitFeedback
from app.state.stroke_watch import MARGIN_PX
from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch.annotations import Annotations, Brush
from sketchpose_engine.sketch.edits import Correction
from sketchpose_engine.sketch.raster import Point
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, NOTHING, cell_value

if TYPE_CHECKING:
    from app.state.document import Document

MERGE = "merge"  # key of the message between the two clicks of a merge
NEXT_PART = tr_noop("Now Shift+click (or Alt+click) the other part of this cell.")


class MaskEdits:
    """Accepts, rejects, deletes, merges and splits masks.

    Parameters
    ----------
    bus
        Source of clicks, receiver of what was done.
    document
        Owner of the sketch.
    """

    def __init__(self, bus: Bus, document: "Document") -> None:
        self._bus = bus
        self._document = document
        self._split_feedback = SplitFeedback(bus)
        self._selected: tuple[int, ...] = ()  # cells that the next one is merged with
        bus.canvas.cell_accepted.connect(self.accept)
        bus.canvas.cell_rejected.connect(self.reject)
        bus.canvas.cell_deleted.connect(self.delete)
        bus.canvas.cell_merged.connect(self.merge)
        bus.canvas.cells_split.connect(self.split)
        bus.view.cells_chosen.connect(self._select)
        bus.view.tool_changed.connect(lambda tool: bus.notices.message_ended.emit(MERGE))

    def accept(self, point: Point) -> None:
        """Make strokes of the mask under a point: its inside and its outline."""
        drawn = self._document.annotations
        if (found := self._mask_at(point)) and drawn is not None:
            drawn.accept(*found, self._value_at(point))
            self._document.take(drawn.finish())
            self._bus.notices.noted.emit(tr("Accepted: the cell and its edge are drawn now."))

    def reject(self, point: Point) -> None:
        """Make background of the mask under a point, and delete it."""
        drawn = self._document.annotations
        if (found := self._mask_at(point)) and drawn is not None:
            drawn.reject(*found)
            drawn.correct(Correction("delete", *found))
            self._document.take(drawn.finish())
            self._bus.notices.noted.emit(tr("Rejected: it is drawn as background now."))

    def delete(self, point: Point) -> None:
        """Delete the mask under a point, which is not a cell."""
        if found := self._mask_at(point):
            self._correct(Correction("delete", *found))
            self._bus.notices.noted.emit(tr("Cell deleted."))

    def delete_hidden(self) -> None:
        """Delete the cells that do not count, as one edit."""
        scene = self._document.scene
        if scene is None:
            return
        gone = scene.hidden_pixels()
        if (box := Box.around(gone)) is not None:
            cells = len(np.unique(scene.labels[gone]))
            self._correct(Correction("delete", box, gone[box.slices].copy()))
            self._bus.notices.noted.emit(
                counted(cells, "%n hidden cell deleted.", "%n hidden cells deleted.")
            )

    def merge(self, point: Point) -> None:
        """Merge the cell under a point with those that are selected, or else select it."""
        scene = self._document.scene
        if self._mask_at(point) is None or scene is None:
            return
        label = int(scene.labels[round(point[0]), round(point[1])])
        if not self._selected:
            self._bus.canvas.cell_clicked.emit(point)
            self._bus.notices.message_shown.emit(Message(MERGE, tr(NEXT_PART), (), self._deselect))
        elif self._selected == (label,):
            self._bus.notices.noted.emit(tr("That is the same cell: click another part of it."))
        else:
            self.correct_cells("merge", {*self._selected, label})

    def correct_cells(self, kind: Literal["delete", "merge"], labels: Collection[int]) -> None:
        """Delete cells, or merge them into one, as one edit."""
        scene = self._document.scene
        if scene is None or len(labels) < (2 if kind == "merge" else 1):
            return
        pixels = np.isin(scene.labels, list(labels))
        if (box := Box.around(pixels)) is not None:
            self._correct(Correction(kind, box, pixels[box.slices].copy()))
            self._deselect()  # or the next cell would be merged with these
            deleted = counted(len(labels), "%n cell deleted.", "%n cells deleted.")
            self._bus.notices.noted.emit(
                tr("Merged into one cell.") if kind == "merge" else deleted
            )

    def split(self, points: list[Point]) -> None:
        """Cut the masks that a line crosses."""
        scene, drawn = self._document.scene, self._document.annotations
        if scene is None or drawn is None or len(points) < 2:
            return
        drawing = Annotations("", np.zeros(scene.shape, np.uint8))
        line = Brush(BOUNDARY, 0.5)
        area: Box | None = None
        for start, end in pairwise(points):
            box = drawing.paint(start, end, line)
            area = box if area is None else area.joined(box)
        assert area is not None
        if cut := cut_along(scene, area, drawing.labels[area.slices] == BOUNDARY):
            drawn.correct(cut)
            change = drawn.finish()
            if change is not None:
                self._split_feedback.watch(points, change.revision)
            self._document.take(change)

    def _value_at(self, point: Point) -> int:
        """Sketch value for the class of the mask under a point."""
        scene = self._document.scene
        assert scene is not None
        number = scene.labels[round(point[0]), round(point[1])]
        if scene.classes is None or not scene.classes[number]:
            return cell_value(self._document.cell_class)
        return cell_value(int(scene.classes[number]) - 1)

    def _correct(self, correction: Correction) -> None:
        drawn = self._document.annotations
        if drawn is not None:
            drawn.correct(correction)
            self._document.take(drawn.finish())

    def _mask_at(self, point: Point) -> tuple[Box, NDArray[np.bool_]] | None:
        """Box and pixels of the mask under a point."""
        scene = self._document.scene
        found = scene.mask_at(point) if scene is not None else None
        if found is None:
            self._bus.notices.noted.emit(tr("There is no cell here."))
        return found

    def _select(self, labels: tuple[int, ...]) -> None:
        self._selected = labels
        if not labels:
            self._bus.notices.message_ended.emit(MERGE)

    def _deselect(self) -> None:
        self._bus.view.cells_chosen.emit(())


def reject_under_stroke(scene: Scene, drawn: Annotations) -> bool:
    """Make background of all of a mask of which the unfinished stroke marks the middle as such.

    What would be left of the mask beside the stroke is no cell either. A first guess is not relied
    on. Returns whether there is such a mask.
    """
    # Imported here: it takes a while, and the window need not wait for it.
    from sketchpose_engine.masks.rejected_masks import rejected_masks

    if scene.is_guess or (painted := drawn.painted(BACKGROUND)) is None:
        return False
    window = painted[0].grown(MARGIN_PX, scene.shape)
    stroke = np.zeros(window.shape, bool)
    stroke[painted[0].within(window).slices] = painted[1]
    labels = scene.labels[window.slices]
    rejected = rejected_masks(labels, drawn.labels[window.slices], stroke)
    drawn.reject(window, rejected & (drawn.labels[window.slices] == NOTHING))
    return bool(rejected.any())


def cut_along(scene: Scene, box: Box, line: NDArray[np.bool_]) -> Correction | None:
    """Make a split of the masks that a line (box) crosses; None if it crosses none."""
    crossing = Box.around(line & (scene.labels[box.slices] > 0))
    if crossing is None:
        return None
    # Only that part of the line has an effect.
    return Correction("split", crossing.of(box), line[crossing.slices].copy())
