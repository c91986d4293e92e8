"""The width of cells, from masks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.inference import mask_diameter
from sketchpose_engine.inference.mask_diameter import (
    FEWEST_MASKS,
    mask_widths,
    predicted_diameter,
)
from sketchpose_engine.inference.prediction import Fields
from sketchpose_engine.models.model import Model
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
    found = predicted_diameter(model, photograph(gold), (np.zeros(1), np.ones(1)), drawn, CPU)
    if cells < FEWEST_MASKS:
        assert found is None
    else:
        assert found == pytest.approx(19, abs=2)
