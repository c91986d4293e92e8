"""Learning returns to earlier weights when it makes the masks worse."""

from dataclasses import replace
from math import inf

import pytest

from sketchpose_engine.core.box import Box
from sketchpose_engine.live.best_weights import MOST_SLOWED, SLOWER, WORSE, BestWeights
from sketchpose_engine.live.learner import Learner
from sketchpose_engine.live.messages import MasksReady, WeightsRestored
from sketchpose_engine.live.requests import Learn, LoadWeights
from sketchpose_engine.models.weights import save_weights
from sketchpose_engine.training.events import StepDone
from tests.engine.helpers.driven import DRAWN, Driven, hurry, opened
from tests.engine.live.test_pretrained_start import (
    TRAIN,
    general,
    same,
    state,
    taught,
)

VIEW, OTHER_VIEW = Box(0, 0, 64, 72), Box(0, 0, 32, 72)
GOOD, BAD = 0.5, 0.5 + WORSE + 0.01


@pytest.fixture(autouse=True)
def small(monkeypatch):
    hurry(monkeypatch)


@pytest.fixture
def best():
    return BestWeights()


@pytest.fixture
def learner(monkeypatch):
    monkeypatch.setattr(Learner, "separation", lambda self: 0.9)
    return taught(general())


def weights(learner):
    return state(learner.prediction_model.network)


def learned(learner, steps=3):
    for _ in range(steps):
        learner.step()
    return learner


def rates(learner):
    return learner._settings.hidden_rate, learner._settings.rate


def test_a_larger_error_returns_to_the_weights_of_the_smallest(best, learner):
    before = weights(learner)
    assert best.note("a", VIEW, GOOD, learner) is None
    again = best.note("a", VIEW, BAD, learned(learner))
    assert same(weights(again), before)
    assert not same(weights(learner), before)


def test_a_slightly_larger_error_does_not(best, learner):
    best.note("a", VIEW, GOOD, learner)
    assert best.note("a", VIEW, GOOD + 0.9 * WORSE, learned(learner)) is None


def test_masks_that_have_all_vanished_are_as_bad_as_can_be(best, learner):
    best.note("a", VIEW, GOOD, learner)
    assert best.note("a", VIEW, inf, learned(learner)) is not None


def test_no_masks_at_all_are_nothing_to_return_to(best, learner):
    best.note("a", VIEW, inf, learner)
    assert best.note("a", VIEW, 4.0, learned(learner)) is None


def test_it_goes_on_more_slowly_and_counts_its_steps_on(best, learner):
    best.note("a", VIEW, GOOD, learner)
    again = best.note("a", VIEW, BAD, learned(learner))
    assert rates(again) == tuple(SLOWER * rate for rate in rates(learner))
    assert (again.steps, again.trained_on) == (learner.steps, learner.trained_on)


def test_rates_fall_only_so_far(best, learner):
    now = learner
    for _ in range(MOST_SLOWED + 2):
        best.note("a", VIEW, GOOD, now)
        now = best.note("a", VIEW, BAD, now)
    assert rates(now) == pytest.approx([SLOWER**MOST_SLOWED * rate for rate in rates(learner)])


@pytest.mark.parametrize(
    ("name", "view"), [("b", VIEW), ("a", OTHER_VIEW)], ids=["image", "region"]
)
def test_errors_of_different_views_are_not_compared(best, learner, name, view):
    best.note("a", VIEW, GOOD, learner)
    assert best.note(name, view, BAD, learned(learner)) is None


def test_another_network_is_not_compared_with_the_one_before(best, learner):
    best.note("a", VIEW, GOOD, learner)
    assert best.note("a", VIEW, BAD, learned(taught(general()))) is None


def test_weights_that_know_less_of_what_is_drawn_are_not_returned_to(best, learner, monkeypatch):
    best.note("a", VIEW, GOOD, learner)
    learned(learner)
    monkeypatch.setattr(Learner, "separation", lambda self: 0.95 if self is learner else 0.7)
    assert best.note("a", VIEW, BAD, learner) is None
    assert best.note("a", VIEW, BAD, learner) is None, "they are forgotten"


def test_random_weights_begin_with_bad_masks_and_are_left_alone(best):
    learner = learned(taught())
    assert best.note("a", VIEW, GOOD, learner) is None
    assert best.note("a", VIEW, BAD, learner) is None


def test_a_session_returns_and_says_so(monkeypatch, tmp_path):
    path = tmp_path / "general.safetensors"
    save_weights(path, replace(general(), general=True))
    monkeypatch.setattr(Learner, "separation", lambda self: 0.9)
    monkeypatch.setattr("sketchpose_engine.live.region_predictor.MIRROR_S", 0.0)
    errors = iter([GOOD, BAD])
    monkeypatch.setattr(
        "sketchpose_engine.live.region_predictor.flow_error", lambda *_: next(errors, GOOD)
    )
    driven = Driven(TRAIN, LoadWeights(path), opened(DRAWN), Learn(True))
    driven.until(MasksReady)
    first = weights(driven.session._learner)
    driven.until(WeightsRestored)
    assert same(weights(driven.session._learner), first)
    assert driven.until(StepDone)[-1].step > 1, "it goes on learning, and counts on"
    driven.until(MasksReady)
    driven.end()
