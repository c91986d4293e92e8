"""Results of a live session: recorded, returned to, kept; and learning that ends by itself."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchpose_engine.live import result_history, result_recorder, steadiness
from sketchpose_engine.live.messages import (
    Idle,
    MasksReady,
    Notice,
    RequestFailed,
    ResultsHeld,
    WeightsSaved,
)
from sketchpose_engine.live.requests import (
    CloseImages,
    FindMasks,
    KeepResult,
    Learn,
    LoadWeights,
    NoteExport,
    RecordForExport,
    RestoreResults,
    ReturnToResult,
    SaveResultWeights,
    SaveWeights,
    SetMasks,
)
from sketchpose_engine.live.result import Result, packed, reduced
from sketchpose_engine.masks.instance_masks import InstanceMasks
from sketchpose_engine.models.weights import load_weights
from sketchpose_engine.training.events import StepDone
from tests.engine.helpers.driven import (
    DRAWN,
    EARLIER,
    NOTHING,
    SHAPE,
    Driven,
    corrected,
    deleted,
    hurry,
    learning,
    opened,
    stroke,
    those,
)
from tests.engine.helpers.support import sketch_of


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    hurry(monkeypatch)


def held(driven):
    return those(ResultsHeld, driven.seen)[-1]


def with_results(driven, count=1):
    """Learn until so many results are held."""
    driven.until(lambda event: isinstance(event, ResultsHeld) and len(event.results) >= count)
    return driven


@pytest.fixture
def taught(monkeypatch):
    """A session with two results: one before a stroke and one some steps later."""
    monkeypatch.setattr(result_recorder, "APART_S", 0.0)
    monkeypatch.setattr(result_recorder, "changed_fraction", lambda one, other: 1.0)
    driven = with_results(learning())
    driven.post(stroke(sketch_of(EARLIER), revision=3))
    return with_results(driven, 3)


def weights(driven):
    return driven.session._learner.prediction_model.network.state_dict()


def test_the_first_masks_are_a_result():
    (first,) = held(with_results(learning())).results
    assert (first.image_id, first.shape) == ("a", NOTHING.shape)
    assert first.steps == 3
    assert first.strokes > 1


def test_a_stroke_after_new_masks_records_them_first():
    driven = with_results(learning())
    before = len(held(driven).results)
    driven.until(MasksReady)
    driven.post(stroke(sketch_of(EARLIER), revision=3))
    driven.until(lambda event: getattr(event, "revision", 0) == 3)
    assert len(held(driven).results) >= before


def test_saved_masks_are_a_result_before_they_change():
    driven = Driven(None, opened(NOTHING, masks=EARLIER))
    driven.rest()
    (saved,) = held(driven).results
    np.testing.assert_array_equal(saved.labels() > 0, EARLIER > 0)


def exported(driven, image_id="a", number=7):
    """The result that an export of an image records."""
    driven.rest(RecordForExport(image_id, driven.masks(image_id).copy(), None, number))
    return held(driven).to_export[number]


def test_an_exported_result_states_the_training_that_made_its_masks(taught):
    taught.rest(Learn(False))
    made = exported(taught)
    assert made.steps == made.provenance["steps"]
    assert made.provenance["trained_on"] == ["a"]


def test_training_on_another_image_since_is_not_stated(taught, monkeypatch):
    taught.rest(Learn(False))
    before = exported(taught)
    taught.post(opened(DRAWN, "b"), Learn(True))
    taught.until(lambda event: isinstance(event, StepDone) and event.step >= before.steps + 3)
    taught.rest(Learn(False))
    taught.post(opened(DRAWN, masks=taught.masks("a").copy()))
    after = exported(taught)
    assert after.provenance == before.provenance
    assert (after.steps, after.seconds) == (before.steps, before.seconds)
    assert exported(taught, "b", 8).provenance["trained_on"] == ["a", "b"]


def test_a_result_that_one_has_returned_to_states_its_own_training(taught):
    first, *_, last = held(taught).results
    taught.post(Learn(False), ReturnToResult(first.number))
    taught.rest()
    assert exported(taught).provenance["steps"] == first.steps < last.steps


def test_going_back_shows_the_masks_and_uses_the_network_of_then(taught):
    first, *_ = held(taught).results
    taught.post(Learn(False), ReturnToResult(first.number))
    assert taught.rest() == "paused"
    assert held(taught).shown == first.number
    np.testing.assert_array_equal(taught.masks(), first.labels())
    assert taught.session._learner.steps == first.steps
    assert (taught.session._images.states["a"].image.labels == sketch_of(EARLIER)).all()


@pytest.fixture
def reopened():
    """A session with saved masks, three stored results of which the last has them, and weights."""
    driven = Driven(None, opened(NOTHING, masks=EARLIER))
    stored = [as_result(masks) for masks in (np.roll(EARLIER, 9, 1), np.roll(EARLIER, 5, 1))]
    driven.post(RestoreResults("a", (*stored, as_result(EARLIER))))
    driven.until(ResultsHeld)
    return driven


def as_result(labels):
    masks = InstanceMasks(labels)
    return Result(
        0, "a", labels.shape, packed(labels), reduced(labels), masks.colours, masks.count, 4, 9, 1.0
    )  # fmt: skip


def test_going_back_to_a_stored_result_shows_its_masks_and_leaves_the_network(reopened):
    first = held(reopened).results[0]
    learner = reopened.session._learner
    reopened.post(Learn(False), ReturnToResult(first.number))
    reopened.rest()
    assert held(reopened).shown == first.number
    np.testing.assert_array_equal(reopened.masks(), first.labels())
    assert reopened.session._learner is learner


def test_masks_of_a_stored_result_stay_until_something_is_learned(reopened):
    first, *others = held(reopened).results
    reopened.post(Learn(False), ReturnToResult(first.number), stroke(sketch_of(EARLIER), 3))
    reopened.rest()
    np.testing.assert_array_equal(reopened.masks() > 0, first.labels() > 0)
    assert len(held(reopened).results) == 1 + len(others)  # it is there already
    reopened.post(Learn(True))
    reopened.until(StepDone)
    reopened.until(MasksReady)
    reopened.until(ResultsHeld)
    assert held(reopened).shown is None


def test_the_stored_result_with_the_saved_masks_gets_the_loaded_network(reopened):
    names = [each.name for each in held(reopened).results]
    reopened.post(stroke(sketch_of(EARLIER), 3))
    reopened.until(ResultsHeld)
    assert [each.name for each in held(reopened).results] == names
    assert [each.is_restored for each in held(reopened).results] == [True, True, False]


# Results that are exported


@pytest.fixture
def predicted():
    """A paused session with masks that are not recorded."""
    driven = with_results(learning())
    driven.until(lambda event: isinstance(event, StepDone) and event.step > 20)
    driven.until(MasksReady)
    driven.post(Learn(False))
    driven.rest()
    return driven


def exports(driven, masks, at=1000.0):
    driven.post(RecordForExport("a", masks), NoteExport("a", at))
    driven.rest()
    (exported,) = [each for each in held(driven).results if each.exported_at == at]
    return exported


def test_masks_that_are_exported_are_recorded(predicted):
    masks = predicted.masks().copy()
    exported = exports(predicted, masks)
    np.testing.assert_array_equal(exported.labels(), masks)
    assert held(predicted).results[-1] == exported


def test_masks_that_are_exported_twice_are_one_result_with_the_later_time(predicted):
    masks = predicted.masks().copy()
    first, second = exports(predicted, masks), exports(predicted, masks, 2000.0)
    assert first.name == second.name
    assert 1000.0 not in [each.exported_at for each in held(predicted).results]


def test_masks_that_have_changed_since_the_export_are_recorded_as_they_were(predicted):
    before = exports(predicted, EARLIER.astype(np.int32))
    np.testing.assert_array_equal(before.labels(), EARLIER)


def test_an_export_of_a_result_that_was_returned_to_is_noted_with_it(reopened):
    first, *others = held(reopened).results
    reopened.post(Learn(False), ReturnToResult(first.number))
    reopened.rest()
    assert exports(reopened, reopened.masks().copy()).name == first.name
    assert len(held(reopened).results) == 1 + len(others)


def test_an_image_without_masks_has_no_result_to_hold():
    driven = Driven(None, opened(NOTHING))
    driven.post(RecordForExport("a", NOTHING.astype(np.int32)), NoteExport("a", 1000.0))
    driven.rest()
    assert not those(ResultsHeld, driven.seen)


# Weights of results in the project


def saved_weights(driven, number, path):
    """The weights of a result, from the file that they were saved in."""
    driven.post(Learn(False), SaveResultWeights(number, path))
    driven.rest()
    return load_weights(path)


def same_weights(one, other):
    """Whether weights are the same, to the digits of half precision."""
    return all(torch.allclose(one[name], other[name], 1e-2, 1e-3) for name in one)


def test_the_weights_of_a_result_are_saved_in_half_precision(taught, tmp_path):
    first, *_ = held(taught).results
    model = saved_weights(taught, first.number, tmp_path / "first.safetensors")
    assert model.provenance["steps"] == first.steps
    own = taught.session._results.history.find(first.number).learner
    assert same_weights(model.network.state_dict(), own.prediction_model.network.state_dict())
    taught.post(SaveWeights(tmp_path / "full.safetensors"))
    taught.until(WeightsSaved)
    sizes = [(tmp_path / f"{name}.safetensors").stat().st_size for name in ("first", "full")]
    assert sizes[0] < 0.7 * sizes[1]


def test_weights_that_cannot_be_saved_are_reported(taught, tmp_path):
    first, *_ = held(taught).results
    taught.post(SaveResultWeights(first.number, tmp_path / "nowhere" / "first.safetensors"))
    taught.until(RequestFailed)


def test_results_without_weights_leave_no_file(reopened, tmp_path):
    stored = held(reopened).results[0]
    reopened.post(
        SaveResultWeights(stored.number, tmp_path / "first.safetensors"),
        SaveResultWeights(999, tmp_path / "gone.safetensors"),
    )
    reopened.rest()
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def with_weights(taught, tmp_path):
    """A session of a project that is opened again, with two stored results, one with weights."""
    first, *_ = held(taught).results
    path = tmp_path / "first.safetensors"
    saved_weights(taught, first.number, path)
    driven = Driven(None, opened(sketch_of(EARLIER), masks=EARLIER), Learn(False))
    driven.rest()
    stored = replace(first, weights=path), as_result(np.roll(EARLIER, 5, 1))
    driven.post(RestoreResults("a", stored))
    driven.until(ResultsHeld)
    return driven


def test_learning_goes_on_from_a_stored_result_with_weights(with_weights):
    first, other, _ = held(with_weights).results
    assert (first.has_weights, other.has_weights) == (True, False)
    with_weights.post(ReturnToResult(first.number))
    with_weights.rest()
    assert held(with_weights).shown == first.number
    np.testing.assert_array_equal(with_weights.masks(), first.labels())
    stored = load_weights(first.weights).network.state_dict()
    assert same_weights(stored, weights(with_weights))
    with_weights.post(Learn(True))
    assert with_weights.until(StepDone)[-1].step == 1
    with_weights.until(MasksReady)
    assert held(with_weights).shown is None


def test_damaged_weights_of_a_stored_result_leave_its_masks(with_weights):
    first, *_ = held(with_weights).results
    first.weights.write_bytes(b"damaged")
    learner = with_weights.session._learner
    with_weights.post(ReturnToResult(first.number))
    assert "cannot be read (first.safetensors)" in with_weights.until(RequestFailed)[-1].sentence
    with_weights.rest()
    assert held(with_weights).shown == first.number
    assert not held(with_weights).results[0].has_weights
    np.testing.assert_array_equal(with_weights.masks(), first.labels())
    assert with_weights.session._learner is learner


@pytest.fixture
def project_weights(tmp_path):
    """A file with weights, as a project has."""
    path = tmp_path / "weights.safetensors"
    driven = learning()
    driven.post(SaveWeights(path))
    driven.until(WeightsSaved)
    return path


@pytest.mark.parametrize("rests", [False, True])
def test_the_result_with_the_saved_masks_has_the_weights_of_the_project(project_weights, rests):
    driven = Driven(None, LoadWeights(project_weights), opened(NOTHING, masks=EARLIER))
    if rests:  # before the results of the project have been read
        driven.rest()
    stored = as_result(np.roll(EARLIER, 5, 1)), replace(as_result(EARLIER), kept=True)
    driven.post(RestoreResults("a", stored))
    driven.until(lambda event: isinstance(event, ResultsHeld) and len(event.results) > 1)
    other, last = held(driven).results
    assert (other.name, last.name) == tuple(each.name for each in stored)
    assert (other.has_weights, last.has_weights) == (False, True)
    assert last.kept
    driven.post(ReturnToResult(other.number), ReturnToResult(last.number))
    driven.rest()
    assert held(driven).shown == last.number
    np.testing.assert_array_equal(driven.masks() > 0, EARLIER > 0)


def test_masks_of_an_earlier_result_are_not_recorded_twice(reopened):
    stored = [each.name for each in held(reopened).results]
    masks = np.roll(EARLIER, 5, 1)  # those of the second one
    driven = Driven(None, opened(NOTHING, masks=masks))
    driven.post(RestoreResults("a", held(reopened).results), stroke(sketch_of(EARLIER), 3))
    driven.until(ResultsHeld)
    driven.until(ResultsHeld)
    assert [each.name for each in held(driven).results] == [stored[0], stored[2], stored[1]]
    assert [each.has_weights for each in held(driven).results] == [False, False, True]


def test_the_first_result_after_other_weights_is_recorded_in_time(taught, monkeypatch):
    monkeypatch.setattr(result_recorder, "APART_S", 0.0)
    taught.session._results._recorded_s = 1e6  # seconds of the learner before
    before = [each.number for each in held(taught).results]
    taught.post(LoadWeights(None))
    taught.until(lambda e: isinstance(e, ResultsHeld) and e.results[-1].number > before[-1] + 1)


def test_results_of_an_image_that_is_not_open_are_not_restored(reopened):
    before = held(reopened)
    reopened.post(RestoreResults("elsewhere", (as_result(EARLIER),)), CloseImages())
    reopened.until(ResultsHeld)
    assert held(reopened).results == () != before.results


def test_going_back_twice_gives_the_same_network(taught):
    first, *_ = held(taught).results
    taught.post(Learn(False), ReturnToResult(first.number))
    taught.rest()
    before = {name: value.clone() for name, value in weights(taught).items()}
    taught.post(Learn(True))
    taught.until(StepDone)
    taught.post(Learn(False), ReturnToResult(first.number))
    taught.rest()
    assert all((value == before[name]).all() for name, value in weights(taught).items())


def test_the_result_that_was_left_can_be_returned_to(taught):
    taught.post(Learn(False))
    taught.rest()
    present = taught.masks().copy()
    first, *_ = held(taught).results
    last = held(taught).results[-1]
    taught.post(ReturnToResult(first.number), ReturnToResult(last.number))
    taught.rest()
    np.testing.assert_array_equal(taught.masks(), present)


def test_learning_goes_on_from_the_result_that_was_returned_to(taught):
    first, *_ = held(taught).results
    taught.post(Learn(False), ReturnToResult(first.number))
    taught.rest()
    taught.post(Learn(True))
    assert taught.until(StepDone)[-1].step == first.steps + 1
    taught.until(MasksReady)
    taught.until(ResultsHeld)
    assert held(taught).shown is None


def test_cells_deleted_by_hand_stay_deleted(taught):
    taught.post(Learn(False))
    taught.rest()
    first, *_ = held(taught).results
    number = int(first.labels().max())
    cell = first.labels() == number
    taught.post(ReturnToResult(first.number), corrected(deleted(cell), revision=9))
    taught.rest()
    taught.post(ReturnToResult(held(taught).results[-1].number), ReturnToResult(first.number))
    taught.rest()
    assert not taught.masks()[cell].any()
    taught.post(corrected(revision=10))  # undone
    taught.rest()
    assert taught.masks()[cell].all()


def test_the_number_of_cells_of_a_result_follows_the_corrections(taught):
    taught.post(Learn(False))
    taught.rest()
    before = held(taught).results
    cell = before[0].labels() == int(before[0].labels().max())
    taught.post(corrected(deleted(cell), revision=9))
    taught.rest()
    assert held(taught).results[0].cells == before[0].cells - 1
    taught.post(ReturnToResult(before[0].number))
    taught.rest()
    shown = held(taught).results[0]
    assert shown.cells == np.count_nonzero(those(MasksReady, taught.seen)[-1].areas_px)
    np.testing.assert_array_equal(shown.masks().labels, taught.masks())
    taught.post(corrected(revision=10))  # undone
    taught.rest()
    assert [each.cells for each in held(taught).results[: len(before)]] == [
        each.cells for each in before
    ]


def test_masks_come_with_the_steps_of_the_network_that_made_them(taught):
    taught.post(Learn(False))
    taught.rest()
    made = those(MasksReady, taught.seen)[-1].trained_steps
    assert made is not None and 0 < made <= those(StepDone, taught.seen)[-1].step
    first, *_ = held(taught).results
    taught.post(ReturnToResult(first.number))
    taught.rest()
    assert those(MasksReady, taught.seen)[-1].trained_steps == first.total_steps


def test_a_result_has_the_same_colours_when_it_is_returned_to(taught):
    taught.post(Learn(False))
    taught.rest()
    first, *_ = held(taught).results
    taught.post(ReturnToResult(first.number))
    taught.rest()
    colours = those(MasksReady, taught.seen)[-1].colours
    present = np.unique(first.labels())
    np.testing.assert_array_equal(colours[present], first.colours[present])


def test_the_present_result_can_be_kept(taught):
    taught.post(Learn(False), KeepResult(None))
    taught.rest()
    assert [each.kept for each in held(taught).results][-1]
    taught.post(KeepResult(held(taught).results[-1].number, on=False))
    taught.rest()
    assert not any(each.kept for each in held(taught).results)


def test_one_result_too_many_is_refused_with_a_sentence(taught, monkeypatch):
    monkeypatch.setattr(result_history, "MOST_KEPT", 1)
    first, second, *_ = held(taught).results
    taught.post(Learn(False), KeepResult(first.number), KeepResult(second.number))
    (notice,) = those(Notice, taught.until(Notice))
    assert notice.sentence.startswith("1 results are kept already")
    taught.post(KeepResult(first.number, on=False), KeepResult(second.number))
    taught.rest()
    kept = [each.number for each in held(taught).results if each.kept]
    assert kept == [second.number]


def test_masks_that_stay_while_nothing_is_learned_are_found_anew_on_request(taught):
    older = np.zeros(SHAPE, np.int32)
    older[2:9, 2:9] = 1
    taught.rest(Learn(False))
    taught.rest(opened(DRAWN, "b", masks=older))
    taught.rest(opened(DRAWN, masks=older))  # back again: they are those on screen
    before = taught.masks("b").copy()
    assert taught.rest(opened(DRAWN, "b", masks=older)) == "paused"
    np.testing.assert_array_equal(taught.masks("b"), before)
    taught.rest(FindMasks("b"))
    assert not np.array_equal(taught.masks("b"), before)
    of_b = [each for each in held(taught).results if each.image_id == "b"]
    np.testing.assert_array_equal(of_b[0].labels(), before)  # one can go back


def test_masks_that_are_not_retained_are_not_recorded_on_every_request(taught):
    taught.rest(Learn(False))
    taught.rest(FindMasks("a"))
    before = held(taught).results
    taught.rest(FindMasks("a"))
    assert held(taught).results == before


def test_masks_older_than_all_results_are_recorded_before_they_are_found_anew(taught):
    taught.rest(Learn(False))
    taught.post(SetMasks("a", np.pad(np.ones((20, 20), np.int32), ((4, 40), (5, 47)))))
    taught.rest(FindMasks("a"))
    areas = [int((each.labels() > 0).sum()) for each in held(taught).results]
    assert 400 in areas


def test_another_project_has_none_of_these_results(taught):
    taught.post(CloseImages(4))
    taught.until(ResultsHeld)
    assert held(taught) == ResultsHeld((), None)


def test_masks_from_elsewhere_are_no_earlier_result_any_more(taught):
    first, *_ = held(taught).results
    taught.post(Learn(False), ReturnToResult(first.number), SetMasks("a", EARLIER))
    taught.rest()
    assert held(taught).shown is None
    np.testing.assert_array_equal(held(taught).results[-1].labels(), EARLIER)


def test_a_result_that_is_not_held_any_more_changes_nothing(taught):
    taught.post(Learn(False))
    taught.rest()
    before = taught.masks().copy()
    taught.post(ReturnToResult(999))
    taught.rest()
    np.testing.assert_array_equal(taught.masks(), before)


# Learning ends by itself


@pytest.fixture
def soon_steady(monkeypatch):
    monkeypatch.setattr(steadiness, "LEAST_S", 0.0)
    monkeypatch.setattr(steadiness, "LEAST_STEPS", 1)
    monkeypatch.setattr(steadiness, "MOST_CHANGED", 1.0)


def test_learning_ends_when_the_masks_are_steady(soon_steady):
    driven = learning()
    end = driven.until(Idle)[-1]
    assert end.reason == "finished"
    assert end.unchanged_s is not None


def test_a_stroke_starts_it_again(soon_steady):
    driven = learning()
    driven.rest()
    driven.post(stroke(sketch_of(EARLIER), revision=3))
    assert driven.until(StepDone)[-1].revision == 3


def test_start_goes_on_after_the_masks_were_steady(soon_steady):
    driven = learning()
    driven.rest()
    driven.post(Learn(True))
    driven.until(StepDone)


def test_without_this_it_goes_on(soon_steady):
    driven = Driven(None, opened(DRAWN), Learn(True, until_steady=False))
    events = driven.until(lambda event: isinstance(event, StepDone) and event.step == 60)
    assert not those(Idle, events)


def test_a_result_that_was_returned_to_is_not_shown_in_another_project(reopened):
    """Restored results have the numbers of those of the project before."""
    results = held(reopened).results
    shown = results[0].number
    reopened.post(Learn(False), ReturnToResult(shown))
    reopened.until(lambda event: isinstance(event, ResultsHeld) and event.shown == shown)
    reopened.post(CloseImages(), opened(NOTHING, "b"))
    others = tuple(replace(each, image_id="b") for each in results)
    reopened.rest(RestoreResults("b", others))
    assert shown in [each.number for each in held(reopened).results]
    assert held(reopened).shown is None
