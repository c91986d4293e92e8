"""The open frame: edits of its sketch."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from app.core.bus import Bus
from app.core.payloads import History, LayerChange, StrokePoint, StrokeStart, UndoneStroke
from app.core.preferences import Preferences
from app.core.translation import tr
from app.state.mask_edits import cut_along, reject_under_stroke
from app.state.merged_strokes import MergedStrokes
from app.state.scene import Scene
from app.state.stroke_watch import StrokeWatch
from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch.annotations import Annotations, Brush
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.sketch.questioned import QuestionedStroke
from sketchpose_engine.sketch.raster import Point
from sketchpose_engine.sketch.undo import Edit
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND, NOTHING, cell_value

# Tool -> what its brush paints, and where the brush's radius is remembered.
BRUSHES = {
    "cell": (FOREGROUND, "cell_radius_px"),
    "background": (BACKGROUND, "background_radius_px"),
    "boundary": (BOUNDARY, "boundary_radius_px"),
    "eraser": (NOTHING, "eraser_radius_px"),
}
ERASER = "eraser"
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

    Attributes
    ----------
    scene, annotations
        The open frame and its sketch; None: no frame is open.
    cell_class
        Class of the cell brush, from 0.
    """

    def __init__(self, bus: Bus, preferences: Preferences) -> None:
        self._bus = bus
        self._preferences = preferences
        self._tool = "cell"
        self.cell_class = 0
        self._stroke: _Stroke | None = None
        self._stroke_watch = StrokeWatch(bus, self.undo, self.take_back)
        self._merged_strokes = MergedStrokes(bus)
        # Revision of the sketch with each edit that can be undone.
        self._made: WeakKeyDictionary[Edit, int] = WeakKeyDictionary()
        self.scene: Scene | None = None
        self.annotations: Annotations | None = None
        bus.view.tool_changed.connect(self._take_tool)
        bus.canvas.stroke_started.connect(self.begin)
        bus.canvas.stroke_moved.connect(self.go_on)
        bus.canvas.stroke_ended.connect(self.end)
        bus.canvas.stroke_dropped.connect(self.drop)
        bus.canvas.stroke_outlined.connect(self.outline)
        bus.view.class_chosen.connect(self._take_class)
        bus.project.classes_changed.connect(lambda classes: self._take_class(0))

    def open(self, scene: Scene, annotations: Annotations) -> None:
        """Show an image; its scene shares the annotations' array."""
        self.end()
        self.scene, self.annotations = scene, annotations
        self._bus.frame.opened.emit(scene)
        self._merged_strokes.open(scene)
        # After that, or its message would be one of the last frame.
        self._stroke_watch.open(scene, annotations)
        self._report_history()

    def close(self) -> None:
        """Show nothing."""
        self.end()
        self.scene = self.annotations = None
        self._bus.frame.closed.emit()
        self._merged_strokes.open(None)
        self._stroke_watch.open(None, None)
        self._bus.frame.history_changed.emit(History(False, False))

    # Strokes

    def begin(self, start: StrokeStart) -> None:
        """Start a stroke of the tool in use."""
        if self.annotations is None or (self._tool not in BRUSHES and not start.erase):
            return
        value, radius = BRUSHES[ERASER if start.erase else self._tool]
        if value == FOREGROUND:
            value = cell_value(self.cell_class)
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
        elif stroke.value == BACKGROUND:
            self._reject()
        change = self.annotations.finish(fill_loop=bool(self._preferences["fill_loops"]))
        if change is not None and self.scene is not None:
            self._stroke_watch.check(self.scene, self.annotations, stroke.value)
            self._merged_strokes.check(self.scene, self.annotations, stroke.value)
        self.take(change)

    def drop(self) -> None:
        """Take back the stroke being drawn."""
        if self.annotations is not None and self._stroke is not None:
            self._stroke = None
            self.take(self.annotations.undo())

    def outline(self, point: Point) -> None:
        """Draw the outline of the stroke under a point as boundary."""
        if self.annotations is not None and self.annotations.outline(point):
            self.take(self.annotations.finish())
        elif self.annotations is not None:
            self._bus.notices.noted.emit(tr("Double-click with the right button on a cell stroke."))

    # History

    def undo(self) -> None:
        """Take back the last edit."""
        if self.annotations is None:
            return
        self._stroke = None
        change, edit = self.annotations.undo(), self.annotations.edit
        made = None if edit is None else self._made.get(edit)
        self.take(change)
        if change is not None and change.tiles and made is not None:
            self._bus.frame.stroke_undone.emit(UndoneStroke(made, change.revision))

    def redo(self) -> None:
        """Bring back what was undone."""
        if self.annotations is not None and self._stroke is None:
            self.take(self.annotations.redo())

    def clear(self) -> None:
        """Erase all strokes; can be undone."""
        if self.annotations is None:
            return
        self.end()
        self.annotations.clear()
        self.take(self.annotations.finish())

    def draw_values(self, values: NDArray[np.uint8], box: Box | None = None) -> None:
        """Draw values of a sketch in a box (None: everywhere), as one edit."""
        if self.annotations is not None and self.scene is not None:
            self.annotations.stamp(box or self.scene.box, values)
            self.take(self.annotations.finish())

    def take_back(self, stroke: QuestionedStroke) -> None:
        """Erase a stroke and bring back what lay under it, as one edit."""
        if self.annotations is not None:
            self.end()
            left = stroke.left(self.annotations.labels)
            self.annotations.take_back(stroke.box, left, stroke.before)
            self.take(self.annotations.finish())

    def draw_cells(self, labels: NDArray[np.int32]) -> None:
        """Draw masks (H, W) as cells with their edges, as one edit."""
        from scipy.ndimage import find_objects  # takes a while to load, and is seldom needed

        if self.annotations is None:
            return
        for label, place in enumerate(find_objects(labels), 1):
            if place is not None:
                box = Box(place[0].start, place[1].start, place[0].stop, place[1].stop)
                value = cell_value(self.cell_class)
                self.annotations.accept(box, labels[place] == label, value)
        self.take(self.annotations.finish())

    def _cut(self, area: Box) -> None:
        """Split the masks that a boundary stroke crosses."""
        assert self.scene is not None and self.annotations is not None
        around = area.grown(2, self.scene.shape)
        if cut := cut_along(self.scene, around, self.annotations.labels[around.slices] == BOUNDARY):
            self.annotations.correct(cut)

    def _reject(self) -> None:
        """Make background of the masks that a background stroke marks as no cells."""
        assert self.scene is not None and self.annotations is not None
        if reject_under_stroke(self.scene, self.annotations):
            note = tr("The rest of this cell is drawn as background, too.")
            self._bus.notices.noted.emit(note)

    # Signals

    def take(self, change: Change | None) -> None:
        """Report an edit that is finished, undone or redone."""
        if change is not None:
            if self.annotations is not None and (edit := self.annotations.edit) is not None:
                self._made[edit] = change.revision
            for tile in change.tiles:
                self._bus.frame.layer_changed.emit(LayerChange("strokes", tile))
            self._stroke_watch.note_change(change)  # first: the engine hears of questions in time
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
        self.cell_class = number
