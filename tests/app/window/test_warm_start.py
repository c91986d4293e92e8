"""What the user sees of where learning starts, and of how well it does on new strokes."""

import pytest
from PySide6.QtWidgets import QLabel

from app.panels.learning import BEFORE_DRAWN, LearningPanel
from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.live.messages import BaselineAdopted, Guidance
from sketchpose_engine.live.requests import LoadWeights

OWN = LoadWeights(resource(GENERAL_WEIGHTS))


@pytest.fixture
def one(user):
    someone = user()
    someone.opens(someone.makes_image())
    return someone


def texts(user):
    panel = user.program.window.findChild(LearningPanel)
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)]


def guided(one, agreement, unseen):
    told = Guidance(one.scene.image_id, agreement, None, None, unseen)
    one.program.bus.engine.guidance_ready.emit(told)


def test_learning_starts_from_the_network_that_comes_with_the_program(one):
    assert OWN in one.session.asked
    assert LoadWeights(None) not in one.session.asked


def test_starting_fresh_is_starting_from_that_again(one):
    count = one.session.asked.count(OWN)
    one.program.learning.start_fresh()
    one.wait_until(lambda: one.session.asked.count(OWN) == count + 1)


def test_agreement_is_shown_with_all_strokes_and_with_new_ones_before_they_were_drawn(one):
    guided(one, 0.981, 0.934)
    assert "98 %" in texts(one)
    assert "93 %" in texts(one)
    guided(one, 0.981, None)
    assert "93 %" not in texts(one)


def test_it_is_explained_what_the_agreement_with_new_strokes_is(one):
    panel = one.program.window.findChild(LearningPanel)
    assert BEFORE_DRAWN in [label.toolTip() for label in panel.findChildren(QLabel)]


def test_a_switch_is_told_with_its_reason(one):
    one.program.bus.engine.baseline_adopted.emit(BaselineAdopted(0.254))
    assert any("25 % fewer mistakes" in note for note in one.notes)


def test_what_was_told_of_another_image_is_not_shown_any_more(one):
    guided(one, 0.981, 0.934)
    one.opens(one.makes_image("other.tif"))
    assert "98 %" not in texts(one)
    assert "93 %" not in texts(one)
