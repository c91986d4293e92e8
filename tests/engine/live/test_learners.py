"""Images with different numbers of channels in one session: each kind has its own learner."""

import numpy as np
import pytest
import tifffile

from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.images.frames import Frame
from sketchpose_engine.images.load import load_image
from sketchpose_engine.inference.jobs import FrameJob, FrameSegmented, SegmentingEnded
from sketchpose_engine.live.forgotten import FORGOTTEN
from sketchpose_engine.live.messages import (
    MasksReady,
    Notice,
    RequestFailed,
    ResultsHeld,
    WeightsSaved,
)
from sketchpose_engine.live.requests import (
    Learn,
    LoadWeights,
    LookAt,
    ReturnToResult,
    SaveWeights,
    SegmentAll,
)
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.model_set import ModelSet, files_beside, load_models, save_models
from sketchpose_engine.models.weights import load_weights, save_weights
from sketchpose_engine.training.events import StepDone
from tests.engine.helpers.driven import (
    DRAWN,
    EARLIER,
    GREY,
    NOTHING,
    RGB,
    WHOLE,
    Driven,
    hurry,
    learning,
    opened,
    stroke,
    those,
)
from tests.engine.helpers.support import sketch_of, tiny_network

OTHERS = sketch_of(EARLIER)


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    hurry(monkeypatch)


def in_use(driven):
    return driven.session._learner


def weights_of(learner):
    return {name: value.clone() for name, value in learner.model.network.state_dict().items()}


def are_equal(some, others):
    return all(np.array_equal(some[name], others[name]) for name in some)


def begins_general(model):
    """Whether a model has the weights of the general one, but for norms and channels."""
    general = load_weights(resource(GENERAL_WEIGHTS)).network.state_dict()
    return np.array_equal(model.network.state_dict()["head.weight"], general["head.weight"])


def masks_of(image_id):
    return lambda event: isinstance(event, MasksReady) and event.image_id == image_id


def learned_grey_then_colours():
    """A session that has learned from a grey image and, after it, from a coloured one."""
    driven = learning()
    driven.until(MasksReady)
    before = weights_of(in_use(driven))
    driven.post(opened(DRAWN, "rgb", RGB))
    driven.until(masks_of("rgb"))
    return driven, before


def test_images_with_another_number_of_channels_are_not_learned_from_together():
    driven, _ = learned_grey_then_colours()
    assert set(in_use(driven).trained_on) == {"rgb"}
    driven.post(LookAt("a", WHOLE))
    driven.until(StepDone)
    assert set(in_use(driven).trained_on) == {"a"}


def test_what_was_learned_from_grey_images_is_not_changed_by_coloured_ones():
    driven, before = learned_grey_then_colours()
    driven.post(Learn(False), LookAt("a", WHOLE))
    driven.rest()
    assert in_use(driven).channels == 1
    assert are_equal(before, weights_of(in_use(driven)))


def test_an_image_with_other_channels_and_no_strokes_is_segmented_by_what_there_is():
    driven = learning()
    driven.until(MasksReady)
    driven.post(opened(NOTHING, "rgb", RGB))
    seen = driven.until(masks_of("rgb"))
    assert in_use(driven).channels == 1
    assert seen[-1].is_guess


def test_erasing_all_strokes_of_one_kind_forgets_what_was_learned_from_it_only():
    driven, before = learned_grey_then_colours()
    in_use(driven)._start = Model(tiny_network(), 8, 20.0)  # it began from some weights
    driven.post(Learn(False), stroke(NOTHING, image_id="rgb"))
    driven.rest()
    assert not in_use(driven).steps
    driven.rest(LookAt("a", WHOLE))
    assert are_equal(before, weights_of(in_use(driven)))


def strokes_erased():
    """A session whose strokes were all erased after it had learned from them."""
    driven = Driven(None, LoadWeights(resource(GENERAL_WEIGHTS)), opened(DRAWN), Learn(True))
    driven.until(StepDone)
    learner = in_use(driven)
    driven.post(Learn(False), stroke(NOTHING))
    driven.rest()
    return driven, learner


def test_what_was_learned_from_strokes_that_are_gone_is_forgotten_and_this_is_said():
    driven, learner = strokes_erased()
    assert in_use(driven) is not learner
    assert not in_use(driven).steps
    assert [each.sentence for each in those(Notice, driven.seen)] == [FORGOTTEN]


def test_it_comes_back_with_the_strokes():
    driven, learner = strokes_erased()
    driven.rest(stroke(DRAWN, revision=3))
    assert in_use(driven) is learner


def test_it_comes_back_after_an_image_of_another_kind_was_learned_from():
    driven, learner = strokes_erased()
    driven.post(opened(DRAWN, "rgb", RGB), Learn(True))
    driven.until(StepDone)
    assert in_use(driven).channels == 3
    other = in_use(driven)
    driven.rest(Learn(False), LookAt("a", WHOLE), stroke(DRAWN, revision=3))
    assert in_use(driven) is learner
    driven.rest(LookAt("rgb", WHOLE))
    assert in_use(driven) is other


def test_it_does_not_come_back_with_others():
    driven, _ = strokes_erased()
    driven.rest(stroke(OTHERS, revision=3))
    assert not in_use(driven).steps


def test_nor_once_others_were_learned_from():
    driven, learner = strokes_erased()
    driven.post(stroke(OTHERS, revision=3), Learn(True))
    driven.until(StepDone)
    driven.post(stroke(DRAWN, revision=4), Learn(False))
    driven.rest()
    assert in_use(driven) is not learner


def test_all_kinds_are_saved_in_the_project_and_only_the_one_in_view_on_request(tmp_path):
    driven, _ = learned_grey_then_colours()
    own, asked = tmp_path / "weights.safetensors", tmp_path / "asked.safetensors"
    driven.post(Learn(False), SaveWeights(own, automatic=True), SaveWeights(asked))
    driven.rest()
    assert len(those(WeightsSaved, driven.seen)) == 2
    saved = load_models(own)
    assert saved.first.network.shape.channels == 3
    assert list(saved.others) == [1]
    assert saved.others[1].provenance["trained_on"] == ["a"]
    assert not files_beside(asked)


@pytest.fixture
def project_file(tmp_path):
    models = [Model(tiny_network(n, seed=n), 8, 20.0, {"steps": 9}) for n in (3, 1)]
    path = tmp_path / "weights.safetensors"
    save_models(path, ModelSet(models[0], {1: models[1]}))
    return path


@pytest.mark.parametrize(("planes", "channels"), [({}, 1), ({"planes": RGB}, 3)])
def test_a_project_goes_on_with_what_it_learned_from_such_images(project_file, planes, channels):
    driven = Driven(None, LoadWeights(project_file, of_project=True), opened(**planes))
    driven.rest()
    wanted = load_models(project_file).for_channels(channels).network.state_dict()
    assert in_use(driven).channels == channels
    assert are_equal(wanted, weights_of(in_use(driven)))


def test_weights_of_the_project_that_are_damaged_are_reported_and_the_others_are_used(project_file):
    files_beside(project_file)[0].write_bytes(b"damaged")
    driven = Driven(None, LoadWeights(project_file, of_project=True), opened(planes=RGB))
    driven.rest()
    (failed,) = those(RequestFailed, driven.seen)
    assert "weights_1_channels.safetensors" in str(failed.error)
    assert in_use(driven).channels == 3


def test_weights_that_the_user_chose_are_used_for_all_images(tmp_path):
    path = tmp_path / "mine.safetensors"
    save_weights(path, Model(tiny_network(), 8, 20.0))
    driven = Driven(None, LoadWeights(path), opened(DRAWN, planes=RGB), Learn(True))
    driven.until(StepDone)
    assert in_use(driven).steps == 1
    assert in_use(driven)._began_as.network.shape.channels == 1


@pytest.mark.parametrize("of_project", [True, False])
def test_a_new_kind_of_images_begins_from_the_general_weights_or_from_those_that_the_user_chose(
    tmp_path, of_project
):
    path = tmp_path / "weights.safetensors"
    save_weights(path, Model(tiny_network(), 8, 20.0))
    driven = Driven(None, LoadWeights(path, of_project=of_project), opened(DRAWN), Learn(True))
    driven.until(StepDone)
    driven.post(opened(DRAWN, "rgb", RGB))
    driven.until(StepDone)
    assert in_use(driven).channels == 3
    assert in_use(driven).steps == 1
    assert in_use(driven).is_general is of_project


def test_random_weights_begin_anew_with_a_new_kind_of_images():
    driven, _ = learned_grey_then_colours()
    assert not in_use(driven).is_pretrained
    assert in_use(driven).channels == 3


def test_images_unlike_those_learned_from_are_guessed_by_the_general_weights_at_the_known_width():
    driven = Driven(None, LoadWeights(resource(GENERAL_WEIGHTS)), opened(DRAWN), Learn(True))
    driven.until(StepDone)
    driven.until(MasksReady)
    driven.post(opened(NOTHING, "rgb", RGB))
    driven.until(masks_of("rgb"))
    state = driven.session._images.states["rgb"]
    assert state.provenance["general"] == "many kinds of images"
    model = driven.session._model.for_image("rgb", state.image)
    assert model.network.shape.channels == 3
    assert model.diameter_px == in_use(driven).model.diameter_px
    assert begins_general(model)


def test_returning_to_a_guess_that_another_kind_made_begins_anew(tmp_path):
    driven = Driven(None, LoadWeights(resource(GENERAL_WEIGHTS)), opened(DRAWN), Learn(True))
    driven.until(StepDone)
    driven.until(MasksReady)
    driven.post(opened(NOTHING, "rgb", RGB))
    driven.until(masks_of("rgb"))
    driven.post(stroke(DRAWN, image_id="rgb"))
    held = driven.until(ResultsHeld)[-1].results
    driven.until(StepDone)
    guess = next(each for each in held if each.image_id == "rgb")
    driven.post(Learn(False), ReturnToResult(guess.number))
    driven.rest()
    assert not in_use(driven).steps
    assert in_use(driven).is_general


@pytest.fixture
def seen_by(tmp_path, project_file, monkeypatch):
    """By file, the model that a grey, a coloured and a two-channel image are segmented with."""
    for name, planes in (("grey", GREY), ("rgb", RGB), ("two", RGB[:2])):
        planes = (255 * planes).astype(np.uint8)
        tifffile.imwrite(tmp_path / f"{name}.tif", planes, imagej=True, metadata={"axes": "CYX"})
    seen = {}

    def predict(job, models, *rest):
        channels = len(load_image(job.path).planes)
        seen[job.page] = models.for_channels(channels)
        yield from ()
        return FrameSegmented(job.page, 0)

    monkeypatch.setattr("sketchpose_engine.inference.batch._one", predict)
    jobs = tuple(FrameJob(n, tmp_path / f"{n}.tif", Frame()) for n in ("grey", "rgb", "two"))
    driven = Driven(None, LoadWeights(project_file, of_project=True))
    driven.post(SegmentAll(jobs, tmp_path, go_on=False))
    driven.until(SegmentingEnded)
    return seen


def test_all_images_are_segmented_with_the_weights_for_their_channels(seen_by, project_file):
    models = load_models(project_file)
    for name, channels in (("grey", 1), ("rgb", 3)):
        wanted = models.for_channels(channels).network.state_dict()
        assert are_equal(wanted, seen_by[name].network.state_dict())


def test_images_unlike_those_learned_from_are_segmented_by_the_general_weights(seen_by):
    assert seen_by["two"].diameter_px == 20.0
    assert begins_general(seen_by["two"])
