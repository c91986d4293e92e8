"""What the user sees of where learning starts, and of how many of the drawn cells are found."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.core.payloads import CellCount
from app.panels.cells_found import CellsFoundLabel
from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource
from sketchpose_engine.live.messages import BaselineAdopted, Guidance, Idle, WeightsRestored
from sketchpose_engine.live.requests import Learn, LoadWeights
from sketchpose_engine.masks.drawn_cells import CellsFound
from sketchpose_engine.training.events import StepDone

OWN = LoadWeights(resource(GENERAL_WEIGHTS))


@pytest.fixture
def one(user):
    someone = user()
    someone.opens(someone.makes_image())
    return someone


def texts(panel):
    return [each.text() for each in panel.findChildren(QLabel) if each.isVisibleTo(panel)]


def found(user) -> CellsFoundLabel:
    return user.program.window.findChild(CellsFoundLabel)


def guided(one, cells, unseen=None, revision=100):
    told = Guidance(one.scene.image_id, 1.0, None, None, unseen, cells, revision)
    one.program.bus.engine.guidance_ready.emit(told)


def test_learning_starts_from_the_network_that_comes_with_the_program(one):
    assert OWN in one.session.asked
    assert LoadWeights(None) not in one.session.asked


def test_starting_fresh_is_starting_from_that_again(one):
    count = one.session.asked.count(OWN)
    one.program.learning.start_fresh()
    one.wait_until(lambda: one.session.asked.count(OWN) == count + 1)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (CellsFound(5, 4, 0), "4 of your 5 cells found, 1 missed"),
        (CellsFound(5, 3, 2), "3 of your 5 cells found, 2 merged"),
        (CellsFound(8, 5, 0, 3), "5 of your 8 cells found, 3 partly covered"),
        (CellsFound(1, 0, 0, 1), "Your cell is only partly covered"),
        (CellsFound(5, 5, 0), "All 5 of your cells found"),
        (CellsFound(1, 1, 0), "Your cell is found"),
        (CellsFound(1, 0, 0), "Your cell is not found: paint all of it, up to its edge"),
        (CellsFound(0, 0, 0), ""),
        (None, ""),
    ],
)
def test_drawn_cells_that_are_found_are_counted(one, cells, sentence):
    guided(one, cells)
    assert found(one).text() == sentence


def test_how_new_strokes_did_before_is_explained_in_the_tip(one):
    guided(one, CellsFound(5, 5, 0), 0.934)
    assert "93 %" in found(one).toolTip()
    guided(one, CellsFound(5, 5, 0))
    assert "%" not in found(one).toolTip()


def test_what_is_older_than_the_strokes_is_grey_and_says_so(one):
    guided(one, CellsFound(5, 5, 0), revision=0)
    assert found(one).isEnabled()
    one.draws((30, 20), (30, 50))
    assert not found(one).isEnabled()
    assert found(one).text() == "All 5 of your cells found, before your newest strokes"
    guided(one, CellsFound(6, 6, 0), revision=one.program.document.annotations.revision)
    assert found(one).isEnabled()
    assert found(one).text() == "All 6 of your cells found"


def test_a_switch_is_told_with_its_reason(one):
    one.program.bus.engine.baseline_adopted.emit(BaselineAdopted(0.254))
    assert any("25 % fewer mistakes" in note for note in one.notes)


def test_a_return_to_better_weights_is_told_with_its_reason(one):
    one.program.bus.engine.weights_restored.emit(WeightsRestored())
    assert any("making the masks worse" in note for note in one.notes)


def test_what_was_told_of_another_image_is_not_shown_any_more(one):
    guided(one, CellsFound(5, 4, 0))
    one.opens(one.makes_image("other.tif"))
    assert found(one).text() == ""


def test_a_first_guess_is_told_with_the_count(one):
    results = one.program.docks.results
    one.program.bus.frame.counted.emit(CellCount(324, np.full(324, 50), is_guess=True))
    assert texts(results)[:3] == ["about", "320", "cells, first guess"]
    one.program.bus.frame.counted.emit(CellCount(1, np.full(1, 50)))
    assert texts(results)[:2] == ["1", "cell"]


def test_a_first_guess_is_no_learning_that_could_be_paused(one):
    one.program.bus.frame.counted.emit(CellCount(324, np.full(324, 50), is_guess=True))
    panel = one.program.docks.learning
    assert "First guess" in texts(panel)
    assert "Draw a few cells and some background to improve it." in texts(panel)
    button = panel.findChild(QPushButton, "primary")
    assert button.text() == "Draw cells"
    guided(one, CellsFound(1, 1, 0))
    assert button.text() == "Draw background"


def test_the_button_offers_what_comes_next(one):
    button = one.program.docks.learning.findChild(QPushButton, "primary")
    tools = []
    one.program.bus.view.tool_changed.connect(tools.append)
    one.wait_until(lambda: button.text() == "Draw cells")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert tools == ["cell"]
    one.program.bus.engine.step_done.emit(StepDone(1, 1.0, {}, 0.1, 1))
    assert button.text() == "Pause"
    one.program.bus.engine.idle.emit(Idle("paused"))
    assert button.text() == "Start"


@pytest.mark.parametrize(
    ("unchanged_s", "sentence"),
    [
        (20.4, "Done: hardly anything has changed for 20 s"),
        (None, "Done: more learning changes nothing"),
    ],
)
def test_why_learning_has_ended_is_told(one, unchanged_s, sentence):
    one.program.bus.engine.idle.emit(Idle("finished", unchanged_s))
    assert sentence in texts(one.program.docks.learning)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (CellsFound(5, 3, 2), "2 of your cells are merged: draw a line between them"),
        (CellsFound(5, 4, 0), "One of your cells is missed: paint all of it, up to its edge"),
        (CellsFound(9, 2, 3), "4 of your cells are missed: paint all of each, up to its edge"),
    ],
)
def test_an_end_that_is_not_right_is_no_success(one, cells, sentence):
    name, engine = one.scene.image_id, one.program.bus.engine
    engine.guidance_ready.emit(Guidance(name, None, None, None, cells=cells))
    engine.idle.emit(Idle("finished"))
    assert "Done, but not right yet" in texts(one.program.docks.learning)
    assert found(one).text() == sentence
    engine.step_done.emit(StepDone(2, 1.0, {}, 0.1, 1))
    assert found(one).text() != sentence  # learning goes on: nothing is decided yet


@pytest.mark.parametrize(
    ("signal", "value", "sentence"),
    [
        ("strokes_waiting", 1, "A stroke waits for your answer: see below the image"),
        ("cells_lost", True, "Far fewer cells than before: undo the last stroke, or go back"),
    ],
)
def test_nor_is_one_with_questions_or_with_lost_cells(one, signal, value, sentence):
    one.program.bus.engine.idle.emit(Idle("finished"))
    getattr(one.program.bus.frame, signal).emit(value)
    assert "Done, but not right yet" in texts(one.program.docks.learning)
    assert found(one).text() == sentence
    getattr(one.program.bus.frame, signal).emit(0)
    assert "Done: more learning changes nothing" in texts(one.program.docks.learning)


def test_whether_learning_ends_by_itself_can_be_chosen(one):
    one.program.actions.trigger("until_steady")
    one.wait_until(lambda: Learn(True, True, until_steady=False) in one.session.asked)
