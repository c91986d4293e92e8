"""Export of a movie or stack whose cells are linked: one file each for all of its frames."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.core.translation import tr, tr_noop
from app.project.export_sources import read_result
from app.project.link_work import is_linked_frame, masks_of
from app.state.frame_series import Along, FrameSeries
from app.state.links import Links
from sketchpose_engine.core.errors import InputError
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
    """Linked cells as they were when the export was asked for.

    Attributes
    ----------
    series
        Frames of a movie, or slices of a stack.
    tracks
        Links between their cells.
    extent
        Of the image.
    """

    series: FrameSeries
    tracks: "Tracks"
    extent: Extent

    @property
    def along(self) -> Along:
        """Axis along which they are linked."""
        return self.series.along


def taken(links: Links | None, extent: Extent) -> LinkedCellsToExport | None:
    """Return what can be exported of the open movie or stack; None if it is not linked."""
    if links is None or links.tracks is None:
        return None
    return LinkedCellsToExport(links.series, links.tracks, extent)


def files(
    project: Project, cells: LinkedCellsToExport, folder: Path, kinds: tuple[str, ...]
) -> dict[str, Path]:
    """Every file, or folder of files, that `write` writes, by its kind."""
    from sketchpose_engine.linking.link import planned_files

    return planned_files(folder, _name(project, cells), cells.along, kinds)


def write(
    project: Project,
    cells: LinkedCellsToExport,
    folder: Path,
    kinds: tuple[str, ...],
    dialect: "Dialect",
) -> Iterator[Path]:
    """Write the files, and yield each that is complete.

    Raises
    ------
    InputError
        Masks have changed since they were linked, or a file cannot be written.
    """
    from sketchpose_engine.linking.link import write_kind

    folder.mkdir(parents=True, exist_ok=True)
    name = _name(project, cells)
    shape = masks_of(project, cells.series.keys[0]).shape

    def frames() -> Iterator[NDArray[np.int32]]:
        for number, key in enumerate(cells.series.keys):
            labels = masks_of(project, key)
            if not is_linked_frame(cells.tracks, number, labels):
                raise InputError(tr(CHANGED[cells.along], number=number + 1))
            yield labels

    scale, tracks = _scale(project, cells.series), _counted(project, cells)
    for kind, path in files(project, cells, folder, kinds).items():
        size = shape[0], shape[1]
        write_kind(kind, path, tracks, frames, name, size, scale, dialect)
        yield path


def _counted(project: Project, cells: LinkedCellsToExport) -> "Tracks":
    """Tracks of the cells that pass the filters."""
    from sketchpose_engine.linking.selection import select_objects

    if not project.filters:
        return cells.tracks
    image = project.image(cells.series.image_id)
    kept = [np.unique(read_result(project, image, code).labels) for code in cells.series.codes]
    return select_objects(cells.tracks, kept)


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
