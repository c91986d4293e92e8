"""What a live session does next: a pure function of its state.

Requests are answered before; each activity is one unit of work, so that the next request waits for
one unit at the most. From most to least urgent: what the user asked for and waits for, new strokes,
the region in view, training. Nothing is predicted while it would mean little (young weights) or
would delay the first look at new strokes.
"""

from dataclasses import dataclass
from enum import Enum, auto

from ..core.box import Box
from .messages import Idle

FIRST_STEPS = 10  # before the first look: masks of younger random weights mean nothing
NEWS_STEPS = 5  # that new strokes should have been learned for, before a look at them


class Work(Enum):
    """Activities without further detail."""

    EXPORT = auto()  # a tile of fields
    SEGMENT = auto()  # a tile of many frames
    SET_TRAINING_DATA = auto()
    TRAIN = auto()  # one step
    END = auto()


@dataclass(frozen=True)
class Predict:
    """Predict a region of the image in view.

    Attributes
    ----------
    region
        In image pixels.
    in_view
        It is what the user looks at, not the background.
    """

    region: Box
    in_view: bool


Activity = Work | Predict | Idle


@dataclass(frozen=True)
class SessionState:
    """What the choice depends on.

    Attributes
    ----------
    ending
        The session was stopped: only exports are completed.
    exporting, segmenting
        Such work is under way.
    learning_on
        The user wants it to learn.
    enough_strokes
        There is something to learn from.
    finished
        Nothing improved any more; new strokes change that.
    training_data_changed
        Strokes or images are others than in the last step.
    is_pretrained, steps
        Of the network.
    region_in_view, background_tile
        Regions whose prediction is due; None: none is, or the network cannot predict.
    masks_frozen
        Masks of the image in view stay until something is learned.
    nothing_predicted
        The image in view was never predicted.
    news_since
        Step at which the oldest stroke came that no prediction has shown yet.
    """

    ending: bool = False
    exporting: bool = False
    segmenting: bool = False
    learning_on: bool = False
    enough_strokes: bool = False
    finished: bool = False
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
    if state.training_data_changed and state.learning_on:  # paused: no training data is taken
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
    return Idle("finished" if state.learning_on else "paused")


def _may_predict(state: SessionState) -> bool:
    if not state.is_learning:
        return not state.masks_frozen
    if state.is_pretrained and state.nothing_predicted:
        return True  # the first look costs little and shows what is known already
    young = state.steps < FIRST_STEPS and not state.is_pretrained
    unlearned = state.news_since is not None and state.news_since + NEWS_STEPS > state.steps
    return not (young or unlearned)
