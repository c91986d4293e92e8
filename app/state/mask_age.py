"""How old the masks of the open frame are, in seconds of learning, and the way to newer ones."""

from collections.abc import Callable, Mapping

from app.core.bus import Bus
from app.core.payloads import CellCount, Message, MessageButton
from app.core.translation import tr, tr_noop
from app.state.learning import LEARNING, SEGMENTING, WAITING
from app.state.scene import Scene
from sketchpose_engine.inference.jobs import FrameSegmented
from sketchpose_engine.live.messages import FieldsReady, ResultsHeld
from sketchpose_engine.live.requests import FindMasks
from sketchpose_engine.training.events import StepDone

OLDER = "older masks"  # key of the message
THEY_STAY = tr_noop("These masks are from {seconds} s of learning ago and stay as they are.")
FIND_TIP = tr_noop("With what was learned since; the present masks stay among the earlier results")


class MaskAge:
    """Measures the learning since each frame was predicted, in this session, from these weights.

    While nothing is learned, older masks stay, and finding them anew is offered.

    Parameters
    ----------
    bus
        Source of steps and predictions, receiver of the age and the offer.
    post
        Posts a request to the engine.
    """

    def __init__(self, bus: Bus, post: Callable[[FindMasks], None]) -> None:
        self._bus = bus
        self._post = post
        self._seconds: Mapping[int, float] = {}  # of learning, by the channels of the images
        self._made_at: dict[str, Mapping[int, float]] = {}  # these at the last prediction, by frame
        self._scene: Scene | None = None
        self._reported = 0
        self._cells = 0  # of the open frame
        self._state = WAITING  # of learning
        self._offered = 0  # age that the message states, 0: there is none
        self._answered = False  # the offer for the open frame was taken, or closed
        bus.engine.step_done.connect(self._count)
        bus.engine.learning_restarted.connect(self._restart)
        bus.engine.learning_changed.connect(self._note_state)
        bus.engine.fields_ready.connect(self._note_prediction)
        bus.engine.frame_segmented.connect(self._note_segmented)
        bus.engine.results_held.connect(self._note_result)
        bus.engine.idle.connect(lambda resting: self._report())
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: setattr(self, "_scene", None))
        bus.frame.counted.connect(self._note_cells)

    def _count(self, done: StepDone) -> None:
        self._seconds = {**self._seconds, done.channels: done.seconds}

    def _restart(self) -> None:
        self._seconds = {}
        self._made_at.clear()
        self._report()

    def _note_prediction(self, ready: FieldsReady) -> None:
        self._made_at[ready.image_id] = self._seconds
        self._report()

    def _note_segmented(self, found: FrameSegmented) -> None:
        self._made_at[found.page] = self._seconds
        self._report()

    def _note_result(self, held: ResultsHeld) -> None:
        """Masks that were returned to are as new as their network, with which learning goes on."""
        if held.shown is not None and self._scene is not None:
            self._made_at[self._scene.image_id] = self._seconds
            self._report()

    def _open(self, scene: Scene) -> None:
        self._scene, self._cells, self._answered = scene, 0, False
        self._offered = 0  # the strip has dropped the message
        self._report()

    def _note_state(self, state: str) -> None:
        self._state = state
        self._offer()

    def _note_cells(self, count: CellCount) -> None:
        """Offer newer masks once the frame's cells are counted: there may be none."""
        self._cells = count.cells
        self._offer()

    def _report(self) -> None:
        """Report the age of the masks that are shown; 0 where it is not known."""
        scene = self._scene
        made_at = None if scene is None else self._made_at.get(scene.image_id)
        age_s = 0
        if scene is not None and made_at is not None:
            channels = len(scene.levels[0])
            learned_s = self._seconds.get(channels, 0.0) - made_at.get(channels, 0.0)
            age_s = max(round(learned_s), 0)
        if age_s != self._reported:
            self._reported = age_s
            self._bus.frame.masks_aged.emit(age_s)
            self._offer()

    def _offer(self) -> None:
        """Offer to find older masks anew, or no longer."""
        works = self._state in (LEARNING, SEGMENTING)  # then they are renewed anyway
        is_asked = self._cells > 0 and not works and not self._answered
        offered, self._offered = self._offered, self._reported if is_asked else 0
        if self._offered == offered:
            return  # said again, it would count as newer than other messages
        if not self._offered:
            self._bus.notices.message_ended.emit(OLDER)
            return
        button = MessageButton(tr("Find masks anew"), self._find, tr(FIND_TIP))
        sentence = tr(THEY_STAY, seconds=self._offered)
        self._bus.notices.message_shown.emit(Message(OLDER, sentence, (button,), self._decline))

    def _find(self) -> None:
        self._decline()
        if self._scene is not None:
            self._post(FindMasks(self._scene.image_id))

    def _decline(self) -> None:
        self._answered, self._offered = True, 0
