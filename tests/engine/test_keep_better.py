"""What is shown while it learns: never a state that is worse on the strokes held out."""

import numpy as np
import pytest
import torch
from scipy import ndimage as ndi

from sketchpose_engine import held_out as held_out_module
from sketchpose_engine import learner as learner_module
from sketchpose_engine import rival as rival_module
from sketchpose_engine.annotations import BACKGROUND, FOREGROUND
from sketchpose_engine.learner import EXAM_STEPS, PATIENCE_STEPS, STALE_STEPS, Learner
from sketchpose_engine.messages import (
    Comparing,
    Guidance,
    Learn,
    MasksReady,
    NetworkReady,
    Sketch,
    StepDone,
    Switched,
    TrainingEnded,
    UseWeights,
)
from sketchpose_engine.page import Page
from sketchpose_engine.settings import TrainSettings
from sketchpose_engine.weights import Model, save_weights
from tests.engine.driven import Driven, hurry, opened, stroke, those
from tests.engine.support import CPU, discs, photograph, sketch_of, tiny_network

GOLD = discs((64, 72), [(12, 14), (13, 54), (51, 16), (51, 54)], 8)
APART = sketch_of(GOLD, ndi.binary_dilation(GOLD > 0, iterations=2))  # four groups of strokes
ONLY_CELLS = np.where(APART == 1, 0, APART).astype(np.uint8)
TRAIN = TrainSettings(crop_px=32, batch=2)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    hurry(monkeypatch)
    monkeypatch.setattr(held_out_module, "ONE_IN", 4)
    monkeypatch.setattr(held_out_module, "MOST_PART", 0.5)
    monkeypatch.setattr(rival_module, "STEPS", 40)
    monkeypatch.setattr(learner_module, "FEWEST_ASKED", 1)


def page(sketch=APART, revision=1):
    return Page.of(photograph(GOLD), Sketch("a", revision, sketch))


def general():
    return Model(tiny_network(), 8, 20.0, {"general": "many"}, general=True)


def taught(start=None, sketch=APART):
    learner = Learner(CPU, TRAIN, start, examines=True)
    learner.teach({"a": page(sketch)})
    return learner


def marked(learner, *marks):
    """Let the next exams end with these marks, the last one again and again."""
    left = list(marks)
    learner._best._exam.mistakes = lambda *_: left.pop(0) if len(left) > 1 else left[0]


def state(model):
    return {name: value.clone() for name, value in model.network.state_dict().items()}


def same(one, other):
    return all(torch.equal(value, other[name]) for name, value in one.items())


def steps(learner, count):
    return [learner.step() for _ in range(count)]


# One learner


def test_held_out_strokes_are_not_learned_from():
    learner = taught()
    (lesson,) = learner._lessons()
    held = page().held_out
    held.follow(APART, page().points.tiles())
    assert lesson.hidden is not None
    np.testing.assert_array_equal(lesson.hidden, held.blocks)


def test_without_being_asked_to_examine_it_learns_from_everything():
    learner = Learner(CPU, TRAIN)
    learner.teach({"a": page()})
    assert learner._lessons()[0].hidden is None
    steps(learner, EXAM_STEPS)
    assert learner.mistakes is None


def test_what_is_shown_is_replaced_only_by_what_is_not_worse():
    learner = taught()
    marked(learner, 0.5, 0.7, 0.4)
    assert learner.mistakes is None
    steps(learner, EXAM_STEPS)
    first = state(learner.shown)
    assert learner.mistakes == 0.5
    steps(learner, EXAM_STEPS)
    assert same(first, state(learner.shown))
    assert learner.mistakes == 0.5
    steps(learner, EXAM_STEPS)
    assert not same(first, state(learner.shown))
    assert learner.mistakes == 0.4


def test_it_tells_when_another_state_is_shown():
    learner = taught()
    marked(learner, 0.5, 0.7, 0.4)
    renewed = []
    for _ in range(3 * EXAM_STEPS):
        learner.step()
        renewed.append(learner.renewed)
    assert all(renewed[:EXAM_STEPS])  # before the first exam there is nothing to compare with
    assert [n for n, new in enumerate(renewed, 1) if new][EXAM_STEPS:] == [3 * EXAM_STEPS]


def test_after_a_new_stroke_the_newest_state_is_shown_at_once():
    learner = taught()
    marked(learner, 0.1, 0.9)
    steps(learner, 2 * EXAM_STEPS)
    kept = state(learner.shown)
    learner.teach({"a": page(revision=2)})
    learner.step()
    assert learner.renewed
    assert not same(kept, state(learner.shown))


def test_new_strokes_are_learned_from_the_best_state_on():
    learner = taught()
    marked(learner, 0.1, 0.9)
    steps(learner, EXAM_STEPS + STALE_STEPS)
    best = state(learner.shown)
    assert not same(best, state(learner.model))
    learner.teach({"a": page(revision=2)})
    assert same(best, state(learner.model))


def test_it_ends_when_the_held_out_strokes_are_not_done_better_any_more(monkeypatch):
    monkeypatch.setattr(learner_module, "PATIENCE_STEPS", 3 * EXAM_STEPS)
    learner = taught()
    marked(learner, 0.1, 0.9)
    *_, last = steps(learner, 4 * EXAM_STEPS)
    assert isinstance(last, TrainingEnded)
    assert last.reason == "converged"
    assert learner.finished
    assert PATIENCE_STEPS > STALE_STEPS > EXAM_STEPS


def test_few_strokes_are_all_learned_from(monkeypatch):
    monkeypatch.setattr(held_out_module, "ONE_IN", 5)
    learner = taught()
    steps(learner, EXAM_STEPS)
    assert learner.mistakes is None
    assert learner._lessons()[0].hidden is None


def test_one_held_out_cell_is_too_little_to_judge_by(monkeypatch):
    monkeypatch.setattr(learner_module, "FEWEST_ASKED", 2)
    learner = taught()
    steps(learner, EXAM_STEPS)
    assert learner.mistakes is None
    assert learner.renewed


def test_with_an_image_of_which_nothing_is_held_out_the_newest_state_is_shown():
    learner = taught()
    learner.teach({"a": page(), "b": page(np.where(GOLD == 1, APART, 0).astype(np.uint8))})
    steps(learner, EXAM_STEPS)
    assert learner.mistakes is None


# A live session


def general_file(folder):
    path = folder / "general.safetensors"
    save_weights(path, general())
    return path


def from_general(folder, sketch, *requests):
    return Driven(TRAIN, UseWeights(general_file(folder)), opened(sketch), *requests)


def test_the_first_stroke_on_a_cell_shows_masks_before_anything_is_learned(tmp_path):
    driven = from_general(tmp_path, np.zeros_like(APART), Learn(True))
    assert driven.rest() == "strokes"
    assert not those(MasksReady, driven.seen)
    driven.post(stroke(ONLY_CELLS, revision=1))
    assert driven.rest() == "strokes"
    assert those(NetworkReady, driven.seen)
    assert those(MasksReady, driven.seen)
    assert not those(StepDone, driven.seen)


def test_with_background_masks_come_before_the_first_step_and_it_learns_on(tmp_path):
    driven = from_general(tmp_path, APART, Learn(True))
    *before, _ = driven.until(StepDone)
    assert those(MasksReady, before)
    driven.until(MasksReady)


def test_when_all_it_was_learned_from_is_undone_it_is_where_it_started(tmp_path):
    driven = from_general(tmp_path, APART, Learn(True))
    for _ in range(5):
        driven.until(StepDone)
    learned = driven.session._learner
    driven.post(stroke(np.zeros_like(APART), revision=3))
    assert driven.rest() == "strokes"
    assert driven.session._learner is not learned
    driven.post(stroke(APART, revision=4))
    *_, step = driven.until(StepDone)
    assert step.step == 1


@pytest.mark.parametrize("kept", [FOREGROUND, BACKGROUND])
def test_strokes_of_one_kind_can_be_drawn_anew_without_losing_what_was_learned(tmp_path, kept):
    driven = from_general(tmp_path, APART, Learn(True))
    for _ in range(5):
        driven.until(StepDone)
    learned = driven.session._learner
    driven.post(stroke(np.where(kept == APART, APART, 0).astype(np.uint8), revision=3))
    assert driven.rest() == "strokes"
    driven.post(stroke(APART, revision=4))
    *_, step = driven.until(StepDone)
    assert driven.session._learner is learned
    assert step.step > 5


def test_what_was_learned_stays_while_another_image_has_strokes(tmp_path):
    driven = from_general(tmp_path, APART, opened(APART, "b"), Learn(True))
    driven.until(StepDone)
    learned = driven.session._learner
    driven.post(stroke(np.zeros_like(APART), revision=3, image_id="b"))
    driven.until(StepDone)
    assert driven.session._learner is learned


def test_random_weights_show_nothing_before_they_have_learned_a_little():
    driven = Driven(TRAIN, opened(APART), Learn(True))
    *before, _ = driven.until(StepDone)
    assert not those(MasksReady, before)


def test_agreement_with_held_out_strokes_is_told(tmp_path):
    driven = from_general(tmp_path, APART, Learn(True))
    driven.until(StepDone)
    *_, told = driven.until(Guidance)
    assert 0 <= told.unseen <= 1


def test_of_few_strokes_no_agreement_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(held_out_module, "ONE_IN", 5)
    driven = from_general(tmp_path, APART, Learn(True))
    driven.until(StepDone)
    *_, told = driven.until(Guidance)
    assert told.unseen is None


# Learning from nothing, when it does better


def ended(folder, monkeypatch, own, rivals):
    """A session that has compared its general network, with these mistakes, with a rival."""
    monkeypatch.setattr(learner_module, "PATIENCE_STEPS", 2 * EXAM_STEPS)

    driven = from_general(folder, APART, Learn(True))
    driven.until(StepDone)
    learner = driven.session._learner
    marked(learner, own)
    driven.until(Comparing)
    marked(driven.session._comparison.rival, rivals)
    return driven, learner


def test_random_weights_that_do_clearly_better_take_over(tmp_path, monkeypatch):
    driven, before = ended(tmp_path, monkeypatch, 0.5, 0.4)
    *_, switched = driven.until(Switched)
    assert switched.fewer == pytest.approx(0.2)
    assert driven.session._learner is not before
    driven.until(MasksReady)


def test_random_weights_that_do_hardly_better_are_forgotten(tmp_path, monkeypatch):
    driven, before = ended(tmp_path, monkeypatch, 0.5, 0.49)
    assert driven.rest() == "finished"
    assert not those(Switched, driven.seen)
    assert driven.session._learner is before


def test_a_stroke_ends_the_comparison_and_is_learned_from(tmp_path, monkeypatch):
    driven, before = ended(tmp_path, monkeypatch, 0.5, 0.4)
    driven.post(stroke(sketch_of(GOLD), revision=7))
    *_, step = driven.until(StepDone)
    assert step.revision == 7
    assert driven.session._learner is before
    assert not those(Switched, driven.seen)


def test_erasing_the_background_ends_the_comparison(tmp_path, monkeypatch):
    driven, _ = ended(tmp_path, monkeypatch, 0.5, 0.4)
    driven.post(stroke(ONLY_CELLS, revision=7))
    assert driven.rest() == "strokes"


def test_what_began_with_random_weights_is_not_compared(monkeypatch):
    monkeypatch.setattr(learner_module, "PATIENCE_STEPS", 2 * EXAM_STEPS)
    driven = Driven(TRAIN, opened(APART), Learn(True))
    driven.until(StepDone)
    marked(driven.session._learner, 0.5)
    assert driven.rest() == "finished"
    assert not those(Comparing, driven.seen)
