"""A long training: repeatable, resumed as without a pause, safe from damaged checkpoints."""

import csv
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
import torch
from PIL import Image

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.models.network_image import NetworkImage
from sketchpose_engine.offline import resumable_trainer as course_module
from sketchpose_engine.offline.loss_log import LossLog
from sketchpose_engine.offline.resumable_trainer import (
    ResumableTrainer,
    ResumableTrainerSettings,
    follow,
)
from sketchpose_engine.training.settings import LossSettings
from sketchpose_engine.training.train_step import TrainStep
from tests.engine.helpers.support import (
    CPU,
    photograph,
    sample_of,
    sketch_of,
    tiny_network,
    voronoi,
)

SETTINGS = ResumableTrainerSettings(steps=6, crop_px=32, batch=2, pool=3)
PURPOSE = {"settings": "6 steps", "images": "two"}


def make(number):
    gold = voronoi((64, 72), 12, number, background=0.4)
    return sample_of(photograph(gold) / 100, sketch_of(gold), unit_px=8)


def flat_sample():
    sample = make(0)
    return replace(sample, image=NetworkImage.of(torch.full((1, 64, 72), 0.5)))


def damaged(number):
    return replace(make(number), image=NetworkImage.of(torch.full((1, 64, 72), float("inf"))))


@pytest.fixture
def course_of():
    """Courses that are closed in the end."""
    begun = []

    def new(settings=SETTINGS, make=make, fingerprint=PURPOSE):
        begun.append(ResumableTrainer(make, tiny_network(), CPU, settings, fingerprint=fingerprint))
        return begun[-1]

    yield new
    for course in begun:
        course.close()


def to_end(course, checkpoint=None, log=None):
    for _ in follow(course, checkpoint, log):
        pass
    return course


def weights_of(course):
    states = course.network.state_dict(), course.ema.network.state_dict()
    return [value.clone() for state in states for value in state.values()]


def same(one, other):
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


class Call(NamedTuple):
    batch: tuple
    loss: LossSettings
    factor: float
    teacher: torch.nn.Module | None
    clean: torch.Tensor


def calls_of_learn(course, monkeypatch):
    """Arguments of `learn` at each step of a course."""
    calls = []

    def noted(_step, *arguments):
        calls.append(Call(*arguments))
        return {"total": 1.0}, True

    monkeypatch.setattr(TrainStep, "learn", noted)
    to_end(course)
    return calls


# Learning


def test_the_loss_falls(course_of):
    course = course_of(ResumableTrainerSettings(steps=80, crop_px=32, batch=4, pool=3))
    losses = [course.step()["total"] for _ in range(80)]
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:10])


def test_the_rate_falls_to_zero_with_the_budget(course_of, monkeypatch):
    factors = [
        call.factor for call in calls_of_learn(course_of(replace(SETTINGS, steps=100)), monkeypatch)
    ]
    assert np.argmax(factors) == SETTINGS.warm_up_steps - 1
    assert (np.diff(factors[SETTINGS.warm_up_steps :]) < 0).all()
    assert factors[-1] < 1e-3


def test_where_nothing_is_drawn_the_averaged_weights_are_learned_from_once_they_are_good(
    course_of, monkeypatch
):
    course = course_of(replace(SETTINGS, steps=10, consistency=0.5))
    calls = calls_of_learn(course, monkeypatch)
    weights = [call.loss.distillation if call.teacher is not None else 0 for call in calls]
    assert weights == pytest.approx([0, 0, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    assert all(call.teacher is course.ema.network for call in calls[2:])


def test_the_averaged_weights_see_crops_of_unchanged_intensities(course_of, monkeypatch):
    course = course_of(replace(SETTINGS, steps=3), lambda number: flat_sample())
    for batch, _, _, _, clean in calls_of_learn(course, monkeypatch):
        assert clean.flatten().tolist() == pytest.approx([0.5] * clean.numel())
        assert batch[0].std() > 0.01


def test_strokes_count_in_full_beside_the_averaged_weights(course_of, monkeypatch):
    loss = calls_of_learn(course_of(), monkeypatch)[-1].loss
    assert (loss.least_px, loss.contrary) == (1, 1)


def test_without_consistency_only_the_sketch_is_learned(course_of, monkeypatch):
    calls = calls_of_learn(course_of(replace(SETTINGS, consistency=0)), monkeypatch)
    assert all(call.teacher is None for call in calls)


def test_a_budget_of_seconds_ends_it(course_of):
    course = to_end(course_of(replace(SETTINGS, steps=None, seconds=1e-6)))
    assert course.step_number == 1


def test_a_step_that_is_not_finite_teaches_nothing(course_of):
    samples = [make, damaged, make]
    course = course_of(replace(SETTINGS, pool=1), lambda n: samples[min(n, 2)](n))
    course.step()
    before = weights_of(course)
    assert np.isnan(course.step()["total"])
    assert course.skipped == 1
    assert same(before, weights_of(course))
    course.step()
    assert not same(before, weights_of(course))


def test_if_nothing_is_finite_it_gives_up_with_a_sentence(course_of):
    course = course_of(replace(SETTINGS, steps=100), damaged)
    with pytest.raises(InputError, match="cannot be learned from"):
        to_end(course)


# Checkpoints


def test_stopped_and_resumed_it_ends_where_it_would_have_without_a_pause(course_of, tmp_path):
    straight = to_end(course_of())
    first = course_of()
    for _ in range(3):
        first.step()
    first.save(tmp_path / "c.pt")
    second = course_of()
    second.resume(tmp_path / "c.pt")
    assert (second.step_number, second.seconds) == (3, first.seconds)
    to_end(second, tmp_path / "c.pt")
    assert second.step_number == straight.step_number == SETTINGS.steps
    assert same(weights_of(straight), weights_of(second))
    assert [path.name for path in tmp_path.iterdir()] == ["c.pt"]


def test_checkpoints_are_written_on_the_way(course_of, tmp_path, monkeypatch):
    monkeypatch.setattr(course_module, "CHECKPOINT_S", 0.0)
    steps = follow(course_of(), tmp_path / "c.pt", None)
    next(steps)
    next(steps)
    other = course_of()
    other.resume(tmp_path / "c.pt")
    assert other.step_number == 2


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"settings": replace(SETTINGS, seed=1)}, "settings"),
        ({"fingerprint": {**PURPOSE, "settings": "7 steps"}}, "settings"),
        ({"fingerprint": {**PURPOSE, "images": "three"}}, "images"),
    ],
)
def test_a_checkpoint_of_another_course_is_refused(course_of, tmp_path, other, told):
    course_of().save(tmp_path / "c.pt")
    with pytest.raises(InputError, match=rf"c\.pt is .* another training, with other {told}:"):
        course_of(**other).resume(tmp_path / "c.pt")


def test_a_damaged_checkpoint_is_refused_in_one_sentence(course_of, tmp_path):
    path = tmp_path / "c.pt"
    course = course_of()
    course.step()
    course.save(path)
    whole, rng = path.read_bytes(), np.random.default_rng(0)
    refused = 0
    for turn in range(60):
        data = bytearray(whole)
        if turn % 3 == 0:
            del data[int(rng.integers(len(data))) :]
        for place in rng.integers(max(len(data), 1), size=turn % 4 + 1) if data else ():
            data[place] ^= int(rng.integers(1, 256))
        path.write_bytes(data)
        fresh = course_of()
        try:
            fresh.resume(path)
        except InputError as error:
            refused += 1
            assert str(error).count("c.pt") == 1 and "remove it." in str(error)
        else:  # what was hit is no part of the state
            assert same(weights_of(fresh), weights_of(course))
        fresh.close()
    assert refused > 30


@pytest.mark.parametrize("content", [b"", b"no checkpoint", bytes(1000)])
def test_so_is_what_never_was_one(course_of, tmp_path, content):
    (tmp_path / "c.pt").write_bytes(content)
    with pytest.raises(InputError, match="not a checkpoint, or it is damaged"):
        course_of().resume(tmp_path / "c.pt")


# The log


def rows_of(path):
    with path.open() as file:
        return list(csv.DictReader(file))


def test_the_log_has_a_row_for_every_few_steps_and_one_at_the_end(course_of, tmp_path, monkeypatch):
    monkeypatch.setattr(course_module, "LOG_STEPS", 4)
    to_end(course_of(), None, LossLog(tmp_path / "log.csv"))
    rows = rows_of(tmp_path / "log.csv")
    assert [int(row["step"]) for row in rows] == [4, 6]
    assert all(float(row["total"]) > 0 for row in rows)


def test_rows_after_the_checkpoint_are_dropped_when_it_goes_on(tmp_path):
    path = tmp_path / "log.csv"
    log = LossLog(path)
    for step in (20, 40, 60):
        log.append(step, step / 10, [{"total": 2.0, "flow": 1.0}, {"total": 3.0, "flow": 2.0}])
    with path.open("a") as file:
        file.write("80,8.0,2.")  # torn by a crash
    log = LossLog(path, 45)
    assert [row["step"] for row in log.rows] == [20, 40]
    log.append(60, 6.5, [{"total": float("nan"), "flow": 1.0}, {"total": 4.0, "flow": 2.0}])
    rows = rows_of(path)
    assert [int(row["step"]) for row in rows] == [20, 40, 60]
    assert [float(row["total"]) for row in rows] == [2.5, 2.5, 4.0]
    assert LossLog(path).rows == []  # begun anew


def test_the_curve_goes_down_with_the_loss(tmp_path):
    log = LossLog(tmp_path / "log.csv")
    for step in range(20, 2000, 20):
        log.append(step, step, [{"total": 100 / step}])
    log.draw(tmp_path / "curve.png")
    with Image.open(tmp_path / "curve.png") as picture:
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    line = (abs(pixels - (31, 119, 180)) < 9).all(-1)
    heights = [np.mean(np.flatnonzero(line[:, x])) for x in np.flatnonzero(line.any(0))]
    assert heights[-1] > heights[0] + 100
    assert (tmp_path / "curve.png").stat().st_size < 20_000


def test_a_log_without_rows_has_an_empty_curve(tmp_path):
    LossLog(tmp_path / "log.csv").draw(tmp_path / "curve.png")
    assert (tmp_path / "curve.png").is_file()
