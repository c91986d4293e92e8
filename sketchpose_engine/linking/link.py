"""Linking of the masks of a movie or stack, and all files that result from it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..core.errors import InputError
from ..images.label_images import load_labels
from ..results.tables import STANDARD, Dialect
from .ctc import write_ctc
from .depth_linker import link_slices
from .doubts import Doubt, find_doubts
from .objects import Labels
from .scale import UNKNOWN, Scale
from .settings import DepthSettings, TimeSettings
from .stacks import Form, write_label_stack
from .time_linker import link_frames
from .track_tables import write_columns, write_track_measurements, write_tracks
from .trackmate import write_trackmate
from .tracks import Tracks
from .volumes import measure_volumes

Along = Literal["time", "depth"]
Frames = Callable[[], Iterable[Labels]]

# What each kind of file is called after the name of the movie.
ENDINGS = {
    "tracks": "_tracks.csv",
    "track_measurements": "_track_measurements.csv",
    "trackmate": "_trackmate.xml",
    "ctc": "_RES",
    "objects_3d": "_objects_3d.csv",
    "labels": "_labels.tif",
    "labels_ome": "_labels.ome.tif",
}
KINDS: dict[Along, tuple[str, ...]] = {
    "time": ("tracks", "track_measurements", "trackmate", "ctc", "labels", "labels_ome"),
    "depth": ("objects_3d", "labels", "labels_ome"),
}
STANDARD_KINDS: dict[Along, tuple[str, ...]] = {
    "time": ("tracks", "track_measurements", "labels"),
    "depth": ("objects_3d", "labels"),
}


@dataclass(frozen=True)
class Linked:
    """Result of linking.

    Attributes
    ----------
    tracks
        Objects over all frames.
    doubts
        What a person should look at.
    written
        Files, and folders with files.
    """

    tracks: Tracks
    doubts: list[Doubt]
    written: list[Path]


def mask_files(paths: Sequence[Path]) -> Frames:
    """Read label images, one file a frame, as often as they are needed.

    Raises
    ------
    InputError
        While they are read: as `load_labels`.
    """

    def frames() -> Iterator[Labels]:
        for path in paths:
            yield load_labels(path)

    return frames


def planned_files(
    folder: Path, image: Path, along: Along, kinds: Collection[str] | None = None
) -> dict[str, Path]:
    """Name the files that `link` writes, by their kinds.

    Raises
    ------
    InputError
        There is no such kind of file for links along this axis.
    """
    wanted = STANDARD_KINDS[along] if kinds is None else tuple(dict.fromkeys(kinds))
    for kind in wanted:
        if kind not in KINDS[along]:
            raise InputError(
                "Links along {along} have no file of the kind {kind}: choose some of {kinds}.",
                along=along,
                kind=repr(kind),
                kinds=", ".join(KINDS[along]),
            )
    return {kind: folder / f"{image.stem}{ENDINGS[kind]}" for kind in wanted}


def link(
    frames: Frames,
    folder: Path,
    image: Path,
    *,
    along: Along,
    settings: TimeSettings | DepthSettings | None = None,
    scale: Scale = UNKNOWN,
    kinds: Collection[str] | None = None,
    dialect: Dialect = STANDARD,
) -> Linked:
    """Link masks and write what follows from the links.

    Parameters
    ----------
    frames
        Gives the label images (H, W) of all frames from the first; called once for linking, and
        again for each kind of file that needs pixels.
    folder
        Where the files are written; it exists.
    image
        File of the movie or stack; files are named after it.
    along
        What the frames are: "time" or "depth".
    settings
        Of that axis; None: the standard ones.
    kinds
        Of `KINDS`; None: the usual ones.
    dialect
        How tables are written.

    Raises
    ------
    InputError
        There are no frames, they differ in size, or the settings or kinds are for the other axis.
    DiskError
        A file cannot be written.
    """
    planned = planned_files(folder, image, along, kinds)
    shape: list[tuple[int, int]] = []
    tracks = _linked(_noting(frames(), shape), along, settings)
    if not shape:
        raise InputError(
            "{file} has no masks to link: segment its frames first.",
            file=image.name,
        )
    for kind, path in planned.items():
        write_kind(kind, path, tracks, frames, image, shape[0], scale, dialect)
    return Linked(tracks, find_doubts(tracks), list(planned.values()))


def write_kind(
    kind: str,
    path: Path,
    tracks: Tracks,
    frames: Frames,
    image: Path,
    shape: tuple[int, int],
    scale: Scale = UNKNOWN,
    dialect: Dialect = STANDARD,
) -> None:
    """Write one kind of file of masks that are linked.

    Parameters
    ----------
    kind
        Of `KINDS`.
    path
        File or folder, see `planned_files`.
    shape
        (H, W) of the frames; other parameters as those of `link`.

    Raises
    ------
    InputError
        The file cannot hold so many objects, or there is another number of frames than was linked.
    DiskError
        The file cannot be written.
    """
    if kind in ("tracks", "track_measurements", "objects_3d"):
        _write_table(kind, path, image.name, frames, tracks, (scale, dialect))
    elif kind == "trackmate":
        write_trackmate(path, tracks, image, shape, scale, frames())
    elif kind == "ctc":
        path.mkdir(exist_ok=True)
        write_ctc(path, tracks, frames())
    else:
        form: Form = "ome" if kind == "labels_ome" else "imagej"
        write_label_stack(path, tracks, frames(), shape, scale, form)


def _write_table(
    kind: str, path: Path, image: str, frames: Frames, tracks: Tracks, how: tuple[Scale, Dialect]
) -> None:
    scale, dialect = how
    if kind == "tracks":
        write_tracks(path, image, tracks, scale, dialect)
    elif kind == "track_measurements":
        write_track_measurements(path, image, tracks, scale, dialect)
    else:
        write_columns(path, image, measure_volumes(tracks, frames(), scale), dialect)


def _linked(
    frames: Iterable[Labels], along: Along, settings: TimeSettings | DepthSettings | None
) -> Tracks:
    if along == "time" and not isinstance(settings, DepthSettings):
        return link_frames(frames, settings)
    if along == "depth" and not isinstance(settings, TimeSettings):
        return link_slices(frames, settings)
    raise InputError(
        "The settings are not those of links along {along}: choose others.",
        along=along,
    )


def _noting(frames: Iterable[Labels], shape: list[tuple[int, int]]) -> Iterator[Labels]:
    """Pass frames on, and note the size of the first one."""
    for labels in frames:
        if not shape and labels.ndim == 2:
            shape.append((labels.shape[0], labels.shape[1]))
        yield labels
