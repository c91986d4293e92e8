"""How long ago, in seconds of learning, the masks of the open frame were made."""

from app.core.bus import Bus
from app.state.scene import Scene
from sketchpose_engine.inference.jobs import FrameSegmented
from sketchpose_engine.live.messages import FieldsReady
from sketchpose_engine.training.events import StepDone


class MaskAge:
    """Measures the learning since each frame was predicted, in this session, from these weights.

    Parameters
    ----------
    bus
        Source of steps and predictions, receiver of the age.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._seconds = 0.0  # of learning
        self._made_at: dict[str, float] = {}  # seconds at the last prediction, by frame
        self._scene: Scene | None = None
        self._reported = 0
        bus.engine.step_done.connect(self._count)
        bus.engine.learning_restarted.connect(self._restart)
        bus.engine.fields_ready.connect(self._note_prediction)
        bus.engine.frame_segmented.connect(self._note_segmented)
        bus.engine.idle.connect(lambda resting: self._report())
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: setattr(self, "_scene", None))

    def _count(self, done: StepDone) -> None:
        self._seconds = done.seconds

    def _restart(self) -> None:
        self._seconds = 0.0
        self._made_at.clear()
        self._report()

    def _note_prediction(self, ready: FieldsReady) -> None:
        self._made_at[ready.image_id] = self._seconds
        self._report()

    def _note_segmented(self, found: FrameSegmented) -> None:
        self._made_at[found.page] = self._seconds
        self._report()

    def _open(self, scene: Scene) -> None:
        self._scene = scene
        self._report()

    def _report(self) -> None:
        """Report the age of the masks that are shown; 0 where it is not known."""
        scene = self._scene
        made_at = None if scene is None else self._made_at.get(scene.image_id)
        age_s = 0 if made_at is None else max(round(self._seconds - made_at), 0)
        if age_s != self._reported:
            self._reported = age_s
            self._bus.frame.masks_aged.emit(age_s)
