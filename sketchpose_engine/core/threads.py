"""A pool of threads for array operations that release Python's global lock."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def usable_processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(usable_processors(), "arrays")


def map_in_threads(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Call a function for each item, in parallel, and return the results in order.

    The function must not call `map_in_threads`: it could wait for a thread forever.
    """
    items = list(items)
    if len(items) < 2 or usable_processors() == 1:
        return [function(item) for item in items]
    return list(_pool().map(function, items))
