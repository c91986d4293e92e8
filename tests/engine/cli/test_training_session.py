"""The live loop: sketches in, steps and masks out, in the right order."""

from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest
import torch

from sketchpose_engine.cli.training_session import TrainingSession
from sketchpose_engine.core.box import Box
from sketchpose_engine.inference.jobs import TileDone
from sketchpose_engine.inference.prediction import Fields, PredictSettings, masks_of
from sketchpose_engine.live import learner as learner_module
from sketchpose_engine.live.messages import MasksReady
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.rescaling import REDUCED_DIAMETER_PX
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.sketch.valid_set import ValidSet
from sketchpose_engine.training import annotated_image as page_module
from sketchpose_engine.training.events import StepDone, StepSkipped, TrainingEnded
from sketchpose_engine.training.settings import TrainSettings
from sketchpose_engine.training.trainer import Trainer
from tests.engine.helpers.support import (
    CPU,
    discs,
    perfect_fields,
    photograph,
    sketch_of,
    tiny_network,
)

TRAIN = TrainSettings(steps=4, crop_px=32, batch=2)
MASKS = discs((80, 70), [(18, 18), (20, 50), (56, 22), (58, 52)], 12)
PLANES = photograph(MASKS)


def drawn(revision=1, image_id="a", rows=40):
    """A sketch of the upper rows."""
    seen = np.zeros(MASKS.shape, bool)
    seen[:rows] = True
    return Sketch(image_id, revision, sketch_of(MASKS, seen))


def erased(revision, image_id="a"):
    return Sketch(image_id, revision, np.zeros(MASKS.shape, np.uint8))


def start():
    return Model(tiny_network(), 8, 24.0, {"note": "the start"})


def new_session(*sketches, train=TRAIN, images=("a",), **options):
    images = dict.fromkeys(images, PLANES)
    options = {"start": start(), **options}
    made = TrainingSession(images, CPU, train, PredictSettings(tile_px=64), **options)
    for sketch in sketches:
        made.submit(sketch)
    return made


def kinds(events):
    return [kind for kind, _ in groupby(events, type)]


def state_of(model):
    return {name: value.clone() for name, value in model.network.state_dict().items()}


def same(one, other):
    return all(torch.equal(one[name], other[name]) for name in one)


# Order


def test_steps_come_first_then_the_end_of_training_then_tiles_then_masks():
    events = list(new_session(drawn()).run())
    assert kinds(events) == [StepDone, TrainingEnded, TileDone, MasksReady]
    assert [event.step for event in events[:4]] == [1, 2, 3, 4]
    tiles = [event for event in events if isinstance(event, TileDone)]
    assert [tile.done for tile in tiles] == [1, 2, 3, 4]


def test_masks_are_of_the_whole_image_and_say_which_sketch_they_come_from():
    *_, masks = new_session(drawn(revision=7)).run()
    assert (masks.image_id, masks.revision) == ("a", 7)
    assert masks.box == Box.whole(MASKS.shape)
    assert masks.labels.shape == MASKS.shape
    assert masks.labels.dtype == np.int32


def test_every_sketched_image_gets_its_masks_and_no_other():
    made = new_session(drawn(), drawn(image_id="c"), images=("a", "b", "c"))
    masks = [event for event in made.run() if isinstance(event, MasksReady)]
    assert [event.image_id for event in masks] == ["a", "c"]


def test_an_image_without_a_sketch_can_be_segmented_afterwards():
    made = new_session(drawn(), images=("a", "b"))
    list(made.run())
    *tiles, masks = made.segment("b")
    assert kinds(tiles) == [TileDone]
    assert (masks.image_id, masks.revision) == ("b", 0)


def test_the_same_seed_gives_the_same_masks():
    one, other = (list(new_session(drawn()).run())[-1].labels for _ in range(2))
    np.testing.assert_array_equal(one, other)


# While it runs


def test_a_sketch_submitted_while_training_is_learned_from_at_the_next_step():
    made = new_session(drawn(revision=1))
    events = made.run()
    assert next(events).revision == 1
    made.submit(drawn(revision=2, rows=60))
    rest = list(events)
    assert [event.revision for event in rest if isinstance(event, StepDone)] == [2, 2, 2]
    assert rest[-1].revision == 2


def test_of_several_new_sketches_the_newest_wins():
    made = new_session(drawn(revision=1))
    events = made.run()
    next(events)
    made.submit(drawn(revision=2, rows=50))
    made.submit(drawn(revision=3, rows=60))
    assert next(events).revision == 3


def test_a_new_sketch_changes_what_is_learned():
    plain, corrected = new_session(drawn()), new_session(drawn())
    list(plain.run())
    for event in corrected.run():
        if getattr(event, "step", 0) == 1:
            corrected.submit(drawn(revision=2, rows=80))
    assert not same(state_of(plain.model), state_of(corrected.model))


def test_the_first_sketch_of_another_image_joins_in():
    made = new_session(drawn(), images=("a", "b"))
    events = made.run()
    next(events)
    made.submit(drawn(revision=1, image_id="b"))
    masks = [event.image_id for event in events if isinstance(event, MasksReady)]
    assert masks == ["a", "b"]


def test_lessons_follow_every_edit_exactly(monkeypatch):
    lessons = []

    class Recorded(Trainer):
        def submit(self, new):
            lessons.append(new)
            for sample in new:
                expected = ValidSet.of(sample.labels)
                np.testing.assert_array_equal(sample.valid_set.valid, expected.valid)
                np.testing.assert_array_equal(sample.valid_set.distance(), expected.distance())
                assert sample.points.counts.sum() == np.count_nonzero(sample.labels)
            super().submit(new)

    monkeypatch.setattr(learner_module, "Trainer", Recorded)
    made = new_session(drawn(), train=replace(TRAIN, steps=5))
    labels = drawn().labels
    rng = np.random.default_rng(0)
    for event in made.run():
        if isinstance(event, StepDone):
            labels = labels.copy()
            top, left = rng.integers(0, 60, 2)
            labels[top : top + 12, left : left + 20] = rng.integers(0, 4)
            made.submit(Sketch("a", event.step + 1, labels))
    assert len(lessons) == 6


def test_only_the_box_that_changed_is_followed(monkeypatch):
    boxes = []

    class Recorded(ValidSet):
        def update(self, labels, changed):
            boxes.append(changed)
            return super().update(labels, changed)

    monkeypatch.setattr(page_module, "ValidSet", Recorded)
    made = new_session(drawn())
    events = made.run()
    next(events)
    labels = drawn().labels.copy()
    labels[60:62, 5] = labels[61, 8] = 1
    made.submit(Sketch("a", 2, labels))
    next(events)
    assert boxes == [Box(60, 5, 62, 9)]


def test_a_new_revision_without_a_change_is_taken_over():
    made = new_session(drawn(revision=1))
    events = made.run()
    next(events)
    made.submit(drawn(revision=2))
    assert next(events).revision == 2


def test_the_same_revision_is_not_taken_twice(monkeypatch):
    submitted = []
    monkeypatch.setattr(
        Trainer, "submit", lambda self, new: (submitted.append(new), setattr(self, "_samples", new))
    )
    made = new_session(drawn())
    for _ in made.run():
        made.submit(drawn())
    assert len(submitted) == 1


# Nothing drawn


@pytest.mark.parametrize("sketches", [(), (erased(1),), (drawn(1), erased(2))], ids=len)
def test_without_a_stroke_there_is_nothing_to_run(sketches):
    with pytest.raises(ValueError, match="no sketch"):
        next(new_session(*sketches).run())


def test_after_everything_was_erased_training_goes_on_and_ends_in_order():
    made = new_session(drawn())
    events = made.run()
    next(events)
    made.submit(erased(2))
    rest = list(events)
    assert kinds(rest) == [StepDone, TrainingEnded, TileDone, MasksReady]


def test_one_erased_sketch_of_two_is_no_lesson_any_more():
    made = new_session(drawn(revision=10), drawn(image_id="b"), images=("a", "b"))
    events = made.run()
    assert next(events).revision == 10  # the newest of both
    made.submit(erased(11))
    assert next(events).revision == 1


def test_what_was_erased_and_drawn_again_is_a_lesson_again():
    made = new_session(drawn())
    events = made.run()
    next(events)
    made.submit(erased(2))
    next(events)
    made.submit(drawn(revision=3))
    assert next(events).revision == 3


def test_an_empty_sketch_of_another_image_is_no_news(monkeypatch):
    submitted = []
    monkeypatch.setattr(
        Trainer, "submit", lambda self, new: (submitted.append(new), setattr(self, "_samples", new))
    )
    made = new_session(drawn(), erased(1, "b"), images=("a", "b"))
    masks = [event.image_id for event in made.run() if isinstance(event, MasksReady)]
    assert masks == ["a"]
    assert len(submitted) == 1


# Models


def test_the_weights_it_starts_from_stay_as_they_were():
    given = start()
    before = state_of(given)
    made = new_session(drawn(), start=given)
    list(made.run())
    assert same(state_of(given), before)
    assert given.provenance == {"note": "the start"}
    assert not same(state_of(made.model), before)


def test_when_training_ends_the_model_knows_where_it_comes_from():
    made = new_session(drawn(), train=replace(TRAIN, seed=3))
    for event in made.run():
        if isinstance(event, TrainingEnded):
            break  # who wants the weights alone stops listening here
    provenance = made.model.provenance
    assert provenance["trained_on"] == ["a"]
    assert provenance["started_from"] == {"note": "the start"}
    assert (provenance["steps"], provenance["seed"], provenance["ended_by"]) == (4, 3, "steps")
    assert provenance["annotated_px"] == np.count_nonzero(drawn().labels)


def test_without_weights_to_start_from_the_network_is_new_and_of_the_estimated_size():
    made = new_session(drawn(), start=None, train=replace(TRAIN, steps=1))
    list(made.run())
    assert made.model.diameter_px == pytest.approx(24, rel=0.4)
    assert made.model.provenance["started_from"] == "random weights"


def test_a_given_diameter_is_taken_as_it_is():
    made = new_session(drawn(), start=None, train=replace(TRAIN, steps=1), diameter_px=120.0)
    list(made.run())
    assert made.model.diameter_px == 120
    assert made.model.eighths == round(8 * REDUCED_DIAMETER_PX / 120)


def test_weights_of_another_number_of_channels_can_be_started_from():
    made = TrainingSession({"a": PLANES.repeat(3, 0)}, CPU, TRAIN, PredictSettings(), start())
    made.submit(drawn())
    assert kinds(made.run()) == [StepDone, TrainingEnded, TileDone, MasksReady]
    assert made.model.network.shape.channels == 3


def test_numbers_that_are_not_finite_are_reported_and_harm_nothing():
    planes = PLANES.astype(np.float32)
    planes[:, 10:30, 10:30] = np.nan
    made = TrainingSession({"a": planes}, CPU, TRAIN, PredictSettings(), start())
    made.submit(drawn())
    with np.errstate(invalid="ignore"):
        events = list(made.run())
    assert any(isinstance(event, StepSkipped) for event in events)
    assert all(value.isfinite().all() for value in state_of(made.model).values())


# Masks


@pytest.mark.parametrize(("min_area_px", "cells"), [(None, 4), (1, 5), (500, 0)])
def test_specks_are_removed_by_the_size_of_the_cells_or_as_the_user_chose(min_area_px, cells):
    masks = MASKS.copy()
    masks[40:43, 60:63] = 5
    distance, flow = perfect_fields(masks)
    distance[40:43, 60:63] = 1.0
    fields = Fields(distance, flow.astype(np.float16))
    found = masks_of(fields.distance, fields.flow, start(), min_area_px)
    assert found.max() == cells
