"""The training loop on toy images: budgets, repeatability, accidents, new lessons."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from sketchpose_engine.models.network_image import NetworkImage
from sketchpose_engine.training import schedule, train_step, trainer
from sketchpose_engine.training.events import StepDone, StepSkipped, TrainingEnded
from sketchpose_engine.training.settings import LossSettings, TrainSettings
from sketchpose_engine.training.trainer import MOST_SKIPPED, Trainer
from tests.engine.helpers.support import CPU, discs, photograph, sample_of, sketch_of, tiny_network

SETTINGS = TrainSettings(steps=4, crop_px=32, batch=2)
MASKS = discs((64, 64), [(16, 14), (20, 46), (48, 20), (46, 50)], 10)
SEEN = np.zeros((64, 64), bool)
SEEN[:, :34] = True


def toy_lesson(masks=MASKS, seen=SEEN, revision=1):
    image = photograph(MASKS) / 100
    return sample_of(image, sketch_of(masks, seen), unit_px=10, revision=revision)


def damaged_lesson():
    return replace(
        toy_lesson(revision=2), image=NetworkImage.of(torch.full((1, 64, 64), float("inf")))
    )


def new_trainer(settings=SETTINGS, samples=None):
    made = Trainer(tiny_network(seed=settings.seed), CPU, settings)
    made.submit(samples or [toy_lesson()])
    return made


def state_of(made):
    return {name: value.clone() for name, value in made.network.state_dict().items()}


def same(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def train(settings=SETTINGS, samples=None):
    """Losses and the trained network's state."""
    made = new_trainer(settings, samples)
    events = list(made.run())
    return [event.loss for event in events[:-1]], state_of(made)


# Budgets


def test_training_ends_after_its_steps():
    *steps, end = new_trainer().run()
    assert [step.step for step in steps] == [1, 2, 3, 4]
    assert all(isinstance(step, StepDone) for step in steps)
    assert isinstance(end, TrainingEnded)
    assert (end.reason, end.steps) == ("steps", 4)


def test_training_ends_when_its_time_is_up(monkeypatch):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(schedule, "time", SimpleNamespace(monotonic=lambda: clock.now))
    steps = []
    for event in new_trainer(replace(SETTINGS, steps=None, seconds=10)).run():
        steps.append(event)
        clock.now += 3
    assert [step.seconds for step in steps[:-1]] == [0, 3, 6, 9]
    assert (steps[-1].reason, steps[-1].steps, steps[-1].seconds) == ("seconds", 4, 12)


def test_training_ends_when_nothing_improves_any_more(monkeypatch):
    monkeypatch.setattr(schedule, "PATIENCE_STEPS", 4)
    monkeypatch.setattr(schedule, "SETTLE_STEPS", 3)
    settings = replace(SETTINGS, steps=None, rate=0.0, hidden_rate=0.0)
    *steps, end = new_trainer(settings).run()
    assert end.reason == "converged"
    assert end.steps == len(steps) < 200


def test_every_step_tells_its_terms_its_revision_and_the_time():
    step = next(new_trainer().run())
    assert step.revision == 1
    assert step.seconds > 0
    assert (
        {"distance", "background", "flow"} <= step.terms.keys() <= set(LossSettings.__annotations__)
    )
    total = sum(getattr(SETTINGS.loss, name) * value for name, value in step.terms.items())
    assert step.loss == pytest.approx(total, rel=1e-5)


# Learning


def test_the_loss_falls_on_a_toy_image():
    losses, _ = train(replace(SETTINGS, steps=40))
    assert np.mean(losses[-5:]) < 0.6 * np.mean(losses[:5])


def test_the_same_seed_repeats_training_bit_for_bit():
    losses, state = train()
    losses_again, state_again = train()
    assert losses == losses_again
    assert same(state, state_again)


def test_another_seed_trains_differently():
    losses, state = train()
    other_losses, other_state = train(replace(SETTINGS, seed=1))
    assert losses != other_losses
    assert not same(state, other_state)


def test_what_nobody_annotated_changes_nothing():
    other = MASKS.copy()
    other[:, 36:] = discs((64, 64), [(40, 50), (10, 58)], 8)[:, 36:] + 7
    assert (other != MASKS).any()
    assert same(train()[1], train(samples=[toy_lesson(other)])[1])


def test_strokes_of_one_kind_alone_can_be_learned_from():
    for kind in (1, 2, 3):
        sketch = np.zeros((64, 64), np.uint8)
        sketch[20:40, 20:40] = kind
        losses, _ = train(samples=[sample_of(photograph(MASKS) / 100, sketch)])
        assert np.isfinite(losses).all()


# Accidents


def test_a_loss_that_is_not_finite_teaches_nothing():
    made = new_trainer(samples=[damaged_lesson()])
    before = state_of(made)
    event = next(made.run())
    assert isinstance(event, StepSkipped)
    assert event.step == 1
    assert same(state_of(made), before)  # weights, and the means that batch norm keeps


def test_a_gradient_that_is_not_finite_teaches_nothing(monkeypatch):
    def steep_at_0(distance, *_):
        total = (0 * distance.sum()).sqrt()
        return total, {"distance": total}

    monkeypatch.setattr(train_step, "total_loss", steep_at_0)
    made = new_trainer()
    before = state_of(made)
    assert isinstance(next(made.run()), StepSkipped)
    assert same(state_of(made), before)


def test_after_a_skipped_step_training_goes_on_more_carefully(monkeypatch):
    factors = []

    class Recorded(trainer.Optimiser):
        def step(self, factor=1.0):
            factors.append(factor)
            super().step(factor)

    monkeypatch.setattr(trainer, "Optimiser", Recorded)
    settings = replace(SETTINGS, steps=6)
    made = new_trainer(settings, [damaged_lesson()])
    events = made.run()
    skipped = [next(events), next(events)]
    assert 1 > skipped[0].rate_factor > skipped[1].rate_factor > 0
    made.submit([toy_lesson()])
    *steps, end = events
    assert [step.step for step in steps] == [3, 4, 5, 6]
    assert all(isinstance(step, StepDone) for step in steps)
    assert end.reason == "steps"
    assert all(value.isfinite().all() for value in made.network.state_dict().values())
    planned = [schedule.Schedule(settings).factor(step) for step in (3, 4, 5, 6)]
    assert 0 < factors[0] < planned[0]
    assert factors[-1] == planned[-1]  # all is well again


def test_training_gives_up_when_no_step_is_finite():
    *events, end = new_trainer(replace(SETTINGS, steps=None), [damaged_lesson()]).run()
    assert len(events) == MOST_SKIPPED
    assert all(isinstance(event, StepSkipped) for event in events)
    assert (end.reason, end.steps) == ("not finite", MOST_SKIPPED)


def test_a_few_damaged_crops_do_not_end_training():
    samples = [toy_lesson(), damaged_lesson()]
    *events, end = new_trainer(replace(SETTINGS, steps=60, batch=1), samples).run()
    kinds = [type(event) for event in events]
    assert kinds.count(StepSkipped) > MOST_SKIPPED  # but never so many in a row
    assert kinds.count(StepDone) > 5
    assert end.reason == "steps"


# New lessons


def test_new_lessons_are_used_from_the_next_step_on():
    made = new_trainer()
    events = made.run()
    assert next(events).revision == 1
    made.submit([toy_lesson(revision=5)])
    assert next(events).revision == 5
    made.submit([damaged_lesson()])
    assert isinstance(next(events), StepSkipped)


def test_until_new_lessons_come_the_old_ones_stay():
    plain, swapped = new_trainer(), new_trainer()
    events = swapped.run()
    first, second = next(events), next(events)
    everything = toy_lesson(seen=np.ones_like(SEEN), revision=2)
    swapped.submit([everything])
    expected = list(plain.run())
    assert [first.loss, second.loss] == [event.loss for event in expected[:2]]
    assert next(events).loss != expected[2].loss


def means_of(made):
    return [value.clone() for name, value in state_of(made).items() if "running" in name]


@pytest.mark.parametrize("kept", [False, True])
def test_the_means_of_batch_norm_move_unless_they_are_to_be_kept(kept):
    made = new_trainer(replace(SETTINGS, keep_norms=kept))
    before = means_of(made)
    list(made.run())
    assert kept == all(map(torch.equal, before, means_of(made)))


def test_with_means_that_are_kept_the_loss_falls_too():
    losses, _ = train(replace(SETTINGS, steps=60, keep_norms=True))
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:10])
