"""The width of cells, from masks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.inference import mask_diameter
from sketchpose_engine.inference.mask_diameter import (
    FEWEST_MASKS,
    SEEN_PX,
    mask_widths,
    predicted_width,
    stroke_agreement,
)
from sketchpose_engine.inference.prediction import Fields
from sketchpose_engine.models.model import Model
from sketchpose_engine.sketch.values import FOREGROUND
from tests.engine.helpers.support import CPU, discs, perfect_fields, photograph, tiny_network


@given(st.integers(3, 25))
def test_a_disc_is_as_wide_as_its_diameter(radius):
    widths = mask_widths(discs((64, 64), [(32, 32)], radius))
    assert widths == pytest.approx([2 * radius + 1], abs=2)


@given(st.integers(3, 21), st.integers(30, 90))
def test_a_rod_is_as_wide_as_it_is_thick(width_px, length_px):
    masks = np.zeros((40, 100), np.int32)
    masks[5 : 5 + width_px, 4 : 4 + length_px] = 7
    assert mask_widths(masks) == pytest.approx([width_px], abs=1)


def test_touching_cells_are_not_one_wide_cell():
    masks = np.repeat(np.arange(1, 6), 8)[None].repeat(40, 0)
    assert (mask_widths(masks)[1:4] <= 8).all()


def test_no_masks_have_no_widths_and_one_without_an_edge_is_the_image():
    assert mask_widths(np.zeros((5, 5), np.int32)).size == 0
    assert mask_widths(np.ones((5, 9), np.int32)) == [9]


CENTRES = [(20, 20), (20, 60), (60, 20), (60, 60), (60, 100), (20, 100)]


@pytest.mark.parametrize("shift", [0, 700])
@pytest.mark.parametrize("cells", [FEWEST_MASKS - 1, FEWEST_MASKS + 1])
def test_a_network_that_sees_cells_around_the_strokes_shows_their_width(monkeypatch, shift, cells):
    gold = np.pad(discs((80, 120), CENTRES[:cells], 9), ((0, shift), (shift, 0)))
    drawn = np.array([(20, shift + 15), (20, shift + 25), (40, shift + 20)])

    def predict(_model, _planes, _low, _high, _device, box, exact):
        return Fields(*perfect_fields(gold[box.slices], 15))

    monkeypatch.setattr(mask_diameter, "predict_box", predict)
    model = Model(tiny_network(1), 8, 30.0)
    levels, labels = (np.zeros(1), np.ones(1)), np.where(gold == 1, FOREGROUND, 0).astype(np.uint8)
    found = predicted_width(model, photograph(gold), levels, labels, drawn, CPU)
    assert found.agreement == pytest.approx(1.0, abs=0.1)
    if cells < FEWEST_MASKS:
        assert found.width_px is None
    else:
        assert found.width_px == pytest.approx(19, abs=2)


def test_at_a_lower_resolution_a_larger_part_of_the_image_is_seen(monkeypatch):
    boxes = []

    def predict(_model, _planes, _low, _high, _device, box, exact):
        boxes.append(box.shape)
        return Fields(np.zeros(box.shape, np.float32), np.zeros((2, *box.shape), np.float32))

    monkeypatch.setattr(mask_diameter, "predict_box", predict)
    planes, labels = np.zeros((1, 2000, 2000)), np.zeros((2000, 2000), np.uint8)
    for eighths in (8, 2):
        model = Model(tiny_network(1), eighths, 30.0)
        drawn = np.array([[900, 900]])
        found = predicted_width(model, planes, (np.zeros(1), np.ones(1)), labels, drawn, CPU)
        assert (found.width_px, found.agreement) == (None, 0.0)
    assert boxes == [(SEEN_PX, SEEN_PX), (4 * SEEN_PX, 4 * SEEN_PX)]


# Agreement with strokes

STROKES = np.zeros((40, 90), np.uint8)
STROKES[18:22, 10:30] = STROKES[18:22, 60:80] = FOREGROUND
TWO_CELLS = np.zeros(STROKES.shape, np.int32)
TWO_CELLS[10:30, 5:35], TWO_CELLS[10:30, 55:85] = 1, 2


def test_strokes_inside_masks_of_their_own_agree():
    assert stroke_agreement(TWO_CELLS, STROKES) == 1.0


def test_strokes_in_one_mask_do_not_agree():
    assert stroke_agreement(np.ones(STROKES.shape, np.int32), STROKES) == 0.0


def test_fragments_agree_as_far_as_the_largest_one():
    fragments = TWO_CELLS.copy()
    fragments[:, 15:35] = 3  # of the first stroke, a quarter is left of it
    assert stroke_agreement(fragments, STROKES) == pytest.approx((0.75 + 1) / 2)


def test_missed_strokes_and_background_do_not_agree():
    assert stroke_agreement(np.where(TWO_CELLS == 1, 1, 0), STROKES) == 0.5
    assert stroke_agreement(np.zeros_like(TWO_CELLS), STROKES) == 0.0
    assert stroke_agreement(TWO_CELLS, np.zeros_like(STROKES)) == 0.0


@given(st.permutations(range(1, 6)))
def test_names_of_masks_do_not_matter(names):
    masks = np.array([0, *names])[np.where(TWO_CELLS > 0, TWO_CELLS, 0)]
    assert stroke_agreement(masks, STROKES) == 1.0
