"""Cyclic garbage is collected in the window's thread."""

import gc
import threading

import pytest
from pytestqt.qtbot import QtBot

from app.core import garbage


class Ring:
    """Refers to itself, so that only the garbage collector ends it."""

    def __init__(self, ends: list[int]) -> None:
        self.itself, self._ends = self, ends

    def __del__(self) -> None:
        self._ends.append(threading.get_ident())


def make_rings(count: int, ends: list[int]) -> None:
    """Make much garbage in another thread."""

    def work() -> None:
        for _ in range(count):
            Ring(ends)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_garbage_of_another_thread_ends_in_the_windows_thread(qtbot: QtBot) -> None:
    ends: list[int] = []
    count = 20 * gc.get_threshold()[0]
    with garbage.collected_here():
        make_rings(count, ends)
        assert not ends
        qtbot.waitUntil(lambda: len(ends) >= count, timeout=20_000)
    assert set(ends) == {threading.get_ident()}


def test_little_garbage_is_left_for_later(qapp: object) -> None:
    ends: list[int] = []
    with garbage.collected_here():
        gc.collect()
        Ring(ends)
        garbage.collect()
        assert not ends
    gc.collect()
    assert len(ends) == 1


@pytest.mark.parametrize("enabled", [True, False])
def test_afterwards_python_collects_as_before(qapp: object, enabled: bool) -> None:
    was_enabled = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    with garbage.collected_here():
        assert not gc.isenabled()
    assert gc.isenabled() == enabled
    (gc.enable if was_enabled else gc.disable)()
