"""Choice of the next activity of a live session: a pure function of its state.

Requests are answered first; each activity is one unit of work, so a request waits for one unit at
most. From most to least urgent: what the user asked for and waits for, new strokes, the region in
view, training. Nothing is predicted while it would mean little (few steps from random weights) or
would delay the first prediction after new strokes.
"""

from dataclasses import dataclass
from enum import Enum, auto

from ..core.box import Box
from .messages import Idle

FIRST_STEPS = 10  # before the first prediction: masks of younger random weights mean nothing
NEWS_STEPS = 5  # made with new strokes before the next prediction


class Work(Enum):
    """Activities without parameters."""

    EXPORT = auto()  # predict one tile of fields
    SEGMENT = auto()  # predict one tile of a batch of frames
    CORRECT_RESULT = auto()  # apply corrections by hand to an earlier result
    SET_TRAINING_DATA = auto()
    TRAIN = auto()  # one step
    END = auto()


@dataclass(frozen=True)
class Predict:
    """Predict a region of the image in view.

    Attributes
    ----------
    region
        Region in image pixels.
    in_view
        Whether it is the region in view, not a background tile.
    """

    region: Box
    in_view: bool


Activity = Work | Predict | Idle


@dataclass(frozen=True)
class SessionState:
    """State that determines the next activity.

    Attributes
    ----------
    ending
        The session was stopped: only exports are completed.
    exporting, segmenting
        Whether such work is in progress.
    results_lack_corrections
        Whether corrections by hand are to be applied to earlier results.
    learning_on
        Whether learning is switched on.
    enough_strokes
        Whether there are enough strokes to learn from.
    finished
        Whether training has converged or the masks are steady; new strokes reset this.
    unchanged_s
        Seconds for which the masks have been steady; None: they are not.
    training_data_changed
        Whether strokes or images have changed since the last step.
    is_pretrained, steps
        State of the network.
    region_in_view, background_tile
        Regions whose prediction is due; None: none is, or the network cannot predict.
    masks_frozen
        Whether masks of the image in view are retained until something is learned.
    nothing_predicted
        Whether the image in view has never been predicted.
    news_since
        Step at which the oldest stroke arrived that no prediction includes yet.
    """

    ending: bool = False
    exporting: bool = False
    segmenting: bool = False
    results_lack_corrections: bool = False
    learning_on: bool = False
    enough_strokes: bool = False
    finished: bool = False
    unchanged_s: float | None = None
    training_data_changed: bool = False
    is_pretrained: bool = False
    steps: int = 0
    region_in_view: Box | None = None
    background_tile: Box | None = None
    masks_frozen: bool = False
    nothing_predicted: bool = True
    news_since: int | None = None

    @property
    def is_learning(self) -> bool:
        """Whether a training step may be made."""
        return self.learning_on and self.enough_strokes and not self.finished


def next_activity(state: SessionState) -> Activity:
    """Choose the next unit of work."""
    if state.exporting:
        return Work.EXPORT
    if state.ending:
        return Work.END
    if state.segmenting:
        return Work.SEGMENT
    if state.results_lack_corrections:
        return Work.CORRECT_RESULT
    if state.training_data_changed and state.learning_on:  # paused: training data stay as they are
        return Work.SET_TRAINING_DATA
    if _may_predict(state):
        if state.region_in_view is not None:
            return Predict(state.region_in_view, in_view=True)
        if state.background_tile is not None:
            return Predict(state.background_tile, in_view=False)
    if state.is_learning:
        return Work.TRAIN
    if not state.enough_strokes:
        return Idle("strokes")
    return Idle("finished", state.unchanged_s) if state.learning_on else Idle("paused")


def _may_predict(state: SessionState) -> bool:
    if not state.is_learning:
        return not state.masks_frozen
    if state.is_pretrained and state.nothing_predicted:
        return True  # the first prediction costs little and shows the start
    young = state.steps < FIRST_STEPS and not state.is_pretrained
    unlearned = state.news_since is not None and state.news_since + NEWS_STEPS > state.steps
    return not (young or unlearned)
