"""The engine thread: requests in, signals out, and it always ends."""

import pytest

from app.engine_thread import MOST_ERRORS, EngineThread
from sketchpose_engine.messages import Learn, Notice, Refused, Resting, StepDone, UseWeights
from tests.app.fake_session import FakeSession


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
    thread.post(UseWeights(None))
    thread.post(Learn(True))
    with qtbot.waitSignal(bus.engine_started):
        thread.start()
    qtbot.waitUntil(lambda: len(thread.session.asked) == 2)
    assert thread.session.asked == [UseWeights(None), Learn(True)]


def test_stopping_before_the_start_leaves_nothing(thread):
    thread.stop()
    assert not thread.isRunning()


def test_each_message_is_announced_by_its_signal(thread, bus, qtbot):
    step, rest = StepDone(1, 0.5, {}, 0.1, 1), Resting("paused")
    with qtbot.waitSignals([bus.step_done, bus.rested]):
        thread._publish(step)
        thread._publish(rest)


def test_what_the_engine_refuses_is_one_sentence_without_details(thread, bus, qtbot):
    with qtbot.waitSignal(bus.problem_met) as told:
        thread._publish(Refused("There is no such file."))
    assert told.args == ["There is no such file.", ""]


def test_what_the_user_should_know_is_noted(thread, bus, qtbot):
    with qtbot.waitSignal(bus.noted) as told:
        thread._publish(Notice("The memory is full."))
    assert told.args == ["The memory is full."]


def test_an_error_pauses_learning_and_the_session_goes_on(thread, bus, qtbot):
    thread.session.fail_at = UseWeights
    thread.start()
    with qtbot.waitSignal(bus.problem_met) as told:
        thread.post(UseWeights(None))
    sentence, details = told.args
    assert "RuntimeError" in sentence
    assert "Traceback" in details
    qtbot.waitUntil(lambda: Learn(False) in thread.session.asked)
    thread.post(Learn(True))
    qtbot.waitUntil(lambda: thread.session.asked[-1] == Learn(True))
    assert thread.isRunning()


def test_a_session_that_fails_again_and_again_is_given_up(thread, bus, qtbot):
    problems = []
    bus.problem_met.connect(lambda *problem: problems.append(problem))

    def fails():
        raise RuntimeError("again")
        yield

    thread.session.run = fails
    thread.start()
    qtbot.waitUntil(lambda: thread.isFinished() and len(problems) == MOST_ERRORS)


def test_an_engine_that_cannot_be_loaded_is_reported(bus, qtbot):
    def broken():
        raise ImportError("no torch")

    thread = EngineThread(bus, broken)
    with qtbot.waitSignal(bus.problem_met) as told:
        thread.start()
    assert "no torch" in told.args[1]
    thread.stop()
