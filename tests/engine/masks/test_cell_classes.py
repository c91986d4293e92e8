"""Several classes of cells: strokes, the theorem, what is learned, and what each cell is called."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import MasksReady, NetworkReady
from sketchpose_engine.live.requests import Learn
from sketchpose_engine.masks.cell_classes import CellClasses, vote
from sketchpose_engine.masks.instance_masks import InstanceMasks
from sketchpose_engine.models.model import Model
from sketchpose_engine.models.weights import load_weights, save_weights
from sketchpose_engine.sketch.annotations import Annotations
from sketchpose_engine.sketch.edits import Correction
from sketchpose_engine.sketch.valid_set import ValidSet, sketched_boundary
from sketchpose_engine.sketch.values import (
    BACKGROUND,
    BOUNDARY,
    CLASS_OF,
    FOREGROUND,
    MOST_CLASSES,
    cell_value,
)
from sketchpose_engine.training.losses import class_loss
from sketchpose_engine.training.settings import TrainSettings
from sketchpose_engine.training.targets import SketchTensors, targets_at
from tests.engine.helpers.driven import (
    GOLD,
    SHAPE,
    WHOLE,
    Driven,
    corrected,
    hurry,
    opened,
    stroke,
    those,
)
from tests.engine.helpers.support import BESIDE, CPU, lived_in, neighbour, sketch_of, tiny_network
from tests.engine.sketch.test_valid_set import partitions, squared_distance

SECOND = cell_value(1)


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    hurry(monkeypatch)


# Strokes


def test_each_class_has_a_value_of_its_own_that_is_none_of_the_others():
    values = [cell_value(number) for number in range(MOST_CLASSES)]
    assert values[:2] == [FOREGROUND, BOUNDARY + 1]
    assert len({*values, 0, BACKGROUND, BOUNDARY}) == MOST_CLASSES + 3
    assert [int(CLASS_OF[value]) for value in values] == list(range(1, MOST_CLASSES + 1))
    assert not CLASS_OF[[0, BACKGROUND, BOUNDARY]].any()


def test_a_mask_is_accepted_as_a_cell_of_its_class():
    drawing = Annotations("image", np.zeros((20, 20), np.uint8))
    drawing.accept(Box(5, 5, 15, 15), np.ones((10, 10), bool), SECOND)
    assert drawing.labels[10, 10] == SECOND
    assert drawing.labels[5, 5] == BOUNDARY
    assert drawing.outline((10, 10))


# The theorem


@given(partitions(), st.integers(0, 9), st.integers(0, 99))
def test_where_two_classes_meet_nothing_is_claimed(masks, seed, seen_seed):
    """The theorem holds whether there is a boundary (two cells) or none (one painted over)."""
    chosen = np.random.default_rng(seed).integers(0, 3, int(masks.max()) + 1)
    values = np.array([cell_value(number) for number in chosen], np.uint8)[masks]
    values[masks == 0] = BACKGROUND
    drawn = np.zeros(masks.shape, bool)
    for step in BESIDE:
        drawn |= (masks > neighbour(masks, *step)) & (values == neighbour(values, *step))
    sketch = np.where(drawn, BOUNDARY, values).astype(np.uint8)
    one_cell, two_cells = drawn.copy(), drawn.copy()
    for step in BESIDE:
        other = neighbour(sketch, *step)
        one_cell |= (masks > 0) & (other == BACKGROUND)
        two_cells |= (masks > 0) & (sketch != other) & (other != BOUNDARY)
    sketch[np.random.default_rng(seen_seed).random(masks.shape) < 0.2] = 0
    found = ValidSet.of(sketch)
    for true in (one_cell, two_cells):
        truth = np.sqrt(squared_distance(true)).astype(np.float32)
        assert not (sketched_boundary(sketch) & ~true).any()
        np.testing.assert_array_equal(found.distance()[found.valid], truth[found.valid])
        assert (truth >= found.distance())[sketch > 0].all()


def test_the_targets_know_the_class_of_each_pixel():
    sketch = np.full((9, 12), FOREGROUND, np.uint8)
    sketch[:, 6:] = SECOND
    sketch[:, 11] = BACKGROUND
    rows, columns = torch.from_numpy(np.indices(sketch.shape))
    targets = targets_at(SketchTensors.of(sketch, ValidSet.of(sketch), CPU), rows, columns)
    np.testing.assert_array_equal(targets.classes[4], [1] * 6 + [2] * 5 + [0])
    assert targets.inequality[4, 6] and targets.equality[4, 10]


# What is learned


def test_the_loss_of_classes_looks_only_at_drawn_cells():
    logits = torch.zeros(1, 2, 2, 2)
    logits[0, 1, 0, 0] = 20.0
    classes = torch.tensor([[[2, 0], [0, 0]]], dtype=torch.uint8)
    assert class_loss(logits, classes) < 1e-6
    assert class_loss(logits, 0 * classes) == 0
    assert class_loss(logits, classes.clamp(max=1)) > 19


def test_a_class_of_few_pixels_counts_as_much_as_the_others():
    classes = torch.ones(1, 8, 8, dtype=torch.uint8)
    classes[0, 0, :2] = 2
    logits = torch.zeros(1, 2, 8, 8)
    logits[:, 0] = 5.0  # everything is taken for the first class
    right, wrong = torch.log1p(torch.tensor(-5.0).exp()), torch.log1p(torch.tensor(5.0).exp())
    assert class_loss(logits, classes).item() == pytest.approx(((right + wrong) / 2).item())


def test_a_network_of_one_class_has_no_logits_and_more_can_be_added():
    model = Model(lived_in(tiny_network()), 8, 30.0)
    model.network.eval()
    image = torch.rand(1, 1, 16, 16)
    distance, flow, none = model.network(image)
    assert none.shape[1] == 0
    three = model.for_classes(3)
    other_distance, other_flow, logits = three.network.eval()(image)
    assert logits.shape[1] == 3
    torch.testing.assert_close(distance, other_distance)
    torch.testing.assert_close(flow, other_flow)
    assert three.for_classes(2) is three
    assert three.for_channels(2).network.shape.classes == 3


def test_kinds_cost_no_masks():
    """The loss of classes changes nothing of what the fields are made of."""
    network = tiny_network(classes=2).train()
    _, _, logits = network(torch.rand(2, 1, 16, 16))
    class_loss(logits, torch.ones(2, 16, 16, dtype=torch.uint8)).backward()
    touched = {name for name, value in network.named_parameters() if value.grad is not None}
    assert touched and all("logits" in name for name in touched)


def test_weights_remember_their_classes(tmp_path):
    path = tmp_path / "w.safetensors"
    names = ("alive", "dead")
    model = replace(Model(lived_in(tiny_network(classes=2)), 8, 30.0), class_names=names)
    save_weights(path, model)
    again = load_weights(path)
    assert again.class_names == names
    assert again.network.shape.classes == 2


# What each cell is called

LABELS = np.repeat([[0, 1, 1, 1, 2, 2, 3]], 4, axis=0).astype(np.int32)


def test_most_pixels_decide_and_a_stroke_outvotes_them():
    seen = np.repeat([[2, 2, 1, 1, 2, 2, 0]], 4, axis=0).astype(np.uint8)
    assert vote(LABELS, seen).tolist() == [0, 1, 2, 0]
    sketch = np.zeros(LABELS.shape, np.uint8)
    sketch[0, 1] = SECOND
    assert vote(LABELS, seen, sketch).tolist() == [0, 2, 2, 0]


def test_the_middle_of_a_cell_decides_not_its_edge():
    """Strokes are short lines in the middle: near edges, classes are not learned."""
    labels = np.zeros((40, 40), np.int32)
    labels[5:35, 5:35] = 1
    seen = np.full(labels.shape, 2, np.uint8)
    seen[12:28, 12:28] = 1
    assert np.count_nonzero(labels & (seen == 2)) > np.count_nonzero(seen == 1)
    assert vote(labels, seen).tolist() == [0, 1]


def test_classes_follow_strokes_and_sight():
    masks, sketch = InstanceMasks(LABELS.copy()), np.zeros(LABELS.shape, np.uint8)
    classes = CellClasses(LABELS.shape)
    classes.settle(masks, Box.whole(LABELS.shape), sketch)
    assert classes.of is None  # one class: nothing of it is to be seen
    sketch[1, 4] = SECOND
    classes.settle(masks, Box(1, 4, 2, 5), sketch)
    assert classes.of.tolist() == [0, 0, 2, 0]
    classes.see(Box.whole(LABELS.shape), np.where(LABELS > 0, 3, 0).astype(np.uint8))
    classes.settle(masks, Box.whole(LABELS.shape), sketch)
    assert classes.of.tolist() == [0, 3, 2, 3]


def test_drawn_cells_that_the_network_takes_for_another_class_are_counted():
    labels, whole = LABELS, Box.whole(LABELS.shape)
    classes, sketch = CellClasses(labels.shape), np.zeros(labels.shape, np.uint8)
    sketch[0, 2], sketch[0, 4] = FOREGROUND, SECOND
    assert classes.contradicted(labels, whole, sketch) == 0  # nothing is predicted yet
    classes.see(whole, np.where(labels > 0, 2, 0).astype(np.uint8))
    assert classes.contradicted(labels, whole, sketch) == 1
    assert classes.contradicted(labels, Box(0, 4, 4, 7), sketch) == 0


def test_a_live_session_learns_a_second_class_when_it_is_drawn():
    drawn = sketch_of(GOLD)
    driven = Driven(TrainSettings(crop_px=32, batch=2), opened(drawn), Learn(True))
    first = driven.until(MasksReady)[-1]
    assert first.classes is None
    drawn[(GOLD >= 3) & (drawn == FOREGROUND)] = SECOND
    driven.post(stroke(drawn))
    news = driven.until(lambda event: isinstance(event, MasksReady) and event.classes is not None)
    driven.until(NetworkReady)
    assert driven.session._learner.model.network.shape.classes == 2
    ready = those(MasksReady, news)[-1]
    assert len(ready.classes) == len(ready.areas_px)
    here = np.unique(driven.masks()[(GOLD == 4) & (driven.masks() > 0)])
    assert set(ready.classes[here].tolist()) <= {0, 1, 2}


def test_what_is_cut_off_a_cell_of_an_earlier_day_is_of_its_class():
    kept = np.array([0, 1, 2, 1, 1], np.uint8)
    driven = Driven(None, opened(masks=GOLD.astype(np.int32), classes=kept))
    driven.rest()
    line = np.zeros(SHAPE, bool)
    line[:, 46] = GOLD[:, 46] == 2
    driven.post(corrected(Correction("split", WHOLE, line)))
    ready = driven.until(MasksReady)[-1]
    halves = np.unique(ready.labels[(GOLD == 2) & (ready.labels > 0)])
    assert len(halves) == 2
    assert (ready.classes[halves] == 2).all()
    assert len(ready.classes) == len(ready.areas_px)


def test_more_classes_kept_than_there_are_cells_do_no_harm():
    kept = np.ones(99, np.uint8)
    driven = Driven(None, opened(masks=GOLD.astype(np.int32), classes=kept))
    (ready,) = those(MasksReady, driven.until(MasksReady))
    assert len(ready.classes) == len(ready.areas_px) == 5


def test_classes_of_an_earlier_day_are_shown_again():
    kept = np.array([0, 1, 2, 1, 1], np.uint8)
    driven = Driven(None, opened(masks=GOLD.astype(np.int32), classes=kept))
    (ready,) = those(MasksReady, driven.until(MasksReady))
    assert ready.classes.tolist() == kept.tolist()
    assert ready.box == WHOLE and ready.labels.shape == SHAPE
