"""State of learning, and the requests to the engine that change it."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from app.core.bus import Bus
from app.core.payloads import PreferenceChange, Problem, StrokeQuestion
from app.core.preferences import Preferences
from app.core.translation import tr, tr_noop
from app.state.held_images import HeldImages
from app.state.scene import Scene
from app.state.viewed_region import ViewedRegion
from app.state.weights_file import Ask, WeightsFile
from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.inference.jobs import Segmenting
from sketchpose_engine.live.messages import Idle
from sketchpose_engine.live.requests import (
    ConfirmStroke,
    Learn,
    LoadWeights,
    OpenImage,
    QuestionStroke,
    Request,
    RestoreResults,
    ReturnToResult,
    SaveResultWeights,
    SaveWeights,
    SetMasks,
)
from sketchpose_engine.sketch.annotations import Annotations
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.training.events import StepDone

WAITING, LEARNING, PAUSED, FINISHED, PROBLEM, SEGMENTING = STATES = (
    tr_noop("Waiting for strokes"),
    tr_noop("Learning"),
    tr_noop("Paused"),
    tr_noop("Finished"),
    tr_noop("Problem"),
    tr_noop("Segmenting"),
)
FORGOTTEN = tr_noop("What was learned is forgotten. Press Start to learn anew.")
RESTS = tr_noop("Learning rests, or these masks would change: draw, or press Start.")
NOT_SAVED = tr_noop(
    "What was learned last could not be saved in time: the program goes on with what was saved "
    "before. Everything that you drew is saved."
)


class Learning(QObject):
    """Owns the state of learning and posts requests to the engine.

    Parameters
    ----------
    bus
        The program's signals.
    preferences
        Whether to learn while strokes are drawn, and from which images.
    post
        Posts a request to the engine.
    ask
        Posts a request to the engine and waits for its answer, as `EngineThread.ask`.
    """

    def __init__(
        self, bus: Bus, preferences: Preferences, post: Callable[[Request], None],
        ask: Ask | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._post = post
        self._scene: Scene | None = None
        self._annotations: Annotations | None = None
        self._held = HeldImages(bus, post)
        self._viewed_region = ViewedRegion(bus, post)
        self._file = WeightsFile(post, ask)
        self.state = WAITING
        self.steps = 0
        self.seconds = 0.0
        self._resting = False  # an image with masks was opened, nothing was drawn since
        self._failed = False  # the engine has stopped learning after an error
        self._segmenting = False  # all images are being segmented
        bus.frame.closed.connect(self._leave)
        bus.frame.sketch_changed.connect(self._learn_from)
        bus.frame.stroke_questioned.connect(self._leave_out)
        bus.frame.stroke_confirmed.connect(self._learn_from_confirmed)
        bus.engine.step_done.connect(self._step)
        bus.engine.baseline_adopted.connect(self._note_exchanged_weights)
        bus.engine.weights_restored.connect(self._note_exchanged_weights)
        bus.engine.idle.connect(self._rest)
        bus.engine.segmenting.connect(self._note_segmenting)
        bus.engine.segmenting_ended.connect(lambda ended: setattr(self, "_segmenting", False))
        bus.engine.failed.connect(self._fail)
        bus.engine.ended.connect(self._fail)
        bus.view.preference_changed.connect(self._follow)

    def open(self, scene: Scene, annotations: Annotations, masks_known: bool) -> None:
        """Send an image to the engine; while that learns, it finds older masks anew."""
        self._scene, self._annotations = scene, annotations
        learns = self.state == LEARNING and self._preferences["live"]
        goes_on = learns and scene.image_id in self._held.predicted
        self._held.open(scene, annotations, masks_known, learning=goes_on)
        self._resting = masks_known and not goes_on  # what was found elsewhere stays as it is
        if self._resting and self.state == LEARNING:
            self._bus.notices.noted.emit(tr(RESTS))
        self._post_learn()

    def learn_from(self, request: OpenImage) -> None:
        """Learn from an image that is not on screen, too."""
        open_frame = self._scene.image_id if self._scene is not None else ""
        self._held.send(request, open_frame)

    def use_masks(self, labels: NDArray[np.int32]) -> None:
        """Replace the masks of the open image by others, until the next stroke."""
        if self._scene is not None:
            self._show_given(self._scene, SetMasks(self._scene.image_id, labels))

    def return_to(self, number: int, *, with_weights: bool = True) -> None:
        """Show an earlier result and learn no further, until the next stroke or Start."""
        if self._scene is not None:
            self._show_given(self._scene, ReturnToResult(number))
            self._file.unsaved_steps += with_weights  # others than those in the file

    def post(self, request: RestoreResults | SaveResultWeights) -> None:
        """Post a request that concerns results in the project."""
        self._post(request)

    def _show_given(self, scene: Scene, request: SetMasks | ReturnToResult) -> None:
        self._resting = True
        self._held.note_given(scene.image_id)
        self._post_learn()
        self._post(request)

    def forget(self, image_ids: Iterable[str]) -> None:
        """Let the engine drop images that are not in the project any more."""
        self._held.forget(image_ids)

    def close_images(self) -> None:
        """Let the engine forget all images: those of another project follow."""
        self._held.close_all()

    def holds(self, key: str) -> bool:
        """Whether the engine still has a frame, with its masks as they were before corrections."""
        return key in self._held

    def resume(self) -> None:
        """Send weights and the open image to a session that has just been started."""
        self._held.lose_all()
        self._weights_from(self._file.path)
        if self._scene is not None and self._annotations is not None:
            resting = self._resting
            self.open(self._scene, self._annotations, bool(self._scene.labels.any()))
            self._resting = resting
            self._post_learn()

    def remember_in(self, weights: Path | None) -> None:
        """Save weights in this file from now on, and continue from it if it exists."""
        self._file.use(weights)
        self._weights_from(weights)

    def _weights_from(self, file: Path | None) -> None:
        known = file is not None and file.exists()
        self._start_from(file if known else resource(GENERAL_WEIGHTS), of_project=known)
        self._set(WAITING)

    def _start_from(self, file: Path | None, *, of_project: bool = False) -> None:
        """Continue from these weights, with no steps made or unsaved."""
        self.steps, self.seconds = 0, 0.0
        self._file.unsaved_steps = 0
        self._failed = False
        self._post(LoadWeights(file, of_project=of_project))
        self._bus.engine.learning_restarted.emit()

    def toggle(self) -> None:
        """Start learning, or pause."""
        live, stands = self._preferences["live"], self.state in (PAUSED, FINISHED, PROBLEM)
        if live and (self._resting or self._failed or stands):
            failed, self._resting, self._failed = self._failed, False, False
            self._set(WAITING)  # until the engine answers; pressed once more, it pauses
            if failed:
                self._bus.engine.start_requested.emit()
            self._post_learn()
        else:
            self._resting = False
            self._preferences.toggle("live")

    def start_fresh(self) -> None:
        """Forget what was learned, not what was drawn."""
        self._start_from(resource(GENERAL_WEIGHTS))
        self._post_learn()
        if self._resting or not self._preferences["live"]:
            self._bus.notices.noted.emit(tr(FORGOTTEN))

    def use_weights(self, path: Path | None) -> None:
        """Continue from weights of a file, or from scratch."""
        self._start_from(path)
        self._post_learn()

    def save_weights(self, path: Path) -> None:
        """Write the weights to a file."""
        self._post(SaveWeights(path))

    def keep_weights(self) -> None:
        """Write what was learned into the project, if there is anything new."""
        self._file.save()

    def save_now(self, *, hold: bool = False) -> None:
        """Write what was learned into the project, and wait until it is on disk.

        So it is before a project is packed, copied or closed.

        Parameters
        ----------
        hold
            Learn no further, until `go_on` or another image is opened.
        """
        if not self._file.can_wait:
            return
        learning = self.state == LEARNING
        if hold:
            self._post(self._learn(False))
        if not self._file.unsaved_steps and not learning:
            return
        saved = self._file.save_now()
        if hold:
            self._file.unsaved_steps = 0  # steps that were reported meanwhile are in the file
        if not saved:
            self._bus.notices.problem_met.emit(Problem(tr(NOT_SAVED)))

    def go_on(self) -> None:
        """Resume learning after `save_now`."""
        self._post_learn()

    def _leave(self) -> None:
        self._scene = self._annotations = None

    def _note_segmenting(self, state: Segmenting) -> None:
        """Learn no further once all images are segmented: the masks are those of one network.

        A stroke that is drawn meanwhile, or the next one, or Start ends this.
        """
        if not self._segmenting:
            self._segmenting = self._resting = True
            self._post_learn()
        self._set(SEGMENTING)

    def _fail(self) -> None:
        self._failed = True
        self._set(PROBLEM)

    def _learn_from(self, change: Change) -> None:
        self._held.edit(change, paused=not self._preferences["live"])
        if self._resting and change.tiles:
            self._resting = False
            self._post_learn()

    def _leave_out(self, question: StrokeQuestion) -> None:
        """Do not learn from a stroke that is probably a mistake."""
        if self._scene is not None:
            name, pixels = self._scene.image_id, question.pixels
            self._post(QuestionStroke(name, question.revision, pixels, question.since))

    def _learn_from_confirmed(self, revision: int) -> None:
        if self._scene is not None:
            self._post(ConfirmStroke(self._scene.image_id, revision))

    def _post_learn(self) -> None:
        self._post(self._learn(self._preferences["live"] and not self._resting))

    def _learn(self, on: bool) -> Learn:
        return Learn(on, self._preferences["learn_from_all"], self._preferences["until_steady"])

    def _step(self, done: StepDone) -> None:
        self.steps, self.seconds = done.step, done.seconds
        self._file.unsaved_steps += 1
        self._failed = False
        self._set(LEARNING)

    def _note_exchanged_weights(self, _: object) -> None:
        self._file.unsaved_steps += 1

    def _rest(self, resting: Idle) -> None:
        if not self._failed:  # or it would look as if the user had paused it
            self._set({"strokes": WAITING, "paused": PAUSED, "finished": FINISHED}[resting.reason])
        self.keep_weights()

    def _follow(self, change: PreferenceChange) -> None:
        if change.key in ("live", "learn_from_all", "until_steady"):
            self._post_learn()

    def _set(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self._bus.engine.learning_changed.emit(state)
