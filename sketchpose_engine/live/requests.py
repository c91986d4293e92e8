"""Frozen requests to a live session, from another thread: data without behaviour."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..inference.jobs import FrameJob
from ..results.filters import Filter
from ..sketch.edits import Change, Correction, Sketch
from ..sketch.questioned import QuestionedStroke
from .result import Result


@dataclass(frozen=True)
class OpenImage:
    """Add an image, unless it is open already, and show it."""

    image_id: str
    planes: NDArray[Any] = field(repr=False)  # (C, H, W), never written to
    sketch: Sketch = field(repr=False)
    corrections: tuple[Correction, ...] = field(default=(), repr=False)
    masks: NDArray[np.int32] | None = field(default=None, repr=False)  # (H, W), saved earlier
    classes: NDArray[np.uint8] | None = field(default=None, repr=False)  # by label of these masks
    look: bool = True  # False: only use it for training
    questions: tuple[QuestionedStroke, ...] = field(default=(), repr=False)  # not learned from


@dataclass(frozen=True)
class CloseImage:
    """Remove an image."""

    image_id: str


@dataclass(frozen=True)
class CloseImages:
    """Remove all images before another project is opened. Answered with `ImagesClosed`."""

    number: int = field(default=0, compare=False)  # returned in the answer


@dataclass(frozen=True)
class QuestionStroke:
    """Do not learn from some pixels of a stroke until it is confirmed."""

    image_id: str
    revision: int  # of the sketch with the stroke
    pixels: NDArray[np.intp] = field(repr=False)  # (N, 2)
    since: int = 0  # revision that brought it back, if it had been undone or erased


@dataclass(frozen=True)
class ConfirmStroke:
    """Learn from a stroke that was in question."""

    image_id: str
    revision: int


@dataclass(frozen=True)
class LookAt:
    """Give priority to the visible part of an image."""

    image_id: str
    box: Box


@dataclass(frozen=True)
class Learn:
    """Start or pause learning."""

    on: bool
    from_all: bool = True  # all images with strokes; False: only the one in view
    until_steady: bool = True  # stop when the masks have not changed for some time


@dataclass(frozen=True)
class LoadWeights:
    """Continue with these weights; None: start from scratch."""

    path: Path | None
    number: int = field(default=0, compare=False)  # in the answer, `WeightsLoaded`; 0: no answer
    of_project: bool = False  # with those for other numbers of channels, see `SaveWeights`


@dataclass(frozen=True)
class SaveWeights:
    """Write the current weights to a file."""

    path: Path
    # Into the project: with those for other numbers of channels beside them, see `save_models`, and
    # it is no failure if nothing was learned, see `NothingToSave`.
    automatic: bool = False


@dataclass(frozen=True)
class SetMasks:
    """Replace the masks of an image by ones made elsewhere."""

    image_id: str
    masks: NDArray[np.int32] = field(repr=False)  # (H, W)


@dataclass(frozen=True)
class FindMasks:
    """Find masks anew that an image was opened with; they are recorded as a result first.

    Nothing happens if they are not retained any more, or if no network could find others.
    """

    image_id: str


@dataclass(frozen=True)
class ReturnToResult:
    """Show an earlier result, and continue from the network that made it, if there is one."""

    number: int


@dataclass(frozen=True)
class RestoreResults:
    """Hold results of an image that were stored in the project, oldest first."""

    image_id: str
    results: tuple[Result, ...]


@dataclass(frozen=True)
class SaveResultWeights:
    """Write the weights that made a result to a file, if they are known."""

    number: int
    path: Path


@dataclass(frozen=True)
class KeepResult:
    """Hold a result until it is released; None: the present one."""

    number: int | None
    on: bool = True


@dataclass(frozen=True)
class RecordForExport:
    """Record masks that may be exported as a result, and hold them."""

    image_id: str
    masks: NDArray[np.int32] = field(repr=False)  # (H, W), as they are shown; never written to
    classes: NDArray[np.uint8] | None = field(default=None, repr=False)  # by label of these masks
    number: int = 0  # in the answer, see `ResultsHeld.to_export`


@dataclass(frozen=True)
class NoteExport:
    """Note that the masks of the last `RecordForExport` of an image were exported."""

    image_id: str
    exported_at: float  # seconds since 1970


@dataclass(frozen=True)
class ExportFields:
    """Write the fields of a whole image to a file."""

    image_id: str
    path: Path
    pixel_size_um: float | None = None  # None: unknown


@dataclass(frozen=True)
class SegmentAll:
    """Segment many frames, before anything else."""

    jobs: tuple[FrameJob, ...]
    folder: Path  # holds the weights in use and the progress, to resume after a crash
    go_on: bool  # resume with these weights
    filters: tuple[Filter, ...] = ()  # that cells must pass to be counted


@dataclass(frozen=True)
class StopSegmenting:
    """Stop segmenting; finished frames are kept."""


Request = (
    OpenImage
    | CloseImage
    | CloseImages
    | Change
    | QuestionStroke
    | ConfirmStroke
    | LookAt
    | Learn
    | LoadWeights
    | SaveWeights
    | SetMasks
    | FindMasks
    | ReturnToResult
    | RestoreResults
    | SaveResultWeights
    | KeepResult
    | RecordForExport
    | NoteExport
    | ExportFields
    | SegmentAll
    | StopSegmenting
)
