"""Pretrained weights: what they do before the first step, and random ones where they fail."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import ndimage as ndi

from sketchpose_engine.cli.training_session import TrainingSession
from sketchpose_engine.inference.prediction import PredictSettings
from sketchpose_engine.live.baseline import CHECK_STEPS, MOST_STEPS
from sketchpose_engine.live.learner import Learner
from sketchpose_engine.live.messages import BaselineAdopted, Guidance, MasksReady, NetworkReady
from sketchpose_engine.live.requests import Learn, LoadWeights
from sketchpose_engine.live.validation import StrokeCrops
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.weights import load_weights, save_weights
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND
from sketchpose_engine.training.annotated_image import AnnotatedImage
from sketchpose_engine.training.events import StepDone
from sketchpose_engine.training.settings import LossSettings, TrainSettings
from tests.engine.helpers.driven import DRAWN, GREY, RGB, Driven, hurry, opened, stroke, those
from tests.engine.helpers.support import CPU, discs, photograph, sketch_of, tiny_network

GOLD = discs((64, 72), [(12, 14), (13, 54), (51, 16), (51, 54)], 8)
APART = sketch_of(GOLD, ndi.binary_dilation(GOLD > 0, iterations=2))  # four groups of strokes
ONLY_CELLS = np.where(APART == 1, 0, APART).astype(np.uint8)
STROKES = sketch_of(GOLD, ndi.binary_erosion(GOLD > 0, iterations=6) | (GOLD < 0))
STROKES[30:34, 30:40] = 1  # short strokes: in the middle of cells, and of background
ONE_CELL = sketch_of(GOLD, ndi.binary_dilation(GOLD == 1, iterations=2))
TRAIN = TrainSettings(crop_px=32, batch=2)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    hurry(monkeypatch)


def page(sketch=APART, revision=1):
    return AnnotatedImage.of(photograph(GOLD), Sketch("a", revision, sketch.copy()))


def general():
    return Model(tiny_network(), 8, 20.0, {"general": "many"}, general=True)


def taught(start=None, sketch=APART):
    learner = Learner(CPU, TRAIN, start)
    learner.set_training_data({"a": page(sketch)})
    return learner


def state(network):
    return {name: value.clone() for name, value in network.state_dict().items()}


def same(one, other):
    return all(torch.equal(value, other[name]) for name, value in one.items())


def steps(learner, count):
    return [learner.step() for _ in range(count)]


# Strokes are questions before they are lessons


def test_every_stroke_is_learned_from():
    assert taught().model is not None
    assert taught()._training_images()[0].hidden is None


def test_new_strokes_are_asked_about_before_they_are_learned_from():
    learner, sketched = Learner(CPU, TRAIN), page(ONE_CELL)
    learner.set_training_data({"a": sketched})
    steps(learner, 3)
    assert learner.prequential.separation is None
    sketched.replace_sketch(Sketch("a", 2, APART))
    learner.set_training_data({"a": sketched})
    assert learner.prequential.asked == 1
    assert 0 <= learner.prequential.separation <= 1
    learner.set_training_data({"a": sketched})
    assert learner.prequential.asked == 1  # the same strokes are no question any more


def test_what_was_drawn_before_the_first_step_is_no_question():
    learner, sketched = Learner(CPU, TRAIN), page(ONE_CELL)
    learner.set_training_data({"a": sketched})
    sketched.replace_sketch(Sketch("a", 2, APART))
    learner.set_training_data({"a": sketched})
    assert learner.prequential.asked == 0


# How far the pretrained fields are kept


def fitting(monkeypatch, separation, found=None):
    """Let the pretrained fields separate the strokes so well, and show that part of the cells."""
    monkeypatch.setattr(StrokeCrops, "separation", lambda *_: separation)
    monkeypatch.setattr(StrokeCrops, "fit", lambda *_: (separation, found))


@pytest.mark.parametrize(
    ("separation", "found", "expected"),
    [
        (1.0, None, 1.0),
        (0.9, None, 1.0),
        (0.7, None, 0.5),
        (0.5, None, 0.0),
        (0.2, None, 0.0),
        (0.5, 0.9, 1.0),  # the background strokes lie on false masks
        (0.5, 0.1, 6 / 7),  # four strokes, and three that fit
        (0.5, 0.0, 5 / 7),
    ],
)
def test_fields_that_do_not_fit_the_strokes_are_not_kept(monkeypatch, separation, found, expected):
    fitting(monkeypatch, separation, found)
    kept = taught(general(), STROKES)._trainer.settings.loss.distillation
    assert kept == pytest.approx(expected * LossSettings().distillation)


def test_they_are_kept_less_the_more_the_sketch_shows_how_far_it_is_to_the_edges(monkeypatch):
    fitting(monkeypatch, 1.0)
    strokes, whole = (taught(general(), sketch) for sketch in (STROKES, APART))
    assert strokes._drawn().known == 0
    assert whole._drawn().known > 0.9
    kept = [learner._trainer.settings.loss.distillation for learner in (strokes, whole)]
    assert kept == pytest.approx(
        [LossSettings().distillation * (1 - each._drawn().known) ** 2 for each in (strokes, whole)]
    )
    strokes.set_training_data({"a": page(APART, revision=2)})
    assert strokes._trainer.settings.loss.distillation < 0.1 * LossSettings().distillation


def test_they_are_judged_by_what_the_pretrained_network_shows_whenever_strokes_come(monkeypatch):
    fitting(monkeypatch, 0.7)
    learner = taught(general(), STROKES)
    fitting(monkeypatch, 1.0)
    steps(learner, 2)
    learner.set_training_data({"a": page(STROKES, revision=2)})
    kept = learner._trainer.settings.loss.distillation
    assert kept == pytest.approx(LossSettings().distillation)
    seen = []

    def fit(self, network, device):
        seen.append(network)
        return 1.0, None

    monkeypatch.setattr(StrokeCrops, "fit", fit)
    learner.set_training_data({"a": page(STROKES, revision=3)})
    assert seen == [learner._pretrained.like(learner.model.network)]


def test_what_a_project_has_learned_is_retained_when_it_is_opened_again(monkeypatch, tmp_path):
    fitting(monkeypatch, 1.0)
    learner = taught(general(), STROKES)
    steps(learner, 3)
    save_weights(tmp_path / "project.safetensors", learner.prediction_model)
    again = taught(load_weights(tmp_path / "project.safetensors"), STROKES)
    assert again._trainer.settings.loss.distillation == LossSettings().distillation
    kept = state(again._pretrained.like(again.model.network))
    assert same(kept, state(again.model.network)), "norms, too: they fit these images already"
    steps(again, 3)
    again.set_training_data({"a": page(STROKES, revision=2)})
    assert same(state(again._pretrained.like(again.model.network)), kept), "not what came later"


def test_the_width_of_the_cells_that_a_project_knows_is_not_estimated_again():
    learner = taught(general(), STROKES)
    again = taught(learner.prediction_model, STROKES)
    again.set_training_data({"a": page(APART, revision=2)})
    assert again._expected.px is None
    assert again.model.eighths == learner.model.eighths


# Random weights beside pretrained ones


def separated(monkeypatch, own, others):
    """Let pretrained weights separate the strokes so well, and random ones so well."""
    monkeypatch.setattr(
        Learner, "separation", lambda self: others if self._pretrained is None else own
    )


def test_pretrained_weights_that_separate_the_strokes_are_left_alone(monkeypatch):
    separated(monkeypatch, 0.85, 1.0)
    learner = taught(general())
    steps(learner, 3 * CHECK_STEPS)
    assert learner._baseline.learner is None
    assert learner.switched is None


def test_random_weights_begin_beside_pretrained_ones_that_fail_within_20_steps(monkeypatch):
    separated(monkeypatch, 0.5, 0.5)
    learner = taught(general())
    steps(learner, CHECK_STEPS)
    assert CHECK_STEPS <= 20
    assert learner._baseline.learner.steps == 0
    steps(learner, 5)
    assert learner._baseline.learner.steps == 5
    assert learner.switched is None


def test_random_weights_that_do_clearly_better_take_over(monkeypatch):
    separated(monkeypatch, 0.5, 0.9)
    learner = taught(general())
    own = learner.model.network
    steps(learner, 2 * CHECK_STEPS)
    assert learner.switched.fewer == pytest.approx(0.8)
    assert learner.model.network is not own
    assert not learner.is_pretrained
    before = state(learner.prediction_model.network)
    steps(learner, 2)
    assert not same(before, state(learner.prediction_model.network))
    assert learner.steps == 2 * CHECK_STEPS + 2


def test_short_strokes_never_replace_pretrained_weights(
    monkeypatch,
):
    """A line in the wrong place must not throw away all that is known (64 masks became 3)."""
    separated(monkeypatch, 0.3, 1.0)
    learner = taught(general(), STROKES)
    steps(learner, 2)
    learner.set_training_data({"a": page(STROKES, revision=2)})
    steps(learner, 3 * CHECK_STEPS)
    assert learner._baseline.learner is None and learner.switched is None
    assert learner.is_pretrained


def test_random_weights_that_do_hardly_better_are_given_up(monkeypatch):
    separated(monkeypatch, 0.5, 0.55)
    learner = taught(general())
    own = learner.model.network
    steps(learner, MOST_STEPS + 2 * CHECK_STEPS)
    assert learner._baseline.learner is None
    assert learner.switched is None
    assert learner.model.network is own


def test_new_strokes_are_another_chance_for_pretrained_weights(monkeypatch):
    separated(monkeypatch, 0.5, 0.55)
    learner = taught(general())
    steps(learner, CHECK_STEPS)
    learner.set_training_data({"a": page(revision=2)})
    assert learner._baseline.learner is None


def test_what_began_with_random_weights_is_not_compared(monkeypatch):
    separated(monkeypatch, 0.5, 0.5)
    learner = taught()
    steps(learner, 2 * CHECK_STEPS)
    assert learner._baseline.learner is None


def test_all_that_is_undone_leads_back_to_the_pretrained_weights(monkeypatch):
    separated(monkeypatch, 0.5, 0.9)
    learner = taught(general())
    steps(learner, 2 * CHECK_STEPS)
    assert learner.fresh_copy().is_pretrained


# A live session


def general_file(folder):
    path = folder / "general.safetensors"
    save_weights(path, general())
    return path


def from_general(folder, sketch, *requests):
    return Driven(TRAIN, LoadWeights(general_file(folder)), opened(sketch), *requests)


def test_the_first_stroke_on_a_cell_shows_masks_before_anything_is_learned(tmp_path):
    driven = from_general(tmp_path, np.zeros_like(APART), Learn(True))
    assert driven.rest() == "strokes"
    assert not those(MasksReady, driven.seen)
    driven.post(stroke(ONLY_CELLS, revision=1))
    assert driven.rest() == "strokes"
    assert those(NetworkReady, driven.seen)
    assert those(MasksReady, driven.seen)
    assert not those(StepDone, driven.seen)


def test_every_stroke_of_the_first_guess_is_in_the_masks(tmp_path):
    driven = from_general(tmp_path, np.zeros_like(APART), Learn(True))
    driven.post(stroke(ONLY_CELLS, revision=1))
    driven.rest()
    more = ONLY_CELLS.copy()
    more[2:8, 2:8] = FOREGROUND
    driven.post(stroke(more, revision=2))
    driven.rest()
    assert (driven.masks()[2:8, 2:8] > 0).all()
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
    driven.post(stroke(DRAWN, revision=4))
    *_, step = driven.until(StepDone)
    assert step.step == 1


@pytest.mark.parametrize("kept", [FOREGROUND, BACKGROUND])
def test_strokes_of_one_kind_can_be_drawn_anew_without_losing_what_was_learned(tmp_path, kept):
    driven = from_general(tmp_path, APART, Learn(True))
    for _ in range(8):
        driven.until(StepDone)
    learned = driven.session._learner
    driven.post(stroke(np.where(kept == APART, APART, 0).astype(np.uint8), revision=3))
    assert driven.rest() == "strokes"
    driven.post(stroke(APART, revision=4))
    *_, step = driven.until(StepDone)
    assert driven.session._learner is learned
    assert step.step > 8


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


def test_the_window_hears_that_random_weights_took_over(tmp_path, monkeypatch):
    separated(monkeypatch, 0.5, 0.9)
    driven = from_general(tmp_path, APART, Learn(True))
    *_, switched = driven.until(BaselineAdopted)
    assert switched.fewer == pytest.approx(0.8)
    driven.until(MasksReady)


def test_how_well_new_strokes_were_known_is_part_of_the_guidance(tmp_path):
    driven = from_general(tmp_path, ONE_CELL, Learn(True))
    driven.until(StepDone)
    assert driven.until(Guidance)[-1].unseen is None
    driven.post(stroke(APART, revision=2))
    found = driven.until(lambda event: isinstance(event, Guidance) and event.unseen is not None)
    assert 0 <= found[-1].unseen <= 1


def test_the_command_line_hears_of_it_too(monkeypatch):
    separated(monkeypatch, 0.5, 0.9)
    train = replace(TRAIN, steps=2 * CHECK_STEPS)
    session = TrainingSession({"a": photograph(GOLD)}, CPU, train, PredictSettings(), general())
    session.submit(Sketch("a", 1, APART))
    assert [type(event) for event in session.run()].count(BaselineAdopted) == 1


@pytest.mark.parametrize(("planes", "is_guess"), [(RGB, True), (GREY, False)])
def test_masks_of_an_image_with_other_channels_than_those_learned_from_are_a_guess(
    tmp_path, planes, is_guess
):
    driven = from_general(tmp_path, DRAWN, Learn(True))
    driven.until(StepDone)
    driven.until(MasksReady)
    assert not driven.seen[-1].is_guess
    driven.post(opened(image_id="b", planes=planes))
    driven.until(lambda event: isinstance(event, MasksReady) and event.image_id == "b")
    assert driven.seen[-1].is_guess is is_guess
    driven.end()
