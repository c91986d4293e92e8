"""Probable mistakes of the hand: what is reported about a stroke, and what is not."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.masks.drawn_cells import CellsFound
from sketchpose_engine.masks.rejected_masks import rejected_masks
from sketchpose_engine.masks.stroke_check import (
    Mistake,
    agrees,
    check_stroke,
    is_reliable,
    is_settled,
)
from sketchpose_engine.sketch.annotations import Annotations, Brush
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND, NOTHING, cell_value
from tests.engine.helpers.support import discs

SHAPE = (90, 160)
CENTRES = [(45, 30), (45, 75), (45, 120)]
RADIUS = 14
MASKS = discs(SHAPE, CENTRES, RADIUS)
NONE_DRAWN = np.zeros(SHAPE, np.uint8)


def drawn(value, *points, radius_px=2.0, before=NONE_DRAWN, masks=MASKS, **judged):
    """What is reported about a stroke through some points."""
    sketch = Annotations("", before.copy())
    for start, end in pairwise(points):
        sketch.paint(start, end, Brush(value, radius_px))
    sketch.finish()
    box, pixels = sketch.painted(value)
    stroke = np.zeros(SHAPE, bool)
    stroke[box.slices] = pixels
    return check_stroke(masks, sketch.labels, stroke, value, **judged)


def kind(*arguments, **options):
    found = drawn(*arguments, **options)
    return found and found.kind


# Background


def test_background_across_cells_is_reported_once_for_each():
    found = drawn(BACKGROUND, (45, 2), (45, 158))
    assert found.kind is Mistake.BACKGROUND_OVER_CELLS
    assert {MASKS[place] for place in found.places} == {1, 2, 3}


def test_background_through_many_cells_is_reported_though_they_fill_the_image():
    tissue = (1 + np.indices(SHAPE)[1] // 40).astype(np.int32)
    assert kind(BACKGROUND, (45, 2), (45, 158), masks=tissue) is Mistake.BACKGROUND_OVER_CELLS
    assert kind(BACKGROUND, (45, 10), (45, 30), masks=tissue) is None


@pytest.mark.parametrize(
    ("points", "why"),
    [
        (((5, 2), (5, 158)), "beside all cells"),
        (((45 - RADIUS, 2), (45 - RADIUS, 158)), "along their rims"),
        (((40, 26), (50, 34)), "inside one: it is no cell"),
        (((45, 25), (45, 25)), "a dot in one"),
    ],
)
def test_background_that_corrects_is_not(points, why):
    assert drawn(BACKGROUND, *points) is None, why


def test_background_inside_a_cell_that_the_network_is_certain_of_is_reported():
    found = drawn(BACKGROUND, (40, 26), (50, 34), cell=MASKS == 1)
    assert found.kind is Mistake.BACKGROUND_OVER_CELLS
    assert [MASKS[place] for place in found.places] == [1]
    assert drawn(BACKGROUND, (40, 26), (50, 34), cell=MASKS == 2) is None


def test_background_across_doubtful_masks_is_not():
    assert drawn(BACKGROUND, (45, 2), (45, 158), doubtful=MASKS > 0) is None
    found = drawn(BACKGROUND, (45, 2), (45, 158), doubtful=MASKS == 2)
    assert {MASKS[place] for place in found.places} == {1, 3}


# Cells


def test_a_cell_stroke_on_certain_background_is_reported_where_it_is():
    found = drawn(FOREGROUND, (8, 40), (8, 60), background=MASKS == 0)
    assert found.kind is Mistake.CELL_ON_BACKGROUND
    ((y, x),) = found.places
    assert abs(y - 8) <= 2
    assert 40 <= x <= 60


def test_a_cell_stroke_over_two_cells_and_the_gap_between_is_about_the_two_cells():
    found = drawn(FOREGROUND, (45, 30), (45, 75), background=MASKS == 0)
    assert found.kind is Mistake.TWO_CELLS_IN_ONE
    assert {MASKS[place] for place in found.places} == {1, 2}


def test_so_is_one_that_leaves_its_cell_and_goes_on_over_background():
    found = drawn(FOREGROUND, (45, 30), (5, 52), background=MASKS == 0)
    assert found.kind is Mistake.CELL_ON_BACKGROUND
    assert MASKS[found.places[0]] == 0
    assert drawn(FOREGROUND, (45, 30), (5, 52), background=NONE_DRAWN > 0) is None


@pytest.mark.parametrize(
    ("points", "background", "why"),
    [
        (((8, 40), (8, 60)), None, "nothing is known of the background"),
        (((8, 40), (8, 60)), np.zeros(SHAPE, bool), "the network is not certain"),
        (((45, 30), (45, 36)), MASKS == 0, "a mask is under it"),
        (((45, 30), (45, 50)), MASKS == 0, "it extends a mask"),
    ],
)
def test_a_cell_stroke_that_may_be_right_is_not(points, background, why):
    assert drawn(FOREGROUND, *points, background=background) is None, why


def test_only_a_network_that_finds_most_drawn_cells_is_relied_on():
    assert is_reliable(CellsFound(6, 3, 1))
    assert not is_reliable(CellsFound(6, 3, 0))
    assert not is_reliable(CellsFound(0, 0, 0))
    assert not is_reliable(None)


def test_a_cell_stroke_over_two_cells_is_reported():
    found = drawn(FOREGROUND, (45, 30), (45, 75))
    assert found.kind is Mistake.TWO_CELLS_IN_ONE
    assert {MASKS[place] for place in found.places} == {1, 2}


def test_a_cell_stroke_over_masks_of_which_one_is_doubtful_is_not():
    assert drawn(FOREGROUND, (45, 30), (45, 75), doubtful=MASKS == 2) is None


def test_a_stroke_that_connects_two_drawn_cells_is_reported_once():
    before = Annotations("", NONE_DRAWN.copy())
    for column in (30, 75):
        before.paint((45, column - 9), (45, column + 9), Brush(FOREGROUND, 4.0))
    before.finish()
    between = (45, 39), (45, 66)
    assert kind(FOREGROUND, *between, before=before.labels) is Mistake.TWO_CELLS_IN_ONE
    before.paint(*between, Brush(FOREGROUND, 2.0))
    before.finish()
    assert kind(FOREGROUND, (40, 30), (38, 33), before=before.labels) is None  # it is known


def test_of_any_class():
    assert kind(cell_value(2), (45, 30), (45, 75)) is Mistake.TWO_CELLS_IN_ONE


def test_not_with_a_line_between_them_that_is_kept():
    sketch = Annotations("", NONE_DRAWN.copy())
    sketch.paint((0, 52), (89, 52), Brush(BOUNDARY, 1.0))
    sketch.paint((45, 30), (45, 75), Brush(FOREGROUND, 2.0, keep=True))
    stroke = sketch.labels == FOREGROUND
    assert check_stroke(MASKS, sketch.labels, stroke, FOREGROUND) is None


@pytest.mark.parametrize(
    "points",
    [
        ((45, 25), (45, 35)),
        ((45, 30), (45, 53)),  # out of one, not into the other
        ((45, 30), (45, 63)),  # only its rim is touched
        ((10, 10), (10, 150)),  # where nothing is found
    ],
)
def test_a_cell_stroke_in_one_cell_is_not(points):
    assert drawn(FOREGROUND, *points) is None


# Lines


def test_a_line_that_ends_in_a_cell_is_reported():
    found = drawn(BOUNDARY, (20, 75), (46, 75), radius_px=1.0)
    assert found.kind is Mistake.LINE_ENDS_IN_CELL
    assert MASKS[found.places[0]] == 2


@pytest.mark.parametrize(
    "points",
    [
        ((20, 75), (70, 75)),  # right across: splitting is what lines are for
        ((20, 75), (56, 75)),  # nearly: it ends a pixel or two before the rim
        ((10, 52), (80, 52)),  # between cells
        ((45 - 13, 60), (45 - 13, 90)),  # along a rim
    ],
)
def test_a_line_that_divides_or_passes_by_is_not(points):
    assert drawn(BOUNDARY, *points, radius_px=1.0) is None


ROWS, COLUMNS = np.ogrid[: SHAPE[0], : SHAPE[1]]
LOBES = (np.minimum(abs(COLUMNS - 50), abs(COLUMNS - 90)) ** 2 + (ROWS - 45) ** 2 < 22**2) * 1


@pytest.mark.parametrize(("end", "reported"), [(42, True), (46, True), (70, False)])
def test_a_line_through_the_neck_between_two_cells_in_one_mask_is_measured_by_the_neck(
    end, reported
):
    found = drawn(BOUNDARY, (25, 70), (end, 70), radius_px=1.0, masks=LOBES.astype(np.int32))
    assert bool(found) == reported


@pytest.mark.parametrize("offset", [0, 1, 2])
def test_a_line_between_two_rods_is_not_reported_where_the_hand_is_unsteady(offset):
    rods = np.zeros(SHAPE, np.int32)
    rods[37:45, 10:80], rods[45:53, 10:80] = 1, 2
    line = (45 + offset, 40), (45 + offset, 85)
    assert drawn(BOUNDARY, *line, radius_px=1.0, masks=rods) is None


def test_a_line_that_meets_an_earlier_one_in_the_cell_divides_it():
    before = Annotations("", NONE_DRAWN.copy())
    before.paint((20, 75), (46, 75), Brush(BOUNDARY, 1.0))
    before.finish()
    assert drawn(BOUNDARY, (70, 75), (44, 75), radius_px=1.0, before=before.labels) is None


def test_a_line_is_settled_once_the_cell_is_two_or_none():
    (place,) = drawn(BOUNDARY, (20, 75), (46, 75), radius_px=1.0).places
    assert not is_settled(MASKS, place)
    split = MASKS.copy()
    split[:, 76:][MASKS[:, 76:] == 2] = 9
    assert is_settled(split, place)
    assert is_settled(np.where(MASKS == 2, 0, MASKS), place)


# Any stroke


def test_the_eraser_makes_no_mistakes():
    stroke = np.ones(SHAPE, bool)
    assert check_stroke(MASKS, NONE_DRAWN, stroke, NOTHING) is None


VALUES = st.sampled_from([BACKGROUND, BOUNDARY, FOREGROUND, cell_value(1)])
POINTS = st.tuples(st.integers(0, SHAPE[0] - 1), st.integers(0, SHAPE[1] - 1))


@given(VALUES, POINTS, POINTS, st.floats(0.5, 8))
def test_where_there_are_no_masks_no_stroke_is_wrong(value, start, end, radius_px):
    nothing = np.zeros(SHAPE, np.int32)
    assert drawn(value, start, end, radius_px=radius_px, masks=nothing) is None


@given(VALUES, POINTS, POINTS, st.floats(0.5, 8))
def test_places_lie_under_the_stroke_each_in_another_mask(value, start, end, radius_px):
    sketch = Annotations("", NONE_DRAWN.copy())
    sketch.paint(start, end, Brush(value, radius_px))
    found = check_stroke(MASKS, sketch.labels, sketch.labels == value, value)
    places = found.places if found else ()
    assert all(sketch.labels[place] == value for place in places)
    assert len({MASKS[place] for place in places}) == len(places)
    assert all(MASKS[place] for place in places)


@given(VALUES, POINTS, POINTS, st.floats(0.5, 8), st.booleans(), st.booleans())
def test_a_mirrored_stroke_on_mirrored_masks_is_judged_alike(value, start, end, radius, up, left):
    flip = np.s_[:: -1 if up else 1, :: -1 if left else 1]
    sketch = Annotations("", NONE_DRAWN.copy())
    sketch.paint(start, end, Brush(value, radius))
    stroke = sketch.labels == value
    one = check_stroke(MASKS, sketch.labels, stroke, value)
    other = check_stroke(MASKS[flip], sketch.labels[flip], stroke[flip], value)
    assert (one and (one.kind, len(one.places))) == (other and (other.kind, len(other.places)))


# What the network finds later


@pytest.mark.parametrize(
    ("distance", "agreed"), [([0.4, 0.3, 0.1, -0.5], True), ([0.4, -0.5], False), ([0.1, 0], False)]
)
def test_a_cell_stroke_is_agreed_with_once_a_mask_would_cover_most_of_it(distance, agreed):
    background = np.zeros(len(distance), bool)
    assert agrees(Mistake.CELL_ON_BACKGROUND, np.array(distance), background) == agreed


@pytest.mark.parametrize(("certain", "agreed"), [(20, True), (18, True), (17, False)])
def test_background_is_agreed_with_once_hardly_any_of_the_cells_is_left(certain, agreed):
    background = np.arange(20) < certain
    assert agrees(Mistake.BACKGROUND_OVER_CELLS, np.zeros(20), background) == agreed


def test_a_stroke_of_which_nothing_is_in_question_is_not_agreed_with():
    for kind in Mistake:
        assert not agrees(kind, np.zeros(0), np.zeros(0, bool))


def test_one_cell_instead_of_two_is_for_the_user_to_say():
    assert not agrees(Mistake.TWO_CELLS_IN_ONE, np.ones(9), np.zeros(9, bool))


# Masks that are no cells


def rejected(*points, radius_px=3.0, masks=MASKS, before=NONE_DRAWN):
    """Numbers of the masks that a background stroke marks as no cells; all of them is rejected."""
    sketch = Annotations("", before.copy())
    for start, end in pairwise(points):
        sketch.paint(start, end, Brush(BACKGROUND, radius_px))
    box, pixels = sketch.painted(BACKGROUND)
    stroke = np.zeros(SHAPE, bool)
    stroke[box.slices] = pixels
    found = rejected_masks(masks, sketch.labels, stroke)
    numbers = set(np.unique(masks[found]).tolist())
    np.testing.assert_array_equal(found, np.isin(masks, list(numbers)))
    return numbers


@pytest.mark.parametrize("angle", np.linspace(0, np.pi, 5))
def test_background_through_the_middle_of_a_mask_rejects_all_of_it(angle):
    y, x = CENTRES[1]
    reach_y, reach_x = 8 * np.sin(angle), 8 * np.cos(angle)
    assert rejected((y - reach_y, x - reach_x), (y + reach_y, x + reach_x)) == {2}


def test_a_dot_in_its_middle_is_enough():
    assert rejected(CENTRES[1], CENTRES[1]) == {2}


def test_background_along_the_rim_corrects_the_rim():
    y, x = CENTRES[1]
    arc = [(y - 13 * np.cos(a), x + 13 * np.sin(a)) for a in np.linspace(-0.8, 0.8, 9)]
    assert rejected(*arc) == set()


def test_background_across_a_neck_separates_two_cells():
    pair = (discs(SHAPE, [(45, 60), (45, 84)], RADIUS) > 0).astype(np.int32)
    assert rejected((30, 72), (60, 72), masks=pair) == set()


def test_background_across_a_filament_cuts_it():
    filament = np.zeros(SHAPE, np.int32)
    filament[40:50, 10:150] = 1
    assert rejected((42, 80), (47, 80), masks=filament) == set()
    assert rejected((45, 20), (45, 140), masks=filament) == {1}


def test_a_drawn_cell_is_not_rejected():
    before = NONE_DRAWN.copy()
    before[50:54, 70:80] = FOREGROUND
    assert rejected((45, 68), (45, 82), before=before) == set()


def test_background_that_passes_over_cells_rejects_none():
    assert rejected((45, 2), (45, 158)) == set()
