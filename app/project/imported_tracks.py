"""Tracks of another program in place of the masks and links of a movie. Runs in another thread."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.core.tasks import Task
from app.core.translation import tr, tr_noop
from app.project.link_work import LinkingStoppedError, MadeLinks, keep_links, made, read_links
from app.state.frame_series import FrameSeries
from sketchpose_engine.core.files import disk_errors
from sketchpose_engine.project.project import Project

IMPORTING = tr_noop("Importing tracks")


@dataclass(frozen=True)
class EarlierFiles:
    """Copies of the masks and links of a movie, from before an import.

    Attributes
    ----------
    folder
        With the copies.
    files
        All files of masks and links of the movie, whether there are copies of them or not.
    """

    folder: Path
    files: tuple[Path, ...]

    @classmethod
    def of(cls, project: Project, series: FrameSeries) -> "EarlierFiles":
        """Copy the files of a movie; DiskError if that fails."""
        folder = Path(tempfile.mkdtemp(prefix="sketchpose_"))
        masks = project.masks
        files = [masks.path(key) for key in series.keys]
        files.append(masks.tracks_path(series.keys[0], series.along))
        with disk_errors(folder):
            for path in files:
                if path.exists():
                    shutil.copy2(path, folder)
        return cls(folder, tuple(files))

    def restore(self) -> None:
        """Put the copies in their places, and remove files that were not there."""
        for path in self.files:
            copy = self.folder / path.name
            with disk_errors(path):
                if copy.exists():
                    shutil.copy2(copy, path)
                else:
                    path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the copies."""
        shutil.rmtree(self.folder, ignore_errors=True)


def import_tracks(
    project: Project,
    series: FrameSeries,
    folder: Path,
    shape: tuple[int, int],
    task: Task,
    keep: Callable[[EarlierFiles], object],
) -> MadeLinks:
    """Replace the masks and links of a movie by tracks of the Cell Tracking Challenge.

    Parameters
    ----------
    shape
        (H, W) of the frames.
    keep
        Receives copies of the files, before any is replaced.

    Raises
    ------
    InputError
        Files are missing, damaged, or of another movie; then nothing is changed.
    DiskError
        A file cannot be written; then nothing is changed.
    LinkingStoppedError
        The user has stopped it; then nothing is changed.
    """
    from sketchpose_engine.linking.ctc import read_ctc, read_masks

    task.show(tr(IMPORTING), -1.0)
    try:
        tracks, paths = read_ctc(folder, shape, len(series.frames))
        earlier = EarlierFiles.of(project, series)
        (project.folder / "masks").mkdir(exist_ok=True)
        try:
            image = project.image(series.image_id)
            for number, labels in enumerate(read_masks(paths)):
                if task.stopped:
                    raise LinkingStoppedError
                task.show(tr(IMPORTING), number / len(paths))
                size_um = image.size_of(series.frames[number].scene)
                project.masks.write(series.keys[number], labels, size_um)
            found = made(project, series, tracks)
            keep_links(project, series, found)
        except Exception:
            earlier.restore()
            earlier.remove()
            raise
        keep(earlier)
        return found
    finally:
        task.end()


def restore_tracks(
    project: Project, series: FrameSeries, earlier: EarlierFiles
) -> MadeLinks | None:
    """Undo an import, and read the links of before; errors as `read_links`."""
    earlier.restore()
    return read_links(project, series)
