"""The engine fails: the state is true, one press of Start goes on, and nothing is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.core.payloads import Problem
from app.project.engine_recovery import ENDED, RESTARTED
from app.state.learning import FINISHED, LEARNING, PAUSED, PROBLEM
from sketchpose_engine.live.messages import Idle
from sketchpose_engine.live.requests import Learn, LoadWeights, OpenImage
from sketchpose_engine.sketch.edits import Change
from sketchpose_engine.training.events import StepDone
from tests.app.helpers.fake_session import FakeSession


@pytest.fixture
def one(user):
    someone = user()
    someone.opens(someone.makes_image())
    someone.draws_cells_and_background()
    someone.wait_until(lambda: someone.program.learning.state == FINISHED)
    someone.presses("1")
    return someone


def start_button(user):
    return user.program.docks.learning.findChild(QPushButton, "primary")


def learns(user):
    return [asked.on for asked in user.session.asked if isinstance(asked, Learn)][-1]


def test_a_notice_with_details_is_no_failure_of_the_learning(one):
    one.program.bus.notices.problem_met.emit(
        Problem("12 files are in X. Left out: a.tif", "a.tif is damaged")
    )
    assert one.program.learning.state == FINISHED
    one.program.bus.notices.crash_found.emit(Problem("Sketchpose ended unexpectedly", "Traceback"))
    assert one.program.learning.state == FINISHED


def test_after_a_failure_one_press_of_start_goes_on(one):
    one.session.fail_at = Change
    one.draws((100, 20), (100, 60))
    one.wait_until(lambda: one.program.learning.state == PROBLEM)
    one.wait_until(lambda: not learns(one))
    one.program.bus.engine.idle.emit(Idle("paused"))  # as a session that does not learn
    assert one.program.learning.state == PROBLEM
    assert start_button(one).text() == "Start"
    QTest.mouseClick(start_button(one), Qt.MouseButton.LeftButton)
    assert one.program.preferences["live"]
    one.wait_until(lambda: learns(one))
    one.wait_until(lambda: one.program.learning.state == FINISHED)


def test_start_goes_on_whenever_the_engine_stands_still_though_it_is_to_learn(one):
    one.program.bus.engine.idle.emit(Idle("paused"))
    assert one.program.learning.state == PAUSED
    start = len(one.session.asked)
    one.presses("L")
    assert one.program.preferences["live"]
    one.wait_until(lambda: Learn(True) in one.session.asked[start:])
    one.wait_until(lambda: one.program.learning.state == FINISHED)  # the fake session is done
    one.program.bus.engine.step_done.emit(StepDone(1, 0.5, {}, 0.1, 1))
    assert one.program.learning.state == LEARNING
    one.presses("L")
    assert not one.program.preferences["live"]


def fails_always():
    raise RuntimeError("again")
    yield


def test_an_engine_that_is_started_anew_gets_weights_images_and_strokes(one):
    old, one.session = one.session, FakeSession()  # the next one
    old.run = fails_always
    old.fail_at = Change
    one.draws((100, 20), (100, 60))
    one.wait_until(lambda: any(isinstance(asked, OpenImage) for asked in one.session.asked))
    (opened,) = [asked for asked in one.session.asked if isinstance(asked, OpenImage)]
    assert opened.sketch.labels[100, 40] > 0
    assert LoadWeights in [type(asked) for asked in one.session.asked]
    assert (RESTARTED, "") in one.problems
    one.draws((110, 20), (110, 60))
    one.wait_until(lambda: one.scene.labels[110, 40] > 0)


def test_an_engine_that_ends_says_so_and_is_started_again_by_start(one):
    run, one.session.run = one.session.run, fails_always
    one.session.fail_at = Change
    one.draws((100, 20), (100, 60))
    one.wait_until(lambda: (ENDED, "") in one.problems)
    one.wait_until(one.program.engine.isFinished)
    assert one.program.learning.state == PROBLEM
    one.session.run = run
    one.session._images.clear()
    QTest.mouseClick(start_button(one), Qt.MouseButton.LeftButton)
    one.wait_until(lambda: one.scene.labels[100, 40] > 0)
    assert one.program.engine.isRunning()


def test_a_segmentation_that_the_engine_lost_has_ended(user):
    someone = user()
    someone.opens(*(someone.makes_image(name) for name in ("a.tif", "b.tif", "c.tif")))
    someone.session.hold_after = 1
    someone.program.segmentation.begin(go_on=False)
    someone.wait_until(lambda: someone.session.held)
    someone.session.run = fails_always
    someone.session.fail_at = Learn
    someone.program.learning._post_learn()
    someone.wait_until(lambda: not someone.program.segmentation.running)
    QApplication.processEvents()
