"""A stroke in question is not learned from until it is confirmed or replaced."""

import numpy as np
import pytest

from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import Guidance
from sketchpose_engine.live.requests import ConfirmStroke, Learn, QuestionStroke
from sketchpose_engine.sketch.questioned import QuestionedStroke
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND
from sketchpose_engine.training.events import StepDone
from sketchpose_engine.training.sampling import CropTransforms, crop_targets
from tests.engine.helpers.driven import DRAWN, Driven, hurry, learning, opened, stroke
from tests.engine.helpers.support import CPU

WRONG = DRAWN.copy()
WRONG[44:48, 18:26] = BACKGROUND  # over a cell
PIXELS = np.argwhere(WRONG != DRAWN)
LATER = WRONG.copy()
LATER[44:48, 18:26] = 0


@pytest.fixture(autouse=True)
def small(monkeypatch):
    hurry(monkeypatch)


def learned_background(driven):
    """Whether the pixels in question are learned as background at the next step."""
    driven.until(StepDone)
    (sample,) = driven.session._learner._trainer._samples
    upright = CropTransforms(np.array([[46.0, 22.0]]) * sample.scale, np.eye(2)[None])
    return bool(crop_targets(sample, upright, 4, CPU).background.any())


@pytest.mark.parametrize("question_first", [False, True])
def test_it_is_left_out_until_it_is_confirmed(question_first):
    driven = learning()
    requests = [stroke(WRONG, 2), QuestionStroke("a", 2, PIXELS)]
    driven.post(*(requests[::-1] if question_first else requests))
    assert not learned_background(driven)
    driven.post(ConfirmStroke("a", 2))
    assert learned_background(driven)


def test_a_question_that_was_stored_is_still_open_in_the_next_session():
    box = Box(44, 18, 48, 26)
    whole = np.ones(box.shape, bool)
    asked = QuestionedStroke("", BACKGROUND, 2, (), box, whole, whole)
    driven = Driven(None, opened(WRONG, questions=(asked,)), Learn(True))
    assert not learned_background(driven)
    driven.post(ConfirmStroke("a", 2))
    assert learned_background(driven)


def test_only_what_is_left_of_it_is_in_question():
    box = Box(44, 18, 48, 26)
    whole = np.ones(box.shape, bool)
    asked = QuestionedStroke("", BACKGROUND, 2, (), box, whole, whole)
    rest = WRONG.copy()
    rest[44:46] = 0
    assert len(asked.to_hide(rest)) == np.count_nonzero(rest[box.slices] == BACKGROUND)
    assert asked.is_gone(LATER) and not asked.is_gone(WRONG)


def test_the_same_pixels_drawn_again_are_learned_from():
    driven = learning()
    driven.post(stroke(WRONG, 2), QuestionStroke("a", 2, PIXELS))
    assert not learned_background(driven)
    driven.post(stroke(LATER, 3), stroke(WRONG, 4))
    assert learned_background(driven)


@pytest.mark.parametrize("question_first", [False, True])
def test_a_stroke_that_undo_brings_back_is_left_out_until_it_is_confirmed(question_first):
    driven = learning()
    driven.post(QuestionStroke("a", 2, PIXELS), stroke(WRONG, 2), stroke(LATER, 3))
    back = [QuestionStroke("a", 2, PIXELS, since=4), stroke(WRONG, 4)]
    driven.post(*(back if question_first else back[::-1]))
    assert not learned_background(driven)
    driven.post(ConfirmStroke("a", 2))
    assert learned_background(driven)


def test_the_masks_agree_with_it_all_the_same():
    driven = learning()
    driven.post(stroke(WRONG, 2), QuestionStroke("a", 2, PIXELS))
    driven.until(StepDone)
    assert not driven.masks()[44:48, 18:26].any()


def test_a_question_about_a_closed_image_is_ignored():
    driven = learning()
    driven.post(QuestionStroke("gone", 1, PIXELS), ConfirmStroke("gone", 1))
    driven.until(StepDone)


def test_a_cell_in_question_is_not_counted_as_one_that_is_missed():
    drawn = DRAWN.copy()
    drawn[:6, :6] = FOREGROUND
    driven = learning()
    before = guided(driven, 1).cells.drawn
    driven.post(QuestionStroke("a", 2, np.argwhere(drawn != DRAWN)), stroke(drawn, 2))
    assert guided(driven, 2).cells.drawn == before
    driven.post(ConfirmStroke("a", 2), stroke(LATER, 3), stroke(drawn, 4))
    assert guided(driven, 4).cells.drawn == before + 1


def guided(driven, revision):
    """The first guidance on masks that include a stroke."""
    return driven.until(lambda e: isinstance(e, Guidance) and e.revision >= revision)[-1]
