"""Frozen messages that cross threads: events of a live session; see `requests` for the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sketchpose_engine.core.errors import InputError

from ..core.box import Box
from ..inference.jobs import (
    FrameRefused,
    FrameSegmented,
    Segmenting,
    SegmentingEnded,
    TileDone,
)
from ..masks.drawn_cells import CellsFound, FailingCell
from ..training.events import StepDone, StepSkipped, TrainingEnded
from .requests import Request
from .result import Result


@dataclass(frozen=True)
class MasksReady:
    """Masks in a box of an image, made from a sketch of this revision."""

    image_id: str
    revision: int
    box: Box
    labels: NDArray[np.int32] = field(repr=False)  # (box height, box width), 0 background
    colours: NDArray[np.uint8] | None = field(default=None, repr=False)  # palette index by label
    areas_px: NDArray[np.int64] | None = field(default=None, repr=False)  # by label; 0: unused
    classes: NDArray[np.uint8] | None = field(default=None, repr=False)  # from 1; None: one
    is_guess: bool = False  # nothing was learned from such images, see `Learner.is_guess`
    trained_steps: int | None = None  # of the network that made them; None: unknown


@dataclass(frozen=True)
class FieldsReady:
    """Fields predicted in a box of an image."""

    image_id: str
    box: Box
    distance: NDArray[np.float16] = field(repr=False)  # (box), in units of half a cell's width
    flow: NDArray[np.float16] = field(repr=False)  # (2, box), order (y, x)
    uncertainty: NDArray[np.uint8] = field(repr=False)  # (box), 255: maximally uncertain


@dataclass(frozen=True)
class ValidSetReady:
    """Valid set in a box of an image: where the strokes determine the distance exactly."""

    image_id: str
    box: Box
    valid: NDArray[np.bool_] = field(repr=False)  # (box)


@dataclass(frozen=True)
class Guidance:
    """Places where strokes would help most, given the masks in a region of an image."""

    image_id: str
    agreement: float | None  # fraction of the annotated pixels that are predicted correctly
    where: tuple[int, int] | None  # (y, x) in px, least certain place
    touching: tuple[int, int, int, int] | None  # two labels and (y, x) of an uncertain boundary
    unseen: float | None = None  # fraction of new strokes predicted correctly before learning
    cells: CellsFound | None = None  # drawn cells in the region that are found; None: unknown
    revision: int = 0  # of the sketch
    failing: FailingCell | None = None  # drawn cell that is not found
    gap: tuple[int, int, int] | None = None  # (y, x) and width in px of a place without a mask

    @property
    def has_place(self) -> bool:
        """Whether there is a place to draw at."""
        return bool(self.where or self.touching or self.failing or self.gap)


@dataclass(frozen=True)
class NetworkReady:
    """The network that is trained from now on."""

    device: str
    diameter_px: float  # of the cells


@dataclass(frozen=True)
class BaselineAdopted:
    """Adoption of random weights that did better than pretrained ones."""

    fewer: float  # fraction of the errors on the drawn strokes that they avoid


@dataclass(frozen=True)
class WeightsRestored:
    """Return to earlier weights, since further learning had made the masks worse."""


@dataclass(frozen=True)
class Idle:
    """No work until the next request: no strokes yet, paused, or nothing changes any more."""

    reason: Literal["strokes", "paused", "finished"]
    unchanged_s: float | None = None  # for which the masks have been steady; None: converged


@dataclass(frozen=True)
class ResultsHeld:
    """Results of all images that can be returned to."""

    results: tuple[Result, ...]  # oldest first
    shown: int | None  # number of the one that was returned to, until masks change
    to_export: Mapping[int, Result] = field(default_factory=dict)  # by `RecordForExport.number`


@dataclass(frozen=True)
class WeightsLoaded:
    """Start of the events that concern requested weights, even if these were rejected."""

    number: int  # from the request


@dataclass(frozen=True)
class ImagesClosed:
    """End of the events that concern the images open at this request."""

    number: int  # from the request


@dataclass(frozen=True)
class WeightsSaved:
    """Completed saving of weights."""

    path: Path


@dataclass(frozen=True)
class NothingToSave:
    """Nothing was learned that could be saved automatically."""

    path: Path


@dataclass(frozen=True)
class FieldsExported:
    """Completed export of the fields of an image."""

    path: Path


@dataclass(frozen=True)
class RequestFailed:
    """Failure of a request, with a sentence that states the reason."""

    error: InputError
    request: "Request | None" = field(default=None, compare=False, repr=False)

    @property
    def sentence(self) -> str:
        """Why it failed."""
        return str(self.error)


@dataclass(frozen=True)
class Notice:
    """Information for the user without a failure."""

    sentence: str


@dataclass(frozen=True)
class UnusedGpu:
    """Presence of a graphics card that this build of PyTorch cannot use."""


Event = (
    StepDone
    | StepSkipped
    | TrainingEnded
    | TileDone
    | MasksReady
    | FieldsReady
    | ValidSetReady
    | Guidance
    | NetworkReady
    | BaselineAdopted
    | WeightsRestored
    | Idle
    | ResultsHeld
    | WeightsLoaded
    | ImagesClosed
    | WeightsSaved
    | NothingToSave
    | FieldsExported
    | Segmenting
    | FrameSegmented
    | FrameRefused
    | SegmentingEnded
    | RequestFailed
    | Notice
    | UnusedGpu
)
