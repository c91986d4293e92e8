"""Frozen messages that cross threads: plain data, nothing that computes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .box import Box as Box
from .filters import Filter
from .frames import Frame
from .readers.source import PageAxis


@dataclass(frozen=True)
class Sketch:
    """What the user has drawn on one image, at one moment."""

    image_id: str
    revision: int
    labels: NDArray[np.uint8] = field(repr=False)  # (H, W), values of `annotations`


@dataclass(frozen=True)
class Correction:
    """A change of the masks by hand. It is made again whenever the masks are renewed."""

    kind: Literal["delete", "merge", "split"]
    box: Box
    pixels: NDArray[np.bool_] = field(repr=False)  # (box) of the mask, of all masks, of the line


@dataclass(frozen=True)
class Change:
    """What an edit did to the sketch of an image, or to the corrections of its masks."""

    image_id: str
    revision: int  # of the sketch, after it
    tiles: Mapping[Box, NDArray[np.uint8]] = field(repr=False)  # of the sketch, as they are now
    corrections: tuple[Correction, ...] = field(repr=False)  # all there are now


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
class UseWeights:
    """Go on from these weights; None: start fresh."""

    path: Path | None
    number: int = field(default=0, compare=False)  # of the answer, `WeightsInUse`; 0: none


@dataclass(frozen=True)
class KeepWeights:
    """Write the weights as they are to a file."""

    path: Path


@dataclass(frozen=True)
class UseDiameter:
    """Take cells to be this wide; None: estimate it from the strokes."""

    diameter_px: float | None


@dataclass(frozen=True)
class UseMasks:
    """Take these masks, made elsewhere, for those of an image."""

    image_id: str
    masks: NDArray[np.int32] = field(repr=False)  # (H, W)


@dataclass(frozen=True)
class KeepFields:
    """Write the fields of a whole image to a file."""

    image_id: str
    path: Path
    pixel_size_um: float | None = None  # None: unknown


@dataclass(frozen=True)
class Job:
    """One frame to be segmented with the weights as they are."""

    page: str  # names it in what is told
    path: Path  # of the image's file
    frame: Frame
    masks_path: Path | None = None  # where its masks are written to
    pixel_size_um: float | None = None  # None: as the file says
    corrections: tuple[Correction, ...] = field(default=(), repr=False)
    sketch: NDArray[np.uint8] | None = field(default=None, repr=False)  # tells classes, if given
    pages: PageAxis | None = None  # what pages without a named axis are
    files: tuple[Path, ...] = ()  # that must be there, too, if it is to count as done


@dataclass(frozen=True)
class SegmentAll:
    """Segment many frames, before anything else is done."""

    jobs: tuple[Job, ...]
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
    | UseWeights
    | KeepWeights
    | UseDiameter
    | UseMasks
    | KeepFields
    | SegmentAll
    | StopSegmenting
)


# What the engine tells.


@dataclass(frozen=True)
class StepDone:
    """One optimisation step."""

    step: int  # from 1
    loss: float
    terms: dict[str, float]  # each term of the loss, before weighting
    seconds: float  # since training began
    revision: int  # newest of the sketches that this step has learned from


@dataclass(frozen=True)
class StepSkipped:
    """A step whose loss was not finite: nothing was learned, the rate is lowered."""

    step: int
    rate_factor: float  # of the learning rates, from here on


@dataclass(frozen=True)
class TrainingEnded:
    """Training stopped by itself."""

    reason: str  # "steps", "seconds", "converged" or "not finite"
    steps: int
    seconds: float


@dataclass(frozen=True)
class TileDone:
    """One tile of the prediction."""

    box: Box
    done: int
    total: int


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
    agreement: float | None  # part of the annotated pixels that the masks agree with
    where: tuple[int, int] | None  # (y, x) in px, least certain place
    touching: tuple[int, int, int, int] | None  # two labels and (y, x) where they doubtfully meet
    unseen: float | None = None  # part of new strokes that was right before they were learned from


@dataclass(frozen=True)
class NetworkReady:
    """The network that learns from now on."""

    device: str
    diameter_px: float  # of the cells


@dataclass(frozen=True)
class Switched:
    """Random weights did better than pretrained ones: from now on the masks are theirs."""

    fewer: float  # part of the mistakes on the drawn strokes that they do not make


@dataclass(frozen=True)
class Resting:
    """Nothing to do until asked: no strokes yet, paused, or nothing improves any more."""

    reason: Literal["strokes", "paused", "finished"]


@dataclass(frozen=True)
class WeightsInUse:
    """The first event that concerns the weights of a request, even if they were refused."""

    number: int  # of the request


@dataclass(frozen=True)
class ImagesClosed:
    """No later event concerns the images that were open at this request."""

    number: int  # of the request


@dataclass(frozen=True)
class WeightsKept:
    """The weights are in this file now."""

    path: Path


@dataclass(frozen=True)
class FieldsKept:
    """The fields of an image are in this file now."""

    path: Path


@dataclass(frozen=True)
class Segmenting:
    """How far the segmentation of many frames is."""

    page: str  # under way
    done: float  # frames, and the part of the one under way
    total: int
    seconds_left: float | None  # None: too early to say


@dataclass(frozen=True)
class FrameSegmented:
    """One of many frames is segmented, and its masks are on disk."""

    page: str
    cells: int
    cells_of_class: tuple[int, ...] = ()  # empty: there is one class only
    median_area_px: float | None = None  # None: there are no cells
    pixel_size_um: float | None = None  # None: unknown


@dataclass(frozen=True)
class FrameRefused:
    """One of many frames could not be segmented; the others go on."""

    page: str
    sentence: str


@dataclass(frozen=True)
class SegmentingEnded:
    """All of many frames are segmented, or it was stopped."""

    done: int
    refused: tuple[FrameRefused, ...]
    stopped: bool


@dataclass(frozen=True)
class Refused:
    """A request could not be met; one sentence says why."""

    sentence: str
    request: "Request | None" = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Notice:
    """Nothing failed, but the user should know."""

    sentence: str


@dataclass(frozen=True)
class CardUnused:
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
    | Switched
    | Resting
    | WeightsInUse
    | ImagesClosed
    | WeightsKept
    | FieldsKept
    | Segmenting
    | FrameSegmented
    | FrameRefused
    | SegmentingEnded
    | Refused
    | Notice
    | CardUnused
)
