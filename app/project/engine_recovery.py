"""What follows when the engine's thread has replaced its session, or has ended."""

from app.core.bus import Bus
from app.core.payloads import Problem
from app.core.translation import tr, tr_noop
from app.project.project_controller import ProjectController
from app.state.engine_thread import EngineThread
from app.state.learning import Learning

RESTARTED = tr_noop(
    "Learning has failed and was started anew with what was saved last. Everything that you drew "
    "is saved."
)
ENDED = tr_noop(
    "Learning has failed and could not be started anew. Everything that you drew is saved: press "
    "Start to try again, or close Sketchpose and open it again."
)


class EngineRecovery:
    """Restores a new session, reports that there is none any more, and starts the thread again.

    Parameters
    ----------
    bus
        Source of the thread's signals, receiver of problems.
    engine
        The thread.
    learning, project_controller
        With the weights and images of a new session.
    """

    def __init__(
        self,
        bus: Bus,
        engine: EngineThread,
        learning: Learning,
        project_controller: ProjectController,
    ) -> None:
        self._bus = bus
        self._engine = engine
        self._learning = learning
        self._project_controller = project_controller
        bus.engine.restarted.connect(self._restore)
        bus.engine.ended.connect(self._report_end)
        bus.engine.start_requested.connect(self._start)

    def _restore(self) -> None:
        """Hand weights and images to a new session."""
        self._bus.notices.problem_met.emit(Problem(tr(RESTARTED)))
        self._learning.resume()
        self._project_controller.send_training_frames()

    def _report_end(self) -> None:
        self._bus.notices.problem_met.emit(Problem(tr(ENDED)))

    def _start(self) -> None:
        """Start the thread once more, if it has ended."""
        if self._engine.isFinished():
            self._engine.start()
