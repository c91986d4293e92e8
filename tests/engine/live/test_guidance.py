"""Where strokes would help most: unsure places, doubtful touches, agreement."""

import numpy as np
import pytest

from sketchpose_engine.live.guidance import (
    agreement,
    certain_parts,
    doubtful_touch,
    uncertainty,
    where_to_draw,
    widest_gap,
)
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND

SHAPE = (60, 80)
NO_SKETCH = np.zeros(SHAPE, np.uint8)


def fields(length):
    flow = np.zeros((2, *SHAPE), np.float32)
    flow[0], flow[1] = 0.6 * length, 0.8 * length
    return np.ones(SHAPE, np.float32), flow


def spots(*places, level=200):
    unsure = np.zeros(SHAPE, np.uint8)
    for place in places:
        unsure[place] = level
    return unsure


def three_cells():
    labels = np.zeros(SHAPE, np.int32)
    labels[10:30, 10:20], labels[10:30, 20:30], labels[10:30, 30:40] = 1, 2, 3
    return labels


# How unsure


@pytest.mark.parametrize(("length", "doubt"), [(0, 0), (0.25, 0.5), (0.5, 1), (1, 0), (1.5, 0)])
def test_a_flow_of_half_length_is_the_least_certain(length, doubt):
    assert (uncertainty(*fields(length), None, 2.0) == round(255 * doubt)).all()


def test_background_is_certain_where_there_is_no_flow_and_no_doubt():
    doubt = np.zeros(SHAPE, np.uint8)
    assert certain_parts(fields(0.0)[1], doubt)[0].all()
    assert not certain_parts(fields(0.5)[1], doubt)[0].any()
    assert not certain_parts(fields(0.0)[1], doubt + 150)[0].any()
    assert certain_parts(fields(1.0)[1], doubt)[1].all()
    assert not certain_parts(fields(0.5)[1], doubt)[1].any()
    assert not certain_parts(fields(1.0)[1], doubt + 150)[1].any()


def test_where_the_distance_flips_nothing_is_certain():
    distance, flow = fields(1.0)
    before = np.full(SHAPE, -0.5, np.float16)
    before[:, :40] = 3.0  # deep inside a cell, or a little: it is a cell
    unsure = uncertainty(distance, flow, before, 1.0)
    assert (unsure[:, :30] == 0).all()
    assert (unsure[:, 50:] == 255).all()


def test_masks_that_are_not_stable_are_uncertain():
    unstable = np.zeros(SHAPE, bool)
    unstable[:, 40:] = True
    unsure = uncertainty(*fields(1.0), None, 1.0, unstable)
    assert (unsure[:, :30] == 0).all()
    assert (unsure[:, 50:] == 255).all()


# Gaps


@pytest.fixture
def tissue():
    """Masks of 10 px with walls of 2 px, a cell of 22 px without one; sketch and image."""
    labels = np.zeros((60, 60), np.int32)
    for row in range(5):
        for column in range(5):
            labels[12 * row : 12 * row + 10, 12 * column : 12 * column + 10] = 5 * row + column + 1
    labels[12:34, 24:46] = 0
    sketch = np.zeros(labels.shape, np.uint8)
    sketch[10, 0:10] = BOUNDARY
    sketch[4, 2:8] = FOREGROUND
    image = (labels > 0).astype(np.float32)[None]
    image[0, 12:34, 24:46] = 1
    return labels, sketch, image


def test_a_place_without_a_mask_as_wide_as_a_cell_is_found(tissue):
    y, x, gap_px = widest_gap(*tissue, width_px=12.0)
    assert abs(y - 22.5) <= 1 and abs(x - 34.5) <= 1
    assert 18 <= gap_px <= 22


def test_its_middle_is_not_on_the_wall_between_two_cells_without_masks(tissue):
    labels, sketch, image = tissue
    image[0, :, 34:36] = 0
    _, x, gap_px = widest_gap(labels, sketch, image, width_px=5.0)
    assert gap_px <= 11
    assert min(abs(x - 28.5), abs(x - 40.5)) <= 2


def test_walls_are_no_gaps(tissue):
    labels, sketch, image = tissue
    labels[12:34, 24:46] = 99
    assert widest_gap(labels, sketch, image, width_px=12.0) is None


def test_nor_is_what_was_drawn_on(tissue):
    labels, sketch, image = tissue
    sketch[22:24, 26:44] = FOREGROUND
    assert widest_gap(labels, sketch, image, width_px=16.0) is None


@pytest.mark.parametrize("kinds", [(), (BOUNDARY, BACKGROUND), (BACKGROUND,)])
def test_cells_fill_an_image_if_only_lines_are_drawn_between_them(tissue, kinds):
    labels, sketch, image = tissue
    sketch[sketch == BOUNDARY] = 0
    for row, kind in enumerate(kinds):
        sketch[10 + 12 * row, 0:10] = kind
    assert widest_gap(labels, sketch, image, width_px=12.0) is None


# Where to draw


def test_the_least_certain_place_is_told():
    unsure = spots((20, 30), (40, 50), level=100)
    unsure[40, 50] = 101
    assert where_to_draw(unsure, NO_SKETCH, 5.0) == (40, 50)


def test_places_near_a_stroke_have_been_told_already():
    sketch = NO_SKETCH.copy()
    sketch[20, 26] = FOREGROUND
    unsure = spots((20, 30), level=200) + spots((40, 50), level=90)
    assert where_to_draw(unsure, sketch, 5.0) == (40, 50)
    assert where_to_draw(spots((20, 30)), sketch, 5.0) is None
    assert where_to_draw(spots((20, 30)), sketch, 3.0) == (20, 30)


def test_the_rim_of_the_part_comes_last():
    rim = [(0, 30), (59, 30), (30, 2), (30, 79)]
    unsure = spots(*rim, level=255) + spots((30, 40), level=60)
    assert where_to_draw(unsure, NO_SKETCH, 5.0) == (30, 40)
    assert where_to_draw(spots(*rim), NO_SKETCH, 5.0) in rim


@pytest.mark.parametrize("near_px", [0.0, 200.0])
def test_a_part_of_nothing_but_rim_or_without_one_is_looked_at_all_the_same(near_px):
    assert where_to_draw(spots((7, 9)), NO_SKETCH, near_px) == (7, 9)


def test_where_all_is_fairly_certain_no_stroke_is_asked_for():
    assert where_to_draw(spots((20, 30), level=39), NO_SKETCH, 5.0) is None


# Doubtful touches


def met(labels, *heights, parting=0.0):
    """Fields of cells side by side: 1 high inside, of a height where each meets the next."""
    distance, flow = np.where(labels > 0, 1, -0.5).astype(np.float16), np.zeros((2, *SHAPE))
    for column, height in zip((20, 30), heights, strict=False):
        distance[:, column - 1 : column + 1] = height
        flow[1, :, column - 3 : column] = -parting / 2
        flow[1, :, column : column + 3] = parting / 2
    return labels, distance, flow


def test_the_pair_that_came_closest_to_being_one_cell_is_told():
    first, second, y, x = doubtful_touch(*met(three_cells(), 0.3, 0.5), NO_SKETCH)
    assert (first, second) == (2, 3)
    assert 10 <= y < 30
    assert x == 29


def test_cells_one_above_the_other_are_a_pair_too():
    labels, distance, flow = met(three_cells(), 0.3, 0.5)
    first, second, y, _ = doubtful_touch(labels.T, distance.T, flow[::-1].mT, NO_SKETCH.T)
    assert (first, second, y) == (2, 3, 29)


def test_a_valley_between_two_cells_is_not_asked_about():
    assert doubtful_touch(*met(three_cells(), 0.0, 0.0), NO_SKETCH) is None


def test_a_flow_that_leads_apart_shows_that_cells_are_two():
    assert doubtful_touch(*met(three_cells(), 0.5, 0.5), NO_SKETCH) is not None
    assert doubtful_touch(*met(three_cells(), 0.5, 0.5, parting=1.8), NO_SKETCH) is None


def test_a_valley_counts_by_the_lower_of_the_two_cells():
    labels, distance, flow = met(three_cells(), 0.2, 0.2)
    assert doubtful_touch(labels, distance, flow, NO_SKETCH) is None
    distance[labels == 3] *= 0.5  # hardly higher than where it meets cell 2
    assert doubtful_touch(labels, distance, flow, NO_SKETCH)[:2] == (2, 3)


def test_a_pair_with_a_stroke_between_is_settled():
    touching, sketch = met(three_cells(), 0.4, 0.5), NO_SKETCH.copy()
    sketch[20, 30] = BOUNDARY
    assert doubtful_touch(*touching, sketch)[:2] == (1, 2)
    sketch[20, 20] = BOUNDARY
    assert doubtful_touch(*touching, sketch) is None


def test_pairs_that_hardly_touch_are_not_told():
    labels = np.zeros(SHAPE, np.int32)
    labels[10:20, 10:20], labels[18:30, 20:30] = 1, 2  # two pixels of common edge
    assert doubtful_touch(*met(labels, 0.5), NO_SKETCH) is None


def test_masks_apart_from_each_other_are_no_pair():
    labels = np.where(three_cells() == 2, 0, three_cells())
    assert doubtful_touch(*met(labels, 0.5, 0.5), NO_SKETCH) is None


def test_cells_that_only_just_meet_are_obviously_two_if_their_masks_are_stable():
    labels = np.zeros(SHAPE, np.int32)
    labels[10:30, 10:20], labels[26:46, 20:30] = 1, 2  # four pixels of common edge, of twenty
    touching, stable = met(labels, 0.5), np.zeros(SHAPE, bool)
    assert doubtful_touch(*touching, NO_SKETCH, stable, 20.0) is None
    assert doubtful_touch(*touching, NO_SKETCH, labels == 2, 20.0)[:2] == (1, 2)
    assert doubtful_touch(*met(three_cells(), 0.5), NO_SKETCH, stable, 20.0) is not None


# Agreement


def test_agreement_is_the_part_of_the_drawn_pixels_that_the_masks_agree_with():
    labels = three_cells()
    sketch = NO_SKETCH.copy()
    assert agreement(labels > 0, sketch) is None
    sketch[10, 10:20] = FOREGROUND  # right
    sketch[10, 20:25] = BACKGROUND  # wrong
    sketch[50, 20:25] = BACKGROUND  # right
    sketch[50, 40:45] = BOUNDARY  # neither
    assert agreement(labels > 0, sketch) == 15 / 20
