"""What the canvas draws: image, layers and masks of the open frame, by reference."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sketchpose_engine.core.box import Box
from sketchpose_engine.images.frame_key import FrameKey
from sketchpose_engine.images.frames import FIRST, Extent, Frame
from sketchpose_engine.live.messages import FieldsReady, MasksReady
from sketchpose_engine.masks.palette import PALETTE
from sketchpose_engine.project.project_image import CellClass
from sketchpose_engine.sketch.questioned import QuestionedStroke

_Kind = TypeVar("_Kind", bound=np.generic)
LARGEST_SAMPLE_PX = 2048  # side of the part of the pixels that sizes are estimated from
FIRST_CLASS_ROW = len(PALETTE)  # of the masks' colours: those of classes follow the palette


@dataclass
class Channel:
    """How one channel of the image is shown."""

    name: str
    low: float  # shown black
    high: float  # shown in full
    darkest: float  # of the image: ends of the range slider
    brightest: float
    colour: tuple[int, int, int] = (255, 255, 255)
    shown: bool = True


@dataclass(frozen=True)
class ShownMasks:
    """Masks that the canvas draws.

    Attributes
    ----------
    labels
        (H, W) int32 masks.
    looks
        (N + 1,) uint8 rows of `canvas.layers.mask_pixels` by label; 0: not shown.
    is_guess
        Whether nothing was learned before they were made.
    """

    labels: NDArray[np.int32]
    looks: NDArray[np.uint8]
    is_guess: bool


@dataclass
class Scene:
    """The open frame and what lies on it; the arrays are written to, in place, by their owner.

    Attributes
    ----------
    image_id
        Names the frame: a `page_key` of the project.
    name
        Of the image's file.
    levels
        (C, h, w) planes, each level half as large as the one before; the first is the image.
    channels
        One for each plane.
    sketch
        (H, W) uint8, values of `sketch.values`.
    labels
        (H, W) int32 masks, 0 background.
    valid
        (H, W) bool, the valid set.
    fields
        Of the part looked at last.
    pixel_size_um
        None: unknown.
    file_pixel_size_um, file_depth_step_um
        Side of a pixel and distance of two slices, from the file; None: not stated.
    frame, extent, unnamed_pages
        Which one of its file, how many that has, and how many pages have an axis without a name.
    rows
        (N + 1,) uint8 rows of `palette.PALETTE`, by label.
    areas_px
        (N + 1,) pixels of each label; 0: there is no such cell.
    classes
        (N + 1,) uint8 class of each label, from 1; None: there is one class only.
    cell_classes
        What the classes are called, and their colours.
    hidden
        (N + 1,) bool by label: cells that do not count.
    is_guess, trained_steps
        Whether nothing was learned before the masks were made, and the steps of training of the
        network that made them; None: unknown.
    found_at
        When the masks changed last; None: they are those that were read from disk.
    preview
        Masks that are shown instead, for a while.
    masks_differ
        Whether the masks have changed since the frame was opened, or since this was set to false.
    questions
        Strokes that are not learned from until the user confirms them, oldest first.
    drawn
        Values of the sketch when it was opened.
    bright
        Whether the image is, so that masks get other colours than on dark ones.
    tracks
        (N + 1,) int64 track of each label, 0: none; None: the frame is not linked to others.
    track_rows
        Rows of `palette.PALETTE`, by track.
    looks
        (N + 1,) uint8 rows of `canvas.layers.mask_pixels` by label; 0: not shown.
    """

    image_id: str
    name: str
    levels: list[NDArray[Any]]
    channels: Sequence[Channel]
    sketch: NDArray[np.uint8]
    labels: NDArray[np.int32]
    valid: NDArray[np.bool_]
    pixel_size_um: float | None = None
    fields: FieldsReady | None = field(default=None)
    file_pixel_size_um: float | None = None
    file_depth_step_um: float | None = None
    frame: Frame = FIRST
    extent: Extent = field(default_factory=Extent)
    unnamed_pages: int = 0
    rows: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(1, np.uint8))
    areas_px: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    classes: NDArray[np.uint8] | None = None
    cell_classes: tuple[CellClass, ...] = ()
    bright: bool = False
    hidden: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(1, bool))
    is_guess: bool = False
    trained_steps: int | None = None
    found_at: datetime | None = None
    preview: ShownMasks | None = None
    masks_differ: bool = False
    tracks: NDArray[np.int64] | None = None
    track_rows: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(1, np.uint8))
    questions: tuple[QuestionedStroke, ...] = ()
    drawn: frozenset[int] = field(init=False)  # found where the scene is made: not in the window
    looks: NDArray[np.uint8] = field(init=False)

    @property
    def key(self) -> FrameKey:
        """Identity of the frame."""
        return FrameKey.parse(self.image_id)

    @property
    def entry_id(self) -> str:
        """Id of the image in the project."""
        return self.key.image_id

    @property
    def code(self) -> str:
        """Names the frame for people; "" if the file has only one."""
        return self.extent.code(self.frame)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        height, width = self.sketch.shape
        return height, width

    @property
    def box(self) -> Box:
        """The whole image."""
        return Box.whole(self.shape)

    def is_frame_beside(self, other: "Scene") -> bool:
        """Return whether this is another frame, or the same one, of the same image."""
        return self.entry_id == other.entry_id and self.shape == other.shape

    @property
    def shown(self) -> ShownMasks:
        """Masks that the canvas draws."""
        return self.preview or ShownMasks(self.labels, self.looks, self.is_guess)

    def __post_init__(self) -> None:
        """Give masks from a previous session no colours until those are known."""
        if len(self.rows) == 1:
            self.rows = np.zeros(int(self.labels.max(initial=0)) + 1, np.uint8)
        self.drawn = frozenset(np.unique(self.sketch).tolist()) - {0}
        self.choose_looks()

    def take(self, ready: MasksReady) -> bool:
        """Take masks of a box, and return whether anything looks different now.

        New cells count until they are measured.
        """
        assert ready.colours is not None and ready.areas_px is not None  # of a live session
        part = self.labels[ready.box.slices]
        same = np.array_equal(part, ready.labels) and _are_equal(self.classes, ready.classes)
        self.masks_differ |= not same
        part[:] = ready.labels
        self.areas_px, self.classes = ready.areas_px, ready.classes
        before, was_guess = self.looks, self.is_guess
        self.is_guess = ready.is_guess
        if ready.trained_steps is not None:
            self.trained_steps = ready.trained_steps
        if not (same and self.labels.any()):  # the engine reports masks from disk, too
            self.found_at = datetime.now()
        self.rows, self.hidden = ready.colours, _sized(self.hidden, len(ready.areas_px))
        self.choose_looks()
        return not (same and was_guess == self.is_guess and np.array_equal(before, self.looks))

    def choose_looks(self) -> None:
        """Decide how each cell is shown: by class if there are several, hidden ones not at all.

        Without classes, a cell that is linked has the same colour in all frames.
        """
        looks = self.rows.copy()
        if self.tracks is not None:
            tracks = _sized(self.tracks, len(looks))
            looks = np.where(tracks > 0, self.track_rows[tracks], looks)
        if len(self.cell_classes) > 1 and self.classes is not None:
            classes = _sized(self.classes, len(looks))
            looks = np.where(classes > 0, classes + np.uint8(FIRST_CLASS_ROW - 1), looks)
        looks[_sized(self.hidden, len(looks))] = 0
        self.looks = looks

    def track_of(self, label: int) -> int:
        """Return the track of a cell; 0 if it has none, or the frame is not linked to others."""
        known = self.tracks is not None and 0 <= label < len(self.tracks)
        return int(self.tracks[label]) if known and self.tracks is not None else 0

    def number_of(self, label: int) -> int:
        """Return the number that people see on a cell: its track, or else its label."""
        return self.track_of(label) or label

    def labels_of(self, tracks: Collection[int]) -> tuple[int, ...]:
        """Return the labels of the cells of some tracks."""
        if self.tracks is None or not tracks:
            return ()
        return tuple(np.flatnonzero(np.isin(self.tracks, list(tracks))).tolist())

    def counts(self) -> NDArray[np.bool_]:
        """Which labels (N + 1,) are cells that count."""
        return (self.areas_px > 0) & ~_sized(self.hidden, len(self.areas_px))

    def count(self) -> int:
        """How many cells count."""
        if int(self.labels.max(initial=0)) < len(self.areas_px):
            return int(np.count_nonzero(self.counts()))
        return int(np.count_nonzero(np.unique(self.labels)))  # just read from disk

    def class_counts(self) -> list[int]:
        """How many cells that count there are of each class."""
        classes = np.zeros(0, np.uint8) if self.classes is None else self.classes
        counted = _sized(classes, len(self.areas_px))[self.counts()]
        return np.bincount(counted, minlength=len(self.cell_classes) + 1)[1:].tolist()

    def hidden_pixels(self) -> NDArray[np.bool_]:
        """Where (H, W) cells lie that do not count."""
        return _sized(self.hidden, len(self.areas_px))[self.labels]

    def cell_width_px(self) -> float | None:
        """Median diameter of circles with the areas of the masks; None without masks."""
        step = max(1, max(self.shape) // LARGEST_SAMPLE_PX)
        areas = np.bincount(self.labels[::step, ::step].ravel())[1:]
        areas = areas[areas > 0]
        return 2 * step * float(np.sqrt(np.median(areas) / np.pi)) if areas.size else None

    def mask_at(self, point: tuple[float, float]) -> tuple[Box, NDArray[np.bool_]] | None:
        """Box and pixels (box) of the mask under a point (y, x); None if there is none."""
        y, x = round(point[0]), round(point[1])
        height, width = self.shape
        if not (0 <= y < height and 0 <= x < width) or not (number := self.labels[y, x]):
            return None
        pixel, margin_px = Box(y, x, y + 1, x + 1), 32
        while True:  # until the mask does not reach the window's edge
            window = pixel.grown(margin_px, self.shape)
            inside = self.labels[window.slices] == number
            beyond = inside.copy()
            beyond[pixel.grown(margin_px - 1, self.shape).within(window).slices] = False
            if not beyond.any() or window == self.box:
                break
            margin_px *= 2
        box = Box.around(inside)
        assert box is not None
        return box.of(window), inside[box.slices].copy()


def _are_equal(one: NDArray[np.uint8] | None, other: NDArray[np.uint8] | None) -> bool:
    """Whether two lists of classes are the same, or both unknown."""
    if one is None or other is None:
        return one is other
    return np.array_equal(one, other)


def _sized(values: NDArray[_Kind], size: int) -> NDArray[_Kind]:
    """A copy of values by label with so many of them, 0 where they are new."""
    sized = np.zeros(size, values.dtype)
    sized[: min(size, len(values))] = values[:size]
    return sized
