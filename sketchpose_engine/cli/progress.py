"""A progress line on stderr."""

import sys
import time
from typing import TextIO

INTERVAL_S = 0.1
WIDTH = 24


class ProgressLine:
    """Line that is rewritten in place on a terminal, and written once at the end elsewhere.

    Parameters
    ----------
    title
        Name of the task.
    stream
        Output stream.
    """

    def __init__(self, title: str, stream: TextIO | None = None) -> None:
        self._title = title
        self._stream = stream or sys.stderr
        self._shown_at = 0.0
        self._longest = 0

    def show(self, part: float, detail: str, last: bool = False) -> None:
        """Report progress.

        Parameters
        ----------
        part
            Progress, 0 to 1.
        detail
            A few words after the bar.
        last
            Whether to end the line.
        """
        now = time.monotonic()
        in_place = self._stream.isatty()
        if not last and (not in_place or now - self._shown_at < INTERVAL_S):
            return
        self._shown_at = now
        full = round(WIDTH * min(max(part, 0.0), 1.0))
        line = f"{self._title} [{'#' * full}{'.' * (WIDTH - full)}] {detail}"
        self._longest = max(self._longest, len(line))
        self._stream.write(f"\r{line:<{self._longest}}" if in_place else line)
        if last:
            self._stream.write("\n")
        self._stream.flush()


def lasting(seconds: float) -> str:
    """Format a remaining time in a few words."""
    minutes = round(seconds / 60)
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 100 else f"{minutes / 60:.1f} h"
