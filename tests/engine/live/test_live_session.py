"""The live session: requests in, events out, in one thread and in milliseconds."""

import threading

import numpy as np
import pytest

from sketchpose_engine.core.box import Box
from sketchpose_engine.live import region_predictor as sight_module
from sketchpose_engine.live.messages import (
    FieldsReady,
    Guidance,
    Idle,
    MasksReady,
    NetworkReady,
    ValidSetReady,
    WeightsSaved,
)
from sketchpose_engine.live.requests import Learn, LookAt, SaveWeights
from sketchpose_engine.live.session import LiveSession
from sketchpose_engine.models.weights import load_weights
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.sketch.valid_set import ValidSet
from sketchpose_engine.sketch.values import BACKGROUND, FOREGROUND
from sketchpose_engine.training.events import StepDone, TrainingEnded
from sketchpose_engine.training.settings import TrainSettings
from tests.engine.helpers.driven import (
    DRAWN,
    EARLIER,
    GOLD,
    NOTHING,
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
from tests.engine.helpers.support import CPU, sketch_of


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    hurry(monkeypatch)


# When there is nothing to do


@pytest.mark.parametrize("kinds", [(), (FOREGROUND,), (BACKGROUND,)])
def test_without_cells_and_something_else_it_waits_for_strokes(kinds):
    labels = np.where(np.isin(DRAWN, kinds), DRAWN, 0).astype(np.uint8)
    driven = Driven(None, opened(labels), Learn(True))
    assert driven.rest() == "strokes"
    assert not those((StepDone, NetworkReady), driven.seen)


def test_cells_and_background_are_learned_from():
    driven = Driven(None, opened(NOTHING), Learn(True))
    assert driven.rest() == "strokes"
    driven.post(stroke(DRAWN, revision=5))
    *_, step = driven.until(StepDone)
    assert (step.step, step.revision) == (1, 5)


def test_it_does_not_learn_until_told_to():
    driven = Driven(None, opened(DRAWN))
    assert driven.rest() == "paused"
    driven.post(Learn(True))
    driven.until(StepDone)


def test_masks_of_an_earlier_day_are_not_replaced_by_those_of_a_network_that_knows_nothing():
    driven = Driven(None, opened(DRAWN, masks=EARLIER))
    assert driven.rest() == "paused"
    np.testing.assert_array_equal(driven.masks() > 0, EARLIER > 0)


def test_erasing_everything_leads_to_rest():
    driven = learning()
    assert driven.rest(stroke(NOTHING, revision=3)) == "strokes"


# While it learns


def test_a_stroke_between_two_steps_is_learned_from_at_the_next_one():
    driven = learning()
    for revision in (2, 3, 4):
        driven.post(stroke(sketch_of(GOLD, np.indices(SHAPE)[1] < 20 * revision), revision))
        assert driven.until(StepDone)[-1].revision == revision


def test_a_stroke_is_not_forgotten_when_another_image_is_looked_at_right_after_it():
    driven = learning()
    driven.post(opened(NOTHING, "b"))
    driven.until(StepDone)
    driven.post(stroke(sketch_of(GOLD), revision=7), LookAt("b", WHOLE))
    assert driven.until(StepDone)[-1].revision == 7


def test_masks_fields_and_advice_come_while_it_learns():
    driven = learning()
    driven.until(Guidance)
    [fields] = those(FieldsReady, driven.seen)
    assert fields.box == WHOLE
    assert fields.distance.shape == fields.uncertainty.shape == SHAPE
    assert fields.flow.shape == (2, *SHAPE)
    assert 0 <= those(Guidance, driven.seen)[-1].agreement <= 1
    assert len(those(StepDone, driven.seen)) == 3


def test_a_pause_ends_with_the_masks_of_the_present_network():
    driven = learning()
    driven.until(lambda event: isinstance(event, StepDone) and event.step == 20)
    driven.post(Learn(False))
    events = driven.until(Idle)
    assert events[-1].reason == "paused"
    assert those(MasksReady, events)
    assert not those(StepDone, events)
    assert driven.rest(LookAt("a", WHOLE)) == "paused"
    assert not those(MasksReady, driven.seen[-2:])  # they are up to date


# After the end


def test_after_the_end_a_new_stroke_or_asking_again_goes_on():
    driven = learning(TrainSettings(steps=3, crop_px=32, batch=2))
    assert driven.rest() == "finished"
    assert those(TrainingEnded, driven.seen)
    assert driven.rest(LookAt("a", WHOLE)) == "finished"
    driven.post(stroke(sketch_of(GOLD)))
    assert driven.until(StepDone)[-1].step == 4
    assert driven.rest() == "finished"
    driven.post(Learn(True))
    assert driven.until(StepDone)[-1].step == 7
    assert driven.rest() == "finished"


# What the window is told is what the session has


def test_masks_and_valid_sets_applied_box_by_box_are_always_those_of_the_session():
    driven = Driven(None, opened(DRAWN, masks=EARLIER), Learn(True))
    labels, colours = np.zeros(SHAPE, np.int32), np.zeros(SHAPE, np.uint8)
    valid, sketch = np.zeros(SHAPE, bool), DRAWN.copy()
    wanted, compared = [deleted(EARLIER == 1)], 0
    for step in range(60):
        if step % 20 == 9:
            sketch = np.where(np.indices(SHAPE)[1] > step, sketch_of(GOLD), sketch)
            tile = Box(0, step, 64, 72)
            change = {tile: sketch[tile.slices].copy()}
            driven.post(Change("a", step, change, tuple(wanted[: step % 2])))
        event = driven.until(object)[-1]
        if isinstance(event, MasksReady):
            labels[event.box.slices] = event.labels
            colours[event.box.slices] = event.colours[event.labels]
            own = driven.session._images.states["a"].masks
            np.testing.assert_array_equal(labels, own.labels)
            np.testing.assert_array_equal(colours, own.colours[own.labels])
            np.testing.assert_array_equal(event.areas_px, own.areas_px)
            compared += 1
        elif isinstance(event, ValidSetReady):
            valid[event.box.slices] = event.valid
    np.testing.assert_array_equal(valid, ValidSet.of(sketch).valid)
    assert compared >= 3


def test_what_was_sent_does_not_change_afterwards():
    driven = Driven(None, opened(DRAWN, masks=EARLIER))
    driven.rest()
    [ready] = those(MasksReady, driven.seen)
    before = ready.labels.copy(), ready.areas_px.copy()
    driven.rest(corrected(deleted(EARLIER == 1)))
    np.testing.assert_array_equal(ready.labels, before[0])
    np.testing.assert_array_equal(ready.areas_px, before[1])


def test_corrections_while_it_rests_come_back_at_once():
    driven = Driven(None, opened(DRAWN, masks=EARLIER))
    driven.rest()
    driven.post(corrected(deleted(EARLIER == 1)))
    masks, results, resting = driven.until(Idle)
    assert not (driven.masks() == 1).any()
    assert [each.cells for each in results.results] == [1]
    assert (masks.areas_px > 0).sum() == 1
    assert resting.reason == "paused"
    driven.rest(corrected())
    np.testing.assert_array_equal(driven.masks(), EARLIER)


def test_corrections_are_made_on_the_masks_of_the_network_too(monkeypatch):
    monkeypatch.setattr(sight_module, "masks_of", lambda *fields, sketch: GOLD.copy())
    driven = Driven(None, opened(DRAWN, corrections=(deleted(GOLD == 2),)), Learn(True))
    driven.until(Guidance)
    np.testing.assert_array_equal(driven.masks() > 0, (GOLD > 0) & (GOLD != 2))


# Stopping


def test_stopping_answers_what_was_asked_before(tmp_path):
    driven, path = learning(), tmp_path / "kept.safetensors"
    driven.post(SaveWeights(path))
    [kept] = driven.end()
    assert kept == WeightsSaved(path)
    assert load_weights(path).provenance["trained_on"] == ["a"]


def test_what_is_asked_while_it_stops_is_answered(tmp_path):
    driven, path = learning(), tmp_path / "kept.safetensors"

    class Late(type(driven.session._inbox)):
        def __bool__(self):  # asked for just after the inbox was found empty
            if not len(self) and not driven.session._ending:
                driven.session.stop()
                self.append(SaveWeights(path))
                return False
            return len(self) > 0

    driven.session._inbox = Late()
    driven.seen += list(driven._run)
    assert path.exists()


def test_a_session_that_rests_in_a_thread_wakes_up_and_stops():
    session, reasons = LiveSession(CPU, TrainSettings(crop_px=32, batch=2)), []
    rested = threading.Semaphore(0)

    def work():
        for event in session.run():
            if isinstance(event, Idle):
                reasons.append(event.reason)
                rested.release()

    thread = threading.Thread(target=work)
    thread.start()
    assert rested.acquire(timeout=10)
    session.post(opened(DRAWN))
    assert rested.acquire(timeout=10)
    session.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert reasons == ["strokes", "paused"]
