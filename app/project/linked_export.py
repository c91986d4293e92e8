"""Export of a movie or stack whose cells are linked: one file each for all of its frames."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.core.translation import sentence_of, tr, tr_noop
from app.project.export_sources import read_result
from app.project.link_work import is_linked_frame, masks_of, read_links
from app.state.frame_series import Along, FrameSeries, series_at
from app.state.links import Links
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.images.frame_key import FrameKey
from sketchpose_engine.images.frames import Extent
from sketchpose_engine.project.project import Project
from sketchpose_engine.results.file_kinds import FileStems, frame_stem

if TYPE_CHECKING:
    from sketchpose_engine.linking.scale import Scale
    from sketchpose_engine.linking.tracks import Tracks
    from sketchpose_engine.results.tables import Dialect

CHANGED = {
    "time": tr_noop(
        "The masks of frame {number} have changed since they were linked: link the cells again, "
        "then export."
    ),
    "depth": tr_noop(
        "The masks of slice {number} have changed since they were linked: link the cells again, "
        "then export."
    ),
}


@dataclass(frozen=True, eq=False)
class LinkedCellsToExport:
    """Linked cells of one movie or stack.

    Attributes
    ----------
    series
        Frames of a movie, or slices of a stack.
    extent
        Of the image.
    tracks
        Links between their cells as they were when the export was asked for; None: those that are
        saved.
    """

    series: FrameSeries
    extent: Extent
    tracks: "Tracks | None" = None

    @property
    def along(self) -> Along:
        """Axis along which they are linked."""
        return self.series.along


def taken(links: Links | None, extent: Extent) -> LinkedCellsToExport | None:
    """Return what can be exported of the open movie or stack; None if it is not linked."""
    if links is None or links.tracks is None:
        return None
    return LinkedCellsToExport(links.series, extent, links.tracks)


def all_of(project: Project, cells: LinkedCellsToExport) -> list[LinkedCellsToExport]:
    """Return all movies or stacks of a project that are linked along the axis of the open one.

    Parameters
    ----------
    cells
        The open one, which is among them.
    """
    from sketchpose_engine.images.load import contents_of

    found = {cells.series.keys[0]: cells}
    images = {image.id: image for image in project.images}
    for name in project.masks.linked_keys(cells.along):
        key = FrameKey.parse(name)
        if name in found or key.image_id not in images:
            continue
        image = images[key.image_id]
        try:
            extent = contents_of(image.path, image.pages).extent
        except InputError:
            continue  # reported among the other results of this image
        series = series_at(image.id, extent, key.frame, cells.along)
        found[name] = LinkedCellsToExport(series, extent)
    return list(found.values())


def files(
    project: Project, cells: LinkedCellsToExport, folder: Path, kinds: tuple[str, ...]
) -> dict[str, Path]:
    """Every file, or folder of files, that `write` writes, by its kind."""
    from sketchpose_engine.linking.link import planned_files

    return planned_files(folder, _name(project, cells), cells.along, kinds)


def write_all(
    project: Project,
    movies: Sequence[LinkedCellsToExport],
    folder: Path,
    kinds: tuple[str, ...],
    dialect: "Dialect",
    problems: list[str],
) -> Iterator[Path]:
    """Write the files of several movies or stacks, and yield each that is complete.

    Parameters
    ----------
    problems
        Receives a sentence on each movie that is left out.
    """
    for cells in movies:
        try:
            yield from _write(project, cells, folder, kinds, dialect)
        except InputError as error:
            problems.append(sentence_of(error))


def _write(
    project: Project,
    cells: LinkedCellsToExport,
    folder: Path,
    kinds: tuple[str, ...],
    dialect: "Dialect",
) -> Iterator[Path]:
    """Write the files of one; InputError if its masks have changed since they were linked."""
    from sketchpose_engine.linking.link import write_kind

    folder.mkdir(parents=True, exist_ok=True)
    name, linked = _name(project, cells), _tracks(project, cells)
    shape = masks_of(project, cells.series.keys[0]).shape

    def frames() -> Iterator[NDArray[np.int32]]:
        for number, key in enumerate(cells.series.keys):
            labels = masks_of(project, key)
            if not is_linked_frame(linked, number, labels):
                raise InputError(tr(CHANGED[cells.along], number=number + 1))
            yield labels

    scale, tracks = _scale(project, cells.series), _counted(project, cells.series, linked)
    for kind, path in files(project, cells, folder, kinds).items():
        size = shape[0], shape[1]
        write_kind(kind, path, tracks, frames, name, size, scale, dialect)
        yield path


def _tracks(project: Project, cells: LinkedCellsToExport) -> "Tracks":
    """Links of the open movie, or the saved ones of another, renewed where masks have changed."""
    if cells.tracks is not None:
        return cells.tracks
    found = read_links(project, cells.series)
    if found is None:
        name = project.image(cells.series.image_id).path.name
        raise InputError(tr("{file} is not linked any more: link its cells again.", file=name))
    return found.linked.tracks


def _counted(project: Project, series: FrameSeries, tracks: "Tracks") -> "Tracks":
    """Tracks of the cells that pass the filters."""
    from sketchpose_engine.linking.selection import select_objects

    if not project.filters:
        return tracks
    image = project.image(series.image_id)
    kept = [np.unique(read_result(project, image, code).labels) for code in series.codes]
    return select_objects(tracks, kept)


def _name(project: Project, cells: LinkedCellsToExport) -> Path:
    """File name of the image, with scene and place on the other axis where it has several."""
    extent, frame = cells.extent, cells.series.frames[0]
    times, depths = extent.times, extent.depths
    times, depths = (1, depths) if cells.along == "time" else (times, 1)
    code = Extent(extent.scenes, times, depths).code(frame)
    stems = FileStems()
    names = {
        image.id: Path(f"{stems.take(frame_stem(image.path.name, code))}{image.path.suffix}")
        for image in project.images
    }
    return names[cells.series.image_id]


def _scale(project: Project, series: FrameSeries) -> "Scale":
    """Sizes of pixels, slices and time steps, as far as they are known."""
    from sketchpose_engine.images.load import load_image
    from sketchpose_engine.linking.scale import Scale

    image = project.image(series.image_id)
    file = load_image(image.path, series.frames[0], image.pages)
    size_um = image.size_of(file.frame.scene) or file.pixel_size_um
    step_um = image.depth_step_um or file.depth_step_um
    return Scale(size_um, step_um, file.time_step_s)
