"""Work beside the window: results come back into its thread, and nothing of it ends elsewhere."""

import gc
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from app.core.workers import Workers

HERE = threading.get_ident


class Listener:
    """Notes what it is called with, and in which thread that happens and it is destroyed."""

    def __init__(self, calls: list[tuple[object, int]], ends: list[int]) -> None:
        self._calls, self._ends = calls, ends

    def __call__(self, payload: object) -> None:
        self._calls.append((payload, HERE()))

    def __del__(self) -> None:
        self._ends.append(HERE())


@pytest.fixture
def workers(qapp: object) -> Iterator[Workers]:
    workers = Workers()
    yield workers
    workers.finish()


def ignored(_: object) -> None:
    pass


def unexpected(error: object) -> None:
    raise AssertionError(error)


def test_the_result_comes_back_into_the_thread_that_asked(workers: Workers, qtbot: QtBot) -> None:
    calls: list[tuple[object, int]] = []
    places: list[int] = []

    def work() -> int:
        places.append(HERE())
        return 7

    workers.run(work, Listener(calls, []), unexpected)
    qtbot.waitUntil(lambda: len(calls) == 1)
    assert calls == [(7, HERE())]
    assert places != [HERE()]


def test_so_does_an_error(workers: Workers, qtbot: QtBot) -> None:
    calls: list[tuple[object, int]] = []
    workers.run(lambda: [][0], unexpected, Listener(calls, []))
    qtbot.waitUntil(lambda: len(calls) == 1)
    assert isinstance(calls[0][0], IndexError)
    assert calls[0][1] == HERE()


def test_work_is_done_in_the_order_in_which_it_was_asked_for(
    workers: Workers, qtbot: QtBot
) -> None:
    done: list[object] = []
    for number in range(20):
        workers.run(lambda number=number: number, done.append, unexpected)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(done) == 20)
    assert done == list(range(20))


def test_listeners_end_in_the_thread_that_asked(workers: Workers, qtbot: QtBot) -> None:
    """A Qt object that ends in another thread may block the window for ever."""
    calls: list[tuple[object, int]] = []
    ends: list[int] = []
    for number in range(50):
        workers.run(
            lambda number=number: number,  # type: ignore[misc]
            Listener(calls, ends),
            Listener([], ends),
        )
    qtbot.waitUntil(lambda: len(ends) == 100)
    assert len(calls) == 50
    assert set(ends) == {HERE()}


def test_so_do_the_work_and_what_it_returns_or_raises(workers: Workers, qtbot: QtBot) -> None:
    ends: list[int] = []
    taken: list[object] = []

    class Held(Exception):
        def __del__(self) -> None:
            ends.append(HERE())

    def work(held: Held, fails: bool) -> Held:
        if fails:
            raise Held
        return Held()

    for number in range(50):
        workers.run(
            partial(work, Held(), number % 2 == 0),
            lambda result: taken.append(str(result)),
            lambda error: taken.append(str(error)),
        )
    qtbot.waitUntil(lambda: len(taken) == 50)
    gc.collect()  # an error refers to itself by its traceback
    assert len(ends) == 100
    assert set(ends) == {HERE()}


def test_what_is_asked_for_soon_is_done_first(workers: Workers, qtbot: QtBot) -> None:
    may_begin = threading.Event()
    done: list[object] = []
    workers.run(lambda: may_begin.wait(10), ignored, unexpected)
    for number, soon in enumerate([False, True, False, True]):
        workers.run(lambda n=number: n, done.append, unexpected, soon=soon)  # type: ignore[misc]
    may_begin.set()
    qtbot.waitUntil(lambda: len(done) == 4)
    assert done == [1, 3, 0, 2]


def test_what_was_asked_for_is_done_before_the_workers_end(qapp: object) -> None:
    done: list[int] = []
    workers = Workers()
    for number in range(20):
        workers.run(lambda number=number: done.append(number), unexpected, unexpected)  # type: ignore[misc]
    del workers
    assert done == list(range(20))


def test_there_is_a_thread_for_as_long_as_there_is_work(workers: Workers) -> None:
    before = threading.active_count()
    for _ in range(3):
        may_end = threading.Event()
        workers.run(lambda may_end=may_end: may_end.wait(10), ignored, unexpected)  # type: ignore[misc]
        workers.run(lambda: None, ignored, unexpected)
        assert threading.active_count() == before + 1
        may_end.set()
        workers.finish()
        assert threading.active_count() == before


def test_what_is_dropped_is_neither_done_nor_remembered(workers: Workers, qtbot: QtBot) -> None:
    begun, may_end = threading.Event(), threading.Event()
    done: list[object] = []
    ends: list[int] = []

    def slow() -> str:
        begun.set()
        may_end.wait(10)
        return "begun"

    workers.run(slow, done.append, unexpected)
    for _ in range(3):
        workers.run(lambda: "not begun", Listener([], ends), unexpected)
    assert begun.wait(10)
    threading.Timer(0.1, may_end.set).start()
    workers.drop()
    assert ends == [HERE()] * 3
    qtbot.waitUntil(lambda: done == ["begun"])
