"""Threads: fewer while other programs use the processor, and all of them afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpose_engine.live.thread_count import RETRY_STEPS, SLOW_STEPS, ThreadCount


class Computer:
    """Steps on some cores; each step takes as long as the slowest of its threads."""

    def __init__(self, cores):
        self.cores, self.threads, self.busy = cores, cores, 0
        self.count = ThreadCount(cores, self.use)

    def use(self, threads):
        self.threads = threads

    def step_s(self):
        waits = 5 if self.threads > self.cores - self.busy else 1
        return waits * (0.02 + 0.1 / self.threads)

    def run(self, steps):
        for _ in range(steps):
            self.count.record(self.step_s())


@pytest.mark.parametrize("cores", [1, 2, 4, 8, 12])
def test_on_a_quiet_computer_all_threads_are_used(cores):
    computer = Computer(cores)
    computer.run(500)
    assert computer.threads == cores


@pytest.mark.parametrize("cores", [2, 4, 8])
def test_when_other_programs_start_there_are_fewer_threads(cores):
    computer = Computer(cores)
    computer.run(20)
    computer.busy = cores // 2
    computer.run(3 * SLOW_STEPS)
    assert 1 <= computer.threads <= cores - computer.busy
    computer.run(10 * RETRY_STEPS)
    assert (
        computer.threads <= cores - computer.busy or computer.count._usual <= cores - computer.busy
    )


@pytest.mark.parametrize("cores", [2, 4, 8])
def test_when_they_end_all_threads_return(cores):
    computer = Computer(cores)
    computer.run(20)
    computer.busy = cores - 1
    computer.run(200)
    computer.busy = 0
    computer.run(5 * RETRY_STEPS)
    assert computer.threads == cores


def test_one_slow_step_changes_nothing():
    computer = Computer(4)
    computer.run(20)
    computer.count.record(5.0)
    computer.run(20)
    assert computer.threads == 4


@given(st.integers(1, 16), st.lists(st.floats(1e-4, 10), max_size=200))
def test_there_is_always_a_possible_number_of_threads(most, times_s):
    used = [most]
    count = ThreadCount(most, used.append)
    for seconds in times_s:
        count.record(seconds)
        assert 1 <= used[-1] <= most


@pytest.mark.parametrize("cores", [2, 4, 8])
def test_programs_that_run_from_the_start_are_noticed(cores):
    computer = Computer(cores)
    computer.busy = cores // 2
    computer.run(20)
    assert computer.threads <= cores - computer.busy
