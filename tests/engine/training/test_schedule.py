"""How the rate rises and falls, and when training is over."""

from types import SimpleNamespace

import pytest

from sketchpose_engine.training import schedule
from sketchpose_engine.training.schedule import Schedule, level_then_fall
from sketchpose_engine.training.settings import WARM_PART, TrainSettings, fine_tuning


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until its `now` is set."""
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(schedule, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def impatient(monkeypatch):
    """Ten steps of patience, then five to settle."""
    monkeypatch.setattr(schedule, "PATIENCE_STEPS", 10)
    monkeypatch.setattr(schedule, "SETTLE_STEPS", 5)


def last_step(plan, losses=lambda step: 1.0, drawn_at=0, most=1000):
    """The step training ends after, and why."""
    for step in range(1, most):
        if step == drawn_at:
            plan.restart_watch(step)
        plan.watch(step, losses(step))
        if reason := plan.reason(step):
            return step, reason
    return most, ""


def test_a_budget_of_steps_ends_after_its_last_step():
    plan = Schedule(TrainSettings(steps=7))
    assert plan.reason(6) == ""
    assert plan.reason(7) == "steps"


def test_a_budget_of_seconds_ends_by_the_clock(clock):
    plan = Schedule(TrainSettings(seconds=20))
    clock.now += 19.9
    assert plan.reason(1) == plan.reason(10**6) == ""
    clock.now += 0.2
    assert plan.reason(1) == "seconds"
    assert plan.elapsed_s() == pytest.approx(20.1)


@pytest.mark.parametrize(("passed_s", "step", "reason"), [(1, 8, "steps"), (9, 7, "seconds")])
def test_of_two_budgets_the_first_to_be_used_up_ends_training(clock, passed_s, step, reason):
    plan = Schedule(TrainSettings(steps=8, seconds=9))
    clock.now += passed_s
    assert plan.reason(step) == reason


def test_the_rate_rises_then_falls_to_nearly_0_at_the_last_step():
    plan = Schedule(TrainSettings(steps=100))
    factors = [plan.factor(step) for step in range(1, 101)]
    top = factors.index(max(factors))
    assert 0.9 < max(factors) <= 1
    assert 0 < factors[0] < 0.5
    assert factors[:top] == sorted(factors[:top])
    assert factors[top:] == sorted(factors[top:], reverse=True)
    assert 0 < factors[-1] < 0.01


def test_the_rate_falls_by_the_clock_when_seconds_are_the_budget(clock):
    plan = Schedule(TrainSettings(seconds=10))
    factors = []
    for _ in range(10):
        factors.append(plan.factor(1000))
        clock.now += 1
    assert factors[0] == 1
    assert factors == sorted(factors, reverse=True)
    assert 0 < factors[-1] < 0.05


@pytest.mark.parametrize("settings", [TrainSettings(steps=1), TrainSettings(seconds=1e-12)])
def test_even_the_smallest_budget_has_a_rate(settings, clock):
    assert 0 < Schedule(settings).factor(1) <= 1


def test_without_a_budget_the_rate_falls_slowly_while_the_loss_falls():
    plan = Schedule(TrainSettings())
    for step in range(1, 1000):
        plan.watch(step, 0.99**step)
        assert plan.reason(step) == ""
    factors = [plan.factor(step) for step in range(10, 1001)]
    assert factors == sorted(factors, reverse=True)
    assert factors[-1] > 0.25


def test_without_improvement_the_rate_settles_and_training_has_converged(impatient):
    plan = Schedule(TrainSettings())
    step, reason = last_step(plan)
    assert reason == "converged"
    assert 10 <= step <= 10 + 5 + 2
    assert 0 < plan.factor(step) < 0.5


def test_a_noisy_loss_that_does_not_fall_has_converged_as_well(impatient):
    _, reason = last_step(Schedule(TrainSettings()), losses=lambda step: 1 + step % 3)
    assert reason == "converged"


def test_new_strokes_restart_the_watch(impatient):
    quiet, _ = last_step(Schedule(TrainSettings()))
    drawn_at = 9
    step, reason = last_step(Schedule(TrainSettings()), drawn_at=drawn_at)
    assert reason == "converged"
    assert step == quiet + drawn_at - 1


def test_new_strokes_stop_the_settling(impatient):
    plan = Schedule(TrainSettings())
    settling, _ = last_step(plan)
    plan = Schedule(TrainSettings())
    for step in range(1, settling):
        plan.watch(step, 1.0)
    assert plan.factor(settling) < 1
    plan.restart_watch(settling)
    assert plan.factor(settling + 1) == Schedule(TrainSettings(), settling).factor(1) * 8
    assert plan.reason(settling) == ""


def test_after_new_strokes_a_higher_loss_may_fall_anew(impatient):
    """What was best before is no measure: more strokes make the task harder."""
    plan = Schedule(TrainSettings())
    for step in range(1, 8):
        plan.watch(step, 0.1)
    plan.restart_watch(8)
    for step in range(8, 100):
        plan.watch(step, 5 * 0.9 ** (step - 8))
        assert plan.reason(step) == ""


BUDGET = TrainSettings(steps=10_000)


@pytest.mark.parametrize("settings", [TrainSettings(), BUDGET], ids=["looked at", "budget"])
def test_weights_that_know_something_learn_at_a_part_of_the_rates_from_the_first_step(settings):
    warm = fine_tuning(settings)
    assert warm.rate == pytest.approx(WARM_PART * settings.rate)
    assert warm.hidden_rate == pytest.approx(WARM_PART * settings.hidden_rate)
    for step in (1, 20, 400):
        expected = Schedule(settings).factor(step)
        assert Schedule(warm).factor(step) == pytest.approx(expected, rel=1e-3)


def test_after_a_pause_the_steps_are_as_large_as_before():
    warm = fine_tuning(TrainSettings())
    assert Schedule(warm, age_steps=100).factor(20) == pytest.approx(Schedule(warm).factor(120))


def test_the_rate_of_a_long_training_rises_stays_and_falls():
    factors = [level_then_fall(step / 100, step + 1, 10, 0.5) for step in range(100)]
    assert factors[0] == pytest.approx(0.1)
    assert factors[20] == factors[50] == 1
    assert factors[75] == pytest.approx(0.5, abs=0.02)
    assert factors[99] < 0.01
