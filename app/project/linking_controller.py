"""Links between the cells of the open movie or stack: made, renewed, saved."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.payloads import LayerChange
from app.core.tasks import Task
from app.core.translation import tr, tr_noop
from app.core.workers import Workers
from app.project import link_work
from app.project.image_list import ImageEntry
from app.project.link_work import LinkingStoppedError, MadeLinks
from app.project.project_controller import ProjectController
from app.state.frame_series import Along, FrameSeries, axes_of, series_of
from app.state.links import Links, is_as_linked, show_tracks, summary_of
from app.state.scene import Scene
from sketchpose_engine.images.frame_key import FrameKey
from sketchpose_engine.inference.jobs import FrameSegmented
from sketchpose_engine.live.messages import MasksReady
from sketchpose_engine.project.project import Project

SETTLE_MS = 1000  # after masks have changed: while a network learns they do so all the time
WAIT = tr_noop("The links are being updated: try again in a moment.")


class LinkingController(QObject):
    """Owns the links of the movie or stack that is open.

    Parameters
    ----------
    bus
        The program's signals.
    project_controller
        Owns the project.

    Attributes
    ----------
    links
        None: no movie or stack is open.
    """

    def __init__(self, bus: Bus, project_controller: ProjectController) -> None:
        super().__init__()
        self._bus = bus
        self._project_controller = project_controller
        self._background = Workers()
        self._scene: Scene | None = None
        self._along: Along = "time"
        self._turn = 0  # of the series: what comes late from another one is dropped
        self._task: Task | None = None
        self._segmenting = False
        self._doubts_outdated = False  # other masks count as specks
        self.links: Links | None = None
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._renew)
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(self._leave)
        bus.frame.masks_changed.connect(self._compare)
        bus.project.entry_changed.connect(self._note_masks)
        bus.links.axis_chosen.connect(self._choose_axis)
        bus.project.filters_changed.connect(lambda filters: self._outdate_doubts())
        bus.engine.segmenting.connect(lambda state: setattr(self, "_segmenting", True))
        bus.engine.segmenting_ended.connect(lambda ended: setattr(self, "_segmenting", False))
        bus.engine.frame_segmented.connect(self._note_segmented)
        project_controller.leaving.append(self.close)

    def close(self) -> None:
        """Stop what is under way."""
        self._timer.stop()
        if self._task is not None:
            self._task.stop()
        self._background.finish()

    # Making links

    def link(self) -> None:
        """Link the cells of all frames; corrections by the user are kept."""
        links = self.links
        if links is None or not links.can_link:
            return
        self._task = task = Task(self._bus)
        self.make(lambda project: link_work.make_links(project, links.series, task), self._tell)

    def _renew(self) -> None:
        """Link frames again whose masks have changed."""
        links = self.links
        outdated = self._doubts_outdated or (links is not None and bool(links.changed))
        if links is None or links.tracks is None or not outdated:
            return
        if links.is_busy or self._segmenting:
            self._timer.start()
            return
        self._doubts_outdated = False
        self._project_controller.settings.save()  # they are read from the project
        tracks, changed, series = links.tracks, links.changed, links.series
        self.make(lambda project: link_work.renew_links(project, series, tracks, changed))

    def replace(
        self, work: Callable[[Project], MadeLinks | None], done: Callable[[], object]
    ) -> None:
        """Show links that come with masks of their own.

        Parameters
        ----------
        work
            Writes masks and links into the project, in another thread, and returns the links.
        done
            Called when the links are shown.
        """
        project = self._project_controller.project
        if project is None or self.links is None:
            return
        frames = self._project_controller.frames
        frames.keep_masks()

        def finished() -> MadeLinks | None:
            frames.store.finish()
            return work(project)

        self._begin(finished, done)

    def make(
        self, make: Callable[[Project], MadeLinks], done: Callable[[], object] = lambda: None
    ) -> None:
        """Make links from the masks on disk in the other thread, save them and show them.

        Parameters
        ----------
        make
            Returns the links, in another thread.
        done
            Called when the links are shown.
        """
        links = self.links
        if links is None:
            return

        def work(project: Project) -> MadeLinks:
            found = make(project)
            link_work.keep_links(project, links.series, found)
            return found

        self.replace(work, done)

    def _begin(self, work: Callable[[], MadeLinks | None], done: Callable[[], object]) -> None:
        """Run work in the other thread, and show the links that it returns."""
        if self.links is None:
            return
        if self.links.is_busy:
            self._bus.notices.noted.emit(tr(WAIT))
            return
        turn = self._turn
        self._show(replace(self.links, is_busy=True))
        self._background.run(
            work,
            lambda made: self._take(made, turn, done),
            lambda error: self._fail(error, turn),
        )

    def _take(self, made: MadeLinks | None, turn: int, done: Callable[[], object]) -> None:
        if turn != self._turn or self.links is None:
            return
        linked = None if made is None else made.linked
        links = replace(self.links, linked=linked, changed=frozenset(), is_busy=False)
        if self._scene is not None:
            show_tracks(self._scene, links)
        self._show(links)
        self._repaint()
        self._compare_open()
        done()

    def _fail(self, error: Exception, turn: int) -> None:
        if turn == self._turn and self.links is not None:
            self._show(replace(self.links, is_busy=False))
        if not isinstance(error, LinkingStoppedError):
            report(self._bus, error)

    def _tell(self) -> None:
        assert self.links is not None and self.links.linked is not None
        self._bus.notices.noted.emit(summary_of(self.links.linked))

    def _outdate_doubts(self) -> None:
        if self.links is not None and self.links.is_linked_movie:
            self._doubts_outdated = True
            self._timer.start()

    # Which frames are shown and have masks

    def _open(self, scene: Scene) -> None:
        before, other = self.links, self._scene
        self._scene = scene
        axes = axes_of(scene)
        if not axes:
            self._leave()
            return
        along = self._along if self._along in axes else axes[0]
        series = series_of(scene, along)
        shown = series.index_of(scene.frame)
        if before is not None and before.series == series:
            links = replace(before, shown=shown)
            if other is not None:
                scene.bright = other.bright  # or the same colours would look otherwise
            show_tracks(scene, links)  # before the frame is painted
            self._show(links)
            return
        self._turn += 1
        self._timer.stop()
        entry = self._project_controller.entries[series.image_id]
        self._show(Links(series, axes, _masked(series, entry), shown))
        self._read(series)

    def _read(self, series: FrameSeries) -> None:
        """Show links that were saved."""
        if (project := self._project_controller.project) is not None:
            self._begin(lambda: link_work.read_links(project, series), lambda: None)

    def _leave(self) -> None:
        self._scene = None
        self._turn += 1
        self._timer.stop()
        if self.links is not None:
            self._show(None)

    def _choose_axis(self, along: Along) -> None:
        self._along = along
        if self._scene is not None:
            show_tracks(self._scene, None)
            self._open(self._scene)
            self._repaint()

    def _note_masks(self, entry: ImageEntry) -> None:
        links = self.links
        if links is not None and entry.id == links.series.image_id:
            masked = _masked(links.series, entry)
            if masked != links.masked:
                self._show(replace(links, masked=masked))

    def _note_segmented(self, found: FrameSegmented) -> None:
        """Note a frame whose masks were made anew."""
        key, links = FrameKey.parse(found.page), self.links
        if links is None or links.linked is None or key.image_id != links.series.image_id:
            return
        if (number := links.series.index_of(key.frame)) >= 0:
            self._show(replace(links, changed=links.changed | {number}))
            self._timer.start()

    def _compare(self, ready: MasksReady) -> None:
        if self._scene is not None and ready.image_id == self._scene.image_id:
            self._compare_open()

    def _compare_open(self) -> None:
        """Note whether the masks of the open frame are those that were linked."""
        links, scene = self.links, self._scene
        if links is None or links.linked is None or scene is None or len(scene.areas_px) < 2:
            return
        changed = links.changed - {links.shown}
        if not is_as_linked(scene, links):
            changed |= {links.shown}
            self._timer.start()
        if changed != links.changed:
            self._show(replace(links, changed=changed))

    # Showing

    def _show(self, links: Links | None) -> None:
        self.links = links
        self._bus.links.changed.emit(links)

    def _repaint(self) -> None:
        """Draw the open frame anew, with the colours of its tracks."""
        if (scene := self._scene) is not None:
            for layer in ("masks", "outlines"):
                self._bus.frame.layer_changed.emit(LayerChange(layer, scene.box))


def _masked(series: FrameSeries, entry: ImageEntry) -> frozenset[int]:
    """Numbers of the frames that have masks."""
    return frozenset(n for n, code in enumerate(series.codes) if code in entry.cells)
