"""Pretrained fields that the sketch contradicts give way to what has been learned."""

import pytest

from sketchpose_engine.live.pretrained_fields import FOLLOWED, PretrainedFields
from tests.engine.helpers.support import CPU, tiny_network
from tests.engine.live.test_blended_weights import parts
from tests.engine.live.test_pretrained_start import (
    STROKES,
    fitting,
    general,
    same,
    small,  # noqa: F401 - a fixture
    state,
    steps,
    taught,
)


def teacher_of(learner):
    """Weights of the network whose fields a learner retains."""
    return state(learner._pretrained.teacher(learner.model.network))


@pytest.mark.parametrize(
    ("separation", "contradicted"), [(0.5, 1.0), (0.7, 0.5), (0.9, 0.0), (1.0, 0.0), (None, 0.0)]
)
@pytest.mark.parametrize("found", [None, 1.0])
def test_the_teacher_follows_as_far_as_the_fields_do_not_separate_what_is_drawn(
    separation, contradicted, found
):
    before, learned = tiny_network(seed=1), tiny_network()
    kept = PretrainedFields(before, CPU)
    kept.judge(separation, found, strokes=4)
    kept.follow(learned)
    moved = list(parts(kept.teacher(before), learned, before))
    assert moved == pytest.approx([1 - FOLLOWED * contradicted] * len(moved), abs=1e-4)
    assert same(state(before), state(kept.like(before))), "it is judged again with other strokes"


def test_learned_weights_are_followed_step_by_step(monkeypatch):
    fitting(monkeypatch, 0.5, found=1.0)
    learner = taught(general(), STROKES)
    assert learner._trainer.settings.loss.distillation, "all cells are shown: the fields are kept"
    before = teacher_of(learner)
    steps(learner, 2)
    once = teacher_of(learner)
    steps(learner, 1)
    assert not same(before, once)
    assert not same(once, teacher_of(learner))


def test_fields_that_fit_stay_as_they_are(monkeypatch):
    fitting(monkeypatch, 1.0)
    learner = taught(general(), STROKES)
    before = teacher_of(learner)
    steps(learner, 3)
    assert same(before, teacher_of(learner))


def test_the_network_in_training_learns_from_weights_that_follow_in_place(monkeypatch):
    fitting(monkeypatch, 0.5, found=1.0)
    learner = taught(general(), STROKES)
    steps(learner, 2)
    assert learner._trainer._pretrained is learner._pretrained.teacher(learner.model.network)


def test_a_copy_that_is_returned_to_has_the_weights_of_its_time(monkeypatch):
    fitting(monkeypatch, 0.5, found=1.0)
    learner = taught(general(), STROKES)
    steps(learner, 2)
    copied, before = learner.copy(), teacher_of(learner)
    steps(learner, 2)
    assert same(before, teacher_of(copied))
    assert not same(before, teacher_of(learner))
