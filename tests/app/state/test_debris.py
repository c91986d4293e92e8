"""Masks far smaller than the drawn cells: noticed once, and left out with one click."""

import numpy as np
import pytest

from app.state.debris import debris_in
from sketchpose_engine.live.messages import Guidance
from sketchpose_engine.results.filters import Filter
from sketchpose_engine.sketch.values import FOREGROUND
from sketchpose_engine.training.events import StepDone
from tests.app.helpers.strip import press, says

OFFER = "6 masks are far smaller than the cells that you drew. Leave them out?"


def masks(specks=6, drawn=2):
    """Cells of 400 px in the first rows, and specks of 4 px below."""
    labels = np.zeros((120, 160), np.int32)
    for cell in range(drawn):
        labels[10:30, 30 * cell : 30 * cell + 20] = cell + 1
    for speck in range(specks):
        labels[60:62, 10 * speck : 10 * speck + 2] = drawn + speck + 1
    return labels


def seen(scene, labels, drawn=2, **more):
    one = scene(labels.shape, labels=labels, areas_px=areas(labels), **more)
    for cell in range(drawn):
        one.sketch[20, 30 * cell + 5 : 30 * cell + 9] = FOREGROUND
    return one


def areas(labels):
    counted = np.bincount(labels.ravel())
    counted[0] = 0
    return counted


def test_masks_below_a_quarter_of_the_smallest_drawn_cell_are_debris(scene):
    debris = debris_in(seen(scene, masks()), ())
    assert debris.masks == 6
    assert debris.filter == Filter("area_px", 100.0)
    assert debris.sentence == OFFER


def test_one_tiny_drawn_cell_does_not_hide_those_below_an_eighth_of_the_usual(scene):
    labels = masks(drawn=3)
    labels[10:30, 60:80] = 0
    labels[20:24, 64:69] = 3
    assert debris_in(seen(scene, labels, drawn=3), ()).filter == Filter("area_px", 50.0)


def test_the_limit_is_in_the_unit_of_the_table(scene):
    debris = debris_in(seen(scene, masks(), pixel_size_um=0.5), ())
    assert debris.filter == Filter("area_um2", 25.0)


@pytest.mark.parametrize(
    ("labels", "drawn", "filters"),
    [
        (masks(specks=4), 2, ()),  # a few are deleted by hand
        (masks(), 1, ()),  # one drawn cell says too little
        (masks(), 2, (Filter("area_px", 2.0),)),  # the user has decided
        (np.zeros((120, 160), np.int32), 2, ()),
    ],
)
def test_otherwise_nothing_is_offered(scene, labels, drawn, filters):
    assert debris_in(seen(scene, labels, drawn), filters) is None


@pytest.fixture
def offered(user):
    """A user with two drawn cells and six specks."""
    one = user()
    one.opens(one.makes_image())
    one.presses("1")
    one.draws((20, 5), (20, 10))
    one.draws((20, 35), (20, 40))
    one.wait_until(lambda: one.scene.image_id in one.session._masks)
    one.program.learning.use_masks(masks())
    one.wait_until(lambda: np.count_nonzero(one.scene.areas_px) == 8)
    engine = one.program.bus.engine
    engine.step_done.emit(StepDone(40, 1.0, {}, 1.0, 1))
    engine.guidance_ready.emit(Guidance(one.scene.image_id, 1.0, None, None))
    return one


def test_one_click_leaves_them_out_and_another_takes_that_back(offered):
    assert OFFER in says(offered)
    press(offered, "Leave them out")
    offered.wait_until(lambda: offered.scene.count() == 2)
    assert "6 small masks are left out" in says(offered)
    press(offered, "Undo")
    offered.wait_until(lambda: offered.scene.count() == 8)


def test_it_is_offered_once(offered):
    press(offered, "Leave them out")
    press(offered, "Undo")
    offered.wait_until(lambda: offered.scene.count() == 8)
    guidance = Guidance(offered.scene.image_id, 1.0, None, None)
    offered.program.bus.engine.guidance_ready.emit(guidance)
    assert OFFER not in says(offered)
