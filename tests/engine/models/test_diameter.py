"""The width of cells, from strokes and from what a pretrained network expects."""

import numpy as np
import pytest

from sketchpose_engine.core.box import Box
from sketchpose_engine.models.diameter import (
    SketchedWidths,
    common_diameter,
    shows_edges,
    sketched_widths,
)
from sketchpose_engine.models.rescaling import NETWORK_DIAMETER_PX
from sketchpose_engine.sketch.valid_set import ValidSet
from sketchpose_engine.sketch.values import BOUNDARY, FOREGROUND
from tests.engine.helpers.support import discs, sketch_of


def widths_of(sketch, parts=None):
    return sketched_widths(sketch, ValidSet.of(sketch), parts)


def complete(*widths_px):
    return SketchedWidths(complete=np.array(widths_px, float))


def partial(*widths_px, boundary_seen=False):
    return SketchedWidths(partial=np.array(widths_px, float), boundary_seen=boundary_seen)


# One sketch


@pytest.mark.parametrize("diameter_px", [8, 15, 30, 60, 100])
def test_a_disc_is_as_wide_as_its_diameter(diameter_px):
    widths = widths_of(sketch_of(discs((128, 128), [(64.0, 64.0)], diameter_px / 2)))
    assert widths.complete == pytest.approx([diameter_px], rel=0.3, abs=3)
    assert not len(widths.partial)


@pytest.mark.parametrize("width_px", [6, 12, 24])
def test_a_rod_is_as_wide_as_it_is_thick(width_px):
    masks = np.zeros((60, 200), int)
    masks[20 : 20 + width_px, 10:190] = 1
    assert widths_of(sketch_of(masks)).complete == pytest.approx([width_px], rel=0.2, abs=1)


def test_a_cell_that_goes_on_where_nothing_is_drawn_is_partial_and_no_wider():
    masks = discs((128, 128), [(64, 64)], 25)
    seen = np.zeros(masks.shape, bool)
    seen[30:60] = True
    (whole,) = widths_of(sketch_of(masks)).complete
    widths = widths_of(sketch_of(masks, seen))
    assert not len(widths.complete) and widths.partial <= whole


def test_a_cell_that_the_image_cuts_is_partial():
    widths = widths_of(sketch_of(discs((64, 64), [(0, 32)], 16)))
    assert (len(widths.complete), len(widths.partial)) == (0, 1)


def test_strokes_inside_cells_show_no_edges():
    sketch = np.zeros((100, 100), np.uint8)
    sketch[20:28, 10:80] = FOREGROUND
    assert not shows_edges(widths_of(sketch))


def test_a_drawn_line_between_two_cells_says_nothing_of_their_width():
    """The line is as thin as its brush; only strokes up to the edge of a cell show its width."""
    sketch = np.zeros((80, 80), np.uint8)
    sketch[30:34, 10:30] = sketch[30:34, 50:70] = FOREGROUND
    sketch[20:60, 40:42] = BOUNDARY
    assert not shows_edges(widths_of(sketch))


@pytest.mark.parametrize("value", [0, 1])
def test_without_cells_there_are_no_widths(value):
    widths = widths_of(np.full((20, 20), value, np.uint8))
    assert not len(widths.complete) and not len(widths.partial)
    assert common_diameter([widths]) == NETWORK_DIAMETER_PX
    assert common_diameter([widths_of(np.zeros((20, 20), np.uint8), [])]) == NETWORK_DIAMETER_PX


def test_boxes_that_hold_all_strokes_give_the_same_as_the_whole_image():
    masks = discs((300, 300), [(60, 60), (200, 220)], 20)
    seen = np.zeros(masks.shape, bool)
    seen[20:100, 20:100] = seen[170:240, 190:260] = True
    sketch = sketch_of(masks, seen)
    boxes = [Box(0, 0, 128, 128), Box(128, 128, 384, 384)]
    np.testing.assert_array_equal(widths_of(sketch, boxes).complete, widths_of(sketch).complete)


# Several sketches, and an expectation


def test_complete_cells_count_and_partial_ones_do_not():
    assert common_diameter([partial(3), complete(12, 18, 15)]) == 15


def test_parts_of_cells_are_about_half_as_wide_as_their_cells():
    assert common_diameter([partial(5, 6, 7, boundary_seen=True)]) == pytest.approx(11, abs=1)


def test_cells_are_at_least_as_wide_as_strokes_inside_them():
    assert common_diameter([partial(50)]) == 50
    assert common_diameter([partial(3)]) == NETWORK_DIAMETER_PX


def test_where_strokes_do_not_show_the_width_the_expectation_counts():
    assert common_diameter([partial(3)], expected_px=9) == 9
    assert common_diameter([partial(5, boundary_seen=True)], expected_px=22) == 22


def test_many_complete_cells_outweigh_the_expectation():
    assert common_diameter([complete(*[20] * 12)], expected_px=15) == 20


@pytest.mark.parametrize("drawn", [complete(135), partial(135), partial(82, 135, 4)])
def test_a_few_giants_are_not_taken_for_the_usual_cell(drawn):
    """Large cells are drawn first, and if all were as wide, small ones would vanish."""
    assert common_diameter([drawn], expected_px=15) == 15


def test_an_expectation_from_fragments_of_cells_is_dropped():
    assert common_diameter([complete(50, 60)], expected_px=8) == 55


def test_every_image_counts_alike_however_many_cells_are_drawn_on_it():
    many_small = complete(*[6] * 50)
    assert common_diameter([many_small, complete(20), complete(22, 18)]) == 20
