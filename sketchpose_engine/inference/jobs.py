"""Frames to segment, and events of their segmentation: plain data that may cross threads."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sketchpose_engine.core.errors import InputError

from ..core.box import Box
from ..images.frames import Frame
from ..images.readers.base import PageAxis
from ..sketch.edits import Correction


@dataclass(frozen=True)
class FrameJob:
    """One frame to segment with fixed weights."""

    page: str  # frame key, returned in events
    path: Path  # of the image file
    frame: Frame
    masks_path: Path | None = None  # file to write the masks to
    pixel_size_um: float | None = None  # None: as in the file
    corrections: tuple[Correction, ...] = field(default=(), repr=False)
    sketch: NDArray[np.uint8] | None = field(default=None, repr=False)  # masks agree with it
    pages: PageAxis | None = None  # meaning of pages without a named axis
    files: tuple[Path, ...] = ()  # that must exist, too, for the frame to count as done


@dataclass(frozen=True)
class TileDone:
    """A predicted tile."""

    box: Box
    done: int
    total: int


@dataclass(frozen=True)
class Segmenting:
    """Progress of the segmentation of many frames."""

    page: str  # frame in progress
    done: float  # frames, including the fraction of the one in progress
    total: int
    seconds_left: float | None  # None: not yet estimated


@dataclass(frozen=True)
class FrameSegmented:
    """A segmented frame of a batch, with its masks on disk."""

    page: str
    cells: int
    cells_of_class: tuple[int, ...] = ()  # empty if there is only one class
    median_area_px: float | None = None  # None if there are no cells
    trained_steps: int | None = None  # of the network; None: not stated


@dataclass(frozen=True)
class FrameRefused:
    """A frame of a batch that could not be segmented; the others continue."""

    page: str
    error: InputError

    @property
    def sentence(self) -> str:
        """Why it could not be segmented."""
        return str(self.error)


@dataclass(frozen=True)
class SegmentingEnded:
    """End of a batch: all frames are segmented, or it was stopped."""

    done: int
    refused: tuple[FrameRefused, ...]
    stopped: bool
