"""Links of a movie or stack: made, renewed and kept on disk. Runs in another thread."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.core.tasks import Task
from app.core.translation import tr, tr_noop
from app.state.frame_series import FrameSeries
from app.state.links import LinkedCells
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.project.project import Project

if TYPE_CHECKING:
    from sketchpose_engine.linking.saved_tracks import Stamp
    from sketchpose_engine.linking.tracks import Tracks

LINKING = tr_noop("Linking the cells")


class LinkingStoppedError(Exception):
    """The user has stopped the linking."""


@dataclass(frozen=True, eq=False)
class MadeLinks:
    """Links, and the state of the files with masks that they were made from.

    Attributes
    ----------
    linked
        Tracks, colours and doubts.
    stamps
        Of the files, by frame.
    """

    linked: LinkedCells
    stamps: list["Stamp"]


def read_links(project: Project, series: FrameSeries) -> MadeLinks | None:
    """Read saved links, and renew those of frames whose masks have changed since.

    Returns
    -------
    None if the cells were never linked, or not all frames have masks any more.

    Raises
    ------
    InputError
        A file is damaged.
    """
    from sketchpose_engine.linking.saved_tracks import read_saved_tracks

    saved = read_saved_tracks(_path(project, series))
    keys = series.keys
    if saved is None or len(saved[0]) != len(keys):
        return None
    tracks, stamps = saved
    if not all(project.masks.path(key).exists() for key in keys):
        return None
    doubtful = [n for n, stamp in enumerate(_stamps(project, series)) if stamp != stamps[n]]
    changed = [n for n in doubtful if not is_linked_frame(tracks, n, masks_of(project, keys[n]))]
    if changed:
        return renew_links(project, series, tracks, changed)
    return made(project, series, tracks)


def make_links(project: Project, series: FrameSeries, task: Task) -> MadeLinks:
    """Link the masks of all frames; decisions of the user that were saved before are kept.

    Raises
    ------
    InputError
        Masks cannot be read, or their sizes differ.
    LinkingStoppedError
        The user has stopped it.
    """
    from sketchpose_engine.linking.depth_linker import link_slices
    from sketchpose_engine.linking.relinking import relink
    from sketchpose_engine.linking.saved_tracks import read_saved_tracks
    from sketchpose_engine.linking.time_linker import link_frames

    keys = series.keys

    def read(frame: int, part: float) -> NDArray[np.int32]:
        if task.stopped:
            raise LinkingStoppedError
        task.show(tr(LINKING), part)
        return masks_of(project, keys[frame])

    def frames() -> Iterator[NDArray[np.int32]]:
        for frame in range(len(keys)):
            yield read(frame, frame / len(keys))

    task.show(tr(LINKING), 0.0)
    try:
        saved = read_saved_tracks(_path(project, series))
        if saved is not None and len(saved[0]) == len(keys) and saved[0].decisions:
            taken = iter(np.linspace(0, 1, 2 * len(keys)).tolist())
            tracks = relink(saved[0], lambda n: read(n, next(taken, 1.0)), range(len(keys)))
        else:
            tracks = (link_frames if series.along == "time" else link_slices)(frames())
        return made(project, series, tracks)
    finally:
        task.end()


def renew_links(
    project: Project, series: FrameSeries, tracks: "Tracks", changed: Collection[int]
) -> MadeLinks:
    """Link frames again whose masks have changed; errors as `make_links`."""
    from sketchpose_engine.linking.relinking import relink

    if not changed:
        return made(project, series, tracks)
    keys = series.keys
    renewed = relink(tracks, lambda frame: masks_of(project, keys[frame]), changed)
    return made(project, series, renewed)


def keep_links(project: Project, series: FrameSeries, made: MadeLinks) -> None:
    """Write links into the project; DiskError if that fails."""
    from sketchpose_engine.linking.saved_tracks import write_saved_tracks

    write_saved_tracks(_path(project, series), made.linked.tracks, made.stamps)


def masks_of(project: Project, key: str) -> NDArray[np.int32]:
    """Read the masks of a frame; InputError if there are none, or they are damaged."""
    found = project.masks.read(key)
    if found is None:
        raise InputError(tr("{frame} has no masks: segment all images first.", frame=key))
    return found[0]


def is_linked_frame(tracks: "Tracks", frame: int, labels: NDArray[np.int32]) -> bool:
    """Return whether the masks of a frame are those that were linked."""
    from sketchpose_engine.linking.objects import objects_of

    now, then = objects_of(labels)[0], tracks.objects[frame]
    names = ("labels", "area_px", "inner_px")
    return all(np.array_equal(getattr(now, each), getattr(then, each)) for each in names)


def made(project: Project, series: FrameSeries, tracks: "Tracks") -> MadeLinks:
    """Find colours and doubts of tracks, and the state of the files with their masks."""
    from sketchpose_engine.linking.colours import track_colours
    from sketchpose_engine.linking.doubts import find_doubts, without_specks

    doubts, specks = without_specks(tracks, find_doubts(tracks), _least_area_px(project, series))
    linked = LinkedCells(tracks, track_colours(tracks), tuple(doubts), specks)
    return MadeLinks(linked, _stamps(project, series))


def _least_area_px(project: Project, series: FrameSeries) -> float:
    """Smallest area that passes the filters; 0 if they do not limit it."""
    from sketchpose_engine.images.load import load_image

    least = {each.column: each.low for each in project.filters if each.low is not None}
    if "area_um2" not in least:
        return least.get("area_px", 0.0)
    image = project.image(series.image_id)
    size_um = image.size_of(series.frames[0].scene)
    size_um = size_um or load_image(image.path, series.frames[0], image.pages).pixel_size_um
    return least["area_um2"] / size_um**2 if size_um else 0.0


def _stamps(project: Project, series: FrameSeries) -> list["Stamp"]:
    from sketchpose_engine.linking.saved_tracks import file_stamp

    return [file_stamp(project.masks.path(key)) for key in series.keys]


def _path(project: Project, series: FrameSeries) -> Any:
    return project.masks.tracks_path(series.keys[0], series.along)
