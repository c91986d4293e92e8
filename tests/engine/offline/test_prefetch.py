"""The stream of lessons: always the same ones, never many at a time, prepared by a thread."""

import threading
import weakref

import pytest

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.offline.prefetch import AHEAD, Prefetcher


class TrainingSample:
    """As far as a pool is concerned."""

    def __init__(self, number):
        self.number = number


@pytest.fixture
def pool_of():
    """Pools that are closed in the end."""
    made = []

    def new(make, *words):
        made.append(Prefetcher(make, *words))
        return made[-1]

    yield new
    for pool in made:
        pool.close()


def numbers(pool, step):
    return [sample.number for sample in pool.at(step)]


def test_the_oldest_lesson_gives_way_to_a_new_one(pool_of):
    pool = pool_of(TrainingSample, 3)
    assert [numbers(pool, step) for step in range(3)] == [[0, 1, 2], [1, 2, 3], [2, 3, 4]]


def test_it_may_stay_for_several_steps(pool_of):
    pool = pool_of(TrainingSample, 2, 2)
    assert [numbers(pool, step) for step in range(4)] == [[0, 1], [0, 1], [1, 2], [1, 2]]


def test_each_lesson_is_made_once_and_after_a_pause_it_is_the_same(pool_of):
    made = []
    pool = pool_of(lambda number: made.append(number) or TrainingSample(number), 4)
    for step in range(10):
        pool.at(step)
    pool.close()
    assert made == sorted(set(made))
    assert numbers(pool_of(TrainingSample, 4), 7) == [7, 8, 9, 10]


def test_few_lessons_are_alive_however_many_there_were(pool_of):
    alive, most = weakref.WeakSet(), 0

    def make(number):
        nonlocal most
        sample = TrainingSample(number)
        alive.add(sample)
        most = max(most, len(alive))
        return sample

    pool = pool_of(make, 5)
    for step in range(300):
        pool.at(step)
    pool.close()
    assert most <= 5 + AHEAD + 1  # one is being made


def test_lessons_are_made_by_another_thread(pool_of):
    makers = set()
    pool = pool_of(
        lambda number: makers.add(threading.current_thread()) or TrainingSample(number), 2
    )
    pool.at(0)
    assert len(makers) == 1 and threading.main_thread() not in makers
    pool.close()
    assert not makers.pop().is_alive()


def test_what_is_wrong_with_a_lesson_is_told_when_its_turn_comes(pool_of):
    def make(number):
        if number == 3:
            raise InputError("Three is damaged.")
        return TrainingSample(number)

    pool = pool_of(make, 2)
    assert numbers(pool, 0) == [0, 1]
    with pytest.raises(InputError, match="Three"):
        pool.at(2)
