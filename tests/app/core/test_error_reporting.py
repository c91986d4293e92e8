"""Errors: in full in the log, in one sentence on screen, and the program goes on."""

import logging
import sys
import threading

import pytest

from app.core import error_reporting
from app.core.payloads import Problem
from sketchpose_engine.core.errors import InputError


@pytest.fixture
def log(tmp_path, monkeypatch):
    """The log file of this test."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    with error_reporting.kept_log(tmp_path / "log"):
        yield tmp_path / "log"
    error_reporting.log.setLevel(logging.NOTSET)


def test_bad_input_is_its_sentence(bus, log, qtbot):
    with qtbot.waitSignal(bus.notices.problem_met) as told:
        error_reporting.report(bus, InputError("cells.tif is damaged: save it again."))
    assert told.args == [Problem("cells.tif is damaged: save it again.")]


def test_what_nobody_caught_is_told_and_logged(bus, log, qtbot):
    error_reporting.catch_all(bus)
    with qtbot.waitSignal(bus.notices.problem_met) as told:
        try:
            1 / 0  # noqa: B018
        except ZeroDivisionError:
            sys.excepthook(*sys.exc_info())
    (problem,) = told.args
    assert "what you drew is saved" in problem.sentence
    assert "1 / 0" in problem.details
    assert "ZeroDivisionError" in log.read_text()


def test_threads_are_caught_as_well(bus, log, qtbot):
    error_reporting.catch_all(bus)

    def fail():
        raise ValueError("in a thread")

    with qtbot.waitSignal(bus.notices.problem_met) as told:
        worker = threading.Thread(target=fail)
        worker.start()
        worker.join()
    assert "in a thread" in told.args[0].details
