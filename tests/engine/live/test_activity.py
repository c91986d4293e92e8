"""What a live session does next, without threads, networks or images."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.core.box import Box
from sketchpose_engine.live.activity import (
    FIRST_STEPS,
    NEWS_STEPS,
    Predict,
    SessionState,
    Work,
    next_activity,
)
from sketchpose_engine.live.messages import Idle

VIEW, TILE = Box(0, 0, 10, 10), Box(10, 0, 20, 10)
LEARNING = SessionState(learning_on=True, enough_strokes=True, steps=100, nothing_predicted=False)
DUE = replace(LEARNING, region_in_view=VIEW, background_tile=TILE)
boxes = st.none() | st.just(VIEW)
states = st.builds(
    SessionState,
    *[st.booleans()] * 8,
    steps=st.integers(0, 50),
    region_in_view=boxes,
    background_tile=boxes,
    masks_frozen=st.booleans(),
    nothing_predicted=st.booleans(),
    news_since=st.none() | st.integers(0, 50),
)


def test_without_strokes_it_waits_for_some():
    assert next_activity(SessionState(learning_on=True)) == Idle("strokes")


def test_paused_or_finished_it_says_so():
    assert next_activity(replace(LEARNING, learning_on=False)) == Idle("paused")
    assert next_activity(replace(LEARNING, finished=True)) == Idle("finished")


def test_it_trains_when_nothing_else_is_due():
    assert next_activity(LEARNING) is Work.TRAIN


def test_the_view_comes_before_the_background_and_both_before_training():
    assert next_activity(DUE) == Predict(VIEW, in_view=True)
    assert next_activity(replace(DUE, region_in_view=None)) == Predict(TILE, in_view=False)


def test_new_training_data_is_taken_before_a_prediction_but_not_while_paused():
    changed = replace(DUE, training_data_changed=True)
    assert next_activity(changed) is Work.SET_TRAINING_DATA
    assert next_activity(replace(changed, learning_on=False)) == Predict(VIEW, in_view=True)


def test_masks_of_young_random_weights_are_not_shown():
    young = replace(DUE, steps=FIRST_STEPS - 1)
    assert next_activity(young) is Work.TRAIN
    assert next_activity(replace(young, is_pretrained=True)) == Predict(VIEW, in_view=True)


def test_new_strokes_are_learned_from_before_they_are_shown():
    drawn = replace(DUE, news_since=100 - NEWS_STEPS + 1)
    assert next_activity(drawn) is Work.TRAIN
    assert next_activity(replace(drawn, steps=101)) == Predict(VIEW, in_view=True)


def test_a_pretrained_network_looks_before_it_learns():
    first = replace(DUE, steps=0, is_pretrained=True, nothing_predicted=True, news_since=0)
    assert next_activity(first) == Predict(VIEW, in_view=True)


def test_frozen_masks_stay_until_something_is_learned():
    frozen = replace(DUE, masks_frozen=True)
    assert next_activity(frozen) == Predict(VIEW, in_view=True)
    assert next_activity(replace(frozen, learning_on=False)) == Idle("paused")
    assert next_activity(replace(frozen, finished=True)) == Idle("finished")


def test_earlier_results_get_corrections_before_learning_goes_on():
    corrected = replace(LEARNING, results_lack_corrections=True)
    assert next_activity(corrected) is Work.CORRECT_RESULT
    assert next_activity(replace(corrected, segmenting=True)) is Work.SEGMENT


@pytest.mark.parametrize("name", ["segmenting", "exporting"])
def test_what_was_asked_for_comes_first(name):
    expected = {"segmenting": Work.SEGMENT, "exporting": Work.EXPORT}[name]
    assert next_activity(replace(DUE, training_data_changed=True, **{name: True})) is expected


@given(states)
def test_an_ending_session_completes_exports_and_nothing_else(state):
    ending = replace(state, ending=True)
    assert next_activity(ending) is (Work.EXPORT if state.exporting else Work.END)


@given(states)
def test_it_never_trains_unless_it_may(state):
    if next_activity(state) is Work.TRAIN:
        assert state.learning_on and state.enough_strokes and not state.finished


@given(states)
def test_it_only_predicts_what_is_due(state):
    match next_activity(state):
        case Predict(region, True):
            assert region == state.region_in_view
        case Predict(region, False):
            assert region == state.background_tile and state.region_in_view is None


@given(states)
def test_it_rests_only_if_there_is_no_work(state):
    if isinstance(next_activity(state), Idle):
        assert not (state.exporting or state.segmenting or state.is_learning or state.ending)
