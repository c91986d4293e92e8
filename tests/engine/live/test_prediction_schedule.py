"""Which part of an image is predicted when: what is looked at first, and training has its time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.core.box import Box
from sketchpose_engine.live import prediction_schedule as schedule_module
from sketchpose_engine.live.prediction_schedule import (
    BACKGROUND_SHARE,
    EDIT_SHARE,
    PAUSE_S,
    TILE_PX,
    VIEW_SHARE,
    PredictionScheduler,
)

LARGE = (2000, 3000)


class Clock:
    """Time that passes when told so."""

    def __init__(self):
        self.now_s = 100.0

    def monotonic(self):
        return self.now_s


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(schedule_module, "time", made)
    return made


def schedule_of(shape=LARGE, look=None, eighths=8):
    return PredictionScheduler(shape, look or Box.whole(shape), eighths)


def test_a_small_image_is_one_piece(clock):
    schedule = schedule_of((700, 900), Box(100, 100, 200, 200))
    assert schedule.region_in_view() == Box(0, 0, 700, 900)
    assert schedule.view_is_due(1, learning=False, news=False)
    assert schedule.next_background_tile(1, learning=False) is None
    schedule.mark_predicted(schedule.region_in_view(), 1, 0.5)
    assert schedule.progress(1) == (1, 1)
    assert not schedule.view_is_due(1, learning=False, news=True)


def test_an_image_is_small_if_the_network_sees_it_small():
    assert schedule_of(LARGE, eighths=2).region_in_view() == Box.whole(LARGE)
    assert schedule_of((700, 900), eighths=16).region_in_view() != Box(0, 0, 700, 900)


@given(
    st.integers(-500, 2500),
    st.integers(-500, 3500),
    st.integers(0, 4000),
    st.integers(0, 4000),
    st.sampled_from([4, 8, 12]),
)
def test_the_near_part_lies_in_the_image_and_is_limited(top, left, height, width, eighths):
    look = Box(top, left, top + height, left + width)
    near = schedule_of(LARGE, look, eighths).region_in_view()
    assert 0 <= near.top < near.bottom <= LARGE[0]
    assert 0 <= near.left < near.right <= LARGE[1]
    assert max(near.shape) <= TILE_PX * 8 // eighths
    inside = max(look.top, 0) < min(look.bottom, LARGE[0])
    inside &= max(look.left, 0) < min(look.right, LARGE[1])
    middle_inside = 0 <= (look.top + look.bottom) // 2 < LARGE[0]
    middle_inside &= 0 <= (look.left + look.right) // 2 < LARGE[1]
    if inside and middle_inside:
        assert near.meets(look)


def test_the_near_part_of_a_narrow_image_is_not_larger_than_the_image():
    near = schedule_of((300, 9000), Box(-200, 0, 500, 9000)).region_in_view()
    assert (near.top, near.bottom) == (0, 300)
    assert near.shape[1] == TILE_PX


def test_while_learning_far_parts_take_at_most_their_share(clock):
    schedule, spent_s = schedule_of(), 0.0
    start_s = clock.now_s
    while clock.now_s < start_s + 100:
        if (
            part := schedule.next_background_tile(int(clock.now_s * 10), learning=True)
        ) is not None:
            clock.now_s += 0.5
            spent_s += 0.5
            schedule.mark_predicted(part, int(clock.now_s * 10), 0.5)
        else:
            clock.now_s += 0.05  # a step of training
    assert spent_s <= 100 / (1 + BACKGROUND_SHARE) + 0.5
    assert spent_s > 0.9 * 100 / (1 + BACKGROUND_SHARE)


def test_when_not_learning_all_parts_become_up_to_date_and_then_nothing_is_due(clock):
    schedule = schedule_of(look=Box(0, 2000, 700, 2700))
    seen = []
    while (part := schedule.next_background_tile(3, learning=False)) is not None:
        seen.append(part)
        schedule.mark_predicted(part, 3, 1.0)
    done, total = schedule.progress(3)
    assert done == total == len(seen) == len(set(seen))
    assert sum(part.shape[0] * part.shape[1] for part in seen) == LARGE[0] * LARGE[1]
    assert seen[0].meets(schedule.viewport)
    assert not schedule.view_is_due(3, learning=False, news=True)
    assert schedule.next_background_tile(4, learning=False) is not None


def test_the_oldest_part_comes_first_and_of_these_the_nearest(clock):
    schedule = schedule_of(look=Box(1900, 2900, 2000, 3000))
    nearest = schedule.next_background_tile(1, learning=False)
    assert (nearest.bottom, nearest.right) == LARGE
    schedule.mark_predicted(nearest, 1, 0.1)
    assert schedule.next_background_tile(2, learning=False) != nearest


def test_news_make_the_near_part_due_sooner(clock):
    schedule = schedule_of()
    schedule.mark_predicted(schedule.region_in_view(), 1, 2.0)
    assert not schedule.view_is_due(2, learning=True, news=True)
    clock.now_s += 2.0 * EDIT_SHARE
    assert schedule.view_is_due(2, learning=True, news=True)
    assert not schedule.view_is_due(2, learning=True, news=False)
    clock.now_s += PAUSE_S + 2.0 * (VIEW_SHARE - EDIT_SHARE)
    assert schedule.view_is_due(2, learning=True, news=False)


def test_looking_elsewhere_is_news(clock):
    schedule = schedule_of(look=Box(0, 0, 500, 500))
    schedule.mark_predicted(schedule.region_in_view(), 1, 1.0)
    clock.now_s += 1.0 * EDIT_SHARE
    assert not schedule.view_is_due(2, learning=True, news=False)
    schedule.viewport = Box(1000, 1000, 1500, 1500)
    assert schedule.view_is_due(2, learning=True, news=False)


def test_what_is_up_to_date_is_never_due(clock):
    schedule = schedule_of()
    schedule.mark_predicted(schedule.region_in_view(), 5, 0.0)
    clock.now_s += 1000
    assert not schedule.view_is_due(5, learning=True, news=True)


@pytest.mark.parametrize("shape", [(200, 300), LARGE])
def test_after_an_edit_the_view_is_due_although_the_network_is_the_same(shape):
    schedule = schedule_of(shape)
    region = schedule.region_in_view()
    for tile in (region, *schedule._tiles()):
        schedule.mark_predicted(tile, 1, 0.1)
    assert not schedule.view_is_due(1, learning=False, news=False)
    schedule.mark_outdated(Box(region.top + 1, region.left + 1, region.top + 5, region.left + 5))
    assert schedule.view_is_due(1, learning=False, news=False)
    assert not schedule.nothing_predicted
    schedule.mark_predicted(region, 1, 0.1)
    assert not schedule.view_is_due(1, learning=False, news=False)
