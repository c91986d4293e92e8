"""The live session: weights of an earlier day, and several images."""

from pathlib import Path

import numpy as np
import pytest
import tifffile

from sketchpose_engine.core.box import Box
from sketchpose_engine.inference.jobs import TileDone
from sketchpose_engine.live import prediction_schedule as schedule_module
from sketchpose_engine.live.messages import (
    FieldsExported,
    FieldsReady,
    Guidance,
    Idle,
    ImagesClosed,
    MasksReady,
    NetworkReady,
    NothingToSave,
    RequestFailed,
    ValidSetReady,
    WeightsLoaded,
)
from sketchpose_engine.live.requests import (
    CloseImage,
    CloseImages,
    ExportFields,
    Learn,
    LoadWeights,
    LookAt,
    OpenImage,
    SaveWeights,
    SetMasks,
)
from sketchpose_engine.masks.instance_masks import InstanceMasks
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.weights import save_weights
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.training.events import StepDone
from tests.engine.helpers.driven import (
    DRAWN,
    EARLIER,
    GREY,
    NOTHING,
    RGB,
    SHAPE,
    WHOLE,
    Driven,
    corrected,
    deleted,
    hurry,
    learning,
    opened,
    stroke,
    those,
)
from tests.engine.helpers.support import tiny_network


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    hurry(monkeypatch)


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "start.safetensors"
    save_weights(path, Model(tiny_network(), 8, 22.0, {"note": "of an earlier day"}))
    return path


# Weights


def test_damaged_weights_are_refused_with_a_sentence_and_learning_goes_on(tmp_path):
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(b"not weights at all")
    driven = learning()
    driven.post(LoadWeights(damaged))
    refused, step = driven.until(StepDone)
    assert isinstance(refused, RequestFailed)
    assert refused.sentence.endswith(".")
    assert step.step == 2


def test_without_weights_it_starts_at_step_1_again():
    driven = learning()
    driven.until(lambda event: isinstance(event, StepDone) and event.step == 5)
    driven.post(LoadWeights(None))
    ready, step = driven.until(StepDone)
    assert isinstance(ready, NetworkReady)
    assert step.step == 1


def test_weights_of_an_earlier_day_give_masks_before_anything_is_drawn(weights):
    driven = Driven(None, opened(NOTHING), LoadWeights(weights))
    assert driven.rest() == "strokes"
    assert len(those(FieldsReady, driven.seen)) == 1
    assert those(NetworkReady, driven.seen)[-1].diameter_px == 22.0


def test_there_is_nothing_to_keep_before_it_has_learned(tmp_path):
    driven = Driven(None, opened(DRAWN), SaveWeights(tmp_path / "none.safetensors"))
    driven.rest()
    assert those(RequestFailed, driven.seen)
    assert not list(tmp_path.iterdir())


def test_it_is_no_failure_if_there_is_nothing_to_save_automatically(tmp_path):
    path = tmp_path / "none.safetensors"
    driven = Driven(None, opened(DRAWN), SaveWeights(path, automatic=True))
    driven.rest()
    assert NothingToSave(path) in driven.seen
    assert not those(RequestFailed, driven.seen)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_gone_is_refused_with_a_sentence():
    driven = learning()
    driven.post(SaveWeights(Path("/nowhere/at/all.safetensors")))
    assert isinstance(driven.until(lambda event: True)[0], RequestFailed)


# Several images


def trained_on(driven):
    return set(driven.session._learner._images)


def opened_again(driven, request):
    """All that is reported when the image "a" is looked at again, while nothing is learned."""
    driven.rest(Learn(False), opened(NOTHING, "b"))
    seen = len(driven.seen)
    driven.rest(request)
    return driven.seen[seen:]


def test_what_was_known_of_masks_that_stay_is_reported_when_one_comes_back():
    driven = learning()
    driven.until(Guidance)
    known = driven.seen[-1]
    driven.rest(Learn(False))
    seen = opened_again(driven, opened(DRAWN, masks=driven.masks().copy()))
    assert those(Guidance, seen)[0].cells == those(Guidance, driven.seen)[-1].cells
    assert those(Guidance, seen)[0].revision == known.revision


def test_it_is_not_if_the_masks_are_others():
    driven = learning()
    driven.until(Guidance)
    driven.rest(Learn(False), SetMasks("a", EARLIER))
    assert not those(Guidance, opened_again(driven, opened(DRAWN, masks=EARLIER)))


def test_by_default_all_images_with_strokes_are_learned_from():
    driven = learning()
    driven.post(opened(DRAWN, "b"), opened(NOTHING, "c"))
    driven.until(StepDone)
    assert trained_on(driven) == {"a", "b"}


def test_if_asked_to_only_the_image_looked_at_is_learned_from():
    driven = learning()
    driven.post(opened(DRAWN, "b"), Learn(True, from_all=False))
    for look, expected in ((None, "b"), (LookAt("a", WHOLE), "a"), (opened(DRAWN, "b"), "b")):
        driven.post(*[look] * (look is not None))
        driven.until(StepDone)
        assert trained_on(driven) == {expected}


def test_closing_the_image_looked_at_is_harmless():
    driven = learning()
    assert driven.rest(CloseImage("a")) == "strokes"
    assert driven.rest(LookAt("a", WHOLE), stroke(DRAWN), CloseImage("a")) == "strokes"
    driven.post(opened(DRAWN, "b"))
    driven.until(MasksReady)
    driven.until(StepDone)
    assert trained_on(driven) == {"b"}


def test_looking_at_an_image_that_was_open_all_the_time_starts_learning():
    driven = Driven(None, opened(DRAWN, "a"), opened(NOTHING, "rgb", RGB), LoadWeights(None))
    assert driven.rest(Learn(True)) == "strokes"
    driven.post(LookAt("a", WHOLE))
    driven.until(StepDone)
    assert trained_on(driven) == {"a"}


def test_after_all_images_are_closed_there_is_nothing_to_learn_from():
    driven = learning()
    driven.post(CloseImages(7))
    assert driven.until(ImagesClosed)[-1].number == 7
    assert driven.rest() == "strokes"
    assert driven.rest(opened(NOTHING)) == "strokes"


def test_another_project_begins_where_the_answer_to_its_weights_comes(tmp_path, weights):
    driven = learning()
    for path in (weights, tmp_path / "none.safetensors", None):
        driven.post(LoadWeights(path, 3))
        before = driven.until(WeightsLoaded)
        assert not those((NetworkReady, RequestFailed), before[-1:])
        assert before[-1].number == 3


def test_a_lesson_that_comes_late_does_not_freeze_the_masks():
    driven = learning()
    driven.until(MasksReady)
    driven.rest(Learn(False))
    driven.post(opened(DRAWN, masks=EARLIER, look=False))
    driven.post(Learn(True))
    driven.until(StepDone)
    assert not driven.session._images.states["a"].masks_frozen


def test_a_lesson_that_was_read_before_the_last_strokes_does_not_count_for_long():
    driven = Driven(None, opened(NOTHING, look=False))  # revision 1, from the disk
    driven.rest()
    newer = OpenImage("a", GREY, Sketch("a", 4, DRAWN.copy()))
    driven.rest(newer)
    np.testing.assert_array_equal(driven.session._images.states["a"].image.labels, DRAWN)
    driven.rest(opened(NOTHING, look=False))
    np.testing.assert_array_equal(driven.session._images.states["a"].image.labels, DRAWN)


def test_masks_that_are_gone_meanwhile_are_not_shown_any_more():
    driven = Driven(None, opened(DRAWN, masks=EARLIER))
    driven.rest(stroke(NOTHING), corrected(deleted(EARLIER > 0), revision=3))
    driven.rest(opened(NOTHING, masks=EARLIER))  # as the window read them
    (shown,) = those(MasksReady, driven.seen)[-1:]
    np.testing.assert_array_equal(shown.labels, driven.masks())


# Fields of a whole image


def test_strokes_are_answered_while_fields_are_written(tmp_path):
    driven = learning()
    path = tmp_path / "not yet there" / "a_fields.tif"
    driven.post(ExportFields("a", path), stroke(DRAWN, revision=9))
    first = driven.until(ValidSetReady)
    assert not those(FieldsExported, first)
    assert driven.until(FieldsExported)[-1].path == path
    assert tifffile.imread(path).shape == (3, *SHAPE)


def test_fields_are_written_even_if_the_session_is_stopped(tmp_path):
    driven = learning()
    driven.post(ExportFields("a", tmp_path / "a_fields.tif"))
    assert those(FieldsExported, driven.end())


def test_opening_an_image_again_shows_it_as_it_is():
    driven = Driven(None, opened(DRAWN, masks=EARLIER))
    driven.rest()
    driven.rest(opened(NOTHING))
    np.testing.assert_array_equal(those(MasksReady, driven.seen)[-1].labels, EARLIER)


def test_a_result_stays_when_it_is_looked_at_again_and_learning_rests():
    driven = Driven(None, opened(DRAWN), Learn(True))
    driven.until(MasksReady)
    driven.post(opened(DRAWN, "b"))
    driven.until(StepDone)  # the network is another one than that which made the masks of a
    told = len(driven.seen)
    assert driven.rest(opened(DRAWN, masks=EARLIER), Learn(False)) == "paused"
    assert not those(TileDone, driven.seen[told:])
    driven.post(Learn(True))
    driven.until(TileDone)


def test_masks_that_are_not_given_again_are_found_with_what_was_learned_since():
    driven = Driven(None, opened(DRAWN), Learn(True))
    driven.until(MasksReady)
    driven.post(opened(DRAWN, "b"))
    driven.until(StepDone)
    driven.rest(opened(DRAWN, masks=EARLIER), Learn(False))
    told = len(driven.seen)
    assert driven.rest(opened(DRAWN)) == "paused"
    assert those(TileDone, driven.seen[told:])
    assert not those(StepDone, driven.seen[told:])


def test_a_look_at_part_of_a_large_image_renews_that_and_then_the_rest(monkeypatch, weights):
    monkeypatch.setattr(schedule_module, "WHOLE_PX", 1000)
    monkeypatch.setattr(schedule_module, "TILE_PX", 32)
    driven = Driven(None, opened(NOTHING), LookAt("a", Box(40, 40, 60, 60)), LoadWeights(weights))
    driven.rest()
    [fields] = those(FieldsReady, driven.seen)
    assert fields.box == Box(40, 40, 60, 60)
    reached = np.zeros(SHAPE, bool)
    for ready in those(MasksReady, driven.seen[1:]):
        reached[ready.box.slices] = True
    assert reached.all()


def test_after_a_failed_step_learning_can_go_on(monkeypatch):
    driven = learning()
    trainer = driven.session._learner._trainer
    with monkeypatch.context() as patch:
        patch.setattr(trainer, "_learn", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            driven.until(Idle)
    driven._run = driven.session.run()  # as the thread does
    driven.until(StepDone)


def test_the_sketch_and_masks_given_are_left_alone():
    labels, masks = DRAWN.copy(), EARLIER.astype(np.uint16)
    driven = Driven(None, OpenImage("a", GREY, Sketch("a", 1, labels), (), masks))
    driven.rest(stroke(NOTHING), corrected(deleted(EARLIER == 1), revision=3))
    np.testing.assert_array_equal(labels, DRAWN)
    np.testing.assert_array_equal(masks, EARLIER)
    assert isinstance(driven.session._images.states["a"].masks, InstanceMasks)
