"""Frozen messages that cross threads: plain data, nothing that computes."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..inference.jobs import (
    FrameJob,
    FrameRefused,
    FrameSegmented,
    Segmenting,
    SegmentingEnded,
    TileDone,
)
from ..results.filters import Filter
from ..sketch.edits import Change, Correction, Sketch
from ..training.events import StepDone, StepSkipped, TrainingEnded

# What a live session can be asked, from another thread.


@dataclass(frozen=True)
class OpenImage:
    """Take an image in, unless it is there already, and look at it."""

    image_id: str
    planes: NDArray[Any] = field(repr=False)  # (C, H, W), never written to
    sketch: Sketch = field(repr=False)
    corrections: tuple[Correction, ...] = field(default=(), repr=False)
    masks: NDArray[np.int32] | None = field(default=None, repr=False)  # (H, W), of an earlier day
    classes: NDArray[np.uint8] | None = field(default=None, repr=False)  # of these masks, as below
    look: bool = True  # False: only learn from it


@dataclass(frozen=True)
class CloseImage:
    """Forget an image."""

    image_id: str


@dataclass(frozen=True)
class CloseImages:
    """Forget all images: those of another project follow. Answered with `ImagesClosed`."""

    number: int = field(default=0, compare=False)  # returned in the answer


@dataclass(frozen=True)
class LookAt:
    """Keep this part of an image up to date first: the user looks at it."""

    image_id: str
    box: Box


@dataclass(frozen=True)
class Learn:
    """Learn from now on, or pause."""

    on: bool
    from_all: bool = True  # images with strokes; False: only the one that is looked at


@dataclass(frozen=True)
class LoadWeights:
    """Go on from these weights; None: start fresh."""

    path: Path | None
    number: int = field(default=0, compare=False)  # of the answer, `WeightsLoaded`; 0: none


@dataclass(frozen=True)
class SaveWeights:
    """Write the weights as they are to a file."""

    path: Path


@dataclass(frozen=True)
class SetDiameter:
    """Take cells to be this wide; None: estimate it from the strokes."""

    diameter_px: float | None


@dataclass(frozen=True)
class SetMasks:
    """Take these masks, made elsewhere, for those of an image."""

    image_id: str
    masks: NDArray[np.int32] = field(repr=False)  # (H, W)


@dataclass(frozen=True)
class ExportFields:
    """Write the fields of a whole image to a file."""

    image_id: str
    path: Path
    pixel_size_um: float | None = None  # None: unknown


@dataclass(frozen=True)
class SegmentAll:
    """Segment many frames, before anything else is done."""

    jobs: tuple[FrameJob, ...]
    folder: Path  # keeps the weights in use and how far it is, to go on after a crash
    go_on: bool  # with those weights, where it was left
    filters: tuple[Filter, ...] = ()  # which cells are counted


@dataclass(frozen=True)
class StopSegmenting:
    """Segment no further; what is done stays."""


Request = (
    OpenImage
    | CloseImage
    | CloseImages
    | Change
    | LookAt
    | Learn
    | LoadWeights
    | SaveWeights
    | SetDiameter
    | SetMasks
    | ExportFields
    | SegmentAll
    | StopSegmenting
)


# What the engine tells.


@dataclass(frozen=True)
class MasksReady:
    """Masks of a part of an image, made from a sketch of this revision."""

    image_id: str
    revision: int
    box: Box
    labels: NDArray[np.int32] = field(repr=False)  # (box height, box width), 0 background
    colours: NDArray[np.uint8] | None = field(default=None, repr=False)  # by label, of the palette
    areas_px: NDArray[np.int64] | None = field(default=None, repr=False)  # by label; 0: no such
    classes: NDArray[np.uint8] | None = field(
        default=None, repr=False
    )  # by label, from 1; None: one


@dataclass(frozen=True)
class FieldsReady:
    """What the network sees in a part of an image."""

    image_id: str
    box: Box
    distance: NDArray[np.float16] = field(repr=False)  # (box), in units of half a cell's width
    flow: NDArray[np.float16] = field(repr=False)  # (2, box), order (y, x)
    uncertainty: NDArray[np.uint8] = field(repr=False)  # (box), 255: not sure at all


@dataclass(frozen=True)
class ValidSetReady:
    """Where the strokes tell the distance exactly, in a part of an image."""

    image_id: str
    box: Box
    valid: NDArray[np.bool_] = field(repr=False)  # (box)


@dataclass(frozen=True)
class Guidance:
    """Where strokes would help most, seen from the masks of a part of an image."""

    image_id: str
    agreement: float | None  # part of the annotated pixels that the network predicts rightly
    where: tuple[int, int] | None  # (y, x) in px, least certain place
    touching: tuple[int, int, int, int] | None  # two labels and (y, x) where they doubtfully meet
    unseen: float | None = None  # part of new strokes that was right before they were learned from


@dataclass(frozen=True)
class NetworkReady:
    """The network that learns from now on."""

    device: str
    diameter_px: float  # of the cells


@dataclass(frozen=True)
class BaselineAdopted:
    """Random weights did better than pretrained ones: from now on the masks are theirs."""

    fewer: float  # part of the mistakes on the drawn strokes that they do not make


@dataclass(frozen=True)
class Idle:
    """Nothing to do until asked: no strokes yet, paused, or nothing improves any more."""

    reason: Literal["strokes", "paused", "finished"]


@dataclass(frozen=True)
class WeightsLoaded:
    """The first event that concerns the weights of a request, even if they were refused."""

    number: int  # of the request


@dataclass(frozen=True)
class ImagesClosed:
    """No later event concerns the images that were open at this request."""

    number: int  # of the request


@dataclass(frozen=True)
class WeightsSaved:
    """The weights are in this file now."""

    path: Path


@dataclass(frozen=True)
class FieldsExported:
    """The fields of an image are in this file now."""

    path: Path


@dataclass(frozen=True)
class RequestFailed:
    """A request could not be met; one sentence says why."""

    sentence: str
    request: "Request | None" = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Notice:
    """Nothing failed, but the user should know."""

    sentence: str


@dataclass(frozen=True)
class UnusedGpu:
    """The computer has a graphics card that this build of PyTorch cannot use."""


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
    | Idle
    | WeightsLoaded
    | ImagesClosed
    | WeightsSaved
    | FieldsExported
    | Segmenting
    | FrameSegmented
    | FrameRefused
    | SegmentingEnded
    | RequestFailed
    | Notice
    | UnusedGpu
)
