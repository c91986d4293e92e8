"""Learning while one goes from frame to frame."""

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from app.core.action_keys import ActionKey
from app.core.payloads import CellCount
from app.dialogs.choice import ChoiceDialog
from app.panels.frames import FramesBar
from app.panels.message_strip import MessageStrip
from app.state.learning import LEARNING, RESTS
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import FieldsReady, Idle, ResultsHeld
from sketchpose_engine.live.requests import FindMasks, Learn, OpenImage
from sketchpose_engine.training.events import StepDone


@pytest.fixture
def movie(user, tmp_path):
    """A movie of three frames, the first of which has strokes and masks."""
    one = user()
    one.session.dates = True
    path = tmp_path / "movie.tif"
    pixels = np.random.default_rng(0).integers(0, 200, (3, 120, 160), np.uint8)
    tifffile.imwrite(path, pixels, imagej=True, metadata={"axes": "TYX"})
    one.opens(path)
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    return one


def test_all_frames_of_a_movie_are_segmented(movie):
    movie.program.actions[ActionKey.SEGMENT_ALL].trigger()
    dialog = movie.program.window.findChild(ChoiceDialog)
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Find cells in all 3 frames of this image with" in said
    dialog.reject()


def steps_to(user, key):
    before = user.scene
    user.presses(key)
    user.wait_until(lambda: user.scene is not before)
    user.wait_until(lambda: user.session._looked_at == user.scene.image_id)
    user.wait_until(lambda: not user.session._inbox)
    QTest.qWait(50)  # until its answers are here


def learns(user, step, seconds=1.0, channels=1):
    """The engine reports a step of learning."""
    done = StepDone(step, 0.1, {}, seconds, 0, channels=channels)
    user.program.bus.engine.step_done.emit(done)
    assert user.program.learning.state == LEARNING


def is_on(user):
    """Whether the last request has switched learning on."""
    return [each for each in user.session.asked if isinstance(each, Learn)][-1].on


def age(user):
    label = user.program.window.findChild(FramesBar).findChild(QLabel, "mask_age")
    return label.text() if label.isVisible() else ""


def predicts(user, image_id):
    """The engine reports a prediction of a frame."""
    zeros = np.zeros((2, 120, 160), np.float16)
    whole, unsure = Box.whole((120, 160)), np.zeros((120, 160), np.uint8)
    user.program.bus.engine.fields_ready.emit(FieldsReady(image_id, whole, zeros[0], zeros, unsure))


def count_of(user):
    """The number of cells, and what is beside it."""
    results = user.program.docks.results
    return results._count, results._unit


def learned_elsewhere(user, reason):
    """Something is learned on the next frame, then learning ends; this frame is opened again."""
    steps_to(user, "Ctrl+PgDown")
    learns(user, user.program.learning.steps + 40, seconds=40.2)
    user.program.bus.engine.idle.emit(Idle(reason))
    steps_to(user, "Ctrl+PgUp")


def strip(user):
    return user.program.window.findChild(MessageStrip)


def says(user):
    return " ".join(each.text() for each in strip(user).findChildren(QLabel))


def offer(user):
    """The button that finds masks anew, if it is there."""
    texts = strip(user).findChildren(QPushButton)
    return [b for b in texts if b.text() == "Find masks anew" and b.isVisible()]


def last_opened(user):
    return [each for each in user.session.asked if isinstance(each, OpenImage)][-1]


def test_it_goes_on_in_frames_that_the_network_has_segmented(movie):
    steps_to(movie, "Ctrl+PgDown")
    learns(movie, 50)
    steps_to(movie, "Ctrl+PgUp")
    assert is_on(movie)
    assert RESTS not in movie.notes


def test_it_rests_where_masks_come_from_elsewhere_and_says_why(movie):
    movie.program.learning.use_masks(np.ones((120, 160), np.int32))
    movie.wait_until(lambda: movie.scene.labels.min() == 1)
    steps_to(movie, "Ctrl+PgDown")
    learns(movie, 50)
    steps_to(movie, "Ctrl+PgUp")
    assert not is_on(movie)
    assert RESTS in movie.notes


def test_what_was_learned_from_images_with_other_channels_makes_no_masks_older(movie):
    first, made = movie.scene.image_id, movie.program.learning.steps
    steps_to(movie, "Ctrl+PgDown")
    predicts(movie, first)
    learns(movie, made + 40, seconds=40.2, channels=3)
    movie.program.bus.engine.idle.emit(Idle("finished"))
    steps_to(movie, "Ctrl+PgUp")
    assert age(movie) == ""
    assert not offer(movie)
    assert last_opened(movie).masks is not None  # they stay


def test_masks_of_an_earlier_state_of_learning_are_marked(movie):
    made = movie.program.learning.steps
    assert age(movie) == ""
    assert count_of(movie)[0].isEnabled()
    steps_to(movie, "Ctrl+PgDown")
    assert age(movie) == ""  # there are none
    learns(movie, made + 40, seconds=40.2)
    movie.program.learning._held.predicted.clear()  # the network has not looked at it again
    steps_to(movie, "Ctrl+PgUp")
    movie.program.bus.engine.idle.emit(Idle("paused"))
    assert age(movie) == "masks from 40 s of learning ago"
    count, unit = count_of(movie)
    assert unit.text() == "cells, 40 s of learning ago"
    assert not count.isEnabled()  # grey
    predicts(movie, movie.scene.image_id)
    assert age(movie) == ""
    assert count_of(movie)[0].isEnabled()
    assert count_of(movie)[1].text() == "cells"


def test_while_it_learns_older_masks_are_found_anew_in_view(movie):
    first = movie.scene.image_id
    steps_to(movie, "Ctrl+PgDown")
    learns(movie, 50, seconds=40.2)
    steps_to(movie, "Ctrl+PgUp")
    assert last_opened(movie).image_id == first
    assert last_opened(movie).masks is None  # the engine finds them
    assert offer(movie) == []


@pytest.mark.parametrize("reason", ["finished", "paused"])
def test_when_it_has_ended_they_stay_until_the_user_asks(movie, reason):
    learned_elsewhere(movie, reason)
    assert last_opened(movie).masks.max() == 2
    assert not is_on(movie)  # it learns no further
    assert age(movie) == "masks from 40 s of learning ago"
    (button,) = offer(movie)
    assert "These masks are from 40 s of learning ago and stay as they are." in says(movie)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert movie.session.asked[-1] == FindMasks(movie.scene.image_id)
    movie.wait_until(lambda: age(movie) == "")
    assert offer(movie) == []


def test_the_offer_that_is_closed_does_not_come_back_with_the_next_count(movie):
    learned_elsewhere(movie, "paused")
    movie.program.preferences["live"] = False
    (close,) = [b for b in strip(movie).findChildren(QToolButton) if b.toolTip() == "Close"]
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    movie.program.bus.frame.counted.emit(CellCount(2, movie.scene.areas_px[1:], False))
    assert offer(movie) == []
    steps_to(movie, "Ctrl+PgDown")
    steps_to(movie, "Ctrl+PgUp")
    assert len(offer(movie)) == 1


def test_the_offer_is_not_repeated_with_each_count(movie):
    learned_elsewhere(movie, "paused")
    said = []
    movie.program.bus.notices.message_shown.connect(said.append)
    movie.program.bus.frame.counted.emit(CellCount(1, movie.scene.areas_px[1:2], False))
    assert said == []  # or it would be shown before a newer message


def test_masks_that_one_has_returned_to_are_as_new_as_their_network(movie):
    learned_elsewhere(movie, "paused")
    movie.program.bus.engine.results_held.emit(ResultsHeld((), 1))
    assert age(movie) == ""
    assert offer(movie) == []


def test_the_offer_ends_when_learning_goes_on(movie):
    learned_elsewhere(movie, "paused")
    learns(movie, 90, seconds=41.0)
    assert offer(movie) == []


def test_nothing_is_offered_for_frames_without_cells(movie):
    learned_elsewhere(movie, "paused")
    steps_to(movie, "Ctrl+PgDown")
    assert offer(movie) == []


@pytest.mark.parametrize("paused", [True, False])
def test_a_stroke_is_answered_with_masks_that_are_no_older(movie, paused):
    learned_elsewhere(movie, "paused")
    movie.program.preferences["live"] = not paused
    movie.draws((100, 20), (100, 50))
    movie.wait_until(lambda: age(movie) == "")
    assert (FindMasks(movie.scene.image_id) in movie.session.asked) == paused  # else it learns


def test_while_learning_is_paused_stored_masks_follow_strokes_though_they_are_up_to_date(movie):
    movie.program.preferences["live"] = False
    steps_to(movie, "Ctrl+PgDown")
    steps_to(movie, "Ctrl+PgUp")
    movie.draws((100, 20), (100, 50))
    assert FindMasks(movie.scene.image_id) in movie.session.asked


def test_what_was_drawn_just_before_one_has_left_is_in_the_masks_when_one_is_back(movie):
    first = movie.scene.image_id
    movie.program.preferences["live"] = False  # so that the fake session does not look at it
    movie.draws((100, 20), (100, 50))
    learned_elsewhere(movie, "paused")
    assert last_opened(movie).image_id == first
    assert last_opened(movie).masks is None


def test_masks_that_are_up_to_date_stay(movie):
    first = movie.scene.image_id
    steps_to(movie, "Ctrl+PgDown")
    predicts(movie, first)
    movie.program.bus.engine.idle.emit(Idle("finished"))
    steps_to(movie, "Ctrl+PgUp")
    assert last_opened(movie).masks.max() == 2


def test_a_result_that_was_returned_to_stays(movie):
    movie.program.learning.return_to(1)
    steps_to(movie, "Ctrl+PgDown")
    learns(movie, 50)
    movie.program.bus.engine.idle.emit(Idle("finished"))
    steps_to(movie, "Ctrl+PgUp")
    assert last_opened(movie).masks is not None
