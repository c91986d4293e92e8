"""The tools, and what presses and moves of the pointer do with each."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt

from app.core.bus import Bus
from app.core.payloads import StrokePoint, StrokeStart
from app.core.preferences import TABLE, Preferences
from sketchpose_engine.sketch.raster import Point

SMALLEST_RADIUS_PX, LARGEST_RADIUS_PX = 0.5, 500.0
RADIUS_STEP_PX = 0.5
RESIZE_FACTOR = 1.2  # of one press of a key, or one notch of the wheel

ERASER = "eraser"
Modifier = Qt.KeyboardModifier


class Cursor(Enum):
    """What is shown at the mouse."""

    BRUSH = "brush"
    POINTER = "pointer"
    LINE = "line"
    HAND = "hand"


@dataclass(frozen=True)
class Tool:
    """One tool.

    Attributes
    ----------
    name
        As in `bus.view.tool_changed`.
    cursor
        What it looks like on the canvas.
    radius_key
        Preference that holds its radius; None: it is no brush.
    """

    name: str
    cursor: Cursor
    radius_key: str | None = None

    @property
    def is_brush(self) -> bool:
        """Whether it leaves strokes behind."""
        return self.radius_key is not None


TOOLS = {
    tool.name: tool
    for tool in (
        Tool("cell", Cursor.BRUSH, "cell_radius_px"),
        Tool("background", Cursor.BRUSH, "background_radius_px"),
        Tool("boundary", Cursor.BRUSH, "boundary_radius_px"),
        Tool(ERASER, Cursor.BRUSH, "eraser_radius_px"),
        Tool("accept", Cursor.POINTER),
        Tool("reject", Cursor.POINTER),
        Tool("edit", Cursor.LINE),
        Tool("hand", Cursor.HAND),
    )
}


def resize_brush(preferences: Preferences, tool_name: str, factor: float) -> None:
    """Make a tool's brush larger or smaller, by half a pixel at least.

    Parameters
    ----------
    factor
        About `RESIZE_FACTOR`, or one over it. Tools that are no brushes stay as they are.
    """
    key = TOOLS[tool_name].radius_key
    if key is None or factor == 1:
        return
    radius_px = preferences[key]
    wanted_px = round(radius_px * factor / RADIUS_STEP_PX) * RADIUS_STEP_PX
    if factor > 1:
        wanted_px = max(wanted_px, radius_px + RADIUS_STEP_PX)
    else:
        wanted_px = min(wanted_px, radius_px - RADIUS_STEP_PX)
    preferences[key] = min(max(wanted_px, SMALLEST_RADIUS_PX), LARGEST_RADIUS_PX)


@dataclass(frozen=True)
class Touch:
    """The left button, or a pen, at one moment.

    Attributes
    ----------
    point
        Where, in the image.
    modifiers
        Keys that are held.
    pressure
        0..1; a mouse always presses fully.
    flipped
        The pen is held upside down: its other end erases.
    """

    point: Point
    modifiers: Qt.KeyboardModifier = Modifier.NoModifier
    pressure: float = 1.0
    flipped: bool = False


class ToolController:
    """Turns presses and moves into signals.

    Parameters
    ----------
    bus, preferences
        Receiver of strokes and clicks; source of the tool in use.

    Attributes
    ----------
    tool
        What is held.
    line
        Points of the line across cells that is being drawn.
    """

    def __init__(self, bus: Bus, preferences: Preferences) -> None:
        self._bus = bus
        self._preferences = preferences
        self.tool = TOOLS["cell"]
        self.line: list[Point] = []
        self._stroking = False
        self._last: Point | None = None

    @property
    def is_drawing(self) -> bool:
        """Whether a stroke or a line has been begun and not ended."""
        return self._stroking or bool(self.line)

    def erases(self, modifiers: Qt.KeyboardModifier, flipped: bool = False) -> bool:
        """Whether a stroke would erase."""
        alt = bool(modifiers & Modifier.AltModifier)
        return self.tool.is_brush and (alt or flipped or self.tool.name == ERASER)

    @property
    def selects(self) -> bool:
        """Whether a click selects a cell."""
        return self.tool.cursor in (Cursor.HAND, Cursor.LINE)

    def take(self, name: str) -> None:
        """Select another tool, and end the stroke."""
        self.end()
        self.tool = TOOLS[name]

    def press(self, touch: Touch) -> None:
        """Handle a press of the button."""
        self.end()  # a release that never came must not lose a stroke
        if touch.modifiers & Modifier.ControlModifier:
            self._bus.canvas.cell_deleted.emit(touch.point)
        elif self.tool.is_brush:
            self._stroking = True
            self._last = touch.point
            erase = self.erases(touch.modifiers, touch.flipped)
            self._bus.canvas.stroke_started.emit(
                StrokeStart(touch.point, self._pressure(touch), erase)
            )
        elif self.tool.name == "accept":
            self._bus.canvas.cell_accepted.emit(touch.point)
        elif self.tool.name == "reject":
            self._bus.canvas.cell_rejected.emit(touch.point)
        elif self.tool.name == "edit":
            if touch.modifiers & Modifier.AltModifier:
                self._bus.canvas.cell_merged.emit(touch.point)
            else:
                self.line = [touch.point]

    def press_again(self, touch: Touch) -> None:
        """Handle the second press of a double click; clicks were handled by the first."""
        if self.tool.name not in ("accept", "reject"):
            self.press(touch)

    def move(self, touch: Touch) -> None:
        """Handle a move with the button held."""
        if self._stroking:
            self._last = touch.point
            self._bus.canvas.stroke_moved.emit(StrokePoint(touch.point, self._pressure(touch)))
        elif self.line and touch.point != self.line[-1]:
            self.line.append(touch.point)

    def release(self, touch: Touch) -> None:
        """Handle the release of the button."""
        if self._stroking and touch.point != self._last:
            # A pen that is lifted presses no more: its last pressure is not that of the stroke.
            self._bus.canvas.stroke_moved.emit(
                StrokePoint(touch.point, self._pressure(touch) or 1.0)
            )
        elif self.line:
            self.move(touch)
        self.end()

    def end(self) -> None:
        """End what is being drawn; nothing is lost."""
        if self._stroking:
            self._stroking = False
            self._bus.canvas.stroke_ended.emit()
        line, self.line = self.line, []
        if len(line) > 1:
            self._bus.canvas.cells_split.emit(line)

    def drop(self) -> None:
        """Drop the stroke that is being drawn."""
        self.line = []
        if self._stroking:
            self._stroking = False
            self._bus.canvas.stroke_dropped.emit()

    def click(self, touch: Touch) -> None:
        """Handle a press and release in one place, with a tool that selects."""
        if not touch.modifiers & Modifier.ShiftModifier:
            self._bus.canvas.cell_clicked.emit(touch.point)
        elif self.tool.name == "edit":
            self._bus.canvas.cell_merged.emit(touch.point)
        else:
            self._bus.canvas.cell_toggled.emit(touch.point)

    def outline(self, point: Point) -> None:
        """Handle a right double click."""
        if self.tool.is_brush:
            self._bus.canvas.stroke_outlined.emit(point)

    def radius_px(self, erasing: bool = False) -> float | None:
        """Radius in image pixels of the brush, or of the eraser it has become; None: no brush."""
        key = TOOLS[ERASER].radius_key if erasing else self.tool.radius_key
        return None if key is None else float(self._preferences[key])

    def _pressure(self, touch: Touch) -> float:
        return touch.pressure if self._preferences["pen_pressure"] else 1.0


assert all(tool.radius_key in TABLE for tool in TOOLS.values() if tool.is_brush)
