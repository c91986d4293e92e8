"""The engine thread: requests in, signals out, and it always ends."""

import os
import sys
import threading

import numpy as np
import pytest

from app.core.payloads import Problem
from app.state.engine_thread import MOST_ERRORS, MOST_SESSIONS, EngineThread
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.live.messages import Idle, Notice, RequestFailed
from sketchpose_engine.live.requests import Learn, LoadWeights, OpenImage, SaveWeights
from sketchpose_engine.sketch.edits import Sketch
from sketchpose_engine.training.events import StepDone
from tests.app.helpers.fake_session import FakeSession


@pytest.fixture
def thread(bus, qtbot):
    """A thread that is not started yet; it is ended after the test."""
    session = FakeSession()
    made = EngineThread(bus, lambda: session)
    made.session = session
    yield made
    made.stop()
    assert made.isFinished() or not made.isRunning()


def test_requests_before_the_start_are_answered_after_it(thread, bus, qtbot):
    thread.post(LoadWeights(None))
    thread.post(Learn(True))
    with qtbot.waitSignal(bus.engine.started):
        thread.start()
    qtbot.waitUntil(lambda: len(thread.session.asked) == 2)
    assert thread.session.asked == [LoadWeights(None), Learn(True)]


def test_stopping_before_the_start_leaves_nothing(thread):
    thread.stop()
    assert not thread.isRunning()


def test_each_message_is_announced_by_its_signal(thread, bus, qtbot):
    step, rest = StepDone(1, 0.5, {}, 0.1, 1), Idle("paused")
    with qtbot.waitSignals([bus.engine.step_done, bus.engine.idle]):
        thread._publish(step)
        thread._publish(rest)


def test_what_the_engine_refuses_is_one_sentence_without_details(thread, bus, qtbot):
    with qtbot.waitSignal(bus.notices.problem_met) as told:
        thread._publish(RequestFailed(InputError("There is no such file.")))
    assert told.args == [Problem("There is no such file.")]


def test_what_the_user_should_know_is_noted(thread, bus, qtbot):
    with qtbot.waitSignal(bus.notices.noted) as told:
        thread._publish(Notice("The memory is full."))
    assert told.args == ["The memory is full."]


def test_an_error_pauses_learning_and_the_session_goes_on(thread, bus, qtbot):
    thread.session.fail_at = LoadWeights
    thread.start()
    with qtbot.waitSignal(bus.notices.problem_met) as told:
        thread.post(LoadWeights(None))
    (problem,) = told.args
    assert "RuntimeError" in problem.sentence
    assert "Traceback" in problem.details
    qtbot.waitUntil(lambda: Learn(False) in thread.session.asked)
    thread.post(Learn(True))
    qtbot.waitUntil(lambda: thread.session.asked[-1] == Learn(True))
    assert thread.isRunning()


def always_fails():
    raise RuntimeError("again")
    yield


def test_a_session_that_fails_again_and_again_is_replaced(bus, qtbot):
    sessions = [FakeSession(), FakeSession()]
    sessions[0].run = always_fails
    made = iter(sessions)
    thread = EngineThread(bus, lambda: next(made))
    with qtbot.waitSignal(bus.engine.restarted):
        thread.start()
    thread.post(Learn(True))
    qtbot.waitUntil(lambda: sessions[1].asked == [Learn(True)])
    assert thread.isRunning()
    thread.stop()


def test_an_engine_whose_sessions_all_fail_ends_says_so_and_can_be_started_again(
    thread, bus, qtbot
):
    problems = []
    bus.notices.problem_met.connect(problems.append)
    run, thread.session.run = thread.session.run, always_fails
    with qtbot.waitSignal(bus.engine.ended):
        thread.start()
    qtbot.waitUntil(lambda: thread.isFinished())
    assert len(problems) == MOST_ERRORS * MOST_SESSIONS
    thread.session.run = run
    thread.post(Learn(True))  # is not lost
    with qtbot.waitSignal(bus.engine.restarted):
        thread.start()
    qtbot.waitUntil(lambda: thread.session.asked[-1] == Learn(True))


# Waiting for an answer


def test_an_answer_is_waited_for_and_all_before_it_is_announced(thread, bus, qtbot, tmp_path):
    thread.start()
    heard = []
    bus.engine.idle.connect(heard.append)
    sketch = Sketch("a", 1, np.zeros((4, 4), np.uint8))
    thread.post(OpenImage("a", np.zeros((1, 4, 4), np.uint8), sketch))
    answer = thread.ask(SaveWeights(tmp_path / "w"), lambda e: isinstance(e, RequestFailed), 5.0)
    assert isinstance(answer, RequestFailed)
    assert heard == [Idle("strokes")]


def test_no_answer_in_time_is_none(thread):
    thread.start()
    assert thread.ask(Learn(False), lambda event: False, 0.2) is None
    thread.stop()
    assert thread.ask(Learn(False), lambda event: False, 60.0) is None  # it does not even run


def test_what_concerns_other_weights_is_not_announced(thread, bus, qtbot):
    thread.start()
    steps = []
    bus.engine.step_done.connect(lambda done: steps.append(done.step))
    session, answer = thread.session, thread.session._answer

    def answers_late(request):
        yield StepDone(7, 0.1, {}, 1.0, 1)
        yield from answer(request)
        yield StepDone(1, 0.1, {}, 1.0, 1)

    session._answer = answers_late
    thread.post(LoadWeights(None))
    qtbot.waitUntil(lambda: bool(steps))
    assert steps == [1]


def test_an_engine_that_cannot_be_loaded_is_reported(bus, qtbot):
    def broken():
        raise ImportError("no torch")

    thread = EngineThread(bus, broken)
    with qtbot.waitSignal(bus.notices.problem_met) as told:
        thread.start()
    assert "no torch" in told.args[0].details
    thread.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="niceness of a thread, as Linux has it")
def test_a_program_that_was_started_with_nice_keeps_its_niceness(bus, qtbot):
    """An ordinary user may not lower it: to try ended the engine."""
    niceness = max(7, os.getpriority(os.PRIO_PROCESS, 0))
    measured = []

    def session():
        measured.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return FakeSession()

    thread = EngineThread(bus, session)

    def start_with_nice():
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
        thread.start()  # threads inherit it

    starter = threading.Thread(target=start_with_nice)
    starter.start()
    starter.join()
    qtbot.waitUntil(lambda: bool(measured))
    thread.stop()
    assert measured == [niceness]
