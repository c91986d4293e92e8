"""What signals carry that have more than one value, apart from the engine's messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch.raster import Point

if TYPE_CHECKING:  # for annotations only: they are of a layer above
    from app.state.questions import Answer, Question


@dataclass(frozen=True)
class StrokePoint:
    """A point (y, x) of a stroke, in image pixels, pixel centres at .0."""

    point: Point
    pressure: float  # 0..1


@dataclass(frozen=True)
class StrokeStart(StrokePoint):
    """The first point of a stroke."""

    erase: bool  # Alt is held, or the pen's other end is used


@dataclass(frozen=True)
class LayerChange:
    """Pixels of a layer that have changed."""

    layer: str  # "image", or one of `preferences.LAYERS`
    box: Box


@dataclass(frozen=True)
class UndoneStroke:
    """A stroke that was taken back: the revisions of the sketch with it, and without it again."""

    made: int
    undone: int


@dataclass(frozen=True)
class History:
    """What can be undone and redone."""

    can_undo: bool
    can_redo: bool


@dataclass(frozen=True)
class CellCount:
    """Cells of the open frame that pass the filters."""

    cells: int
    areas_px: NDArray[np.int64]  # (cells,)
    is_guess: bool = False  # nothing was learned before they were found


@dataclass(frozen=True)
class Problem:
    """What went wrong."""

    sentence: str
    details: str = ""


@dataclass(frozen=True)
class MessageButton:
    """A button beside a message; the message ends with a click on it."""

    text: str
    action: Callable[[], object]
    tip: str = ""


@dataclass(frozen=True)
class StrokeQuestion:
    """A stroke that is probably a mistake."""

    revision: int  # of the sketch with the stroke
    pixels: NDArray[np.intp] = field(repr=False)  # (N, 2), not to be learned from
    since: int = 0  # revision that brought it back, if it had been undone or erased


@dataclass(frozen=True)
class Message:
    """A sentence that is shown until it is answered, closed, or no longer true."""

    key: str  # replaces the message of the same key
    sentence: str
    buttons: tuple[MessageButton, ...] = ()
    closed: Callable[[], object] | None = None  # called when the user closes it
    of_frame: bool = True  # it ends when another frame is opened
    is_urgent: bool = False  # it is shown before others, although they may be newer
    is_answer: bool = False  # to what the user has just done: shown first until a newer one comes
    files: tuple[Path, ...] = ()  # that were written; they can be dragged from the message


@dataclass(frozen=True)
class MarkedPlaces:
    """Places (y, x) of strokes in question."""

    asked: tuple[Point, ...] = ()  # of the stroke that is asked about now
    waiting: tuple[Point, ...] = ()  # of all others


@dataclass(frozen=True)
class Busy:
    """Work that cannot be stopped."""

    text: str  # "" when it has ended
    part: float  # done, 0..1; -1: unknown


@dataclass(frozen=True)
class Answered:
    """An answer to a question about a place in the image."""

    question: Question
    answer: Answer


@dataclass(frozen=True)
class PreferenceChange:
    """A preference and its new value."""

    key: str
    value: Any
