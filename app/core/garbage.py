"""Cyclic garbage, collected in the window's thread only.

By default Python collects it in whatever thread happens to allocate. A Qt object that is destroyed
in another thread may block the window for ever: that thread holds a lock of Qt and waits for
Python's, and the window's thread the other way round.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

INTERVAL_MS = 1000


@contextmanager
def collected_here() -> Iterator[None]:
    """Collect cyclic garbage in the calling thread only, which runs Qt's event loop."""
    timer = QTimer()
    timer.timeout.connect(collect)
    timer.start(INTERVAL_MS)
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        timer.stop()
        if was_enabled:
            gc.enable()


def collect() -> None:
    """Collect the oldest generation that is due by Python's own thresholds."""
    due = [
        generation
        for generation, (objects, threshold) in enumerate(
            zip(gc.get_count(), gc.get_threshold(), strict=True)
        )
        if objects > threshold
    ]
    if 0 in due:
        gc.collect(max(due))
