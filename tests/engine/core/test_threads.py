"""Threads for array operations: the results of a plain loop, in order."""

import threading

import pytest

from sketchpose_engine.core import threads
from sketchpose_engine.core.threads import map_in_threads


@pytest.fixture(params=[1, 4])
def processors(request, monkeypatch):
    monkeypatch.setattr(threads, "usable_processors", lambda: request.param)
    threads._pool.cache_clear()
    yield request.param
    threads._pool.cache_clear()


def test_results_come_in_the_order_of_the_items(processors):
    assert map_in_threads(lambda item: item**2, range(50)) == [item**2 for item in range(50)]


def test_the_first_error_is_raised(processors):
    with pytest.raises(ZeroDivisionError):
        map_in_threads(lambda item: 1 // item, [2, 1, 0])


def test_items_run_at_the_same_time_where_there_are_processors(processors):
    if processors == 1:
        assert (
            map_in_threads(lambda _: threading.current_thread().name, range(2))
            == [threading.current_thread().name] * 2
        )
        return
    together = threading.Barrier(2, timeout=30)  # passes only when two have arrived
    assert sorted(map_in_threads(lambda _: together.wait(), range(2))) == [0, 1]
