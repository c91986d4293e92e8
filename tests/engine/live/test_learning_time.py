"""Time of learning goes on where a project is opened again and its weights are gone on with."""

import json

import numpy as np
import pytest

from sketchpose_engine.live.learner import Learner
from sketchpose_engine.live.result import Result, packed, reduced
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.weights import load_weights, save_weights
from sketchpose_engine.results.provenance import duration_of
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.training.annotated_image import AnnotatedImage
from sketchpose_engine.training.settings import TrainSettings
from tests.engine.helpers.support import CPU, discs, photograph, sketch_of, tiny_network

GOLD = discs((64, 72), [(16, 16), (18, 46), (46, 22), (48, 52)], 8)
GENERAL = {"general": "many kinds of images", "steps": 41_000, "seconds": 5700.0}
LABELS = np.arange(12, dtype=np.int32).reshape(3, 4)


def session(start, steps=3):
    """Learn so many steps in a session that starts with these weights."""
    learner = Learner(CPU, TrainSettings(crop_px=32, batch=2), start)
    page = AnnotatedImage.of(photograph(GOLD), Sketch("a", 1, sketch_of(GOLD)))
    learner.set_training_data({"a": page})
    return learner, [learner.step() for _ in range(steps)]


def stored(learner, path):
    """Weights as they are in the project when it is opened again."""
    save_weights(path, learner.with_provenance(learner.prediction_model))
    return load_weights(path)


def test_time_and_steps_go_on_in_each_session(tmp_path):
    start, last_s = Model(tiny_network(), 8, 20.0, GENERAL, general=True), 0.0
    for number in range(3):
        learner, steps = session(start)
        assert [each.step for each in steps] == [1, 2, 3]
        assert [each.total_steps for each in steps] == [3 * number + n for n in (1, 2, 3)]
        assert steps[0].total_s > last_s - 0.06  # weights hold tenths of a second
        last_s = steps[-1].total_s
        assert last_s == pytest.approx(learner.earlier_s + learner.seconds)
        start = stored(learner, tmp_path / f"{number}.safetensors")


def test_a_copy_for_an_earlier_result_has_the_same_past(tmp_path):
    learner, _ = session(Model(tiny_network(), 8, 20.0, {"steps": 7, "seconds": 4.0}, warm=True))
    assert (learner.copy().earlier_steps, learner.copy().earlier_s) == (7, 4.0)


@pytest.mark.parametrize(
    "known",
    [None, GENERAL, {"started_from": "random weights"}, {"steps": "9", "seconds": float("nan")}],
)
def test_the_general_network_and_what_is_unknown_count_as_nothing(known):
    assert duration_of(known) == (0, 0.0)
    before = {"steps": 5, "seconds": 2.5, "started_from": known}
    assert duration_of({"steps": 2, "seconds": 1.0, "started_from": before}) == (7, 3.5)


def result(**more):
    colours = np.zeros(12, np.uint8)
    return Result(
        1, "a", LABELS.shape, packed(LABELS), reduced(LABELS), colours, 11, 1, 5, 2.0, **more
    )


def test_results_are_stored_with_it():
    facts = json.loads(json.dumps(result(earlier_steps=40, earlier_s=21.5).facts()))
    again = Result.of_facts("name", "a", LABELS, facts)
    assert (again.steps, again.seconds) == (5, 2.0)  # of the session, as the methods state
    assert (again.total_steps, again.total_s) == (45, 23.5)


def test_results_of_earlier_versions_are_read_without_it():
    facts = result().facts()
    del facts["earlier_steps"], facts["earlier_s"]
    assert Result.of_facts("name", "a", LABELS, facts).total_s == 2.0
