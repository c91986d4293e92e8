"""What a sketch teaches: closed forms, and which pixel belongs to which set."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sketchpose_engine.sketch.valid_set import ValidSet
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND, NOTHING
from sketchpose_engine.training.targets import SketchTensors, Targets, targets_at
from tests.engine.helpers.support import CPU, discs, sketch_of

SKETCHES = arrays(
    np.uint8, st.tuples(st.integers(1, 10), st.integers(1, 10)), elements=st.integers(0, 3)
)


def targets_of_pixels(sketch, rows, columns):
    """Targets of some pixels of a sketch, as arrays."""
    at = (torch.from_numpy(np.ascontiguousarray(index)) for index in (rows, columns))
    found = targets_at(SketchTensors.of(sketch, ValidSet.of(sketch), CPU), *at)
    return Targets(*(part.numpy() for part in found))


def targets_of(sketch):
    """Targets of every pixel of a sketch, as arrays."""
    return targets_of_pixels(sketch, *np.indices(sketch.shape))


def assert_equal(found, expected):
    np.testing.assert_allclose(found, np.broadcast_to(expected, found.shape), atol=1e-6)


# Closed forms


@pytest.mark.parametrize("turns", range(4))
def test_in_a_half_plane_the_distance_grows_straight_away_from_its_rim(turns):
    sketch = np.full((24, 24), BACKGROUND, np.uint8)
    sketch[:, 10:] = FOREGROUND
    found = targets_of(np.rot90(sketch, turns).copy())
    distance, flow = np.rot90(found.distance, -turns), np.rot90(found.flow, -turns, (1, 2))
    assert_equal(distance[:, 10:], np.arange(14))
    y, x = np.array([[0, 1], [-1, 0], [0, -1], [1, 0]])[turns]  # rot90 turns from x towards -y
    assert_equal(flow[0, :, 10:], y)
    assert_equal(flow[1, :, 10:], x)
    assert not flow[:, :, :10].any()


def test_in_a_strip_the_distance_peaks_on_its_midline():
    sketch = np.full((20, 30), BACKGROUND, np.uint8)
    sketch[6:13] = FOREGROUND
    found = targets_of(sketch)
    assert_equal(found.distance[6:13], np.array([0, 1, 2, 3, 2, 1, 0])[:, None])
    assert_equal(found.flow[0, 6:9], 1)
    assert_equal(found.flow[0, 10:13], -1)
    assert_equal(abs(found.flow[0, 9]), 1)
    assert_equal(found.flow[1], 0)


def test_in_a_disc_the_flow_points_to_its_centre():
    centre, radius = (20.3, 19.6), 14.0
    sketch = sketch_of(discs((40, 40), [centre], radius))
    found = targets_of(sketch)
    inward = np.array(centre)[:, None, None] - np.indices(sketch.shape)
    from_centre = np.hypot(*inward)
    cell = sketch == FOREGROUND
    assert np.abs(found.distance - (radius - from_centre))[cell].max() < 1
    cosine = (found.flow * inward).sum(0) / from_centre
    assert cosine[cell].mean() > 0.95  # beside the rim, it is one of several nearest pixels
    assert cosine[cell & (found.distance > 3) & (from_centre > 4)].min() > 0.8


def test_on_the_rim_the_flow_points_away_from_the_background_beside_it():
    sketch = np.full((5, 5), BACKGROUND, np.uint8)
    sketch[1:4, 1:4] = FOREGROUND
    flow = targets_of(sketch).flow
    assert_equal(flow[:, 1, 2], [1, 0])
    assert_equal(flow[:, 2, 3], [0, -1])
    assert_equal(flow[:, 3, 1], [-np.sqrt(0.5), np.sqrt(0.5)])


def test_beside_the_edge_of_the_image_the_rim_flow_is_not_bent():
    sketch = np.full((6, 6), BACKGROUND, np.uint8)
    sketch[:, 3:] = FOREGROUND
    sketch[5] = FOREGROUND  # so that the last row does not look like one before the first
    assert_equal(targets_of(sketch).flow[:, :3, 3], [[0], [1]])


def test_a_cell_between_two_backgrounds_one_pixel_apart_has_no_direction():
    sketch = np.full((5, 8), BACKGROUND, np.uint8)
    sketch[2] = FOREGROUND
    found = targets_of(sketch)
    assert found.equality[2].all()
    assert not found.flowing.any()
    assert not found.flow.any()


def test_flows_part_at_a_drawn_boundary_and_the_line_itself_has_none():
    sketch = np.full((9, 15), FOREGROUND, np.uint8)
    sketch[:, 7] = BOUNDARY
    found = targets_of(sketch)
    assert_equal(found.distance, abs(np.arange(15) - 7))
    assert_equal(found.flow[1], np.sign(np.arange(15) - 7))
    assert found.equality.all()
    np.testing.assert_array_equal(found.flowing, sketch == FOREGROUND)


def test_where_a_stroke_ends_in_the_open_the_distance_is_a_bound():
    sketch = np.zeros((9, 20), np.uint8)
    sketch[:, :6] = BACKGROUND
    sketch[:, 6:15] = FOREGROUND  # a boundary at column 6, and an open end at column 14
    found = targets_of(sketch)
    assert_equal(found.distance[:, 6:15], [0, 1, 2, 3, 4, 3, 2, 1, 0])
    np.testing.assert_array_equal(found.equality[0, 6:15], [1, 1, 1, 1, 1, 0, 0, 0, 0])
    np.testing.assert_array_equal(found.inequality[0, 6:15], [0, 0, 0, 0, 0, 1, 1, 1, 1])


# Sets


@given(SKETCHES)
def test_the_three_sets_share_out_the_annotated_pixels(sketch):
    found = targets_of(sketch)
    shares = found.equality.astype(int) + found.inequality + found.background
    np.testing.assert_array_equal(shares, sketch != NOTHING)
    np.testing.assert_array_equal(found.background, sketch == BACKGROUND)


@given(SKETCHES)
def test_equality_is_asked_for_on_the_foreground_of_the_valid_set(sketch):
    found = targets_of(sketch)
    np.testing.assert_array_equal(found.equality, ValidSet.of(sketch).valid & (sketch > BACKGROUND))


@given(SKETCHES)
def test_flows_have_unit_length_where_they_are_known_and_are_0_elsewhere(sketch):
    found = targets_of(sketch)
    assert_equal(np.hypot(*found.flow), found.flowing)
    assert not (found.flowing & ~found.equality).any()
    assert not (found.flowing & (sketch == BOUNDARY)).any()
    assert not (found.equality & ~found.flowing & (found.distance > 0)).any()


# Places


@given(SKETCHES)
def test_beyond_the_image_nothing_is_annotated(sketch):
    height, width = sketch.shape
    rows, columns = np.mgrid[-3 : height + 3, -3 : width + 3]
    found = targets_of_pixels(sketch, rows, columns)
    for part in (found.equality, found.inequality, found.background, found.flowing):
        inside = part[3:-3, 3:-3].sum()
        assert part.sum() == inside


@given(SKETCHES, st.data())
def test_any_list_of_pixels_has_the_targets_of_the_whole_image_there(sketch, data):
    pixels = data.draw(st.lists(st.integers(0, sketch.size - 1), max_size=20))
    rows, columns = np.unravel_index(np.array(pixels, int), sketch.shape)
    some = targets_of_pixels(sketch, rows, columns)
    whole = targets_of(sketch)
    np.testing.assert_array_equal(some.flow, whole.flow[:, rows, columns])
    for name in ("distance", "equality", "inequality", "background", "flowing"):
        np.testing.assert_array_equal(getattr(some, name), getattr(whole, name)[rows, columns])
