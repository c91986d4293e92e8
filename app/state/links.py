"""What is known of the links between the cells of the open movie or stack."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.core.translation import counted
from app.state.frame_series import Along, FrameSeries
from app.state.scene import Scene
from sketchpose_engine.core.box import Box

if TYPE_CHECKING:  # loaded in another thread, when cells are linked: it takes a while
    from sketchpose_engine.linking.doubts import Doubt
    from sketchpose_engine.linking.tracks import Tracks

NO_COLOURS = np.zeros(1, np.uint8)
DOUBT_WIDTHS = 2.5  # of a cell, from its middle: what is shown of the image around a doubtful one


@dataclass(frozen=True, eq=False)
class LinkedCells:
    """Tracks, and what follows from them.

    Attributes
    ----------
    tracks
        Of the engine.
    colours
        (highest id + 1,) rows of `palette.PALETTE`, by track.
    doubts
        Links that a person should look at.
    specks
        Number of further doubts, about masks that are probably no cells.
    """

    tracks: "Tracks" = field(repr=False)
    colours: NDArray[np.uint8] = field(repr=False)
    doubts: tuple["Doubt", ...] = ()
    specks: int = 0


@dataclass(frozen=True, eq=False)
class Links:
    """The open movie or stack, and the links between its cells.

    Attributes
    ----------
    series
        Its frames.
    axes
        Along which cells can be linked.
    masked
        Numbers of the frames, from 0, that have masks.
    shown
        Number of the open frame.
    linked
        None: the cells are not linked.
    changed
        Numbers of the frames whose masks are others than those that were linked.
    is_busy
        Whether links are being made.
    """

    series: FrameSeries
    axes: Sequence[Along]
    masked: frozenset[int]
    shown: int
    linked: LinkedCells | None = None
    changed: frozenset[int] = frozenset()
    is_busy: bool = False

    @property
    def tracks(self) -> "Tracks | None":
        """Tracks; None: the cells are not linked."""
        return None if self.linked is None else self.linked.tracks

    @property
    def is_linked_movie(self) -> bool:
        """Whether cells are linked through time, in which they may divide."""
        return self.linked is not None and self.series.along == "time"

    @property
    def is_offered(self) -> bool:
        """Whether there is something to link."""
        return len(self.masked) > 1 or self.linked is not None

    @property
    def can_link(self) -> bool:
        """Whether all frames have masks, and nothing else is under way."""
        return len(self.masked) == len(self.series.frames) and not self.is_busy


def summary_of(linked: LinkedCells) -> str:
    """Return how many cells are linked, how many divide, and how many links are doubtful."""
    parts = [counted(len(linked.tracks.tracks), "%n cell linked", "%n cells linked")]
    if divisions := len({each.parent for each in linked.tracks.tracks.values()} - {0}):
        parts.append(counted(divisions, "%n division", "%n divisions"))
    if doubts := len(linked.doubts):
        parts.append(counted(doubts, "%n doubtful link to look at", "%n doubtful links to look at"))
    return ", ".join(parts) + "."


def show_tracks(scene: Scene, links: Links | None) -> None:
    """Give the cells of a frame the numbers and colours of their tracks."""
    scene.tracks, scene.track_rows = None, NO_COLOURS
    if links is not None and links.linked is not None and links.shown >= 0:
        tracks = links.linked.tracks
        labels, ids = tracks.objects[links.shown].labels, tracks.ids[links.shown]
        scene.tracks = np.zeros(int(labels.max(initial=0)) + 1, np.int64)
        scene.tracks[labels] = ids
        scene.track_rows = links.linked.colours
    scene.choose_looks()


def is_as_linked(scene: Scene, links: Links) -> bool:
    """Whether the masks of the open frame are those that were linked."""
    if links.tracks is None:
        return True
    objects = links.tracks.objects[links.shown]
    if np.count_nonzero(scene.areas_px) != len(objects):
        return False
    if int(objects.labels.max(initial=0)) >= len(scene.areas_px):
        return False
    y, x = objects.inner_px.T
    if len(y) and (y.max() >= scene.shape[0] or x.max() >= scene.shape[1]):
        return False
    same = np.array_equal(scene.areas_px[objects.labels], objects.area_px)
    return same and np.array_equal(scene.labels[y, x], objects.labels)


def place_of(links: Links, frame: int, label: int, shape: tuple[int, int]) -> Box | None:
    """Return the part of the image around a linked cell; None if there is no such cell."""
    objects = links.tracks.objects[frame] if links.tracks is not None else None
    row = -1 if objects is None else objects.row(label)
    if objects is None or row < 0:
        return None
    y, x = objects.centroid_px[row].round().astype(int).tolist()
    reach = max(int(DOUBT_WIDTHS * float(objects.size_px[row])), 1)
    return Box(y, x, y + 1, x + 1).grown(reach, shape)
