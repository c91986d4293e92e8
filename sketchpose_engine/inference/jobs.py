"""Frames to be segmented, and events while they are: plain data that may cross threads."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.box import Box
from ..images.frames import Frame
from ..images.readers.base import PageAxis
from ..sketch.edits import Correction


@dataclass(frozen=True)
class FrameJob:
    """One frame to be segmented with the weights as they are."""

    page: str  # names it in what is told
    path: Path  # of the image's file
    frame: Frame
    masks_path: Path | None = None  # where its masks are written to
    pixel_size_um: float | None = None  # None: as the file says
    corrections: tuple[Correction, ...] = field(default=(), repr=False)
    sketch: NDArray[np.uint8] | None = field(default=None, repr=False)  # masks agree with it
    pages: PageAxis | None = None  # what pages without a named axis are
    files: tuple[Path, ...] = ()  # that must be there, too, if it is to count as done


@dataclass(frozen=True)
class TileDone:
    """One tile of the prediction."""

    box: Box
    done: int
    total: int


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
