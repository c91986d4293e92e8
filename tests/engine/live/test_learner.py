"""One network that learns step by step, from pages that change."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchpose_engine.inference.mask_diameter import PredictedWidth
from sketchpose_engine.live import model_adaptation as fitting_module
from sketchpose_engine.live.learner import Learner
from sketchpose_engine.live.model_adaptation import expected_diameter
from sketchpose_engine.models.diameter import common_diameter
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.rescaling import NETWORK_DIAMETER_PX, choose_eighths
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND
from sketchpose_engine.training import schedule as schedule_module
from sketchpose_engine.training.annotated_image import AnnotatedImage
from sketchpose_engine.training.events import StepDone, StepSkipped, TrainingEnded
from sketchpose_engine.training.settings import TrainSettings, fine_tuning
from tests.engine.helpers.support import CPU, discs, photograph, sketch_of, tiny_network

SMALL = discs((64, 72), [(16, 16), (18, 46), (46, 22), (48, 52)], 8)
LARGE = discs((64, 72), [(22, 26), (30, 58)], 19)
TRAIN = TrainSettings(crop_px=32, batch=2)


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    monkeypatch.setattr(fitting_module, "UNet", lambda shape: tiny_network(shape.channels))


def page(gold=SMALL, channels=1, revision=1):
    planes = np.repeat(photograph(gold), channels, axis=0)
    return AnnotatedImage.of(planes, Sketch("a", revision, sketch_of(gold)))


def taught(train=TRAIN, gold=SMALL, **options):
    learner = Learner(CPU, train, **options)
    learner.set_training_data({"a": page(gold)})
    return learner


def width_of(page):
    return common_diameter([page.sketched_widths()])


def start(channels=1):
    return Model(tiny_network(channels), 8, 20.0, {"note": "the start"})


def to_the_end(learner):
    events = [learner.step()]
    while not isinstance(events[-1], TrainingEnded):
        events.append(learner.step())
    return events


def test_steps_and_seconds_count_on_when_it_goes_on_after_the_end(monkeypatch):
    monkeypatch.setattr(schedule_module, "PATIENCE_STEPS", 2)
    monkeypatch.setattr(schedule_module, "SETTLE_STEPS", 2)
    monkeypatch.setattr(schedule_module, "IMPROVEMENT", 0.9)
    learner = taught()
    *_, last, end = to_the_end(learner)
    assert (end.reason, end.steps) == ("converged", last.step)
    assert learner.finished
    learner.set_training_data({"a": page(revision=2)})
    assert not learner.finished
    *steps, end_again = to_the_end(learner)
    assert [step.step for step in steps] == list(range(last.step + 1, end_again.steps + 1))
    seconds = [last.seconds, end.seconds, *(step.seconds for step in steps), end_again.seconds]
    assert seconds == sorted(seconds)
    assert steps[0].revision == 2


def test_skipped_steps_are_counted_too(monkeypatch):
    learner = taught()
    learner.step()
    monkeypatch.setattr(learner._trainer, "_learn", lambda *_: None)
    skipped = learner.step()
    assert isinstance(skipped, StepSkipped)
    assert skipped.step == learner.steps == 2


def test_the_first_lesson_makes_a_network_for_the_cells_that_were_drawn():
    learner = Learner(CPU, TRAIN)
    assert learner.model is None
    ready = learner.set_training_data({"a": page()})
    assert ready.diameter_px == learner.model.diameter_px == pytest.approx(16, abs=5)
    assert learner.set_training_data({"a": page()}) is None


def test_when_strokes_show_larger_cells_the_network_is_told_and_kept():
    learner = taught()
    learner.step()
    network, small_px = learner.model.network, learner.model.diameter_px
    ready = learner.set_training_data({"a": page(LARGE)})
    assert ready.diameter_px == learner.model.diameter_px > 1.5 * small_px
    assert learner.model.network is network
    assert learner.step().step == 2


def test_slightly_larger_cells_are_no_news():
    learner = taught()
    learner.model.diameter_px *= 1.1
    assert learner.set_training_data({"a": page()}) is None


def test_a_measured_diameter_counts_more_than_the_strokes():
    learner = taught(diameter_px=33.0)
    assert learner.model.diameter_px == 33.0
    learner.diameter_px = 35.0
    assert learner.set_training_data({"a": page()}).diameter_px == 35.0
    assert learner.set_training_data({"a": page(LARGE)}) is None


def test_weights_are_resampled_to_a_measured_diameter_and_back():
    learner = taught(start=start())
    assert (learner.model.eighths, learner.model.diameter_px) == (8, 20.0)
    for diameter_px, eighths in ((40.0, 4), (13.0, 12), (None, 8)):
        learner.diameter_px = diameter_px
        assert learner.set_training_data({"a": page()}) is not None
        assert learner.model.eighths == eighths
        assert learner.model.diameter_px == (diameter_px or 20.0)
        assert isinstance(learner.step(), StepDone)


def test_images_with_other_channels_are_learned_from_with_what_is_known_already():
    learner = taught()
    learner.step()
    stem = learner.model.network.state_dict()["stem.weight"].clone()
    ready = learner.set_training_data({"rgb": page(channels=3)})
    assert ready is not None
    assert learner.model.network.shape.channels == 3
    np.testing.assert_allclose(
        learner.model.network.state_dict()["stem.weight"].sum(1), stem.sum(1), rtol=1e-5
    )
    assert learner.step().step == 2


def test_the_weights_given_are_left_as_they_are():
    given = start()
    before = {name: value.clone() for name, value in given.network.state_dict().items()}
    learner = taught(start=given)
    learner.step()
    for name, value in given.network.state_dict().items():
        assert (value == before[name]).all()


def test_it_knows_something_after_a_step_or_with_weights_to_start_from():
    learner = taught()
    assert not learner.can_predict
    learner.step()
    assert learner.can_predict
    assert Learner(CPU, TRAIN, start()).can_predict


def test_provenance_says_what_was_learned_and_from_what():
    drawn = page()
    learner = Learner(CPU, TrainSettings(steps=2, crop_px=32, batch=2, seed=5), start())
    learner.set_training_data({"b": drawn, "a": drawn})
    to_the_end(learner)
    note = learner.with_provenance(learner.model).provenance
    assert note["trained_on"] == ["a", "b"]
    assert note["started_from"] == {"note": "the start"}
    assert (note["steps"], note["seed"], note["ended_by"]) == (2, 5, "steps")
    assert note["annotated_px"] == 2 * np.count_nonzero(drawn.labels)
    fresh = taught()
    fresh.step()
    note = fresh.with_provenance(fresh.model).provenance
    assert note["started_from"] == "random weights"
    assert note["ended_by"] == "the user"


def test_the_calm_copy_follows_the_network_that_learns():
    learner = taught()
    assert (
        learner.prediction_model is learner.model
    )  # nothing was learned: there is nothing to calm
    for _ in range(6):
        learner.step()
    wild, calm = (m.network.state_dict() for m in (learner.model, learner.prediction_model))
    moving = [name for name, value in wild.items() if value.is_floating_point()]
    assert any(not torch.equal(wild[name], calm[name]) for name in moving)
    before = {name: value.clone() for name, value in calm.items()}
    learner.step()
    for name in moving:  # the copy goes from where it was towards where the network is now
        low = torch.minimum(before[name], wild[name]) - 1e-5
        high = torch.maximum(before[name], wild[name]) + 1e-5
        assert ((low <= calm[name]) & (calm[name] <= high)).all()


# From a general network


def general(channels=1):
    return replace(start(channels), general=True)


def test_a_general_network_learns_the_width_of_cells_from_the_strokes():
    learner = Learner(CPU, TRAIN, general())
    assert not learner.can_predict  # what it sees depends on how wide cells are
    ready = learner.set_training_data({"a": page()})
    assert ready.diameter_px == learner.model.diameter_px == width_of(page())
    assert learner.model.eighths == choose_eighths(width_of(page()))
    assert learner.can_predict
    assert learner.set_training_data({"a": page()}) is None


def test_a_general_network_is_told_of_larger_cells_like_one_with_random_weights():
    learner = taught(start=general())
    ready = learner.set_training_data({"a": page(LARGE)})
    assert ready.diameter_px == width_of(page(LARGE))


def strokes():
    """Two short strokes inside cells and one of background: no edge of a cell is drawn."""
    sketch = np.zeros(SMALL.shape, np.uint8)
    sketch[13:19, 12:21] = sketch[45:51, 48:57] = FOREGROUND
    sketch[30:32, 2:20] = BACKGROUND
    return AnnotatedImage.of(photograph(SMALL), Sketch("a", 1, sketch))


@pytest.mark.parametrize(("found_px", "width_px"), [(70.0, 70.0), (None, NETWORK_DIAMETER_PX)])
def test_where_strokes_do_not_show_the_width_of_cells_a_general_network_does(
    monkeypatch, found_px, width_px
):
    found = PredictedWidth(found_px, 1.0)
    monkeypatch.setattr(fitting_module, "predicted_width", lambda *_: found)
    learner = Learner(CPU, TRAIN, general())
    ready = learner.set_training_data({"a": strokes()})
    assert ready.diameter_px == learner.model.diameter_px == width_px
    assert learner.set_training_data({"a": strokes()}) is None  # it stays


@pytest.mark.parametrize(
    ("agreements", "width_px", "looked_at"),
    [
        ({8: 0.9}, 20.0, [8]),  # agrees with the strokes: nothing else is tried
        ({8: 0.4, 4: 0.95}, 40.0, [8, 4]),
        ({8: 0.4, 4: 0.45, 2: 0.3}, 20.0, [8, 4, 2]),  # not clearly better
        ({8: 0.0, 4: 0.0, 2: 0.7}, 80.0, [8, 4, 2]),
    ],
)
def test_large_cells_are_looked_for_at_lower_resolutions(
    monkeypatch, agreements, width_px, looked_at
):
    looked = []

    def predict(model, *_):
        looked.append(model.eighths)
        return PredictedWidth(160 / model.eighths, agreements[model.eighths])

    monkeypatch.setattr(fitting_module, "predicted_width", predict)
    monkeypatch.setattr(fitting_module, "FEWEST_STROKES", 2)
    assert expected_diameter(general(), [strokes()], CPU) == width_px
    assert looked == looked_at


@pytest.mark.parametrize(
    ("found", "width_px"),
    [
        ({8: (11.0, 0.5), 12: (8.0, 1.0)}, 8.0),  # merged at their own resolution
        ({8: (11.0, 1.0), 12: (8.0, 1.0)}, 8.0),  # a single stroke does not show that
        ({8: (11.0, 1.0), 12: (8.0, 0.9)}, 11.0),  # the higher one breaks them up
        ({8: (11.0, 1.0), 12: (None, 1.0)}, 11.0),
        ({8: (15.0, 1.0)}, 15.0),  # wide enough: not measured again
    ],
)
def test_narrow_cells_are_measured_again_at_a_higher_resolution(monkeypatch, found, width_px):
    monkeypatch.setattr(
        fitting_module, "predicted_width", lambda model, *_: PredictedWidth(*found[model.eighths])
    )
    assert expected_diameter(general(), [strokes()], CPU) == width_px


def test_one_or_two_strokes_may_lie_in_unusual_cells(monkeypatch):
    looked = []

    def predict(model, *_):
        looked.append(model.eighths)
        return PredictedWidth(16.0, 0.0)

    monkeypatch.setattr(fitting_module, "predicted_width", predict)
    assert expected_diameter(general(), [strokes()], CPU) == 16
    assert looked == [8]


def more_strokes(revision=2):
    """Strokes in all four cells."""
    sketch = strokes().labels.copy()
    sketch[13:19, 48:57] = sketch[45:51, 12:21] = FOREGROUND
    return AnnotatedImage.of(photograph(SMALL), Sketch("a", revision, sketch))


def test_the_width_is_looked_for_again_when_the_strokes_have_doubled(monkeypatch):
    widths = iter([66.0, 16.0])
    monkeypatch.setattr(
        fitting_module, "predicted_width", lambda *_: PredictedWidth(next(widths), 1.0)
    )
    learner = Learner(CPU, TRAIN, general())
    assert learner.set_training_data({"a": strokes()}).diameter_px == 66
    learner.step()
    first = learner.model
    assert learner.set_training_data({"a": strokes()}) is None  # no more strokes
    ready = learner.set_training_data({"a": more_strokes()})
    assert ready.diameter_px == 16
    assert learner.model.eighths == choose_eighths(16.0) != first.eighths
    # What was learned at the wrong size is dropped, and so is its average.
    assert learner.model.network is not first.network
    assert learner.prediction_model.network is learner.model.network
    learner.step()


def test_a_similar_width_leaves_what_was_learned(monkeypatch):
    widths = iter([16.0, 18.0])
    monkeypatch.setattr(
        fitting_module, "predicted_width", lambda *_: PredictedWidth(next(widths), 1.0)
    )
    learner = Learner(CPU, TRAIN, general())
    learner.set_training_data({"a": strokes()})
    learner.step()
    network, averaged = learner.model.network, learner.prediction_model.network
    learner.set_training_data({"a": more_strokes()})
    assert learner.model.network is network
    assert learner.prediction_model.network is averaged is not network


def test_a_given_or_drawn_width_is_not_looked_for(monkeypatch):
    monkeypatch.setattr(fitting_module, "predicted_width", lambda *_: 1 / 0)
    monkeypatch.setattr(fitting_module, "ENOUGH_CELLS", 4)
    taught(start=general())
    Learner(CPU, TRAIN, general(), diameter_px=20.0).set_training_data({"a": strokes()})


def test_a_measured_width_is_enough_for_a_general_network():
    learner = Learner(CPU, TRAIN, general(), diameter_px=90.0)
    assert learner.can_predict
    assert (learner.model.eighths, learner.model.diameter_px) == (choose_eighths(90.0), 90.0)


def test_what_was_learned_from_a_general_network_is_not_general():
    learner = taught(start=general())
    learner.step()
    assert not learner.with_provenance(learner.model).general
    assert learner.with_provenance(learner.model).provenance["started_from"] == {
        "note": "the start"
    }


def test_a_general_network_looks_at_the_images_once_before_it_learns():
    learner = Learner(CPU, TRAIN, general())
    learner.set_training_data({"a": page()})
    fitted = norms_of(learner)
    given = [v for n, v in general().network.state_dict().items() if "running" in n]
    assert not all(map(torch.equal, given, fitted))
    learner.set_training_data({"a": page(LARGE)})
    learner.step()
    assert all(map(torch.equal, fitted, norms_of(learner)))


def test_what_comes_of_a_general_network_keeps_what_it_knows_of_images():
    learner = taught(start=replace(start(), warm=True))
    given = [v for n, v in start().network.state_dict().items() if "running" in n]
    assert all(map(torch.equal, given, norms_of(learner)))


def norms_of(learner):
    state = learner.model.network.state_dict()
    return [value.clone() for name, value in state.items() if "running" in name]


def test_what_comes_of_a_general_network_is_trained_as_one_that_knows_something():
    for known in (replace(start(), warm=True), general()):
        settings = taught(start=known)._trainer.settings
        assert replace(settings, loss=TRAIN.loss) == fine_tuning(TRAIN)
    assert taught(start=general()).model.warm
    assert taught(start=start())._trainer.settings == TRAIN
    assert taught()._trainer.settings == TRAIN


def test_a_copy_goes_on_by_itself():
    learner = taught()
    for _ in range(3):
        learner.step()
    weights = {n: v.clone() for n, v in learner.prediction_model.network.state_dict().items()}
    copy = learner.copy()
    for _ in range(2):
        learner.step()
    assert (copy.steps, copy.seconds < learner.seconds) == (3, True)
    kept = copy.prediction_model.network.state_dict()
    assert all((kept[name] == value).all() for name, value in weights.items())
    copy.set_training_data({"a": page()})
    assert copy.step().step == 4
    assert learner.steps == 5
