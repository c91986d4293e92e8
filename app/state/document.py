"""The open frame: edits of its sketch and masks."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.core.bus import Bus
from app.core.payloads import History, LayerChange, StrokePoint, StrokeStart
from app.core.preferences import Preferences
from app.state.scene import Scene
from app.state.split_feedback import SplitFeedback
from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch.annotations import Annotations, Brush
from sketchpose_engine.sketch.edits import Change, Correction
from sketchpose_engine.sketch.raster import Point
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND, NOTHING, cell_value

# Tool -> what its brush paints, and where the brush's radius is remembered.
BRUSHES = {
    "cell": (FOREGROUND, "cell_radius_px"),
    "background": (BACKGROUND, "background_radius_px"),
    "boundary": (BOUNDARY, "boundary_radius_px"),
    "eraser": (NOTHING, "eraser_radius_px"),
}
ERASER = "eraser"
NEXT_PART = "Now Shift+click (or Alt+click) the other part of this cell."
LIGHTEST_TOUCH = 0.3  # of the radius, by a pen that hardly touches


@dataclass
class _Stroke:
    """State of the stroke that is being drawn."""

    value: int
    radius_px: float
    keep: bool
    last: Point
    area: Box


class Document:
    """Owns the open frame's sketch.

    Parameters
    ----------
    bus
        Source of what the user does, receiver of what has changed.
    preferences
        Sizes of the brushes.
    """

    def __init__(self, bus: Bus, preferences: Preferences) -> None:
        self._bus = bus
        self._preferences = preferences
        self._tool = "cell"
        self._class = 0
        self._stroke: _Stroke | None = None
        self._split_feedback = SplitFeedback(bus)
        self._selected: tuple[int, ...] = ()  # cells that the next one is merged with
        self.scene: Scene | None = None
        self.annotations: Annotations | None = None
        bus.view.tool_changed.connect(self._take_tool)
        bus.canvas.stroke_started.connect(self.begin)
        bus.canvas.stroke_moved.connect(self.go_on)
        bus.canvas.stroke_ended.connect(self.end)
        bus.canvas.stroke_dropped.connect(self.drop)
        bus.canvas.stroke_outlined.connect(self.outline)
        bus.canvas.cell_accepted.connect(self.accept)
        bus.canvas.cell_rejected.connect(self.reject)
        bus.canvas.cell_deleted.connect(self.delete)
        bus.canvas.cell_merged.connect(self.merge)
        bus.canvas.cells_split.connect(self.split)
        bus.view.cells_chosen.connect(lambda labels: setattr(self, "_selected", labels))
        bus.view.class_chosen.connect(self._take_class)
        bus.project.classes_changed.connect(lambda classes: self._take_class(0))

    def open(self, scene: Scene, annotations: Annotations) -> None:
        """Show an image; its scene shares the annotations' array."""
        self.end()
        self.scene, self.annotations = scene, annotations
        self._bus.frame.opened.emit(scene)
        self._report_history()

    def close(self) -> None:
        """Show nothing."""
        self.end()
        self.scene = self.annotations = None
        self._bus.frame.closed.emit()
        self._bus.frame.history_changed.emit(History(False, False))

    # Strokes

    def begin(self, start: StrokeStart) -> None:
        """Start a stroke of the tool in use."""
        if self.annotations is None or (self._tool not in BRUSHES and not start.erase):
            return
        value, radius = BRUSHES[ERASER if start.erase else self._tool]
        if value == FOREGROUND:
            value = cell_value(self._class)
        keep = bool(self._preferences["keep_drawn"])
        y, x = int(start.point[0]), int(start.point[1])
        area = Box(y, x, y + 1, x + 1)
        self._stroke = _Stroke(value, self._preferences[radius], keep, start.point, area)
        self.go_on(start)

    def go_on(self, to: StrokePoint) -> None:
        """Continue the stroke to a point."""
        if self.annotations is None or self._stroke is None:
            return
        stroke = self._stroke
        radius_px = stroke.radius_px
        if self._preferences["pen_pressure"]:
            radius_px = max(radius_px * (LIGHTEST_TOUCH + (1 - LIGHTEST_TOUCH) * to.pressure), 0.5)
        brush = Brush(stroke.value, radius_px, stroke.keep)
        box = self.annotations.paint(stroke.last, to.point, brush)
        stroke.last = to.point
        stroke.area = stroke.area.joined(box)
        self._bus.frame.layer_changed.emit(LayerChange("strokes", box))

    def end(self) -> None:
        """Finish the stroke: from now on it is learned from, saved, and can be undone."""
        if self.annotations is None or self._stroke is None:
            return
        stroke, self._stroke = self._stroke, None
        if stroke.value == BOUNDARY:
            self._cut(stroke.area)
        self._take(self.annotations.finish(fill_loop=bool(self._preferences["fill_loops"])))

    def drop(self) -> None:
        """Take back the stroke being drawn."""
        if self.annotations is not None and self._stroke is not None:
            self._stroke = None
            self._take(self.annotations.undo())

    def outline(self, point: Point) -> None:
        """Draw the outline of the stroke under a point as boundary."""
        if self.annotations is not None and self.annotations.outline(point):
            self._take(self.annotations.finish())
        elif self.annotations is not None:
            self._bus.notices.noted.emit("Double-click with the right button on a cell stroke.")

    # History

    def undo(self) -> None:
        """Take back the last edit."""
        if self.annotations is not None:
            self._stroke = None
            self._take(self.annotations.undo())

    def redo(self) -> None:
        """Bring back what was undone."""
        if self.annotations is not None and self._stroke is None:
            self._take(self.annotations.redo())

    def clear(self) -> None:
        """Erase all strokes; can be undone."""
        if self.annotations is None:
            return
        self.end()
        self.annotations.clear()
        self._take(self.annotations.finish())

    # Masks

    def accept(self, point: Point) -> None:
        """Make strokes of the mask under a point: its inside and its outline."""
        if (found := self._mask_at(point)) and self.annotations is not None:
            self.annotations.accept(*found, self._value_at(point))
            self._take(self.annotations.finish())

    def _value_at(self, point: Point) -> int:
        """Sketch value for the class of the mask under a point."""
        assert self.scene is not None
        classes = self.scene.classes
        number = self.scene.labels[round(point[0]), round(point[1])]
        if classes is None or not classes[number]:
            return cell_value(self._class)
        return cell_value(int(classes[number]) - 1)

    def draw_values(self, values: NDArray[np.uint8], box: Box | None = None) -> None:
        """Draw values of a sketch in a box (None: everywhere), as one edit."""
        if self.annotations is not None and self.scene is not None:
            self.annotations.stamp(box or self.scene.box, values)
            self._take(self.annotations.finish())

    def delete_hidden(self) -> None:
        """Delete the cells that do not count, as one edit."""
        if self.scene is None or self.annotations is None:
            return
        gone = self.scene.hidden_pixels()
        if (box := Box.around(gone)) is not None:
            self._correct(Correction("delete", box, gone[box.slices].copy()))

    def reject(self, point: Point) -> None:
        """Make background of the mask under a point, and delete it."""
        if (found := self._mask_at(point)) and self.annotations is not None:
            self.annotations.reject(*found)
            self.annotations.correct(Correction("delete", *found))
            self._take(self.annotations.finish())

    def delete(self, point: Point) -> None:
        """Delete the mask under a point, which is not a cell."""
        if found := self._mask_at(point):
            self._correct(Correction("delete", *found))

    def merge(self, point: Point) -> None:
        """Merge the cell under a point with those that are selected, or else select it."""
        if self._mask_at(point) is None or self.scene is None:
            return
        label = int(self.scene.labels[round(point[0]), round(point[1])])
        if self._selected:
            self.correct_cells("merge", {*self._selected, label})
        else:
            self._bus.canvas.cell_clicked.emit(point)
            self._bus.notices.noted.emit(NEXT_PART)

    def correct_cells(self, kind: Literal["delete", "merge"], labels: Collection[int]) -> None:
        """Delete cells, or merge them into one."""
        if self.scene is None or len(labels) < (2 if kind == "merge" else 1):
            return
        pixels = np.isin(self.scene.labels, list(labels))
        if (box := Box.around(pixels)) is not None:
            self._correct(Correction(kind, box, pixels[box.slices].copy()))

    def split(self, points: list[Point]) -> None:
        """Cut the masks that a line crosses."""
        if self.scene is None or self.annotations is None or len(points) < 2:
            return
        drawing = Annotations("", np.zeros(self.scene.shape, np.uint8))
        line = Brush(BOUNDARY, 0.5)
        area: Box | None = None
        for start, end in pairwise(points):
            box = drawing.paint(start, end, line)
            area = box if area is None else area.joined(box)
        assert area is not None
        if cut := self._cut_along(area, drawing.labels[area.slices] == BOUNDARY):
            self.annotations.correct(cut)
            change = self.annotations.finish()
            if change is not None:
                self._split_feedback.watch(points, change.revision)
            self._take(change)

    def _cut(self, area: Box) -> None:
        """Split the masks that a boundary stroke crosses."""
        assert self.scene is not None and self.annotations is not None
        around = area.grown(2, self.scene.shape)
        if cut := self._cut_along(around, self.annotations.labels[around.slices] == BOUNDARY):
            self.annotations.correct(cut)

    def _cut_along(self, box: Box, line: NDArray[np.bool_]) -> Correction | None:
        """Make a split of the masks that a line (box) crosses; None if it crosses none."""
        assert self.scene is not None
        crossing = Box.around(line & (self.scene.labels[box.slices] > 0))
        if crossing is None:
            return None
        # Only that part of the line has an effect.
        return Correction("split", crossing.of(box), line[crossing.slices].copy())

    def _correct(self, correction: Correction) -> None:
        if self.annotations is not None:
            self.annotations.correct(correction)
            self._take(self.annotations.finish())

    def _mask_at(self, point: Point) -> tuple[Box, NDArray[np.bool_]] | None:
        """Box and pixels of the mask under a point."""
        found = self.scene.mask_at(point) if self.scene is not None else None
        if found is None:
            self._bus.notices.noted.emit("There is no cell here.")
        return found

    # Signals

    def _take(self, change: Change | None) -> None:
        """Report an edit that is finished, undone or redone."""
        if change is not None:
            for tile in change.tiles:
                self._bus.frame.layer_changed.emit(LayerChange("strokes", tile))
            self._bus.frame.sketch_changed.emit(change)
        self._report_history()

    def _report_history(self) -> None:
        drawn = self.annotations
        self._bus.frame.history_changed.emit(
            History(drawn is not None and drawn.can_undo, drawn is not None and drawn.can_redo)
        )

    def _take_tool(self, name: str) -> None:
        self.end()
        self._tool = name

    def _take_class(self, number: int) -> None:
        self.end()
        self._class = number
