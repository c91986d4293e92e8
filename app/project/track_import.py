"""Import of tracks that another program made, in the format of the Cell Tracking Challenge."""

from pathlib import Path

from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.payloads import Message, MessageButton
from app.core.tasks import Task
from app.core.translation import counted, tr, tr_noop
from app.project import imported_tracks
from app.project.imported_tracks import EarlierFiles
from app.project.linking_controller import LinkingController
from app.project.project_controller import ProjectController
from app.state.document import Document
from app.state.frame_series import FrameSeries
from app.state.links import summary_of
from sketchpose_engine.core.errors import InputError

IMPORTED = "tracks imported"  # key of the message
NO_MOVIE = tr_noop("These are tracks of a movie: open the movie first, then import its tracks.")
IN_DEPTH = tr_noop("Tracks are imported through time: choose Through time in the panel Tracks.")
UNDO_TIP = tr_noop("Bring back the masks and links that were there before")


class TrackImport:
    """Replaces masks and links of the open movie by tracks from files; can be undone.

    Parameters
    ----------
    bus, document, project_controller
        The program's.
    controller
        Owner of the links.
    """

    def __init__(
        self,
        bus: Bus,
        document: Document,
        project_controller: ProjectController,
        controller: LinkingController,
    ) -> None:
        self._bus = bus
        self._document = document
        self._project_controller = project_controller
        self._controller = controller
        self._earlier: EarlierFiles | None = None
        bus.project.switching.connect(self.close)

    def close(self) -> None:
        """Remove the copies of what was there before: the import can no longer be undone."""
        if self._earlier is not None:
            self._earlier.remove()
            self._earlier = None

    def begin(self, path: Path) -> None:
        """Import tracks into the open movie.

        Parameters
        ----------
        path
            Folder with tracks, or their table, as of `find_ctc`.
        """
        from sketchpose_engine.linking.ctc import find_ctc

        scene, links = self._document.scene, self._controller.links
        if scene is None or links is None or "time" not in links.axes:
            report(self._bus, InputError(tr(NO_MOVIE)))
            return
        if links.series.along != "time":
            report(self._bus, InputError(tr(IN_DEPTH)))
            return
        folder, series, shape = find_ctc(path) or path, links.series, scene.shape
        counts, task = self._counts(series), Task(self._bus)
        self._controller.replace(
            lambda project: imported_tracks.import_tracks(
                project, series, folder, shape, task, self._keep
            ),
            lambda: self._show(series, counts),
        )

    def undo(self, series: FrameSeries, counts: dict[str, int]) -> None:
        """Bring back the masks and links of before.

        Parameters
        ----------
        series
            Frames of the movie, which must be open.
        counts
            Cells of each frame of before, by its code.
        """
        links, earlier = self._controller.links, self._earlier
        if earlier is None or links is None or links.series != series:
            self._bus.notices.noted.emit(tr("Open the movie with the imported tracks first."))
            return
        self._controller.replace(
            lambda project: imported_tracks.restore_tracks(project, series, earlier),
            lambda: self._reopen(series, counts),
        )

    def _show(self, series: FrameSeries, counts: dict[str, int]) -> None:
        links = self._controller.links
        assert links is not None and links.linked is not None
        linked = links.linked
        cells = {
            code: len(objects)
            for code, objects in zip(series.codes, linked.tracks.objects, strict=True)
        }
        self._reopen(series, cells)
        undo = MessageButton(tr("Undo"), lambda: self.undo(series, counts), tr(UNDO_TIP))
        frames = counted(len(series.frames), "%n frame", "%n frames")
        sentence = tr("Tracks of {frames} imported: {cells}", frames=frames,
                      cells=summary_of(linked))  # fmt: skip
        self._bus.notices.message_shown.emit(
            Message(IMPORTED, sentence, (undo,), self.close, of_frame=False)
        )

    def _reopen(self, series: FrameSeries, counts: dict[str, int]) -> None:
        """Show the open frame anew, as its masks on disk are others."""
        frames = self._project_controller.frames
        frames.forget(series.image_id)
        entries = self._project_controller.entries
        known = entries[series.image_id].cells
        cells = {code: n for code, n in known.items() if code not in series.codes} | counts
        frames.describe(series.image_id, all_cells=cells)
        entries.change(series.image_id, cells=cells)
        frames.reopen()

    def _counts(self, series: FrameSeries) -> dict[str, int]:
        """Cells of each frame with masks, by its code."""
        cells = self._project_controller.entries[series.image_id].cells
        return {code: cells[code] for code in series.codes if code in cells}

    def _keep(self, earlier: EarlierFiles) -> None:
        """Keep the copies of the last import only."""
        self.close()
        self._earlier = earlier
