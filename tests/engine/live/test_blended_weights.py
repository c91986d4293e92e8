"""Weights that predict: a mean of the learned and the pretrained ones where strokes say little."""

import pytest
import torch

from sketchpose_engine.live.pretrained_fields import BLENDED, BLENDED_STEPS, PretrainedFields
from sketchpose_engine.training.settings import TrainSettings
from tests.engine.helpers.support import CPU, tiny_network
from tests.engine.live.test_pretrained_start import (
    STROKES,
    fitting,
    general,
    page,
    same,
    state,
    steps,
    taught,
)


@pytest.fixture
def network():
    return tiny_network()


@pytest.fixture
def pretrained():
    return tiny_network(seed=1)


def fields(pretrained, known, separation=1.0):
    """Pretrained fields after they were judged by a sketch."""
    kept = PretrainedFields(pretrained, CPU)
    kept.judge(separation, None, strokes=4)
    kept.weighted(TrainSettings(), known)
    return kept


def parts(mean, learned, pretrained):
    """Part of the pretrained weights in each tensor of a mean."""
    learned, pretrained = state(learned), state(pretrained)
    for name, value in state(mean).items():
        change = pretrained[name] - learned[name]
        if value.is_floating_point() and change.abs().max() > 0:
            yield float(((value - learned[name]) * change).sum() / change.square().sum())


@pytest.mark.parametrize(
    ("steps", "known", "expected"),
    [
        (BLENDED_STEPS, 0.0, BLENDED),
        (10 * BLENDED_STEPS, 0.0, BLENDED),
        (BLENDED_STEPS, 0.5, BLENDED / 4),  # half of what is drawn is drawn up to the edges
        (BLENDED_STEPS // 2, 0.0, BLENDED / 2),
    ],
)
def test_the_mean_grows_with_the_steps_and_with_what_strokes_leave_open(
    network, pretrained, steps, known, expected
):
    mean = fields(pretrained, known).blended(network, steps)
    assert list(parts(mean, network, pretrained)) == pytest.approx(
        [expected] * len(list(parts(mean, network, pretrained))), abs=1e-4
    )


def test_neither_of_the_two_is_changed(network, pretrained):
    before = state(network), state(pretrained)
    fields(pretrained, 0.0).blended(network, BLENDED_STEPS)
    assert same(before[0], state(network)) and same(before[1], state(pretrained))


def test_classes_are_those_that_were_learned(pretrained):
    network = tiny_network(classes=3)
    mean = fields(pretrained, 0.0).blended(network, BLENDED_STEPS)
    assert same(state(mean.classify), state(network.classify))
    assert not same(state(mean), state(network))


@pytest.mark.parametrize(("known", "separation"), [(1.0, 1.0), (0.0, 0.5)])
def test_weights_that_are_not_needed_or_do_not_fit_have_no_part(
    network, pretrained, known, separation
):
    kept = fields(pretrained, known, separation)
    assert kept.blended(network, BLENDED_STEPS) is network


# A learner


def test_it_predicts_with_the_mean(monkeypatch):
    fitting(monkeypatch, 1.0)
    learner = taught(general(), STROKES)
    steps(learner, 3)
    averaged, pretrained = learner._ema.network, learner._pretrained.like(learner.model.network)
    found = list(parts(learner.prediction_model.network, averaged, pretrained))
    assert found == pytest.approx([3 * BLENDED / BLENDED_STEPS] * len(found), abs=1e-2)


def test_it_is_computed_once_a_step(monkeypatch):
    fitting(monkeypatch, 1.0)
    learner = taught(general(), STROKES)
    steps(learner, 1)
    first = learner.prediction_model.network
    assert learner.prediction_model.network is first
    steps(learner, 1)
    assert learner.prediction_model.network is not first


def test_it_follows_the_strokes_before_the_next_step(monkeypatch):
    fitting(monkeypatch, 1.0)
    learner = taught(general(), STROKES)
    steps(learner, 5)
    assert not same(state(learner.prediction_model.network), state(learner._ema.network))
    fitting(monkeypatch, 0.0)  # the pretrained fields do not fit the new strokes
    learner.set_training_data({"a": page(STROKES, revision=2)})
    assert same(state(learner.prediction_model.network), state(learner._ema.network))


def test_random_weights_have_nothing_to_be_blended_with():
    learner = taught()
    steps(learner, 2)
    assert learner.prediction_model.network is learner._ema.network


def test_training_goes_on_from_the_learned_weights(monkeypatch):
    fitting(monkeypatch, 1.0)
    learner = taught(general(), STROKES)
    steps(learner, 2)
    with torch.no_grad():
        before = state(learner.model.network)
        learner.prediction_model  # noqa: B018 - computed here
    assert same(before, state(learner.model.network))
