"""All images of the project are segmented with what was learned, one after the other."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.error_reporting import first_of, report
from app.core.numbers import fixed
from app.core.payloads import Message, MessageButton, Problem
from app.core.preferences import Preferences
from app.core.tasks import Task
from app.core.translation import counted, sentence_of, tr
from app.core.workers import Workers
from app.project.frame_jobs import Jobs, jobs_of
from app.project.page_axes import may_have_stacks
from app.project.project_controller import ProjectController
from app.state.weights_file import Ask
from sketchpose_engine.images.frame_key import FrameKey
from sketchpose_engine.inference.jobs import FrameSegmented, Segmenting, SegmentingEnded
from sketchpose_engine.inference.ledger import is_unfinished
from sketchpose_engine.live.requests import Request, SegmentAll, StopSegmenting
from sketchpose_engine.project.fingerprint import Fingerprint
from sketchpose_engine.project.manifest import split_key
from sketchpose_engine.project.project import Project
from sketchpose_engine.results.filters import Filter

SEGMENTED = "segmented"  # key of the message
STOP_S = 20.0  # longest time that the window waits for the frame under way


class Segmentation(QObject):
    """Asks the engine for it, and keeps what it finds.

    Parameters
    ----------
    bus, preferences
        The program's.
    project_controller
        Owns the project.
    post
        Posts a request to the engine.
    ask
        Posts a request to the engine and waits for its answer, as `EngineThread.ask`.
    """

    def __init__(
        self,
        bus: Bus,
        preferences: Preferences,
        project_controller: ProjectController,
        post: Callable[[Request], None],
        ask: Ask | None = None,
    ) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._project_controller = project_controller
        self._post = post
        self._ask_engine = ask
        self._task: Task | None = None
        self._background = Workers()
        self._filters: tuple[Filter, ...] = ()
        self._problems: list[str] = []
        self._files: dict[str, Fingerprint | None] = {}  # of the images, when it was begun
        self._single = True  # some image is one frame, and an image for the user
        self._asked = False  # the engine knows of it
        self.running = False
        bus.project.filters_changed.connect(self._take_filters)
        bus.engine.segmenting.connect(self._show_progress)
        bus.engine.frame_segmented.connect(self._keep)
        bus.engine.segmenting_ended.connect(self._end)
        bus.engine.restarted.connect(self._note_lost)
        bus.engine.ended.connect(self._note_lost)
        project_controller.leaving.append(self.stop_now)

    def unfinished(self) -> bool:
        """Whether it was begun before and not brought to an end."""
        project = self._project_controller.project
        if project is None:
            return False
        return is_unfinished(project.weights_path.parent)

    def look_for_stacks(self, done: Callable[[bool], None]) -> None:
        """Find out whether any image may be a stack, from the headers of the files."""
        project = self._project_controller.project
        if project is not None:
            self._background.run(
                lambda: may_have_stacks(project), done, lambda error: report(self._bus, error)
            )

    def begin(self, *, go_on: bool, only_new: bool = False, projected: bool = False) -> None:
        """Segment all images.

        Parameters
        ----------
        go_on
            Where it was left, with the weights of then.
        only_new
            Leave images as they are that have masks already.
        projected
            Of stacks the maximum over all depths, not each depth.
        """
        project = self._project_controller.project
        if project is None or self.running:
            return
        self.running, self._asked = True, False
        self._project_controller.frames.keep_masks()
        self._files = {image.id: image.fingerprint for image in project.images}
        self._task = Task(self._bus, self._stop)
        self._task.show(tr("Looking at the images"), -1.0)
        store = self._project_controller.frames.store

        def look() -> Jobs:
            store.finish()  # masks that are on their way are not written over newer ones
            return jobs_of(project, only_new=only_new, projected=projected)

        self._background.run(
            look,
            lambda found: self._ask(project, found, go_on),
            self._fail,
        )

    def close(self) -> None:
        """Wait for what is under way."""
        self._background.finish()

    def _ask(self, project: Project, found: Jobs, go_on: bool) -> None:
        jobs, self._problems = found
        self._single = not all(split_key(job.page)[1] for job in jobs)
        if not self.running or project is not self._project_controller.project:  # stopped meanwhile
            self._finish()
            return
        self._look_again(project)
        folder = project.weights_path.parent
        self._asked = True
        self._post(SegmentAll(tuple(jobs), folder, go_on, self._filters))

    def _look_again(self, project: Project) -> None:
        """Forget what was shown of files that were found to be replaced, and show them anew."""
        pages = self._project_controller.frames
        for image in project.images:
            before, now = self._files.get(image.id), image.fingerprint
            if before is not None and not before.matches(now):
                pages.forget(image.id)
                pages.store.finish()
                self._project_controller.entries.change(image.id, cells=image.cells)
                if image.id == pages.wanted:
                    pages.reopen()
        if pages.wanted and project.has_changed(project.image(pages.wanted)):
            pages.reopen()  # and it is asked what becomes of the strokes

    def _show_progress(self, state: Segmenting) -> None:
        number = min(int(state.done) + 1, state.total)
        text = tr("Segmenting image {number} of {total}", number=number, total=state.total)
        if self._task is not None:
            self._task.show(text, state.done / max(state.total, 1), _left(state.seconds_left))

    def _keep(self, found: FrameSegmented) -> None:
        if self.running:
            self._project_controller.frames.store.save_counts(
                {FrameKey.parse(found.page): found.cells}, found.trained_steps
            )

    def _end(self, ended: SegmentingEnded) -> None:
        self._finish()
        if ended.done > 1:
            self._preferences["export_all"] = True  # what is exported next
        problems = [*self._problems, *(sentence_of(each.error) for each in ended.refused)]
        if self._single:
            done = counted(ended.done, "%n image is segmented.", "%n images are segmented.")
        else:
            done = counted(ended.done, "%n frame is segmented.", "%n frames are segmented.")
        if ended.stopped and ended.done:
            done += " " + tr("Segment all images again to go on where it was stopped.")
        if problems:
            sentence = f"{done} {first_of(problems)}"
            self._bus.notices.problem_met.emit(Problem(sentence, "\n".join(problems)))
        elif ended.done or not ended.stopped:
            export = MessageButton(
                tr("Export…"), lambda: self._bus.view.action_requested.emit(ActionKey.EXPORT)
            )
            if not ended.stopped and self._preferences["live"]:
                done += " " + tr("Learning waits for your next stroke, or for Start.")
            self._bus.notices.message_shown.emit(
                Message(
                    SEGMENTED, done, (export,) if ended.done else (), of_frame=False, is_answer=True
                )
            )

    def _stop(self) -> None:
        if self.running and self._asked:
            self._post(StopSegmenting())
        self.running = self.running and self._asked

    def stop_now(self) -> None:
        """Stop, and wait until what is done is on disk: the project is closed or copied."""
        if self.running and self._asked and self._ask_engine is not None:
            self._ask_engine(StopSegmenting(), lambda e: isinstance(e, SegmentingEnded), STOP_S)
        self._finish()

    def _note_lost(self) -> None:
        """Nothing more comes from an engine that is another one now."""
        if self.running and self._asked:
            self._finish()

    def _finish(self) -> None:
        self.running = False
        if self._task is not None:
            self._task.end()
            self._task = None

    def _fail(self, error: Exception) -> None:
        self._finish()
        report(self._bus, error)

    def _take_filters(self, filters: tuple[Filter, ...]) -> None:
        self._filters = filters


def _left(seconds: float | None) -> str:
    """How long it still takes, in words."""
    if seconds is None:
        return ""
    if seconds < 60:
        return tr("about {seconds} s left", seconds=max(round(seconds / 5), 1) * 5)
    minutes = round(seconds / 60)
    if minutes < 90:
        return tr("about {minutes} min left", minutes=minutes)
    return tr("about {hours} h left", hours=fixed(minutes / 60, 1))
