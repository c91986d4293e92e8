"""The progress line on stderr."""

import io

import pytest

from sketchpose_engine.cli import progress
from sketchpose_engine.cli.progress import ProgressLine, lasting


class Terminal(io.StringIO):
    """A stream somebody watches."""

    def isatty(self):
        return True


@pytest.fixture
def hurry(monkeypatch):
    """Every report is shown, however soon after the last."""
    monkeypatch.setattr(progress, "INTERVAL_S", -1.0)


def test_where_nobody_watches_one_line_is_written_at_the_end():
    stream = io.StringIO()
    line = ProgressLine("Learning", stream)
    for step in range(10):
        line.show(step / 10, f"step {step}")
    assert stream.getvalue() == ""
    line.show(1, "10 steps", last=True)
    assert stream.getvalue() == f"Learning [{'#' * 24}] 10 steps\n"


def test_on_a_terminal_the_line_is_rewritten_in_place(hurry):
    stream = Terminal()
    line = ProgressLine("Learning", stream)
    line.show(0.5, "a long word")
    line.show(0.5, "short")
    line.show(1, "", last=True)
    first, second, third = stream.getvalue().removesuffix("\n").split("\r")[1:]
    assert first == f"Learning [{'#' * 12}{'.' * 12}] a long word"
    assert len(first) == len(second) == len(third)  # what was longer before is wiped out


def test_a_terminal_is_not_flooded():
    stream = Terminal()
    line = ProgressLine("Learning", stream)
    for _ in range(1000):
        line.show(0, "")
    assert stream.getvalue().count("\r") < 100


@pytest.mark.parametrize(("part", "full"), [(-1, 0), (0, 0), (1, 24), (7, 24)])
def test_the_bar_never_leaves_its_frame(part, full):
    stream = io.StringIO()
    ProgressLine("", stream).show(part, "", last=True)
    assert stream.getvalue() == f" [{'#' * full}{'.' * (24 - full)}] \n"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (99, "99 s"), (100, "2 min"), (5900, "98 min"), (9000, "2.5 h")],
)
def test_a_time_that_is_left_is_told_in_few_words(seconds, words):
    assert lasting(seconds) == words
